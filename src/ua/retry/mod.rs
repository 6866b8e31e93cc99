//! Requests that are sent again because of their response: one place for all methods. RFC 3261 8.1.3.5.
//!
//! ```text
//! after a response   retries.decide(response)  -> whether the same request may succeed with a change, and which
//! then               retries.prepare(request)  -> that request with the change, the next CSeq, a new branch, credentials
//! ```

mod logins;
mod message;

use crate::auth::{Authenticator, Challenges, CredentialStore, Policy, RequestFacts, Verdict};
use crate::error::{Error, Result};
use crate::mem::Text;
use crate::sip::facts::seconds;
use crate::sip::text::{MessageText, TextEditor, via};
use crate::sip::{NameAddr, grammar};
use crate::trace::trace;

use super::build::ensure_placeholder;
use super::random::Rng;

pub use logins::NewLogin;
pub(super) use message::MessageRetries;

/// How often in a row a request is sent again for one reason.
const MAX_IN_A_ROW: u8 = 3;
/// The longest interval that a server can impose by 422 or 423, in seconds.
const LONGEST_INTERVAL: u32 = 30 * 24 * 3600;

/// What is changed in a request before it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// After 401 and 407: the credentials.
    Credentials,
    /// After 423: Expires, in seconds (RFC 3261 10.3, RFC 3903 4.1, RFC 6665 4.1.2.2).
    Expires(u32),
    /// After 412: no SIP-If-Match any more (RFC 3903 4.1).
    NoEntityTag,
    /// After 422: Session-Expires and Min-SE, in seconds (RFC 4028 7.4).
    SessionExpires(u32),
    /// After 3xx: the target (RFC 3261 8.1.3.4). Written by the registration.
    Target,
    /// After 439: no flow number any more (RFC 5626 6). Written by the registration.
    FlowNumber,
    /// After 606, or where the registrar sees another address: the Contact. Written by the registration.
    Contact,
}

impl Change {
    /// The counter of retries for the same reason.
    fn reason(self) -> usize {
        match self {
            Self::Credentials => 0,
            Self::Expires(_) => 1,
            Self::NoEntityTag => 2,
            Self::SessionExpires(_) => 3,
            Self::Target => 4,
            Self::FlowNumber => 5,
            Self::Contact => 6,
        }
    }
}

/// What to do after a final response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Nothing: it is a success, or the request would fail again.
    Done,
    /// Send the request again with this change.
    Retry(Change),
    /// It would help to send it again, but that has been done too often.
    Exhausted,
}

/// The retries of one object that sends requests: of a registration, a request outside of dialogs, a publication, a
/// subscription or a call. Requests of the same account use the same nonces.
#[derive(Clone, Debug)]
pub(super) struct Retries {
    pub(super) authenticator: Authenticator,
    /// Retries since the last response that asked for none, by reason.
    counts: [u8; 7],
    /// How often in a row credentials are sent again.
    max_challenges: u8,
}

impl Default for Retries {
    fn default() -> Self {
        Self::new(MAX_IN_A_ROW)
    }
}

impl Retries {
    pub(super) fn new(max_challenges: u8) -> Self {
        Self { authenticator: Authenticator::default(), counts: [0; 7], max_challenges }
    }

    /// Decides what to do after the final response to `request`. A success resets the counters.
    pub(super) fn decide(
        &mut self,
        request: &TextEditor<'_>,
        response: &MessageText<'_>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> Decision {
        if response.is_success() {
            self.reset();
        }
        let change = match response.status() {
            401 | 407 => {
                let challenges = Challenges::of(response);
                let user = user_of(request);
                let verdict = self.authenticator.store(&challenges, user.as_deref(), store, policy);
                (verdict == Verdict::Answerable).then_some(Change::Credentials)
            }
            status => {
                self.authenticator.mark_accepted();
                change_for(status, request, response)
            }
        };
        match change {
            None => Decision::Done,
            Some(change) if self.has_retry(change) => Decision::Retry(change),
            Some(_) => {
                trace!(Warning, "{} is not sent again: too many retries", self.name(request));
                Decision::Exhausted
            }
        }
    }

    /// A request succeeded, or the application sends one of its own: all counters begin again.
    pub(super) fn reset(&mut self) {
        self.counts = [0; 7];
    }

    /// Counts a retry.
    pub(super) fn count(&mut self, change: Change) {
        if let Some(count) = self.counts.get_mut(change.reason()) {
            *count = count.saturating_add(1);
        }
    }

    /// A request begins that answers no response: one response to it may be answered at least.
    pub(super) fn allow_one(&mut self) {
        self.counts.iter_mut().for_each(|count| *count = (*count).min(MAX_IN_A_ROW - 1));
    }

    /// Whether the request may be sent again with a change.
    pub(super) fn has_retry(&self, change: Change) -> bool {
        let max = if change == Change::Credentials { self.max_challenges } else { MAX_IN_A_ROW };
        self.counts.get(change.reason()).is_some_and(|count| *count < max)
    }

    /// Turns the last request, as it was sent, into the next one, and counts the retry.
    pub(super) fn prepare(
        &mut self,
        request: &mut TextEditor<'_>,
        change: Change,
        store: &CredentialStore,
        rng: &mut Rng,
    ) -> Result<()> {
        let (last, method) = request.cseq().ok_or(Error::Syntax)?;
        let next = last.checked_add(1).ok_or(Error::Syntax)?;
        let cseq = [next.to_string().as_bytes(), b" ", method].concat();
        request.set(b"CSeq", &cseq);
        ensure_placeholder(request);
        via::set_branch(request, &rng.branch());
        request.remove_credentials();
        match change {
            Change::Credentials | Change::Target | Change::FlowNumber | Change::Contact => {}
            Change::Expires(seconds) => request.set(b"Expires", seconds.to_string().as_bytes()),
            Change::NoEntityTag => request.remove(b"SIP-If-Match", |_| true),
            Change::SessionExpires(seconds) => {
                set_interval(request, b"Session-Expires", seconds);
                set_interval(request, b"Min-SE", seconds);
            }
        }
        self.count(change);
        trace!(Info1, "{} is sent again: {change:?}", self.name(request));
        self.authenticate(request, store, rng);
        Ok(())
    }

    /// Adds credentials for all known realms to a request without any.
    pub(super) fn authenticate(
        &mut self,
        request: &mut TextEditor<'_>,
        store: &CredentialStore,
        rng: &mut Rng,
    ) {
        // Most requests have no challenge to answer: their From need not be read.
        if self.authenticator.is_empty() {
            return;
        }
        let user = user_of(request);
        self.authenticate_as(user.as_deref(), request, store, rng);
    }

    /// The same for a request whose user in From is known.
    pub(super) fn authenticate_as(
        &mut self,
        user: Option<&[u8]>,
        request: &mut TextEditor<'_>,
        store: &CredentialStore,
        rng: &mut Rng,
    ) {
        if self.authenticator.is_empty() {
            return;
        }
        let mut cnonce = [0; 8];
        rng.fill(&mut cnonce);
        let facts = RequestFacts::of(request, user);
        self.authenticator.credentials(&facts, store, cnonce).write_into(request);
    }

    /// Whether a login that was added since the last challenges answers them.
    pub(super) fn has_late_login(
        &mut self,
        request: &TextEditor<'_>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> bool {
        let user = user_of(request);
        let verdict = self.authenticator.retry_unanswered(user.as_deref(), store, policy);
        verdict >= Verdict::Answerable
    }

    /// The request as a trace names it.
    fn name(&self, request: &TextEditor<'_>) -> String {
        let call_id = request.call_id().unwrap_or_default();
        let method = String::from_utf8_lossy(request.method());
        format!("{method} of {}", String::from_utf8_lossy(&call_id))
    }
}

/// The change after which a request may succeed that was refused with this status, other than by a challenge.
fn change_for(status: u16, request: &TextEditor<'_>, response: &MessageText<'_>) -> Option<Change> {
    match status {
        412 => request.values(b"SIP-If-Match").next().map(|_| Change::NoEntityTag),
        422 => {
            let asked = request.values(b"Session-Expires").next().and_then(interval);
            let least = response.header(b"Min-SE").and_then(interval);
            acceptable(asked.unwrap_or(0), least).map(Change::SessionExpires)
        }
        423 => {
            let asked = request.values(b"Expires").next().and_then(seconds);
            // What ends a subscription or publication has no shortest time.
            let is_end = asked == Some(0);
            acceptable(asked.unwrap_or(0), response.min_expires())
                .filter(|_| !is_end)
                .map(Change::Expires)
        }
        _ => None,
    }
}

/// The interval that a server asks for by 422 or 423, if it is more than was asked for and no more than a month.
pub(super) fn acceptable(asked: u32, least: Option<u32>) -> Option<u32> {
    least.filter(|least| *least > asked && *least <= LONGEST_INTERVAL)
}

/// The seconds that Session-Expires and Min-SE begin with.
fn interval(value: &[u8]) -> Option<u32> {
    seconds(grammar::trim(grammar::split_before(value, b';').0))
}

/// Changes the seconds of Session-Expires or Min-SE, and not their parameters.
fn set_interval(request: &mut TextEditor<'_>, name: &[u8], seconds: u32) {
    let params = {
        let value = request.values(name).next().unwrap_or_default();
        grammar::split_before(value, b';').1.to_vec()
    };
    request.set(name, &[seconds.to_string().as_bytes(), &params].concat());
}

/// The user in From.
fn user_of(request: &TextEditor<'_>) -> Option<Text> {
    let from: NameAddr = request.read(b"From")?;
    from.url?.user().map(|user| Text::new(&user))
}

#[cfg(test)]
mod tests;
