//! One request on its way: the queue of its next hop, addresses, a path, transmissions, and failure. RFC 3261 17.1.2.

use core::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use super::client::Client;
use super::flow::FlowId;
use super::hop::{Choice, HopId};
use super::io::{Output, Path, Transmission};
use super::registration::Correction;
use super::registration::lifecycle::FAREWELL;
use super::{Alarm, Errand, Ua};
use crate::error::{Error, Result};
use crate::mem::Text;
use crate::sip::text::TextEditor;
use crate::sip::text::via;
use crate::sip::{NameAddr, facts};
use crate::transaction::T1;
use crate::transaction::key::Key;
use crate::transaction::nict::Nict;

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

impl Ua {
    /// A REGISTER begins. It is refused if no transaction can be made of it; then nothing has changed.
    pub(super) fn begin(
        &mut self,
        now: Instant,
        rid: i32,
        request: &mut TextEditor<'_>,
        turn: Turn,
    ) -> Result<()> {
        let key = key(request).ok_or(Error::BadParameter)?;
        let next_hop = self.listeners.next_hop(request)?;
        let expires = request.values(b"Expires").next().and_then(facts::seconds);
        let Some(registration) = self.registrations.get(&rid) else { return Ok(()) };
        if self.clients.has_branch(key.branch()) {
            return Err(Error::BadParameter);
        }
        let hidden_route = self.hide_route(request);
        let hop = self.hops.to(next_hop);
        // It may have asked at one next hop and be sent to another.
        let choice = match turn {
            Turn::Due(choice) if registration.hop == Some(hop) => Some(choice),
            Turn::Due(_) | Turn::Asked | Turn::Retry => self.choose_asked(now, rid, hop),
        };
        let goes_at_once = choice.is_some_and(|choice| self.is_open(choice));
        let bytes = if goes_at_once { Arc::default() } else { self.writer.join(request) };
        let client = Client {
            key,
            owner: Some(rid),
            hop,
            flow: None,
            path: None,
            bytes,
            machine: None,
            started: now,
            resend: None,
            expiry: None,
            slot: None,
            provisional: None,
            is_trusted: registration.failures == 0,
        };
        let id = self.clients.insert(client);
        self.new_transactions.add(now);
        self.join_hop(hop);
        self.enter_transaction(now, rid, id, turn, hidden_route, expires);
        match choice {
            Some(choice) => self.launch(now, id, choice, goes_at_once.then_some(request)),
            None => self.hops.queue(hop, id),
        }
        Ok(())
    }

    fn is_open(&self, choice: Choice) -> bool {
        match choice {
            Choice::Go(flow) | Choice::Probe(flow) => {
                self.flows.get(flow).is_some_and(|flow| flow.path().is_some())
            }
            Choice::Resolve | Choice::Wait(_) => false,
        }
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
    fn hide_route(&self, draft: &mut TextEditor<'_>) -> Option<Text> {
        if !self.options.hide_first_route {
            return None;
        }
        let route = Text::new(draft.values(b"Route").next()?);
        if draft.read(b"To").is_some_and(|to: NameAddr| to.tag().is_some()) {
            return None;
        }
        let is_taken = Cell::new(false);
        draft.remove(b"Route", |_| !is_taken.replace(true));
        Some(route)
    }

    /// Where a request of the application goes at once; `None` if it has to wait for the window.
    fn choose_asked(&self, now: Instant, rid: i32, hop: HopId) -> Option<Choice> {
        let state = self.hops.get(hop)?;
        let has_room = state.window.has_room(self.options.window);
        has_room.then(|| state.choose_asked(now, rid, &self.flows))
    }

    /// A request leaves the queue of its next hop. From now on its time runs. One that does not have to wait for its
    /// way may come as it is.
    pub(super) fn launch(
        &mut self,
        now: Instant,
        id: Transmission,
        choice: Choice,
        request: Option<&mut TextEditor<'_>>,
    ) {
        let Some(client) = self.clients.get_mut(id) else { return };
        let hop = client.hop;
        client.started = now;
        client.expiry = Some(now + 64 * T1);
        if let Some(hop) = self.hops.get_mut(hop) {
            hop.window.enter();
        }
        match choice {
            Choice::Go(flow) | Choice::Probe(flow) => self.take(now, id, flow, request),
            Choice::Resolve | Choice::Wait(_) => self.resolve(hop, id),
        }
        self.set_client_timer(id);
    }

    fn resolve(&mut self, hop: HopId, id: Transmission) {
        let Some(lookup) = self.hops.wait_for(hop, id) else { return };
        if let Some(hop) = self.hops.get(hop) {
            let hop = hop.key.clone();
            self.output(Output::Resolve { lookup, hop });
        }
    }

    /// A request goes to a target.
    pub(super) fn take(
        &mut self,
        now: Instant,
        id: Transmission,
        flow: FlowId,
        request: Option<&mut TextEditor<'_>>,
    ) {
        let (Some(client), Some(state)) = (self.clients.get_mut(id), self.flows.get_mut(flow))
        else {
            return;
        };
        client.flow = Some(flow);
        state.pending.insert(id.0);
        state.probe(id);
        if let Some((path, local)) = state.path() {
            return match request {
                Some(request) => self.transmit_draft(now, id, path, local, request),
                None => self.transmit(now, id, path, local),
            };
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
        let Some(request) = self.clients.get(id).map(|client| client.bytes.clone()) else { return };
        self.transmit_draft(now, id, path, local, &mut TextEditor::of(&request));
    }

    fn transmit_draft(
        &mut self,
        now: Instant,
        id: Transmission,
        path: Path,
        local: SocketAddr,
        request: &mut TextEditor<'_>,
    ) {
        let Some(client) = self.clients.get_mut(id) else { return };
        let (owner, flow) = (client.owner, client.flow);
        client.path = Some(path);
        self.write_addresses(request, owner, flow, path, local);
        let bytes = self.writer.join(request);
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
        self.keep(id, bytes.clone());
        self.output(Output::Transmit { transmission: id, path, bytes });
        self.start_timers(now, id, actions);
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

    /// Keeps what was sent, for sending it again and for building the next request.
    pub(super) fn keep(&mut self, id: Transmission, bytes: Arc<[u8]>) {
        if let Some(client) = self.clients.get_mut(id) {
            client.bytes = bytes;
        }
    }

    /// Takes a transaction out of all tables.
    pub(super) fn finish(&mut self, id: Transmission) -> Option<Client> {
        let mut client = self.clients.remove(id)?;
        self.timers.clear(&mut client.slot, Alarm::Client(id));
        if let Some(flow) = client.flow.and_then(|flow| self.flows.get_mut(flow)) {
            flow.pending.remove(&id.0);
            flow.give_back_probe(id, client.started);
        }
        if client.expiry.is_some()
            && let Some(hop) = self.hops.get_mut(client.hop)
        {
            hop.window.leave();
        }
        self.leave_hop(Some(client.hop));
        self.release_flow(client.flow);
        Some(client)
    }
}

/// What the responses to a request repeat of it. It needs a Via with a branch, a Call-ID and a CSeq.
fn key(draft: &TextEditor<'_>) -> Option<Key> {
    let (cseq, _) = draft.cseq()?;
    Some(Key::new(via::branch(draft)?, draft.method(), &draft.call_id()?, cseq))
}
