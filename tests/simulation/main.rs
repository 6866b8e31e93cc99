//! Worlds made from seeds: registrations, registrars and networks that behave badly, in virtual time. After each step the
//! invariants of `invariants.rs` hold.
//!
//! `SEEDS=1000000` runs so many worlds, `FIRST=17` begins with that seed, `SEED=17` runs one and prints its story, and
//! with `TRACE=1` the library's trace between all its lines.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)] // A test may panic.

mod application;
mod build;
mod exchange;
mod faults;
mod invariants;
mod judge;
mod network;
mod parties;
mod peer;
#[path = "../common/random.rs"]
mod random;
mod registrar;
mod sabotage;
mod story;
mod text;
mod traffic;
mod trouble;
mod world;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use invariants::{Invariant, Violation};
use sabotage::Sabotage;
use world::World;

/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[
    2, 3, 45, 205, 313, 450, 680, 1567, 1594, 2507, 2568, 2838, 3678, 4265, 5559, 6752, 8110, 8713,
    9433,
];

/// Without optimisation a few worlds are enough; `make test-simulation` runs two thousand.
const FEW: u64 = 40;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The violation in the world of a seed, if there is one; a panic is one, too.
fn run(seed: u64) -> Option<String> {
    let world = || World::busy(seed, false, Sabotage::default()).run();
    match catch_unwind(AssertUnwindSafe(world)) {
        Ok(violation) => violation.map(|violation| format!("seed {seed}: {violation}")),
        Err(_) => Some(format!("seed {seed}: a panic")),
    }
}

/// The story of a failing seed.
fn story(seed: u64) -> String {
    let mut world = World::busy(seed, true, Sabotage::default());
    let violation = world.run();
    let user = violation.as_ref().map_or("", |violation| &violation.user).to_owned();
    let end = violation.map_or("no violation".to_owned(), |violation| violation.to_string());
    format!("{}{end}\n", world.story.of(&user))
}

#[test]
fn invariants_hold_in_all_worlds() {
    if let Some(seed) = number("SEED") {
        let failure = run(seed);
        if number("TRACE").is_some() {
            eXosip2::trace::set_sink(|_, _, _, line| println!("              {line}"));
            eXosip2::trace::enable_below(8);
        }
        println!("{}", story(seed));
        return assert!(failure.is_none(), "{failure:?}");
    }
    let first = number("FIRST").unwrap_or(1);
    let (next, end) = (AtomicU64::new(first), first + number("SEEDS").unwrap_or(FEW));
    let failures = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Relaxed);
            if seed >= end {
                return;
            }
            if let Some(failure) = run(seed) {
                failures.lock().unwrap().insert(seed, failure);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let failures = failures.into_inner().unwrap();
    if let Some((seed, _)) = failures.first_key_value() {
        let lines: String = failures.values().take(60).map(|line| format!("{line}\n")).collect();
        println!("{}", story(*seed));
        panic!("{} worlds fail:\n{lines}", failures.len());
    }
}

#[test]
fn worlds_that_failed_once_hold_now() {
    for seed in REGRESSIONS {
        let alone = World::new(*seed, false, Sabotage::default()).run();
        assert!(alone.is_none(), "seed {seed}: {alone:?}");
        assert_eq!(run(*seed), None);
    }
}

#[test]
fn a_seed_makes_the_same_world_each_time() {
    for seed in [3, 14, 15, 92] {
        let tell = || {
            let mut world = World::busy(seed, true, Sabotage::default());
            world.run();
            world.story.whole().to_vec()
        };
        let (one, other) = (tell(), tell());
        let first = one.iter().zip(&other).find(|(one, other)| one != other);
        assert_eq!(first, None, "seed {seed}");
        assert_eq!(one.len(), other.len(), "seed {seed}");
    }
}

/// The first violation of worlds in which one promise is broken on purpose.
fn sabotaged(invariant: Invariant) -> Option<Violation> {
    let broken = |seed| World::busy(seed, false, Sabotage::of(invariant)).run();
    (1..60).filter_map(broken).find(|violation| violation.invariant == invariant)
}

#[test]
fn each_broken_promise_is_seen() {
    use Invariant::{
        Dead, Ending, Event, Lapse, Outcome, Rate, Realm, Recovery, Storm, Table, Wait,
    };
    for invariant in
        [Lapse, Rate, Dead, Wait, Event, Realm, Table, Recovery, Storm, Outcome, Ending]
    {
        assert!(sabotaged(invariant).is_some(), "{invariant:?} is not seen");
    }
}
