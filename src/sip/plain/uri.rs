//! The parts of a plain URI.

use super::is_plain_uri;
use crate::sip::grammar::{has, number, split_once};

/// A plain URI without parameters: `sip:bob@example.com:5060`
pub struct PlainUri<'a> {
    /// All of it.
    pub text: &'a [u8],
    /// The user.
    pub user: Option<&'a [u8]>,
    /// The port.
    pub port: Option<u16>,
}

impl<'a> PlainUri<'a> {
    /// The URI that `text` is.
    pub fn of(text: &'a [u8]) -> Option<Self> {
        let rest = text.strip_prefix(b"sip:").filter(|rest| !has(rest, b';'))?;
        let user = split_once(rest, b'@').map(|(user, _)| user);
        let (_, host) = split_once(rest, b'@').unwrap_or((b"", rest));
        let port = split_once(host, b':').map(|(_, port)| number(port));
        let port = match port {
            Some(port) => Some(port.ok().and_then(|port| u16::try_from(port).ok())?),
            None => None,
        };
        is_plain_uri(text).then_some(Self { text, user, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::{Uri, Wire};

    #[test]
    fn a_plain_uri_says_what_its_tree_says_and_is_written_as_it_was() {
        let mut count = 0;
        for user in ["", "@", "a@", "a+b.1@", "a%41@", "a:b@", "a@b@"] {
            for host in ["h", "H.example", "192.0.2.1", "[::1]", "", "h/i", "h "] {
                for rest in
                    ["", ":5060", ":0", ":05060", ":65535", ":65536", ":", ":a", ";x", "?a=b"]
                {
                    let text = format!("sip:{user}{host}{rest}");
                    let Some(plain) = PlainUri::of(text.as_bytes()) else { continue };
                    let (tree, mut written) =
                        (Uri::from_text(text.as_bytes()).unwrap(), Vec::new());
                    tree.write(&mut written).unwrap();
                    assert_eq!(str::from_utf8(&written), Ok(&*text));
                    assert_eq!(tree.user().as_deref(), plain.user, "{text}");
                    let port = tree.port.as_deref().map(|port| number(port).unwrap());
                    assert_eq!(port, plain.port.map(u32::from), "{text}");
                    assert_eq!(plain.text, text.as_bytes());
                    count += 1;
                }
            }
        }
        // Three forms of a user, three hosts, five ports.
        assert_eq!(count, 45);
        for text in ["SIP:h", "sips:h", "tel:1", "h", ""] {
            assert!(PlainUri::of(text.as_bytes()).is_none(), "{text}");
        }
    }
}
