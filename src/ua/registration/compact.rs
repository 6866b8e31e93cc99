//! Compact forms of what a registration rarely needs: there may be a hundred thousand registrations.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::transport::FailureCause;

/// A value that nearly always is its default: only another one takes a block.
#[derive(Debug)]
pub(in crate::ua) struct Seldom<T>(Option<Box<T>>);

impl<T> Default for Seldom<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Copy + Default + PartialEq> Seldom<T> {
    pub(in crate::ua) fn get(&self) -> T {
        self.0.as_deref().copied().unwrap_or_default()
    }

    pub(in crate::ua) fn set(&mut self, value: T) {
        match &mut self.0 {
            _ if value == T::default() => self.0 = None,
            Some(place) => **place = value,
            None => self.0 = Some(Box::new(value)),
        }
    }
}

/// Why the last REGISTER failed. Most failures are refusals, which take no block.
#[derive(Debug, Default)]
pub(in crate::ua) enum LastCause {
    #[default]
    None,
    Refused(u16),
    Other(Box<FailureCause>),
}

impl LastCause {
    pub(in crate::ua) fn get(&self) -> FailureCause {
        match self {
            Self::None => FailureCause::None,
            Self::Refused(status) => FailureCause::Refused(*status),
            Self::Other(cause) => (**cause).clone(),
        }
    }
}

impl From<FailureCause> for LastCause {
    fn from(cause: FailureCause) -> Self {
        match cause {
            FailureCause::None => Self::None,
            FailureCause::Refused(status) => Self::Refused(status),
            other => Self::Other(Box::new(other)),
        }
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
    use super::*;
    use crate::ua::registration::Registration;

    #[test]
    fn a_registration_fits_into_a_block_of_336_bytes() {
        // malloc adds eight. A hundred thousand accounts pay for each byte.
        assert!(size_of::<Registration>() <= 328, "{}", size_of::<Registration>());
    }

    #[test]
    fn only_a_value_other_than_the_default_takes_a_block() {
        let mut value = Seldom::<u64>::default();
        assert_eq!((value.get(), value.0.is_none()), (0, true));
        value.set(7);
        value.set(8);
        assert_eq!((value.get(), value.0.is_none()), (8, false));
        value.set(0);
        assert_eq!((value.get(), value.0.is_none()), (0, true));
    }

    #[test]
    fn causes_come_out_as_they_went_in() {
        let address = SocketAddr::from(([192, 0, 2, 1], 5060));
        for cause in [
            FailureCause::None,
            FailureCause::Refused(403),
            FailureCause::Timeout,
            FailureCause::ConnectionLost(address),
            FailureCause::NoLogin("realm".into()),
        ] {
            assert_eq!(LastCause::from(cause.clone()).get(), cause);
        }
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
