//! What challenges, credentials and Authentication-Info are made of: a list of `name=value`. RFC 3261 25.1.

use super::grammar::{
    find, find_any, is_space, optional, quoted_length, split_before, trim, trim_start,
};
use crate::error::{Error, Result};
use crate::mem::Text;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Between quotes, which are part of the field: programs count on them. Where a sender forgot them, they are added.
    Quoted,
    /// As a token; in quotes, where a sender put them.
    Token,
}

/// A header whose fields are parameters.
pub(super) trait AuthParams<const N: usize> {
    /// Name, form and field of each parameter, in the order in which they are written.
    fn params(&self) -> [(&'static str, &Option<Text>); N];

    /// The same, to be filled.
    fn params_mut(&mut self) -> [(&'static str, Form, &mut Option<Text>); N];
}

/// Implements [`AuthParams`] by a table.
macro_rules! auth_params {
    ($ty:ident $count:literal: $($field:ident $name:literal $form:ident,)*) => {
        impl AuthParams<$count> for $ty {
            fn params(&self) -> [(&'static str, &Option<Text>); $count] {
                [$(($name, &self.$field)),*]
            }

            fn params_mut(&mut self) -> [(&'static str, Form, &mut Option<Text>); $count] {
                [$(($name, Form::$form, &mut self.$field)),*]
            }
        }
    };
}
pub(super) use auth_params;

/// Parameters without a field of their own that are kept all the same, in `auth_param`: answers depend on them.
const KEPT: [&[u8]; 3] = [b"userhash", b"username*", b"auts"];

/// Fills the fields of a header from `name=value, name=value...`. Of parameters with the same name the first counts.
///
/// At least one parameter must be there, and behind a comma another, except behind the comma of a token. A comma
/// too many between two parameters is nothing, and behind a quoted string one may be missing. What is to be kept of
/// other parameters is returned.
pub(super) fn parse<const N: usize>(
    header: &mut impl AuthParams<N>,
    text: &[u8],
) -> Result<Option<Text>> {
    let mut fields = header.params_mut();
    let mut kept = Vec::new();
    let mut rest = text;
    let mut is_owed = true;
    loop {
        while let [first @ (b' ' | b'\t' | b'\r' | b'\n' | b','), after @ ..] = rest {
            is_owed |= *first == b',';
            rest = after;
        }
        if rest.is_empty() {
            if is_owed {
                return Err(Error::Syntax);
            }
            let is_known = fields.iter().any(|(_, _, field)| field.is_some());
            return Ok(optional(if is_known || !kept.is_empty() { &kept } else { all(text) }));
        }
        let param = Param::split(rest);
        let field =
            fields.iter_mut().find(|(name, _, field)| field.is_none() && param.is_named(name));
        rest = match field {
            Some((_, form, field)) => param.read(*form, field)?,
            None => param.skip(&mut kept)?,
        };
        is_owed = false;
    }
}

/// All parameters, as they stand in `text`: a header of which we know none is written as it was read.
fn all(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&byte| !is_space(byte) && byte != b',');
    text.get(start.unwrap_or(text.len())..).map_or(&[], trim)
}

/// The scheme that `text` begins with, and the text behind it.
pub(super) fn split_scheme(text: &[u8]) -> Result<(&[u8], &[u8])> {
    let end = text.iter().position(|&byte| is_space(byte)).filter(|&end| end > 0);
    end.and_then(|end| text.split_at_checked(end)).ok_or(Error::Syntax)
}

/// Writes the fields that are there, separated by commas, and what else there is. `before` stands before the first.
pub(super) fn write<const N: usize>(
    header: &impl AuthParams<N>,
    other: Option<&Text>,
    before: &str,
    out: &mut Vec<u8>,
) {
    let mut separator = before.as_bytes();
    for (name, value) in header.params() {
        let Some(value) = value else { continue };
        for part in [separator, name.as_bytes(), b"=", value] {
            out.extend_from_slice(part);
        }
        separator = b", ";
    }
    if let Some(other) = other {
        out.extend_from_slice(separator);
        out.extend_from_slice(other);
    }
}

/// One parameter, at the beginning of the text to read.
struct Param<'a> {
    name: &'a [u8],
    /// The text behind the equals sign, to the end of the header; `None` if there is none before the next comma.
    value: Option<&'a [u8]>,
    /// The text behind the name.
    rest: &'a [u8],
}

impl<'a> Param<'a> {
    fn split(text: &'a [u8]) -> Self {
        let end = find_any(text, [b'=', b',']).unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(end).unwrap_or((text, b""));
        Self { name: trim(name), value: rest.strip_prefix(b"="), rest }
    }

    fn is_named(&self, name: &str) -> bool {
        // Most are written as in the RFC: to look for that first makes parsing up to 3 % quicker.
        name.as_bytes() == self.name || name.as_bytes().eq_ignore_ascii_case(self.name)
    }

    /// Fills a field. Returns the text behind the value; behind a token, also behind its comma.
    fn read(&self, form: Form, field: &mut Option<Text>) -> Result<&'a [u8]> {
        let text = trim_start(self.value.ok_or(Error::Syntax)?);
        let is_quoted = form == Form::Quoted && text.starts_with(b"\"");
        let (value, rest) = match form {
            Form::Quoted if is_quoted => {
                text.split_at_checked(quoted_length(text).ok_or(Error::Syntax)?)
            }
            Form::Quoted => Some(split_before(text, b',')),
            Form::Token => {
                let quoted = match text.first() {
                    Some(b'"') => quoted_length(text).ok_or(Error::Syntax)?,
                    _ => 0,
                };
                let end = text.get(quoted..).and_then(|rest| find(rest, b','));
                text.split_at_checked(end.map_or(text.len(), |end| quoted + end))
            }
        }
        .ok_or(Error::Syntax)?;
        let value = trim(value);
        if value.is_empty() {
            return Err(Error::Syntax);
        }
        if form == Form::Quoted && !is_quoted {
            if find_any(value, *b"\"\\").is_some() {
                return Err(Error::Syntax);
            }
            *field = Some(Text::new(&[b"\"", value, b"\""].concat()));
        } else if !(is_quoted && value.len() == 2) {
            // Two quotes with nothing between them are as good as no parameter.
            *field = Some(Text::new(value));
        }
        Ok(if form == Form::Token { rest.strip_prefix(b",").unwrap_or(rest) } else { rest })
    }

    /// Passes a parameter without field, and keeps it if it is one of those. Returns the text behind it.
    fn skip(&self, kept: &mut Vec<u8>) -> Result<&'a [u8]> {
        let Some(value) = self.value else {
            return if self.rest.is_empty() { Err(Error::Syntax) } else { Ok(self.rest) };
        };
        let (value, rest) = value.split_at_checked(other_length(value)).ok_or(Error::Syntax)?;
        if KEPT.iter().any(|name| name.eq_ignore_ascii_case(self.name)) {
            if !kept.is_empty() {
                kept.extend_from_slice(b", ");
            }
            for part in [self.name, b"=", trim(value)] {
                kept.extend_from_slice(part);
            }
        }
        Ok(rest)
    }
}

/// The length of any value: to the comma behind it. A quote without end takes everything.
fn other_length(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match text.get(at) {
            None | Some(b',') => return at,
            Some(b'"') => match text.get(at..).and_then(quoted_length) {
                Some(length) => length,
                None => return text.len(),
            },
            Some(_) => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AuthenticationInfo, Challenge, Credentials, Wire};
    use super::*;

    fn rewritten<T: Wire>(text: &str) -> Result<String> {
        let mut out = Vec::new();
        T::from_text(text.as_bytes())?.write(&mut out)?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    #[test]
    fn a_header_is_read_in_any_order_and_written_in_its_own() {
        assert_eq!(
            rewritten::<Challenge>(
                r#"Digest QOP="auth,auth-int" , nonce = "n\"1", foo="a,b",stale=TRUE,realm="r""#
            ),
            Ok(r#"Digest realm="r", nonce="n\"1", stale=TRUE, qop="auth,auth-int""#.into())
        );
        assert_eq!(
            rewritten::<Credentials>(r#"Digest nc=00000001, username="a" realm="b", qop=auth"#),
            Ok(r#"Digest username="a", realm="b", qop=auth, nc=00000001"#.into())
        );
        assert_eq!(
            rewritten::<AuthenticationInfo>(r#"nextnonce="n",qop=auth"#),
            Ok(r#"qop=auth, nextnonce="n""#.into())
        );
    }

    #[test]
    fn forgotten_quotes_are_no_reason_to_fail() {
        assert_eq!(
            rewritten::<Challenge>(r#"Digest realm=r, nonce="n", qop=auth, algorithm="MD5""#),
            Ok(r#"Digest realm="r", nonce="n", algorithm="MD5", qop="auth""#.into())
        );
        // Programs cut the first and the last byte off.
        let credentials = Credentials::from_text(b"Digest username=u, nc=1").unwrap();
        assert_eq!(credentials.username.as_deref(), Some(&b"\"u\""[..]));
        for text in ["Digest realm=a\"b", "Digest realm=a\\", "Digest realm=a nonce=\"b\""] {
            assert_eq!(rewritten::<Challenge>(text), Err(Error::Syntax), "{text}");
        }
    }

    #[test]
    fn what_answers_depend_on_is_kept_of_unknown_parameters() {
        assert_eq!(
            rewritten::<Challenge>(r#"Digest userhash=true, realm="r", x=y, auts="a,b""#),
            Ok(r#"Digest realm="r", userhash=true, auts="a,b""#.into())
        );
    }

    #[test]
    fn a_header_of_unknown_parameters_is_kept_as_it_is() {
        assert_eq!(
            rewritten::<Challenge>(r#"Bearer , authz_server="https://a,b" ,scope=x "#),
            // The original writes two blanks where there is no realm.
            Ok(r#"Bearer  authz_server="https://a,b" ,scope=x"#.into())
        );
        assert_eq!(rewritten::<AuthenticationInfo>("x=y"), Err(Error::Syntax));
        assert_eq!(rewritten::<AuthenticationInfo>("NTLM x=y"), Err(Error::Syntax));
    }

    #[test]
    fn a_quote_at_the_start_of_a_token_hides_commas_up_to_its_end() {
        assert_eq!(
            rewritten::<AuthenticationInfo>(r#"nextnonce="x", qop="a, rspauth="y", nc=1"#),
            Ok(r#"qop="a, rspauth="y", nextnonce="x", nc=1"#.into())
        );
        assert_eq!(rewritten::<Challenge>(r#"Digest stale="a, realm=b"#), Err(Error::Syntax));
    }

    #[test]
    fn the_first_of_equal_names_counts_and_empty_quotes_are_nothing() {
        assert_eq!(
            rewritten::<Challenge>(r#"Digest realm="a", realm="b", opaque="", opaque="c""#),
            Ok(r#"Digest realm="a", opaque="c""#.into())
        );
    }

    #[test]
    fn broken_lists_are_refused() {
        for text in [
            "Digest",
            "Digest ",
            "Digest realm",
            "Digest realm=",
            "Digest realm=\"a",
            "Digest realm=\"a\",",
            "Digest ,",
            "Digest x",
            "Digest stale= , realm=\"r\"",
            " realm=\"r\"",
            "",
        ] {
            assert_eq!(rewritten::<Challenge>(text), Err(Error::Syntax), "{text}");
        }
    }

    #[test]
    fn the_worst_headers_cost_linear_time() {
        for part in ["x=\"\\,", "x=\",", "stale=\"\\,", ",", "\"", "realm=", "=", "x=y "] {
            let text = format!("Digest {}", part.repeat(65_536 / part.len()));
            let _ = rewritten::<Challenge>(&text);
            let _ = rewritten::<AuthenticationInfo>(&text);
        }
    }
}
