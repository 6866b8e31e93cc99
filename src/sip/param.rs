//! A name, and its value if it has one: a parameter of a URI or of a header. RFC 3261 25.1.

use crate::error::Result;
use crate::mem::{CBox, List, Text};

/// A parameter of a URI or of a header, or a header in a URI: a name, and a value if it has one.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Param {
    /// The name.
    pub gname: Option<Text>,
    /// The value, with its quotes if it is a quoted string; NULL if there is none.
    pub gvalue: Option<Text>,
}

const _: () = assert!(size_of::<Param>() == 16);

impl Param {
    /// A parameter with the name `name`.
    pub fn new(name: &[u8], value: Option<&[u8]>) -> Self {
        Self { gname: Some(Text::new(name)), gvalue: value.map(Text::new) }
    }

    /// Whether this is its name, whatever the case.
    pub fn is_named(&self, name: &[u8]) -> bool {
        self.gname.as_ref().is_some_and(|gname| gname.eq_ignore_case(name))
    }
}

/// The first parameter with the name `name`, whatever its case.
pub fn find_param<'a>(params: &'a List<Param>, name: &[u8]) -> Option<&'a Param> {
    params.iter().find(|param| param.is_named(name))
}

/// Adds `params` to the end of `list`, up to the first that is an error, which is returned.
pub fn add_params(
    list: &mut List<Param>,
    params: impl IntoIterator<Item = Result<Param>>,
) -> Result<()> {
    let mut outcome = Ok(());
    list.extend(params.into_iter().map_while(|param| match param {
        Ok(param) => Some(CBox::new(param)),
        Err(error) => {
            outcome = Err(error);
            None
        }
    }));
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_parameter_of_a_name_is_found_whatever_its_case() {
        let params: List<Param> =
            [Param::new(b"a", None), Param::new(b"Tag", Some(b"1")), Param::new(b"tag", None)]
                .into_iter()
                .collect();
        assert_eq!(find_param(&params, b"TAG"), Some(&Param::new(b"Tag", Some(b"1"))));
        assert_eq!(find_param(&params, b"ta"), None);
    }

    #[test]
    fn a_parameter_without_a_name_has_no_name() {
        assert!(!Param::default().is_named(b""));
    }
}
