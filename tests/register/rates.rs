//! A registrar that bans an address which sends too many requests in a short time, as `pike` of Kamailio does, and the option that keeps
//! REGISTERs to a rate.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use eXosip2::ua::Transport;

use crate::neighbours::send_all;
use crate::world::{Answers, Sent, World, digest};

const SECOND: Duration = Duration::from_secs(1);
/// More requests than these in two seconds are too many.
const DENSITY: usize = 16;
const GOOD: usize = 60;

/// Counts the requests of the last two seconds.
#[derive(Default)]
struct Pike {
    recent: VecDeque<Duration>,
    banned_until: Duration,
    bans: usize,
}

impl Pike {
    fn blocks(&mut self, at: Duration) -> bool {
        while self.recent.front().is_some_and(|before| *before + 2 * SECOND <= at) {
            self.recent.pop_front();
        }
        self.recent.push_back(at);
        if self.recent.len() > DENSITY {
            self.bans += usize::from(at >= self.banned_until);
            self.banned_until = at + 30 * SECOND;
        }
        at < self.banned_until
    }
}

/// Good accounts behind so many ignored ones at such a registrar. Returns how often it bans, and how many good accounts are registered
/// after four minutes and have never failed in 25 minutes.
fn run(rate: u32, ignored: usize) -> (usize, usize, usize) {
    let pike = Rc::new(RefCell::new(Pike::default()));
    let of_registrar = pike.clone();
    let mut serve = digest(u32::MAX);
    let mut world = World::on(Transport::Udp, move |request: &Sent| {
        let is_blocked = of_registrar.borrow_mut().blocks(request.at);
        let is_served = !is_blocked && request.header("From").unwrap().contains("sip:good");
        if is_served { serve(request) } else { Answers::new() }
    });
    world.ua.options_mut().autonomous = true;
    world.ua.limits_mut().register_rate = rate;
    world.ua.credentials_mut().add(b"login", b"login", Some(b"secret"), None, None).unwrap();
    send_all(&mut world, "bad", ignored, 600);
    let good = send_all(&mut world, "good", GOOD, 600);
    let has = |world: &World, rid, is_success| {
        world
            .events
            .iter()
            .any(|it| it.rid == rid && (it.status == 200) == is_success && it.status != 401)
    };
    world.run_seconds(240);
    let registered = good.iter().filter(|rid| has(&world, **rid, true)).count();
    world.run_seconds(25 * 60 - 240);
    let failed = good.iter().filter(|rid| has(&world, **rid, false)).count();
    let bans = pike.borrow().bans;
    (bans, registered, GOOD - failed)
}

#[test]
fn a_registrar_that_bans_by_rate_never_has_to_where_the_rate_is_chosen() {
    for ignored in [5, 60, 300] {
        assert_eq!(run(6, ignored), (0, GOOD, GOOD), "{ignored} ignored");
    }
    assert!(run(0, 5).0 > 0);
}
