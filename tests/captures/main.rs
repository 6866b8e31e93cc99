//! The captures of the original, replayed: the same program and the same peer, and ours in place of the original. Return values,
//! events and messages are those of the capture, except where a difference is listed here.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[allow(dead_code, reason = "registrations have more tests")]
#[path = "../register/world.rs"]
mod world;

mod messages;
mod normal;
mod replay;
mod script;
mod subscriptions;

use normal::Names;
use replay::{Record, Replay};
use script::{Edit, What, edited, steps};

/// Timers of whole seconds run at another time within the second.
const TOLERANCE: f64 = 1.3;
/// The original releases calls when its thread runs next.
const NEXT_PASS: f64 = 11.0;

/// One capture, and how ours differs from it.
struct Case {
    name: &'static str,
    /// Whether the program calls `eXosip_automatic_action`.
    is_automatic: bool,
    /// Whether the program had added a login before the capture began.
    has_login: bool,
    edits: &'static [Edit],
}

impl Case {
    const fn of(name: &'static str) -> Self {
        Self { name, is_automatic: true, has_login: false, edits: &[] }
    }

    const fn with(name: &'static str, edits: &'static [Edit]) -> Self {
        Self { name, is_automatic: true, has_login: false, edits }
    }

    const fn by_hand(self) -> Self {
        Self { is_automatic: false, ..self }
    }

    const fn with_login(self) -> Self {
        Self { has_login: true, ..self }
    }

    fn check(&self) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/captures/original");
        let text = std::fs::read_to_string(format!("{folder}/{}.txt", self.name)).unwrap();
        let steps = steps(&edited(&text, self.edits));
        let mut original = Record::default();
        for step in &steps {
            match &step.what {
                What::Call { .. } | What::Event(_) => {
                    original.program.push((step.at, step.what.clone()));
                }
                What::Sent(text) => original.wire.push((step.at, text.clone())),
                _ => {}
            }
        }
        let ours = Replay::new(steps, self.is_automatic, self.has_login).run();
        same(self.name, &shown(&original), &shown(&ours));
    }
}

/// A record, comparable: events and calls, then messages.
fn shown(record: &Record) -> [Vec<(f64, String)>; 2] {
    let (mut names, mut texts) = (Names::default(), Names::default());
    let program = record.program.iter().map(|(at, what)| {
        let line = match what {
            What::Event(line) => normal::event(line, &mut names),
            What::Call { name, arguments, code } => format!("{name}{arguments:?} = {code}"),
            _ => String::new(),
        };
        (*at, line)
    });
    let program = program.collect();
    let wire = record.wire.iter().map(|(at, text)| (*at, normal::message(text, &mut texts)));
    [program, wire.collect()]
}

fn same(name: &str, original: &[Vec<(f64, String)>; 2], ours: &[Vec<(f64, String)>; 2]) {
    for (theirs, ours) in original.iter().zip(ours) {
        let differ = theirs.iter().zip(ours).position(|((then, this), (at, that))| {
            let is_release = this.starts_with("callreleased");
            let tolerance = if is_release { NEXT_PASS } else { TOLERANCE };
            this != that || (then - at).abs() > tolerance
        });
        let first = match differ {
            Some(first) => first,
            None if theirs.len() == ours.len() => continue,
            None => theirs.len().min(ours.len()),
        };
        let list = |lines: &[(f64, String)]| {
            let line = |(at, text): &(f64, String)| format!("{at:9.3}  {text}\n");
            lines.iter().skip(first).take(4).map(line).collect::<String>()
        };
        panic!(
            "{name}, from number {first} on:\n--- the original\n{}--- ours\n{}",
            list(theirs),
            list(ours)
        );
    }
}
