//! A capture of the original as text, read into steps.

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Argument {
    /// A message, or the last event.
    Object,
    Null,
    Number(i32),
    Text(String),
}

/// What happened, on either side.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The program called a function, which returned `code`.
    Call { name: String, arguments: Vec<Argument>, code: i32 },
    /// The program saw an event: the line behind `EVENT`.
    Event(String),
    /// The peer sent a message.
    Received(String),
    /// The program's library sent a message.
    Sent(String),
    /// The clock was moved forward by so many seconds.
    Shift(f64),
    /// The peer closed the connection.
    Closed,
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Seconds since the first, with all shifts of the clock before.
    pub(crate) at: f64,
    pub(crate) what: What,
}

/// A part of a capture: a line that begins with dashes, or a message under its heading.
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

/// A difference of ours from the original, with its effect on the capture.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edit {
    /// Parts with this text are left out.
    Without(&'static str),
    /// This text is another one.
    Instead(&'static str, &'static str),
    /// Behind the first part with the one text stands the other part.
    Behind(&'static str, &'static str),
    /// All parts that follow one with this text, itself included, are left out.
    Until(&'static str),
}

/// The capture as it would be of ours. Each edit has to change something.
pub(crate) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut text = text.to_owned();
    for edit in edits {
        let mut parts = blocks(&text);
        match edit {
            Edit::Without(with) => parts.retain(|part| !part.contains(with)),
            Edit::Until(with) => {
                let first = parts.iter().position(|part| part.contains(with));
                parts.truncate(first.unwrap_or(parts.len()));
            }
            Edit::Instead(from, to) => {
                parts.iter_mut().for_each(|part| *part = part.replace(from, to));
            }
            Edit::Behind(with, new) => {
                let first = parts.iter().position(|part| part.contains(with));
                let part = format!("{}\n", new.trim_start());
                parts.insert(first.expect("a part to stand behind") + 1, part);
            }
        }
        let changed = parts.concat();
        assert!(changed != blocks(&text).concat(), "{edit:?} changes nothing");
        text = changed;
    }
    text
}

/// The steps of a capture.
pub(crate) fn steps(text: &str) -> Vec<Step> {
    let (mut steps, mut shift) = (Vec::new(), 0.0);
    for block in blocks(text) {
        let (head, body) = block.split_once('\n').unwrap_or((&block, ""));
        let mut words = head.split_whitespace().skip(1);
        let at: f64 = words.next().unwrap().parse().unwrap();
        let rest = words.collect::<Vec<_>>().join(" ");
        let what = if rest.starts_with("PEER -> UA") {
            What::Received(message(body))
        } else if rest.starts_with("UA -> PEER") {
            What::Sent(message(body))
        } else if let Some(call) = rest.strip_prefix("UA CALL ") {
            call_of(call)
        } else if let Some(event) = rest.strip_prefix("UA EVENT ") {
            What::Event(event.to_owned())
        } else if let Some(moved) = rest.strip_prefix("(clock of the UA moved forward by ") {
            let seconds = moved.split(' ').next().unwrap().parse().unwrap();
            What::Shift(seconds)
        } else if rest == "PEER closes the connection" {
            What::Closed
        } else {
            continue;
        };
        steps.push(Step { at: at + shift, what: what.clone() });
        if let What::Shift(seconds) = what {
            shift += seconds;
        }
    }
    steps
}

/// A message as it was on the wire: the capture shows CRLF as a line break, and empty lines between its parts.
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

/// `name(argument, argument) = code`
fn call_of(text: &str) -> What {
    let (name, rest) = text.split_once('(').unwrap();
    let (inside, code) = rest.rsplit_once(") = ").unwrap();
    let (mut arguments, mut rest) = (Vec::new(), inside);
    while !rest.is_empty() {
        let end = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.find('\'').unwrap() + 2,
            None => rest.find(',').unwrap_or(rest.len()),
        };
        let word = &rest[..end];
        arguments.push(match word {
            "NULL" => Argument::Null,
            "msg" | "evt" => Argument::Object,
            _ if word.starts_with('\'') => Argument::Text(word.trim_matches('\'').to_owned()),
            _ => Argument::Number(word.parse().unwrap()),
        });
        rest = rest[end..].trim_start_matches([',', ' ']);
    }
    What::Call { name: name.to_owned(), arguments, code: code.parse().unwrap() }
}
