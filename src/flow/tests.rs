//! Flows by themselves, without a router.

use super::*;
use crate::transaction::TransactionId;
use crate::transport::random::Rng;
use crate::transport::random::fixed::Constant;

const SECOND: Duration = Duration::from_secs(1);

struct Bench {
    flows: Flows<u8>,
    now: Instant,
    rng: Rng,
}

impl Bench {
    fn new() -> Self {
        let rng = Rng::new(Box::new(Constant(0)));
        Self { flows: Flows::default(), now: Instant::now(), rng }
    }

    fn flow(&mut self, transport: Transport) -> FlowId {
        let address = "192.0.2.1:5060".parse().unwrap();
        let name = "registrar.example".into();
        self.flows.at_address(self.now, &ServerAddress { transport, address, name })
    }

    /// Sends a request on a flow, which is opened if it is not.
    fn send(&mut self, request: u64, id: FlowId) -> Path {
        let request = TransactionId(request);
        if let Some((path, _)) = self.flows.enter(self.now, request, id) {
            return path;
        }
        let Some(Action::Open { attempt, address }) = self.flows.poll_action() else { panic!() };
        let channel = Channel(attempt.0);
        let path = Path { transport: address.transport, channel, remote: address.address };
        assert_eq!(self.flows.opened(self.now, attempt, path, address.address), [request]);
        path
    }

    fn keep_alive(&mut self, id: FlowId) -> Option<Path> {
        let at = self.flows.next_deadline().unwrap();
        assert_eq!(self.flows.pop_deadline(at), Some(Deadline::Keepalive(id)));
        self.now = at;
        self.flows.keep_alive(at, id, &mut self.rng)
    }
}

#[test]
fn requests_to_one_address_share_a_flow_and_wait_for_it_together() {
    let mut bench = Bench::new();
    let id = bench.flow(Transport::Tcp);
    assert_eq!(bench.flow(Transport::Tcp), id);
    assert_ne!(bench.flow(Transport::Udp), id);
    let requests = [1, 2].map(TransactionId);
    for request in requests {
        assert_eq!(bench.flows.enter(bench.now, request, id), None);
    }
    let Some(Action::Open { attempt, address }) = bench.flows.poll_action() else { panic!() };
    assert!(!bench.flows.has_actions());
    let path = Path { transport: Transport::Tcp, channel: Channel(7), remote: address.address };
    assert_eq!(bench.flows.opened(bench.now, attempt, path, address.address), requests);
    assert_eq!(bench.flows.on_path(path), Some(id));
}

#[test]
fn a_connection_without_users_stays_for_ten_minutes_and_a_socket_is_forgotten() {
    let mut bench = Bench::new();
    let [tcp, udp] = [Transport::Tcp, Transport::Udp].map(|transport| bench.flow(transport));
    let channel = bench.send(1, tcp).channel;
    bench.send(2, udp);
    bench.now += 100 * SECOND;
    bench.flows.leave(TransactionId(1), tcp);
    bench.flows.leave(TransactionId(2), udp);
    assert!(bench.flows.get(udp).is_none());
    // It counts from the last request.
    assert_eq!(bench.flows.next_deadline(), Some(bench.now - 100 * SECOND + IDLE));
    bench.send(3, tcp);
    assert_eq!(bench.flows.next_deadline(), None);
    bench.flows.leave(TransactionId(3), tcp);
    assert_eq!(bench.flows.pop_deadline(bench.now + IDLE), Some(Deadline::Idle(tcp)));
    bench.flows.close_idle(tcp);
    let closes = |action| matches!(action, Action::Close { channel: it } if it == channel);
    assert!(bench.flows.poll_action().is_some_and(closes));
    assert!(bench.flows.is_empty());
}

#[test]
fn the_second_connection_has_a_path_of_its_own_and_the_server_of_the_first() {
    let mut bench = Bench::new();
    let main = bench.flow(Transport::Tcp);
    bench.send(1, main);
    let second = bench.flows.second(bench.now, main);
    assert_eq!(bench.flows.second(bench.now, main), second);
    assert_ne!(bench.send(2, second).channel, bench.send(3, main).channel);
    *bench.flows.server_mut(second).unwrap() = 9;
    assert_eq!((bench.flows.server(main), bench.flows.main(second)), (Some(&9), main));
    // It keeps the first.
    for (request, id) in [(1, main), (3, main), (2, second)] {
        bench.flows.leave(TransactionId(request), id);
    }
    for _ in [main, second] {
        bench.now += IDLE;
        while let Some(Deadline::Idle(id)) = bench.flows.pop_deadline(bench.now) {
            bench.flows.close_idle(id);
        }
    }
    assert!(bench.flows.is_empty());
}

#[test]
fn a_path_that_breaks_soon_is_counted_until_one_lasts() {
    let mut bench = Bench::new();
    let id = bench.flow(Transport::Tcp);
    let mut breaks = Vec::new();
    for (number, lasts) in [1, 9, 9, 10, 1].into_iter().enumerate() {
        let request = number as u64;
        let channel = bench.send(request, id).channel;
        bench.flows.move_member(5, None, Some(id));
        bench.now += lasts * SECOND;
        let closed = bench.flows.closed(bench.now, channel).pop().unwrap();
        assert_eq!(closed.members, [5]);
        assert_eq!(closed.pending.last(), Some(&TransactionId(request)));
        breaks.push(closed.breaks);
    }
    assert_eq!(breaks, [1, 2, 3, 0, 1]);
}

#[test]
fn a_flow_is_kept_alive_for_its_registrations_only() {
    let mut bench = Bench::new();
    let id = bench.flow(Transport::Tcp);
    bench.send(1, id);
    bench.flows.move_member(5, None, Some(id));
    bench.flows.start_keepalive(bench.now, id, &mut bench.rng);
    assert_eq!(bench.keep_alive(id), None);
    assert!(matches!(bench.flows.poll_action(), Some(Action::Keepalive { .. })));
    bench.flows.move_member(5, Some(id), None);
    assert_eq!(bench.keep_alive(id), None);
    assert!(!bench.flows.has_actions() && bench.flows.next_deadline().is_none());
}

#[test]
fn silence_means_loss_only_where_keepalives_have_been_answered() {
    let mut bench = Bench::new();
    let id = bench.flow(Transport::Tcp);
    let path = bench.send(1, id);
    bench.flows.move_member(5, None, Some(id));
    bench.flows.start_keepalive(bench.now, id, &mut bench.rng);
    for _ in 0..9 {
        assert_eq!(bench.keep_alive(id), None);
    }
    bench.flows.pong(bench.now, path.channel, &mut bench.rng);
    assert_eq!(bench.keep_alive(id), None);
    assert_eq!(bench.keep_alive(id), Some(path));
}
