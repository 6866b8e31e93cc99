//! The pipeline of every request: transaction, next hop, queue, server, path, Via and Contact, transmission. RFC 3261
//! 17.1.2, 18.1.1.

use core::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use super::client::{Client, Pacing, Sender};
use super::flow::FlowId;
use super::hop::{Choice, HopId};
use super::io::{Output, Path};
use super::registration::Correction;
use super::registration::lifecycle::FAREWELL;
use super::usage::Usage;
use super::{Alarm, Errand, Ua};
use crate::error::{Error, Result};
use crate::mem::Text;
use crate::sip::param::find_param;
use crate::sip::text::TextEditor;
use crate::sip::text::via;
use crate::sip::{NameAddr, facts};
use crate::transaction::TransactionId;
use crate::transaction::key::ClientKey;
use crate::transaction::{Event, State, T1};

/// Why a REGISTER is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Turn {
    /// The application.
    Asked,
    /// The application, in answer to a challenge.
    Retry,
    /// The core: it is due, and may go there.
    Due(Choice),
}

/// A request that has passed all checks and has a transaction, but is not yet sent or queued.
struct Admitted {
    id: TransactionId,
    hop: HopId,
    /// The Route that selects the next hop and is not written.
    hidden_route: Option<Text>,
}

impl Ua {
    /// Sends a request of `usage`. Neither window nor circuit breaker holds it back: the application wants it sent.
    ///
    /// `Err` if no transaction can be made of it; then nothing has changed.
    pub(super) fn send(
        &mut self,
        now: Instant,
        usage: Usage,
        request: &mut TextEditor<'_>,
    ) -> Result<TransactionId> {
        let sender = Sender::of_request(request);
        let Admitted { id, hop, .. } = self.admit(now, usage, request, sender, Pacing::Free)?;
        let choice = self.hops.get(hop).map(|hop| hop.choose_asked(now, sender.0, &self.flows));
        self.dispatch(now, id, choice, request);
        Ok(id)
    }

    /// Sends a REGISTER. `Err` if no transaction can be made of it; then nothing has changed.
    pub(super) fn begin(
        &mut self,
        now: Instant,
        rid: i32,
        request: &mut TextEditor<'_>,
        turn: Turn,
    ) -> Result<()> {
        let expires = request.values(b"Expires").next().and_then(facts::seconds);
        let Some(registration) = self.registrations.get(&rid) else { return Ok(()) };
        let pacing = Pacing::Window { counts_against_server: registration.failures == 0 };
        let before = registration.hop;
        let Admitted { id, hop, hidden_route } =
            self.admit(now, Usage::Registration(rid), request, Sender(rid), pacing)?;
        // It may have asked at one next hop and be sent to another.
        let choice = match turn {
            Turn::Due(choice) if before == Some(hop) => Some(choice),
            Turn::Due(_) | Turn::Asked | Turn::Retry => self.choose_asked(now, Sender(rid), hop),
        };
        self.enter_transaction(now, rid, id, turn, hidden_route, expires);
        self.dispatch(now, id, choice, request);
        Ok(())
    }

    /// Makes a transaction for a request.
    fn admit(
        &mut self,
        now: Instant,
        usage: Usage,
        request: &mut TextEditor<'_>,
        sender: Sender,
        pacing: Pacing,
    ) -> Result<Admitted> {
        let key = key(request).ok_or(Error::BadParameter)?;
        let next_hop = self.listeners.next_hop(request)?;
        if self.clients.has_branch(key.branch()) {
            return Err(Error::BadParameter);
        }
        let hidden_route = self.hide_route(usage, request);
        let hop = self.hops.to(next_hop);
        let id = self.transaction_ids.next_id();
        let client = Client {
            key,
            usage,
            sender,
            pacing,
            hop,
            flow: None,
            path: None,
            hidden_route: hidden_route.clone(),
            bytes: Arc::default(),
            state: State::Initial,
            interval: T1,
            started: now,
            resend: None,
            expiry: None,
            slot: None,
            provisional: None,
        };
        self.clients.insert(id, client);
        self.new_transactions.add(now);
        self.join_hop(hop);
        Ok(Admitted { id, hop, hidden_route })
    }

    /// Sends a request, or queues it at its next hop if there is no choice yet.
    fn dispatch(
        &mut self,
        now: Instant,
        id: TransactionId,
        choice: Option<Choice>,
        request: &mut TextEditor<'_>,
    ) {
        let goes_at_once = choice.is_some_and(|choice| self.is_open(choice));
        if !goes_at_once {
            let bytes = self.writer.join(request);
            self.keep(id, bytes);
        }
        match choice {
            Some(choice) => self.launch(now, id, choice, goes_at_once.then_some(request)),
            None => {
                if let Some(client) = self.clients.get(id) {
                    self.hops.queue(client.hop, id);
                }
            }
        }
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
        id: TransactionId,
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
            Correction::Move(_) | Correction::Remove(_) => turn != Turn::Asked,
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

    /// Removes the first Route of a request outside of dialogs (option 27): it selects the next hop only.
    fn hide_route(&self, usage: Usage, draft: &mut TextEditor<'_>) -> Option<Text> {
        if !self.options.hide_first_route {
            return None;
        }
        let route = Text::new(draft.values(b"Route").next()?);
        // A strict router reads the target from the Route. The original removes it.
        let is_registration = matches!(usage, Usage::Registration(_));
        if !is_registration && draft.read(b"Route").is_some_and(|route| !is_loose(&route)) {
            return None;
        }
        if draft.read(b"To").is_some_and(|to: NameAddr| to.tag().is_some()) {
            return None;
        }
        let is_taken = Cell::new(false);
        draft.remove(b"Route", |_| !is_taken.replace(true));
        Some(route)
    }

    /// Where a request of the application goes at once; `None` if it has to wait for the window.
    fn choose_asked(&self, now: Instant, sender: Sender, hop: HopId) -> Option<Choice> {
        let state = self.hops.get(hop)?;
        let has_room = state.window.has_room(self.options.window);
        has_room.then(|| state.choose_asked(now, sender.0, &self.flows))
    }

    /// A request leaves the queue of its next hop. From now on its time runs. One that does not have to wait for its
    /// way may come as it is.
    pub(super) fn launch(
        &mut self,
        now: Instant,
        id: TransactionId,
        choice: Choice,
        request: Option<&mut TextEditor<'_>>,
    ) {
        let Some(client) = self.clients.get_mut(id) else { return };
        let hop = client.hop;
        client.started = now;
        client.expiry = Some(now + 64 * T1);
        if client.pacing.has_window()
            && let Some(hop) = self.hops.get_mut(hop)
        {
            hop.window.enter();
        }
        match choice {
            Choice::Go(flow) | Choice::Probe(flow) => self.take(now, id, flow, request),
            Choice::Resolve | Choice::Wait(_) => self.resolve(hop, id),
        }
        self.set_client_timer(id);
    }

    fn resolve(&mut self, hop: HopId, id: TransactionId) {
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
        id: TransactionId,
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
        id: TransactionId,
        path: Path,
        local: SocketAddr,
    ) {
        let Some(request) = self.clients.get(id).map(|client| client.bytes.clone()) else { return };
        self.transmit_draft(now, id, path, local, &mut TextEditor::of(&request));
    }

    fn transmit_draft(
        &mut self,
        now: Instant,
        id: TransactionId,
        path: Path,
        local: SocketAddr,
        request: &mut TextEditor<'_>,
    ) {
        let Some(client) = self.clients.get_mut(id) else { return };
        let (usage, flow) = (client.usage, client.flow);
        client.path = Some(path);
        self.write_addresses(request, usage, flow, path, local);
        let bytes = self.writer.join(request);
        self.enter_flow(now, usage, flow, local);
        if let Some(client) = self.clients.get_mut(id) {
            let _ = client.step(now, Event::Request);
            if client.pacing.counts_against_server()
                && let Some(flow) = flow.and_then(|flow| self.flows.get_mut(flow))
            {
                flow.asked(now);
            }
        }
        self.keep(id, bytes.clone());
        self.output(Output::Send { transaction: Some(id), path, bytes });
        self.set_client_timer(id);
    }

    /// The registration is reached over this flow from now on.
    fn enter_flow(&mut self, now: Instant, usage: Usage, flow: Option<FlowId>, local: SocketAddr) {
        let (Usage::Registration(rid), Some(flow)) = (usage, flow) else { return };
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
    pub(super) fn keep(&mut self, id: TransactionId, bytes: Arc<[u8]>) {
        if let Some(client) = self.clients.get_mut(id) {
            client.bytes = bytes;
        }
    }

    /// Takes a transaction out of all tables.
    pub(super) fn finish(&mut self, id: TransactionId) -> Option<Client> {
        let mut client = self.clients.remove(id)?;
        self.timers.clear(&mut client.slot, Alarm::Client(id));
        if let Some(flow) = client.flow.and_then(|flow| self.flows.get_mut(flow)) {
            flow.pending.remove(&id.0);
            flow.give_back_probe(id, client.started);
        }
        if client.expiry.is_some()
            && client.pacing.has_window()
            && let Some(hop) = self.hops.get_mut(client.hop)
        {
            hop.window.leave();
        }
        self.leave_hop(Some(client.hop));
        self.release_flow(client.flow);
        Some(client)
    }
}

fn is_loose(route: &NameAddr) -> bool {
    route.url.as_ref().is_some_and(|url| find_param(&url.url_params, b"lr").is_some())
}

/// What the responses to a request repeat of it. It needs a Via with a branch, a Call-ID and a CSeq.
fn key(draft: &TextEditor<'_>) -> Option<ClientKey> {
    let (cseq, _) = draft.cseq()?;
    Some(ClientKey::new(via::branch(draft)?, draft.method(), &draft.call_id()?, cseq))
}
