//! A Contact that shows another address than the registrar sees is rewritten. RFC 3581, RFC 3261 10.2.2.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::Registration;
use crate::sip::text::{MessageText, TextEditor, header_values};
use crate::trace::trace;
use crate::ua::Ua;
use crate::ua::identity::masquerade::{domain_of, has_contact, seen_address, shown_address};
use crate::ua::usage::Exchange;

/// The time from one correction of a Contact to the next, and how often it doubles: up to half a day.
const CORRECTION_GUARD: Duration = Duration::from_secs(60);
const MOST_DOUBLINGS: u8 = 9;

/// The next step of a rewrite. A Contact that shows another address than the registrar sees is replaced: in one step, or
/// in two where the registrar refuses that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ua) enum ContactRewrite {
    /// It is right.
    #[default]
    None,
    /// The right address is to be registered, and the binding with the wrong one removed, in one REGISTER.
    Move(SocketAddr),
    /// The binding with the wrong address is to be removed.
    Remove(SocketAddr),
    /// The right address is to be registered.
    Replace(SocketAddr),
}

impl ContactRewrite {
    pub(in crate::ua) fn is_move(self) -> bool {
        matches!(self, Self::Move(_))
    }
}

impl Ua {
    /// Stores the address that the registrar sees. Returns whether Contact shows another one and is rewritten now.
    pub(super) fn must_correct(
        &mut self,
        now: Instant,
        rid: i32,
        client: &Exchange,
        response: &MessageText<'_>,
    ) -> bool {
        let Some(path) = client.path else { return false };
        let Some(registration) = self.registrations.get_mut(&rid) else { return false };
        let follows = registration.contact.is_followed && self.options.auto_masquerade;
        let default_port = path.transport.default_port();
        let via =
            response.vias().next().filter(|_| follows && registration.binding.granted_expires > 0);
        let Some(seen) = via.and_then(|via| seen_address(via, default_port)) else { return false };
        // After a move the new Contact is the first.
        let contact = header_values(&client.request, b"Contact").next();
        if contact.and_then(|contact| shown_address(contact, default_port)) == Some(seen) {
            registration.contact.vain_rewrites = 0;
            return false;
        }
        let stored = registration.request.text(&mut self.writer);
        let request = TextEditor::of(&stored);
        if !path.transport.is_reliable() {
            self.accounts.learn(domain_of(&request).as_deref().unwrap_or_default(), seen);
        } else if let Some(flow) = client.in_flight.flow {
            self.router.flows.learn(flow, seen);
        }
        let is_guarded = registration
            .rewritten()
            .is_some_and(|last| now.saturating_duration_since(last) < registration.guard());
        if is_guarded || !has_contact(&request) {
            return false;
        }
        trace!(Info1, "registration {rid}: the registrar sees {seen}, Contact is rewritten");
        registration.set_rewrite(match registration.contact.refuses_moves {
            true => ContactRewrite::Remove(seen),
            false => ContactRewrite::Move(seen),
        });
        registration.set_rewritten(Some(now));
        registration.contact.vain_rewrites = registration.contact.vain_rewrites.saturating_add(1);
        true
    }
}

impl Registration {
    /// The time from one rewrite to the next: it grows as long as rewrites do not help.
    fn guard(&self) -> Duration {
        let doublings = self.contact.vain_rewrites.saturating_sub(1).min(MOST_DOUBLINGS);
        CORRECTION_GUARD * (1 << doublings)
    }

    /// The registrar refused a REGISTER with two Contacts: it gets one at a time. False if that is not the case.
    pub(in crate::ua) fn give_up_move(&mut self, step: ContactRewrite, status: u16) -> bool {
        // Others speak about something else than the Contacts.
        let is_about_contacts =
            matches!(status, 400 | 403 | 406 | 416 | 488 | 500 | 501 | 513 | 606);
        match step {
            ContactRewrite::Move(address) if is_about_contacts => {
                self.contact.refuses_moves = true;
                self.set_rewrite(ContactRewrite::Remove(address));
                true
            }
            _ => false,
        }
    }

    /// A REGISTER that was to remove a wrong Contact came to nothing: the right one is registered all the same.
    pub(in crate::ua) fn give_up_removal(&mut self, step: ContactRewrite) {
        if let ContactRewrite::Remove(address) = step {
            self.set_rewrite(ContactRewrite::Replace(address));
        }
    }
}
