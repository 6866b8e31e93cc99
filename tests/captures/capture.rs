//! A capture: what a program with the original library called, saw and sent, and what its peer sent.

/// One line of a capture, or one message.
#[derive(Debug)]
pub(crate) enum Entry {
    /// The program called a function.
    Call { name: String, arguments: Vec<String>, result: i32 },
    /// The program got an event.
    Event(SeenEvent),
    /// The program sent a message.
    Sent(String),
    /// The peer sent a message.
    Received(String),
    /// The peer or the program closed the connection, and the peer perhaps its listening socket.
    Closed { refuses: bool },
    /// The clock of the program was moved forward by so many milliseconds.
    Shift(u64),
}

/// An event as a capture shows it, and as the replay shows ours.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeenEvent {
    /// In small letters, without `_`.
    pub(crate) kind: String,
    /// Those that are not zero, by name.
    pub(crate) ids: Vec<(String, i32)>,
    /// The state of the subscription where both libraries report it; else 0.
    pub(crate) subscription: i32,
    /// The first lines of request, response and ACK.
    pub(crate) messages: [String; 3],
}

impl SeenEvent {
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
        let state = match self.subscription {
            0 => String::new(),
            state => format!(" ss={state}"),
        };
        let names = ["request", "response", "ack"];
        let lines = names.iter().zip(&self.messages).filter(|(_, line)| !line.is_empty());
        let lines: String = lines.map(|(name, line)| format!(" | {name}: {line}")).collect();
        format!("{}{ids}{state}{lines}", self.kind)
    }
}

/// The entries of a capture, with their times in milliseconds since one second before its first message.
pub(crate) fn read(text: &str) -> Vec<(u64, Entry)> {
    let (mut entries, mut shift) = (Vec::new(), 0);
    // The original closes connections ten seconds after the program has asked for it.
    let is_reset = text.contains("eXosip_reset_transports = 0");
    for block in blocks(text) {
        let (head, body) = block.split_once('\n').unwrap_or((&block, ""));
        let Some((at, rest)) = stamped(head) else { continue };
        let entry = if head.starts_with("=====") && body.trim().is_empty() {
            continue;
        } else if head.starts_with("=====") {
            let text = message(body);
            match rest.contains("-> UA") {
                true => Entry::Received(text),
                false => Entry::Sent(text),
            }
        } else if let Some(call) = rest.strip_prefix("UA CALL") {
            let Some(call) = called(call.trim()) else { continue };
            call
        } else if let Some(event) = rest.strip_prefix("UA EVENT ") {
            Entry::Event(reported(event))
        } else if let Some(moved) = rest.strip_prefix("(clock of the UA moved forward by ") {
            let seconds: u64 = moved.split(' ').next().unwrap().parse().unwrap();
            Entry::Shift(1000 * seconds)
        } else if rest.starts_with("build_initial_register") {
            Entry::Call { name: "register".into(), arguments: Vec::new(), result: 1 }
        } else if is_reset && rest == "PEER: connection closed by the UA" {
            Entry::Closed { refuses: false }
        } else if rest.starts_with("PEER closes") {
            Entry::Closed { refuses: rest.contains("listening socket") }
        } else {
            continue;
        };
        let at = at + shift;
        if let Entry::Shift(moved) = entry {
            shift += moved;
        }
        entries.push((at, entry));
    }
    entries
}

/// The parts of a capture: a line that begins with dashes, or a message under its heading.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("-----") || line.starts_with("=====") {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks
}

/// The time and the rest of a line that begins an entry. The clock of a capture may begin shortly before 0.
fn stamped(line: &str) -> Option<(u64, &str)> {
    let line = line.get(5..)?.trim_start();
    let (time, rest) = line.split_once(' ')?;
    let seconds: f64 = time.parse().ok()?;
    Some((((seconds + 1.0) * 1000.0).round() as u64, rest.trim_start()))
}

/// A message as it was on the wire: the capture shows CRLF as a line break, and an empty line behind the message.
fn message(text: &str) -> String {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let length = |line: &str| line.strip_prefix("Content-Length:")?.trim().parse::<usize>().ok();
    let length = head.lines().find_map(length).unwrap_or(0);
    let mut body = body.trim_end_matches('\n').replace('\n', "\r\n");
    while body.len() < length {
        body += "\r\n";
    }
    // A body with bare line feeds.
    if body.len() > length {
        body = body.replace("\r\n", "\n");
        while body.len() < length {
            body.push('\n');
        }
    }
    format!("{}\r\n\r\n{body}", head.trim_end_matches('\n').replace('\n', "\r\n"))
}

/// `name(argument, argument) = result`
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

/// The original's words for the kind are those of a table that has a test of its own.
fn reported(event: &str) -> SeenEvent {
    let (kind, rest) = event.split_once(" \"").unwrap();
    let (_, rest) = rest.split_once('"').unwrap();
    let mut parts = rest.split(" | ");
    let (kind, mut ids, mut subscription) = (plain_kind(kind), Vec::new(), 0);
    for id in parts.next().unwrap().split_whitespace() {
        let Some((name, value)) = id.split_once('=') else { continue };
        let number = |text: &str| text.parse().unwrap();
        match name {
            "ss" | "ss_status" => {
                subscription = reported_state(&kind, number(value.split('/').next().unwrap()));
            }
            "ss_reason" => {}
            _ => ids.push((name.to_owned(), number(value))),
        }
    }
    let mut messages: [String; 3] = Default::default();
    for (place, part) in messages.iter_mut().zip(parts) {
        let line = part.split_once('=').unwrap().1.trim();
        *place = if line == "None" { String::new() } else { line.to_owned() };
    }
    SeenEvent { kind, ids, subscription, messages }
}

/// The state of a subscription where it can be compared: ours is in each event of an incoming one, too.
pub(crate) fn reported_state(kind: &str, state: i32) -> i32 {
    match kind {
        _ if kind.starts_with("notification") => 0,
        _ if kind.starts_with("insubscription") && state != 3 => 0,
        _ => state,
    }
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
