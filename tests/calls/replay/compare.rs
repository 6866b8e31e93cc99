//! What differs between a capture and its replay, as text.

use std::fmt::Write;

use super::capture::{Entry, Told, key};
use super::player::{Outcome, is_number};

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
    let mut shown = String::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        for (before, end) in [("cnonce=\"", '"'), ("response=\"", '"')] {
            if let Some((head, rest)) = line.split_once(before)
                && let Some((_, tail)) = rest.split_once(end)
                && line.contains("Digest ")
            {
                line = format!("{head}{before}#{end}{tail}");
            }
        }
        writeln!(shown, "{line}").unwrap();
    }
    shown
}

fn events(entries: &[(u64, Entry)], outcome: &Outcome) -> String {
    let mut lines = Vec::new();
    let mut expected: Vec<(u64, &Told)> = entries
        .iter()
        .filter_map(|(at, entry)| match entry {
            Entry::Event(told) => Some((*at, told)),
            _ => None,
        })
        .collect();
    let mut last = 0;
    for (at, ours) in &outcome.events {
        let is_same = |told: &Told| {
            told.kind == ours.kind && told.tid() == ours.tid() && told.cid() == ours.cid()
        };
        let place = expected
            .iter()
            .position(|(_, told)| is_same(told))
            .or_else(|| expected.iter().position(|(_, told)| told.kind == ours.kind));
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
        let mut told = theirs.clone();
        if is_end {
            shown.ids.retain(|id| !is_closed(id));
            told.ids.retain(|id| !is_closed(id));
        }
        shown.ids.sort();
        told.ids.sort();
        if shown != told {
            lines.push(format!("event: {}", told.shown()));
            lines.push(format!(" ours: {}", hidden(&shown.shown())));
        }
    }
    for (_, told) in expected {
        lines.push(format!("event of the original: {}", told.shown()));
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
