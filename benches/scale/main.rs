//! Registration at scale: a C program on the public headers against a registrar that costs less than it does.
//!
//! `cargo bench --bench scale` runs the whole table, with `RUNS=1` each line once instead of three times;
//! `cargo bench --bench scale -- --quick` a small one. What comes out stands in `target/bench`; the whole table becomes the
//! page `docs/performance.md` too. `-- --messages` measures messages only, prints them and makes their part of the page; `-- --page` makes the page once
//! more of what was measured last of each part.

// A figure that cannot be made stops the run.
#![allow(clippy::indexing_slicing)]

mod client;
mod flood;
mod least;
mod messages;
mod page;
mod peers;
mod plot;
mod registrar;
mod report;
mod sections;
mod sipp;

use std::error::Error;
use std::path::Path;

use client::Client;
use messages::Peer;
use report::{Report, Row, is_busy};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How much of everything.
struct Extent {
    sizes: &'static [usize],
    /// Accounts over one connection, and under overload.
    many: usize,
    waves: &'static [usize],
    /// Seconds of doing nothing.
    idle: u64,
    /// Seconds of sending messages, and of receiving them: short ones hide what finished transactions cost.
    messages: (f64, f64),
    /// Of each line of the tables; the figures are their medians.
    runs: usize,
}

const WHOLE: Extent = Extent {
    sizes: &[1, 100, 1000, 10_000, 100_000],
    many: 10_000,
    waves: &[1000, 5000],
    idle: 5,
    messages: (12.0, 40.0),
    runs: 3,
};

const QUICK: Extent = Extent {
    sizes: &[1, 100, 1000],
    many: 500,
    waves: &[500],
    idle: 1,
    messages: (0.2, 0.2),
    runs: 1,
};

/// Unrelated requests a second.
const FLOODS: [u32; 3] = [0, 600, 6000];

fn main() -> Result<()> {
    let has = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    let quick = has("--quick");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if has("--page") {
        return page::write(&root.join("target/bench"), &root.join("docs"));
    }
    let Extent { sizes, many, waves, idle, messages, runs } = if quick { QUICK } else { WHOLE };
    let runs = std::env::var("RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(runs);
    let directory = root.join("target/bench");
    std::fs::create_dir_all(&directory)?;
    // A short run is no measurement: its page stays beside the figures.
    let pages = if quick { directory.clone() } else { root.join("docs") };
    let client = Client::build(&directory)?;

    let measure = |transport, mode, accounts, flood, phases: &[&str]| -> Result<Row> {
        let run = |_| client.run(transport, mode, accounts, flood, phases);
        let runs = (0..runs).map(run).collect::<Result<_>>()?;
        Ok(Row { transport, mode, accounts, flood, runs })
    };
    let is_busy = is_busy();
    let exchanges = exchange_messages(&client, &directory, messages, many, runs)?;
    let exchanges = Report { is_quick: quick, repeats: runs, is_busy, ..exchanges };
    if has("--messages") {
        exchanges.write_messages(&directory)?;
        print!("{}", exchanges.messages_markdown());
        return page::write_messages(&directory, &pages);
    }
    let idle_phase = format!("idle={idle}");
    let all = ["refresh", &idle_phase, "latency"];
    let modes = sizes.iter().flat_map(|&accounts| [("full", accounts), ("lean", accounts)]);
    let scale = modes.map(|(mode, accounts)| measure("udp", mode, accounts, 0, &all));
    let streams = [("tcp", 1), ("tcp", many), ("tls", 1), ("tls", many)];
    let streams =
        streams.map(|(transport, accounts)| measure(transport, "full", accounts, 0, &all));
    let compared: Vec<_> =
        sizes.iter().copied().filter(|size| (100..=many).contains(size)).collect();
    let report = Report {
        scale: scale.chain(streams).collect::<Result<_>>()?,
        waves: waves
            .iter()
            .map(|&accounts| measure("udp", "full", accounts, 0, &["wave"]))
            .collect::<Result<_>>()?,
        floods: FLOODS
            .iter()
            .map(|&flood| measure("udp", "full", many, flood, &[]))
            .collect::<Result<_>>()?,
        peers: peers::run(&directory, &compared, runs)?,
        least: (0..runs).map(|_| least::run(many)).collect::<Result<_>>()?,
        least_idle: (0..runs).map(|_| least::idle(idle)).collect(),
        sipp: (0..runs)
            .filter_map(|_| sipp::run(&directory, many).transpose())
            .collect::<Result<_>>()?,
        ..exchanges
    };
    report.write(&directory)?;
    print!("{}", report.markdown());
    page::write(&directory, &pages)
}

/// Messages out and in: alone and beside `many` registrations, by the least programs, and by other libraries.
fn exchange_messages(
    client: &Client,
    directory: &Path,
    seconds: (f64, f64),
    many: usize,
    runs: usize,
) -> Result<Report> {
    let exchange = |(mode, accounts)| -> Result<Row> {
        let run = |_| {
            let (receiver, sender) = (Peer::that_answers()?, Peer::that_sends(seconds.1)?);
            let phases =
                [format!("out={}:{}", seconds.0, receiver.port), format!("in={}", sender.port)];
            let figures = client.run("udp", mode, accounts, 0, &phases.each_ref().map(|it| &**it));
            receiver.stop();
            sender.stop();
            figures
        };
        let runs = (0..runs).map(run).collect::<Result<_>>()?;
        Ok(Row { transport: "udp", mode, accounts, flood: 0, runs })
    };
    let rows = [("full", 1), ("lean", 1), ("full", many)].into_iter().map(exchange);
    Ok(Report {
        messages: rows.collect::<Result<_>>()?,
        least_messages: (0..runs).map(|_| messages::least(seconds.0)).collect::<Result<_>>()?,
        message_peers: peers::messages(directory, seconds, runs)?,
        ..Report::default()
    })
}
