//! The network against real sockets on the loopback. Every wait is bounded.

mod capture;
#[cfg(feature = "tls")]
mod tls;

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::*;
use crate::ua::{Attempt, Channel, Input, Lookup, NextHop, Now, Path, Target, Transport};

const MESSAGE: &[u8] = b"SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n\
                         Call-ID: 1\r\nCSeq: 1 REGISTER\r\nContent-Length: 2\r\n\r\nxy";

/// What would have been reported to the core.
#[derive(Clone, Debug, PartialEq)]
enum Reported {
    Message(Path),
    Stun(usize),
    Pong,
    Resolved(Option<Vec<SocketAddr>>),
    Opened(Path, SocketAddr),
    OpenFailed(Attempt),
    SendFailed(SocketAddr),
    Closed(Channel),
    NetworkChanged,
}

fn reported(input: &Input<'_>) -> Reported {
    match input {
        Input::Response { path, .. }
        | Input::Request { path, .. }
        | Input::PlainRequest { path, .. } => Reported::Message(*path),
        Input::Stun { bytes, .. } => Reported::Stun(bytes.len()),
        Input::Pong { .. } => Reported::Pong,
        Input::Resolved { answer, .. } => {
            let addresses =
                |found: &crate::ua::Resolution| found.targets.iter().map(|t| t.address).collect();
            Reported::Resolved(answer.as_ref().ok().map(addresses))
        }
        Input::Opened { path, local, .. } => Reported::Opened(*path, *local),
        Input::OpenFailed { attempt, .. } => Reported::OpenFailed(*attempt),
        Input::SendFailed { path } => Reported::SendFailed(path.remote),
        Input::Closed { channel, .. } => Reported::Closed(*channel),
        Input::NetworkChanged => Reported::NetworkChanged,
        other => panic!("{other:?} does not come from the network"),
    }
}

struct Bench(Network);

impl Bench {
    fn new() -> Self {
        Self(Network::new(Poller::new().unwrap(), Arc::default()))
    }

    fn with_udp() -> (Self, SocketAddr) {
        let mut bench = Self::new();
        let socket = bind_udp("127.0.0.1:0".parse().unwrap(), 0).unwrap();
        let local = socket.local_addr().unwrap();
        bench.0.add_udp(socket).unwrap();
        (bench, local)
    }

    fn now() -> Now {
        Now { instant: Instant::now(), date: SystemTime::now() }
    }

    /// Turns until `wanted` inputs were reported, for a minute at most.
    fn run(&mut self, wanted: usize) -> Vec<Reported> {
        let end = Instant::now() + Duration::from_secs(60);
        let mut all = Vec::new();
        while all.len() < wanted && Instant::now() < end {
            self.0.flush(Self::now());
            all.extend(self.0.take_answers().iter().map(reported));
            if all.len() >= wanted {
                break;
            }
            self.0.wait(|| Some(end));
            self.0.receive(Self::now(), &mut |inputs| all.extend(inputs.iter().map(reported)));
        }
        all.extend(self.0.take_answers().iter().map(reported));
        all
    }

    fn open(&mut self, transport: Transport, address: SocketAddr, attempt: u64) {
        let target = Target { transport, address, name: "name.example".into() };
        self.0.open(Self::now(), Attempt(attempt), &target);
    }

    fn open_tcp(&mut self) -> (Path, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        self.open(Transport::Tcp, listener.local_addr().unwrap(), 1);
        let reported = self.run(1);
        let (peer, _) = listener.accept().unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let [Reported::Opened(path, local)] = reported[..] else { panic!("{reported:?}") };
        assert_eq!(local, peer.peer_addr().unwrap());
        (path, peer)
    }
}

/// An address where no program listens: the system assigns this port to none by chance.
fn closed_port() -> SocketAddr {
    "127.0.0.1:1".parse().unwrap()
}

#[test]
fn a_datagram_goes_and_another_comes_back() {
    let (mut bench, local) = Bench::with_udp();
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    bench.open(Transport::Udp, peer.local_addr().unwrap(), 1);
    let reported = bench.run(1);
    let [Reported::Opened(path, ours)] = reported[..] else { panic!("{reported:?}") };
    assert_eq!(ours, local);
    bench.0.send(path, Arc::from(*b"hello"));
    bench.0.flush(Bench::now());
    let mut room = [0; 100];
    let (length, from) = peer.recv_from(&mut room).unwrap();
    assert_eq!((&room[..length], from), (&b"hello"[..], local));
    for datagram in [MESSAGE, b"\r\n\r\n", b"\x01\x01\x00\x00 stun answer ...", b"", MESSAGE] {
        peer.send_to(datagram, local).unwrap();
    }
    assert_eq!(
        bench.run(3),
        [Reported::Message(path), Reported::Stun(20), Reported::Message(path)]
    );
}

#[test]
fn a_socket_on_any_address_says_which_one_the_peer_sees() {
    let mut bench = Bench::new();
    bench.0.add_udp(bind_udp("0.0.0.0:0".parse().unwrap(), 0).unwrap()).unwrap();
    bench.open(Transport::Udp, "127.0.0.1:5060".parse().unwrap(), 1);
    let reported = bench.run(1);
    assert!(
        matches!(reported[..], [Reported::Opened(_, local)] if local.ip().is_loopback()),
        "{reported:?}"
    );
    bench.open(Transport::Udp, "[::1]:5060".parse().unwrap(), 2);
    assert_eq!(bench.run(1), [Reported::OpenFailed(Attempt(2))]);
}

#[test]
#[cfg_attr(feature = "portable", ignore = "no error queue")]
fn an_unreachable_port_is_told() {
    let (mut bench, _) = Bench::with_udp();
    let remote = closed_port();
    bench.open(Transport::Udp, remote, 1);
    let reported = bench.run(1);
    let [Reported::Opened(path, _)] = reported[..] else { panic!("{reported:?}") };
    bench.0.send(path, Arc::from(*b"hello?"));
    assert_eq!(bench.run(1), [Reported::SendFailed(remote)]);
}

#[test]
fn messages_in_pieces_and_in_a_row_arrive_one_by_one() {
    let mut bench = Bench::new();
    let (path, mut peer) = bench.open_tcp();
    let mut stream = [MESSAGE, MESSAGE, b"\r\n", MESSAGE, b"\r\n\r\n", MESSAGE].concat();
    let rest = stream.split_off(MESSAGE.len() + 50);
    peer.write_all(&stream).unwrap();
    assert_eq!(bench.run(1), [Reported::Message(path)]);
    peer.write_all(&rest).unwrap();
    // The keepalive of the peer is no answer to one of ours.
    let message = || Reported::Message(path);
    assert_eq!(bench.run(4), [message(), Reported::Pong, message(), message()]);
}

#[test]
fn a_connection_is_shared_and_its_end_is_told_once() {
    let mut bench = Bench::new();
    let (path, mut peer) = bench.open_tcp();
    bench.open(Transport::Tcp, path.remote, 2);
    let reported = bench.run(1);
    assert!(matches!(reported[..], [Reported::Opened(same, _)] if same == path), "{reported:?}");
    bench.0.send(path, MESSAGE.into());
    bench.0.flush(Bench::now());
    let mut room = vec![0; MESSAGE.len()];
    peer.read_exact(&mut room).unwrap();
    assert_eq!(room, MESSAGE);
    drop(peer);
    assert_eq!(bench.run(1), [Reported::Closed(path.channel)]);
    bench.0.send(path, MESSAGE.into());
    assert_eq!(bench.run(1), [Reported::SendFailed(path.remote)]);
}

#[test]
fn all_attempts_that_wait_for_a_connection_fail_when_it_is_refused() {
    let mut bench = Bench::new();
    let remote = closed_port();
    bench.open(Transport::Tcp, remote, 1);
    bench.open(Transport::Tcp, remote, 2);
    let failed = [1, 2].map(|attempt| Reported::OpenFailed(Attempt(attempt)));
    assert_eq!(bench.run(2), failed);
}

#[test]
fn a_peer_that_sends_rubbish_without_end_is_cut_off() {
    let mut bench = Bench::new();
    let (path, mut peer) = bench.open_tcp();
    let thread = std::thread::spawn(move || while peer.write_all(&[b'a'; 4096]).is_ok() {});
    assert_eq!(bench.run(1), [Reported::Closed(path.channel)]);
    thread.join().unwrap();
}

#[test]
fn more_than_a_socket_holds_arrives_whole_once_the_peer_reads() {
    let mut bench = Bench::new();
    let (path, mut peer) = bench.open_tcp();
    let bytes: Arc<[u8]> = vec![7; 1 << 20].into();
    for _ in 0..12 {
        bench.0.send(path, Arc::clone(&bytes));
    }
    let thread = std::thread::spawn(move || {
        let mut all = vec![0; 12 << 20];
        peer.read_exact(&mut all).map(|()| all.iter().all(|&byte| byte == 7))
    });
    let end = Instant::now() + Duration::from_secs(60);
    while !thread.is_finished() && Instant::now() < end {
        bench.0.flush(Bench::now());
        bench.0.wait(|| Some(Instant::now() + Duration::from_millis(50)));
        bench.0.receive(Bench::now(), &mut |_| {});
    }
    assert!(thread.join().unwrap().unwrap());
    // What is beyond the bound is refused, and the connection lives.
    let refused = (0..17).map(|_| bench.0.send(path, Arc::clone(&bytes))).count();
    assert_eq!(refused, 17);
    assert_eq!(
        bench.0.take_answers().iter().map(reported).next(),
        Some(Reported::SendFailed(path.remote))
    );
}

#[test]
fn a_peer_may_connect_to_us_and_ask_whether_we_are_there() {
    let mut bench = Bench::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let local = listener.local_addr().unwrap();
    bench.0.add_listener(listener, false).unwrap();
    let mut peer = TcpStream::connect(local).unwrap();
    peer.write_all(&[b"\r\n\r\n", MESSAGE].concat()).unwrap();
    let reported = bench.run(1);
    let [Reported::Message(path)] = reported[..] else { panic!("{reported:?}") };
    assert_eq!(path.remote, peer.local_addr().unwrap());
    let mut pong = [0; 2];
    peer.read_exact(&mut pong).unwrap();
    assert_eq!(&pong, b"\r\n");
    bench.0.send(path, MESSAGE.into());
    bench.0.flush(Bench::now());
    peer.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    peer.read_exact(&mut vec![0; MESSAGE.len()]).unwrap();
    bench.0.reset();
    assert_eq!(bench.run(1), [Reported::Closed(path.channel)]);
}

#[test]
fn peers_leave_the_process_most_of_its_descriptors() {
    let mut bench = Bench::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let local = listener.local_addr().unwrap();
    bench.0.add_listener(listener, false).unwrap();
    let mut peers = Vec::new();
    for number in 1..=300 {
        let peer = TcpStream::connect(local).unwrap();
        peer.set_nonblocking(true).unwrap();
        peers.push(peer);
        if number % 50 == 0 {
            bench.0.wait(|| Some(Instant::now() + Duration::from_millis(50)));
            bench.0.receive(Bench::now(), &mut |_| {});
        }
    }
    let is_open = |mut peer: &TcpStream| {
        peer.read(&mut [0]).is_err_and(|e| e.kind() == ErrorKind::WouldBlock)
    };
    assert_eq!(peers.iter().filter(|peer| is_open(peer)).count(), 256);
    // Where one leaves, another may come.
    drop(peers.drain(..10));
    bench.run(10);
    let late = TcpStream::connect(local).unwrap();
    bench.0.wait(|| Some(Instant::now() + Duration::from_secs(60)));
    bench.0.receive(Bench::now(), &mut |_| {});
    late.set_nonblocking(true).unwrap();
    assert!(is_open(&late));
}

#[test]
fn news_that_change_nothing_for_our_peers_are_not_told() {
    let (mut bench, _) = Bench::with_udp();
    let (_, _peer) = bench.open_tcp();
    bench.0.look_at_routes();
    assert_eq!(bench.0.take_answers().len(), 0);
}

#[test]
fn names_of_this_machine_need_no_server() {
    let mut bench = Bench::new();
    let settings = crate::resolver::Settings {
        services: false,
        v4: true,
        v6: false,
        transports: vec![Transport::Udp],
    };
    let hosts = "192.0.2.9 pbx.test\n".into();
    bench.0.set_names(settings, Known { hosts, ..Known::default() });
    for (host, address) in [
        ("localhost", "127.0.0.1:5070"),
        ("PBX.test", "192.0.2.9:5070"),
        ("192.0.2.1", "192.0.2.1:5070"),
    ] {
        let hop = NextHop {
            host: host.into(),
            port: Some(5070),
            transport: Some(Transport::Udp),
            secure: false,
        };
        bench.0.resolve(Bench::now(), Lookup(1), hop);
        assert_eq!(
            bench.run(1),
            [Reported::Resolved(Some(vec![address.parse().unwrap()]))],
            "{host}"
        );
    }
}
