//! The capture, as readers of others see it: the crate `pcap-file` its blocks, the crate `etherparse` its packets.

use std::fs::File;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;

use etherparse::{NetSlice, SlicedPacket, TransportSlice};
use pcap_file::DataLink;
use pcap_file::pcapng::blocks::enhanced_packet::EnhancedPacketOption;
use pcap_file::pcapng::blocks::interface_description::InterfaceDescriptionOption;
use pcap_file::pcapng::{Block, PcapNgReader};

use super::*;

const REGISTER: &[u8] = b"REGISTER sip:a.example SIP/2.0\r\nCall-ID: 2\r\n\
    Authorization: Digest username=\"a\", realm=\"b\", nonce=\"cde\", uri=\"sip:a.example\", response=\"fgh\"\r\n\r\n";

/// One message of a capture.
#[derive(Debug)]
struct Captured {
    from: SocketAddr,
    to: SocketAddr,
    payload: Vec<u8>,
    /// Since 1970.
    time: Duration,
    comment: String,
}

/// All messages of a capture. Fails on anything that is not one of them, and on wrong checksums.
fn read(file: &Scratch) -> Vec<Captured> {
    let mut reader = PcapNgReader::new(File::open(&file.0).unwrap()).unwrap();
    let mut all = Vec::new();
    while let Some(block) = reader.next_block() {
        match block.unwrap() {
            Block::InterfaceDescription(it) => {
                assert_eq!(it.linktype, DataLink::RAW);
                assert_eq!(it.options, [InterfaceDescriptionOption::IfTsResol(9)]);
            }
            Block::EnhancedPacket(packet) => {
                assert_eq!(packet.original_len as usize, packet.data.len());
                let [EnhancedPacketOption::Comment(comment)] = &packet.options[..] else {
                    panic!("{:?}", packet.options)
                };
                let (from, to, payload) = datagram(&packet.data);
                let comment = comment.to_string();
                all.push(Captured { from, to, payload, time: packet.timestamp, comment });
            }
            other => panic!("{other:?}"),
        }
    }
    all
}

/// Both ends of a UDP datagram, and what it carries.
fn datagram(packet: &[u8]) -> (SocketAddr, SocketAddr, Vec<u8>) {
    let packet = SlicedPacket::from_ip(packet).unwrap();
    let Some(TransportSlice::Udp(udp)) = packet.transport else { panic!("{packet:?}") };
    let header = udp.to_header();
    let (from, to, checksum): (IpAddr, IpAddr, _) = match packet.net {
        Some(NetSlice::Ipv4(ip)) => {
            let ip = ip.header().to_header();
            assert_eq!(ip.header_checksum, ip.calc_header_checksum());
            let checksum = header.calc_checksum_ipv4(&ip, udp.payload());
            (ip.source.into(), ip.destination.into(), checksum)
        }
        Some(NetSlice::Ipv6(ip)) => {
            let ip = ip.header().to_header();
            let checksum = header.calc_checksum_ipv6(&ip, udp.payload());
            (ip.source.into(), ip.destination.into(), checksum)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(checksum.unwrap(), header.checksum);
    let ends = [(from, header.source_port), (to, header.destination_port)].map(SocketAddr::from);
    (ends[0], ends[1], udp.payload().to_vec())
}

/// A file of its own that is gone when the test is over.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Bench {
    /// One that writes a capture.
    fn with_capture(name: &str, shows_credentials: bool) -> (Self, Scratch) {
        let path =
            std::env::temp_dir().join(format!("exosip-{}-{name}.pcapng", std::process::id()));
        let monitor = Arc::<Monitor>::default();
        let capture = Capture::create(path.to_str().unwrap(), shows_credentials).unwrap();
        monitor.set_capture(Some(capture));
        (Self(Network::new(Poller::new().unwrap(), monitor)), Scratch(path))
    }
}

/// The capture has `MESSAGE` once from here to there and once back, with these comments and times between.
fn check_exchange(
    file: &Scratch,
    (here, there): (SocketAddr, SocketAddr),
    transport: &str,
    start: SystemTime,
) {
    let captured = read(file);
    let ends: Vec<_> = captured.iter().map(|it| (it.from, it.to)).collect();
    assert_eq!(ends, [(here, there), (there, here)], "{transport}");
    let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut earliest = since(start);
    for it in &captured {
        assert_eq!((&it.payload[..], &it.comment[..]), (MESSAGE, transport));
        assert!(it.time >= earliest && it.time <= since(SystemTime::now()), "{:?}", it.time);
        earliest = it.time;
    }
}

fn exchange_udp(host: &str) {
    let start = SystemTime::now();
    let any_port = SocketAddr::new(host.parse().unwrap(), 0);
    let (mut bench, file) = Bench::with_capture(&format!("udp-{}", any_port.is_ipv4()), true);
    let socket = bind_udp(any_port, 0).unwrap();
    let local = socket.local_addr().unwrap();
    bench.0.add_udp(socket).unwrap();
    let peer = UdpSocket::bind(any_port).unwrap();
    let remote = peer.local_addr().unwrap();
    bench.open(Transport::Udp, remote, 1);
    let reported = bench.run(1);
    let [Reported::Opened(path, _)] = reported[..] else { panic!("{reported:?}") };
    bench.0.send(path, MESSAGE.into());
    bench.0.flush(Bench::now());
    // A keepalive is no message.
    for datagram in [&b"\r\n\r\n"[..], MESSAGE] {
        peer.send_to(datagram, local).unwrap();
    }
    assert_eq!(bench.run(1), [Reported::Message(path)]);
    check_exchange(&file, (local, remote), "UDP", start);
}

#[test]
fn datagrams_are_captured() {
    exchange_udp("127.0.0.1");
}

#[test]
fn datagrams_over_ipv6_are_captured() {
    if UdpSocket::bind("[::1]:0").is_err() {
        return println!("skipped: this machine has no IPv6");
    }
    exchange_udp("::1");
}

#[test]
fn messages_over_tcp_are_captured() {
    let start = SystemTime::now();
    let (mut bench, file) = Bench::with_capture("tcp", true);
    let (path, mut peer) = bench.open_tcp();
    bench.0.send(path, MESSAGE.into());
    bench.0.flush(Bench::now());
    let (first, rest) = MESSAGE.split_at(50);
    peer.write_all(&[b"\r\n\r\n", first].concat()).unwrap();
    peer.write_all(rest).unwrap();
    assert_eq!(bench.run(1), [Reported::Message(path)]);
    check_exchange(&file, (peer.peer_addr().unwrap(), path.remote), "TCP", start);
}

#[cfg(feature = "tls")]
#[test]
fn a_capture_has_in_clear_what_tls_carries() {
    let (server, start) = (tls::server(&["sip.example.com"]), SystemTime::now());
    let (mut bench, file) = Bench::with_capture("tls", true);
    let target = Target { transport: Transport::Tls, address: server.address, name: "a".into() };
    bench.0.open(Bench::now(), Attempt(1), &target);
    let reported = bench.run(1);
    let [Reported::Opened(path, local)] = reported[..] else { panic!("{reported:?}") };
    bench.0.send(path, MESSAGE.into());
    assert_eq!(bench.run(1), [Reported::Message(path)]);
    check_exchange(&file, (local, server.address), "TLS", start);
}

#[test]
fn a_message_that_no_datagram_holds_is_cut() {
    let (mut bench, file) = Bench::with_capture("long", true);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    bench.open(Transport::Tcp, listener.local_addr().unwrap(), 1);
    let reported = bench.run(1);
    let [Reported::Opened(path, _)] = reported[..] else { panic!("{reported:?}") };
    bench.0.send(path, vec![b'a'; 70_000].into());
    bench.0.send(path, MESSAGE.into());
    bench.0.flush(Bench::now());
    let lengths: Vec<_> = read(&file).iter().map(|it| it.payload.len()).collect();
    assert_eq!(lengths, [65_460, MESSAGE.len()]);
}

#[test]
fn credentials_are_captured_only_if_they_are_asked_for() {
    for shows_credentials in [false, true] {
        let name = format!("credentials-{shows_credentials}");
        let (mut bench, file) = Bench::with_capture(&name, shows_credentials);
        let (path, _peer) = bench.open_tcp();
        bench.0.send(path, REGISTER.into());
        bench.0.flush(Bench::now());
        let captured = read(&file);
        assert_eq!(captured.len(), 1);
        let text = String::from_utf8_lossy(&captured[0].payload);
        assert_eq!(captured[0].payload.len(), REGISTER.len());
        assert_eq!(text.contains("nonce=\"cde\""), shows_credentials, "{text}");
        assert_eq!(text.contains("response=\"fgh\""), shows_credentials, "{text}");
    }
}
