//! Registrars, as functions from requests to responses.

use super::Sent;

pub(crate) type Answers = Vec<String>;

/// As an answer: the registrar closes the connection.
pub(crate) const CLOSE: &str = "close";

/// A response to a request, with more header lines.
pub(crate) fn respond(request: &Sent, status: &str, headers: &[String]) -> String {
    let copied = |name: &str| {
        let value = request.header(name).unwrap();
        let tag = if name == "To" { ";tag=srv1" } else { "" };
        format!("{name}: {value}{tag}\r\n")
    };
    let copies: String = ["Via", "From", "To", "Call-ID", "CSeq"].into_iter().map(copied).collect();
    let more: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    format!("SIP/2.0 {status}\r\n{copies}{more}Content-Length: 0\r\n\r\n")
}

/// A 200 that grants what was asked for.
pub(crate) fn ok(request: &Sent) -> String {
    let expires = request.header("Expires").unwrap_or("3600");
    let contact = request.header("Contact").unwrap_or("<sip:x@y>");
    respond(request, "200 OK", &[format!("Contact: {contact};expires={expires}")])
}

/// A registrar that accepts all requests.
pub(crate) fn accept(request: &Sent) -> Answers {
    vec![ok(request)]
}

/// A registrar that never answers.
pub(crate) fn silence(_: &Sent) -> Answers {
    Vec::new()
}

/// A registrar that sends the same response to all requests.
pub(crate) fn always(
    status: &'static str,
    headers: &[&str],
) -> impl FnMut(&Sent) -> Answers + 'static {
    let headers: Vec<String> = headers.iter().map(|line| (*line).to_owned()).collect();
    move |request| vec![respond(request, status, &headers)]
}

/// A registrar that wants to know the password; each nonce is good for so many requests.
pub(crate) fn digest(uses: u32) -> impl FnMut(&Sent) -> Answers + 'static {
    let mut nonce = 1;
    let mut used = 0;
    move |request| {
        let expected = format!("nonce=\"n{nonce}\"");
        let credentials = request.header("Authorization");
        let is_good = credentials.is_some_and(|header| header.contains(&expected)) && used < uses;
        if is_good {
            used += 1;
            return vec![ok(request)];
        }
        if used >= uses {
            nonce += 1;
            used = 0;
        }
        let stale = if credentials.is_some() { ", stale=true" } else { "" };
        let challenge = format!(
            "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"n{nonce}\", qop=\"auth\"{stale}"
        );
        vec![respond(request, "401 Unauthorized", &[challenge])]
    }
}
