//! What an application can read about one registration.

use core::ffi::CStr;
use std::net::SocketAddr;
use std::time::Instant;

use super::registrar_info::RegistrarInfo;
use crate::error::{Error, Result};
use crate::mem::Text;
use crate::sip::reason::reason;
use crate::sip::text::MessageText;
use crate::trace::trace;
use crate::transport::FailureCause;
use crate::ua::Ua;
use crate::ua::io::Transport;
use crate::ua::registration::Registration;

/// The longest reason phrase that is kept.
const LONGEST_REASON: usize = 256;

/// How one registration stands.
#[derive(Clone, Debug, PartialEq)]
pub struct RegistrationState<'a> {
    /// When the binding expires; `None` if there is none, or it was removed.
    pub bound_until: Option<Instant>,
    /// The granted seconds; 0 while it is being removed.
    pub granted: u32,
    /// The status of the last response; 0 if there was none to the last request.
    pub last_status: i32,
    /// Why the last REGISTER failed.
    pub cause: FailureCause,
    /// Its reason phrase.
    pub last_reason: Option<&'a [u8]>,
    /// When the next REGISTER is due by itself, or may go if it waits for its next hop. `None`: one is under way, or none
    /// is due.
    pub next_attempt: Option<Instant>,
    /// How the last REGISTER went out.
    pub transport: Option<Transport>,
    /// Where it went.
    pub remote: Option<SocketAddr>,
    /// The local address of the path.
    pub local: Option<SocketAddr>,
}

impl Registration {
    /// Keeps what the last response says in short; `None`: there was none.
    pub(in crate::ua) fn note(&mut self, response: Option<&MessageText<'_>>) {
        self.retry.last_status = response.map_or(0, |response| response.status().into());
        // Nearly all phrases are the usual ones: those need no room.
        let usual = reason(self.retry.last_status).map(CStr::to_bytes);
        let phrase = response.map(MessageText::reason).filter(|phrase| Some(*phrase) != usual);
        if let Some(long) = phrase.filter(|phrase| phrase.len() > LONGEST_REASON) {
            trace!(Warning, "a reason phrase of {} bytes is not kept", long.len());
        }
        let phrase = phrase.filter(|phrase| phrase.len() <= LONGEST_REASON);
        self.set_unusual_reason(phrase.map(Text::new));
    }

    /// Traces when the next REGISTER is due, and why.
    pub(in crate::ua) fn trace_next(&self, now: Instant, rid: i32) {
        let (status, failures) = (self.retry.last_status, self.retry.failures);
        let Some(at) = self.due() else {
            return trace!(Info1, "registration {rid}: no REGISTER is due after {status}");
        };
        let delay = at.saturating_duration_since(now).as_secs_f64();
        match (self.answer().is_some(), failures) {
            (true, _) => trace!(
                Info1,
                "registration {rid}: REGISTER in {delay:.1} s, for {status} asks for it"
            ),
            (false, 0) => trace!(Info1, "registration {rid}: refresh in {delay:.1} s"),
            (false, _) => {
                trace!(
                    Info1,
                    "registration {rid}: retry in {delay:.1} s after {status}, failure {failures} in a row"
                );
            }
        }
    }

    fn last_reason(&self) -> Option<&[u8]> {
        let usual = || reason(self.retry.last_status).map(CStr::to_bytes);
        self.unusual_reason().or_else(usual)
    }
}

impl Ua {
    /// What the registrar gave registration `rid` beside the binding; `None` if that was nothing.
    pub fn registrar_info(&self, rid: i32) -> Result<Option<&RegistrarInfo>> {
        if rid <= 0 {
            return Err(Error::BadParameter);
        }
        let registration = self.registrations.get(&rid).ok_or(Error::NotFound)?;
        Ok(registration.registrar_info.as_deref())
    }

    /// How registration `rid` stands.
    pub fn registration(&self, rid: i32) -> Result<RegistrationState<'_>> {
        if rid <= 0 {
            return Err(Error::BadParameter);
        }
        let registration = self.registrations.get(&rid).ok_or(Error::NotFound)?;
        let turn = self.router.turn_of(rid);
        let server = self.router.server_of(rid);
        Ok(RegistrationState {
            bound_until: registration.binding.expires_at,
            granted: registration.binding.granted_expires,
            last_status: registration.retry.last_status,
            cause: registration.cause(),
            last_reason: registration.last_reason(),
            next_attempt: registration.due().or(turn),
            transport: server.map(|server| server.transport),
            remote: server.map(|server| server.address),
            local: registration.contact.local.as_deref().copied(),
        })
    }
}
