//! Figures, their medians, and what is written of them.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};

/// What one job took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// Jobs a second.
    pub(crate) per_second: f64,
    /// Microseconds of processor time a job.
    pub(crate) cpu_us: f64,
}

impl Figures {
    /// Of `count` jobs.
    pub(crate) fn new(count: usize, wall: Duration, cpu: Duration) -> Self {
        let count = count.max(1) as f64;
        Self { per_second: count / wall.as_secs_f64(), cpu_us: cpu.as_secs_f64() * 1e6 / count }
    }
}

/// The processor time of this thread so far.
pub(crate) fn cpu_time() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_THREAD).expect("the kernel counts");
    let sum = |t: nix::sys::time::TimeVal| {
        Duration::from_secs(t.tv_sec() as u64) + Duration::from_micros(t.tv_usec() as u64)
    };
    sum(usage.user_time()) + sum(usage.system_time())
}

/// The value in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The median, over all runs, of one figure of one phase.
pub(crate) fn figure(runs: &[Value], phase: &str, name: &str) -> Option<f64> {
    let values: Vec<f64> = runs.iter().filter_map(|run| run[phase][name].as_f64()).collect();
    (!values.is_empty()).then(|| median(values))
}

/// One line of the table: N accounts over one transport.
pub(crate) struct Row {
    /// `udp`, `tcp` or `tls`.
    pub(crate) transport: &'static str,
    /// N.
    pub(crate) accounts: usize,
    /// What the client printed, a run each.
    pub(crate) runs: Vec<Value>,
}

impl Row {
    fn of(&self, phase: &str, name: &str, digits: usize) -> String {
        figure(&self.runs, phase, name).map_or("-".into(), |v| format!("{v:.digits$}"))
    }

    fn json(&self) -> Value {
        json!({ "transport": self.transport, "accounts": self.accounts, "runs": self.runs })
    }
}

/// The table as Markdown.
pub(crate) fn markdown(rows: &[Row], least: Figures) -> String {
    let mut text = String::from(
        "| transport | N | registrations/s | CPU us each | requests each | refreshes/s | CPU us each | requests each \
         | bytes an account | idle CPU % | p99 ms | credentials s | quit s |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            row.transport,
            row.accounts,
            row.of("cold", "per_second", 0),
            row.of("cold", "cpu_us", 1),
            row.of("cold", "requests_each", 3),
            row.of("refresh", "per_second", 0),
            row.of("refresh", "cpu_us", 1),
            row.of("refresh", "requests_each", 3),
            row.of("cold", "rss", 0),
            row.of("idle", "percent", 3),
            row.of("latency", "p99_ms", 3),
            row.of("credentials", "seconds", 3),
            row.of("quit", "seconds", 3),
        );
    }
    let _ = writeln!(
        text,
        "\nThe least client in the same run: {:.0} registrations/s, {:.1} us CPU each.",
        least.per_second, least.cpu_us
    );
    text
}

/// Writes everything below `directory`.
pub(crate) fn write(directory: &Path, rows: &[Row], least: Figures) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let all: Vec<Value> = rows.iter().map(Row::json).collect();
    let least_json = json!({ "per_second": least.per_second, "cpu_us": least.cpu_us });
    let json = json!({ "least": least_json, "rows": all });
    fs::write(directory.join("scale.json"), serde_json::to_vec_pretty(&json)?)?;
    fs::write(directory.join("scale.md"), markdown(rows, least))?;
    for (file, title, phase, name) in [
        ("rate.svg", "registrations a second", "cold", "per_second"),
        ("cpu.svg", "CPU microseconds a registration", "cold", "cpu_us"),
        ("memory.svg", "bytes a registered account", "cold", "rss"),
    ] {
        let points: Vec<(f64, f64)> = rows
            .iter()
            .filter(|row| row.transport == "udp")
            .filter_map(|row| Some((row.accounts as f64, figure(&row.runs, phase, name)?)))
            .collect();
        fs::write(directory.join(file), plot(title, &points))?;
    }
    Ok(())
}

/// A plot of one figure against N, N on a logarithmic axis, as SVG.
fn plot(title: &str, points: &[(f64, f64)]) -> String {
    let top = points.iter().map(|p| p.1).fold(1e-9, f64::max) * 1.15;
    let last = points.iter().map(|p| p.0.log10()).fold(1.0, f64::max);
    let place = |&(n, v): &(f64, f64)| (60.0 + n.log10() / last * 500.0, 280.0 - v / top * 230.0);
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='620' height='330' font-family='sans-serif' font-size='12'>\
         <rect width='620' height='330' fill='white'/><text x='60' y='24' font-size='15'>{title}</text>\
         <path d='M60 280H560M60 280V40' stroke='black' fill='none'/>"
    );
    let line: Vec<String> =
        points.iter().map(place).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = write!(
        svg,
        "<polyline points='{}' stroke='#1f6feb' stroke-width='2' fill='none'/>",
        line.join(" ")
    );
    for point in points {
        let (x, y) = place(point);
        let (n, value) = point;
        let _ = write!(
            svg,
            "<circle cx='{x:.1}' cy='{y:.1}' r='3.5' fill='#1f6feb'/><text x='{x:.1}' y='{:.1}' \
             text-anchor='middle'>{value:.0}</text><text x='{x:.1}' y='298' text-anchor='middle'>{n}</text>",
            y - 9.0
        );
    }
    svg.push_str("<text x='310' y='320' text-anchor='middle'>N accounts</text></svg>\n");
    svg
}
