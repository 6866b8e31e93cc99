//! Requests that have nothing to do with any registration, at a steady rate.

use std::io;
use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::registrar::Registrar;

/// Sends to wherever the registrar's first request came from.
pub(crate) struct Flood {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl Flood {
    /// Begins, with so many a second.
    pub(crate) fn start(registrar: &Registrar, rate: u32) -> io::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        let counts = Arc::clone(&registrar.counts);
        let is_over = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let is_over = Arc::clone(&is_over);
            move || {
                let (mut start, mut sent) = (None, 0);
                while !is_over.load(Relaxed) {
                    let Some(client) = counts.client.get() else {
                        thread::sleep(Duration::from_micros(100));
                        continue;
                    };
                    let elapsed = start.get_or_insert_with(Instant::now).elapsed();
                    while (sent as f64) < elapsed.as_secs_f64() * f64::from(rate) {
                        let _ = socket.send_to(message(sent).as_bytes(), client);
                        sent += 1;
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                sent
            }
        });
        Ok(Self { is_over, thread })
    }

    /// Ends. Returns how many were sent.
    pub(crate) fn stop(self) -> u64 {
        self.is_over.store(true, Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

fn message(number: u64) -> String {
    format!(
        "MESSAGE sip:u000001@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK{number}\r\n\
         From: <sip:stranger@192.0.2.9>;tag=1\r\nTo: <sip:u000001@127.0.0.1>\r\nCall-ID: {number}@192.0.2.9\r\n\
         CSeq: 1 MESSAGE\r\nMax-Forwards: 70\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
    )
}
