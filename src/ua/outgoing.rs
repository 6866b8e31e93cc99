//! The pipeline of every request: transaction, next hop, queue, server, path, Via and Contact, transmission. RFC 3261
//! 17.1.2, 18.1.1.

use core::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use super::client::{Client, RequestKind};
use super::draft::Draft;
use super::identity::masquerade::SentBy;
use super::io::{NextHop, Output, Path, Transport};
use super::registration::lifecycle::REMOVAL_LIMIT;
use super::registration::{ContactRewrite, Phase};
use super::usage::Usage;
use super::{Alarm, ScheduledTask, Ua};
use crate::error::{Error, Result};
use crate::flow::FlowId;
use crate::mem::Text;
use crate::routing::{NextHopId, Owner, Route};
use crate::sip::param::find_param;
use crate::sip::text::TextEditor;
use crate::sip::{NameAddr, facts};
use crate::transaction::TransactionId;
use crate::transaction::key::ClientKey;
use crate::transaction::{Event, T1, TIMEOUT};

/// Why a REGISTER is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Turn {
    /// The application.
    Asked,
    /// The application, in answer to a challenge.
    Retry,
    /// The core: it is due, and may go there.
    Due(Route),
}

/// A request that has passed all checks, but is not yet sent or queued.
struct Admitted {
    id: TransactionId,
    key: ClientKey,
    usage: Usage,
    kind: RequestKind,
    next_hop: NextHopId,
    /// The Route that selects the next hop and is not written.
    preloaded_route: Option<Text>,
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
        self.send_draft(now, usage, &mut Draft::Lines(request), None, false)
    }

    /// Sends a request to the far end of `flow` if there is one, else to its next hop. `is_once`: no response is expected.
    pub(super) fn send_draft(
        &mut self,
        now: Instant,
        usage: Usage,
        request: &mut Draft<'_, '_>,
        flow: Option<Path>,
        is_once: bool,
    ) -> Result<TransactionId> {
        if let Some(flow) = flow {
            return self.send_on(now, usage, request, flow, is_once);
        }
        let next_hop = request.next_hop(&mut self.listeners)?;
        self.send_to(now, usage, request, next_hop, is_once)
    }

    /// Sends a request to a next hop. `is_once`: no response is expected.
    fn send_to(
        &mut self,
        now: Instant,
        usage: Usage,
        request: &mut Draft<'_, '_>,
        next_hop: NextHop,
        is_once: bool,
    ) -> Result<TransactionId> {
        let admitted = self.admit(now, usage, request, next_hop, is_once)?;
        let (id, next_hop) = self.enter(now, admitted);
        let route = self.router.route_at_once(now, next_hop, Owner::Request(id));
        self.dispatch(now, id, Some(route), request);
        Ok(id)
    }

    /// Sends a request to the far end of a path, wherever its Request-URI and Route point.
    pub(super) fn send_towards(
        &mut self,
        now: Instant,
        usage: Usage,
        request: &mut TextEditor<'_>,
        path: Path,
    ) -> Result<TransactionId> {
        self.send_draft(now, usage, &mut Draft::Lines(request), Some(path), false)
    }

    fn send_on(
        &mut self,
        now: Instant,
        usage: Usage,
        request: &mut Draft<'_, '_>,
        path: Path,
        is_once: bool,
    ) -> Result<TransactionId> {
        let next_hop = NextHop {
            host: path.remote.ip().to_string().into(),
            port: Some(path.remote.port()),
            transport: Some(path.transport),
            secure: path.transport == Transport::Tls,
        };
        // A connection of ours that is still open serves, whatever name it was opened for.
        let server = self.router.flows.on_path(path).filter(|_| path.transport.is_reliable());
        let admitted = self.admit(now, usage, request, next_hop, is_once)?;
        let (id, next_hop) = self.enter(now, admitted);
        let route = match server {
            Some(server) => Route::Server(server),
            None => self.router.route_at_once(now, next_hop, Owner::Request(id)),
        };
        self.dispatch(now, id, Some(route), request);
        Ok(id)
    }

    /// Sends a request to the server that another one was sent to: a CANCEL. `WrongState` if that one has ended, or has
    /// no server yet.
    pub(super) fn send_beside(
        &mut self,
        now: Instant,
        usage: Usage,
        text: &[u8],
        other: TransactionId,
    ) -> Result<TransactionId> {
        let other = self.clients.get(other).ok_or(Error::WrongState)?;
        let (next_hop, server) = (other.next_hop, other.flow.ok_or(Error::WrongState)?);
        let next_hop = self.router.destination(next_hop).ok_or(Error::WrongState)?;
        let mut lines = TextEditor::of(text);
        let request = &mut Draft::Lines(&mut lines);
        let admitted = self.admit(now, usage, request, next_hop, false)?;
        let (id, _) = self.enter(now, admitted);
        self.dispatch(now, id, Some(Route::Server(server)), request);
        Ok(id)
    }

    /// Sends a request for which no response is expected: an ACK for a 2xx. It is sent once, to the far end of `flow` if
    /// there is one.
    pub(super) fn send_once(
        &mut self,
        now: Instant,
        usage: Usage,
        request: &mut TextEditor<'_>,
        flow: Option<Path>,
    ) -> Result<()> {
        self.send_draft(now, usage, &mut Draft::Lines(request), flow, true).map(drop)
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
        if !self.registrations.contains_key(&rid) {
            return Ok(());
        }
        let before = self.router.next_hop_of(rid);
        let request = &mut Draft::Lines(request);
        let next_hop = request.next_hop(&mut self.listeners)?;
        let admitted = self.admit(now, Usage::Registration(rid), request, next_hop, false)?;
        let Admitted { id, next_hop, .. } = admitted;
        self.enter_transaction(now, rid, &admitted, turn, expires);
        let owner = Owner::Registration(rid);
        let route = match turn {
            Turn::Due(route) if before == Some(next_hop) => Some(route),
            Turn::Retry => Some(self.router.route_answer(now, next_hop, owner)),
            // It may have waited at one next hop and be sent to another.
            Turn::Due(_) | Turn::Asked => self.router.submit(now, next_hop, id, owner),
        };
        if route.is_none() && self.park(rid, request) {
            return Ok(());
        }
        self.enter(now, admitted);
        self.dispatch(now, id, route, request);
        Ok(())
    }

    /// Checks a request, and finds its next hop.
    fn admit(
        &mut self,
        now: Instant,
        usage: Usage,
        request: &mut Draft<'_, '_>,
        next_hop: NextHop,
        is_once: bool,
    ) -> Result<Admitted> {
        let key = request.key().ok_or(Error::BadParameter)?;
        if self.clients.has_branch(key.branch(), key.method()) {
            return Err(Error::BadParameter);
        }
        let preloaded_route = match request {
            Draft::Lines(lines) => self.hide_route(usage, lines),
            // It is none outside of dialogs.
            Draft::InDialog(_) => None,
        };
        let next_hop = self.router.next_hop(now, next_hop);
        let (kind, id) = match key.method() {
            _ if is_once => (RequestKind::Once, self.transaction_ids.next_hidden_id()),
            b"INVITE" => (RequestKind::Invite, self.transaction_ids.next_id()),
            _ => (RequestKind::NonInvite, self.transaction_ids.next_id()),
        };
        self.new_transactions.add(now);
        self.router.join(next_hop);
        Ok(Admitted { id, key, usage, kind, next_hop, preloaded_route })
    }

    /// Makes the transaction of a request.
    fn enter(&mut self, now: Instant, admitted: Admitted) -> (TransactionId, NextHopId) {
        let Admitted { id, key, usage, kind, next_hop, preloaded_route } = admitted;
        let client = Client { kind, preloaded_route, ..Client::new(now, id, key, usage, next_hop) };
        self.clients.insert(id, client);
        (id, next_hop)
    }

    /// Sends a request to where its route leads; without one it is in the queue of its next hop.
    fn dispatch(
        &mut self,
        now: Instant,
        id: TransactionId,
        route: Option<Route>,
        request: &mut Draft<'_, '_>,
    ) {
        let Some(owner) = self.clients.get(id).map(|client| client.owner) else { return };
        let is_open = route.is_some_and(|route| self.router.is_open(route, owner));
        if !is_open {
            let bytes = match request {
                Draft::Lines(lines) => self.writer.join(lines),
                Draft::InDialog(it) => {
                    let open = SentBy::placeholder();
                    let mut text = Vec::with_capacity(768);
                    self.write_in_dialog(it, it.transport, (&open, &open), &mut text);
                    text.into()
                }
            };
            self.keep(id, bytes);
        }
        if let Some(route) = route {
            self.launch(now, id, route, is_open.then_some(request));
        }
    }

    /// What begins for the registration.
    fn enter_transaction(
        &mut self,
        now: Instant,
        rid: i32,
        admitted: &Admitted,
        turn: Turn,
        expires: Option<u32>,
    ) {
        let Admitted { id, next_hop, ref preloaded_route, .. } = *admitted;
        self.router.set_next_hop(rid, next_hop);
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let (mut due, answer) = (registration.due(), registration.answer());
        self.scheduled.clear(&mut due, ScheduledTask::Register(rid));
        registration.set_preloaded_route(preloaded_route.clone());
        registration.is_sent = true;
        let is_rewriting = match registration.rewrite() {
            ContactRewrite::None => false,
            ContactRewrite::Move(_) | ContactRewrite::Remove(_) => turn != Turn::Asked,
            ContactRewrite::Replace(_) => true,
        };
        registration.phase = Phase::InFlight { transaction: id, is_rewriting };
        match turn {
            Turn::Asked => {
                registration.begin_asked(now, expires.unwrap_or(registration.binding.app_expires))
            }
            Turn::Retry => registration.retry.started = Some(now),
            Turn::Due(_) => registration.begin_due(now, answer),
        }
        let is_removal = registration.binding.granted_expires == 0;
        registration.forget_at(is_removal.then(|| now + REMOVAL_LIMIT), rid, &mut self.timers);
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

    /// A request is sent to where `route` leads. From now on its timer F runs. One that does not have to wait for its path
    /// may come as it is.
    pub(super) fn launch(
        &mut self,
        now: Instant,
        id: TransactionId,
        route: Route,
        request: Option<&mut Draft<'_, '_>>,
    ) {
        let Some(client) = self.clients.get_mut(id) else { return };
        client.started = now;
        client.expiry = Some(now + 64 * T1);
        let it = client.in_flight(id);
        self.router.launch(it);
        match route {
            Route::Server(server) => self.assign(now, id, server, request),
            Route::Resolve => self.router.resolve(it.next_hop, id),
        }
        self.set_client_timer(id);
    }

    /// A request goes to a server.
    pub(super) fn assign(
        &mut self,
        now: Instant,
        id: TransactionId,
        server: FlowId,
        request: Option<&mut Draft<'_, '_>>,
    ) {
        let Some(client) = self.clients.get_mut(id) else { return };
        let (flow, path) = self.router.assign(now, id, client.owner, server);
        client.flow = Some(flow);
        let Some((path, local)) = path else { return };
        match request {
            Some(request) => self.transmit_draft(now, id, path, local, request),
            None => self.transmit(now, id, path, local),
        }
    }

    /// Writes our own addresses into a request, and sends it.
    pub(super) fn transmit(
        &mut self,
        now: Instant,
        id: TransactionId,
        path: Path,
        local: SocketAddr,
    ) {
        let Some(request) = self.clients.get(id).map(|client| client.bytes.clone()) else { return };
        let mut lines = TextEditor::of(&request);
        self.transmit_draft(now, id, path, local, &mut Draft::Lines(&mut lines));
    }

    fn transmit_draft(
        &mut self,
        now: Instant,
        id: TransactionId,
        path: Path,
        local: SocketAddr,
        request: &mut Draft<'_, '_>,
    ) {
        let Some(client) = self.clients.get_mut(id) else { return };
        client.path = Some(path);
        let _ = client.step(now, Event::Request);
        let (usage, flow, kind) = (client.usage, client.flow, client.kind);
        let bytes = match request {
            Draft::Lines(lines) => {
                self.write_addresses(lines, usage, flow, path, local);
                self.writer.join(lines)
            }
            Draft::InDialog(it) => self.write_with_addresses(it, flow, path, local),
        };
        self.enter_path(now, usage, flow, local);
        if kind == RequestKind::Once {
            self.finish(id);
            if let Usage::Call(cid, _) = usage {
                self.store_ack(cid, path, request.acknowledged(), request.has_body(), &bytes);
            }
            return self.output(Output::Send { transaction: None, path, bytes });
        }
        self.keep(id, bytes.clone());
        self.output(Output::Send { transaction: Some(id), path, bytes });
        self.set_client_timer(id);
    }

    /// The registration is reached by this flow from now on.
    fn enter_path(&mut self, now: Instant, usage: Usage, flow: Option<FlowId>, local: SocketAddr) {
        let (Usage::Registration(rid), Some(flow)) = (usage, flow) else { return };
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        registration.contact.local = Some(self.last_local.share(local));
        self.router.set_flow(rid, flow);
        self.router.flows.start_keepalive(now, flow, &mut self.rng);
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
        self.router.finish(client.in_flight(id));
        Some(client)
    }

    /// The owner of a transaction is gone, and an INVITE that got a provisional response has no timer: it ends, too, if no
    /// final response comes.
    pub(super) fn limit_transaction(&mut self, now: Instant, id: TransactionId) {
        let Some(client) = self.clients.get_mut(id) else { return };
        client.is_orphan = true;
        client.expiry.get_or_insert(now + TIMEOUT);
        self.set_client_timer(id);
    }

    /// The owner of a transaction is gone. One that waits is never sent; one that was sent goes on without an event, and no
    /// other request waits for it.
    pub(super) fn abandon(&mut self, id: TransactionId) {
        self.drop_tree(id);
        let Some(client) = self.clients.get_mut(id) else { return };
        // Without a path it still waits: for its turn, for the name of its server, or for a connection.
        if client.path.is_none() {
            self.finish(id);
        } else {
            self.router.free_place(client.in_flight(id));
        }
    }
}

fn is_loose(route: &NameAddr) -> bool {
    route.url.as_ref().is_some_and(|url| find_param(&url.url_params, b"lr").is_some())
}
