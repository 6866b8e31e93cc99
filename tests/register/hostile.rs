//! 250 accounts in one context whose registrar answers with some ten thousand hostile responses, over UDP and TCP: each
//! request ends in one event with the status of the one response that answers it, whatever comes before; the accounts
//! beside them keep their bindings; credentials go to their realm; and in the end each account is registered.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use eXosip2::ua::{EventKind, Transport};

use crate::world::{Answers, Seeded, Sent, World, accept, respond};

const ACCOUNTS: usize = 250;
const HEALTHY: usize = 10;
/// How many requests of each account get hostile responses.
const ROUNDS: usize = 4;
/// How many of those to one request are to be dropped, before the one that counts.
const FORGERIES: usize = 10;
const REALM: &str = "realm=\"example.test\"";

/// A change after which a response is no answer to the request any more.
type Forgery = fn(&Sent, &str) -> String;

/// The first line of that header, with its CRLF.
fn line<'a>(text: &'a str, name: &str) -> &'a str {
    let start = text.find(&format!("\r\n{name}: ")).unwrap() + 2;
    let end = start + text[start..].find("\r\n").unwrap() + 2;
    &text[start..end]
}

fn status_text(text: &str) -> &str {
    &text[8..12]
}

const FORGERIES_OF: [Forgery; 30] = [
    |_, it| it.replacen("branch=z9hG4bK", "branch=z9hG4bKx", 1),
    |_, it| it.replacen("branch=z9hG4bK", "branch=", 1),
    |_, it| it.replacen("branch=", "x=", 1),
    |_, it| it.replacen("branch=", "branch=z9hG4bK1;branch=", 1),
    |_, it| it.replacen(line(it, "Via"), "", 1),
    |_, it| it.replacen("Via: ", "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\nVia: ", 1),
    |_, it| it.replacen("Via: ", "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1, ", 1),
    |_, it| it.replacen("Call-ID: ", "Call-ID: 1", 1),
    |_, it| it.replacen(line(it, "Call-ID"), "", 1),
    |_, it| it.replacen(line(it, "Call-ID"), "Call-ID: \r\n", 1),
    |_, it| it.replacen("CSeq: ", "CSeq: 1", 1),
    |_, it| it.replacen("CSeq: ", "CSeq: -", 1),
    |_, it| it.replacen("CSeq: ", "CSeq: 4294967296", 1),
    |_, it| it.replacen(" REGISTER\r\n", " OPTIONS\r\n", 1),
    |_, it| it.replacen(" REGISTER\r\n", "\r\n", 1),
    |_, it| it.replacen(line(it, "CSeq"), "", 1),
    |_, it| it.replacen(line(it, "From"), "", 1),
    |_, it| it.replacen(line(it, "From"), "From: <>\r\n", 1),
    |_, it| it.replacen(line(it, "To"), "", 1),
    |request, it| {
        let tag = request.header("From").unwrap().split_once(";tag=").unwrap().1;
        it.replacen(&format!(";tag={tag}"), ";tag=1", 1)
    },
    |request, it| {
        let tag = request.header("From").unwrap().split_once(";tag=").unwrap().1;
        it.replacen(&format!(";tag={tag}"), "", 1)
    },
    |_, it| it.replacen("To: <sip:", "To: <sip:x", 1),
    |_, it| it.replacen("SIP/2.0", "SIP/1.0", 1),
    |_, it| it.replacen("SIP/2.0", "HTTP/1.1", 1),
    |_, it| it.replacen(status_text(it), " 2000", 1),
    |_, it| it.replacen(status_text(it), " 20", 1),
    |_, it| it.replacen(status_text(it), " 0", 1),
    |_, it| it.replacen("Content-Length: 0", "Content-Length: 1", 1),
    |_, it| it.replacen("Content-Length: 0", "Content-Length: 99999999999", 1),
    |_, it| it.strip_suffix("\r\n").unwrap().to_owned(),
];

/// What may stand in a response, or be changed in it, without that it is less of an answer.
const NOISE: [Forgery; 16] = [
    |_, it| it.to_owned(),
    |_, it| it.replacen("SIP/2.0 ", "sip/2.0 ", 1),
    |_, it| it.replacen("\r\nVia: ", "\r\nno colon here\r\nVia: ", 1),
    |_, it| it.replacen("\r\nVia: ", "\r\n: no name\r\nVia: ", 1),
    |_, it| it.replacen("\r\nVia: ", "\r\nX-Folded: a\r\n b\r\n\tc\r\nVia: ", 1),
    |_, it| it.replacen("\r\nVia: ", "\r\nv: ", 1),
    |_, it| it.replacen("\r\nFrom: ", "\r\nf: ", 1).replacen("\r\nTo: ", "\r\nt: ", 1),
    |_, it| it.replacen("\r\nCall-ID: ", "\r\ni : ", 1),
    |_, it| it.replacen("Content-Length: 0\r\n", "", 1),
    |_, it| it.replacen("Content-Length: 0\r\n", "l: 0\r\nContent-Length: 0\r\n", 1),
    |_, it| it.replacen(";rport;", ";rport=;received=;", 1),
    |_, it| it.replacen(";rport;", ";rport=0;received=0.0.0.0;", 1),
    |_, it| it.replacen(";rport;", ";rport=65536;received=999.1.1.1;", 1),
    |_, it| it.replacen(";rport;", ";rport=7;received=239.1.1.1;", 1),
    |_, it| it.replacen(";tag=srv1", &format!(";tag={}", "t".repeat(5000)), 1),
    |_, it| it.replacen("\r\nVia: ", &format!("\r\n{}Via: ", "X-Many: y\r\n".repeat(300)), 1),
];

/// Header lines with values that no registrar should send.
const LINES: [&str; 40] = [
    "Contact: *",
    "Contact: <sip:x@192.0.2.7:65536>;expires=5",
    "Contact: <sip:a,b@c>;expires=1, ,",
    "Contact: <sip:h@192.0.2.7>;expires=4294967296",
    "Contact: <sip:h@192.0.2.7>;expires=-1",
    "Contact: <sip:h@192.0.2.7>;q=9;expires=",
    "Contact: \"<sip:unclosed",
    "Contact: ,,,,",
    "Expires: -1",
    "Expires: 99999999999999999999",
    "Expires: ",
    "Expires: 1",
    "Min-Expires: 4294967295",
    "Min-Expires: 0",
    "Min-Expires: 61",
    "Min-Expires: x",
    "Retry-After: 0",
    "Retry-After: 1 (a comment);duration=0",
    "Retry-After: 4294967296",
    "Retry-After: -5",
    "Retry-After: 5 (",
    "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"1\"",
    "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"2\", qop=\"auth,auth-int\", algorithm=SHA-256",
    "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"3\", stale=true, opaque=\"\",,",
    "WWW-Authenticate: Digest realm=\"other.test\", nonce=\"4\"",
    "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"5\", algorithm=UNKNOWN",
    "WWW-Authenticate: Digest nonce=\"6\"",
    "WWW-Authenticate: Digest",
    "WWW-Authenticate: Basic realm=\"example.test\"",
    "WWW-Authenticate: Digest realm=\"example.test, nonce=\"7\"",
    "WWW-Authenticate: ,=,",
    "Proxy-Authenticate: Digest realm=\"example.test\", nonce=\"8\", qop=auth",
    "Proxy-Authenticate: Digest realm=\"proxy.test\", nonce=\"9\"",
    "Authentication-Info: nextnonce=\"10\", rspauth=\"00\"",
    "Authentication-Info: qop=auth-int, rspauth=\"\", nc=00000000",
    "Service-Route: <sip:x;lr>, <sip:@>, <",
    "P-Associated-URI: <sip:h@example.com>, \"",
    "Flow-Timer: 0",
    "Flow-Timer: 4294967296",
    "Content-Type: multipart/mixed;boundary=",
];

const FINALS: [&str; 18] = [
    "200 OK",
    "200 ",
    "202 Accepted",
    "299 Fine",
    "300 Choices",
    "302 Moved",
    "305 Proxy",
    "400 Bad",
    "401 Unauthorized",
    "401 Unauthorized",
    "403 Forbidden",
    "407 Proxy",
    "423 Brief",
    "480 Away",
    "503 Busy",
    "599 Odd",
    "606 No",
    "699 Never",
];

/// What the registrar knows.
#[derive(Default)]
struct Book {
    /// The statuses of the responses that count, for each account, in the order of its requests.
    expected: BTreeMap<usize, Vec<i32>>,
    /// When each account sent a REGISTER that was not a retransmission.
    times: BTreeMap<usize, Vec<Duration>>,
    sent: usize,
    /// When the binding of each healthy account ends.
    until: [Option<Duration>; HEALTHY],
    lapses: Vec<(usize, Duration)>,
    stray_credentials: Vec<String>,
}

/// The number in the user of From behind `letter`.
fn number(request: &Sent, letter: &str) -> Option<usize> {
    let (_, user) = request.header("From")?.split_once(&format!("<sip:{letter}"))?;
    user.split_once('@')?.0.parse().ok()
}

fn pick<T: Copy>(all: &[T], rng: &mut Seeded) -> T {
    all[rng.below(all.len())]
}

/// A response with some hostile header lines.
fn rich(request: &Sent, status: &str, rng: &mut Seeded) -> String {
    let lines: Vec<String> = (0..rng.below(6)).map(|_| pick(&LINES, rng).to_owned()).collect();
    respond(request, status, &lines)
}

impl Book {
    fn answer(&mut self, request: &Sent, rng: &mut Seeded) -> Answers {
        if let Some(account) = number(request, "good") {
            if self.until[account].is_some_and(|until| until < request.at) {
                self.lapses.push((account, request.at));
            }
            self.until[account] = Some(request.at + Duration::from_secs(60));
            return accept(request);
        }
        if let Some(credentials) = request
            .text
            .lines()
            .find(|line| line.contains("uthorization: ") && !line.contains(REALM))
        {
            self.stray_credentials.push(credentials.to_owned());
        }
        let account = number(request, "h").unwrap();
        let expected = self.expected.entry(account).or_default();
        // A response that is lost is not among the troubles here: each transmission was answered.
        assert!(!request.is_again, "{}", request.text);
        self.times.entry(account).or_default().push(request.at);
        if expected.len() >= ROUNDS {
            expected.push(200);
            return accept(request);
        }
        let mut answers = Answers::new();
        for _ in 0..FORGERIES {
            let whole = rich(request, pick(&FINALS, rng), rng);
            answers.push(pick(&FORGERIES_OF, rng)(request, &whole));
        }
        if rng.below(3) == 0 {
            answers.push(rich(request, "183 Progress", rng));
        }
        let status = pick(&FINALS, rng);
        expected.push(status[..3].parse().unwrap());
        let whole = rich(request, status, rng);
        answers.push(pick(&NOISE, rng)(request, &whole));
        // And all that comes later is a repetition.
        answers.push(rich(request, pick(&FINALS, rng), rng));
        self.sent += answers.len();
        answers
    }
}

fn send(world: &mut World, user: &str, expires: i32) -> i32 {
    let (rid, message) = world.build(&format!("sip:{user}@example.com"), expires);
    let now = world.now();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.settle();
    rid
}

/// Runs one world; returns how many hostile responses there were.
fn run(seed: u64, transport: Transport, auto_masquerade: bool) -> usize {
    let (book, mut rng) = (Rc::new(RefCell::new(Book::default())), Seeded(seed));
    let of_registrar = book.clone();
    let mut world = World::on(transport, move |request: &Sent| {
        of_registrar.borrow_mut().answer(request, &mut rng)
    });
    let options = world.ua.options_mut();
    options.auto_masquerade = auto_masquerade;
    options.autonomous = true;
    world.ua.limits_mut().retry_ceiling = Duration::from_secs(120);
    world.is_automatic = false;
    let realm = Some(&b"example.test"[..]);
    world.ua.credentials_mut().add(b"login", b"login", Some(b"secret"), None, realm).unwrap();
    let mut rids: Vec<_> =
        (0..ACCOUNTS).map(|it| (send(&mut world, &format!("h{it}"), 600), it)).collect();
    for number in 0..HEALTHY {
        send(&mut world, &format!("good{number}"), 60);
    }
    world.run_seconds(2 * 24 * 3600);

    let name = format!("seed {seed}, {transport}");
    let book = book.borrow();
    assert_eq!(book.lapses, [], "{name}");
    assert_eq!(book.stray_credentials, Vec::<String>::new(), "{name}");
    rids.sort_unstable();
    let mut seen: BTreeMap<usize, Vec<i32>> = BTreeMap::new();
    for event in &world.events {
        let Ok(at) = rids.binary_search_by_key(&event.rid, |(rid, _)| *rid) else { continue };
        let is_success = event.kind == EventKind::RegistrationSuccess;
        // A success in which the server proves the wrong password is none.
        let is_unproven = (200..300).contains(&event.status) && event.request.contains(REALM);
        let is_right = is_success == (200..300).contains(&event.status);
        assert!(is_right || (is_unproven && !is_success), "{name}: {event:?}");
        seen.entry(rids[at].1).or_default().push(event.status);
    }
    let mut served = 0;
    for (rid, account) in rids {
        let (expected, seen) = (&book.expected[&account], &seen[&account]);
        assert_eq!(expected, seen, "{name}, account {account}");
        let state = world.ua.registration(rid).unwrap();
        // A response may have granted a month, or asked for a pause of a day.
        let is_served = expected.len() > ROUNDS && state.bound_until.is_some();
        assert!(is_served || state.next_attempt.is_some(), "{name}: {state:?}");
        served += usize::from(is_served);
        let times = &book.times[&account];
        let is_calm = |ten: &[Duration]| ten[9] - ten[0] >= Duration::from_secs(3);
        assert!(times.windows(10).all(is_calm), "{name}, account {account}: {times:?}");
    }
    assert!(served * 10 > ACCOUNTS * 9, "{name}: {served}");
    book.sent
}

#[test]
fn hostile_responses_to_250_accounts_harm_neither_them_nor_others() {
    let seeds = std::env::var("SEEDS").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
    for seed in 1..=seeds {
        let udp = run(seed, Transport::Udp, seed % 2 == 0);
        let tcp = run(seed, Transport::Tcp, seed % 2 == 1);
        assert!(udp + tcp > 20_000, "{udp} {tcp}");
    }
}
