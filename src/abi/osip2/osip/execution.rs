//! One event of one transaction: the step of its machine, what is sent, and the callbacks, in the original's order.

use core::ffi::{c_char, c_int};
use core::ptr::null_mut;

use super::layer::osip_of;
use super::live::Live;
use super::machine::Kind;
use super::numbers::{self, Sent};
use super::{Osip, OsipEvent, SendCallback};
use super::{ack, timers};
use crate::error::Error;
use crate::mem::{CBox, Text};
use crate::sip::Message;
use crate::transaction::{Action, Event, Report, State as Step, Timer};

/// The `out_socket` that turns a timeout into a transport error.
const FAILED_SOCKET: c_int = -999;

/// A transaction for which an event is executed.
struct Execution {
    transaction: Live,
    id: c_int,
    kind: Kind,
    osip: *mut Osip,
    input: Event,
}

/// Why an execution ends early.
enum Stop {
    /// The send callback returned this.
    TransportError(c_int),
    /// A callback has freed the transaction.
    Gone,
}

/// What the send callback said.
enum Outcome {
    Done,
    /// The connection is not there yet.
    Pending,
    /// There was nothing to send.
    Nothing,
}

/// Executes one event. Its message becomes the transaction's, or is freed.
pub(super) fn run(transaction: Live, mut event: CBox<OsipEvent>) {
    let (kind, state, id, osip) =
        transaction.with(|it| (Kind::of(it), it.state, it.transactionid, osip_of(it)));
    let Some(state) = kind.state(state) else { return };
    let Some(input) = kind.event(event.r#type) else { return };
    let message = event.sip.take();
    if message.is_none() && !matches!(input, Event::Expired(_)) {
        return;
    }
    let mut started = timers::Started::default();
    let (next, actions) = kind.step(state, input, &mut started);
    let actions: Vec<Action> = actions.collect();
    if next == state && actions.is_empty() {
        return;
    }
    let execution = Execution { transaction, id, kind, osip, input };
    let extra = execution.store(state, input, message);
    let done = execution.act(
        &event,
        state,
        &actions,
        extra.as_deref().map_or(null_mut(), |extra| core::ptr::from_ref(extra).cast_mut()),
    );
    drop(extra);
    match done {
        Err(Stop::Gone) => {}
        Err(Stop::TransportError(error)) => execution.fail(error),
        Ok(pending) => execution.enter(state, next, &started, pending),
    }
}

impl Execution {
    /// Stores the message of the event in the transaction. Returns a message that is only reported.
    fn store(
        &self,
        state: Step,
        input: Event,
        message: Option<CBox<Message>>,
    ) -> Option<CBox<Message>> {
        self.transaction.with(|it| match (input, state) {
            (Event::Request, Step::Initial) => {
                it.orig_request = message;
                None
            }
            // A repetition is reported with the first request.
            (Event::Request, _) => None,
            (Event::Ack, _) => {
                it.ack = message;
                None
            }
            // A repetition of the final response is only reported.
            (Event::Response(_), Step::Completed) => message,
            (Event::Response(status), _) => {
                it.last_response = message;
                if status < 200 {
                    timers::slow_down(it);
                }
                None
            }
            (Event::Expired(timer), _) => {
                timers::after_expiry(it, timer);
                None
            }
            (Event::TransportError, _) => message,
        })
    }

    /// Sends and reports. Whether the first request waits for its connection.
    fn act(
        &self,
        event: &OsipEvent,
        state: Step,
        actions: &[Action],
        again: *mut Message,
    ) -> Result<bool, Stop> {
        let mut sent = None;
        let mut is_pending = false;
        for action in actions {
            match action {
                Action::Report(report) => self.report(*report, event, again)?,
                Action::SendRequest => {
                    let outcome = self.send_request()?;
                    let is_first = state == Step::Initial;
                    is_pending = matches!(outcome, Outcome::Pending);
                    if is_first || matches!(outcome, Outcome::Done) {
                        sent = Some(if is_first { Sent::Request } else { Sent::RequestAgain });
                    }
                }
                Action::SendAck => {
                    let is_again = state == Step::Completed;
                    if !is_again {
                        self.transaction.with(ack::store);
                    }
                    if matches!(self.send_ack()?, Outcome::Done) {
                        sent = Some(if is_again { Sent::AckAgain } else { Sent::Ack });
                    }
                }
                Action::SendResponse => {
                    let is_fresh = matches!(self.input, Event::Response(_));
                    if !matches!(self.send_response()?, Outcome::Nothing) {
                        sent = Some(if is_fresh {
                            Sent::Response(event.r#type)
                        } else {
                            Sent::ResponseAgain
                        });
                    }
                }
            }
        }
        if let Some(sent) = sent {
            let (number, message) =
                self.transaction.with(|it| numbers::of_sent(self.kind, sent, it));
            self.call_back(number, message)?;
        }
        Ok(is_pending)
    }

    fn report(&self, report: Report, event: &OsipEvent, again: *mut Message) -> Result<(), Stop> {
        if report == Report::Timeout {
            let is_failed = self.transaction.with(|it| it.out_socket == FAILED_SOCKET);
            if self.kind.is_client() && is_failed {
                return Err(Stop::TransportError(Error::Undefined.code()));
            }
        }
        let number =
            self.transaction.with(|it| numbers::of_report(self.kind, report, event.r#type, it));
        let message = match report {
            Report::Request | Report::RequestAgain => {
                self.transaction.with(|it| lend(it.orig_request.as_ref()))
            }
            Report::Ack | Report::AckAgain => self.transaction.with(|it| lend(it.ack.as_ref())),
            Report::Provisional | Report::Final => {
                self.transaction.with(|it| lend(it.last_response.as_ref()))
            }
            Report::FinalAgain => again,
            Report::Timeout | Report::TransportError => null_mut(),
        };
        number.map_or(Ok(()), |number| self.call_back(number, message))
    }

    fn send_request(&self) -> Result<Outcome, Stop> {
        let message = self.transaction.with(|it| lend(it.orig_request.as_ref()));
        if message.is_null() {
            return Ok(Outcome::Nothing);
        }
        let (host, port) = self.destination();
        match self.send(message, host, port) {
            0 => {
                self.transaction.with(|it| {
                    let resend = if self.kind == Kind::Ict { Timer::A } else { Timer::E };
                    // A reliable transport has it now. Timer E has not begun before the first request was sent.
                    if is_reliable(it) && (self.kind == Kind::Ict || self.input != Event::Request) {
                        timers::stop(it, resend);
                    }
                });
                Ok(Outcome::Done)
            }
            1.. => Ok(Outcome::Pending),
            error => Err(Stop::TransportError(error)),
        }
    }

    fn send_ack(&self) -> Result<Outcome, Stop> {
        let message = self.transaction.with(|it| lend(it.ack.as_ref()));
        if message.is_null() {
            return Ok(Outcome::Nothing);
        }
        let (host, port) = self.destination();
        match self.send(message, host, port) {
            0 => Ok(Outcome::Done),
            error => Err(Stop::TransportError(error)),
        }
    }

    fn send_response(&self) -> Result<Outcome, Stop> {
        let (message, host, port) = self.transaction.with(|it| {
            let response = it.last_response.as_ref();
            let destination = response.and_then(|it| it.response_destination());
            let host = destination.map(|(host, _)| Text::new(host));
            (lend(response), host, destination.map_or(0, |(_, port)| port.into()))
        });
        if message.is_null() {
            return Ok(Outcome::Nothing);
        }
        let place = host.as_ref().map_or(null_mut(), |host| host.lend().as_ptr());
        match self.send(message, place, port) {
            0 => Ok(Outcome::Done),
            error => Err(Stop::TransportError(error)),
        }
    }

    /// Host and port of a client transaction.
    fn destination(&self) -> (*mut c_char, c_int) {
        self.transaction.with(|it| {
            let invite = it.ict_context.as_ref().map(|it| (&it.destination, it.port));
            let other = it.nict_context.as_ref().map(|it| (&it.destination, it.port));
            let (host, port) = invite.or(other).unwrap_or((&None, 0));
            (host.as_ref().map_or(null_mut(), |host| host.lend().as_ptr()), port)
        })
    }

    fn send(&self, message: *mut Message, host: *mut c_char, port: c_int) -> c_int {
        let socket = self.transaction.with(|it| it.out_socket);
        // Without a callback nothing can be sent.
        send_callback(self.osip).map_or(Error::BadParameter.code(), |callback| {
            callback(self.transaction.as_ptr(), message, host, port, socket)
        })
    }

    fn call_back(&self, number: c_int, message: *mut Message) -> Result<(), Stop> {
        // SAFETY: the `osip_t` of a live transaction lives.
        let table = unsafe { &raw const (*self.osip).msg_callbacks };
        // SAFETY: as above; the table is copied, for a callback may change it.
        let table = unsafe { table.read() };
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(callback) = table.get(at).copied().flatten() {
            callback(number, self.transaction.as_ptr(), message);
        }
        if self.transaction.is(self.id) { Ok(()) } else { Err(Stop::Gone) }
    }

    /// Ends the transaction, for something could not be sent.
    fn fail(&self, error: c_int) {
        // SAFETY: the `osip_t` of a live transaction lives.
        let table = unsafe { &raw const (*self.osip).tp_error_callbacks };
        // SAFETY: as above.
        let table = unsafe { table.read() };
        if !self.transaction.is(self.id) {
            return;
        }
        if let Some(callback) = table.get(self.kind.number()).copied().flatten() {
            callback(self.number(), self.transaction.as_ptr(), error);
        }
        if self.transaction.is(self.id) {
            self.transaction.with(|it| it.state = self.kind.state_number(Step::Terminated));
            self.end();
        }
    }

    /// Enters the next state.
    fn enter(&self, state: Step, next: Step, started: &timers::Started, is_pending: bool) {
        self.transaction.with(|it| {
            it.state = self.kind.state_number(next);
            match (self.input, next) {
                // Timers A and B run since the transaction was made, and so does F.
                (Event::Request, Step::Calling) => {}
                (Event::Request, Step::Trying) if self.kind == Kind::Nict => {
                    if is_pending || !is_reliable(it) {
                        timers::start(it, Timer::E);
                    } else {
                        timers::stop(it, Timer::E);
                    }
                }
                // Timer E goes on until it expires; then it gets the length of the state Proceeding.
                (Event::Response(..=199), Step::Proceeding) if self.kind == Kind::Nict => {}
                // Each repetition of the ACK lets the transaction live for another I.
                (Event::Ack, Step::Confirmed) => timers::start(it, Timer::I),
                // A resend timer was started again before the message was sent.
                (Event::Expired(_), _) => {}
                _ => started.iter().for_each(|timer| timers::start(it, timer)),
            }
        });
        let is_over =
            |step| self.kind.state_number(step) == self.kind.state_number(Step::Terminated);
        if is_over(next) && !is_over(state) {
            self.end();
        }
    }

    /// Calls the kill callback of a transaction that has ended.
    fn end(&self) {
        let now = timers::now();
        self.transaction.with(|it| {
            it.completed_time = now.tv_sec;
            it.destroyed_time = now;
        });
        // SAFETY: the `osip_t` of a live transaction lives.
        let table = unsafe { &raw const (*self.osip).kill_callbacks };
        // SAFETY: as above.
        let table = unsafe { table.read() };
        if let Some(callback) = table.get(self.kind.number()).copied().flatten() {
            callback(self.number(), self.transaction.as_ptr());
        }
    }

    fn number(&self) -> c_int {
        c_int::try_from(self.kind.number()).unwrap_or_default()
    }
}

/// The callback that sends messages.
pub(super) fn send_callback(osip: *mut Osip) -> Option<SendCallback> {
    if osip.is_null() {
        return None;
    }
    // SAFETY: a live `osip_t`.
    let place = unsafe { &raw const (*osip).cb_send_message };
    // SAFETY: as above.
    unsafe { place.read() }
}

/// Whether the top Via names a reliable transport.
pub(super) fn is_reliable(transaction: &super::Transaction) -> bool {
    let via = transaction.topvia.as_ref();
    let is_one = |protocol: &Text| {
        [&b"TCP"[..], b"TLS", b"SCTP"].into_iter().any(|name| protocol.eq_ignore_case(name))
    };
    via.and_then(|via| via.protocol.as_ref()).is_some_and(is_one)
}

fn lend(message: Option<&CBox<Message>>) -> *mut Message {
    message.map_or(null_mut(), |message| message.lend().as_ptr())
}
