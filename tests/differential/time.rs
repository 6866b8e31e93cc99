//! `osip_time.h`, `osip_fifo.h`, `osip_mt.h`, `osip_condv.h`: libosip2.

use core::ffi::{c_int, c_long, c_uint, c_void};
use core::mem::zeroed;
use core::ptr::null_mut;

use eXosip2::abi::osip2::osip_condv::Condition;
use eXosip2::abi::osip2::osip_fifo::Fifo;
use eXosip2::abi::osip2::osip_mt::{Mutex, Semaphore, Thread};
use libc::{time_t, timespec, timeval};

use crate::api;
use crate::common::random::Seeded;

api! {
    fn add_gettimeofday(*mut timeval, c_int);
    fn min_timercmp(*mut timeval, *mut timeval);
    fn osip_gettimeofday(*mut timeval, *mut c_void) -> c_int;
    fn osip_getsystemtime(*mut time_t) -> time_t;
    fn osip_compensatetime();
    fn osip_fifo_init(*mut Fifo);
    fn osip_fifo_free(*mut Fifo);
    fn osip_fifo_insert(*mut Fifo, *mut c_void) -> c_int;
    fn osip_fifo_add(*mut Fifo, *mut c_void) -> c_int;
    fn osip_fifo_size(*mut Fifo) -> c_int;
    fn osip_fifo_get(*mut Fifo) -> *mut c_void;
    fn osip_fifo_tryget(*mut Fifo) -> *mut c_void;
    fn osip_thread_create(c_int, Option<extern "C" fn(*mut c_void) -> *mut c_void>, *mut c_void) -> *mut Thread;
    fn osip_thread_join(*mut Thread) -> c_int;
    fn osip_thread_set_priority(*mut Thread, c_int) -> c_int;
    fn osip_thread_exit();
    fn osip_sem_init(c_uint) -> *mut Semaphore;
    fn osip_sem_destroy(*mut Semaphore) -> c_int;
    fn osip_sem_post(*mut Semaphore) -> c_int;
    fn osip_sem_wait(*mut Semaphore) -> c_int;
    fn osip_sem_trywait(*mut Semaphore) -> c_int;
    fn osip_mutex_init() -> *mut Mutex;
    fn osip_mutex_destroy(*mut Mutex);
    fn osip_mutex_lock(*mut Mutex) -> c_int;
    fn osip_mutex_unlock(*mut Mutex) -> c_int;
    fn osip_cond_init() -> *mut Condition;
    fn osip_cond_destroy(*mut Condition) -> c_int;
    fn osip_cond_signal(*mut Condition) -> c_int;
    fn osip_cond_wait(*mut Condition, *mut Mutex) -> c_int;
    fn osip_cond_timedwait(*mut Condition, *mut Mutex, *const timespec) -> c_int;
}

#[test]
fn adding_and_comparing_times_give_the_same() {
    const MILLISECONDS: [c_int; 12] =
        [0, 1, 999, 1000, 1500, 999_999, 1_000_000, 1_000_001, -1, -1500, c_int::MAX, c_int::MIN];
    let sum = |api: &Api, mut time: timeval, milliseconds: c_int| unsafe {
        (api.add_gettimeofday)(&raw mut time, milliseconds);
        (time.tv_sec, time.tv_usec)
    };
    let earlier = |api: &Api, mut first: timeval, mut second: timeval| unsafe {
        (api.min_timercmp)(&raw mut first, &raw mut second);
        [first.tv_sec, first.tv_usec, second.tv_sec, second.tv_usec]
    };
    let mut random = Seeded(1);
    let mut time = || timeval {
        tv_sec: random.below(5) as c_long - 2,
        tv_usec: random.below(3) as c_long * 499_999,
    };
    for _ in 0..500 {
        let (first, second) = (time(), time());
        assert_eq!(earlier(ours(), first, second), earlier(original(), first, second));
        // The original multiplies in 32 bits below 1000000: -2147483648 would be outside.
        for milliseconds in MILLISECONDS.into_iter().filter(|&it| it > -2_000_000) {
            assert_eq!(sum(ours(), first, milliseconds), sum(original(), first, milliseconds));
        }
    }
}

#[test]
fn both_read_the_same_clock() {
    let read = |api: &Api| unsafe {
        let mut time = zeroed::<timeval>();
        let mut seconds = 0;
        assert_eq!((api.osip_gettimeofday)(&raw mut time, null_mut()), 0);
        (api.osip_compensatetime)();
        assert!((api.osip_getsystemtime)(null_mut()) <= (api.osip_getsystemtime)(&raw mut seconds));
        assert!((seconds - time.tv_sec) < 60);
        time.tv_sec * 1_000_000 + time.tv_usec
    };
    let (first, second, third) = (read(ours()), read(original()), read(ours()));
    assert!(first <= second && second <= third);
}

#[test]
fn queues_answer_the_same() {
    let walk = |api: &Api, seed: u64| unsafe {
        let mut random = Seeded(seed);
        let fifo: *mut Fifo = libc::calloc(1, size_of::<Fifo>()).cast();
        (api.osip_fifo_init)(fifo);
        let mut seen = Vec::new();
        for _ in 0..60 {
            let element = random.below(9) as *mut c_void;
            let answer = match random.below(5) {
                0 => (api.osip_fifo_add)(fifo, element) as usize,
                1 => (api.osip_fifo_insert)(fifo, element) as usize,
                2 if (api.osip_fifo_size)(fifo) > 0 => (api.osip_fifo_get)(fifo) as usize,
                _ => (api.osip_fifo_tryget)(fifo) as usize,
            };
            let size = (api.osip_fifo_size)(fifo);
            seen.push((answer, size, (*fifo).state, (*fifo).nb_elt, (*fifo).queue.nb_elt));
        }
        (api.osip_fifo_free)(fifo);
        (api.osip_fifo_free)(null_mut());
        seen
    };
    for seed in 0..100 {
        assert_eq!(walk(ours(), seed), walk(original(), seed), "seed {seed}");
    }
}

extern "C" fn produce(fifo: *mut c_void) -> *mut c_void {
    for number in 1..=1000_usize {
        unsafe { (ours().osip_fifo_add)(fifo.cast(), number as *mut c_void) };
    }
    fifo
}

/// A thread in C, which `pthread_exit` unwinds.
extern "C-unwind" fn leave(_: *mut c_void) -> *mut c_void {
    let exit: extern "C-unwind" fn() = unsafe { core::mem::transmute(ours().osip_thread_exit) };
    exit();
    unreachable!("the thread has ended")
}

#[test]
fn a_queue_carries_elements_between_threads_in_order() {
    let api = ours();
    unsafe {
        let fifo: *mut Fifo = libc::calloc(1, size_of::<Fifo>()).cast();
        (api.osip_fifo_init)(fifo);
        let thread = (api.osip_thread_create)(20_000, Some(produce), fifo.cast());
        for number in 1..=1000_usize {
            assert_eq!((api.osip_fifo_get)(fifo) as usize, number);
        }
        assert_eq!((api.osip_thread_join)(thread), 0);
        libc::free(thread.cast());
        (api.osip_fifo_free)(fifo);
    }
}

#[test]
fn a_thread_can_end_itself() {
    unsafe {
        let body: extern "C" fn(*mut c_void) -> *mut c_void =
            core::mem::transmute(leave as extern "C-unwind" fn(*mut c_void) -> *mut c_void);
        let thread = (ours().osip_thread_create)(0, Some(body), null_mut());
        assert_eq!((ours().osip_thread_join)(thread), 0);
        libc::free(thread.cast());
    }
}

#[test]
fn locks_answer_the_same() {
    let ask = |api: &Api| unsafe {
        let (mutex, condition) = ((api.osip_mutex_init)(), (api.osip_cond_init)());
        let semaphore = (api.osip_sem_init)(1);
        let full = (api.osip_sem_init)(c_int::MAX as c_uint);
        let past = timespec { tv_sec: 0, tv_nsec: 0 };
        let nonsense = timespec { tv_sec: 0, tv_nsec: -1 };
        let mut codes = vec![
            (api.osip_mutex_lock)(mutex),
            (api.osip_cond_timedwait)(condition, mutex, &raw const past),
            (api.osip_cond_timedwait)(condition, mutex, &raw const nonsense),
            (api.osip_mutex_unlock)(mutex),
            (api.osip_cond_signal)(condition),
            (api.osip_cond_destroy)(condition),
            (api.osip_sem_wait)(semaphore),
            (api.osip_sem_trywait)(semaphore),
            (api.osip_sem_post)(semaphore),
            (api.osip_sem_trywait)(semaphore),
            (api.osip_sem_destroy)(semaphore),
            (api.osip_sem_post)(full),
            (api.osip_sem_destroy)(full),
            c_int::from((api.osip_sem_init)(1 << 31).is_null()),
        ];
        (api.osip_mutex_destroy)(mutex);
        (api.osip_mutex_destroy)(null_mut());
        codes.extend([
            (api.osip_mutex_lock)(null_mut()),
            (api.osip_mutex_unlock)(null_mut()),
            (api.osip_sem_wait)(null_mut()),
            (api.osip_sem_post)(null_mut()),
            (api.osip_sem_trywait)(null_mut()),
            (api.osip_sem_destroy)(null_mut()),
            (api.osip_cond_signal)(null_mut()),
            (api.osip_cond_wait)(null_mut(), null_mut()),
            (api.osip_cond_timedwait)(null_mut(), null_mut(), &raw const past),
            (api.osip_cond_destroy)(null_mut()),
            (api.osip_thread_join)(null_mut()),
            (api.osip_thread_set_priority)(null_mut(), 1),
        ]);
        codes
    };
    assert_eq!(ask(ours()), ask(original()));
}

#[test]
fn null_queues_times_and_threads_never_crash_ours() {
    let api = ours();
    unsafe {
        (api.osip_fifo_init)(null_mut());
        assert!((api.osip_fifo_add)(null_mut(), null_mut()) < 0);
        assert!((api.osip_fifo_insert)(null_mut(), null_mut()) < 0);
        assert!((api.osip_fifo_size)(null_mut()) < 0);
        assert!((api.osip_fifo_get)(null_mut()).is_null());
        assert!((api.osip_fifo_tryget)(null_mut()).is_null());
        (api.add_gettimeofday)(null_mut(), 1);
        (api.min_timercmp)(null_mut(), null_mut());
        assert!((api.osip_gettimeofday)(null_mut(), null_mut()) < 0);
        assert!((api.osip_thread_create)(0, None, null_mut()).is_null());
        let (mutex, condition) = ((api.osip_mutex_init)(), (api.osip_cond_init)());
        assert!((api.osip_cond_wait)(condition, null_mut()) < 0);
        assert!((api.osip_cond_timedwait)(condition, mutex, core::ptr::null()) < 0);
        (api.osip_mutex_destroy)(mutex);
        (api.osip_cond_destroy)(condition);
    }
}
