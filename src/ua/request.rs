//! One request on its way: the queue of its next hop, addresses, a path, transmissions, and failure. RFC 3261 17.1.2.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::backoff::Backoff;
use super::client::Client;
use super::event::{Event, EventKind};
use super::fields::{self, write};
use super::flow::{FlowId, Gate};
use super::hop::{Choice, HopId};
use super::io::{Output, Path, Transmission};
use super::masquerade::{self, Place};
use super::next_hop::next_hop;
use super::registration::{
    ContactSource, Correction, FAREWELL, FIRST_RECONNECTION, Next, Registration, retry_backoff,
};
use super::{Alarm, Errand, Ua};
use crate::error::Result;
use crate::mem::{CBox, Text};
use crate::sip::{Message, Wire};
use crate::transaction::key::Key;
use crate::transaction::nict::Nict;
use crate::transaction::{Action, Actions, Input, T1, Timer};

/// After so long without an answer the next target is tried, where there is one.
const FAILOVER: Duration = Duration::from_secs(10);

/// Who wants a request sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Turn {
    /// The application.
    Asked,
    /// The application, in answer to a challenge.
    Retry,
    /// The core: it is due, and may go there.
    Due(Choice),
}

/// Why a request failed without a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Nobody answered.
    Silence,
    /// Nobody could be reached.
    Unreachable,
}

impl Ua {
    /// A REGISTER begins. It is refused if no transaction can be made of it; then nothing has changed.
    pub(super) fn begin(
        &mut self,
        now: Instant,
        rid: i32,
        mut message: CBox<Message>,
        turn: Turn,
    ) -> Result<()> {
        let key = Key::of(&message)?;
        let next_hop = next_hop(&message, &self.listeners)?;
        let Some(registration) = self.registrations.get(&rid) else { return Ok(()) };
        let client = Client {
            key,
            owner: Some(rid),
            hop: self.hops.to(next_hop),
            flow: None,
            path: None,
            message: None,
            bytes: None,
            machine: None,
            started: now,
            resend: None,
            expiry: None,
            slot: None,
            provisional: None,
            is_trusted: registration.failures == 0,
        };
        let hop = client.hop;
        let id = self.clients.insert(client)?;
        self.new_transactions.add(now);
        self.join_hop(hop);
        let hidden_route = self.hide_route(&mut message);
        let expires = message.expires();
        if let Some(client) = self.clients.get_mut(id) {
            client.message = Some(message);
        }
        self.enter_transaction(now, rid, id, turn, hidden_route, expires);
        match turn {
            Turn::Due(choice) => self.launch(now, id, choice),
            Turn::Asked | Turn::Retry => self.queue(now, hop, id),
        }
        Ok(())
    }

    /// What begins for the registration.
    fn enter_transaction(
        &mut self,
        now: Instant,
        rid: i32,
        id: Transmission,
        turn: Turn,
        hidden_route: Option<Text>,
        expires: Option<u32>,
    ) {
        let Some(hop) = self.clients.get(id).map(|client| client.hop) else { return };
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let before = registration.hop.replace(hop);
        registration.transaction = Some(id);
        registration.hidden_route = hidden_route;
        registration.is_sent = true;
        registration.is_waiting = false;
        registration.is_correcting = match registration.correction {
            Correction::None => false,
            Correction::Remove(_) => turn != Turn::Asked,
            Correction::Replace(_) => true,
        };
        self.agenda.clear(&mut registration.due, Errand::Register(rid));
        match turn {
            Turn::Asked => registration.begin_asked(now, expires.unwrap_or(registration.asked)),
            Turn::Retry => registration.started = Some(now),
            Turn::Due(_) => registration.begin_due(now),
        }
        let (farewell, alarm) = (&mut registration.farewell, Alarm::Farewell(rid));
        if registration.period == 0 {
            self.timers.set(farewell, alarm, now + FAREWELL);
        } else {
            self.timers.clear(farewell, alarm);
        }
        self.join_hop(hop);
        self.leave_hop(before);
    }

    /// Takes the first Route off a request outside of dialogs, if the application wants that.
    fn hide_route(&self, message: &mut Message) -> Option<Text> {
        let has_tag = message.to.as_ref().is_some_and(|to| to.tag().is_some());
        if !self.options.hide_first_route || has_tag {
            return None;
        }
        let route = message.routes.pop_front()?;
        let mut text = Vec::new();
        route.write(&mut text).ok()?;
        Some(Text::new(&text))
    }

    /// A request of the application goes out as soon as the window of its next hop lets it.
    fn queue(&mut self, now: Instant, hop: HopId, id: Transmission) {
        let window = self.options.window.max(1);
        let Some(state) = self.hops.get_mut(hop) else { return };
        if state.in_flight >= window {
            state.queued.push_back(id);
            return;
        }
        self.launch_asked(now, hop, id);
    }

    /// A request of the application goes out, whatever is known about the health of its next hop.
    pub(super) fn launch_asked(&mut self, now: Instant, hop: HopId, id: Transmission) {
        let Some(rid) = self.clients.get(id).map(|client| client.owner.unwrap_or_default()) else {
            return;
        };
        let Some(state) = self.hops.get(hop) else { return };
        let choice = match state.best(now, rid, &self.flows) {
            Some(flow) if !state.needs_names(now) => Choice::Go(flow),
            _ => Choice::Resolve,
        };
        self.launch(now, id, choice);
    }

    /// A request leaves the queue of its next hop. From now on its time runs.
    fn launch(&mut self, now: Instant, id: Transmission, choice: Choice) {
        let Some(client) = self.clients.get_mut(id) else { return };
        let hop = client.hop;
        client.started = now;
        client.expiry = Some(now + 64 * T1);
        self.set_client_timer(id);
        if let Some(hop) = self.hops.get_mut(hop) {
            hop.in_flight += 1;
        }
        match choice {
            Choice::Go(flow) | Choice::Probe(flow) => self.take(now, id, flow),
            Choice::Resolve | Choice::Wait(_) => self.resolve(hop, id),
        }
    }

    fn resolve(&mut self, hop: HopId, id: Transmission) {
        let Some(lookup) = self.hops.wait_for(hop, id) else { return };
        if let Some(hop) = self.hops.get(hop) {
            let hop = hop.key.clone();
            self.output(Output::Resolve { lookup, hop });
        }
    }

    /// A request goes to a target.
    pub(super) fn take(&mut self, now: Instant, id: Transmission, flow: FlowId) {
        let (Some(client), Some(state)) = (self.clients.get_mut(id), self.flows.get_mut(flow))
        else {
            return;
        };
        client.flow = Some(flow);
        state.pending.insert(id.0);
        state.probe(id);
        if let Some((path, local)) = state.path() {
            self.transmit(now, id, path, local);
            return;
        }
        let target = state.target.clone();
        if let Some(attempt) = self.flows.wait_for(flow, id) {
            self.output(Output::Open { attempt, target });
        }
    }

    /// There is a path: the request gets its addresses and goes out.
    pub(super) fn transmit(
        &mut self,
        now: Instant,
        id: Transmission,
        path: Path,
        local: SocketAddr,
    ) {
        let Some(client) = self.clients.get_mut(id) else { return };
        let Some(mut message) = client.message.take() else { return };
        let (owner, flow) = (client.owner, client.flow);
        client.path = Some(path);
        self.write_addresses(&mut message, owner, flow, path, local);
        if let Some(registration) = owner.and_then(|rid| self.registrations.get_mut(&rid)) {
            registration.shown = masquerade::shown_address(&message, path.transport.default_port());
        }
        self.enter_flow(now, owner, flow, local);
        let (machine, actions) = Nict::start(path.transport.is_reliable());
        if let Some(client) = self.clients.get_mut(id) {
            client.machine = Some(machine);
            if client.is_trusted
                && let Some(flow) = flow.and_then(|flow| self.flows.get_mut(flow))
            {
                flow.asked(now);
            }
        }
        self.output(Output::Transmit { transmission: id, path, message });
        self.start_timers(now, id, actions);
    }

    /// Replaces placeholders, and what is no longer true of the path before.
    fn write_addresses(
        &mut self,
        message: &mut Message,
        owner: Option<i32>,
        flow: Option<FlowId>,
        path: Path,
        local: SocketAddr,
    ) {
        let listener = self.listeners.of(path.transport);
        if self.listeners.several()
            && let Some(via) = message.vias.first_mut()
        {
            via.protocol = Some(Text::from(path.transport.via_protocol()));
        }
        let host = masquerade::host_text(local.ip());
        let via_port = self.masquerade.port().unwrap_or(local.port());
        masquerade::set_via(message, &Place::new(host.as_bytes(), via_port));

        let listening = listener.map(|listener| listener.port).filter(|port| *port != 0);
        let is_ephemeral = !path.transport.is_reliable() || self.options.ephemeral_port;
        let port = if is_ephemeral { local.port() } else { listening.unwrap_or(local.port()) };
        let own = Place::new(host.as_bytes(), port);
        let is_masqueraded = self.masquerade.host().is_some();
        let shown = match self.masquerade.host() {
            Some(host) => Place::new(host, self.masquerade.port().unwrap_or(port)),
            None => own.clone(),
        };
        let is_filled = masquerade::fill_contacts(message, &shown);
        let known = match flow.and_then(|flow| self.flows.get(flow)) {
            Some(flow) if path.transport.is_reliable() => flow.learned,
            _ => fields::domain_of(message).and_then(|domain| self.accounts.get(domain)),
        };
        let Some(registration) = owner.and_then(|rid| self.registrations.get_mut(&rid)) else {
            return;
        };
        if is_filled && is_masqueraded && registration.contact == ContactSource::Local {
            registration.contact = ContactSource::Masqueraded;
        } else if registration.has_moved(local) || (known.is_some() && registration.is_unsettled())
        {
            masquerade::replace_contact(message, &known.map_or(own, Place::from));
            registration.contact =
                if known.is_some() { ContactSource::Learned } else { ContactSource::Local };
        }
    }

    /// The registration is reached over this flow from now on.
    fn enter_flow(
        &mut self,
        now: Instant,
        owner: Option<i32>,
        flow: Option<FlowId>,
        local: SocketAddr,
    ) {
        let (Some(rid), Some(flow)) = (owner, flow) else { return };
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        registration.local = Some(local);
        let before = registration.flow.replace(flow);
        if before != Some(flow) {
            self.leave_flow(rid, before);
            if let Some(flow) = self.flows.get_mut(flow) {
                flow.members.insert(rid);
            }
        }
        self.start_keepalive(now, flow);
    }

    /// What was sent, for sending it again and for building the next request.
    pub(super) fn handle_transmitted(&mut self, id: Transmission, bytes: Arc<[u8]>) {
        let Some(client) = self.clients.get_mut(id) else { return };
        client.bytes = Some(bytes.clone());
        if let Some(registration) = client.owner.and_then(|rid| self.registrations.get_mut(&rid)) {
            registration.request = bytes;
        }
    }

    fn start_timers(&mut self, from: Instant, id: Transmission, actions: Actions) {
        let Some(client) = self.clients.get_mut(id) else { return };
        for action in actions {
            // Timer F runs since the request left the queue: finding its way counts.
            if let Action::Start(Timer::E, interval) = action {
                client.resend = Some(from + interval);
            }
        }
        self.set_client_timer(id);
    }

    fn set_client_timer(&mut self, id: Transmission) {
        let Some(client) = self.clients.get_mut(id) else { return };
        match client.deadline() {
            Some(at) => self.timers.set(&mut client.slot, Alarm::Client(id), at),
            None => self.timers.clear(&mut client.slot, Alarm::Client(id)),
        }
    }

    /// Timer E or timer F.
    pub(super) fn handle_client_timeout(&mut self, now: Instant, id: Transmission) {
        let Some(client) = self.clients.get_mut(id) else { return };
        client.slot = None;
        if client.expiry.is_some_and(|expiry| expiry <= now) {
            let blamed = self.blame(now, id, Cause::Silence);
            self.fail_one(now, id, Cause::Silence, blamed);
            return;
        }
        let Some(due) = client.resend.take() else { return };
        let started = client.started;
        let Some(machine) = &mut client.machine else { return };
        let actions = machine.handle(Input::Expired(Timer::E));
        if now.saturating_duration_since(started) >= FAILOVER && self.can_fail_over(now, id) {
            let blamed = self.blame(now, id, Cause::Silence);
            self.fail_one(now, id, Cause::Silence, blamed);
            return;
        }
        self.resend(now, id);
        // From when it was due, so that delays do not add up; but never twice at once.
        let from = if now.saturating_duration_since(due) > T1 { now } else { due };
        self.start_timers(from, id, actions);
    }

    /// Sends a request again, unless its target may be dead and has had enough already.
    fn resend(&mut self, now: Instant, id: Transmission) {
        let Some(client) = self.clients.get(id) else { return };
        let (Some(path), Some(bytes)) = (client.path, client.bytes.clone()) else { return };
        let is_doubtful = client
            .flow
            .and_then(|flow| self.flows.get(flow))
            .is_some_and(|flow| flow.is_suspect(now) || !flow.is_good());
        let rate = self.options.return_rate;
        let hop = self.hops.get_mut(client.hop);
        let may_send = match hop {
            Some(hop) if is_doubtful || hop.is_returning() => hop.take_turn(now, rate).is_ok(),
            _ => true,
        };
        if may_send {
            self.output(Output::Resend { path, bytes });
        }
    }

    /// Whether nothing was heard from the target since, and there is another one.
    fn can_fail_over(&self, now: Instant, id: Transmission) -> bool {
        let other = || {
            let client = self.clients.get(id)?;
            let own = client.flow?;
            if client.provisional.is_some() || self.flows.get(own)?.was_heard_since(client.started)
            {
                return None;
            }
            let rid = client.owner.unwrap_or_default();
            let mut others = self.hops.get(client.hop)?.targets.iter().filter(|flow| **flow != own);
            others.find(|flow| {
                let gate = self.flows.get(**flow).map(|flow| flow.gate(now, rid));
                matches!(gate, Some(Gate::Open | Gate::Probe))
            })
        };
        other().is_some()
    }

    /// Holds a failure against the target, if it says something about it. Gives whether it did.
    pub(super) fn blame(&mut self, now: Instant, id: Transmission, cause: Cause) -> bool {
        let Some(client) = self.clients.get(id) else { return false };
        let Some(flow) = client.flow else { return false };
        let several = self.hops.get(client.hop).is_some_and(|hop| hop.targets.len() > 1);
        let ceiling = if several { self.options.retry_ceiling } else { self.options.probe_ceiling };
        let Some(state) = self.flows.get_mut(flow) else { return false };
        let is_excused = cause == Cause::Silence
            && (state.was_heard_since(client.started) || (state.is_good() && !client.is_trusted));
        let Some(failures) = state.failures_with(id).filter(|_| !is_excused) else { return false };
        let backoff = match cause {
            Cause::Silence => retry_backoff(ceiling),
            Cause::Unreachable => Backoff { first: FIRST_RECONNECTION, ceiling },
        };
        let until = now + backoff.delay(failures, &mut self.dice);
        state.failed(failures, until, client.owner.unwrap_or_default());
        true
    }

    /// A request has failed, and others may go instead.
    pub(super) fn fail_one(&mut self, now: Instant, id: Transmission, cause: Cause, blamed: bool) {
        let hop = self.clients.get(id).map(|client| client.hop);
        self.fail(now, id, cause, blamed);
        if let Some(hop) = hop {
            self.progress(now, hop);
        }
    }

    /// A request has failed without a final response.
    pub(super) fn fail(&mut self, now: Instant, id: Transmission, cause: Cause, blamed: bool) {
        let Some(mut client) = self.finish(id) else { return };
        let request = match (client.bytes.take(), &client.message) {
            (Some(bytes), _) => Some(bytes),
            (None, Some(message)) => write(message).ok(),
            (None, None) => None,
        };
        let Some(rid) = client.owner else { return };
        let response = client.provisional.filter(|_| cause == Cause::Silence);
        let shut = self.shut_time(now, rid, client.hop);
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        registration.transaction = None;
        if let Some(request) = &request {
            registration.request = request.clone();
        }
        registration.last_status = response.as_ref().map_or(0, |response| response.status_code);
        let next = match shut {
            // Everybody waits for the same target: one will find out for all.
            Some(until) => registration.fail_with_others(until.saturating_duration_since(now)),
            None => {
                let backoff = match cause {
                    Cause::Silence if !blamed => retry_backoff(self.options.retry_ceiling),
                    _ => Backoff { first: FIRST_RECONNECTION, ceiling: self.options.retry_ceiling },
                };
                registration.fail(backoff, &mut self.dice)
            }
        };
        registration.give_up_removal();
        self.schedule(now, rid, next);
        self.report(rid, EventKind::RegistrationFailure, request, response);
    }

    /// Until when a registration may not go to its next hop by itself.
    fn shut_time(&mut self, now: Instant, rid: i32, hop: HopId) -> Option<Instant> {
        match self.hops.get_mut(hop)?.choose(now, rid, &self.flows) {
            Choice::Wait(until) => Some(until.unwrap_or(now)),
            _ => None,
        }
    }

    /// When a registration sends by itself.
    pub(super) fn schedule(&mut self, now: Instant, rid: i32, next: Next) {
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        registration.is_urgent = next == Next::AtOnce;
        let at = match next {
            Next::Never => None,
            Next::AtOnce => Some(now),
            Next::After(delay) => Some((now + delay).max(registration.earliest(now))),
        };
        match at {
            Some(at) => self.agenda.set(&mut registration.due, Errand::Register(rid), at),
            None => self.agenda.clear(&mut registration.due, Errand::Register(rid)),
        }
    }

    /// Tells the application.
    pub(super) fn report(
        &mut self,
        registration: i32,
        kind: EventKind,
        request: Option<Arc<[u8]>>,
        response: Option<CBox<Message>>,
    ) {
        let event = Event { kind, registration, transaction: 0, request, response };
        self.output(Output::Event(event));
    }

    /// Takes a transaction out of all tables.
    pub(super) fn finish(&mut self, id: Transmission) -> Option<Client> {
        let mut client = self.clients.remove(id)?;
        self.timers.clear(&mut client.slot, Alarm::Client(id));
        if let Some(flow) = client.flow.and_then(|flow| self.flows.get_mut(flow)) {
            flow.pending.remove(&id.0);
        }
        if client.expiry.is_some()
            && let Some(hop) = self.hops.get_mut(client.hop)
        {
            hop.in_flight = hop.in_flight.saturating_sub(1);
        }
        self.leave_hop(Some(client.hop));
        self.release_flow(client.flow);
        Some(client)
    }

    fn join_hop(&mut self, hop: HopId) {
        if let Some(hop) = self.hops.get_mut(hop) {
            hop.users += 1;
        }
    }

    /// One user of a next hop less; the last one takes it along.
    pub(super) fn leave_hop(&mut self, hop: Option<HopId>) {
        let Some(hop) = hop else { return };
        if let Some(mut state) = self.hops.leave(hop) {
            self.agenda.clear(&mut state.slot, Errand::Release(hop));
            self.drop_targets(state.targets);
        }
    }

    /// A registration is no longer reached over a flow.
    pub(super) fn leave_flow(&mut self, rid: i32, flow: Option<FlowId>) {
        if let Some(state) = flow.and_then(|flow| self.flows.get_mut(flow)) {
            state.members.remove(&rid);
        }
        self.release_flow(flow);
    }
}

impl Registration {
    /// Whether its Contact shows an address of ours that is no longer in use.
    fn has_moved(&self, local: SocketAddr) -> bool {
        let follows = matches!(self.contact, ContactSource::Local | ContactSource::Learned);
        follows && self.local.is_some_and(|before| before != local)
    }

    /// Whether no binding exists yet after the first REGISTER: a known public address may be used at once.
    fn is_unsettled(&self) -> bool {
        let follows = self.auto_masquerade && self.contact == ContactSource::Local;
        follows && self.local.is_some() && !self.has_succeeded
    }
}
