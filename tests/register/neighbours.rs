//! A good account beside accounts that the registrar ignores, refuses or whose connections it closes: no other account waits for them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use eXosip2::ua::Transport;

use crate::world::{Answers, CLOSE, Sent, World, accept, digest, ok, respond, silence};

pub(crate) type Ignore = fn(&Sent) -> Answers;

/// What a registrar may do about an account instead of serving it.
const IGNORED: [(Transport, Ignore); 6] = [
    (Transport::Udp, |_| Vec::new()),
    (Transport::Tcp, |_| Vec::new()),
    (Transport::Udp, |_| vec!["SIP/2.0 OK 200 that is none\r\n\r\n".to_owned()]),
    (Transport::Udp, |it| vec![ok(it).replace("branch=z9hG4bK", "branch=z9hG4bKx")]),
    (Transport::Udp, |it| vec![respond(it, "100 Trying", &[])]),
    (Transport::Tcp, |it| vec![respond(it, "100 Trying", &[])]),
];

fn is_bad(request: &Sent) -> bool {
    request.header("From").unwrap().contains("sip:bad")
}

/// A registrar that serves the good accounts only.
fn beside(transport: Transport, ignore: Ignore) -> World {
    let mut serve = digest(u32::MAX);
    let mut world =
        World::on(
            transport,
            move |request: &Sent| {
                if is_bad(request) { ignore(request) } else { serve(request) }
            },
        );
    world.ua.options_mut().autonomous = true;
    world.ua.credentials_mut().add(b"login", b"login", Some(b"secret"), None, None).unwrap();
    world
}

fn send(world: &mut World, user: &str, expires: i32) -> i32 {
    let (rid, message) = world.build(&format!("sip:{user}@example.com"), expires);
    let now = world.now();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.settle();
    rid
}

pub(crate) fn send_all(world: &mut World, kind: &str, count: usize, expires: i32) -> Vec<i32> {
    (0..count).map(|number| send(world, &format!("{kind}{number}"), expires)).collect()
}

fn success_of(world: &World, rid: i32) -> Option<Duration> {
    let is_success = |rid| move |it: &&crate::world::Seen| it.rid == rid && it.status == 200;
    world.events.iter().find(is_success(rid)).map(|event| event.at)
}

#[test]
fn the_first_register_beside_ignored_accounts_is_sent_in_time() {
    for (count, limit) in [(64, 1), (100, 1), (300, 8)] {
        for (number, (transport, ignore)) in IGNORED.into_iter().enumerate() {
            let mut world = beside(transport, ignore);
            send_all(&mut world, "bad", count, 600);
            let good = send(&mut world, "good", 600);
            world.run_seconds(limit);
            let at = success_of(&world, good);
            assert!(at.is_some(), "{count} ignored, kind {number}");
        }
    }
}

#[test]
fn accounts_that_only_get_100_trying_take_no_place() {
    let mut world = beside(Transport::Udp, |it| vec![respond(it, "100 Trying", &[])]);
    send_all(&mut world, "bad", 300, 600);
    let good = send(&mut world, "good", 600);
    world.run_seconds(1);
    assert!(success_of(&world, good).is_some());
}

/// Until when each account is bound, as the registrar sees it, and how long it was not.
#[derive(Default)]
pub(crate) struct Ledger {
    until: HashMap<String, Duration>,
    lapsed: Duration,
    pub(crate) grants: HashMap<String, usize>,
}

impl Ledger {
    fn grant(&mut self, request: &Sent) {
        let user = request.header("From").unwrap().split(';').next().unwrap().to_owned();
        let expires = request.header("Expires").unwrap().parse().unwrap();
        self.settle(&user, request.at);
        self.until.insert(user.clone(), request.at + Duration::from_secs(expires));
        *self.grants.entry(user).or_default() += 1;
    }

    fn settle(&mut self, user: &str, at: Duration) {
        let until = self.until.get(user).copied().unwrap_or(at);
        self.lapsed += at.saturating_sub(until);
    }

    pub(crate) fn lapsed(&mut self, at: Duration) -> Duration {
        let users: Vec<_> = self.until.keys().cloned().collect();
        users.iter().for_each(|user| self.settle(user, at));
        core::mem::take(&mut self.lapsed)
    }
}

/// Good accounts with bindings, and what the registrar knows of them; `ignore` is what the others get.
pub(crate) fn with_ledger(transport: Transport, ignore: Ignore) -> (World, Rc<RefCell<Ledger>>) {
    let ledger = Rc::new(RefCell::new(Ledger::default()));
    let book = ledger.clone();
    let mut world = World::on(transport, move |request: &Sent| {
        if is_bad(request) {
            return ignore(request);
        }
        book.borrow_mut().grant(request);
        vec![ok(request)]
    });
    world.ua.options_mut().autonomous = true;
    (world, ledger)
}

#[test]
fn healthy_bindings_beside_ignored_accounts_never_lapse() {
    let rows = [
        (1, 120, 3),
        (1, 600, 1),
        (1, 600, 2),
        (1, 600, 10),
        (20, 300, 1),
        (20, 60, 200),
        (20, 60, 300),
    ];
    for (healthy, expires, ignored) in rows {
        for (number, (transport, ignore)) in IGNORED.into_iter().enumerate() {
            let is_first = number % 2 == usize::from(ignored == 1);
            let (mut world, ledger) = with_ledger(transport, ignore);
            if is_first {
                send_all(&mut world, "good", healthy, expires);
                world.run_seconds(1);
            }
            send_all(&mut world, "bad", ignored, expires);
            world.run_seconds(9);
            if !is_first {
                send_all(&mut world, "good", healthy, expires);
            }
            world.is_recording = false;
            world.run_seconds(12 * expires as u64);
            let lapsed = ledger.borrow_mut().lapsed(world.elapsed);
            assert!(lapsed.is_zero(), "{healthy} {expires} {ignored} {number}: {lapsed:?}");
        }
    }
}

#[test]
fn a_pause_for_one_account_delays_no_other_that_the_application_sends() {
    let mut world = beside(Transport::Udp, |it| {
        vec![respond(it, "503 Busy", &["Retry-After: 120".to_owned()])]
    });
    send(&mut world, "bad", 600);
    world.run_seconds(1);
    let good = send(&mut world, "good", 600);
    world.run(Duration::from_millis(20));
    assert!(success_of(&world, good).is_some());
}

#[test]
fn a_pause_ends_before_bindings_do() {
    let (mut world, ledger) = with_ledger(Transport::Udp, |it| {
        vec![respond(it, "503 Busy", &["Retry-After: 86400".to_owned()])]
    });
    send_all(&mut world, "good", 5, 600);
    world.run_seconds(10);
    send(&mut world, "bad", 600);
    world.is_recording = false;
    world.run_seconds(86_400);
    assert!(ledger.borrow_mut().lapsed(world.elapsed).is_zero());
}

/// The account that gets Retry-After has been served before: the pause holds for all.
#[test]
fn a_pause_for_a_served_account_ends_before_bindings_do() {
    let is_refused = Rc::new(RefCell::new(false));
    let ledger = Rc::new(RefCell::new(Ledger::default()));
    let (switch, book) = (is_refused.clone(), ledger.clone());
    let mut world = World::new(move |request: &Sent| {
        if is_bad(request) {
            let retry = "Retry-After: 86400".to_owned();
            let refusal = || respond(request, "503 Busy", &[retry]);
            return vec![if *switch.borrow() { refusal() } else { ok(request) }];
        }
        book.borrow_mut().grant(request);
        vec![ok(request)]
    });
    world.ua.options_mut().autonomous = true;
    send_all(&mut world, "good", 5, 600);
    let bad = send(&mut world, "bad", 600);
    world.run_seconds(10);
    *is_refused.borrow_mut() = true;
    world.renew(bad, 600).unwrap();
    let sent = world.sent.len();
    // Nothing is sent by itself before it has to be.
    world.run_seconds(540);
    assert_eq!(world.sent.len(), sent);
    world.is_recording = false;
    world.run_seconds(86_400);
    assert!(ledger.borrow_mut().lapsed(world.elapsed).is_zero());
}

#[test]
fn a_request_that_waits_is_never_sent_once_its_registration_is_removed() {
    let mut world = World::new(silence);
    world.ua.options_mut().autonomous = true;
    world.ua.limits_mut().window = 2;
    send_all(&mut world, "bad", 2, 600);
    let waiting = [send(&mut world, "removed", 600), send(&mut world, "next", 600)];
    assert_eq!(world.sent.len(), 2);
    world.ua.remove_register(waiting[0]).unwrap();
    world.run_seconds(100);
    assert!(world.sent.iter().all(|sent| !sent.text.contains("removed")));
    assert!(world.sent.iter().any(|sent| sent.text.contains("next") && sent.at.as_secs() < 1));
    assert!(world.events.iter().all(|event| event.rid != waiting[0]));
}

#[test]
fn removed_accounts_block_no_other() {
    let mut world = beside(Transport::Udp, |_| Vec::new());
    for rid in send_all(&mut world, "bad", 64, 600) {
        world.ua.remove_register(rid).unwrap();
    }
    let good = send(&mut world, "good", 600);
    world.run(Duration::from_millis(20));
    assert!(success_of(&world, good).is_some());
}

#[test]
fn an_account_whose_requests_close_the_connection_costs_others_little() {
    let (mut world, ledger) = with_ledger(Transport::Tcp, |_| vec![CLOSE.to_owned()]);
    let good = send_all(&mut world, "good", 20, 3600);
    world.run_seconds(1);
    send(&mut world, "bad", 3600);
    world.run_seconds(240);
    assert!(ledger.borrow_mut().lapsed(world.elapsed).is_zero());
    let most = ledger.borrow().grants.values().copied().max();
    assert!(most <= Some(1 + 3), "{most:?}");
    assert_eq!(ledger.borrow().grants.len(), good.len());
}

#[test]
fn an_account_whose_request_met_one_lost_connection_registers_soon() {
    let mut is_lost = false;
    let mut world = World::on(Transport::Tcp, move |request: &Sent| {
        if is_bad(request) && !std::mem::replace(&mut is_lost, true) {
            return vec![CLOSE.to_owned()];
        }
        accept(request)
    });
    world.ua.options_mut().autonomous = true;
    send_all(&mut world, "good", 20, 3600);
    world.run_seconds(1);
    let rid = send(&mut world, "bad", 3600);
    world.run_seconds(5);
    // It was the first to be suspected, as nothing was known of it.
    assert!(success_of(&world, rid).is_some(), "{}", world.story());
}

#[test]
fn what_waits_is_not_given_up_before_its_time() {
    let mut world = World::new(silence);
    world.ua.options_mut().autonomous = true;
    let rids = send_all(&mut world, "bad", 1000, 600);
    world.run(Duration::from_millis(31_990));
    assert_eq!(world.events.len(), 0);
    world.run_seconds(33);
    for (number, rid) in rids.into_iter().enumerate() {
        let mut events = world.events.iter().filter(|event| event.rid == rid);
        let request = &events.next().unwrap().request;
        assert!(request.contains(&format!("From: <sip:bad{number}@example.com>")), "{request}");
        assert_eq!(events.next(), None, "{rid}");
    }
}

#[test]
fn a_slow_registrar_gets_all_that_waits() {
    let mut world = World::new(accept);
    world.ua.options_mut().autonomous = true;
    world.ua.limits_mut().window = 2;
    world.delay = Duration::from_millis(400);
    let rids = send_all(&mut world, "good", 300, 3600);
    world.run_seconds(100);
    assert!(rids.iter().all(|rid| success_of(&world, *rid).is_some()));
    assert_eq!(world.events.len(), 300);
}

#[test]
fn a_failed_registration_waits_as_long_as_the_program_wants() {
    let mut world = World::on(Transport::Tcp, accept);
    world.refused.insert("192.0.2.1:5060".parse().unwrap());
    world.ua.options_mut().retry_floor = Duration::from_secs(60);
    world.register(3600);
    world.run_seconds(59);
    assert_eq!(world.story(), "-0");
    world.run_seconds(70);
    assert!((2..=3).contains(&world.events.len()), "{}", world.story());
}

#[test]
fn an_idle_connection_stays_open_for_ten_minutes() {
    let mut world = World::on(Transport::Tcp, accept);
    let rid = world.register(3600);
    world.run_seconds(1);
    let channel = world.last().path.channel;
    world.ua.remove_register(rid).unwrap();
    world.run_seconds(590);
    let rid = world.register(3600);
    assert_eq!((world.last().path.channel, world.closed.len()), (channel, 0));
    world.run_seconds(100);
    world.ua.remove_register(rid).unwrap();
    world.run_seconds(700);
    assert_eq!(world.closed, [channel]);
}
