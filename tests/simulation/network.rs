//! The network of a world: names, connections, and what becomes of datagrams.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use eXosip2::error::Error;
use eXosip2::ua::{Attempt, Channel, Input, Lookup, NextHop, Path, Resolution, Target, Transport};

use crate::invariants::Invariant;
use crate::registrar::{Answer, Outcome};
use crate::text::{header, sequence, status, user};
use crate::world::{Happening, World};

/// What comes later than this may as well be lost: it has been sent again.
const LATE: Duration = Duration::from_millis(400);

impl World {
    pub(crate) fn server_at(&self, address: SocketAddr) -> Option<usize> {
        self.servers.iter().position(|server| server.address == address)
    }

    /// The user agent sends a request.
    pub(crate) fn transmit(&mut self, path: Path, bytes: &[u8], is_again: bool) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        if !text.starts_with("REGISTER ") {
            return self.transmit_traffic(path, &text, is_again);
        }
        let text = self.sabotage.request(&text, self.elapsed, self.calm_at);
        let (user, number) = (user(&text), sequence(&text));
        let server = self.server_at(path.remote);
        let is_up = server.is_some_and(|server| self.servers[server].is_up);
        self.story.line(self.elapsed, user, || {
            let credentials = header(&text, "Authorization").map_or("", |_| " with credentials");
            let again = if is_again { " again" } else { "" };
            let dead = if is_up { "" } else { " (dead)" };
            let expires = header(&text, "Expires").unwrap_or("-");
            let remote = path.remote;
            format!("REGISTER {number} for {expires} s{credentials}{again} ---> {remote}{dead}")
        });
        let Some(sent) = self.sabotage.seen(&text, is_again) else { return };
        for text in &sent {
            self.watch.transmitted(self.elapsed, text, is_again);
        }
        let Some(server) = server else {
            return self.watch.violate(Invariant::Realm, self.elapsed, user, "sent away".into());
        };
        if self.sabotage.loses(user, self.elapsed) {
            return;
        }
        if path.transport.is_reliable() && !self.connections.contains_key(&path.channel) {
            return;
        }
        if !is_up {
            for _ in 0..self.sabotage.weight() {
                self.watch.sent_to(server, self.elapsed);
            }
            if self.servers[server].is_refusing && !path.transport.is_reliable() {
                self.after(self.delay, Happening::Unsent { path });
            }
            return;
        }
        let text: Arc<str> = text.into();
        for delay in self.fate(path, &text) {
            self.after(delay, Happening::Arrive { server, path, text: text.clone() });
        }
    }

    /// How often a message arrives, and when.
    fn fate(&mut self, path: Path, text: &str) -> Vec<Duration> {
        if path.transport.is_reliable() || self.is_calm {
            return vec![self.delay];
        }
        let noise = self.noise;
        let name = user(text);
        if self.rng.permille(noise.lost) {
            self.faults.lost(name, self.elapsed);
            self.story.line(self.elapsed, name, || "(lost)".to_owned());
            return Vec::new();
        }
        let copies = if self.rng.permille(noise.doubled) { 2 } else { 1 };
        let mut delays = Vec::new();
        for _ in 0..copies {
            let mut delay = self.delay + self.rng.between(Duration::ZERO, noise.jitter);
            if self.rng.permille(noise.late) {
                delay += self.rng.between(Duration::ZERO, Duration::from_secs(40));
            }
            delays.push(delay);
        }
        if delays.iter().all(|delay| *delay > LATE) {
            self.faults.lost(name, self.elapsed);
        }
        delays
    }

    /// A request arrives at a server.
    pub(crate) fn arrive(&mut self, server: usize, path: Path, request: &str) {
        let is_open = !path.transport.is_reliable() || self.connections.contains_key(&path.channel);
        if !self.servers[server].is_up || !is_open {
            return;
        }
        let peer = self.registrars.iter().position(|it| it.servers.contains(&server));
        let Some(registrar) = peer else { return };
        let name = user(request);
        let (answers, outcome) =
            self.registrars[registrar].answer(self.elapsed, request, &mut self.rng);
        if outcome == Outcome::Bound
            && let Some(user) = self.registrars[registrar].users.get(name)
            && let Some(binding) = &user.binding
        {
            let until = binding.until;
            let happening = Happening::End { registrar, user: name.to_owned(), until };
            self.after(until - self.elapsed + Duration::from_millis(1), happening);
        }
        if outcome == Outcome::Refused {
            self.faults.user(name, self.elapsed);
        }
        let object = self.by_user.get(name).map(|it| &self.objects[*it]);
        let can_answer = object.is_some_and(|it| it.has_login() && it.is_held());
        let is_first = header(request, "Authorization").is_none() && can_answer;
        let mut back = path;
        if self.registrars[registrar].manner.answers_from_elsewhere && !path.transport.is_reliable()
        {
            back.remote.set_port(path.remote.port() + 7);
        }
        for answer in answers {
            match answer {
                Answer::Close => {
                    self.faults.lost(name, self.elapsed);
                    self.after(self.delay, Happening::Closed { channel: path.channel });
                }
                Answer::Text(text) => {
                    let is_prompt = is_first && status(&text) == 401;
                    for delay in self.fate(path, &text) {
                        let text = text.clone();
                        self.after(delay, Happening::Deliver { path: back, text, is_prompt });
                    }
                }
            }
        }
    }

    /// A response arrives at the user agent.
    pub(crate) fn deliver(&mut self, path: Path, text: &str, is_prompt: bool) {
        if path.transport.is_reliable() && !self.connections.contains_key(&path.channel) {
            return;
        }
        let (name, number, from) = (user(text), sequence(text), path.remote);
        self.story.line(self.elapsed, name, || format!("{} to {number} <--- {from}", status(text)));
        // What is not a message never reaches the user agent.
        let Some(input) = Input::message(path, text.as_bytes().into()) else { return };
        let is_up = self.server_at(path.remote).is_some_and(|it| self.servers[it].is_up);
        self.watch.delivered(self.elapsed, text, is_prompt && is_up);
        self.input(input);
    }

    /// A registrar closes a connection.
    pub(crate) fn closed(&mut self, channel: Channel) {
        if self.connections.remove(&channel).is_none() {
            return;
        }
        self.story.line(self.elapsed, "", || format!("connection {} is closed", channel.0));
        // All users on it have to come back: this counts as a loss for each.
        let users: Vec<_> = self.by_user.keys().cloned().collect();
        users.iter().for_each(|user| self.faults.lost(user, self.elapsed));
        self.input(Input::Closed { channel, tls: None });
    }

    pub(crate) fn resolved(&mut self, lookup: Lookup, hop: &NextHop) {
        let transport = hop.transport.unwrap_or(self.transport);
        let port = hop.port.unwrap_or(transport.default_port());
        let addresses: Vec<SocketAddr> = match hop.host.parse() {
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => {
                let registrar = self.registrars.iter().find(|it| *it.name == *hop.host);
                let known = registrar.filter(|it| it.is_named).map(|it| &it.named[..]);
                let known = known.unwrap_or_default();
                known.iter().map(|server| self.servers[*server].address).collect()
            }
        };
        let name = hop.host.clone();
        self.story.line(self.elapsed, "", || format!("{name} is at {addresses:?}"));
        let target = |address| Target { transport, address, name: hop.host.clone() };
        let targets: Vec<_> = addresses.into_iter().map(target).collect();
        let expires = self.now().instant + Duration::from_secs(self.rng.pick(&[30, 300, 3600]));
        let is_found = !targets.is_empty();
        let answer = is_found.then_some(Resolution { targets, expires }).ok_or(Error::UnknownHost);
        self.input(Input::Resolved { lookup, answer });
    }

    /// The user agent opens a path to a server.
    pub(crate) fn open(&mut self, attempt: Attempt, transport: Transport, address: SocketAddr) {
        let server = self.server_at(address);
        let is_up = server.is_some_and(|server| self.servers[server].is_up);
        let mut delay = Duration::ZERO;
        if transport.is_reliable() {
            delay = self.delay;
            if let Some(server) = server.filter(|_| !is_up) {
                // Beside registrations, each request tries.
                if self.traffic.is_none() {
                    self.watch.sent_to(server, self.elapsed);
                }
                // A SYN that is not answered.
                if !self.servers[server].is_refusing {
                    delay = Duration::from_secs(20);
                }
            }
            self.watch.patience =
                self.watch.patience.max(self.elapsed + delay + Duration::from_secs(1));
        }
        self.after(delay, Happening::Opened { attempt, transport, address });
    }

    pub(crate) fn opened(&mut self, attempt: Attempt, transport: Transport, address: SocketAddr) {
        let server = self.server_at(address);
        if !transport.is_reliable() {
            let path = Path { transport, channel: Channel(1), remote: address };
            return self.input(Input::Opened { attempt, path, local: self.own });
        }
        let Some(server) = server.filter(|server| self.servers[*server].is_up) else {
            self.story.line(self.elapsed, "", || format!("no connection to {address}"));
            return self.input(Input::OpenFailed {
                attempt,
                cause: eXosip2::transport::FailureCause::Timeout,
            });
        };
        self.channels += 1;
        let channel = Channel(self.channels);
        self.connections.insert(channel, server);
        let mut local = self.own;
        local.set_port(20_000 + (self.channels % 40_000) as u16);
        self.story.line(self.elapsed, "", || format!("connection {} to {address}", channel.0));
        let path = Path { transport, channel, remote: address };
        self.input(Input::Opened { attempt, path, local });
    }

    /// A server that is up answers each ping of a connection at once.
    pub(crate) fn keep_alive(&mut self, path: Path) {
        let Some(server) = self.connections.get(&path.channel) else { return };
        if self.servers[*server].is_up {
            self.input(Input::Pong { channel: path.channel });
        }
    }
}
