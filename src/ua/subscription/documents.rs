//! Documents of event packages: presence (RFC 3863) and waiting messages (RFC 3842).

use core::fmt::Write as _;

use crate::error::{Error, Result};

/// Messages of one kind: new and old ones, and how many of them are urgent.
#[derive(Clone, Copy, Debug)]
pub struct MessageCounts {
    /// New ones.
    pub new: u32,
    /// Old ones.
    pub old: u32,
    /// Urgent ones among the new.
    pub urgent_new: u32,
    /// Urgent ones among the old.
    pub urgent_old: u32,
}

/// A presence document (PIDF): `entity`, such as `sip:alice@example.com`, can be reached or not, and a note for people.
pub fn presence_document(entity: &[u8], is_open: bool, note: Option<&[u8]>) -> Vec<u8> {
    let mut xml = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n\
        <presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\""
        .to_vec();
    escape(&mut xml, entity);
    xml.extend_from_slice(b"\">\r\n\t<tuple id=\"t1\">\r\n\t\t<status>\r\n\t\t\t<basic>");
    xml.extend_from_slice(if is_open { b"open" } else { b"closed" });
    xml.extend_from_slice(b"</basic>\r\n\t\t</status>\r\n");
    if is_open {
        xml.extend_from_slice(b"\t\t<contact>");
        escape(&mut xml, entity);
        xml.extend_from_slice(b"</contact>\r\n");
    }
    if let Some(note) = note {
        xml.extend_from_slice(b"\t\t<note>");
        escape(&mut xml, note);
        xml.extend_from_slice(b"</note>\r\n");
    }
    xml.extend_from_slice(b"\t</tuple>\r\n</presence>\r\n");
    xml
}

/// A summary of the voice messages of an account, a URI or nothing. `Syntax` if the account does not fit into one line.
pub fn message_summary(account: Option<&[u8]>, voice: MessageCounts) -> Result<Vec<u8>> {
    let account = account.map(|account| str::from_utf8(account).map_err(|_| Error::Syntax));
    let account = account.transpose()?;
    if account.is_some_and(|account| account.contains(char::is_control)) {
        return Err(Error::Syntax);
    }
    let mut text = format!("Messages-Waiting: {}\r\n", if voice.new > 0 { "yes" } else { "no" });
    if let Some(account) = account {
        let _ = write!(text, "Message-Account: {account}\r\n");
    }
    let MessageCounts { new, old, urgent_new, urgent_old } = voice;
    let _ = write!(text, "Voice-Message: {new}/{old} ({urgent_new}/{urgent_old})\r\n");
    Ok(text.into_bytes())
}

/// Writes a text as XML: markup is escaped, and characters that XML forbids are left out.
pub(super) fn escape(xml: &mut Vec<u8>, text: &[u8]) {
    for byte in String::from_utf8_lossy(text).bytes() {
        match byte {
            b'<' => xml.extend_from_slice(b"&lt;"),
            b'>' => xml.extend_from_slice(b"&gt;"),
            b'&' => xml.extend_from_slice(b"&amp;"),
            b'"' => xml.extend_from_slice(b"&quot;"),
            b'\'' => xml.extend_from_slice(b"&apos;"),
            0..=8 | 11 | 12 | 14..=31 => {}
            _ => xml.push(byte),
        }
    }
}
