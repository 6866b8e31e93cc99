//! The program that is measured: `client.c`, built against `include` and the library in the folder LIBRARY, the one that is installed;
//! without that against the one that Cargo made beside this program.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering::Relaxed;

use serde_json::{Value, json};

use super::Result;
use super::flood::Flood;
use super::registrar::Registrar;

/// The compiled program.
pub(crate) struct Client(PathBuf);

impl Client {
    /// Compiles it into `directory`.
    pub(crate) fn build(directory: &Path) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (folder, executable) = (std::env::var_os("LIBRARY"), std::env::current_exe()?);
        let libraries = folder
            .iter()
            .map(Path::new)
            .chain(executable.ancestors())
            .find(|place| place.join("libeXosip2.so").exists())
            .ok_or("no libeXosip2.so beside the bench: make bench")?;
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
        Ok(Self(client))
    }

    /// Takes `accounts` through the phases, with full or lean events and so many unrelated requests a second. Returns what
    /// each phase took.
    pub(crate) fn run(
        &self,
        transport: &str,
        mode: &str,
        accounts: usize,
        flood: u32,
        phases: &[&str],
    ) -> Result<Value> {
        let registrar = Registrar::start(transport)?;
        let flood = (flood > 0).then(|| Flood::start(&registrar, flood)).transpose()?;
        let mut child = Command::new(&self.0)
            .args([&accounts.to_string(), &registrar.port.to_string(), transport, mode])
            .args(phases)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().ok_or("no pipe")?;
        let output = BufReader::new(child.stdout.take().ok_or("no pipe")?);
        let mut text = String::new();
        let mut requests = Vec::new();
        // The client ends a line with each phase, and goes on when it gets one.
        for line in output.lines() {
            let line = line?;
            let phase = line.split('"').nth(1).unwrap_or_default().to_owned();
            requests.push((phase, registrar.counts.requests.load(Relaxed)));
            text += &line;
            let _ = input.write_all(b"\n");
        }
        child.wait()?;
        let mut figures: Value = serde_json::from_str(&text)
            .map_err(|error| format!("{accounts} over {transport}: {error}: {text}"))?;
        for phases in requests.windows(2) {
            let [(_, before), (phase, after)] = phases else { continue };
            if figures[phase]["seconds"].is_number() {
                figures[phase]["requests_each"] = json!((after - before) as f64 / accounts as f64);
            }
        }
        if let Some(flood) = flood {
            figures["flood"] = json!({ "sent": flood.stop() });
        }
        Ok(figures)
    }
}
