//! Messages between the user agent and the peers of its program, over the network of the world.

use std::time::Duration;

use eXosip2::ua::{Channel, Event, Input, Path, Transport};

use crate::text::user;
use crate::traffic::{Later, Traffic, has_event};
use crate::world::{Happening, World};

/// So many messages of a peer arrive late, and so many not at all, in a thousand, where there is noise.
const LATE: usize = 60;
const LOST: usize = 60;

fn start_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

impl World {
    /// Schedules what the traffic has planned.
    pub(crate) fn plan_traffic(&mut self) {
        let plans = self.traffic.as_mut().map(|it| std::mem::take(&mut it.plans));
        for (delay, what) in plans.unwrap_or_default() {
            self.after(delay, Happening::Traffic(what));
        }
    }

    /// Something that was planned happens.
    pub(crate) fn carry_out(&mut self, what: &Later) {
        let Some(mut traffic) = self.traffic.take() else { return };
        let (now, at) = (self.now(), self.elapsed);
        match what {
            Later::Act(_) | Later::Approach if self.is_calm => {}
            Later::Act(party) => traffic.act(&mut self.ua, now, at, *party),
            Later::Approach => self.approach(&mut traffic),
            _ => traffic.carry_out(&mut self.ua, now, what),
        }
        self.traffic = Some(traffic);
        self.plan_traffic();
    }

    /// A peer begins something.
    fn approach(&mut self, traffic: &mut Traffic) {
        let pause = traffic.rng.between(Duration::from_secs(1), Duration::from_secs(40));
        traffic.plans.push((pause, Later::Approach));
        let server = traffic.rng.below(self.servers.len());
        let remote = self.servers[server].address;
        let path = if self.transport.is_reliable() {
            let Some((channel, _)) = self.connections.iter().find(|(_, it)| **it == server) else {
                return;
            };
            Path { transport: self.transport, channel: *channel, remote }
        } else {
            Path { transport: Transport::Udp, channel: Channel(1), remote }
        };
        for (delay, text) in traffic.peers.approach(&remote.to_string()) {
            self.after(delay, Happening::FromPeer { path, text });
        }
    }

    /// The user agent sends something that is no REGISTER.
    pub(crate) fn transmit_traffic(&mut self, path: Path, text: &str, is_again: bool) {
        let Some(mut traffic) = self.traffic.take() else { return };
        self.story.line(self.elapsed, user(text), || {
            format!(
                "{}{} ---> {}",
                start_line(text),
                if is_again { " again" } else { "" },
                path.remote
            )
        });
        let is_request = !text.starts_with("SIP/2.0 ");
        let is_counted = is_request && !text.starts_with("ACK ") && !text.starts_with("CANCEL ");
        if has_event(text) {
            traffic.watch.transmitted(self.elapsed, text, is_again);
        } else if is_counted && !is_again {
            for _ in 0..self.sabotage.traffic().1 {
                traffic.in_dialog(self.elapsed, text);
            }
        }
        let server = self.server_at(path.remote);
        let is_up = server.is_some_and(|server| self.servers[server].is_up);
        let is_open = !path.transport.is_reliable() || self.connections.contains_key(&path.channel);
        if let Some(server) = server.filter(|_| is_up && is_open)
            && let Some(delay) = self.fate_of_traffic(&mut traffic, path)
        {
            let text = text.to_owned();
            self.after(delay, Happening::ReachPeer { server, path, text });
        }
        self.traffic = Some(traffic);
    }

    /// When a message arrives, if it does.
    fn fate_of_traffic(&self, traffic: &mut Traffic, path: Path) -> Option<Duration> {
        let is_noisy = self.noise.lost > 0 && !path.transport.is_reliable();
        if is_noisy && traffic.rng.permille(LOST) {
            return None;
        }
        let is_late = is_noisy && traffic.rng.permille(LATE);
        let late = if is_late { 40 } else { 0 };
        Some(self.delay + traffic.rng.between(Duration::ZERO, Duration::from_secs(late)))
    }

    /// A message arrives at a peer.
    pub(crate) fn reach_peer(&mut self, server: usize, path: Path, text: &str) {
        let is_open = !path.transport.is_reliable() || self.connections.contains_key(&path.channel);
        if !self.servers[server].is_up || !is_open {
            return;
        }
        let Some(mut traffic) = self.traffic.take() else { return };
        let remote = path.remote.to_string();
        let plans = match text.starts_with("SIP/2.0 ") {
            true => traffic.peers.take_response(text, &remote),
            false => traffic.peers.take_request(text, &remote),
        };
        for (delay, text) in plans {
            if let Some(way) = self.fate_of_traffic(&mut traffic, path) {
                self.after(delay + way, Happening::FromPeer { path, text });
            }
        }
        self.traffic = Some(traffic);
    }

    /// A message of a peer arrives at the user agent.
    pub(crate) fn arrive_from_peer(&mut self, path: Path, text: &str) {
        // A machine that is down sends nothing.
        let is_up = self.server_at(path.remote).is_some_and(|it| self.servers[it].is_up);
        let is_open = !path.transport.is_reliable() || self.connections.contains_key(&path.channel);
        if !is_up || !is_open {
            return;
        }
        self.story.line(self.elapsed, user(text), || {
            format!("{} <--- {}", start_line(text), path.remote)
        });
        let Some(input) = Input::message(path, text.as_bytes().into()) else { return };
        if let Some(traffic) = &mut self.traffic {
            traffic.watch.delivered(self.elapsed, text, false);
        }
        let own = self.own;
        self.input(input.received_at(|| Some(own)));
    }

    /// An event of something beside the registrations.
    pub(crate) fn see_traffic(&mut self, event: &Event) {
        let Some(mut traffic) = self.traffic.take() else { return };
        let request = String::from_utf8_lossy(event.request.as_deref().unwrap_or_default());
        let (kind, ids) = (event.kind, event.ids);
        self.story.line(self.elapsed, user(&request), || {
            format!("event {kind:?} t{} of {}", ids.tid, start_line(&request))
        });
        let is_result = has_event(&request) && !event.kind.is_about_incoming();
        let (now, at) = (self.now(), self.elapsed);
        traffic.see(&mut self.ua, now, at, event);
        if is_result && self.sabotage.traffic().0 > 1 {
            traffic.watch.event(at, &request);
        }
        self.traffic = Some(traffic);
        self.plan_traffic();
    }

    /// The program ends all that is no registration.
    pub(crate) fn leave_traffic(&mut self) {
        let Some(mut traffic) = self.traffic.take() else { return };
        let (now, at) = (self.now(), self.elapsed);
        self.queue.retain(|_, happening| {
            let is_begin = |what: &Later| matches!(what, Later::Act(_) | Later::Approach);
            !matches!(happening, Happening::Traffic(what) if is_begin(what))
        });
        traffic.leave(&mut self.ua, now, at);
        self.traffic = Some(traffic);
        self.plan_traffic();
        self.settle();
    }

    /// What the traffic has seen is a violation of the world.
    pub(crate) fn note_violation(&mut self) {
        let found = self.traffic.as_ref().and_then(|it| it.watch.violation.clone());
        if let Some(mut violation) = found {
            violation.invariant = Traffic::kind_of(violation.invariant);
            self.watch.violation.get_or_insert(violation);
        }
    }
}
