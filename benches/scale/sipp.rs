//! The same job by SIPp, where it is installed: REGISTER, 401, REGISTER with credentials, 200.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::UsageWho;

use super::Result;
use super::registrar::Registrar;
use super::report::{Figures, cpu_time};

/// Registers `count` accounts; `None` without SIPp.
pub(crate) fn run(directory: &Path, count: usize) -> Result<Option<Figures>> {
    let registrar = Registrar::start("udp")?;
    let accounts = (0..count).fold("SEQUENTIAL\n".to_owned(), |mut text, number| {
        let _ =
            writeln!(text, "u{number:06};[authentication username=u{number:06} password=secret]");
        text
    });
    let (scenario, table) = (directory.join("sipp.xml"), directory.join("sipp.csv"));
    fs::write(&table, accounts)?;
    fs::write(&scenario, scenario_text())?;
    let (start, cpu) = (Instant::now(), cpu_time(UsageWho::RUSAGE_CHILDREN));
    // Faster than it can: the limit of calls under way decides, which is what its socket holds.
    let status = Command::new("sipp")
        .args(["-sf".as_ref(), scenario.as_os_str(), "-inf".as_ref(), table.as_os_str()])
        .args(["-m", &count.to_string(), "-r", "20000", "-l", "200", "-i", "127.0.0.1"])
        .args(["-nostdin", "-timeout", "100"])
        .arg(format!("127.0.0.1:{}", registrar.port))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => {
            let cpu = cpu_time(UsageWho::RUSAGE_CHILDREN) - cpu;
            Ok(Some(Figures::new(count, start.elapsed(), cpu)))
        }
        Ok(status) => {
            eprintln!("sipp: {status}");
            Ok(None)
        }
        Err(_) => Ok(None),
    }
}

fn scenario_text() -> String {
    let request = |cseq, authorization| {
        format!(
            "<send retrans=\"500\"><![CDATA[\n\
             REGISTER sip:127.0.0.1:[remote_port] SIP/2.0\n\
             Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]\n\
             From: <sip:[field0]@127.0.0.1:[remote_port]>;tag=[call_number]\n\
             To: <sip:[field0]@127.0.0.1:[remote_port]>\n\
             Call-ID: [call_id]\nCSeq: {cseq} REGISTER\n\
             Contact: <sip:[field0]@[local_ip]:[local_port]>\n{authorization}\
             Max-Forwards: 70\nUser-Agent: sipp\nExpires: 3600\nContent-Length: 0\n\n]]></send>\n"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"register\">\n{}\
         <recv response=\"401\" auth=\"true\"/>\n{}<recv response=\"200\"/>\n</scenario>\n",
        request(1, ""),
        request(2, "[field1]\n")
    )
}
