//! Messages as text, read and written as far as a world needs it.

/// The value of the first header of that name.
pub(crate) fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// The values of all headers of that name.
pub(crate) fn headers<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// The user part of From.
pub(crate) fn user(text: &str) -> &str {
    let from = header(text, "From").unwrap_or_default();
    let after = from.split_once("sip:").map_or("", |(_, after)| after);
    after.split_once('@').map_or("", |(user, _)| user)
}

/// The number in CSeq.
pub(crate) fn sequence(text: &str) -> u32 {
    let value = header(text, "CSeq").unwrap_or_default();
    value.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// What identifies a request: Call-ID and CSeq, and in a dialog the tag of To.
pub(crate) fn key(text: &str) -> (String, u32) {
    let call_id = header(text, "Call-ID").unwrap_or_default();
    let to = header(text, "To").filter(|_| !text.starts_with("SIP/2.0 "));
    let tag = to.and_then(|to| to.split_once(";tag=")).map_or("", |(_, tag)| tag);
    (format!("{call_id}{tag}"), sequence(text))
}

/// The status of a response; 0 for a request.
pub(crate) fn status(text: &str) -> u16 {
    text.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3)?.parse().ok()).unwrap_or_default()
}

/// A quoted parameter of a header value.
pub(crate) fn quoted<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = value.split_once(&format!("{name}=\""))?;
    after.split_once('"').map(|(value, _)| value)
}

/// A response to a request, with more header lines.
pub(crate) fn respond(request: &str, status: &str, more: &[String]) -> String {
    let mut text = format!("SIP/2.0 {status}\r\n");
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
        let tag = if name == "To" { ";tag=srv1" } else { "" };
        let value = header(request, name).unwrap_or_default();
        text += &format!("{name}: {value}{tag}\r\n");
    }
    for line in more {
        text += line;
        text += "\r\n";
    }
    text + "Content-Length: 0\r\n\r\n"
}
