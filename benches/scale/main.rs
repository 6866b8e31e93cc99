//! Registration at scale: a C program on the public headers against a registrar that costs less than it does.
//!
//! `cargo bench --bench scale` runs the whole table, `cargo bench --bench scale -- --quick` a small one. What comes out
//! stands in `target/bench`.

// A figure that cannot be made stops the run.
#![allow(clippy::indexing_slicing)]

mod least;
mod registrar;
mod report;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering::Relaxed;

use registrar::Registrar;
use report::Row;
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = root.join("target/bench");
    std::fs::create_dir_all(&directory)?;
    let client = build_client(root, &directory)?;
    let (sizes, runs): (&[usize], usize) =
        if quick { (&[1, 100, 1000], 1) } else { (&[1, 100, 1000, 5000, 10_000, 100_000], 3) };

    let mut rows = Vec::new();
    for &accounts in sizes {
        rows.push(measure(&client, "udp", accounts, runs)?);
    }
    rows.push(measure(&client, "tcp", if quick { 100 } else { 10_000 }, runs)?);
    let registrar = Registrar::udp()?;
    let least = least::run(registrar.port, if quick { 2000 } else { 50_000 })?;

    report::write(&directory, &rows, least)?;
    print!("{}", report::markdown(&rows, least));
    Ok(())
}

/// Compiles the client against `include` and the library that cargo just built.
fn build_client(root: &Path, directory: &Path) -> Result<PathBuf> {
    let executable = std::env::current_exe()?;
    let libraries = executable
        .ancestors()
        .find(|place| place.join("libeXosip2.so").exists())
        .ok_or("no libeXosip2.so beside the bench: cargo build --release")?;
    let client = directory.join("client");
    let status = Command::new("cc")
        .args(["-O2", "-Wall", "-Werror", "-I"])
        .arg(root.join("include"))
        .arg(root.join("benches/scale/client.c"))
        .arg("-o")
        .arg(&client)
        .arg(libraries.join("libeXosip2.so"))
        .arg(format!("-Wl,-rpath,{}", libraries.display()))
        .status()?;
    if !status.success() {
        return Err("the client does not compile".into());
    }
    // The name by which the loader looks for it.
    let soname = libraries.join("libeXosip2.so.15");
    if !soname.exists() {
        std::os::unix::fs::symlink("libeXosip2.so", soname)?;
    }
    Ok(client)
}

fn measure(client: &Path, transport: &'static str, accounts: usize, runs: usize) -> Result<Row> {
    let runs = (0..runs).map(|_| run(client, transport, accounts)).collect::<Result<_>>()?;
    Ok(Row { transport, accounts, runs })
}

fn run(client: &Path, transport: &str, accounts: usize) -> Result<Value> {
    let registrar = if transport == "udp" { Registrar::udp()? } else { Registrar::tcp()? };
    let mut child = Command::new(client)
        .args([&accounts.to_string(), &registrar.port.to_string(), transport])
        .args(["refresh", "idle", "latency"])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut output = child.stdout.take().ok_or("no pipe")?;
    let (mut text, mut room) = (String::new(), [0; 4096]);
    let mut requests = BTreeMap::new();
    loop {
        let length = output.read(&mut room)?;
        text.push_str(std::str::from_utf8(&room[..length])?);
        // The client writes what a phase took as soon as it is over.
        for phase in ["credentials", "cold", "refresh"] {
            if text.contains(&format!("\"{phase}\":{{")) {
                requests.entry(phase).or_insert_with(|| registrar.counts.requests.load(Relaxed));
            }
        }
        if length == 0 {
            break;
        }
    }
    child.wait()?;
    let mut figures: Value = serde_json::from_str(&text)
        .map_err(|error| format!("{accounts} over {transport}: {error}: {text}"))?;
    for (before, phase) in [("credentials", "cold"), ("cold", "refresh")] {
        if let (Some(before), Some(after)) = (requests.get(before), requests.get(phase)) {
            figures[phase]["requests_each"] = json!((after - before) as f64 / accounts as f64);
        }
    }
    Ok(figures)
}
