//! A capture: what a program with the original library called, saw and sent, and what its peer sent.

use std::collections::VecDeque;

/// One line of a capture, or one message.
#[derive(Debug)]
pub(crate) enum Entry {
    /// The program called a function.
    Call { name: String, arguments: Vec<String>, result: i32 },
    /// The program got an event.
    Event(Told),
    /// The program sent a message.
    Sent(String),
    /// The peer sent a message.
    Received(String),
    /// The peer or the program closed the connection, and the peer perhaps its listening socket.
    Closed { refuses: bool },
}

/// An event as a capture shows it, and as we show ours.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    /// In small letters, without `_`.
    pub(crate) kind: String,
    /// Those that are not zero, by name.
    pub(crate) ids: Vec<(String, i32)>,
    /// The first lines of request, response and ACK.
    pub(crate) messages: [String; 3],
}

impl Told {
    fn id(&self, wanted: &str) -> Option<i32> {
        self.ids.iter().find(|(name, _)| name == wanted).map(|(_, id)| *id)
    }

    pub(crate) fn tid(&self) -> Option<i32> {
        self.id("tid")
    }

    pub(crate) fn cid(&self) -> Option<i32> {
        self.id("cid")
    }

    pub(crate) fn shown(&self) -> String {
        let ids: String = self.ids.iter().map(|(name, id)| format!(" {name}={id}")).collect();
        let names = ["request", "response", "ack"];
        let lines = names.iter().zip(&self.messages).filter(|(_, line)| !line.is_empty());
        let lines: String = lines.map(|(name, line)| format!(" | {name}: {line}")).collect();
        format!("{}{ids}{lines}", self.kind)
    }
}

/// The entries of a capture, with their times in milliseconds since some beginning.
pub(crate) fn read(text: &str) -> Vec<(u64, Entry)> {
    let mut lines: VecDeque<&str> = text.lines().collect();
    let mut entries = Vec::new();
    // The original closes connections ten seconds after the program has asked for it.
    let is_reset = text.contains("eXosip_reset_transports = 0");
    while let Some(line) = lines.pop_front() {
        let Some((at, rest)) = stamped(line) else { continue };
        let entry = if line.starts_with("=====") {
            message(rest, &mut lines)
        } else if let Some(call) = rest.strip_prefix("UA CALL") {
            called(call.trim())
        } else if let Some(event) = rest.strip_prefix("UA EVENT ") {
            Some(Entry::Event(told(event)))
        } else if rest.starts_with("build_initial_register") {
            Some(Entry::Call { name: "register".into(), arguments: Vec::new(), result: 1 })
        } else if is_reset && rest == "PEER: connection closed by the UA" {
            Some(Entry::Closed { refuses: false })
        } else {
            let refuses = rest.contains("listening socket");
            rest.starts_with("PEER closes").then_some(Entry::Closed { refuses })
        };
        entries.extend(entry.map(|entry| (at, entry)));
    }
    entries
}

/// The time and the rest of a line that begins an entry. The clock of a capture may begin shortly before 0.
fn stamped(line: &str) -> Option<(u64, &str)> {
    let line = line.strip_prefix("-----").or(line.strip_prefix("====="))?.trim_start();
    let (time, rest) = line.split_once(' ')?;
    let seconds: f64 = time.parse().ok()?;
    Some((((seconds + 1.0) * 1000.0).round() as u64, rest.trim_start()))
}

fn message(title: &str, lines: &mut VecDeque<&str>) -> Option<Entry> {
    let (_, size) = title.split_once('(')?;
    let size: usize = size.split(' ').next()?.parse().ok()?;
    let mut text = String::new();
    while text.len() < size {
        text += lines.pop_front()?;
        text += "\r\n";
    }
    // A body may end without a line end.
    text.truncate(size);
    Some(if title.contains("-> UA") { Entry::Received(text) } else { Entry::Sent(text) })
}

fn called(call: &str) -> Option<Entry> {
    let (call, result) = call.rsplit_once(" = ")?;
    let (name, arguments) = call.split_once('(')?;
    let mut quoted = false;
    let arguments = arguments
        .strip_suffix(')')?
        .split(|c| {
            quoted ^= c == '\'';
            c == ',' && !quoted
        })
        .map(|argument| argument.trim().trim_matches('\'').to_owned());
    let (name, result) = (name.to_owned(), result.parse().ok()?);
    Some(Entry::Call { name, arguments: arguments.collect(), result })
}

fn told(event: &str) -> Told {
    let (kind, rest) = event.split_once(" \"").unwrap();
    let (_, rest) = rest.split_once('"').unwrap();
    let mut parts = rest.split(" | ");
    let ids = parts.next().unwrap().split_whitespace().filter_map(|id| {
        let (name, value) = id.split_once('=')?;
        Some((name.to_owned(), value.parse().unwrap()))
    });
    let ids = ids.collect();
    let mut messages: [String; 3] = Default::default();
    for (place, part) in messages.iter_mut().zip(parts) {
        let line = part.split_once('=').unwrap().1.trim();
        *place = if line == "None" { String::new() } else { line.to_owned() };
    }
    Told { kind: plain_kind(kind), ids, messages }
}

/// The name of a kind of events, however it is spelled.
pub(crate) fn plain_kind(kind: &str) -> String {
    kind.replace('_', "").to_lowercase()
}

/// The method or status of a message, and its CSeq.
pub(crate) fn key(text: &str) -> (String, String) {
    let line = text.lines().next().unwrap_or_default();
    let word = line.strip_prefix("SIP/2.0 ").unwrap_or(line).split(' ').next().unwrap_or_default();
    (word.to_owned(), header(text, "CSeq").unwrap_or_default().to_owned())
}

/// Of a response, the branch of the peer's request.
pub(crate) fn branch_of(text: &str) -> Option<&str> {
    let branch = header(text, "Via")?.split_once("branch=")?.1;
    branch.split([';', ',', ' ']).next()
}

pub(crate) fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}
