//! Queries under way: which server is asked, how long, how often, and by datagram or by connection.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use crate::transport::Random;

use super::config::Config;
use super::wire::{self, Answer, Kind, Question};

/// How many questions are out at a time: each has a socket, and a process has only so many.
const MOST: usize = 256;

/// Names one query towards the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Query(pub u64);

/// What the driver is to do about a query.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Send `bytes` to `server` from a socket of its own (RFC 5452), by datagram or, where `stream` says so, over TCP
    /// behind two bytes of length. An earlier socket of the same query is closed.
    Send {
        /// The number of the query.
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
}

/// What became of a question.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The number of the query.
    pub query: Query,
    /// The answer; `None` when no server gave one.
    pub answer: Option<Answer>,
}

struct Running {
    question: Question,
    id: u16,
    server: usize,
    stream: bool,
    edns: bool,
    /// How many more times a server may be asked.
    left: u32,
    deadline: Instant,
}

/// All queries under way.
#[derive(Default)]
pub(super) struct Queries {
    last: u64,
    running: HashMap<Query, Running>,
    /// Those that wait until fewer are running.
    waiting: VecDeque<Query>,
    deadlines: BTreeSet<(Instant, Query)>,
    asks: VecDeque<Ask>,
}

impl Queries {
    /// Starts a query. `None` when the name cannot stand in the DNS.
    pub(super) fn start(
        &mut self,
        now: Instant,
        config: &Config,
        random: &mut dyn Random,
        question: Question,
    ) -> Option<Query> {
        wire::query(0, &question, true)?;
        self.last += 1;
        let query = Query(self.last);
        let servers = u32::try_from(config.servers.len()).unwrap_or(1);
        let left = config.attempts.saturating_mul(servers);
        let (stream, edns) = (false, true);
        let running = Running { question, id: 0, server: 0, stream, edns, left, deadline: now };
        let is_turn = self.running.len() < MOST;
        self.running.insert(query, running);
        if is_turn {
            self.send(now, config, random, query);
        } else {
            self.waiting.push_back(query);
        }
        Some(query)
    }

    /// What the driver is to do next.
    pub(super) fn poll(&mut self) -> Option<Ask> {
        self.asks.pop_front()
    }

    /// When the first query has waited long enough for its server.
    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.deadlines.first().map(|first| first.0)
    }

    /// A datagram, or a message from a stream, that came to the socket of `query`. Anything but its answer is dropped.
    pub(super) fn handle_answer(
        &mut self,
        now: Instant,
        config: &Config,
        random: &mut dyn Random,
        query: Query,
        bytes: &[u8],
    ) -> Option<Outcome> {
        let running = self.running.get_mut(&query)?;
        match wire::answer(running.id, &running.question, bytes)? {
            Answer::Truncated if !running.stream => {
                running.stream = true;
                self.send(now, config, random, query);
                None
            }
            Answer::TooNew if running.edns => {
                running.edns = false;
                self.send(now, config, random, query);
                None
            }
            Answer::Truncated | Answer::TooNew | Answer::Refused => {
                self.next_server(now, config, random, query)
            }
            answer => {
                self.end(now, config, random, query);
                Some(Outcome { query, answer: Some(answer) })
            }
        }
    }

    /// The server of `query` cannot be reached.
    pub(super) fn handle_failure(
        &mut self,
        now: Instant,
        config: &Config,
        random: &mut dyn Random,
        query: Query,
    ) -> Option<Outcome> {
        self.running.contains_key(&query).then(|| self.next_server(now, config, random, query))?
    }

    /// Takes one query whose server has not answered in time; `None` when there is none.
    pub(super) fn handle_timeout(
        &mut self,
        now: Instant,
        config: &Config,
        random: &mut dyn Random,
    ) -> Option<Option<Outcome>> {
        let &(deadline, query) = self.deadlines.first()?;
        (deadline <= now).then(|| self.next_server(now, config, random, query))
    }

    fn next_server(
        &mut self,
        now: Instant,
        config: &Config,
        random: &mut dyn Random,
        query: Query,
    ) -> Option<Outcome> {
        let running = self.running.get_mut(&query)?;
        if running.left == 0 {
            self.end(now, config, random, query);
            return Some(Outcome { query, answer: None });
        }
        running.server += 1;
        (running.stream, running.edns) = (false, true);
        self.send(now, config, random, query);
        None
    }

    fn send(&mut self, now: Instant, config: &Config, random: &mut dyn Random, query: Query) {
        let Some(running) = self.running.get_mut(&query) else { return };
        self.deadlines.remove(&(running.deadline, query));
        running.left = running.left.saturating_sub(1);
        running.deadline = now + config.timeout;
        self.deadlines.insert((running.deadline, query));
        let mut id = [0; 2];
        random.fill(&mut id);
        running.id = u16::from_ne_bytes(id);
        let server = config.servers.get(running.server % config.servers.len().max(1));
        let bytes = wire::query(running.id, &running.question, running.edns);
        let (Some(&server), Some(bytes)) = (server, bytes) else { return };
        self.asks.push_back(Ask::Send { query, server, stream: running.stream, bytes });
    }

    /// Ends a query. It is the turn of the next one.
    fn end(&mut self, now: Instant, config: &Config, random: &mut dyn Random, query: Query) {
        if let Some(running) = self.running.remove(&query) {
            self.deadlines.remove(&(running.deadline, query));
            self.asks.push_back(Ask::Forget(query));
        }
        if let Some(next) = self.waiting.pop_front() {
            self.send(now, config, random, next);
        }
    }
}

impl Question {
    /// A question for `name`.
    pub(super) fn new(kind: Kind, name: &str) -> Self {
        Self { kind, name: name.into() }
    }
}
