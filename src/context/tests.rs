//! A context against a registrar of a few lines, over loopback sockets. Every wait is bounded.

use std::iter;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread::{self, JoinHandle};

use super::*;
use crate::error::Error::NoNetwork;
use crate::sip::{Header, Message};
use crate::ua::EventKind;

const SECONDS: Option<Duration> = Some(Duration::from_secs(60));

fn context() -> Context {
    let context = Context::default();
    context.init().unwrap();
    context
}

fn listening() -> Context {
    let context = context();
    context.listen(Transport::Udp, Some("127.0.0.1"), 0, Family::V4).unwrap();
    context
}

/// Answers so many requests with `status`, then ends. What is sent again is answered again, and counts once.
fn registrar(status: &'static str, requests: usize) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(SECONDS).unwrap();
    let address = socket.local_addr().unwrap();
    let thread = thread::spawn(move || {
        let mut seen = Vec::new();
        while seen.len() < requests {
            let mut room = vec![0; 65_536];
            let (length, client) = socket.recv_from(&mut room).unwrap();
            let request = String::from_utf8(room[..length].to_vec()).unwrap();
            socket.send_to(answer(&request, status).as_bytes(), client).unwrap();
            if !seen.contains(&request) {
                seen.push(request);
            }
        }
        seen
    });
    (address, thread)
}

fn answer(request: &str, status: &str) -> String {
    let copied = ["Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:", "Expires:"];
    let lines = request.lines().filter(|line| copied.iter().any(|name| line.starts_with(name)));
    let headers: String = lines.map(|line| format!("{line}\r\n")).collect();
    format!("SIP/2.0 {status}\r\n{headers}Content-Length: 0\r\n\r\n")
}

fn register(context: &Context, registrar: SocketAddr) -> i32 {
    let proxy = format!("sip:{registrar}");
    let from = b"sip:alice@example.com";
    let build = |core: &mut Ua, now| {
        core.build_initial_register(now, from, proxy.as_bytes(), None, 3600, None)
    };
    let (rid, message) = context.call(build).unwrap();
    context.call(|core, now| core.send_register(now, rid, Some(message))).unwrap();
    rid
}

/// Returns once a thread waits for events.
fn await_waiter(context: &Context) {
    let inner = context.inner().unwrap();
    while !inner.events.has_waiters() {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_registration_succeeds_over_udp() {
    let (address, thread) = registrar("200 OK", 1);
    let context = listening();
    let rid = register(&context, address);
    let event = context.wait_event(SECONDS).unwrap().unwrap();
    assert_eq!((event.kind, event.ids.rid), (EventKind::RegistrationSuccess, rid));
    assert_eq!(Message::parse(&event.response.unwrap()).unwrap().status_code, 200);
    let requests = thread.join().unwrap();
    assert!(requests[0].starts_with("REGISTER sip:127.0.0.1:"), "{}", requests[0]);
    assert!(!requests[0].contains("999.999.999.999"));
    context.quit();
}

#[test]
fn the_message_callback_sees_both_ways_with_the_lock_held() {
    static SEEN: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];
    let count: MessageCallback = Arc::new(|_, is_incoming| {
        SEEN[usize::from(is_incoming)].fetch_add(1, Relaxed);
    });
    let (address, thread) = registrar("403 No", 1);
    let context = listening();
    context.set_message_callback(Some(count)).unwrap();
    register(&context, address);
    let event = context.wait_event(SECONDS).unwrap().unwrap();
    assert_eq!(event.kind, EventKind::RegistrationFailure);
    thread.join().unwrap();
    // More often where the machine is slow: what is sent again is seen again.
    assert!(SEEN.iter().all(|seen| seen.load(Relaxed) >= 1));
    context.quit();
}

#[test]
fn an_unreachable_registrar_is_a_failure_at_once() {
    let context = listening();
    // A port that no program is given by chance.
    register(&context, "127.0.0.1:1".parse().unwrap());
    let event = context.wait_event(SECONDS).unwrap().unwrap();
    assert_eq!(event.kind, EventKind::RegistrationFailure);
    assert!(event.response.is_none());
    context.quit();
}

#[test]
fn settings_before_there_is_a_thread_are_kept_once() {
    let context = context();
    for host in 0..1000 {
        let ip = IpAddr::from([10, 0, 0, 1]);
        context.add_host(&format!("host{host}.example"), Some(ip)).unwrap();
        context.set_streams(|all| all.dscp = 0).unwrap();
    }
    let inner = context.inner().unwrap();
    assert!(inner.commands.lock().len() <= 3, "{}", inner.commands.lock().len());
}

#[test]
fn a_request_that_no_datagram_holds_fails_alone() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    silent.set_read_timeout(SECONDS).unwrap();
    let registrar = silent.local_addr().unwrap();
    let context = listening();
    register(&context, registrar);
    silent.recv(&mut [0; 2000]).unwrap();
    let proxy = format!("sip:{registrar}");
    let build = |core: &mut Ua, now| {
        core.build_initial_register(now, b"sip:bob@b", proxy.as_bytes(), None, 3600, None)
    };
    let (rid, mut message) = context.call(build).unwrap();
    message.headers.push(Header::new(b"X-Long", &[b'x'; 66_000]));
    context.call(|core, now| core.send_register(now, rid, Some(message))).unwrap();
    let event = context.wait_event(SECONDS).unwrap().unwrap();
    assert_eq!((event.kind, event.ids.rid), (EventKind::RegistrationFailure, rid));
    assert!(context.wait_event(Some(Duration::from_millis(300))).unwrap().is_none());
    context.quit();
}

#[test]
fn what_was_sent_before_quitting_leaves() {
    let (address, thread) = registrar("200 OK", 1);
    let context = listening();
    register(&context, address);
    context.quit();
    assert_eq!(thread.join().unwrap().len(), 1);
}

#[test]
fn quitting_takes_registrations_back_within_a_deadline() {
    let (address, thread) = registrar("200 OK", 2);
    let context = listening();
    context.with_settings(|all| all.quit_deadline = Duration::from_secs(60)).unwrap();
    register(&context, address);
    assert!(context.wait_event(SECONDS).unwrap().is_some());
    context.quit();
    let requests = thread.join().unwrap();
    assert!(requests[1].contains("\r\nExpires: 0\r\n"), "{}", requests[1]);
}

#[test]
fn a_thread_that_waits_for_events_gets_the_result_of_each_removal() {
    let (address, thread) = registrar("200 OK", 20);
    let context = Arc::new(listening());
    context.with_settings(|all| all.quit_deadline = Duration::from_secs(60)).unwrap();
    for _ in 0..10 {
        register(&context, address);
        assert!(context.wait_event(SECONDS).unwrap().is_some());
    }
    let waiting = thread::spawn({
        let context = Arc::clone(&context);
        move || {
            let events = iter::from_fn(|| context.wait_event(SECONDS).ok()?);
            events.inspect(|_| thread::sleep(Duration::from_millis(20))).count()
        }
    });
    await_waiter(&context);
    context.quit();
    assert_eq!(waiting.join().unwrap(), 10);
    assert_eq!(thread.join().unwrap().len(), 20);
}

#[test]
fn an_incoming_request_wakes_a_machine_and_lets_it_sleep() {
    static REPORTED: Mutex<Vec<WakeReason>> = Mutex::new(Vec::new());
    let tell = WakeLock(Arc::new(|reason| REPORTED.lock().push(reason)));
    let context = listening();
    context.set_wake_lock(Some(tell)).unwrap();
    let (_, address) = context.inner().unwrap().listening.lock()[0];
    let request = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK1\r\n\
                   From: <sip:c@d>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n";
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.send_to(request.as_bytes(), address).unwrap();
    let event = context.wait_event(SECONDS).unwrap().unwrap();
    assert_eq!(event.kind, EventKind::MessageNew);
    context.quit();
    assert_eq!(*REPORTED.lock(), [WakeReason::RequestArrived, WakeReason::RequestHandled]);
}

#[test]
fn a_machine_may_sleep_after_quitting() {
    static REPORTED: Mutex<Vec<WakeReason>> = Mutex::new(Vec::new());
    let tell = WakeLock(Arc::new(|reason| REPORTED.lock().push(reason)));
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    silent.set_read_timeout(SECONDS).unwrap();
    let context = listening();
    context.set_wake_lock(Some(tell)).unwrap();
    register(&context, silent.local_addr().unwrap());
    silent.recv(&mut [0; 2000]).unwrap();
    context.quit();
    assert_eq!(*REPORTED.lock(), [WakeReason::Waiting, WakeReason::Idle]);
}

#[test]
fn quit_with_a_silent_registrar_takes_only_the_deadline() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let context = listening();
    context.with_settings(|all| all.quit_deadline = Duration::from_millis(100)).unwrap();
    register(&context, silent.local_addr().unwrap());
    let start = Instant::now();
    context.quit();
    assert!((100..20_000).contains(&start.elapsed().as_millis()));
}

#[test]
fn an_unused_context_answers_errors() {
    let context = Context::default();
    assert_eq!(context.lock(), Err(BadParameter));
    assert_eq!(context.event_descriptor(), Err(BadParameter));
    assert_eq!(context.wait_event(None).err(), Some(NotInitialized));
    assert_eq!(context.execute(), Err(WrongState));
    assert_eq!(context.reset_transports(), Err(WrongState));
    context.quit();
}

#[test]
fn a_context_lives_again_after_quitting() {
    let context = context();
    assert_eq!(context.init(), Err(WrongState));
    let build =
        |core: &mut Ua, now| core.build_initial_register(now, b"sip:a@b", b"sip:b", None, 60, None);
    assert_eq!(context.call(build).err(), Some(NoNetwork));
    assert_eq!(context.execute(), Err(WrongState));
    context.quit();
    context.quit();
    assert_eq!(context.lock(), Err(BadParameter));
    assert_eq!(context.init(), Ok(()));
    assert_eq!(context.listen(Transport::Udp, None, 0, Family::V4), Ok(()));
    assert_eq!(context.execute(), Ok(()));
    context.quit();
}

#[test]
fn each_transport_is_listened_on_once() {
    let context = listening();
    assert_eq!(context.listen(Transport::Udp, None, 0, Family::V4), Err(WrongState));
    assert_eq!(context.reset_transports(), Err(WrongState));
    assert_eq!(context.listen(Transport::Tcp, Some("127.0.0.1"), 0, Family::V4), Ok(()));
    assert_eq!(context.listen(Transport::Tcp, Some("127.0.0.1"), 0, Family::V4), Err(WrongState));
    assert_eq!(context.reset_transports(), Ok(()));
    context.quit();
}

#[test]
fn each_transport_connects_from_the_address_that_it_listens_on() {
    let context = context();
    context.listen(Transport::Tcp, Some("127.0.0.2"), 0, Family::V4).unwrap();
    context.listen(Transport::Tls, Some("127.0.0.3"), 0, Family::V4).unwrap();
    let with_tls = cfg!(feature = "tls");
    for (word, host) in
        [("tcp", "127.0.0.2"), ("tls", "127.0.0.3")].into_iter().take(1 + usize::from(with_tls))
    {
        let registrar = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = format!("sip:{};transport={word}", registrar.local_addr().unwrap());
        let build = |core: &mut Ua, now| {
            core.build_initial_register(now, b"sip:alice@a", proxy.as_bytes(), None, 3600, None)
        };
        let (rid, message) = context.call(build).unwrap();
        context.call(|core, now| core.send_register(now, rid, Some(message))).unwrap();
        let (_, client) = registrar.accept().unwrap();
        assert_eq!(client.ip().to_string(), host);
    }
    context.quit();
}

#[test]
fn a_failed_listen_can_be_tried_again() {
    let busy = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().into();
    let context = context();
    assert_eq!(context.listen(Transport::Udp, Some("127.0.0.1"), port, Family::V4), Err(Undefined));
    assert_eq!(context.listen(Transport::Udp, Some("192.0.2.77"), 0, Family::V4), Err(Undefined));
    assert_eq!(context.listen(Transport::Udp, Some(""), 0, Family::V4), Err(Undefined));
    assert_eq!(context.listen(Transport::Udp, None, 70_000, Family::V4), Err(BadParameter));
    assert_eq!(context.listen(Transport::Udp, None, 0, Family::V4), Ok(()));
    context.quit();
}

#[test]
fn a_callback_that_releases_the_lock_releases_no_lock_of_another_thread() {
    let context = context();
    let inner = context.inner().unwrap();
    let step = Arc::new(Barrier::new(2));
    let other = thread::spawn({
        let (inner, step) = (Arc::clone(&inner), Arc::clone(&step));
        move || {
            step.wait();
            inner.lock.lock().unwrap();
            step.wait();
            step.wait();
        }
    });
    inner.with_lock(|| {
        context.unlock().unwrap();
        step.wait();
        step.wait();
    });
    let third = thread::spawn({
        let inner = Arc::clone(&inner);
        move || inner.lock.lock()
    });
    thread::sleep(Duration::from_millis(50));
    assert!(!third.is_finished(), "two threads have the lock");
    context.quit();
    assert!(third.join().unwrap().is_err());
    step.wait();
    other.join().unwrap();
}

#[test]
fn a_listen_that_fails_for_its_second_socket_leaves_the_first_port_free() {
    let context = context();
    let port = context.find_free_port(None, Transport::Udp).unwrap().into();
    let set = |ip: Option<&str>| {
        context.with_settings(|all| all.outgoing_address = ip.map(|ip| ip.parse().unwrap()))
    };
    set(Some("192.0.2.77")).unwrap();
    let listen = || context.listen(Transport::Udp, Some("127.0.0.1"), port, Family::V4);
    assert_eq!(listen(), Err(Undefined));
    set(None).unwrap();
    assert_eq!(listen(), Ok(()));
    context.quit();
}

#[test]
fn a_context_whose_thread_could_not_start_says_so_each_time() {
    let context = context();
    *context.inner().unwrap().thread.lock() = ThreadState::Over;
    assert!(context.listen(Transport::Udp, Some("127.0.0.1"), 0, Family::V4).is_err());
}

#[test]
fn quitting_ends_a_wait_and_a_lock() {
    let context = Arc::new(listening());
    context.lock().unwrap();
    let waiting = thread::spawn({
        let context = Arc::clone(&context);
        move || context.wait_event(None).unwrap().is_none()
    });
    let locking = thread::spawn({
        let context = Arc::clone(&context);
        move || context.lock()
    });
    await_waiter(&context);
    context.quit();
    assert!(waiting.join().unwrap());
    assert!(locking.join().unwrap().is_err());
}
