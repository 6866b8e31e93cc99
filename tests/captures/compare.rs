//! What differs between a capture and its replay, as text.

use std::fmt::Write;

use crate::capture::{Entry, SeenEvent, key};
use crate::names::is_number;
use crate::player::Outcome;

/// How far times may differ, in milliseconds: the original looks at some timers once a second.
const TIME: u64 = 1200;
/// The end of a call is seen in the next pass of the original's housekeeping.
const PASS: u64 = 11_000;

/// One line for each difference; empty if there is none.
pub(crate) fn report(entries: &[(u64, Entry)], outcome: &Outcome) -> String {
    let mut report = String::new();
    for call in &outcome.calls {
        writeln!(report, "call: {call}").unwrap();
    }
    report += &messages(entries, outcome);
    report += &events(entries, outcome);
    report
}

/// Lines of one kind are counted, not repeated.
fn gather(lines: Vec<String>) -> String {
    let mut gathered: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match gathered.iter_mut().find(|(known, _)| *known == line) {
            Some((_, count)) => *count += 1,
            None => gathered.push((line, 1)),
        }
    }
    let shown = |(line, count): (String, usize)| match count {
        1 => line + "\n",
        _ => format!("{line} ({count} times)\n"),
    };
    gathered.into_iter().map(shown).collect()
}

fn messages(entries: &[(u64, Entry)], outcome: &Outcome) -> String {
    let mut lines = Vec::new();
    let mut last = 0;
    for (place, at, ours) in &outcome.sent {
        let Some(index) = *place else {
            lines.push(format!("ours sends: {}", name(ours)));
            continue;
        };
        let (then, Entry::Sent(theirs)) = &entries[index] else { continue };
        // The order counts where the times differ.
        if index < last && entries[last].0 > then + 50 {
            lines.push(format!("other order: {}", name(ours)));
        }
        last = last.max(index);
        let late = at.abs_diff(*then);
        if late > TIME {
            lines.push(format!("{}: at {} s, ours {} s", name(ours), seconds(*then), seconds(*at)));
        }
        lines.extend(text_differences(theirs, ours));
    }
    let used: Vec<usize> = outcome.sent.iter().filter_map(|(place, ..)| *place).collect();
    for (index, (_, entry)) in entries.iter().enumerate() {
        if let Entry::Sent(text) = entry
            && !used.contains(&index)
        {
            lines.push(format!("the original sends: {}", name(text)));
        }
    }
    gather(lines)
}

fn text_differences(theirs: &str, ours: &str) -> Vec<String> {
    let (theirs, ours) = (plain(theirs), plain(ours));
    if theirs == ours {
        return Vec::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (theirs.lines().collect(), ours.lines().collect());
    let title = name(&ours);
    let mut lines = Vec::new();
    for line in old.iter().filter(|line| !new.contains(line)) {
        lines.push(format!("{title}: - {line}"));
    }
    for line in new.iter().filter(|line| !old.contains(line)) {
        lines.push(format!("{title}: + {line}"));
    }
    if lines.is_empty() {
        lines.push(format!("{title}: other order of headers"));
    }
    lines
}

/// A message without what is random.
fn plain(text: &str) -> String {
    let has_dialogs = text.contains("<dialog-info");
    let mut shown = String::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        if line.contains("Digest ") {
            line = without_value(&line, "cnonce=\"");
            line = without_value(&line, "response=\"");
        }
        // The original counts whole seconds of the clock.
        if line.starts_with("Subscription-State: ") {
            line = line.replace("=599", "=600").replace("=29", "=30");
        }
        if has_dialogs {
            // The body of the package `dialog` has tags and Call-IDs of its own. Ours are longer.
            for name in [" id=\"", "call-id=\"", "local-tag=\"", "remote-tag=\""] {
                line = without_value(&line, name);
            }
            if line.starts_with("Content-Length: ") {
                "Content-Length: #".clone_into(&mut line);
            }
        }
        writeln!(shown, "{line}").unwrap();
    }
    shown
}

/// A line without the quoted value behind `name`.
fn without_value(line: &str, name: &str) -> String {
    match line.split_once(name).and_then(|(head, rest)| Some((head, rest.split_once('"')?.1))) {
        Some((head, tail)) => format!("{head}{name}#\"{tail}"),
        None => line.to_owned(),
    }
}

fn events(entries: &[(u64, Entry)], outcome: &Outcome) -> String {
    let mut lines = Vec::new();
    let mut expected: Vec<(u64, &SeenEvent)> = entries
        .iter()
        .filter_map(|(at, entry)| match entry {
            Entry::Event(event) => Some((*at, event)),
            _ => None,
        })
        .collect();
    let mut last = 0;
    for (at, ours) in &outcome.events {
        let is_same = |theirs: &SeenEvent| {
            theirs.kind == ours.kind && theirs.tid() == ours.tid() && theirs.cid() == ours.cid()
        };
        let place = expected
            .iter()
            .position(|(_, theirs)| is_same(theirs))
            .or_else(|| expected.iter().position(|(_, theirs)| theirs.kind == ours.kind));
        let Some(place) = place else {
            lines.push(format!("our event: {}", hidden(&ours.shown())));
            continue;
        };
        let (then, theirs) = expected.remove(place);
        if then + 50 < last {
            lines.push(format!("events in another order: {}", ours.kind));
        }
        last = last.max(then);
        let is_end = ours.kind == "callreleased";
        if at.abs_diff(then) > if is_end { PASS } else { TIME } {
            lines.push(format!("{}: at {} s, ours {} s", ours.kind, seconds(then), seconds(*at)));
        }
        let mut shown = ours.clone();
        // The original says -1 or nothing.
        let is_closed = |(name, id): &(String, i32)| name == "did" && *id == -1;
        let mut wanted = theirs.clone();
        if is_end {
            shown.ids.retain(|id| !is_closed(id));
            wanted.ids.retain(|id| !is_closed(id));
        }
        shown.ids.sort();
        wanted.ids.sort();
        if shown != wanted {
            lines.push(format!("event: {}", wanted.shown()));
            lines.push(format!(" ours: {}", hidden(&shown.shown())));
        }
    }
    for (_, theirs) in expected {
        lines.push(format!("event of the original: {}", theirs.shown()));
    }
    gather(lines)
}

fn name(text: &str) -> String {
    let (word, cseq) = key(text);
    if cseq.ends_with(&word) { cseq } else { format!("{word} to {cseq}") }
}

fn seconds(at: u64) -> String {
    // The clock of a replay begins one second before that of its capture.
    format!("{:.1}", (at as f64 - 1000.0) / 1000.0)
}

/// Random numbers that the capture does not have.
fn hidden(text: &str) -> String {
    let parts = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let hide = |part: &str| {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_number(word.trim_start_matches("z9hG4bK")) {
            part.replace(word, "#")
        } else {
            part.to_owned()
        }
    };
    parts.map(hide).collect()
}
