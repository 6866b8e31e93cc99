//! The ends of connections: closed by the core or by their peer, without progress in time, or from an address that is gone.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Instant;

use crate::trace::trace;
use crate::transport::FailureCause;
use crate::ua::{Channel, Input};

use super::Streams;
use crate::net::monitor::count;
use crate::net::poller::{Interest, Poller};
use crate::net::stream::Stream;

impl Streams {
    /// Closes a connection and reports that to the core.
    pub(in crate::net) fn close(&mut self, poller: &Poller, channel: Channel) {
        let Some(stream) = self.streams.remove(&channel) else { return };
        poller.remove(&stream);
        if let Some(key) = self.keys.remove(&channel) {
            self.by_key.remove(&key);
        }
        stream.deadline.map(|deadline| self.deadlines.remove(&(deadline, channel)));
        self.unflushed.remove(&channel);
        self.accepted -= usize::from(!stream.is_ours());
        if stream.is_open() {
            count(&self.monitor.counters.connections_lost);
            let tls = match &stream.failure {
                Some(FailureCause::Tls(why)) => Some(why.clone()),
                _ => None,
            };
            self.answers.push(Input::Closed { channel, tls });
        } else if stream.is_ours() {
            count(&self.monitor.counters.connections_failed);
        }
        let cause = stream.failure.clone().unwrap_or(FailureCause::ConnectTimeout(stream.remote()));
        let failed = |&attempt| Input::OpenFailed { attempt, cause: cause.clone() };
        self.answers.extend(stream.attempts.iter().map(failed));
    }

    /// Closes all connections.
    pub(in crate::net) fn close_all(&mut self, poller: &Poller) {
        let channels: Vec<_> = self.streams.keys().copied().collect();
        for channel in channels {
            self.close(poller, channel);
        }
    }

    /// Closes the connections from an address that is no longer the one towards their peer.
    pub(in crate::net) fn close_stale(
        &mut self,
        poller: &Poller,
        routes: &HashMap<IpAddr, Option<IpAddr>>,
    ) {
        let is_stale = |stream: &Stream| {
            let route = routes.get(&stream.remote().ip()).copied().flatten();
            let local = stream.local().ok().map(|local| local.ip());
            let chosen = self.local(stream.transport());
            stream.is_ours() && route.is_some() && route != local && chosen != local
        };
        let stale = self.streams.iter().filter(|(_, stream)| is_stale(stream));
        let channels: Vec<_> = stale.map(|(channel, _)| *channel).collect();
        for channel in channels {
            self.close(poller, channel);
        }
    }

    /// When [`Streams::handle_timeout`] is to be called.
    pub(in crate::net) fn next_timeout(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline).into_iter().chain(self.resting).min()
    }

    /// Closes the connections whose time is over.
    pub(in crate::net) fn handle_timeout(&mut self, now: Instant, poller: &Poller) {
        if self.resting.is_some_and(|end| end <= now) {
            self.resting = None;
            for (token, (listener, _)) in &self.listeners {
                let _ = poller.modify(listener, *token, Interest::Read);
            }
        }
        while let Some((deadline, channel)) = self.deadlines.first().copied()
            && deadline <= now
        {
            self.deadlines.pop_first();
            if let Some(stream) = self.streams.get(&channel) {
                let verb = if stream.is_open() { "is closed" } else { "does not come about" };
                trace!(
                    Info2,
                    "the connection with {} {verb}: no progress in time",
                    stream.remote()
                );
            }
            self.close(poller, channel);
        }
    }
}
