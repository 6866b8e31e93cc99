//! Compact forms of what a registration rarely needs: there may be a hundred thousand registrations.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use super::redirect::RedirectTarget;
use super::{ContactRewrite, Registration};
use crate::mem::Text;
use crate::transport::FailureCause;
use crate::transport::timers::Timers;
use crate::ua::Alarm;

/// A value that nearly always is its default: only another one takes a block.
#[derive(Debug, PartialEq)]
pub(in crate::ua) struct Seldom<T>(Option<Box<T>>);

impl<T> Default for Seldom<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Default + PartialEq> Seldom<T> {
    /// The value, unless it is the default.
    fn unusual(&self) -> Option<&T> {
        self.0.as_deref()
    }

    fn set(&mut self, value: T) {
        match &mut self.0 {
            _ if value == T::default() => self.0 = None,
            Some(place) => **place = value,
            None => self.0 = Some(Box::new(value)),
        }
    }

    /// Sets a part of the value: the one at `place`.
    fn set_part<V: Default + PartialEq>(&mut self, value: V, place: impl FnOnce(&mut T) -> &mut V) {
        if self.0.is_none() && value == V::default() {
            return;
        }
        let mut whole = self.0.take().unwrap_or_default();
        *place(&mut whole) = value;
        self.0 = Some(whole).filter(|whole| **whole != T::default());
    }
}

/// What few registrations have, in one block.
#[derive(Debug, Default, PartialEq)]
pub(in crate::ua) struct Uncommon {
    /// The preloaded Route that selected the next hop and was not written.
    preloaded_route: Option<Text>,
    /// The target of a redirection, instead of its registrar.
    redirect: Option<Box<RedirectTarget>>,
    /// When it is forgotten after an un-REGISTER without success.
    forget_at: Option<Instant>,
    /// The reason phrase of the last response, where that is not the usual one.
    reason: Option<Text>,
    /// Why the last REGISTER failed, where it was not refused.
    cause: Seldom<FailureCause>,
    /// The next step of a rewrite of Contact.
    rewrite: Seldom<ContactRewrite>,
    /// When a rewrite was last found to be needed.
    rewritten: Option<Instant>,
}

impl Registration {
    pub(in crate::ua) fn preloaded_route(&self) -> Option<&Text> {
        self.uncommon.unusual()?.preloaded_route.as_ref()
    }

    pub(in crate::ua) fn set_preloaded_route(&mut self, route: Option<Text>) {
        self.uncommon.set_part(route, |it| &mut it.preloaded_route);
    }

    pub(super) fn redirect(&self) -> Option<&RedirectTarget> {
        self.uncommon.unusual()?.redirect.as_deref()
    }

    pub(super) fn set_redirect(&mut self, target: RedirectTarget) {
        self.uncommon.set_part(Some(Box::new(target)), |it| &mut it.redirect);
    }

    /// Sets when it is forgotten; `None`: never.
    pub(in crate::ua) fn forget_at(
        &mut self,
        at: Option<Instant>,
        rid: i32,
        timers: &mut Timers<Alarm>,
    ) {
        let mut slot = self.uncommon.unusual().and_then(|it| it.forget_at);
        match at {
            Some(at) => timers.set(&mut slot, Alarm::Forget(rid), at),
            None => timers.clear(&mut slot, Alarm::Forget(rid)),
        }
        self.uncommon.set_part(slot, |it| &mut it.forget_at);
    }

    pub(super) fn unusual_reason(&self) -> Option<&[u8]> {
        self.uncommon.unusual()?.reason.as_deref()
    }

    pub(super) fn set_unusual_reason(&mut self, reason: Option<Text>) {
        self.uncommon.set_part(reason, |it| &mut it.reason);
    }

    /// Why the last REGISTER failed.
    pub(in crate::ua) fn cause(&self) -> FailureCause {
        match self.uncommon.unusual().and_then(|it| it.cause.unusual()) {
            Some(cause) => cause.clone(),
            None if self.retry.is_refused => {
                FailureCause::Refused(self.retry.last_status.try_into().unwrap_or_default())
            }
            None => FailureCause::None,
        }
    }

    /// Sets why the last REGISTER failed, once its status is known.
    pub(in crate::ua) fn set_cause(&mut self, cause: FailureCause) {
        self.retry.is_refused = matches!(cause, FailureCause::Refused(_));
        let mut seldom = Seldom::default();
        if !self.retry.is_refused {
            seldom.set(cause);
        }
        self.uncommon.set_part(seldom, |it| &mut it.cause);
    }

    /// The next step of a rewrite of Contact.
    pub(in crate::ua) fn rewrite(&self) -> ContactRewrite {
        let rewrite = self.uncommon.unusual().and_then(|it| it.rewrite.unusual());
        rewrite.copied().unwrap_or_default()
    }

    pub(in crate::ua) fn set_rewrite(&mut self, step: ContactRewrite) {
        let mut seldom = Seldom::default();
        seldom.set(step);
        self.uncommon.set_part(seldom, |it| &mut it.rewrite);
    }

    /// When a rewrite was last found to be needed.
    pub(super) fn rewritten(&self) -> Option<Instant> {
        self.uncommon.unusual()?.rewritten
    }

    pub(super) fn set_rewritten(&mut self, at: Option<Instant>) {
        self.uncommon.set_part(at, |it| &mut it.rewritten);
    }
}

/// The local address that was used last: nearly all registrations share it.
#[derive(Debug, Default)]
pub(in crate::ua) struct LastLocal(Option<Arc<SocketAddr>>);

impl LastLocal {
    /// That address, in a block that others have too.
    pub(in crate::ua) fn share(&mut self, local: SocketAddr) -> Arc<SocketAddr> {
        match &self.0 {
            Some(shared) if **shared == local => shared.clone(),
            _ => self.0.insert(Arc::new(local)).clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ua::registration::{ContactId, ContactSource};

    fn registration() -> Registration {
        Registration::new(Arc::default(), ContactId(1), 3600, ContactSource::Local)
    }

    #[test]
    fn a_registration_fits_into_a_block_of_272_bytes() {
        // malloc adds eight. A hundred thousand accounts pay for each byte.
        assert!(size_of::<Registration>() <= 264, "{}", size_of::<Registration>());
    }

    #[test]
    fn only_a_value_other_than_the_default_takes_a_block() {
        let mut value = Seldom::<(u64, u64)>::default();
        assert_eq!(value.unusual(), None);
        value.set((7, 0));
        value.set((8, 0));
        assert_eq!(value.unusual(), Some(&(8, 0)));
        value.set_part(9, |it| &mut it.1);
        assert_eq!(value.unusual(), Some(&(8, 9)));
        value.set_part(0, |it| &mut it.0);
        value.set_part(0, |it| &mut it.1);
        assert_eq!(value.unusual(), None);
        value.set_part(0, |it| &mut it.1);
        assert_eq!(value.unusual(), None);
        value.set((1, 1));
        value.set((0, 0));
        assert_eq!(value.unusual(), None);
    }

    #[test]
    fn causes_come_out_as_they_went_in() {
        let address = SocketAddr::from(([192, 0, 2, 1], 5060));
        let mut registration = registration();
        for cause in [
            FailureCause::Timeout,
            FailureCause::Refused(403),
            FailureCause::ConnectionLost(address),
            FailureCause::NoLogin("realm".into()),
            FailureCause::None,
        ] {
            registration.retry.last_status = 403;
            registration.set_cause(cause.clone());
            assert_eq!(registration.cause(), cause);
        }
        assert_eq!(registration.uncommon.unusual(), None);
    }

    #[test]
    fn what_few_have_comes_out_as_it_went_in() {
        let (mut registration, now) = (registration(), Instant::now());
        let step = ContactRewrite::Remove(SocketAddr::from(([192, 0, 2, 1], 5060)));
        registration.set_rewrite(step);
        registration.set_rewritten(Some(now));
        registration.set_unusual_reason(Some(Text::from("No")));
        registration.set_preloaded_route(Some(Text::from("<sip:a;lr>")));
        assert_eq!(registration.rewrite(), step);
        assert_eq!(registration.rewritten(), Some(now));
        assert_eq!(registration.unusual_reason(), Some(&b"No"[..]));
        assert_eq!(registration.preloaded_route().map(|it| &**it), Some(&b"<sip:a;lr>"[..]));
        registration.set_rewrite(ContactRewrite::None);
        registration.set_rewritten(None);
        registration.set_unusual_reason(None);
        registration.set_preloaded_route(None);
        assert_eq!(registration.uncommon.unusual(), None);
    }

    #[test]
    fn a_registration_is_forgotten_at_one_time() {
        let (mut registration, now) = (registration(), Instant::now());
        let mut timers = Timers::default();
        registration.forget_at(Some(now + Duration::from_secs(1)), 7, &mut timers);
        registration.forget_at(Some(now), 7, &mut timers);
        assert_eq!((timers.next(), timers.len()), (Some(now), 1));
        registration.forget_at(None, 7, &mut timers);
        assert_eq!(timers.len(), 0);
        assert_eq!(registration.uncommon.unusual(), None);
    }

    #[test]
    fn registrations_share_the_local_address() {
        let (mut last, address) = (LastLocal::default(), SocketAddr::from(([127, 0, 0, 1], 1)));
        let (first, second) = (last.share(address), last.share(address));
        assert!(Arc::ptr_eq(&first, &second));
        let other = SocketAddr::from(([127, 0, 0, 1], 2));
        assert_eq!((*last.share(other), *first), (other, address));
    }
}
