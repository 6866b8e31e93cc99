//! What the queue returns, drops and signals.

use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::contents::{WITH_TREES, YIELDING_ROOM};
use super::*;
use crate::ua::{Event, EventKind, Ids};

/// Those from 100 on give way, and take a quarter of the room.
impl Rank for u8 {
    fn yielding_size(&self) -> Option<usize> {
        (*self >= 100).then_some(YIELDING_ROOM / 4)
    }

    fn slim(&mut self) {}
}

fn is_readable(queue: &EventQueue<u8>) -> bool {
    queue.descriptor().unwrap();
    let state = queue.state.lock();
    let signal = state.signal.as_ref().unwrap();
    let descriptor: BorrowedFd<'_> = signal.as_fd();
    poll(&mut [PollFd::new(descriptor, PollFlags::POLLIN)], PollTimeout::ZERO).unwrap() == 1
}

fn soon() -> Option<Instant> {
    Some(Instant::now() + Duration::from_millis(5))
}

#[test]
fn events_come_out_as_they_went_in() {
    let queue = EventQueue::new();
    queue.push([1, 2]);
    queue.push([3]);
    assert_eq!([queue.take(), queue.wait(soon()), queue.wait(None)], [Some(1), Some(2), Some(3)]);
    assert_eq!(queue.take(), None);
}

#[test]
fn the_descriptor_is_readable_exactly_while_something_can_be_taken() {
    let queue = EventQueue::new();
    assert!(!is_readable(&queue));
    queue.push([1, 2]);
    assert!(is_readable(&queue));
    queue.take();
    assert!(is_readable(&queue));
    queue.take();
    assert!(!is_readable(&queue));
}

#[test]
fn a_descriptor_made_late_tells_of_what_is_there() {
    let queue = EventQueue::new();
    queue.push([1]);
    assert!(is_readable(&queue));
}

#[test]
fn a_wake_up_ends_one_wait() {
    let queue = EventQueue::<u8>::new();
    queue.wake();
    assert!(is_readable(&queue));
    assert_eq!(queue.wait(None), None);
    assert!(!is_readable(&queue));
    let before = Instant::now();
    assert_eq!(queue.wait(soon()), None);
    assert!(before.elapsed() >= Duration::from_millis(4));
}

#[test]
fn behind_an_event_that_had_waited_a_wait_lasts_its_time() {
    let queue = EventQueue::new();
    queue.push([1]);
    assert_eq!(queue.wait(soon()), Some(1));
    let before = Instant::now();
    assert_eq!(queue.wait(soon()), None);
    assert!(before.elapsed() >= Duration::from_millis(4));
}

#[test]
fn events_beyond_the_limit_are_counted() {
    let queue = EventQueue::new();
    queue.set_limit(2);
    queue.push([1, 2, 3, 4]);
    assert_eq!((queue.take(), queue.take(), queue.take()), (Some(1), Some(2), None));
    assert_eq!(queue.dropped(), 2);
}

#[test]
fn droppable_events_are_dropped_first_and_the_order_stays() {
    let queue = EventQueue::new();
    queue.set_limit(4);
    queue.push([100, 1, 101, 102, 103, 2, 3, 104, 4, 5]);
    let taken: Vec<_> = std::iter::from_fn(|| queue.take()).collect();
    assert_eq!((taken, queue.dropped()), (vec![1, 2, 3, 4], 6));
    queue.push([100, 1, 101, 2, 3]);
    let taken: Vec<_> = std::iter::from_fn(|| queue.take()).collect();
    assert_eq!((taken, queue.dropped()), (vec![100, 1, 2, 3], 7));
}

#[test]
fn requests_of_others_give_way_with_all_their_bytes() {
    let event = |kind| {
        let request = Some(Arc::from([0; 1000]));
        Event { request, ..Event::new(kind, Ids::default()) }
    };
    assert!(event(EventKind::MessageNew).yielding_size().unwrap() > 1000);
    assert_eq!(event(EventKind::RegistrationFailure).yielding_size(), None);
}

#[test]
fn droppable_events_are_bounded_in_bytes() {
    let queue = EventQueue::new();
    queue.push([1, 100, 101, 102, 103, 104, 2]);
    queue.push([105; 9]);
    assert_eq!((queue.take(), queue.take()), (Some(1), Some(100)));
    queue.push([106, 107, 3]);
    let taken: Vec<_> = std::iter::from_fn(|| queue.take()).collect();
    assert_eq!((taken, queue.dropped()), (vec![101, 102, 103, 2, 106, 3], 11));
    queue.push([108; 5]);
    assert_eq!(queue.dropped(), 12);
}

#[test]
fn a_burst_is_over_when_the_queue_is_empty() {
    let queue = EventQueue::new();
    queue.set_limit(2);
    queue.push([1, 2, 3]);
    queue.take();
    assert!(queue.state.lock().is_overrun);
    queue.take();
    assert!(!queue.state.lock().is_overrun);
}

#[test]
fn several_waiters_share_what_comes_at_once() {
    let queue = Arc::new(EventQueue::<u8>::new());
    let start = Instant::now();
    let patience = Duration::from_secs(60);
    let waiters: Vec<_> = (0..3)
        .map(|_| {
            let queue = queue.clone();
            thread::spawn(move || queue.wait(Some(start + patience)))
        })
        .collect();
    while queue.state.lock().waiters < 3 {
        thread::yield_now();
    }
    queue.push([1, 2, 3]);
    assert!(waiters.into_iter().all(|waiter| waiter.join().unwrap().is_some()));
    assert!(start.elapsed() < patience, "some had to wait although there were events");
}

#[test]
fn a_wait_for_events_alone_consumes_no_wake_up_of_another_thread() {
    let queue = Arc::new(EventQueue::<u8>::new());
    let spawn = |body: fn(&EventQueue<u8>) -> Option<u8>| {
        let waiting = queue.state.lock().waiters;
        let copy = queue.clone();
        let thread = thread::spawn(move || body(&copy));
        while queue.state.lock().waiters == waiting {
            thread::yield_now();
        }
        thread
    };
    let stays = spawn(EventQueue::wait_for_event);
    let goes = spawn(|queue| queue.wait(Some(Instant::now() + Duration::from_secs(60))));
    let start = Instant::now();
    queue.wake();
    assert_eq!(goes.join().unwrap(), None);
    assert!(start.elapsed() < Duration::from_secs(30));
    queue.close();
    assert_eq!(stays.join().unwrap(), None);
}

#[test]
fn the_descriptor_becomes_readable_when_the_queue_closes() {
    let queue = EventQueue::<u8>::new();
    assert!(!is_readable(&queue));
    queue.close();
    assert!(is_readable(&queue));
    assert_eq!(queue.wait(None), None);
    assert!(is_readable(&queue));
}

#[test]
fn closing_ends_every_wait() {
    let queue = Arc::new(EventQueue::<u8>::new());
    let waiters: Vec<_> = (0..2)
        .map(|which| {
            let queue = queue.clone();
            thread::spawn(
                move || if which == 0 { queue.wait(None) } else { queue.wait_for_event() },
            )
        })
        .collect();
    thread::sleep(Duration::from_millis(20));
    queue.close();
    assert!(waiters.into_iter().all(|waiter| waiter.join().unwrap().is_none()));
    assert_eq!(queue.wait(None), None);
}

#[derive(Debug, PartialEq)]
struct WithTree(bool);

impl Rank for WithTree {
    fn yielding_size(&self) -> Option<usize> {
        None
    }

    fn slim(&mut self) {
        self.0 = false;
    }
}

#[test]
fn only_the_first_events_that_wait_keep_their_trees() {
    let queue = EventQueue::new();
    queue.push((0..WITH_TREES + 5).map(|_| WithTree(true)));
    assert_eq!(queue.take(), Some(WithTree(true)));
    queue.push([WithTree(true)]);
    let kept = (0..WITH_TREES + 5).filter(|_| queue.take() == Some(WithTree(true))).count();
    assert_eq!(kept, WITH_TREES - 1);
}
