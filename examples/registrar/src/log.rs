//! What the registrar tells of itself: a file with every message, for tests, and a ladder, for people.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use crate::registrar::Source;

pub(crate) struct Log {
    file: Option<File>,
    ladder: bool,
    start: Instant,
}

impl Log {
    pub(crate) fn new(file: Option<&Path>, ladder: bool) -> std::io::Result<Self> {
        Ok(Self { file: file.map(File::create).transpose()?, ladder, start: Instant::now() })
    }

    pub(crate) fn received(&mut self, bytes: &[u8], source: Source) {
        self.message("<-", bytes, source);
    }

    pub(crate) fn sent(&mut self, bytes: &[u8], source: Source) {
        self.message("->", bytes, source);
    }

    /// A request that has its answer came again. It does not count as a request: a client sends it again when
    /// the machine is slow.
    pub(crate) fn again(&mut self, source: Source) {
        let Source { transport, address } = source;
        if self.ladder {
            println!("{:9.3} <- {transport} {address} again", self.seconds());
        }
        self.note(&format!("again from {transport} {address}"));
    }

    /// A line about what happened between two messages.
    pub(crate) fn note(&mut self, text: &str) {
        if self.file.is_some() {
            let line = format!("@ {:.6} {text}\n", self.seconds());
            self.write(line.as_bytes());
        }
    }

    fn message(&mut self, direction: &str, bytes: &[u8], source: Source) {
        if self.ladder {
            let first_line = String::from_utf8_lossy(
                bytes.split(|byte| *byte == b'\r').next().unwrap_or_default(),
            );
            println!(
                "{:9.3} {direction} {} {} {first_line}",
                self.seconds(),
                source.transport,
                source.address
            );
        }
        if self.file.is_some() {
            let mut record = format!(
                "@ {:.6} {direction} {} {}\n",
                self.seconds(),
                source.transport,
                source.address
            )
            .into_bytes();
            // Without the zeros of STUN: they would be the end of the text for a program in C.
            record.extend(bytes.iter().filter(|byte| !matches!(byte, b'\r' | 0)));
            self.write(&record);
        }
    }

    /// In one piece and before the reply leaves: once the reply is there, its record is in the file.
    fn write(&mut self, record: &[u8]) {
        let outcome = self.file.as_mut().map(|file| file.write_all(record));
        if let Some(Err(error)) = outcome {
            eprintln!("registrar: the log: {error}");
            self.file = None;
        }
    }

    fn seconds(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }
}
