//! The counter of `osip_sem_init`: a semaphore of POSIX, or a mutex and a condition where there are none without a name.

#[cfg(target_vendor = "apple")]
pub use counted::Semaphore;
#[cfg(not(target_vendor = "apple"))]
pub use posix::Semaphore;

#[cfg(not(target_vendor = "apple"))]
mod posix {
    use core::cell::UnsafeCell;
    use core::ffi::{c_int, c_uint};
    use core::mem::zeroed;

    use crate::error::Error::BadParameter;
    use crate::error::Result;
    use crate::mem::CBox;

    /// A semaphore. C knows it by pointer only.
    #[derive(Debug)]
    pub struct Semaphore(UnsafeCell<libc::sem_t>);

    // SAFETY: it is made for several threads.
    unsafe impl Sync for Semaphore {}

    impl Semaphore {
        /// `BadParameter` for a value that is too large.
        pub(in crate::abi::osip2) fn new(value: c_uint) -> Result<CBox<Self>> {
            // SAFETY: bytes without a meaning until `sem_init`.
            let semaphore = CBox::new(Self(UnsafeCell::new(unsafe { zeroed() })));
            // SAFETY: memory for a semaphore.
            match unsafe { libc::sem_init(semaphore.0.get(), 0, value) } {
                0 => Ok(semaphore),
                _ => Err(BadParameter),
            }
        }

        /// 0, or -1 at the largest count.
        pub(in crate::abi::osip2) fn post(&self) -> c_int {
            // SAFETY: a live semaphore.
            unsafe { libc::sem_post(self.0.get()) }
        }

        /// 0, or -1 if a signal came first.
        pub(in crate::abi::osip2) fn wait(&self) -> c_int {
            // SAFETY: a live semaphore.
            unsafe { libc::sem_wait(self.0.get()) }
        }

        /// 0, or -1 if the count is 0.
        pub(in crate::abi::osip2) fn try_wait(&self) -> c_int {
            // SAFETY: a live semaphore.
            unsafe { libc::sem_trywait(self.0.get()) }
        }
    }

    impl Drop for Semaphore {
        fn drop(&mut self) {
            // SAFETY: no thread uses it any more.
            unsafe { libc::sem_destroy(self.0.get()) };
        }
    }
}

// Tested on other systems, too, but not used there.
#[cfg(any(test, target_vendor = "apple"))]
#[cfg_attr(test, allow(unreachable_pub))]
mod counted {
    use core::ffi::{c_int, c_uint};
    use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

    use crate::error::Error::BadParameter;
    use crate::error::Result;
    use crate::mem::CBox;

    /// What a semaphore counts to at the most, as in Linux.
    const LARGEST: c_uint = c_int::MAX.cast_unsigned();

    /// A semaphore. C knows it by pointer only.
    #[derive(Debug)]
    pub struct Semaphore {
        count: Mutex<c_uint>,
        posted: Condvar,
    }

    impl Semaphore {
        /// `BadParameter` for a value that is too large.
        pub(in crate::abi::osip2) fn new(value: c_uint) -> Result<CBox<Self>> {
            if value > LARGEST {
                return Err(BadParameter);
            }
            Ok(CBox::new(Self { count: Mutex::new(value), posted: Condvar::new() }))
        }

        /// 0, or -1 at the largest count.
        pub(in crate::abi::osip2) fn post(&self) -> c_int {
            let mut count = self.count();
            if *count == LARGEST {
                return -1;
            }
            *count += 1;
            self.posted.notify_one();
            0
        }

        /// 0.
        pub(in crate::abi::osip2) fn wait(&self) -> c_int {
            let count = self.posted.wait_while(self.count(), |count| *count == 0);
            *count.unwrap_or_else(PoisonError::into_inner) -= 1;
            0
        }

        /// 0, or -1 if the count is 0.
        pub(in crate::abi::osip2) fn try_wait(&self) -> c_int {
            let mut count = self.count();
            if *count == 0 {
                return -1;
            }
            *count -= 1;
            0
        }

        fn count(&self) -> MutexGuard<'_, c_uint> {
            self.count.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

#[cfg(test)]
mod tests {
    use core::ffi::c_uint;
    use std::thread::{scope, yield_now};

    use super::{counted, posix};

    macro_rules! counts {
        ($semaphore:ty) => {{
            assert!(<$semaphore>::new(c_uint::MAX).is_err());
            let full = <$semaphore>::new(c_uint::MAX / 2).ok();
            assert_eq!(
                full.map(|full| [full.post(), full.try_wait(), full.post()]),
                Some([-1, 0, 0])
            );
            let Ok(semaphore) = <$semaphore>::new(1) else { panic!("no semaphore") };
            assert_eq!([semaphore.try_wait(), semaphore.try_wait(), semaphore.post()], [0, -1, 0]);
            assert_eq!(semaphore.wait(), 0);
            scope(|scope| {
                let waits = scope.spawn(|| (0..100).map(|_| semaphore.wait()).sum::<i32>());
                for _ in 0..100 {
                    assert_eq!(semaphore.post(), 0);
                    yield_now();
                }
                assert_eq!(waits.join().ok(), Some(0));
            });
            assert_eq!(semaphore.try_wait(), -1);
        }};
    }

    #[test]
    fn both_kinds_count_alike() {
        counts!(posix::Semaphore);
        counts!(counted::Semaphore);
    }
}
