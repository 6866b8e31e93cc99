//! Parameters of URIs and of headers: a name, and a value if it has one. RFC 3261 25.1.

use super::grammar::{
    find, find_any, has, quoted_length, split_before, split_once, trim, trim_start,
};
use crate::error::{Error, Result};
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

record_size!(Param: 16, 8);

impl Param {
    /// A parameter with the name `name`.
    #[inline]
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

/// The value of the parameter of that name.
pub fn param_value<'a>(params: &'a List<Param>, name: &[u8]) -> Option<&'a [u8]> {
    find_param(params, name)?.gvalue.as_deref()
}

/// Changes the parameter of that name, or adds it.
pub fn set_param(params: &mut List<Param>, name: &[u8], value: &[u8]) {
    match params.iter_mut().find(|param| param.is_named(name)) {
        Some(param) => param.gvalue = Some(Text::new(value)),
        None => params.push(Param::new(name, Some(value))),
    }
}

/// Takes all parameters of that name away.
pub fn remove_param(params: &mut List<Param>, name: &[u8]) {
    if find_param(params, name).is_some() {
        params.retain(|param| !param.is_named(name));
    }
}

/// Reads `;name=value;name...` into the end of `into`. The text begins with a semicolon or is empty.
///
/// Where a value begins with a quote it reaches to the semicolon after its closing quote; one that never closes
/// reaches to the end. A nameless parameter is an error, a name without value is not; blanks around both are dropped.
pub fn parse_params(text: &[u8], into: &mut List<Param>) -> Result<()> {
    add_params(into, params(text).map(|param| param.map(|(name, value)| Param::new(name, value))))
}

/// The parameters of `;name=value;name...`, as slices of the text.
pub fn params(text: &[u8]) -> impl Iterator<Item = Result<Pair<'_>>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        loop {
            match next_param(&mut rest) {
                Ok(None) => return None,
                // Blanks between two semicolons, or after the last, are nothing.
                Ok(Some((b"", None))) => {}
                Ok(Some(param)) => return Some(Ok(param)),
                Err(error) => {
                    rest = &[];
                    return Some(Err(error));
                }
            }
        }
    })
}

/// The name and the value of a parameter.
pub type Pair<'a> = (&'a [u8], Option<&'a [u8]>);

/// The first of the [`params`] of a text that has this name, up to the first that cannot be read.
pub fn find_in<'a>(text: &'a [u8], name: &[u8]) -> Option<Option<&'a [u8]>> {
    if has(text, b'"') {
        let mut params = params(text).map_while(Result::ok);
        return params.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    }
    // Without quotes each semicolon divides.
    let mut rest = text.strip_prefix(b";")?;
    loop {
        let (param, after) = split_before(rest, b';');
        let (found, value) = match split_once(param, b'=') {
            Some((found, value)) if !trim(found).is_empty() => (found, Some(value)),
            Some(_) => return None,
            None => (param, None),
        };
        let is_last = after.is_empty();
        if !is_last && (param.is_empty() || value.is_some_and(<[u8]>::is_empty)) {
            return None;
        }
        let found = trim(found);
        if found.eq_ignore_ascii_case(name) && !(found.is_empty() && value.is_none()) {
            return Some(value.map(trim).filter(|value| !value.is_empty()));
        }
        rest = after.strip_prefix(b";")?;
    }
}

/// The next parameter, taken off the front of `rest`.
fn next_param<'a>(rest: &mut &'a [u8]) -> Result<Option<Pair<'a>>> {
    if rest.is_empty() {
        return Ok(None);
    }
    let text = rest.strip_prefix(b";").ok_or(Error::Syntax)?;
    let name_end = find_any(text, [b'=', b';']).unwrap_or(text.len());
    let (name, after) = text.split_at_checked(name_end).ok_or(Error::Syntax)?;
    // A single semicolon may stand at the end, nowhere else.
    if name.is_empty() && !after.is_empty() {
        return Err(Error::Syntax);
    }
    let name = trim(name);
    let Some(value) = after.strip_prefix(b"=") else {
        *rest = after;
        return Ok(Some((name, None)));
    };
    let value_end = value_length(value);
    let (value, after) = value.split_at_checked(value_end).ok_or(Error::Syntax)?;
    if name.is_empty() || (value.is_empty() && !after.is_empty()) {
        return Err(Error::Syntax);
    }
    *rest = after;
    Ok(Some((name, Some(trim(value)).filter(|value| !value.is_empty()))))
}

/// The length of a parameter's value: up to the semicolon that ends it.
fn value_length(text: &[u8]) -> usize {
    let blanks = text.len() - trim_start(text).len();
    let quoted = match text.get(blanks..) {
        Some(value @ [b'"', ..]) => match quoted_length(value) {
            Some(length) => blanks + length,
            None => return text.len(),
        },
        _ => 0,
    };
    let rest = text.get(quoted..).unwrap_or_default();
    find(rest, b';').map_or(text.len(), |end| quoted + end)
}

/// Writes `;name=value;name...`. A parameter without a name is left out.
pub fn write_params(params: &List<Param>, out: &mut Vec<u8>) {
    write_params_after(b";", params, out);
}

/// Writes each of `params` behind a `separator`. A parameter without a name is left out.
pub fn write_params_after(separator: &[u8], params: &List<Param>, out: &mut Vec<u8>) {
    for param in params {
        let Some(name) = &param.gname else { continue };
        out.extend_from_slice(separator);
        out.extend_from_slice(name);
        if let Some(value) = &param.gvalue {
            out.push(b'=');
            out.extend_from_slice(value);
        }
    }
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

    fn pairs(text: &str) -> Result<Vec<Pair<'_>>> {
        params(text.as_bytes()).collect()
    }

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

    #[test]
    fn parameters_keep_quoted_values_whole() {
        let read = pairs("; a = \"x;\\\";y\" ;b").unwrap();
        assert_eq!(read, [(&b"a"[..], Some(&b"\"x;\\\";y\""[..])), (&b"b"[..], None)]);
        assert_eq!(pairs(";a=b;c=").unwrap(), [(&b"a"[..], Some(&b"b"[..])), (&b"c"[..], None)]);
        assert_eq!(pairs("; ;").unwrap(), []);
    }

    #[test]
    fn nameless_and_hollow_parameters_are_errors() {
        for text in [";;a", ";=b", ";a=;b", "a=b", " ;a", "; =b"] {
            assert_eq!(pairs(text), Err(Error::Syntax), "{text}");
        }
    }

    #[test]
    fn written_parameters_read_back_the_same() {
        let mut list = List::default();
        parse_params(b"; a = \"x;y\" ;b;c=d", &mut list).unwrap();
        let mut out = Vec::new();
        write_params(&list, &mut out);
        assert_eq!(out, b";a=\"x;y\";b;c=d");
    }

    #[test]
    fn a_parameter_is_found_as_it_is_read() {
        let parts = [";", "=", "a", "B", " ", "\""];
        for number in 0..parts.len().pow(6) {
            let part = |place: u32| parts[number / parts.len().pow(place) % parts.len()];
            for start in ["", ";", ";a;"] {
                let text = [start, &[0, 1, 2, 3, 4, 5].map(part).concat()].concat();
                for name in ["a", "b", "ab", ""] {
                    let mut read = params(text.as_bytes()).map_while(Result::ok);
                    let read = read.find(|(it, _)| it.eq_ignore_ascii_case(name.as_bytes()));
                    let found = find_in(text.as_bytes(), name.as_bytes());
                    assert_eq!(found, read.map(|(_, value)| value), "{name:?} in {text:?}");
                }
            }
        }
    }
}
