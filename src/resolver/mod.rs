//! A stub resolver for SIP: RFC 3263 over the records of RFC 1035, 2782 and 3403. No socket, no clock.
//!
//! The driver sends what [`Resolver::poll_output`] wants sent, each query from a socket of its own connected to the
//! server, and brings back what arrives there.

#![forbid(unsafe_code)]

mod choose;
mod config;
mod inquiry;
mod lookup;
mod queries;
mod wire;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::transport::{Lookup, NextHop, Random, Resolution};

use lookup::{Job, Purpose, Sources};
use queries::{Ask, Outcome, Queries};

pub use config::{Config, Hosts, server_address};
pub use inquiry::{Inquiry, Offer, Progress};
pub use lookup::Settings;
pub use queries::Query;
pub use wire::{Pointer, Service};

/// How long a found address counts at least: no server makes us ask without a pause.
const SHORTEST: Duration = Duration::from_secs(5);

/// What the driver is to do.
#[derive(Debug)]
pub enum ResolverOutput {
    /// Send `bytes` from a fresh socket connected to `server`; over TCP behind two bytes of length where `stream` says
    /// so. An earlier socket of the same query is closed.
    Send {
        /// Names the answer.
        query: Query,
        /// The destination.
        server: SocketAddr,
        /// Whether over TCP.
        stream: bool,
        /// The message.
        bytes: Vec<u8>,
    },
    /// The query is over: close its socket.
    Forget(Query),
    /// A lookup has ended.
    Done {
        /// Its number.
        lookup: Lookup,
        /// The result.
        answer: Result<Resolution>,
    },
}

/// All lookups of one context.
pub struct Resolver {
    config: Config,
    hosts: Hosts,
    settings: Settings,
    random: Box<dyn Random>,
    queries: Queries,
    jobs: HashMap<Lookup, Job>,
    purposes: HashMap<Query, (Lookup, Purpose, u32)>,
    done: VecDeque<(Lookup, Result<Resolution>)>,
}

impl Resolver {
    /// A resolver that asks the servers of `config`.
    pub fn new(config: Config, hosts: Hosts, settings: Settings, random: Box<dyn Random>) -> Self {
        Self {
            config,
            hosts,
            settings,
            random,
            queries: Queries::default(),
            jobs: HashMap::new(),
            purposes: HashMap::new(),
            done: VecDeque::new(),
        }
    }

    /// Replaces what the system says of names, for lookups from now on.
    pub fn set_system(&mut self, config: Config, hosts: Hosts) {
        (self.config, self.hosts) = (config, hosts);
    }

    /// Replaces what lookups may use, for those from now on.
    pub fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// Starts to find the addresses of `hop`. Ends in one [`ResolverOutput::Done`], perhaps at once.
    pub fn resolve(&mut self, now: Instant, lookup: Lookup, mut hop: NextHop) {
        hop.host = config::normal(&hop.host);
        let job = Job::new(hop, &self.sources());
        self.jobs.insert(lookup, job);
        self.go_on(now, lookup);
    }

    /// A datagram, or one message of a stream, that came to the socket of `query`.
    pub fn handle_answer(&mut self, now: Instant, query: Query, bytes: &[u8]) {
        let random = &mut *self.random;
        let outcome = self.queries.handle_answer(now, &self.config, random, query, bytes);
        self.take(now, outcome);
    }

    /// The server of `query` cannot be reached.
    pub fn handle_failure(&mut self, now: Instant, query: Query) {
        let outcome = self.queries.handle_failure(now, &self.config, &mut *self.random, query);
        self.take(now, outcome);
    }

    /// Turns to the next server where no response came until `now`.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(outcome) = self.queries.handle_timeout(now, &self.config, &mut *self.random)
        {
            self.take(now, outcome);
        }
    }

    /// When [`Resolver::handle_timeout`] is to be called.
    pub fn next_timeout(&self) -> Option<Instant> {
        self.queries.next_timeout()
    }

    /// What the driver is to do next.
    pub fn poll_output(&mut self) -> Option<ResolverOutput> {
        if let Some(ask) = self.queries.poll() {
            return Some(match ask {
                Ask::Send { query, server, stream, bytes } => {
                    ResolverOutput::Send { query, server, stream, bytes }
                }
                Ask::Forget(query) => ResolverOutput::Forget(query),
            });
        }
        let (lookup, answer) = self.done.pop_front()?;
        Some(ResolverOutput::Done { lookup, answer })
    }

    fn sources(&self) -> Sources<'_> {
        Sources { settings: &self.settings, config: &self.config, hosts: &self.hosts }
    }

    fn take(&mut self, now: Instant, outcome: Option<Outcome>) {
        let Some(Outcome { query, answer }) = outcome else { return };
        let Some((lookup, purpose, aliases)) = self.purposes.remove(&query) else { return };
        if let Some(job) = self.jobs.get_mut(&lookup) {
            job.handle_answer(purpose, aliases, answer);
        }
        self.go_on(now, lookup);
    }

    fn go_on(&mut self, now: Instant, lookup: Lookup) {
        let Self { config, hosts, settings, random, queries, jobs, purposes, done } = self;
        let sources = Sources { settings, config, hosts };
        let Some(job) = jobs.get_mut(&lookup) else { return };
        let found = loop {
            if let Some(found) = job.advance(&sources, &mut **random) {
                break found;
            }
            let wanted = job.wanted();
            if wanted.is_empty() {
                return;
            }
            for want in wanted {
                match queries.start(now, config, &mut **random, want.question) {
                    Some(query) => {
                        purposes.insert(query, (lookup, want.purpose, want.aliases));
                    }
                    None => job.handle_answer(want.purpose, want.aliases, Some(NO_NAME)),
                }
            }
        };
        jobs.remove(&lookup);
        let answer = found.map(|(targets, ttl)| {
            let life = Duration::from_secs(ttl.into()).max(SHORTEST);
            Resolution { targets, expires: now + life }
        });
        done.push_back((lookup, answer));
    }
}

/// The answer to a name that cannot stand in the DNS.
const NO_NAME: wire::Answer = wire::Answer::NoName { ttl: 60 };

#[cfg(test)]
mod tests;
