//! The router by itself, without a user agent.

use std::time::{Duration, Instant};

use super::*;
use crate::flow::{Action, Deadline, IDLE};
use crate::transport::random::Rng;
use crate::transport::random::fixed::Constant;
use crate::transport::{Channel, Path, Resolution, ServerAddress, Transport};

const SECOND: Duration = Duration::from_secs(1);
const LIMITS: Limits = Limits {
    window: 256,
    return_rate: 10,
    register_rate: 0,
    probe_ceiling: Duration::from_secs(120),
    retry_ceiling: Duration::from_secs(1800),
};

/// A router with one next hop whose addresses are known, and one path to each.
struct Bench {
    router: Router,
    now: Instant,
    next_hop: NextHopId,
    servers: Vec<FlowId>,
    last: u64,
}

impl Bench {
    fn new(transport: Transport, count: u8) -> Self {
        let mut router = Router { limits: LIMITS, ..Router::default() };
        let (now, rng) = (Instant::now(), &mut Rng::new(Box::new(Constant(0))));
        let key = NextHop { host: "h".into(), port: None, transport: None, secure: false };
        let next_hop = router.next_hop(now, key);
        router.join(next_hop);
        router.resolve(next_hop, TransactionId(0));
        let Some((lookup, _)) = router.poll_lookup() else { panic!() };
        let address = |number| ServerAddress {
            transport,
            address: format!("192.0.2.{number}:5060").parse().unwrap(),
            name: "h".into(),
        };
        let targets = (1..=count).map(address).collect();
        let answer = Ok(Resolution { targets, expires: now + 99_999 * SECOND });
        router.resolved(now, lookup, answer, rng);
        let servers = router.next_hops.get(next_hop).unwrap().servers.clone();
        Self { router, now, next_hop, servers, last: 0 }
    }

    /// A registration sends, or is queued.
    fn send(&mut self, rid: i32) -> Option<InFlight> {
        self.last += 1;
        let (id, owner) = (TransactionId(self.last), Owner::Registration(rid));
        self.router.set_next_hop(rid, self.next_hop);
        self.router.join(self.next_hop);
        let route = self.router.submit(self.now, self.next_hop, id, owner)?;
        Some(self.launch(id, rid, route))
    }

    fn launch(&mut self, id: TransactionId, rid: i32, route: Route) -> InFlight {
        let Route::Server(server) = route else { panic!("{route:?}") };
        let owner = Owner::Registration(rid);
        let (flow, path) = self.router.assign(self.now, id, owner, server);
        if path.is_none() {
            self.open();
        }
        self.router.set_flow(rid, flow);
        let (next_hop, flow) = (self.next_hop, Some(flow));
        let it = InFlight { id, owner, next_hop, flow, sent: self.now };
        self.router.launch(it);
        it
    }

    fn open(&mut self) {
        while let Some(action) = self.router.flows.poll_action() {
            let Action::Open { attempt, address } = action else { continue };
            let channel = Channel(attempt.0);
            let path = Path { transport: address.transport, channel, remote: address.address };
            self.router.flows.opened(self.now, attempt, path, address.address);
        }
    }

    fn answer(&mut self, it: InFlight, status: u16) {
        self.router.answered(self.now, it, status);
        if let (200, Owner::Registration(rid), Some(flow)) = (status, it.owner, it.flow) {
            self.router.succeeded(rid, flow);
        }
        self.router.finish(it);
    }

    /// Accounts that have succeeded.
    fn register(&mut self, rids: core::ops::RangeInclusive<i32>) {
        for rid in rids {
            let it = self.send(rid).unwrap();
            self.answer(it, 200);
        }
    }

    fn due(&mut self, rid: i32, binding: Option<Binding>) -> Option<Route> {
        self.router.submit_due(self.now, rid, false, binding)
    }

    /// How many registrations leave the queue by themselves now.
    fn dequeue(&mut self) -> usize {
        let mut count = 0;
        while let Some((rid, route)) = self.router.dequeue_automatic(self.now, self.next_hop) {
            self.last += 1;
            self.launch(TransactionId(self.last), rid, route);
            count += 1;
        }
        count
    }
}

#[test]
fn explicit_requests_wait_for_the_window_and_leave_with_the_next_flight() {
    let mut bench = Bench::new(Transport::Udp, 1);
    for rid in 1..=64 {
        assert!(bench.send(rid).is_some());
    }
    assert!(bench.send(65).is_none());
    assert_eq!(bench.router.next_deadline(), Some(bench.now + SECOND / 2));
    bench.now += SECOND / 2;
    assert_eq!(bench.router.pop_flight(bench.now), Some(bench.next_hop));
    let next = bench.router.dequeue_explicit(bench.now, bench.next_hop);
    assert!(matches!(next, Some((TransactionId(65), _, Route::Server(_)))));
    assert_eq!(bench.router.next_deadline(), None);
}

#[test]
fn a_request_that_is_taken_back_leaves_the_queue() {
    let mut bench = Bench::new(Transport::Udp, 1);
    for rid in 1..=65 {
        bench.send(rid);
    }
    let (id, owner) = (TransactionId(65), Owner::Registration(65));
    let (next_hop, sent) = (bench.next_hop, bench.now);
    bench.router.finish(InFlight { id, owner, next_hop, flow: None, sent });
    bench.now += SECOND;
    assert_eq!(bench.router.pop_flight(bench.now), Some(next_hop));
    assert_eq!(bench.router.dequeue_explicit(bench.now, next_hop), None);
    assert_eq!(bench.router.next_deadline(), None);
}

#[test]
fn a_pause_holds_back_what_is_due_but_no_explicit_request_and_no_last_chance() {
    let mut bench = Bench::new(Transport::Udp, 1);
    bench.register(1..=3);
    let it = bench.send(1).unwrap();
    bench.answer(it, 503);
    let until = bench.now + 1000 * SECOND;
    bench.router.refused(bench.now, it, until, true);
    let (last_chance, ends) = (bench.now + 50 * SECOND, bench.now + 60 * SECOND);
    let binding = Binding { last_chance, ends, has_failed: false };
    assert_eq!(bench.due(2, Some(binding)), None);
    assert_eq!(bench.due(3, None), None);
    assert_eq!(bench.dequeue(), 0);
    assert_eq!(bench.router.next_turn(), Some(binding.last_chance));
    let it = bench.send(9).unwrap();
    assert_eq!(it.flow, Some(bench.servers[0]));
    bench.now = binding.last_chance;
    assert_eq!(bench.dequeue(), 1);
    // Any answer ends the pause.
    bench.answer(it, 404);
    bench.now += SECOND;
    assert_eq!(bench.dequeue(), 1);
}

#[test]
fn a_renewal_that_is_due_in_its_last_chance_is_looked_at_though_others_wait() {
    let mut bench = Bench::new(Transport::Udp, 1);
    bench.register(1..=3);
    let it = bench.send(1).unwrap();
    bench.answer(it, 503);
    bench.router.refused(bench.now, it, bench.now + 1000 * SECOND, true);
    let later = bench.now + 500 * SECOND;
    let binding = |last_chance| {
        Some(Binding { last_chance, ends: last_chance + 6 * SECOND, has_failed: false })
    };
    assert_eq!(bench.due(2, binding(later)), None);
    assert_eq!(bench.due(3, binding(bench.now)), None);
    assert_eq!(bench.router.next_turn(), Some(bench.now));
    assert_eq!(bench.dequeue(), 1);
}

#[test]
fn one_that_waits_for_a_dead_server_probes_it_and_the_others_follow_at_the_rate() {
    let mut bench = Bench::new(Transport::Udp, 1);
    bench.register(1..=100);
    let silent = [bench.send(1).unwrap(), bench.send(2).unwrap()];
    bench.now += 9 * SECOND;
    (3..=100).for_each(|rid| assert_eq!(bench.due(rid, None), None));
    assert_eq!(bench.dequeue(), 0);
    bench.now += 23 * SECOND;
    assert_eq!((bench.dequeue(), bench.dequeue()), (1, 0));
    bench.answer(silent[0], 200);
    for _ in 0..5 {
        bench.now += SECOND;
        assert!((1..=10).contains(&bench.dequeue()));
    }
}

#[test]
fn an_answer_to_a_challenge_leaves_at_once_and_others_wait_for_it() {
    let mut bench = Bench::new(Transport::Udp, 1);
    bench.register(1..=30);
    bench.router.next_hops.get_mut(bench.next_hop).unwrap().is_recovering = true;
    (2..=30).for_each(|rid| assert_eq!(bench.due(rid, None), None));
    for _ in 0..20 {
        assert!(bench.router.submit_due(bench.now, 1, true, None).is_some());
    }
    bench.now += SECOND;
    assert_eq!(bench.dequeue(), 0);
    bench.now += 2 * SECOND;
    assert!(bench.dequeue() > 0);
}

#[test]
fn an_account_that_has_failed_takes_no_trial_of_another() {
    let mut bench = Bench::new(Transport::Udp, 1);
    bench.register(1..=9);
    let it = bench.send(1).unwrap();
    bench.answer(it, 503);
    let until = bench.now + 1000 * SECOND;
    bench.router.refused(bench.now, it, until, true);
    let (last_chance, ends) = (bench.now, bench.now + 24 * SECOND);
    for rid in 2..=9 {
        assert_eq!(bench.due(rid, Some(Binding { last_chance, ends, has_failed: rid < 6 })), None);
    }
    // The first trials are taken when the accounts become due, and are not used then.
    bench.router.limits.return_rate = 500;
    let mut left = [0; 2];
    for _ in 0..5 {
        while let Some((rid, _)) = bench.router.dequeue_automatic(bench.now, bench.next_hop) {
            left[usize::from(rid < 6)] += 1;
        }
        bench.now += SECOND;
    }
    assert_eq!(left, [4, 1]);
}

#[test]
fn an_account_that_has_never_succeeded_holds_back_no_other() {
    let mut bench = Bench::new(Transport::Udp, 1);
    bench.register(1..=1);
    for rid in 2..=10 {
        bench.send(rid);
    }
    bench.now += 40 * SECOND;
    assert!(bench.due(1, None).is_some());
}

#[test]
fn an_account_turns_to_another_server_without_the_others() {
    let mut bench = Bench::new(Transport::Udp, 2);
    let (first, second) = (bench.servers[0], bench.servers[1]);
    bench.register(1..=3);
    bench.now += SECOND;
    let it = bench.send(1).unwrap();
    bench.now += 10 * SECOND;
    assert!(bench.router.can_turn(bench.now, it));
    bench.router.unanswered(bench.now, it, &mut Rng::new(Box::new(Constant(0))));
    bench.router.finish(it);
    assert_eq!(bench.due(1, None), Some(Route::Server(second)));
    assert_eq!(bench.due(2, None), Some(Route::Server(first)));
}

#[test]
fn an_account_whose_requests_close_the_connection_gets_its_own() {
    let mut bench = Bench::new(Transport::Tcp, 1);
    bench.register(1..=2);
    let (well, bad) = (bench.send(1).unwrap(), bench.send(3).unwrap());
    assert_eq!(well.flow, bad.flow);
    let server = bad.flow.unwrap();
    bench.router.isolate_suspects(server, [well.owner, bad.owner].into_iter());
    [well, bad].into_iter().for_each(|it| bench.router.finish(it));
    let (well, bad) = (bench.send(1).unwrap(), bench.send(3).unwrap());
    assert_eq!(well.flow, Some(server));
    assert_ne!(bad.flow, well.flow);
    // Until it succeeds.
    bench.answer(bad, 200);
    assert_eq!(bench.send(3).unwrap().flow, Some(server));
}

#[test]
fn nothing_is_left_of_what_has_ended() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let mut bench = Bench::new(transport, 2);
        bench.register(1..=70);
        let sent: Vec<_> = (1..=70).filter_map(|rid| bench.send(rid)).collect();
        sent.into_iter().for_each(|it| bench.router.finish(it));
        for id in 70 + 65..=140 {
            let (id, owner) = (TransactionId(id), Owner::Registration(1));
            let (next_hop, sent) = (bench.next_hop, bench.now);
            bench.router.finish(InFlight { id, owner, next_hop, flow: None, sent });
        }
        (1..=70).for_each(|rid| bench.router.forget(rid));
        bench.router.leave(bench.next_hop);
        bench.now += IDLE + SECOND;
        while let Some(Deadline::Idle(id)) = bench.router.flows.pop_deadline(bench.now) {
            bench.router.flows.close_idle(id);
        }
        assert!(bench.router.is_empty(), "{transport}: {:?}", bench.router);
    }
}
