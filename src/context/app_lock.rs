//! The lock that C programs take by `eXosip_lock`.

use parking_lot::{Condvar, Mutex};

use crate::error::Error::WrongState;
use crate::error::Result;

/// A lock that knows its owner: taking it twice is an error, not a deadlock.
#[derive(Debug, Default)]
pub(super) struct AppLock {
    state: Mutex<State>,
    released: Condvar,
}

#[derive(Debug, Default)]
struct State {
    owner: Option<ThreadNumber>,
    /// The context is being closed: waits end.
    is_open: bool,
}

/// The address of something that each thread has once.
pub(super) type ThreadNumber = usize;

/// Identifies a thread. Unlike `std::thread::current` it leaves nothing behind in threads that are not ours.
pub(super) fn this_thread() -> ThreadNumber {
    thread_local!(static MARK: u8 = const { 0 });
    MARK.with(|mark| std::ptr::from_ref(mark).addr())
}

impl AppLock {
    /// Waits for the lock and takes it; `WrongState` when this thread has it already, or when the context ends.
    pub(super) fn lock(&self) -> Result<()> {
        let me = this_thread();
        let mut state = self.state.lock();
        if state.owner == Some(me) {
            return Err(WrongState);
        }
        while state.owner.is_some() && !state.is_open {
            self.released.wait(&mut state);
        }
        if state.is_open {
            return Err(WrongState);
        }
        state.owner = Some(me);
        Ok(())
    }

    /// Releases the lock. Nothing happens if it is not held. As with the original, any thread may do so.
    pub(super) fn unlock(&self) {
        self.state.lock().owner = None;
        self.released.notify_one();
    }

    /// Releases the lock if this thread still has it.
    pub(super) fn unlock_own(&self) {
        let mut state = self.state.lock();
        if state.owner == Some(this_thread()) {
            state.owner = None;
            self.released.notify_one();
        }
    }

    /// Ends all waits for the lock, present and future.
    pub(super) fn open(&self) {
        self.state.lock().is_open = true;
        self.released.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn taking_the_lock_twice_is_an_error() {
        let lock = AppLock::default();
        assert_eq!(lock.lock(), Ok(()));
        assert_eq!(lock.lock(), Err(WrongState));
        lock.unlock();
        lock.unlock();
        assert_eq!(lock.lock(), Ok(()));
    }

    #[test]
    fn another_thread_waits_for_the_lock() {
        let lock = Arc::new(AppLock::default());
        lock.lock().unwrap();
        let other = thread::spawn({
            let lock = lock.clone();
            move || lock.lock()
        });
        thread::sleep(Duration::from_millis(20));
        assert!(!other.is_finished());
        lock.unlock();
        assert_eq!(other.join().unwrap(), Ok(()));
    }

    #[test]
    fn what_another_thread_has_by_now_is_left_to_it() {
        let lock = Arc::new(AppLock::default());
        lock.lock().unwrap();
        lock.unlock();
        let other = lock.clone();
        thread::spawn(move || other.lock()).join().unwrap().unwrap();
        lock.unlock_own();
        assert!(lock.state.lock().owner.is_some());
        lock.unlock();
        lock.lock().unwrap();
        lock.unlock_own();
        assert!(lock.state.lock().owner.is_none());
    }

    #[test]
    fn the_end_of_the_context_frees_all_waiters() {
        let lock = Arc::new(AppLock::default());
        lock.lock().unwrap();
        let other = thread::spawn({
            let lock = lock.clone();
            move || lock.lock()
        });
        thread::sleep(Duration::from_millis(20));
        lock.open();
        assert_eq!(other.join().unwrap(), Err(WrongState));
    }
}
