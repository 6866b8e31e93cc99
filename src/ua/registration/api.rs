//! The registration functions of an application: build, send, remove, automatic and default action.

use std::sync::Arc;
use std::time::SystemTime;

use super::arguments::{Arguments, initial_expires, later_expires};
use super::build::{self, Identifiers, user_of};
use super::first::First;
use super::outbound;
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::routing::Owner;
use crate::sip::Message;
use crate::sip::text::TextEditor;
use crate::trace::trace;
use crate::ua::identity::masquerade;
use crate::ua::outgoing::Turn;
use crate::ua::registration::{ContactId, ContactRewrite, ContactSource, Registration};
use crate::ua::retry::Change;
use crate::ua::{FailureCause, Now, ScheduledTask, Transport, Ua};

/// How much of what is due is done before answers and timers have a turn.
pub const TASKS_PER_ACTION: usize = 64;

/// What `default_action` did about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultAction {
    /// The request was sent again, with credentials.
    Retried,
    /// There is nothing that is done by default.
    Nothing,
}

/// Why a REGISTER is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ua) enum Purpose {
    /// The application asks for so many seconds.
    Asked(u32),
    /// It is due.
    Due,
}

impl Ua {
    /// Builds the first REGISTER of a new registration. Nothing is sent yet.
    ///
    /// `registrar` is a SIP URI or a bare host name. Without a `contact` our own is written. `expires` is in seconds;
    /// `q` is cut at 15 characters. Returns the number of the registration, and the message, whose addresses are
    /// placeholders until it goes out.
    pub fn build_initial_register(
        &mut self,
        now: Now,
        from: &[u8],
        registrar: &[u8],
        contact: Option<&[u8]>,
        expires: i32,
        q: Option<&[u8]>,
    ) -> Result<(i32, CBox<Message>)> {
        let (rid, line, expires) = self.announce_registration(registrar, expires)?;
        let arguments = Arguments { from, registrar, contact, q, expires };
        let (listeners, options) = (&self.listeners, &self.options);
        let (arguments, identifiers) = (&arguments, &Identifiers::new(&mut self.rng));
        let first = First { arguments, line, listeners, options, identifiers, date: now.date };
        let (message, text) = first.message(&mut self.writer)?;
        self.add_registration(now, rid, line, arguments, (text, user_of(&message).as_deref()));
        Ok((rid, message))
    }

    /// What a new registration is known by: its number, its part of Contact, and the seconds that it asks for.
    fn announce_registration(
        &mut self,
        registrar: &[u8],
        expires: i32,
    ) -> Result<(i32, ContactId, u32)> {
        if registrar.is_empty() {
            return Err(Error::BadParameter);
        }
        if self.listeners.is_empty() {
            return Err(Error::NoNetwork);
        }
        // A number is used up even if nothing comes of it.
        let rid = self.next_rid();
        Ok((rid, ContactId::new(&mut self.rng), initial_expires(expires)))
    }

    /// Adds a registration, with its first REGISTER and the user part of From.
    fn add_registration(
        &mut self,
        now: Now,
        rid: i32,
        line: ContactId,
        arguments: &Arguments<'_>,
        (text, user): (Arc<[u8]>, Option<&[u8]>),
    ) {
        let source = match arguments.contact {
            Some(_) => ContactSource::Application,
            None => ContactSource::Local,
        };
        let mut registration = Registration::new(text, line, arguments.expires, source);
        registration.contact.is_followed = self.options.auto_masquerade;
        registration.user = user.map(|user| self.credentials.share_user(user));
        self.registrations.insert(rid, Box::new(registration));
        self.new_registrations.add(now.instant);
    }

    /// Makes a registration and sends its first REGISTER, as [`Ua::build_initial_register`] builds it. Returns its number; if
    /// the request cannot be sent, there is no registration.
    pub fn send_initial_register(
        &mut self,
        now: Now,
        from: &[u8],
        registrar: &[u8],
        contact: Option<&[u8]>,
        expires: i32,
    ) -> Result<i32> {
        let (rid, line, expires) = self.announce_registration(registrar, expires)?;
        let arguments = Arguments { from, registrar, contact, q: None, expires };
        let (listeners, options) = (&self.listeners, &self.options);
        let (arguments, identifiers) = (&arguments, &Identifiers::new(&mut self.rng));
        let first = First { arguments, line, listeners, options, identifiers, date: now.date };
        let (request, user) = first.text(&mut self.writer)?;
        self.add_registration(now, rid, line, arguments, (request.clone(), user.as_deref()));
        self.begin(now.instant, rid, &mut TextEditor::of(&request), Turn::Asked)
            .inspect_err(|_| self.forget(rid))?;
        Ok(rid)
    }

    /// Builds the next REGISTER of a registration, for `expires` seconds; 0 unregisters. Nothing is sent yet, and
    /// what goes on by itself goes on.
    pub fn build_register(&mut self, now: Now, rid: i32, expires: i32) -> Result<CBox<Message>> {
        let registration = self.idle_registration(rid)?;
        // The original clears its guard against repeated corrections here.
        registration.set_rewritten(None);
        let asked = later_expires(expires);
        let asked = registration.at_least_minimum(asked);
        let message = self.next_register(rid, Purpose::Asked(asked), now.date, |ua, request| {
            Message::parse_own(ua.writer.text(request))
        })?;
        if let Some(registration) = self.registrations.get_mut(&rid) {
            registration.binding.app_expires = asked;
        }
        Ok(CBox::new(message))
    }

    /// Sends a REGISTER of a registration. Without one, the next is built as the application last asked for.
    pub fn send_register(
        &mut self,
        now: Now,
        rid: i32,
        message: Option<CBox<Message>>,
    ) -> Result<()> {
        let asked = self.idle_registration(rid)?.binding.app_expires;
        let Some(message) = message else {
            return self.send_next(now, rid, Purpose::Asked(asked), Turn::Asked);
        };
        let request = self.writer.write(&message)?;
        let result = self.begin(now.instant, rid, &mut TextEditor::of(&request), Turn::Asked);
        let Some(registration) = self.registrations.get_mut(&rid) else { return result };
        match result {
            Ok(()) => {
                let user = user_of(&message);
                if registration.user.as_deref() != user.as_deref() {
                    registration.user = user.map(|user| self.credentials.share_user(&user));
                }
                if let Some(id) = registration.transaction() {
                    self.trees.keep(id, message, request);
                }
            }
            Err(Error::NoNetwork) => {
                let asked =
                    message.req_uri.as_deref().and_then(|uri| self.listeners.required_by(uri));
                registration.set_cause(FailureCause::NoListener(asked.unwrap_or(Transport::Udp)));
            }
            Err(_) => {}
        }
        result
    }

    /// Forgets a registration at once. Nothing is sent; a REGISTER under way ends without an event.
    pub fn remove_register(&mut self, rid: i32) -> Result<()> {
        if rid <= 0 {
            return Err(Error::BadParameter);
        }
        if !self.registrations.contains_key(&rid) {
            return Err(Error::NotFound);
        }
        self.forget(rid);
        Ok(())
    }

    /// Sends what is due: refreshes, retries, answers to challenges; `most` of them. Returns whether that was all.
    pub fn automatic_action(&mut self, now: Now, most: usize) -> bool {
        for _ in 0..most {
            match self.scheduled.pop_due(now.instant) {
                Some(ScheduledTask::Register(rid)) => self.handle_due(now, rid),
                Some(ScheduledTask::Publish(pid)) => self.handle_publish_due(now, pid),
                // It was answerable when it was scheduled; if that has changed, the application knows of the response.
                Some(ScheduledTask::RetryMessage(tid)) => drop(self.retry_message(now, tid)),
                Some(ScheduledTask::Subscription(id)) => self.handle_subscription_task(now, id),
                Some(ScheduledTask::Notifier(did)) => self.handle_notifier_task(now, did),
                Some(ScheduledTask::Call(cid)) => self.handle_call_task(now, cid),
                None => match self.router.pop_turn(now.instant) {
                    Some(next_hop) => self.release_waiting(now, next_hop),
                    None => return true,
                },
            }
        }
        false
    }

    /// Sends the next REGISTER of a registration, with credentials, three times at most.
    pub(in crate::ua) fn retry_register(&mut self, now: Now, rid: i32) -> Result<DefaultAction> {
        let registration = self.idle_registration(rid)?;
        if !registration.retries.has_retry(Change::Credentials) {
            return Err(Error::RetryLimit);
        }
        self.retry_unanswered(rid);
        if !self.registrations.get(&rid).is_some_and(|registration| registration.retry.can_answer) {
            return Err(Error::NotFound);
        }
        self.next_register(rid, Purpose::Due, now.date, |ua, request| {
            if let Some(registration) = ua.registrations.get_mut(&rid) {
                registration.retries.count(Change::Credentials);
            }
            ua.begin(now.instant, rid, request, Turn::Retry).map(|()| DefaultAction::Retried)
        })
    }

    /// The registration, if it may send: none of its REGISTERs is under way.
    fn idle_registration(&mut self, rid: i32) -> Result<&mut Registration> {
        if rid <= 0 {
            return Err(Error::BadParameter);
        }
        let registration = self.registrations.get_mut(&rid).ok_or(Error::NotFound)?;
        match registration.transaction() {
            Some(_) => Err(Error::WrongState),
            None => Ok(registration),
        }
    }

    /// Sends the next REGISTER.
    pub(in crate::ua) fn send_next(
        &mut self,
        now: Now,
        rid: i32,
        purpose: Purpose,
        turn: Turn,
    ) -> Result<()> {
        self.next_register(rid, purpose, now.date, |ua, request| {
            ua.begin(now.instant, rid, request, turn)
        })
    }

    /// Builds the next REGISTER, a copy of the last, or of the first if that was never sent, and passes it to `body`.
    fn next_register<T>(
        &mut self,
        rid: i32,
        purpose: Purpose,
        date: SystemTime,
        body: impl FnOnce(&mut Self, &mut TextEditor<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut room = core::mem::take(&mut self.kept_register);
        let result = self.next_register_in(&mut room, rid, purpose, date, body);
        self.kept_register = room;
        result
    }

    /// The same, with room for the last REGISTER.
    fn next_register_in<T>(
        &mut self,
        room: &mut Vec<u8>,
        rid: i32,
        purpose: Purpose,
        date: SystemTime,
        body: impl FnOnce(&mut Self, &mut TextEditor<'_>) -> Result<T>,
    ) -> Result<T> {
        let registration = self.registrations.get_mut(&rid).ok_or(Error::NotFound)?;
        let mut request = TextEditor::of(registration.request.read(room));
        if let Some(route) = registration.preloaded_route() {
            request.insert_route(route);
        }
        registration.write_redirect_target(&mut request);
        if registration.is_without_flow {
            outbound::withdraw(&mut request, &self.options);
        }
        let expires = match purpose {
            Purpose::Asked(expires) => expires,
            Purpose::Due => registration.binding.requested_expires,
        };
        build::renew(&mut request, expires, &self.options, &mut self.rng, date)?;
        if !registration.is_sent {
            build::start_again(&mut request, &mut self.rng);
        }
        match registration.rewrite() {
            ContactRewrite::Move(address) if purpose == Purpose::Due => {
                masquerade::move_contact(&mut request, &address.into());
            }
            ContactRewrite::Remove(_) if purpose == Purpose::Due => {
                masquerade::expire_contact(&mut request);
            }
            // The wrong binding is removed, or may be: the next REGISTER registers the right one.
            ContactRewrite::Replace(address) => {
                masquerade::replace_contact(&mut request, &address.into())
            }
            ContactRewrite::Move(_) | ContactRewrite::Remove(_) | ContactRewrite::None => {}
        }
        self.authenticate(rid, &mut request)?;
        body(self, &mut request)
    }

    /// Puts the credentials for all known realms into a request.
    fn authenticate(&mut self, rid: i32, draft: &mut TextEditor<'_>) -> Result<()> {
        self.retry_unanswered(rid);
        let registration = self.registrations.get_mut(&rid).ok_or(Error::NotFound)?;
        let Registration { retries, user, .. } = &mut **registration;
        retries.authenticate_as(user.as_deref(), draft, &self.credentials, &mut self.rng);
        Ok(())
    }

    /// Forgets a registration.
    pub(in crate::ua) fn forget(&mut self, rid: i32) {
        self.unpark(Owner::Registration(rid), |_, _| ());
        let Some(mut registration) = self.registrations.remove(&rid) else { return };
        trace!(Info1, "registration {rid}: forgotten");
        self.scheduled.clear(&mut registration.due(), ScheduledTask::Register(rid));
        registration.forget_at(None, rid, &mut self.timers);
        self.waiting.remove(rid);
        if let Some(id) = registration.transaction() {
            self.abandon(id);
        }
        self.router.forget(rid);
    }
}
