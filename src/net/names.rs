//! The resolver of one context, with its sockets and with what the system says of names.

use std::fs;
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use nix::net::if_::if_nametoindex;

use crate::error::Result;
use crate::resolver;
use crate::ua::{Lookup, NextHop, Resolution};

use super::poller::{Poller, Ready};
use super::query_sockets::QuerySockets;
use super::random::OsRandom;
use crate::resolver::{Config, Hosts, Resolver, ResolverOutput, Settings};

/// What the system says of name servers.
const SERVERS: &str = "/etc/resolv.conf";
/// What the system says of names.
const HOSTS: &str = "/etc/hosts";
/// How often those are looked at for a change.
const FRESH: Duration = Duration::from_secs(5);

/// What an application has set of names, before what the system says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// The servers to ask; none for those of the system.
    pub(crate) servers: Vec<SocketAddr>,
    /// Lines in the form of a hosts file.
    pub(crate) hosts: String,
}

/// The resolver of one context, with its sockets.
pub(super) struct Names {
    resolver: Resolver,
    sockets: QuerySockets,
    known: Known,
    looked: Option<Instant>,
    changed: [Option<SystemTime>; 2],
    /// What is to be reported to the core.
    pub(super) answers: Vec<(Lookup, Result<Resolution>)>,
}

impl Names {
    pub(super) fn new() -> Self {
        let settings = Settings { services: true, v4: true, v6: false, transports: Vec::new() };
        let random = Box::new(OsRandom::new());
        Self {
            resolver: Resolver::new(Config::default(), Hosts::default(), settings, random),
            sockets: QuerySockets::default(),
            known: Known::default(),
            looked: None,
            changed: [None; 2],
            answers: Vec::new(),
        }
    }

    /// Changes what lookups may use, and the names that the application has set.
    pub(super) fn set(&mut self, settings: Settings, known: Known) {
        self.resolver.set_settings(settings);
        self.known = known;
        self.looked = None;
        self.changed = [None; 2];
    }

    /// Begins a lookup. Sockets take their tokens from `tokens`.
    pub(super) fn resolve(
        &mut self,
        now: Instant,
        poller: &Poller,
        tokens: &mut u64,
        lookup: Lookup,
        hop: NextHop,
    ) {
        self.look_at_system(now);
        self.resolver.resolve(now, lookup, hop);
        self.carry_out(now, poller, tokens);
    }

    /// Reads the files of the system again if they have changed.
    fn look_at_system(&mut self, now: Instant) {
        if self.looked.is_some_and(|then| now.saturating_duration_since(then) < FRESH) {
            return;
        }
        let changed =
            [SERVERS, HOSTS].map(|file| fs::metadata(file).and_then(|data| data.modified()).ok());
        if self.looked.is_some() && changed == self.changed {
            self.looked = Some(now);
            return;
        }
        let (config, hosts) = system(&self.known);
        self.resolver.set_system(config, hosts);
        (self.looked, self.changed) = (Some(now), changed);
    }

    fn carry_out(&mut self, now: Instant, poller: &Poller, tokens: &mut u64) {
        while let Some(output) = self.resolver.poll_output() {
            match output {
                ResolverOutput::Send { query, server, stream, bytes } => {
                    if self.sockets.send(poller, tokens, query, (server, stream), bytes).is_err() {
                        self.resolver.handle_failure(now, query);
                    }
                }
                ResolverOutput::Forget(query) => self.sockets.forget(poller, query),
                ResolverOutput::Done { lookup, answer } => self.answers.push((lookup, answer)),
            }
        }
    }

    /// Takes care of a descriptor that is ready, if it is one of these.
    pub(super) fn handle_ready(
        &mut self,
        now: Instant,
        poller: &Poller,
        ready: Ready,
        tokens: &mut u64,
    ) {
        match self.sockets.handle_ready(poller, ready) {
            None => return,
            Some((query, Ok(answer))) => self.resolver.handle_answer(now, query, &answer),
            Some((query, Err(_))) => self.resolver.handle_failure(now, query),
        }
        self.carry_out(now, poller, tokens);
    }

    /// When [`Names::handle_timeout`] is to be called.
    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.resolver.next_timeout()
    }

    /// Ends queries to servers that do not answer.
    pub(super) fn handle_timeout(&mut self, now: Instant, poller: &Poller, tokens: &mut u64) {
        self.resolver.handle_timeout(now);
        self.carry_out(now, poller, tokens);
    }
}

/// The address of a name server as text, with or without port and scope.
pub(crate) fn server_address(word: &str) -> Option<SocketAddr> {
    resolver::server_address(word, &interface_number)
}

fn interface_number(name: &str) -> Option<u32> {
    if_nametoindex(name).ok()
}

/// Which servers to ask, and the names that need none.
pub(super) fn system(known: &Known) -> (Config, Hosts) {
    let text = |file| {
        fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    };
    let hosts = format!("{}\n{}", known.hosts, text(HOSTS));
    let mut config = Config::from_resolv_conf(&text(SERVERS), &interface_number);
    if !known.servers.is_empty() {
        config.servers.clone_from(&known.servers);
    }
    (config, Hosts::from_text(&hosts))
}
