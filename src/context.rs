//! `struct eXosip_t`: the life of a context, its lock, its thread and its events.
//!
//! Two locks: the application's own ([`AppLock`]), which the API never takes, and the core's mutex, which each call
//! and the worker hold for a moment. The worker takes the application's lock only around its callbacks.

#![forbid(unsafe_code)]

mod app_lock;
mod core_lock;
mod events;
mod listen;
mod monitor;
mod names;
mod settings;
mod worker;

#[cfg(test)]
mod tests;

use core::fmt;
use core::mem::discriminant;
use std::net::SocketAddr;
use std::os::fd::RawFd;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, LazyLock, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock};

use crate::error::Error::{BadParameter, NoMem, NoNetwork, NotInitialized, Undefined, WrongState};
use crate::error::{Error, Result};
use crate::mem::{CBox, Text, keep_nothing, release_kept};
use crate::net::random::OsRandom;
use crate::net::{Monitor, Poller, Waker};
use crate::sip::Message;
use crate::trace::trace;
use crate::ua::{Event, IdSource, Now, TASKS_PER_ACTION, Transport, Ua};

use app_lock::{AppLock, this_thread};
use core_lock::CoreLock;
use events::EventQueue;
pub use listen::Family;
pub use settings::Settings;
use worker::{Command, Worker, now};

/// How often the progress of removals is checked.
const REMOVAL_POLL: Duration = Duration::from_millis(10);

/// The numbers of registrations, calls and subscriptions: one sequence for all contexts of the process, as in the original.
static IDS: LazyLock<Arc<IdSource>> = LazyLock::new(Arc::default);

/// Sees, and may change, each message: true for one that was received, false for one to send.
pub type MessageCallback = Arc<dyn Fn(&mut CBox<Message>, bool) + Send + Sync>;

/// A function that is called when requests begin and end to wait.
#[derive(Clone)]
pub struct WakeLock(pub Arc<dyn Fn(WakeReason) + Send + Sync>);

impl fmt::Debug for WakeLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WakeLock")
    }
}

/// Why a [`WakeLock`] is called; the numbers are those that C programs see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum WakeReason {
    /// A request of a peer has been handed to the application.
    RequestHandled = 0,
    /// A request of a peer arrived.
    RequestArrived = 1,
    /// No request of ours waits for a response any more.
    Idle = 2,
    /// Requests of ours wait for responses.
    Waiting = 3,
}

/// One user agent of a C program. Empty before `eXosip_init` and after `eXosip_quit`: then every call fails.
#[derive(Default)]
pub struct Context(RwLock<Option<Arc<Inner>>>);

/// What lives between `eXosip_init` and `eXosip_quit`.
struct Inner {
    lock: AppLock,
    core: CoreLock,
    events: EventQueue<Event>,
    /// `EXOSIP_OPT_LEAN_EVENTS`
    lean_events: AtomicBool,
    settings: Mutex<Settings>,
    /// The transports, and the addresses that they are bound to.
    listening: Mutex<Vec<(Transport, SocketAddr)>>,
    message_callback: Mutex<Option<MessageCallback>>,
    monitor: Arc<Monitor>,
    /// Why the last call that says why failed.
    error_text: Mutex<Option<Text>>,
    /// What the worker is to do, in order.
    commands: Mutex<Vec<Command>>,
    waker: Arc<Waker>,
    thread: Mutex<ThreadState>,
    /// The number of that thread, once it runs.
    worker: AtomicUsize,
    /// A child process after `fork` has our memory but not our thread.
    process: u32,
}

enum ThreadState {
    /// Nothing to listen on yet.
    Ready(Poller),
    Running(JoinHandle<()>),
    Over,
}

impl Context {
    /// Makes the context usable; `WrongState` if it is already.
    pub fn init(&self) -> Result<()> {
        let mut place = self.0.write();
        if place.is_some() {
            return Err(WrongState);
        }
        *place = Some(Arc::new(Inner::new()?));
        Ok(())
    }

    /// Ends the thread and every wait, and frees all that the context holds. Nothing happens if there is nothing.
    pub fn quit(&self) {
        // The context works until this is over: a thread that waits for events gets the results.
        if let Ok(inner) = self.inner() {
            inner.leave();
        }
        let Some(inner) = self.0.write().take() else { return };
        inner.quit();
        drop(inner);
        release_kept();
    }

    fn inner(&self) -> Result<Arc<Inner>> {
        self.0.read().clone().ok_or(NotInitialized)
    }

    /// Calls the core. The worker is woken if the core then has something to be done, or an earlier deadline.
    pub fn call<T>(&self, body: impl FnOnce(&mut Ua, Now) -> Result<T>) -> Result<T> {
        let inner = self.inner()?;
        let mut core = inner.core.lock();
        let before = core.next_timeout();
        let now = now();
        let answer = body(&mut core, now);
        inner.settle(core, before, now, answer.as_ref().err());
        answer
    }

    /// Sends what is due now. The worker has its turns in between.
    pub fn automatic_action(&self) -> Result<()> {
        let start = now();
        while !self.call(|core, _| Ok(core.automatic_action(start, TASKS_PER_ACTION)))? {}
        Ok(())
    }

    /// Takes the application's lock; `WrongState` if this thread has it already.
    pub fn lock(&self) -> Result<()> {
        self.inner().map_err(|_| BadParameter)?.lock.lock()
    }

    /// Releases the application's lock.
    pub fn unlock(&self) -> Result<()> {
        self.inner().map_err(|_| BadParameter)?.lock.unlock();
        Ok(())
    }

    /// The next event, once there is one: at most after `patience`, none waits for ever.
    pub fn wait_event(&self, patience: Option<Duration>) -> Result<Option<Event>> {
        let inner = self.inner()?;
        if patience == Some(Duration::ZERO) {
            return Ok(inner.events.take());
        }
        Ok(inner.events.wait(patience.and_then(|time| Instant::now().checked_add(time))))
    }

    /// The next event, however long it takes; none once the context ends.
    pub fn next_event(&self) -> Result<Option<Event>> {
        Ok(self.inner()?.events.wait_for_event())
    }

    /// Whether events that are taken from now on get messages only when the program asks for them.
    pub fn set_lean_events(&self, lean: bool) -> Result<()> {
        let inner = self.inner()?;
        inner.lean_events.store(lean, Relaxed);
        inner.core.lock().set_lean_events(lean);
        Ok(())
    }

    /// What [`Context::set_lean_events`] has set.
    pub fn has_lean_events(&self) -> bool {
        self.inner().is_ok_and(|inner| inner.lean_events.load(Relaxed))
    }

    /// Makes one [`Context::wait_event`] return early.
    pub fn wake_event(&self) -> Result<()> {
        self.inner()?.events.wake();
        Ok(())
    }

    /// A descriptor that is readable while there is an event; it stays the library's.
    pub fn event_descriptor(&self) -> Result<RawFd> {
        self.inner().map_err(|_| BadParameter)?.events.descriptor()
    }

    /// Reads or changes what is not the core's.
    pub fn with_settings<T>(&self, body: impl FnOnce(&mut Settings) -> T) -> Result<T> {
        Ok(body(&mut self.inner()?.settings.lock()))
    }

    /// Keeps at most `limit` events; what is beyond is dropped and counted.
    pub fn set_event_limit(&self, limit: usize) -> Result<()> {
        self.inner()?.events.set_limit(limit);
        Ok(())
    }

    /// How many events the limit has cost.
    pub fn dropped_events(&self) -> Result<u64> {
        Ok(self.inner()?.events.dropped())
    }

    /// Sets what sees each message, or nothing.
    pub fn set_message_callback(&self, callback: Option<MessageCallback>) -> Result<()> {
        *self.inner()?.message_callback.lock() = callback;
        Ok(())
    }

    /// Sets the callback for the beginning and end of transactions, or none.
    pub fn set_wake_lock(&self, callback: Option<WakeLock>) -> Result<()> {
        self.with_settings(|all| all.wake_lock = callback)
    }

    /// Wakes the thread now; `WrongState` as long as there is none.
    pub fn execute(&self) -> Result<()> {
        let inner = self.inner().map_err(|_| WrongState)?;
        match *inner.thread.lock() {
            ThreadState::Running(_) => inner.waker.wake(),
            ThreadState::Ready(_) | ThreadState::Over => return Err(WrongState),
        }
        Ok(())
    }
}

impl Inner {
    fn new() -> Result<Self> {
        let poller = Poller::new().map_err(|_| Undefined)?;
        Ok(Self {
            lock: AppLock::default(),
            core: CoreLock::new(Ua::with_ids(Box::new(OsRandom::new()), Arc::clone(&IDS))),
            events: EventQueue::new(),
            lean_events: AtomicBool::new(false),
            settings: Mutex::default(),
            listening: Mutex::default(),
            message_callback: Mutex::new(None),
            monitor: Arc::default(),
            error_text: Mutex::new(None),
            commands: Mutex::default(),
            waker: poller.waker(),
            thread: Mutex::new(ThreadState::Ready(poller)),
            worker: AtomicUsize::new(0),
            process: process::id(),
        })
    }

    fn command(&self, command: Command) {
        let mut commands = self.commands.lock();
        // Settings are read when the worker comes to it: once is enough.
        let is_same = |other: &Command| discriminant(other) == discriminant(&command);
        if !(command.is_setting() && commands.iter().any(is_same)) {
            commands.push(command);
        }
        drop(commands);
        self.waker.wake();
    }

    /// Starts the thread, unless it runs.
    fn start(self: &Arc<Self>) -> Result<()> {
        let mut state = self.thread.lock();
        *state = match core::mem::replace(&mut *state, ThreadState::Over) {
            ThreadState::Ready(poller) => {
                let inner = Arc::clone(self);
                let body = move || {
                    inner.worker.store(this_thread(), Relaxed);
                    // It frees what the program has made, and the other way round.
                    keep_nothing();
                    Worker::new(inner, poller).run();
                };
                let thread = thread::Builder::new().name("eXosip2".into()).spawn(body);
                ThreadState::Running(thread.map_err(|_| NoMem)?)
            }
            ThreadState::Running(thread) => ThreadState::Running(thread),
            // It could not be started, or has ended: nothing would ever be sent.
            ThreadState::Over => return Err(NoMem),
        };
        Ok(())
    }

    /// Ends a call of the core that began at `now`, when `before` was its deadline, and failed with `error`, if it did.
    fn settle(
        &self,
        mut core: MutexGuard<'_, Ua>,
        before: Option<Instant>,
        now: Now,
        error: Option<&Error>,
    ) {
        core.share_changes(now.instant);
        let is_earlier =
            core.next_timeout().is_some_and(|due| before.is_none_or(|before| due < before));
        let has_work = core.has_output() || is_earlier;
        let spent = core.take_spent();
        drop(core);
        if has_work {
            self.waker.wake();
        }
        drop(spent);
        if error == Some(&NoNetwork) {
            self.explain(format_args!(
                "no transport for the request was opened with eXosip_listen_addr"
            ));
        }
    }

    /// Takes all registrations back, if the application wants that and as long as it allows.
    fn leave(&self) {
        // In a child process, and in a callback, there is no thread that could do it.
        if self.process != process::id() || self.worker.load(Relaxed) == this_thread() {
            return;
        }
        let patience = self.settings.lock().quit_deadline;
        if patience.is_zero() {
            return;
        }
        self.lock.open();
        let deadline = Instant::now() + patience;
        let asked = self.events.asked();
        self.core.lock().leave_all(now());
        self.waker.wake();
        while self.core.lock().has_registrations() {
            if Instant::now() >= deadline {
                trace!(Warning, "not all registrations could be taken back in time");
                return;
            }
            thread::sleep(REMOVAL_POLL);
        }
        self.stop();
        // All events are queued; another thread may be about to take one.
        while self.events.is_behind(asked) && Instant::now() < deadline {
            thread::sleep(REMOVAL_POLL);
        }
    }

    fn quit(&self) {
        // In a child process no other thread runs, and locks may be held for ever: the memory is left as it is.
        if self.process != process::id() {
            return;
        }
        self.lock.open();
        self.events.close();
        self.stop();
    }

    /// Ends the thread, once.
    fn stop(&self) {
        self.command(Command::Stop);
        let thread = core::mem::replace(&mut *self.thread.lock(), ThreadState::Over);
        if let ThreadState::Running(thread) = thread {
            // A callback may call quit: its own thread ends after it.
            if self.worker.load(Relaxed) != this_thread() {
                // Fails if the thread panicked; it is over all the same.
                let _ = thread.join();
            }
        }
    }
}
