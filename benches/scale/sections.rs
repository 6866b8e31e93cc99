//! The parts of the page that are measured by themselves: messages and calls.

use std::fmt::Write as _;

use serde_json::Value;

use super::page::{figure, middle, origin};
use super::report::median;

/// The part of `page` below a title.
pub(crate) fn find<'p>(page: &'p str, title: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("\n## {title}\n"))?;
    Some(rest.split_once("\n## ").map_or(rest, |(part, _)| part).trim_matches('\n'))
}

/// The page with another part below a title, at its place or at the end.
pub(crate) fn replace(page: &str, title: &str, part: &str) -> String {
    let part = part.trim_matches('\n');
    match find(page, title) {
        Some(before) => page.replacen(before, part, 1),
        None if part.is_empty() => page.to_owned(),
        None => format!("{}\n\n## {title}\n\n{part}\n", page.trim_end()),
    }
}

/// Calls, by the table that `benches/calls` has written.
pub(crate) fn calls(table: &str) -> String {
    format!(
        "INVITE, 180, 200, ACK, BYE and 200 over UDP on loopback, twenty calls at a time, beside others that stay (`make bench-calls`). {table}"
    )
}

/// Messages out and in, beside the least programs that send and answer them.
pub(crate) fn messages(run: &Value) -> String {
    let mut text = "MESSAGEs of 200 bytes, 64 at a time: sent and answered with 200, and received and answered by the program, \
                    beside N registrations (`make bench-messages`). ".to_owned();
    text += &origin(run);
    text += "\n| N | events | out/s | CPU us | times the least | in/s | CPU us | times the least |\n|---|---|---|---|---|---|---|---|\n";
    let least = |at: usize, name: &str| {
        median(run["least"].as_array()?.iter().filter_map(|run| run[at][name].as_f64()).collect())
    };
    for row in run["rows"].as_array().into_iter().flatten() {
        let half = |phase, at| {
            let cell = |name, digits: usize| {
                figure(row, phase, name).map_or("-".to_owned(), |it| format!("{it:.digits$}"))
            };
            let times = figure(row, phase, "cpu_us").zip(least(at, "cpu_us"));
            let times = times.map_or("-".to_owned(), |(cpu, least)| format!("{:.1}", cpu / least));
            format!("{} | {} | {times}", cell("per_second", 0), cell("cpu_us", 1))
        };
        let mode = row["mode"].as_str().unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | {mode} | {} | {} |",
            row["accounts"],
            half("out", 0),
            half("in", 1)
        );
    }
    let cell = |at, name: &str, digits: usize| {
        least(at, name).map_or("-".to_owned(), |it| format!("{it:.digits$}"))
    };
    for peer in run["peers"].as_array().into_iter().flatten() {
        let half = |at: usize| {
            let runs = &peer["sizes"][at]["runs"];
            let cell = |name, digits: usize| {
                middle(runs, name).map_or("-".to_owned(), |it| format!("{it:.digits$}"))
            };
            let times = middle(runs, "cpu_us").zip(least(at, "cpu_us"));
            let times = times.map_or("-".to_owned(), |(cpu, least)| format!("{:.1}", cpu / least));
            format!("{} | {} | {times}", cell("per_second", 0), cell("cpu_us", 1))
        };
        if let (Some(name), Some(version)) = (peer["name"].as_str(), peer["version"].as_str()) {
            let _ = writeln!(text, "| | {name} {version} | {} | {} |", half(0), half(1));
        }
    }
    let half = |at| format!("{} | {} | 1.0", cell(at, "per_second", 0), cell(at, "cpu_us", 1));
    let _ = writeln!(text, "| | the least | {} | {} |", half(0), half(1));
    text
}
