//! The same job by other libraries, where their development packages are installed: a small client each, in `peers`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::registrar::Registrar;
use super::{Result, messages};

/// The libraries: the name of the client, and of the package that `pkg-config` knows.
const PEERS: [(&str, &str); 3] =
    [("pjsip", "libpjproject"), ("sofia-sip", "sofia-sip-ua"), ("libre", "libre")];

/// How long a client may take for an account, at least a minute in all.
const PATIENCE: Duration = Duration::from_millis(20);

/// One other library.
pub(crate) struct Peer {
    /// Its name.
    pub(crate) name: &'static str,
    /// Why it is not measured; or its version.
    pub(crate) version: std::result::Result<String, String>,
    /// What its client printed, by the number of accounts.
    pub(crate) runs: Vec<(usize, Vec<Value>)>,
}

/// Measures those that are installed with each of `sizes`, `runs` times.
pub(crate) fn run(directory: &Path, sizes: &[usize], runs: usize) -> Result<Vec<Peer>> {
    let measure = |&(name, package)| -> Result<Peer> {
        let version = build(directory, name, package);
        let mut figures = Vec::new();
        if version.is_ok() {
            for &accounts in sizes {
                let run = |_| once(directory, name, accounts).transpose();
                figures.push((accounts, (0..runs).filter_map(run).collect::<Result<Vec<_>>>()?));
            }
        }
        Ok(Peer { name, version, runs: figures })
    };
    PEERS.iter().map(measure).collect()
}

/// Messages by those that have a client for them: first sent for `out` seconds, then received for `incoming` seconds.
pub(crate) fn messages(
    directory: &Path,
    (out, incoming): (f64, f64),
    runs: usize,
) -> Result<Vec<Peer>> {
    let program = "sofia-sip-messages";
    let version = build(directory, program, "sofia-sip-ua");
    let mut figures = [(0, Vec::new()), (1, Vec::new())];
    for _ in (0..runs).filter(|_| version.is_ok()) {
        let peers = [messages::Peer::that_answers()?, messages::Peer::that_sends(incoming)?];
        for (at, (peer, job)) in peers.into_iter().zip(["out", "in"]).enumerate() {
            let seconds = (out + incoming + 60.0).to_string();
            let output = Command::new("timeout")
                .arg(&seconds)
                .arg(directory.join(program))
                .args([job, &out.to_string(), &peer.port.to_string()])
                .output()?;
            peer.stop();
            figures[at].1.extend(serde_json::from_slice::<Value>(&output.stdout));
        }
    }
    Ok(vec![Peer { name: "sofia-sip", version, runs: figures.into() }])
}

/// Compiles the client of a library. Returns its version, or why that cannot be done.
fn build(directory: &Path, name: &str, package: &str) -> std::result::Result<String, String> {
    let ask = |arguments: &[&str]| {
        let output = Command::new("pkg-config").args(arguments).arg(package).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    let version = ask(&["--modversion"]).ok_or("not installed")?;
    let flags = ask(&["--cflags", "--libs"]).unwrap_or_default();
    let source =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/scale/peers/{name}.c"));
    let status = Command::new("cc")
        .arg("-O2")
        .arg(source)
        .arg("-o")
        .arg(directory.join(name))
        .args(flags.split_whitespace())
        .status();
    match status {
        Ok(status) if status.success() => Ok(version),
        _ => Err(format!("its client does not compile with version {version}")),
    }
}

/// Registers `accounts`; `None`, which is said, where the client fails.
fn once(directory: &Path, name: &str, accounts: usize) -> Result<Option<Value>> {
    let registrar = Registrar::start("udp")?;
    let patience = PATIENCE * u32::try_from(accounts)? + Duration::from_secs(60);
    let output = Command::new("timeout")
        .arg(patience.as_secs().to_string())
        .arg(directory.join(name))
        .args([accounts.to_string(), registrar.port.to_string()])
        .output()?;
    let figures = serde_json::from_slice(&output.stdout).ok();
    if figures.is_none() || !output.status.success() {
        eprintln!("{name} with {accounts} accounts: {}", output.status);
    }
    Ok(figures.filter(|_| output.status.success()))
}
