//! Just enough of RFC 3261 7 to read a REGISTER and to answer it.

/// A request, still as text.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) uri: &'a str,
    header_lines: &'a str,
}

impl<'a> Request<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (head, _) = text.split_once("\r\n\r\n")?;
        let (start, header_lines) = head.split_once("\r\n")?;
        let mut words = start.split(' ');
        let (method, uri, version) = (words.next()?, words.next()?, words.next()?);
        (version == "SIP/2.0").then_some(Self { method, uri, header_lines })
    }

    /// Each value of the headers of one name, in order.
    pub(crate) fn headers(&self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.header_lines.split("\r\n").filter_map(move |line| {
            let (found, value) = line.split_once(':')?;
            found.trim_end().eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub(crate) fn header(&self, name: &'a str) -> Option<&'a str> {
        self.headers(name).next()
    }

    /// The user part of To: who is to be bound.
    pub(crate) fn user(&self) -> &'a str {
        let to = self.header("To").unwrap_or_default();
        let uri = to.split_once('<').map_or(to, |(_, uri)| uri);
        let after_scheme = uri.split_once(':').map_or(uri, |(_, rest)| rest);
        after_scheme.split_once('@').map_or("", |(user, _)| user)
    }

    /// The branch of the top Via: names the transaction.
    pub(crate) fn branch(&self) -> &'a str {
        parameter(self.header("Via").unwrap_or_default(), "branch").unwrap_or_default()
    }

    pub(crate) fn cseq(&self) -> Option<u32> {
        self.header("CSeq")?.split(' ').next()?.parse().ok()
    }
}

/// A `;name=value` parameter.
pub(crate) fn parameter<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split(';').skip(1).find_map(|parameter| {
        let (found, value) = parameter.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// The values of a header that may stand in one line with commas between them; quoted strings are left whole.
pub(crate) fn split_list(value: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted) = (Vec::new(), 0, false);
    for (index, byte) in value.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                parts.push(value[start..index].trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(value[start..].trim());
    parts
}

pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        100 => "Trying",
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Moved Temporarily",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        423 => "Interval Too Brief",
        500 => "Server Internal Error",
        503 => "Service Unavailable",
        606 => "Not Acceptable",
        _ => "As Asked",
    }
}
