//! Logins, also those that are added when a registrar has asked for them.

use crate::auth::Verdict;
use crate::error::{Error, Result};
use crate::trace::trace;

use super::Change;
use crate::ua::registration::lifecycle::Next;
use crate::ua::{DefaultAction, Ids, Now, Ua};

/// A login as the application gives it: of requests of `username` (the user part of From), with the name that the server
/// knows. Of password and HA1 one is needed; no realm stands for any.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewLogin<'a> {
    /// The user part of From.
    pub username: &'a [u8],
    /// The user name that the server knows.
    pub userid: &'a [u8],
    /// The password.
    pub password: Option<&'a [u8]>,
    /// `H(userid:realm:password)` in hexadecimal digits.
    pub ha1: Option<&'a [u8]>,
    /// The realm, plain or in quotes.
    pub realm: Option<&'a [u8]>,
}

impl Ua {
    /// Does what an application usually does about an event with a response of this status: sends a challenged request
    /// again with credentials, a limited number of times.
    pub fn default_action(&mut self, now: Now, ids: Ids, status: i32) -> Result<DefaultAction> {
        match status {
            401 | 407 => {}
            300..=399 if ids.cid > 0 => {
                self.follow_call_redirection(now, ids.cid, ids.tid)?;
                return Ok(DefaultAction::Retried);
            }
            300..=399 => return Err(Error::Undefined),
            _ => return Ok(DefaultAction::Nothing),
        }
        match ids {
            Ids { rid: 0, cid: 0, sid: 0, nid: 0, tid, .. } if tid > 0 => {
                self.retry_publish(now, tid).unwrap_or_else(|| self.retry_message(now, tid))
            }
            Ids { rid: 0, cid, tid, .. } if cid > 0 => {
                self.answer_call_challenge(now, cid, tid)?;
                Ok(DefaultAction::Retried)
            }
            Ids { rid: 0, sid: 1.., .. } | Ids { rid: 0, nid: 1.., .. } => {
                self.answer_subscription_challenge(now, ids)?;
                Ok(DefaultAction::Retried)
            }
            Ids { rid, .. } => self.retry_register(now, rid),
        }
    }

    /// Adds a login. Registrations whose last REGISTER was refused for want of it are due now.
    pub fn add_login(&mut self, now: Now, login: &NewLogin<'_>) -> Result<()> {
        let NewLogin { username, userid, password, ha1, realm } = *login;
        self.credentials.add(username, userid, password, ha1, realm)?;
        self.retry_calls_with_new_login(now.instant);
        self.retry_subscriptions_with_new_login(now.instant);
        for rid in self.waiting.of_login(username, realm, &self.credentials) {
            self.retry_with_new_login(now, rid);
        }
        Ok(())
    }

    /// Removes the login of `username` for `realm`; without a realm, the one that was added without.
    pub fn remove_login(&mut self, username: &[u8], realm: Option<&[u8]>) -> Result<()> {
        self.credentials.remove(username, realm)
    }

    /// Removes all logins.
    pub fn clear_logins(&mut self) {
        self.credentials.clear();
    }

    fn retry_with_new_login(&mut self, now: Now, rid: i32) {
        let verdict = self.retry_unanswered(rid);
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let user = registration.user.as_deref();
        let is_helped = verdict == Verdict::Answerable
            || registration.retries.authenticator.has_other_login(user, &self.credentials);
        let is_idle =
            registration.transaction().is_none() && is_refusal(registration.retry.last_status);
        if !is_helped || !is_idle {
            return;
        }
        trace!(Info1, "registration {rid}: a login was added, it is tried at once");
        registration.retry.can_answer = true;
        let at = registration.retry_with_new_login(now.instant);
        self.set_due(rid, Some(at), Some(Change::Credentials));
        self.waiting.remove(rid);
    }

    /// Stores the last challenges of a registration again, in case a login for them has been added since.
    pub(in crate::ua) fn retry_unanswered(&mut self, rid: i32) -> Verdict {
        let Some(registration) = self.registrations.get_mut(&rid) else {
            return Verdict::Unanswerable;
        };
        let user = registration.user.as_deref();
        let authenticator = &mut registration.retries.authenticator;
        let verdict = authenticator.retry_unanswered(user, &self.credentials, &self.policy);
        if verdict == Verdict::Answerable {
            registration.retry.can_answer = true;
        }
        verdict
    }

    /// After a response of this status: whether a login that is added later may help the registration.
    pub(in crate::ua) fn await_login(&mut self, rid: i32, status: u16, next: Next) {
        let is_over = !is_refusal(status.into()) || matches!(next, Next::AtOnce(_));
        match self.registrations.get(&rid).filter(|_| !is_over) {
            Some(registration) => {
                let realms = registration.retries.authenticator.realms();
                self.waiting.insert(rid, registration.user.as_deref(), realms);
            }
            None => self.waiting.remove(rid),
        }
    }
}

/// Whether the server refused the login, or there was none.
fn is_refusal(status: i32) -> bool {
    matches!(status, 401 | 403 | 407)
}
