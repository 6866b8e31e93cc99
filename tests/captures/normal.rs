//! Messages and events of two runs, made comparable: what is random in them is named by the order of its appearance.

use std::collections::HashMap;

/// Names for random texts and numbers, by kind.
#[derive(Default)]
pub(crate) struct Names {
    known: HashMap<(&'static str, String), usize>,
    counts: HashMap<&'static str, usize>,
}

impl Names {
    pub(crate) fn of(&mut self, kind: &'static str, value: &str) -> String {
        if let Some(number) = self.known.get(&(kind, value.to_owned())) {
            return format!("{kind}{number}");
        }
        let number = self.counts.entry(kind).or_default();
        *number += 1;
        self.known.insert((kind, value.to_owned()), *number);
        format!("{kind}{number}")
    }
}

/// Where a value begins behind `name` in a line, and where it ends.
fn value_of(line: &str, name: &str, quote: bool) -> Option<(usize, usize)> {
    let start = line.find(name)? + name.len();
    let is_end = |c: char| if quote { c == '"' } else { matches!(c, ';' | ',' | '>' | ' ') };
    let end = line[start..].find(is_end).map_or(line.len(), |end| start + end);
    Some((start, end))
}

fn named(line: &str, name: &str, kind: &'static str, names: &mut Names) -> String {
    let quote = name.ends_with('"');
    match value_of(line, name, quote) {
        Some((start, end)) => {
            format!("{}{}{}", &line[..start], names.of(kind, &line[start..end]), &line[end..])
        }
        None => line.to_owned(),
    }
}

/// A message with its branches, tags, Call-IDs and digests named.
pub(crate) fn message(text: &str, names: &mut Names) -> String {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let mut shown = String::new();
    for line in head.split("\r\n") {
        let name = line.split(':').next().unwrap_or_default();
        let line = match name {
            "Via" => named(line, "branch=", "BRANCH", names),
            "From" | "To" => named(line, ";tag=", "TAG", names),
            "Call-ID" => format!("Call-ID: {}", names.of("CALL", line)),
            "Authorization" | "Proxy-Authorization" => {
                let line = named(line, "response=\"", "RESPONSE", names);
                named(&line, "cnonce=\"", "CNONCE", names)
            }
            // Random numbers of ours are longer.
            "Content-Length" if body.contains("<dialog-info") => continue,
            // The original counts whole seconds of the clock.
            "Subscription-State" => line.replace("=599", "=600").replace("=29", "=30"),
            _ => line.to_owned(),
        };
        shown += &line;
        shown += "\n";
    }
    let body = dialogs(body, names);
    format!("{}\n{body}", connection(&shown))
}

/// The body of the package `dialog` has tags and Call-IDs of its own.
fn dialogs(body: &str, names: &mut Names) -> String {
    let mut lines = Vec::new();
    for line in body.split("\r\n") {
        let mut line = line.to_owned();
        for name in [" id=\"", "call-id=\"", "local-tag=\"", "remote-tag=\""] {
            line = named(&line, name, "DIALOG", names);
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// The port of our end of a connection is the system's choice.
fn connection(text: &str) -> String {
    let via = text.lines().find_map(|line| line.strip_prefix("Via: SIP/2.0/TCP "));
    let is_request = !text.starts_with("SIP/2.0 ");
    let text = match via.and_then(|via| via.split(';').next()).filter(|_| is_request) {
        Some(own) => text.replace(own, "OWN"),
        None => text.to_owned(),
    };
    let contact = text.find("Contact: <").filter(|_| via.is_some() && !is_request);
    let Some((start, end)) =
        contact.and_then(|at| value_of(&text[at..], "@", false).map(|it| (at + it.0, at + it.1)))
    else {
        return text;
    };
    format!("{}OWN{}", &text[..start], &text[end..])
}

/// An event line: type, numbers, start lines. Its words are those of a table that has a test of its own.
pub(crate) fn event(line: &str, names: &mut Names) -> String {
    let (kind, rest) = line.split_once(" \"").unwrap_or((line, ""));
    let rest = rest.split_once("\" ").map_or(rest, |(_, rest)| rest);
    let (numbers, messages) = rest.split_once("| ").unwrap_or((rest, ""));
    let mut shown = kind.replace('_', "").to_lowercase();
    for number in numbers.split_whitespace() {
        let (name, value) = number.split_once('=').unwrap();
        let value = match name {
            "tid" => names.of("T", value),
            // Ours: the state of an incoming subscription, and the reason of any end, are in each of its events.
            "ss" | "ss_status" if shown.starts_with("notification") => continue,
            "ss" | "ss_status" => match value.split('/').next() {
                Some(state) if state == "3" || !shown.starts_with("insubscription") => {
                    state.to_owned()
                }
                _ => continue,
            },
            "ss_reason" => continue,
            "did" if value == "-1" && shown.starts_with("callreleased") => continue,
            "did" | "cid" | "sid" | "nid" if value != "-1" => names.of("O", value),
            _ => value.to_owned(),
        };
        let name = if name == "ss_status" { "ss" } else { name };
        shown += &format!(" {name}={value}");
    }
    format!("{shown} | {}", messages.trim_end_matches(" | ack=None"))
}
