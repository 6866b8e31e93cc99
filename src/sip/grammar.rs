//! What headers are made of: white space, tokens, quoted strings, lists, parameters, numbers. RFC 3261 25.1.
//!
//! All of it takes and gives slices of the text at hand; every function looks at each byte once.

use memchr::memchr;

use super::Param;
use super::param::add_params;
use crate::error::{Error, Result};
use crate::mem::{List, Text};

/// Whether `byte` is white space; a folded line break is.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// `text` without the white space at its ends.
pub fn trim(text: &[u8]) -> &[u8] {
    trim_end(trim_start(text))
}

/// `text` without the white space before it.
pub fn trim_start(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_space(*first)
    {
        text = rest;
    }
    text
}

/// `text` without the white space after it.
pub fn trim_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., last] = text
        && is_space(*last)
    {
        text = rest;
    }
    text
}

/// Whether `text` has no line break but folded ones, which white space follows, and those at its end.
pub fn is_one_line(text: &[u8]) -> bool {
    // Seldom is there any, and this looks at many bytes at a time.
    if !text.contains(&b'\n') && !text.contains(&b'\r') {
        return true;
    }
    let text = trim_end(text);
    let mut next = text.iter().skip(1);
    text.iter().all(|byte| match (byte, next.next()) {
        (b'\r', next) => matches!(next, Some(b'\n' | b' ' | b'\t')),
        (b'\n', next) => matches!(next, Some(b' ' | b'\t')),
        _ => true,
    })
}

/// Where `wanted` first stands in `text`.
pub fn find(text: &[u8], wanted: u8) -> Option<usize> {
    memchr(wanted, text)
}

/// What stands before and after the first `separator`.
pub fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let (before, rest) = text.split_at_checked(find(text, separator)?)?;
    Some((before, rest.get(1..)?))
}

/// What stands before the first `separator`, and the rest that begins with it; all of `text` if it has none.
pub fn split_before(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let end = find(text, separator).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

/// A string for a field, which is absent where the text is empty.
pub fn optional(text: &[u8]) -> Option<Text> {
    (!text.is_empty()).then(|| Text::new(text))
}

/// A string for a field that must not be empty.
pub fn mandatory(text: &[u8]) -> Result<Option<Text>> {
    optional(text).ok_or(Error::Syntax).map(Some)
}

/// Letters, digits and some marks of ASCII: what may stand in one part of a header.
pub struct Alphabet([bool; 256]);

static TOKEN: Alphabet = Alphabet::new(b"-.!%*_+`'~");

// Every byte has its place in the table.
#[allow(clippy::indexing_slicing)]
impl Alphabet {
    /// Letters, digits and `marks`.
    pub const fn new(mut marks: &[u8]) -> Self {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric();
            byte += 1;
        }
        while let [mark, rest @ ..] = marks {
            table[*mark as usize] = mark.is_ascii();
            marks = rest;
        }
        Self(table)
    }

    /// Whether `byte` is one of them.
    pub const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }
}

/// Whether `text` is a token: a method, a header name, a parameter name.
pub fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&byte| TOKEN.has(byte))
}

/// The number that `text` stands for: decimal digits only. Never wraps: what is too large is an error.
pub fn number(text: &[u8]) -> Result<u32> {
    if text.is_empty() {
        return Err(Error::Syntax);
    }
    text.iter().try_fold(0_u32, |sum, byte| {
        let digit = byte.is_ascii_digit().then_some(u32::from(byte.wrapping_sub(b'0')));
        sum.checked_mul(10)
            .zip(digit)
            .and_then(|(sum, digit)| sum.checked_add(digit))
            .ok_or(Error::Syntax)
    })
}

/// The length of the quoted string that `text` begins with, quotes included; `None` if it has no end.
///
/// A backslash takes the next byte with it.
pub fn quoted_length(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// What stands between the quotes, escapes untouched, if `text` is one quoted string.
pub fn unquoted(text: &[u8]) -> Option<&[u8]> {
    let inner = text.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    (quoted_length(text)? == text.len()).then_some(inner)
}

/// Appends `text` without its backslashes: what a quoted string stands for.
pub fn unescape(text: &[u8], out: &mut Vec<u8>) {
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        let escaped = if byte == b'\\' { bytes.next() } else { None };
        out.push(*escaped.unwrap_or(&byte));
    }
}

/// Where a byte that `wanted` names first stands outside of quoted strings.
///
/// A quote without an end hides nothing.
pub fn find_unquoted(text: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = 0;
    let mut balanced = true;
    loop {
        let rest = text.get(at..)?;
        let next = rest.iter().position(|&byte| wanted(byte) || (byte == b'"' && balanced))?;
        at += next;
        match rest.get(next..)? {
            [b'"', ..] if balanced => match quoted_length(rest.get(next..)?) {
                Some(length) => at += length,
                None => balanced = false,
            },
            _ => return Some(at),
        }
    }
}

/// The elements of a comma separated list, trimmed. A comma in quotes or in angle brackets separates nothing; a
/// quote without an end hides all that follows.
pub fn elements(text: &[u8]) -> Elements<'_> {
    Elements { rest: Some(text), brackets_close: true }
}

/// What [`elements`] gives.
pub struct Elements<'a> {
    rest: Option<&'a [u8]>,
    /// False once an angle bracket had no end: then no later one has, and none is sought again.
    brackets_close: bool,
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.rest?;
        let end = self.find_comma(text);
        self.rest = text.get(end + 1..);
        text.get(..end).map(trim)
    }
}

impl Elements<'_> {
    fn find_comma(&mut self, text: &[u8]) -> usize {
        // Most headers are lists of one element.
        if !text.contains(&b',') {
            return text.len();
        }
        let mut at = 0;
        let mut in_brackets = false;
        while let Some(rest @ [first, ..]) = text.get(at..) {
            at += match first {
                b',' if !in_brackets => return at,
                b'"' => quoted_length(rest).unwrap_or(rest.len()),
                b'\\' if matches!(rest.get(1), Some(b'"' | b'\\')) => 2,
                _ => 1,
            };
            if *first == b'<' && !in_brackets && self.brackets_close {
                self.brackets_close = find(rest, b'>').is_some();
                in_brackets = self.brackets_close;
            }
            in_brackets &= *first != b'>';
        }
        text.len()
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

/// The next parameter, taken off the front of `rest`.
fn next_param<'a>(rest: &mut &'a [u8]) -> Result<Option<Pair<'a>>> {
    if rest.is_empty() {
        return Ok(None);
    }
    let text = rest.strip_prefix(b";").ok_or(Error::Syntax)?;
    let name_end = text.iter().position(|&b| b == b'=' || b == b';').unwrap_or(text.len());
    let (name, after) = text.split_at_checked(name_end).ok_or(Error::Syntax)?;
    // A single semicolon may stand at the end, nowhere else.
    if name.is_empty() && !after.is_empty() {
        return Err(Error::Syntax);
    }
    let Some(value) = after.strip_prefix(b"=") else {
        *rest = after;
        return Ok(Some((trim(name), None)));
    };
    let value_end = value_length(value);
    let (value, after) = value.split_at_checked(value_end).ok_or(Error::Syntax)?;
    if trim(name).is_empty() || (value.is_empty() && !after.is_empty()) {
        return Err(Error::Syntax);
    }
    *rest = after;
    Ok(Some((trim(name), Some(trim(value)).filter(|value| !value.is_empty()))))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Result<Vec<Pair<'_>>> {
        params(text.as_bytes()).collect()
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
    fn only_folded_line_breaks_stay_in_a_line() {
        for text in ["", "a", "a\r\n b\n\tc", "a\r\n"] {
            assert!(is_one_line(text.as_bytes()), "{text:?}");
        }
        for text in ["a\r\nb", "a\nb", "a\rb", "a\r\r\n b", "a\n\n b"] {
            assert!(!is_one_line(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn only_bare_commas_separate_elements() {
        let list: Vec<_> = elements(b"\"a,\\\",b\" <sip:c,d>;x , e,, f").collect();
        assert_eq!(list, [&b"\"a,\\\",b\" <sip:c,d>;x"[..], b"e", b"", b"f"]);
        let list: Vec<_> = elements(b"<a, \\\"b,c,\"d, e").collect();
        assert_eq!(list, [&b"<a"[..], b"\\\"b", b"c", b"\"d, e"]);
    }

    #[test]
    fn numbers_are_digits_and_never_wrap() {
        assert_eq!(number(b"0009"), Ok(9));
        assert_eq!(number(b"4294967295"), Ok(u32::MAX));
        for text in ["", "4294967296", "-1", "+1", " 1", "1 ", "0x1"] {
            assert_eq!(number(text.as_bytes()), Err(Error::Syntax), "{text}");
        }
    }

    #[test]
    fn an_unbalanced_quote_hides_nothing() {
        assert_eq!(find_unquoted(b"\"a,b\",\"c,d", |b| b == b','), Some(5));
        assert_eq!(find_unquoted(b"\"c,d", |b| b == b','), Some(2));
    }

    #[test]
    fn a_quoted_string_is_unquoted_and_unescaped() {
        assert_eq!(unquoted(b"\"a\\\"b\""), Some(&b"a\\\"b"[..]));
        assert_eq!(unquoted(b"\"a\" b\""), None);
        assert_eq!(unquoted(b"\""), None);
        let mut out = Vec::new();
        unescape(b"a\\\"b\\\\", &mut out);
        assert_eq!(out, b"a\"b\\");
    }
}
