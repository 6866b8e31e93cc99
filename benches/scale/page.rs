//! The page `docs/performance.md` and its plots, from the JSON of a run.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Result;
use super::plot::{self, Series};
use super::report::median;
use super::sections;

const HEAD: &str = "\
# Performance

`make bench` measures and writes this page; [many accounts](many-accounts.md) says how to write a program that makes use of it. A registration is
REGISTER, 401, REGISTER with a digest, 200 over UDP on loopback, through the calls and events of an ordinary program; a refresh is REGISTER and 200.
*Full* events have messages as with the original, *lean* ones have none ([EXOSIP_OPT_LEAN_EVENTS](options.md)). The least client is what one can
write at best: templates, no parser, no retransmission. All figures are medians of one run on one machine: compare them with each other, not with those
of other machines.

";

/// The colours of the curves.
const COLOURS: [&str; 6] = ["#1f6feb", "#2da44e", "#bf3989", "#9a6700", "#57606a", "#cf222e"];

/// Writes the page into `docs`: what was measured last of each part, by what stands in `measured`. A part that was not measured there stays as it
/// is in the page.
pub(crate) fn write(measured: &Path, docs: &Path) -> Result<()> {
    let file = docs.join("performance.md");
    let before = fs::read_to_string(&file).unwrap_or_default();
    let read = |name: &str| fs::read(measured.join(name)).ok();
    let scale: Option<Value> =
        read("scale.json").map(|it| serde_json::from_slice(&it)).transpose()?;
    let mut text = match &scale {
        Some(run) => page(run),
        None => before.clone(),
    };
    let messages = messages(measured).ok();
    let calls = fs::read_to_string(measured.join("calls.md")).ok();
    for (title, section) in
        [("Messages", messages), ("Calls", calls.map(|it| sections::calls(&it)))]
    {
        let section = section.or_else(|| sections::find(&before, title).map(str::to_owned));
        text = sections::replace(&text, title, &section.unwrap_or_default());
    }
    fs::write(&file, text)?;
    match &scale {
        Some(run) => write_plots(run, docs),
        None => Ok(()),
    }
}

/// Writes the messages of the page anew, and nothing else of it.
pub(crate) fn write_messages(measured: &Path, docs: &Path) -> Result<()> {
    let file = docs.join("performance.md");
    let before = fs::read_to_string(&file).unwrap_or_else(|_| HEAD.to_owned());
    fs::write(&file, sections::replace(&before, "Messages", &messages(measured)?))?;
    Ok(())
}

fn messages(measured: &Path) -> Result<String> {
    let run = serde_json::from_slice(&fs::read(measured.join("messages.json"))?)?;
    Ok(sections::messages(&run))
}

fn write_plots(run: &Value, directory: &Path) -> Result<()> {
    let plots = directory.join("performance");
    fs::create_dir_all(&plots)?;
    for (file, title, phase, name, of_peer) in [
        ("rate.svg", "registrations a second", "cold", "per_second", "per_second"),
        ("cpu.svg", "CPU microseconds a registration", "cold", "cpu_us", "cpu_us"),
        ("memory.svg", "bytes a registered account", "memory", "bytes", "bytes"),
    ] {
        let all = series(run, phase, name, of_peer);
        fs::write(plots.join(file), plot::svg(title, &all))?;
    }
    Ok(())
}

fn page(run: &Value) -> String {
    let mut text = HEAD.to_owned();
    text += &origin(run);
    text += "\n";
    text += "## Registrations and refreshes\n\n";
    text += &table(run);
    text += "\n![registrations a second](performance/rate.svg)\n\n![CPU](performance/cpu.svg)\n\n\
             ![memory](performance/memory.svg)\n\n## Beside others\n\n";
    text += &others(run);
    text
}

/// Where and when a run was made, and what to think of it.
pub(super) fn origin(run: &Value) -> String {
    let machine = run["machine"].as_str().unwrap_or_default();
    let short = if run["quick"] == true { ", in a short run, which says little" } else { "" };
    let repeats = match run["repeats"].as_u64() {
        Some(1) => ", each line once".to_owned(),
        Some(repeats) => format!(", each line {repeats} times"),
        None => String::new(),
    };
    let date = run["date"].as_str().map(|date| format!(", {date}")).unwrap_or_default();
    let busy = if run["busy"] == true { " The machine was busy with other work." } else { "" };
    format!("Measured on {machine}{date}{short}{repeats}.{busy}\n")
}

/// One line for each number of accounts over UDP, full and lean.
fn table(run: &Value) -> String {
    let mut text = "| N | events | registrations/s | CPU us | times the least client | refreshes/s | CPU us | p99 ms | bytes an account | quit s |\n\
                    |---|---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    let least = middle(&run["least"], "cpu_us");
    for row in rows(run) {
        let cell = |phase: &str, name: &str, digits: usize| {
            figure(row, phase, name).map_or("-".to_owned(), |value| format!("{value:.digits$}"))
        };
        let times = figure(row, "cold", "cpu_us").zip(least);
        let times = times.map_or("-".to_owned(), |(cpu, least)| format!("{:.1}", cpu / least));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {times} | {} | {} | {} | {} | {} |",
            row["accounts"],
            row["mode"].as_str().unwrap_or_default(),
            cell("cold", "per_second", 0),
            cell("cold", "cpu_us", 1),
            cell("refresh", "per_second", 0),
            cell("refresh", "cpu_us", 1),
            cell("latency", "p99_ms", 2),
            cell("memory", "bytes", 0),
            cell("quit", "seconds", 3),
        );
    }
    text
}

/// What other programs took for the same registrations, and how many times as fast ours are.
fn others(run: &Value) -> String {
    let mut text = "| | N | registrations/s | CPU us | bytes an account | full events are as fast, times | lean events |\n\
                    |---|---|---|---|---|---|---|\n"
        .to_owned();
    for name in ["least", "sipp"] {
        let (rate, cpu) = (middle(&run[name], "per_second"), middle(&run[name], "cpu_us"));
        if let Some((rate, cpu)) = rate.zip(cpu) {
            let title = if name == "least" { "the least client" } else { "SIPp" };
            let _ = writeln!(text, "| {title} | | {rate:.0} | {cpu:.1} | | | |");
        }
    }
    for peer in run["peers"].as_array().into_iter().flatten() {
        let name = peer["name"].as_str().unwrap_or_default();
        let Some(version) = peer["version"].as_str() else {
            let reason = peer["reason"].as_str().unwrap_or_default();
            let _ = writeln!(text, "| {name}: {reason} | | | | | | |");
            continue;
        };
        for size in peer["sizes"].as_array().into_iter().flatten() {
            let own = |mode: &str| {
                let is_same =
                    |row: &&Value| row["mode"] == mode && row["accounts"] == size["accounts"];
                figure(rows(run).find(is_same)?, "cold", "per_second")
            };
            let Some(rate) = middle(&size["runs"], "per_second") else { continue };
            let times =
                |mode| own(mode).map_or("-".into(), |own: f64| format!("{:.1}", own / rate));
            let cell = |name: &str, digits: usize| {
                middle(&size["runs"], name).map_or("-".into(), |it| format!("{it:.digits$}"))
            };
            let _ = writeln!(
                text,
                "| {name} {version} | {} | {rate:.0} | {} | {} | {} | {} |",
                size["accounts"],
                cell("cpu_us", 1),
                cell("bytes", 0),
                times("full"),
                times("lean"),
            );
        }
    }
    text
}

/// The curves of a plot: ours with full and with lean events, and those of other libraries.
fn series(run: &Value, phase: &str, name: &str, of_peer: &str) -> Vec<Series> {
    let own = ["full", "lean"].map(|mode| {
        let is_wanted = |row: &&Value| row["mode"] == mode;
        let point = |row: &Value| Some((row["accounts"].as_f64()?, figure(row, phase, name)?));
        (format!("{mode} events"), rows(run).filter(is_wanted).filter_map(point).collect())
    });
    let peers = run["peers"].as_array().into_iter().flatten().map(|peer| {
        let point =
            |size: &Value| Some((size["accounts"].as_f64()?, middle(&size["runs"], of_peer)?));
        let points = peer["sizes"].as_array().into_iter().flatten().filter_map(point);
        (peer["name"].as_str().unwrap_or_default().to_owned(), points.collect())
    });
    let all = own.into_iter().chain(peers).zip(COLOURS);
    let all = all.map(|((name, points), colour): ((String, Vec<(f64, f64)>), _)| Series {
        name,
        colour,
        points,
    });
    all.filter(|series| !series.points.is_empty()).collect()
}

/// The lines over UDP; with a single account the process is what is measured.
fn rows(run: &Value) -> impl Iterator<Item = &Value> {
    let is_shown = |row: &&Value| row["transport"] == "udp" && row["accounts"].as_u64() > Some(1);
    run["rows"].as_array().into_iter().flatten().filter(is_shown)
}

/// The median of one figure of one phase.
pub(super) fn figure(row: &Value, phase: &str, name: &str) -> Option<f64> {
    let runs = row["runs"].as_array()?;
    median(runs.iter().filter_map(|run| run[phase][name].as_f64()).collect())
}

/// The median of one figure of several runs.
pub(super) fn middle(runs: &Value, name: &str) -> Option<f64> {
    median(runs.as_array()?.iter().filter_map(|run| run[name].as_f64()).collect())
}
