//! Asking the DNS from a thread of the application: for programs that look at the records themselves.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use super::names::{Known, system};
use super::poller::Poller;
use super::query_sockets::QuerySockets;
use super::random::OsRandom;
use crate::resolver::{Inquiry, Offer, Progress, ResolverOutput};

/// An inquiry with its sockets.
pub(crate) struct OwnInquiry {
    inquiry: Inquiry,
    sockets: QuerySockets,
    poller: Poller,
    tokens: u64,
}

impl OwnInquiry {
    /// Begins to ask about `domain`: these servers, or if there are none those of the system.
    pub(crate) fn new(domain: &str, servers: Vec<SocketAddr>) -> io::Result<Self> {
        let (config, _) = system(&Known { servers, ..Known::default() });
        let inquiry = Inquiry::new(Instant::now(), config, Box::new(OsRandom::new()), domain);
        let mut own =
            Self { inquiry, sockets: QuerySockets::default(), poller: Poller::new()?, tokens: 1 };
        own.carry_out();
        Ok(own)
    }

    /// Takes what has come. With `wait` it goes on until all is known, or no server has answered in time.
    pub(crate) fn process(&mut self, wait: bool) -> Progress {
        let mut ready = Vec::new();
        loop {
            let due = if wait { self.inquiry.next_timeout() } else { Some(Instant::now()) };
            if !matches!(self.inquiry.progress(), Progress::Pointers | Progress::Places) {
                return self.inquiry.progress();
            }
            self.poller.wait(|| due, &mut ready);
            let now = Instant::now();
            for &ready in &ready {
                match self.sockets.handle_ready(&self.poller, ready) {
                    None => {}
                    Some((query, Ok(answer))) => self.inquiry.handle_answer(now, query, &answer),
                    Some((query, Err(_))) => self.inquiry.handle_failure(now, query),
                }
            }
            self.inquiry.handle_timeout(now);
            self.carry_out();
            if !wait {
                return self.inquiry.progress();
            }
        }
    }

    /// What is known so far.
    pub(crate) fn offers(&self) -> &[Offer; 6] {
        &self.inquiry.offers
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.inquiry.poll_output() {
            match output {
                ResolverOutput::Send { query, server, stream, bytes } => {
                    let to = (server, stream);
                    if self.sockets.send(&self.poller, &mut self.tokens, query, to, bytes).is_err()
                    {
                        self.inquiry.handle_failure(Instant::now(), query);
                    }
                }
                ResolverOutput::Forget(query) => self.sockets.forget(&self.poller, query),
                ResolverOutput::Done { .. } => {}
            }
        }
    }
}
