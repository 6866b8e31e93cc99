//! One registration: what is kept of it between two REGISTERs. RFC 3261 10.2.

mod api;
pub(in crate::ua) mod build;
pub(in crate::ua) mod lifecycle;
mod outbound;
mod redirect;
mod registrar_info;
mod response;
mod state;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use self::redirect::RedirectTarget;
use crate::auth::Authenticator;
use crate::mem::Text;
use crate::transaction::TransactionId;
use crate::ua::random::Dice;

pub(in crate::ua) use self::api::Purpose;
pub use self::api::{DefaultAction, ERRANDS};
pub use self::registrar_info::RegistrarInfo;
pub use self::state::RegistrationState;

/// One registration: an address of record at a registrar, from `build_initial_register` to its removal.
#[derive(Debug)]
pub(in crate::ua) struct Registration {
    /// The newest REGISTER that is over, or the first, as text. The next one is a copy of it.
    pub(in crate::ua) request: Arc<[u8]>,
    /// The user part of its From: selects the login.
    pub(in crate::ua) user: Option<Text>,
    /// The preloaded Route that selected the next hop and was not written.
    pub(in crate::ua) hidden_route: Option<Text>,
    /// Whether a REGISTER was ever given to the transport.
    pub(in crate::ua) is_sent: bool,
    /// The target of a redirection, instead of its registrar.
    pub(in crate::ua) detour: Option<Box<RedirectTarget>>,
    /// Whether the next REGISTER is to be one without a flow number.
    pub(in crate::ua) is_plain: bool,
    /// What the registrar returned beside the binding.
    pub(in crate::ua) registrar_info: Option<Box<RegistrarInfo>>,
    /// Identifies its Contact among those of other devices.
    pub(in crate::ua) line: Line,
    /// The seconds that the application requested when it last built a REGISTER.
    pub(in crate::ua) asked: u32,
    /// The seconds that the last REGISTER requested; 0 unregisters.
    pub(in crate::ua) wish: u32,
    /// The seconds that were granted; the requested ones until then.
    pub(in crate::ua) period: u32,
    /// The REGISTER that waits for its final response.
    pub(in crate::ua) transaction: Option<TransactionId>,
    /// When the last REGISTER was sent.
    pub(in crate::ua) started: Option<Instant>,
    /// When the next one is due.
    pub(in crate::ua) due: Option<Instant>,
    /// Whether what is due answers what came back.
    pub(in crate::ua) is_urgent: bool,
    /// When its binding expires.
    pub(in crate::ua) bound_until: Option<Instant>,
    /// Whether an un-REGISTER follows as soon as the REGISTER under way is answered.
    pub(in crate::ua) is_leaving: bool,
    /// When it is forgotten after an un-REGISTER without success.
    pub(in crate::ua) farewell: Option<Instant>,
    /// Retries at once since the last success.
    pub(in crate::ua) retries: u8,
    /// Retries at once since the last REGISTER that was not one.
    pub(in crate::ua) burst: u8,
    /// Failures in a row.
    pub(in crate::ua) failures: u8,
    /// The status of the last response; 0 where there was none.
    pub(in crate::ua) last_status: i32,
    /// Its reason phrase, where that is not the usual one.
    pub(in crate::ua) unusual_reason: Option<Text>,
    /// Whether the last challenge can be answered at all.
    pub(in crate::ua) can_answer: bool,
    /// Whether a REGISTER ever succeeded.
    pub(in crate::ua) has_succeeded: bool,
    /// The challenges that it has met.
    pub(in crate::ua) authenticator: Authenticator,
    /// How its Contact came by its address.
    pub(in crate::ua) contact: ContactSource,
    /// Whether the Contact follows the address that the registrar sees.
    pub(in crate::ua) auto_masquerade: bool,
    /// The next step in rewriting its Contact.
    pub(in crate::ua) correction: Correction,
    /// Whether the REGISTER under way is that step.
    pub(in crate::ua) is_correcting: bool,
    /// When a rewrite was last found to be needed.
    pub(in crate::ua) corrected: Option<Instant>,
    /// Rewrites since the registrar last saw the address in Contact.
    pub(in crate::ua) vain_corrections: u8,
    /// Whether the registrar has refused a REGISTER with two Contacts.
    pub(in crate::ua) refuses_moves: bool,
    /// The local address of the path of the last REGISTER.
    pub(in crate::ua) local: Option<SocketAddr>,
}

/// 60 random bits, written as 15 hexadecimal digits in the `line` parameter of our Contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ua) struct Line(u64);

impl Line {
    pub(in crate::ua) fn new(dice: &mut Dice) -> Self {
        Self(dice.number() >> 4)
    }

    pub(in crate::ua) fn text(self) -> String {
        format!("{:015x}", self.0)
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

/// A Contact that shows another address than the registrar sees is replaced: in one step, or in two where the registrar
/// refuses that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ua) enum Correction {
    /// It is right.
    None,
    /// The right address is to be registered, and the binding with the wrong one removed, in one REGISTER.
    Move(SocketAddr),
    /// The binding with the wrong address is to be removed.
    Remove(SocketAddr),
    /// The right address is to be registered.
    Replace(SocketAddr),
}

impl Registration {
    /// A registration whose first REGISTER, as text, is `request`.
    pub(in crate::ua) fn new(
        request: Arc<[u8]>,
        line: Line,
        expires: u32,
        contact: ContactSource,
    ) -> Self {
        Self {
            request,
            user: None,
            hidden_route: None,
            detour: None,
            is_plain: false,
            registrar_info: None,
            is_sent: false,
            line,
            asked: expires,
            wish: expires,
            period: expires,
            transaction: None,
            started: None,
            due: None,
            is_urgent: false,
            bound_until: None,
            is_leaving: false,
            farewell: None,
            retries: 0,
            burst: 0,
            failures: 0,
            last_status: 0,
            unusual_reason: None,
            can_answer: false,
            has_succeeded: false,
            authenticator: Authenticator::default(),
            contact,
            auto_masquerade: false,
            correction: Correction::None,
            is_correcting: false,
            corrected: None,
            vain_corrections: 0,
            refuses_moves: false,
            local: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ua::Random;

    struct Same(u8);

    impl Random for Same {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn a_line_is_fifteen_hexadecimal_digits() {
        let text = |byte| Line::new(&mut Dice::new(Box::new(Same(byte)))).text();
        assert_eq!((text(0xff).as_str(), text(0).as_str()), ("fffffffffffffff", "000000000000000"));
    }
}
