//! One registration: what is kept of it between two REGISTERs. RFC 3261 10.2.

mod api;
pub(in crate::ua) mod arguments;
mod bindings;
pub(in crate::ua) mod build;
mod cause;
mod compact;
mod first;
mod leave;
pub(in crate::ua) mod lifecycle;
mod outbound;
mod redirect;
mod registrar_info;
mod response;
mod rewrite;
mod state;
mod waiting;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use self::compact::{Seldom, Uncommon};
use crate::sip::text::StoredText;
use crate::transaction::TransactionId;
use crate::ua::random::Rng;
use crate::ua::retry::{Change, Retries};
use crate::ua::{ScheduledTask, Ua};

pub(in crate::ua) use self::api::Purpose;
pub use self::api::{DefaultAction, TASKS_PER_ACTION};
pub(in crate::ua) use self::compact::LastLocal;
pub use self::registrar_info::RegistrarInfo;
pub(in crate::ua) use self::rewrite::ContactRewrite;
pub use self::state::RegistrationState;

/// One registration: an address of record at a registrar, from `build_initial_register` to its removal.
#[derive(Debug)]
pub(in crate::ua) struct Registration {
    /// The newest REGISTER that is over, or the first. The next one is a copy of it.
    pub(in crate::ua) request: StoredText,
    /// The user part of its From: selects the login.
    pub(in crate::ua) user: Option<Arc<[u8]>>,
    /// Identifies its Contact among those of other devices.
    pub(in crate::ua) contact_id: ContactId,
    /// Whether a REGISTER was ever given to the transport.
    pub(in crate::ua) is_sent: bool,
    /// Whether the next REGISTER is to be one without a flow number.
    pub(in crate::ua) is_without_flow: bool,
    pub(in crate::ua) phase: Phase,
    pub(in crate::ua) binding: BindingState,
    pub(in crate::ua) retry: RetryState,
    pub(in crate::ua) contact: ContactState,
    /// The challenges that it has met, and how often a REGISTER was sent again at once.
    pub(in crate::ua) retries: Retries,
    /// What the registrar returned beside the binding.
    pub(in crate::ua) registrar_info: Option<Box<RegistrarInfo>>,
    /// What few registrations have.
    uncommon: Seldom<Uncommon>,
}

/// The REGISTER of a registration: none, a scheduled one, or one under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ua) enum Phase {
    /// No REGISTER is sent until the application asks for one.
    Idle,
    /// The next REGISTER is due at a time, or is due and waits for its next hop.
    Waiting {
        /// When it is due; `None` once it was.
        due: Option<Instant>,
        /// The change in it that answers a response, if it does.
        answer: Option<Change>,
    },
    /// A REGISTER waits for its final response.
    InFlight {
        transaction: TransactionId,
        /// Whether it carries out the step [`Registration::rewrite`].
        is_rewriting: bool,
    },
}

/// The binding at the registrar, in seconds and by the clock.
#[derive(Debug)]
pub(in crate::ua) struct BindingState {
    /// The seconds that the application requested when it last built a REGISTER.
    pub(in crate::ua) app_expires: u32,
    /// The seconds that the last REGISTER requested; 0 unregisters.
    pub(in crate::ua) requested_expires: u32,
    /// The seconds that were granted; the requested ones until then.
    pub(in crate::ua) granted_expires: u32,
    /// When it expires.
    pub(in crate::ua) expires_at: Option<Instant>,
    /// Whether a REGISTER ever succeeded.
    pub(in crate::ua) has_been_made: bool,
}

/// The last REGISTER and its result, and how often a REGISTER was repeated.
#[derive(Debug, Default)]
pub(in crate::ua) struct RetryState {
    /// When the last REGISTER was sent.
    pub(in crate::ua) started: Option<Instant>,
    /// Retries at once since the last REGISTER that was not one.
    pub(in crate::ua) burst: u8,
    /// Failures in a row.
    pub(in crate::ua) failures: u8,
    /// Whether the last challenge can be answered at all.
    pub(in crate::ua) can_answer: bool,
    /// The status of the last response; 0 where there was none.
    pub(in crate::ua) last_status: i32,
    /// Whether that is why the last REGISTER failed.
    is_refused: bool,
}

/// The address in Contact, and its rewriting to the address that the registrar sees.
#[derive(Debug)]
pub(in crate::ua) struct ContactState {
    /// The source of the address.
    pub(in crate::ua) source: ContactSource,
    /// Whether it follows the address that the registrar sees.
    pub(in crate::ua) is_followed: bool,
    /// Whether the registrar has refused a REGISTER with two Contacts.
    pub(in crate::ua) refuses_moves: bool,
    /// Rewrites since the registrar last saw the address in Contact.
    pub(in crate::ua) vain_rewrites: u8,
    /// The local address of the path of the last REGISTER.
    pub(in crate::ua) local: Option<Arc<SocketAddr>>,
}

/// 60 random bits, written as 15 hexadecimal digits in the `line` parameter of our Contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ua) struct ContactId(u64);

impl ContactId {
    pub(in crate::ua) fn new(rng: &mut Rng) -> Self {
        Self(rng.number() >> 4)
    }

    pub(in crate::ua) fn digits(self) -> [u8; 15] {
        let mut number = self.0;
        let mut digits = [b'0'; 15];
        for place in digits.iter_mut().rev() {
            let digit = (number & 0xf) as u8;
            *place = if digit < 10 { b'0' + digit } else { b'a' - 10 + digit };
            number >>= 4;
        }
        digits
    }
}

/// The source of the address in Contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ua) enum ContactSource {
    /// The application wrote it.
    Application,
    /// It is the local address of the path to the registrar.
    Local,
    /// It was set by `masquerade`, and stays.
    Masqueraded,
    /// It was learned from the registrar.
    Learned,
}

impl Registration {
    /// A registration whose first REGISTER, as text, is `request`.
    pub(in crate::ua) fn new(
        request: Arc<[u8]>,
        contact_id: ContactId,
        expires: u32,
        source: ContactSource,
    ) -> Self {
        Self {
            request: StoredText::Whole(request),
            user: None,
            contact_id,
            is_sent: false,
            is_without_flow: false,
            phase: Phase::Idle,
            binding: BindingState {
                app_expires: expires,
                requested_expires: expires,
                granted_expires: expires,
                expires_at: None,
                has_been_made: false,
            },
            retry: RetryState::default(),
            contact: ContactState {
                source,
                is_followed: false,
                refuses_moves: false,
                vain_rewrites: 0,
                local: None,
            },
            retries: Retries::default(),
            registrar_info: None,
            uncommon: Seldom::default(),
        }
    }

    /// The REGISTER that waits for its final response.
    pub(in crate::ua) fn transaction(&self) -> Option<TransactionId> {
        match self.phase {
            Phase::InFlight { transaction, .. } => Some(transaction),
            Phase::Idle | Phase::Waiting { .. } => None,
        }
    }

    /// When the next REGISTER is due.
    pub(in crate::ua) fn due(&self) -> Option<Instant> {
        match self.phase {
            Phase::Waiting { due, .. } => due,
            Phase::Idle | Phase::InFlight { .. } => None,
        }
    }

    /// The change in the next REGISTER that answers a response, if it does.
    pub(in crate::ua) fn answer(&self) -> Option<Change> {
        match self.phase {
            Phase::Waiting { answer, .. } => answer,
            Phase::Idle | Phase::InFlight { .. } => None,
        }
    }

    /// The REGISTER under way is over. Returns the step of a rewrite that it carried out.
    pub(in crate::ua) fn end_transaction(&mut self) -> ContactRewrite {
        match core::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::InFlight { is_rewriting: true, .. } => self.rewrite(),
            _ => ContactRewrite::None,
        }
    }
}

impl Ua {
    /// Schedules the next REGISTER of a registration that has none under way. `None`: there is none.
    pub(in crate::ua) fn set_due(&mut self, rid: i32, at: Option<Instant>, answer: Option<Change>) {
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let (mut due, task) = (registration.due(), ScheduledTask::Register(rid));
        registration.phase = match at {
            Some(at) => {
                self.scheduled.set(&mut due, task, at);
                Phase::Waiting { due, answer }
            }
            None => {
                self.scheduled.clear(&mut due, task);
                Phase::Idle
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::random::fixed::Constant;

    #[test]
    fn contact_id_is_fifteen_hexadecimal_digits() {
        let digits = |byte| ContactId::new(&mut Rng::new(Box::new(Constant(byte)))).digits();
        assert_eq!((&digits(0xff), &digits(0)), (b"fffffffffffffff", b"000000000000000"));
        assert_eq!(&digits(0x5a), b"5a5a5a5a5a5a5a5");
    }
}
