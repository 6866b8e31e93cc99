//! The user agent core: registrations, transactions, credentials and timers. No I/O, no clock, no unsafe code.
//!
//! After each [`Ua::handle_input`], and after each call that changes something, drain [`Ua::poll_output`].
//!
//! ```text
//! build.rs         skeletons of requests outside of dialogs; answer.rs those of responses
//! outgoing.rs      the pipeline of every request: transaction, next hop, queue, server, path, transmission
//! client.rs        client transactions, found by number and by branch
//! usage.rs         what a request is sent for, and how its result comes back
//! trees.rs         requests that were handed over as trees, for the events about them
//! incoming.rs      requests that arrive: which usage takes them
//! plain.rs         those that are outside of dialogs, read without a tree
//! server.rs        server transactions, found by number and by key
//! respond.rs       their responses, repetitions and ends; the path back
//! message.rs       requests outside of dialogs that belong to nothing else
//! publication.rs   publications and their refreshes
//! call/            INVITE, its dialog, and what follows in it
//! subscription/    SUBSCRIBE, REFER outside of calls, and NOTIFY, in both directions
//! dialogs.rs       requests in a dialog, and the dialog of a message
//! registration/    api.rs what an application calls; build.rs REGISTERs; mod.rs what is kept of a registration;
//!                  lifecycle.rs what an answer, or its absence, leads to; response.rs what a response means,
//!                  bindings.rs what it grants; rewrite.rs the Contact that follows the address that is seen
//! retry/           requests that are sent again because of their response, of all methods; logins added late
//! identity/        what a request shows of us in Via and Contact
//! failure.rs       requests without a final response: sent again, turned to another server, given up
//! pacing.rs        registrations that are due; when and where they are sent is decided in `routing`
//! paths.rs         what names that are resolved and paths that open or close mean for them
//! ```
//!
//! # Usages
//!
//! Registrations, messages, publications, calls and subscriptions share one pipeline. A new usage plugs in here:
//!
//! * **Its requests.** [`build::request`] builds one outside of dialogs, a usage's own code one within. The usage sends
//!   it by [`Ua::send`] with its variant of [`Usage`](usage::Usage), and gets the number of the client transaction.
//! * **Their results.** [`Ua::hand_over`] gives each [`Outcome`](usage::Outcome) to the usage by one `match`, with the
//!   [`Exchange`](usage::Exchange): the request as it was sent, the path, the last provisional response. `Final`,
//!   `Timeout` and `TransportError` come once, after the transaction has ended. The object may be gone by then.
//! * **Requests that arrive.** `take_request` in `incoming.rs` is the order of calls.md 4: a usage adds its line
//!   there. It gets a [`Received`](incoming::Received) with the number of the server transaction, and sets
//!   [`ServerTransaction::usage`](server::ServerTransaction::usage) to its own variant.
//! * **Its responses.** [`Ua::respond`] sends the text of a response, [`Ua::respond_by_itself`] one that the library
//!   decides about; [`Ua::build_response`] builds the text for the application. Repetitions, timers G to J and the path
//!   are the transaction's. One without a final response ends after 180 s in `handle_unanswered`. Not here: the
//!   retransmission of a 2xx to INVITE until its ACK, which the call does (RFC 3261 13.3.1.4).
//! * **Its timers** are variants of [`Alarm`] (by itself) or [`ScheduledTask`] (by `automatic_action`), each with a slot in
//!   the object.
//! * **Its events** are an [`Event`] with [`Ids`], reported by [`Ua::report`] where they are about its requests; texts and numbers for C stand in `abi/exosip2/eXosip/event.rs`.

#![forbid(unsafe_code)]

mod answer;
mod build;
mod call;
mod client;
mod date;
mod dialogs;
mod draft;
mod event;
mod failure;
mod identity;
mod ids;
mod incoming;
mod io;
mod message;
mod options;
mod outgoing;
mod pacing;
mod paths;
mod plain;
mod publication;
mod received;
mod registration;
mod respond;
mod response;
mod retry;
mod server;
mod statistics;
mod subscription;
mod trees;
mod usage;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use crate::auth::{CredentialStore, Policy, WaitingSessions};
use crate::error::Result;
use crate::flow::{Action, Deadline};
use crate::mem::CBox;
use crate::routing::{Listeners, Router};
use crate::sip::Message;
use crate::sip::text::{TextPacker, TextWriter};
use crate::transaction::TransactionIds;
use crate::transport::FailureCause;
use crate::transport::{random, table, timers};
use call::Calls;
use client::Clients;
use failure::Cause;
use identity::masquerade::{Accounts, Masquerade, SentByCache};
use publication::Publications;
use random::Rng;
use registration::{LastLocal, Registration};
use retry::MessageRetries;
use server::Servers;
use statistics::Rate;
use subscription::Subscriptions;
use table::{SpareRoom, Table, free_in_order};
use timers::Timers;
use trees::Trees;
use usage::{Cid, Did, Exchange, Pid, Sid};

pub use crate::routing::{Limits, Listener};
pub use crate::transaction::TransactionId;
pub use call::{Party, Terminated};
pub use event::{Event, EventKind, Ids};
pub use ids::IdSource;
pub use io::{
    Attempt, Channel, Input, Lookup, NextHop, Now, Output, Path, Random, Resolution, ServerAddress,
    Target, Transport,
};
pub use options::{DEFAULT_USER_AGENT, Options};
pub use publication::PublishArguments;
pub use registration::{DefaultAction, RegistrarInfo, RegistrationState, TASKS_PER_ACTION};
pub use retry::NewLogin;
pub use statistics::{Count, Statistics};
pub use subscription::{MessageCounts, message_summary, presence_document};

/// A user agent without its network.
pub struct Ua {
    options: Options,
    policy: Policy,
    credentials: CredentialStore,
    /// The registrations that a login may help which is added later.
    waiting: WaitingSessions<i32>,
    message_retries: MessageRetries,
    masquerade: Masquerade,
    accounts: Accounts,
    own_sent_by: SentByCache,
    listeners: Listeners,
    registrations: Table<i32, Box<Registration>>,
    /// Whether the context ends: each registration gets an un-REGISTER as soon as its REGISTER under way is answered.
    is_leaving: bool,
    last_local: LastLocal,
    ids: Arc<IdSource>,
    transaction_ids: TransactionIds,
    clients: Clients,
    trees: Trees,
    router: Router,
    servers: Servers,
    publications: Publications,
    calls: Calls,
    subscriptions: Subscriptions,
    /// What the core does by itself.
    timers: Timers<Alarm>,
    /// What the core does when it is asked to, by `automatic_action`; unless it is autonomous.
    scheduled: Timers<ScheduledTask>,
    outputs: VecDeque<Output>,
    writer: TextWriter,
    /// Room for a message that is cut into lines.
    draft: Vec<u8>,
    /// The last message that the application handed over, once it has been written.
    spent: Option<CBox<Message>>,
    /// Packs the REGISTERs that registrations keep.
    packer: TextPacker,
    /// The same for those that wait, in which our own addresses are missing.
    waiting_packer: TextPacker,
    /// Room for the kept REGISTER that the next is made of.
    kept_register: Vec<u8>,
    rng: Rng,
    new_calls: Rate,
    new_registrations: Rate,
    new_transactions: Rate,
}

impl Drop for Ua {
    fn drop(&mut self) {
        free_in_order(core::mem::take(&mut self.registrations));
    }
}

/// A deadline of the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Alarm {
    /// A request is to be sent again, or its transaction ends.
    Client(TransactionId),
    /// A response is to be sent again, or its transaction ends.
    Server(TransactionId),
    /// A publication whose removal did not succeed is forgotten.
    RemovePublication(Pid),
    /// A registration that was taken back without success is forgotten.
    Forget(i32),
    /// A call has something to repeat, or ends.
    Call(Cid),
    /// An outgoing subscription is forgotten.
    Subscription(Sid),
    /// Subscribers are notified of states that have changed.
    ShareState,
    /// An incoming subscription ends, or its SUBSCRIBE has not been answered in time.
    Notifier(Did),
    /// Repetitions of the final response to an INVITE are no longer expected.
    Refused(TransactionId),
}

/// A task that `automatic_action` carries out when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ScheduledTask {
    /// A registration is due.
    Register(i32),
    /// A challenged request outside of dialogs is sent again.
    RetryMessage(i32),
    /// A publication is to be refreshed, or its PUBLISH to be sent again.
    Publish(Pid),
    /// A request of a call is to be sent again, or its session to be refreshed.
    Call(Cid),
    /// The SUBSCRIBE of a subscription (sid) or of one of its dialogs (did) is to be sent again, or refreshed.
    Subscription(i32),
    /// A request to a subscriber is to be sent again.
    Notifier(Did),
}

impl Ua {
    /// A user agent with default options, whose registrations, calls and subscriptions are counted from 1.
    pub fn new(random: Box<dyn Random>) -> Self {
        Self::with_ids(random, Arc::default())
    }

    /// A user agent with default options, which shares its numbers with others.
    pub fn with_ids(random: Box<dyn Random>, ids: Arc<IdSource>) -> Self {
        Self {
            options: Options::default(),
            policy: Policy::default(),
            credentials: CredentialStore::default(),
            waiting: WaitingSessions::default(),
            message_retries: MessageRetries::default(),
            masquerade: Masquerade::default(),
            accounts: Accounts::default(),
            own_sent_by: SentByCache::default(),
            listeners: Listeners::default(),
            registrations: Table::default(),
            is_leaving: false,
            last_local: LastLocal::default(),
            ids,
            transaction_ids: TransactionIds::default(),
            clients: Clients::default(),
            trees: Trees::default(),
            router: Router::default(),
            servers: Servers::default(),
            publications: Publications::default(),
            calls: Calls::default(),
            subscriptions: Subscriptions::default(),
            timers: Timers::default(),
            scheduled: Timers::default(),
            outputs: VecDeque::new(),
            writer: TextWriter::default(),
            draft: Vec::new(),
            spent: None,
            packer: TextPacker::default(),
            waiting_packer: TextPacker::default(),
            kept_register: Vec::new(),
            rng: Rng::new(random),
            new_calls: Rate::default(),
            new_registrations: Rate::default(),
            new_transactions: Rate::default(),
        }
    }

    /// Something happened.
    pub fn handle_input(&mut self, now: Now, input: Input<'_>) {
        let at = now.instant;
        match input {
            Input::Response { path, text, original } => {
                self.handle_response(at, path, &text, original.as_deref().unwrap_or(&text));
            }
            Input::Request { path, local, message, text } => {
                self.handle_request(at, (path, local), message, text);
            }
            Input::PlainRequest { path, local, text, places } => {
                self.handle_plain_request(at, (path, local), text, &places);
            }
            Input::Stun { path, bytes } => self.handle_stun(at, path, bytes),
            Input::Pong { channel } => {
                self.router.flows.pong(at, channel, &mut self.rng);
            }
            Input::Resolved { lookup, answer } => self.handle_resolved(at, lookup, answer),
            Input::Opened { attempt, path, local } => self.handle_opened(at, attempt, path, local),
            Input::OpenFailed { attempt, cause } => self.handle_open_failed(at, attempt, &cause),
            Input::Changed { transaction, bytes } if self.servers.get(transaction).is_some() => {
                self.keep_response(transaction, bytes);
            }
            Input::Changed { transaction, bytes } => self.keep(transaction, bytes),
            Input::NotSent { transaction } => {
                self.set_cause(transaction, FailureCause::NotSendable);
                self.fail_one(at, transaction, Cause::Unreachable);
            }
            Input::SendFailed { path } => self.handle_send_failed(at, path),
            Input::Closed { channel, tls } => self.handle_closed(at, channel, tls),
            Input::NetworkChanged => self.handle_network_change(at),
            Input::Timeout => self.handle_timeout(now),
        }
        self.share_changes(at);
    }

    /// What is to be done next, if anything.
    pub fn poll_output(&mut self) -> Option<Output> {
        let Self { outputs, router, .. } = self;
        let lookup = |(lookup, hop)| Output::Resolve { lookup, hop };
        let output = outputs.pop_front();
        outputs.release_room();
        let output = output.or_else(|| router.poll_lookup().map(lookup));
        output.or_else(|| router.flows.poll_action().map(Output::from))
    }

    /// Whether [`Ua::poll_output`] has something.
    pub fn has_output(&self) -> bool {
        !self.outputs.is_empty() || self.router.has_actions()
    }

    /// A message that is no longer needed, for the caller to drop when others no longer wait for the core.
    pub fn take_spent(&mut self) -> Option<CBox<Message>> {
        self.spent.take()
    }

    /// Whether a request waits for its final response.
    pub fn has_transactions(&self) -> bool {
        self.clients.len() > 0
    }

    /// When to come back with [`Input::Timeout`].
    pub fn next_timeout(&self) -> Option<Instant> {
        let automatic = match self.options.autonomous {
            true => self.scheduled.next().into_iter().chain(self.router.next_turn()).min(),
            false => None,
        };
        self.timers.next().into_iter().chain(self.router.next_deadline()).chain(automatic).min()
    }

    fn handle_timeout(&mut self, now: Now) {
        while let Some(alarm) = self.timers.pop_due(now.instant) {
            match alarm {
                Alarm::Client(id) => self.handle_client_timeout(now.instant, id),
                Alarm::Server(id) => self.handle_server_timeout(now.instant, id),
                Alarm::RemovePublication(pid) => self.forget_publication(pid),
                Alarm::Forget(rid) => self.forget(rid),
                Alarm::Call(cid) => self.handle_call_timeout(now.instant, cid),
                Alarm::Subscription(sid) => self.handle_subscription_timeout(now.instant, sid),
                Alarm::Notifier(did) => self.handle_notifier_timeout(now.instant, did),
                Alarm::ShareState => self.handle_state_alarm(now),
                Alarm::Refused(id) => self.clients.forget_refused(id),
            }
        }
        while let Some(next_hop) = self.router.pop_flight(now.instant) {
            self.handle_flight(now.instant, next_hop);
        }
        while let Some(deadline) = self.router.flows.pop_deadline(now.instant) {
            match deadline {
                Deadline::Keepalive(flow) => self.handle_keepalive_timeout(now.instant, flow),
                Deadline::Idle(flow) => self.router.flows.close_idle(flow),
            }
        }
        if self.options.autonomous {
            self.automatic_action(now, TASKS_PER_ACTION);
        }
    }

    fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    /// Reports the result of a REGISTER. The original sets no number but that of the registration.
    fn report_register(
        &mut self,
        rid: i32,
        kind: EventKind,
        exchange: &Exchange,
        response: Option<Arc<[u8]>>,
    ) {
        let event = Event::new(kind, Ids { rid, ..Ids::default() });
        let request = Some(exchange.request.clone());
        let cause = self.registrations.get(&rid).map(|it| it.cause()).unwrap_or_default();
        self.report(exchange.id, Event { request, response, cause, ..event });
    }

    /// What the application has chosen.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What the application chooses.
    pub fn options_mut(&mut self) -> &mut Options {
        &mut self.options
    }

    /// What the application has chosen for sending REGISTERs.
    pub fn limits(&self) -> &Limits {
        &self.router.limits
    }

    /// What the application chooses for sending REGISTERs.
    pub fn limits_mut(&mut self) -> &mut Limits {
        &mut self.router.limits
    }

    /// What the application decides about authentication.
    pub fn policy_mut(&mut self) -> &mut Policy {
        &mut self.policy
    }

    /// The logins. To add one that waiting registrations use at once, call [`Ua::add_login`].
    pub fn credentials_mut(&mut self) -> &mut CredentialStore {
        &mut self.credentials
    }

    /// The context listens, or can connect, from now on.
    pub fn add_listener(&mut self, listener: Listener) {
        self.listeners.add(listener);
    }

    /// Chooses the address in Contact. An empty host switches that off; no port keeps the one given before.
    pub fn masquerade(&mut self, host: &[u8], port: Option<u16>) {
        self.masquerade.set(host, port);
    }

    /// Sets the address that registrars of a domain see us at (option 13). False if it was known already.
    pub fn set_account(&mut self, domain: &[u8], address: SocketAddr) -> Result<bool> {
        self.accounts.set(domain, address)
    }

    /// Forgets the address for a domain.
    pub fn remove_account(&mut self, domain: &[u8]) -> Result<()> {
        self.accounts.remove(domain)
    }

    /// How many objects there are, and how many come in an hour.
    pub fn statistics(&mut self, now: Now) -> Statistics {
        let (queued, window) = self.router.queued_and_permitted();
        Statistics {
            queued,
            window,
            transactions: Count {
                allocated: self.clients.len() + self.servers.len(),
                hourly: self.new_transactions.hourly(now.instant),
            },
            publications: self.publications.count(now.instant),
            subscriptions: self.subscriptions.count(now.instant),
            insubscriptions: self.subscriptions.count_incoming(now.instant),
            calls: Count {
                allocated: self.calls.len(),
                hourly: self.new_calls.hourly(now.instant),
            },
            registrations: Count {
                allocated: self.registrations.len(),
                hourly: self.new_registrations.hourly(now.instant),
            },
        }
    }
}

impl From<Action> for Output {
    fn from(action: Action) -> Self {
        match action {
            Action::Open { attempt, address } => Self::Open { attempt, target: address },
            Action::Keepalive { path, bytes } => Self::Keepalive { path, bytes },
            Action::Close { channel } => Self::Close { channel },
        }
    }
}
