//! What keeps a flow open, and who notices that it is gone.

use std::net::SocketAddr;
use std::time::Duration;

use eXosip2::ua::{Channel, Input, Path, Transport};

use crate::world::{World, accept};

fn with_keepalive(transport: Transport) -> World {
    let mut world = World::on(transport, accept);
    world.keep_alive(Some(Duration::from_secs(17)));
    world
}

/// The answer to a STUN binding request: our address as the server sees it.
fn stun_answer(request: &[u8], address: &str) -> Vec<u8> {
    let SocketAddr::V4(address) = address.parse().unwrap() else { panic!("IPv4 only") };
    let mut answer = vec![1, 1, 0, 12];
    answer.extend_from_slice(&request[4..20]);
    answer.extend_from_slice(&[0, 0x20, 0, 8, 0, 1]);
    answer.extend((address.port() ^ 0x2112).to_be_bytes());
    answer.extend(address.ip().octets().iter().zip([0x21, 0x12, 0xa4, 0x42]).map(|(a, b)| a ^ b));
    answer
}

#[test]
fn one_request_keeps_a_flow_open_for_all_its_accounts() {
    let mut world = with_keepalive(Transport::Udp);
    for _ in 0..5 {
        world.register(3600);
    }
    world.run_seconds(60);
    assert!((3..=4).contains(&world.keepalives.len()), "{}", world.keepalives.len());
    let (_, path, bytes) = &world.keepalives[0];
    assert_eq!(path.remote, "192.0.2.1:5060".parse().unwrap());
    assert_eq!((bytes.len(), &bytes[..8]), (20, &[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..]));
    assert_ne!(world.keepalives[0].2, world.keepalives[1].2);
}

#[test]
fn traffic_does_not_starve_it() {
    let mut world = with_keepalive(Transport::Udp);
    let rid = world.register(3600);
    for _ in 0..60 {
        world.run_seconds(1);
        world.renew(rid, 3600).unwrap();
    }
    assert!(world.keepalives.len() >= 3);
}

#[test]
fn its_period_can_be_changed_at_any_time() {
    let mut world = with_keepalive(Transport::Udp);
    world.keep_alive(None);
    world.register(3600);
    world.run_seconds(10);
    for (period, least, most) in [(Some(17), 3, 4), (Some(2), 25, 38), (None, 0, 0)] {
        world.keepalives.clear();
        let now = world.now();
        world.ua.set_keepalive(now, period.map(Duration::from_secs));
        world.run_seconds(60);
        let count = world.keepalives.len();
        assert!((least..=most).contains(&count), "{period:?}: {count}");
    }
}

#[test]
fn it_can_be_switched_off_and_ends_with_the_last_account() {
    let mut world = with_keepalive(Transport::Udp);
    world.keep_alive(None);
    world.register(3600);
    world.run_seconds(100);
    assert_eq!(world.keepalives.len(), 0);

    let mut world = with_keepalive(Transport::Udp);
    let rid = world.register(3600);
    world.run_seconds(20);
    let count = world.keepalives.len();
    world.ua.remove_register(rid).unwrap();
    world.run_seconds(100);
    assert_eq!(world.keepalives.len(), count);
}

/// Lets the next keepalive go out, and answers it.
fn answer_next(world: &mut World, address: &str) {
    let count = world.keepalives.len();
    while world.keepalives.len() == count {
        world.run(Duration::from_millis(100));
    }
    let (_, path, request) = world.keepalives[count].clone();
    world.input(Input::Stun { path, bytes: &stun_answer(&request, address) });
}

#[test]
fn a_changed_mapping_renews_the_registration() {
    let mut world = with_keepalive(Transport::Udp);
    world.register(3600);
    for _ in 0..3 {
        answer_next(&mut world, "198.51.100.7:1000");
    }
    world.run_seconds(5);
    assert_eq!(world.sent.len(), 1);
    answer_next(&mut world, "198.51.100.7:1001");
    world.run_seconds(3);
    assert_eq!(world.sent.len(), 2);
}

#[test]
fn a_lost_answer_renews_the_registration_if_there_ever_was_one() {
    let mut world = with_keepalive(Transport::Udp);
    world.register(3600);
    answer_next(&mut world, "198.51.100.7:1000");
    let answered = world.elapsed;
    world.run_seconds(17 + 12);
    assert_eq!(world.sent.len(), 2);
    assert!(world.last().at >= answered + Duration::from_secs(9));
}

#[test]
fn forged_answers_change_nothing() {
    let mut world = with_keepalive(Transport::Udp);
    world.register(3600);
    answer_next(&mut world, "198.51.100.7:1000");
    answer_next(&mut world, "198.51.100.7:1000");
    let (_, path, request) = world.keepalives[1].clone();
    let elsewhere = Path { remote: "192.0.2.66:5060".parse().unwrap(), ..path };
    let mut other_id = request.clone();
    other_id[10] ^= 1;
    let answer = stun_answer(&request, "6.6.6.6:6");
    world.input(Input::Stun { path, bytes: &answer });
    world.input(Input::Stun { path: elsewhere, bytes: &answer });
    world.input(Input::Stun { path, bytes: &stun_answer(&other_id, "6.6.6.6:6") });
    world.input(Input::Stun { path, bytes: &answer[..31] });
    world.run_seconds(5);
    assert_eq!(world.sent.len(), 1);
}

#[test]
fn a_connection_without_its_pong_is_closed_and_replaced() {
    let mut world = with_keepalive(Transport::Tcp);
    world.register(3600);
    world.run_seconds(20);
    assert_eq!(world.keepalives[0].2, b"\r\n\r\n");
    world.input(Input::Pong { channel: Channel(2) });
    world.run_seconds(17 + 10);
    assert_eq!(world.closed, [Channel(2)]);
    world.run_seconds(3);
    assert_eq!(world.sent.len(), 2);
    assert_eq!(world.last().path.channel, Channel(3));
}

#[test]
fn without_any_pong_nothing_is_concluded() {
    let mut world = with_keepalive(Transport::Tcp);
    world.register(3600);
    world.run_seconds(300);
    assert_eq!((world.closed.len(), world.sent.len()), (0, 1));
    assert!(world.keepalives.len() >= 17);
}

#[test]
fn a_new_connection_is_not_blamed_for_the_last_one() {
    let mut world = with_keepalive(Transport::Tcp);
    world.register(3600);
    world.run_seconds(18);
    world.input(Input::Pong { channel: Channel(2) });
    while world.keepalives.len() < 2 {
        world.run(Duration::from_millis(100));
    }
    // The last one was still waiting for its answer.
    world.input(Input::Closed { channel: Channel(2), tls: None });
    world.run_seconds(60);
    assert_eq!((world.closed.len(), world.sent.len()), (0, 2));
    assert!(world.keepalives.len() >= 4);
}

#[test]
fn what_a_server_sends_unasked_is_no_answer() {
    let mut world = with_keepalive(Transport::Tcp);
    world.register(3600);
    world.run_seconds(1);
    world.input(Input::Pong { channel: Channel(2) });
    world.run_seconds(100);
    assert_eq!((world.closed.len(), world.sent.len()), (0, 1));
}
