//! Figures, their medians, and what is written of them.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use serde_json::{Value, json};

use super::peers::Peer;

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

    /// The medians of several runs, if there were any.
    fn median(runs: &[Self]) -> Option<Self> {
        let of = |figure: fn(&Self) -> f64| median(runs.iter().map(figure).collect());
        Some(Self { per_second: of(|run| run.per_second)?, cpu_us: of(|run| run.cpu_us)? })
    }
}

/// The processor time so far.
pub(crate) fn cpu_time(who: UsageWho) -> Duration {
    let usage = getrusage(who).expect("the kernel counts");
    let sum = |t: TimeVal| {
        Duration::from_secs(t.tv_sec() as u64) + Duration::from_micros(t.tv_usec() as u64)
    };
    sum(usage.user_time()) + sum(usage.system_time())
}

/// The value in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// One line of a table: N accounts over one transport.
pub(crate) struct Row {
    /// `udp`, `tcp` or `tls`.
    pub(crate) transport: &'static str,
    /// `full` or `lean`: what the events have.
    pub(crate) mode: &'static str,
    /// N.
    pub(crate) accounts: usize,
    /// Unrelated requests a second.
    pub(crate) flood: u32,
    /// What the client printed, a run each.
    pub(crate) runs: Vec<Value>,
}

impl Row {
    /// The median, over all runs, of one figure of one phase.
    fn figure(&self, phase: &str, name: &str) -> Option<f64> {
        median(self.runs.iter().filter_map(|run| run[phase][name].as_f64()).collect())
    }

    fn cell(&self, (phase, name, digits): (&str, &str, usize)) -> String {
        self.figure(phase, name).map_or("-".into(), |value| format!("{value:.digits$}"))
    }

    fn json(&self) -> Value {
        json!({ "transport": self.transport, "mode": self.mode, "accounts": self.accounts, "flood": self.flood, "runs": self.runs })
    }
}

/// All that was measured.
#[derive(Default)]
pub(crate) struct Report {
    /// It was too short to be believed.
    pub(crate) is_quick: bool,
    /// How often each line was measured.
    pub(crate) repeats: usize,
    /// Other programs took processor time when it began.
    pub(crate) is_busy: bool,
    /// What an account costs, for each N and transport.
    pub(crate) scale: Vec<Row>,
    /// Refreshes that are all due at once.
    pub(crate) waves: Vec<Row>,
    /// Registrations while strangers send requests.
    pub(crate) floods: Vec<Row>,
    /// Messages out and in, alone and beside registrations.
    pub(crate) messages: Vec<Row>,
    /// The least program that sends messages, and the least that answers them.
    pub(crate) least_messages: Vec<[Figures; 2]>,
    /// Messages by other libraries: out, then in.
    pub(crate) message_peers: Vec<Peer>,
    /// The least client.
    pub(crate) least: Vec<Figures>,
    /// What the least idle loop takes of a processor, in percent.
    pub(crate) least_idle: Vec<f64>,
    /// SIPp; empty where it is not installed.
    pub(crate) sipp: Vec<Figures>,
    /// Other libraries.
    pub(crate) peers: Vec<Peer>,
}

/// A column: its title; phase, figure and digits.
type Column = (&'static str, (&'static str, &'static str, usize));

const SCALE: [Column; 12] = [
    ("registrations/s", ("cold", "per_second", 0)),
    ("CPU us each", ("cold", "cpu_us", 1)),
    ("requests each", ("cold", "requests_each", 3)),
    ("refreshes/s", ("refresh", "per_second", 0)),
    ("CPU us each", ("refresh", "cpu_us", 1)),
    ("requests each", ("refresh", "requests_each", 3)),
    ("bytes an account", ("memory", "bytes", 0)),
    ("idle CPU %", ("idle", "percent", 3)),
    ("p50 ms", ("latency", "p50_ms", 3)),
    ("p99 ms", ("latency", "p99_ms", 3)),
    ("credentials s", ("credentials", "seconds", 3)),
    ("quit s", ("quit", "seconds", 3)),
];

const WAVES: [Column; 3] = [
    ("seconds", ("wave", "seconds", 3)),
    ("CPU us each", ("wave", "cpu_us", 1)),
    ("requests each", ("wave", "requests_each", 3)),
];

const FLOODS: [Column; 3] = [
    ("registrations/s", ("cold", "per_second", 0)),
    ("failed", ("cold", "failed", 0)),
    ("requests each", ("cold", "requests_each", 3)),
];

const MESSAGES: [Column; 5] = [
    ("out/s", ("out", "per_second", 0)),
    ("CPU us each", ("out", "cpu_us", 1)),
    ("in/s", ("in", "per_second", 0)),
    ("CPU us each", ("in", "cpu_us", 1)),
    ("failed", ("out", "failed", 0)),
];

impl Report {
    /// The tables as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut text = table(&self.scale, &SCALE, ["transport", "events", "N"], |row| {
            [row.transport.to_owned(), row.mode.to_owned(), row.accounts.to_string()]
        });
        let mut line = |name: &str, runs: &[Figures]| {
            if let Some(Figures { per_second, cpu_us }) = Figures::median(runs) {
                let _ = write!(
                    text,
                    "\n{name}, same run: {per_second:.0} registrations/s, {cpu_us:.1} us CPU each.\n"
                );
            }
        };
        line("The least client", &self.least);
        line("SIPp", &self.sipp);
        text += &self.ratios();
        for Peer { name, version, .. } in &self.peers {
            let _ = match version {
                Ok(version) => write!(text, "\nMeasured beside it: {name} {version}.\n"),
                Err(reason) => write!(text, "\nNot measured: {name}, {reason}.\n"),
            };
        }
        for row in self.scale.iter().filter(|row| row.accounts == 1 && row.mode == "full") {
            let seconds = row.cell(("cold", "seconds", 4));
            let _ = write!(
                text,
                "\nThe first registration over {} takes {seconds} s.\n",
                row.transport
            );
        }
        text += "\nRefreshes all due at once:\n\n";
        text += &table(&self.waves, &WAVES, ["N"], |row| [row.accounts.to_string()]);
        text += "\nRegistrations while strangers send requests:\n\n";
        text += &table(&self.floods, &FLOODS, ["requests/s", "N"], |row| {
            [row.flood.to_string(), row.accounts.to_string()]
        });
        text += &self.messages_markdown();
        text
    }

    /// The table of messages.
    pub(crate) fn messages_markdown(&self) -> String {
        let mut text = "\nMessages, 64 at a time:\n\n".to_owned();
        text += &table(&self.messages, &MESSAGES, ["events", "N"], |row| {
            [row.mode.to_owned(), row.accounts.to_string()]
        });
        for (name, at) in [("sends", 0), ("answers", 1)] {
            let runs: Vec<_> = self.least_messages.iter().map(|run| run[at]).collect();
            if let Some(Figures { per_second, cpu_us }) = Figures::median(&runs) {
                let _ = write!(
                    text,
                    "\nThe least program that {name} messages: {per_second:.0}/s, {cpu_us:.1} us CPU each.\n"
                );
            }
        }
        for peer in &self.message_peers {
            for ((_, runs), job) in peer.runs.iter().zip(["sends", "answers"]) {
                let of = |name| median(runs.iter().filter_map(|run| run[name].as_f64()).collect());
                if let Some((per_second, cpu_us)) = of("per_second").zip(of("cpu_us")) {
                    let _ = write!(
                        text,
                        "\n{} {job} messages: {per_second:.0}/s, {cpu_us:.1} us CPU each.\n",
                        peer.name
                    );
                }
            }
        }
        text
    }

    /// How far each size is from what the machine can do.
    fn ratios(&self) -> String {
        let mut text = String::new();
        if let Some(least) = Figures::median(&self.least) {
            let times = |row: &Row| {
                let cpu = row.figure("cold", "cpu_us")?;
                Some(format!("{:.1} {} at N = {}", cpu / least.cpu_us, row.mode, row.accounts))
            };
            let many = self.scale.iter().filter(|row| row.transport == "udp" && row.accounts > 1);
            let many: Vec<_> = many.filter_map(times).collect();
            let _ = write!(text, "\nTimes the CPU of the least client: {}.\n", many.join(", "));
        }
        if let Some(percent) = median(self.least_idle.clone()) {
            let _ =
                write!(text, "\nA loop that only waits, 10 ms at a time: {percent:.3} % CPU.\n");
        }
        text
    }

    /// Writes everything below `directory`.
    pub(crate) fn write(&self, directory: &Path) -> io::Result<()> {
        self.write_messages(directory)?;
        let json = json!({
            "quick": self.is_quick, "repeats": self.repeats, "machine": machine(), "date": today(), "busy": self.is_busy,
            "least": runs(&self.least), "least_idle": self.least_idle, "sipp": runs(&self.sipp),
            "peers": self.peers.iter().map(peer).collect::<Value>(),
            "rows": rows(&self.scale), "waves": rows(&self.waves), "floods": rows(&self.floods),
        });
        fs::write(directory.join("scale.json"), serde_json::to_vec_pretty(&json)?)?;
        fs::write(directory.join("scale.md"), self.markdown())?;
        Ok(())
    }

    /// Writes what messages took.
    pub(crate) fn write_messages(&self, directory: &Path) -> io::Result<()> {
        let json = json!({
            "quick": self.is_quick, "repeats": self.repeats, "machine": machine(), "date": today(), "busy": self.is_busy,
            "rows": rows(&self.messages), "peers": self.message_peers.iter().map(peer).collect::<Value>(),
            "least": self.least_messages.iter().map(|run| runs(run)).collect::<Value>(),
        });
        fs::write(directory.join("messages.json"), serde_json::to_vec_pretty(&json)?)
    }
}

fn rows(rows: &[Row]) -> Value {
    rows.iter().map(Row::json).collect()
}

fn runs(runs: &[Figures]) -> Value {
    let run = |run: &Figures| json!({ "per_second": run.per_second, "cpu_us": run.cpu_us });
    runs.iter().map(run).collect()
}

fn peer(peer: &Peer) -> Value {
    let size =
        |(accounts, runs): &(usize, Vec<Value>)| json!({ "accounts": accounts, "runs": runs });
    let sizes: Vec<_> = peer.runs.iter().map(size).collect();
    let (version, reason) = (peer.version.as_ref().ok(), peer.version.as_ref().err());
    json!({ "name": peer.name, "version": version, "reason": reason, "sizes": sizes })
}

/// Whether something else has run in the last minute.
pub(crate) fn is_busy() -> bool {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|load| load.parse().ok()).is_some_and(|load: f64| load > 1.0)
}

/// The processor that it ran on, and how many of it there were.
fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{processors} x {}", model.map_or("a processor", |(_, name)| name))
}

/// The date of the run.
fn today() -> String {
    let output = std::process::Command::new("date").arg("+%F").output();
    output.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned()).unwrap_or_default()
}

/// A table whose first columns name the row.
fn table<const N: usize>(
    rows: &[Row],
    columns: &[Column],
    heads: [&str; N],
    names: impl Fn(&Row) -> [String; N],
) -> String {
    let titles = heads.into_iter().chain(columns.iter().map(|column| column.0));
    let mut text = format!(
        "| {} |\n|{}\n",
        titles.collect::<Vec<_>>().join(" | "),
        "---|".repeat(N + columns.len())
    );
    for row in rows {
        let cells = names(row).into_iter().chain(columns.iter().map(|column| row.cell(column.1)));
        let _ = writeln!(text, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    text
}
