//! Healthy accounts beside ignored ones, over a grid of numbers, times, transports and kinds of neglect: no binding of a
//! healthy account lapses, and its first REGISTER gets through in time. RFC 3261 10.2, RFC 5626 4.5.
//!
//! `GRID=all` runs every cell; otherwise the large ones are thinned out, so that each pair of values still occurs.
//! Without optimisation one cell in sixteen is run, to keep the tests quick. `GRID=20,1,300,udp,silence` runs one cell.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use eXosip2::ua::Transport;

use crate::world::{Answers, CLOSE, Sent, World, accept, digest, respond, silence};

const HEALTHY: [usize; 4] = [1, 3, 20, 500];
const IGNORED: [usize; 9] = [0, 1, 2, 3, 5, 10, 64, 100, 300];
const EXPIRES: [u64; 5] = [60, 120, 300, 600, 3600];
const TRANSPORTS: [Transport; 2] = [Transport::Udp, Transport::Tcp];

/// What becomes of the REGISTERs of an ignored account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Neglect {
    Silence,
    Garbage,
    Trying,
    Forbidden,
    Unavailable,
    RetryAfter,
    Close,
}

const NEGLECTS: [Neglect; 7] = [
    Neglect::Silence,
    Neglect::Garbage,
    Neglect::Trying,
    Neglect::Forbidden,
    Neglect::Unavailable,
    Neglect::RetryAfter,
    Neglect::Close,
];

impl Neglect {
    fn answer(self, request: &Sent) -> Answers {
        match self {
            Self::Silence => Vec::new(),
            Self::Garbage => vec![
                "SIP/2.0 OK 200 that is none\r\n\r\n".to_owned(),
                respond(request, "200 OK", &[]).replace("branch=z9hG4bK", "branch=z9hG4bKx"),
            ],
            Self::Trying => vec![respond(request, "100 Trying", &[])],
            Self::Forbidden => vec![respond(request, "403 Forbidden", &[])],
            Self::Unavailable => vec![respond(request, "503 Service Unavailable", &[])],
            Self::RetryAfter => {
                let retry = "Retry-After: 120".to_owned();
                vec![respond(request, "503 Service Unavailable", &[retry])]
            }
            Self::Close => vec![CLOSE.to_owned()],
        }
    }
}

/// One combination.
#[derive(Clone, Copy, Debug)]
struct Cell {
    healthy: usize,
    ignored: usize,
    expires: u64,
    transport: Transport,
    neglect: Neglect,
    /// Decides what the grid does not name: challenges, the round-trip time, who is first.
    variant: usize,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { healthy, ignored, expires, transport, neglect, .. } = self;
        write!(f, "{healthy},{ignored},{expires},{transport},{neglect:?}")
    }
}

/// What the registrar knows of the healthy accounts.
#[derive(Default)]
struct Ledger {
    /// When the binding of each ends.
    until: Vec<Option<Duration>>,
    /// REGISTERs that were granted.
    grants: Vec<u32>,
    first: Vec<Option<Duration>>,
    /// The account, the time, and for how long it was unbound.
    lapses: Vec<(usize, Duration, Duration)>,
}

impl Ledger {
    fn granted(&mut self, account: usize, at: Duration, expires: u64) {
        self.grants[account] += 1;
        self.first[account].get_or_insert(at);
        self.check(account, at);
        self.until[account] = Some(at + Duration::from_secs(expires));
    }

    fn check(&mut self, account: usize, at: Duration) {
        if let Some(until) = self.until[account].filter(|until| *until < at) {
            self.lapses.push((account, until, at - until));
        }
    }
}

/// The number of a healthy account, if the request is from one.
fn healthy_number(request: &Sent) -> Option<usize> {
    let user = request.header("From")?.split_once("sip:h")?.1;
    user.split_once('@')?.0.parse().ok()
}

impl Cell {
    fn all() -> Vec<Self> {
        let mut cells = Vec::new();
        for (h, healthy) in HEALTHY.into_iter().enumerate() {
            for (i, ignored) in IGNORED.into_iter().enumerate() {
                for (e, expires) in EXPIRES.into_iter().enumerate() {
                    for (t, transport) in TRANSPORTS.into_iter().enumerate() {
                        for (n, neglect) in NEGLECTS.into_iter().enumerate() {
                            let variant = h + 3 * i + 5 * e + t + 2 * n;
                            let cell =
                                Self { healthy, ignored, expires, transport, neglect, variant };
                            cells.push(cell);
                        }
                    }
                }
            }
        }
        // A datagram socket has nothing to close; without ignored accounts one kind of neglect stands for all.
        let is_real = |cell: &Self| match cell.neglect {
            Neglect::Close => cell.transport.is_reliable() && cell.ignored > 0,
            Neglect::Silence => true,
            _ => cell.ignored > 0,
        };
        cells.retain(is_real);
        cells
    }

    /// Whether the cell is run although not all are.
    fn is_chosen(&self) -> bool {
        let size = self.healthy.max(self.ignored);
        let share = match size {
            0..64 => 1,
            64..300 => 5,
            _ => 11,
        };
        let is_optimised = std::env::var("ACCOUNTS").is_ok();
        let share = if is_optimised { share } else { 16 * share };
        // Both steps are prime to all shares: within a share each value of each column occurs with each of each other.
        (self.variant * 11 + self.expires as usize / 60 + self.ignored).is_multiple_of(share)
    }

    fn has_bit(&self, bit: usize) -> bool {
        (self.variant >> bit) & 1 == 1
    }

    /// How long a first REGISTER of a healthy account may take.
    fn first_limit(&self) -> Duration {
        let limit = if self.ignored > 100 { 8 } else { 1 };
        Duration::from_secs(limit) + self.delay() * 4
    }

    fn delay(&self) -> Duration {
        Duration::from_millis(if self.has_bit(1) { 40 } else { 1 })
    }

    fn length(&self) -> Duration {
        Duration::from_secs(match self.expires {
            60 => 500,
            120 => 720,
            300 => 1300,
            600 => 1900,
            other => other * 2 + 600,
        })
    }

    /// What went wrong.
    fn run(&self) -> Option<String> {
        let Self { healthy, expires, neglect, .. } = *self;
        let none = || vec![None; healthy];
        let (until, first, grants) = (none(), none(), vec![0; healthy]);
        let ledger = Rc::new(RefCell::new(Ledger { until, first, grants, lapses: Vec::new() }));
        let mut server: Box<dyn FnMut(&Sent) -> Answers> =
            if self.has_bit(0) { Box::new(digest(u32::MAX)) } else { Box::new(accept) };
        let book = ledger.clone();
        let mut world = World::on(self.transport, move |request: &Sent| {
            let Some(account) = healthy_number(request) else { return neglect.answer(request) };
            let answers = server(request);
            if answers[0].starts_with("SIP/2.0 200") {
                book.borrow_mut().granted(account, request.at, expires);
            }
            answers
        });
        world.is_recording = false;
        world.is_automatic = false;
        world.delay = self.delay();
        world.ua.options_mut().autonomous = true;
        world.ua.credentials_mut().add(b"login", b"login", Some(b"secret"), None, None).unwrap();
        // In half of the cells the ignored accounts are there first.
        let mut start = Duration::ZERO;
        for is_healthy in [self.has_bit(2), !self.has_bit(2)] {
            start = if is_healthy { world.elapsed } else { start };
            self.send_all(&mut world, is_healthy);
            world.run_seconds(3);
        }
        world.run(self.length());
        self.verdict(&ledger.borrow(), start, world.elapsed)
    }

    fn send_all(&self, world: &mut World, is_healthy: bool) {
        let (letter, count) = if is_healthy { ("h", self.healthy) } else { ("x", self.ignored) };
        for number in 0..count {
            let from = format!("sip:{letter}{number}@example.com");
            let (rid, message) = world.build(&from, self.expires as i32);
            let now = world.now();
            world.ua.send_register(now, rid, Some(message)).unwrap();
            world.settle();
        }
    }

    fn verdict(&self, ledger: &Ledger, start: Duration, end: Duration) -> Option<String> {
        let mut lapses = ledger.lapses.clone();
        for (account, until) in ledger.until.iter().enumerate() {
            lapses.extend(
                until.filter(|until| *until < end).map(|until| (account, until, end - until)),
            );
        }
        if let Some((account, at, _)) = lapses.iter().min_by_key(|(_, at, _)| *at) {
            let total: Duration = lapses.iter().map(|(_, _, length)| *length).sum();
            let (count, at, total) = (lapses.len(), at.as_secs(), total.as_secs());
            return Some(format!("{count} lapses, {total} s in all; h{account} at {at} s"));
        }
        let latest = ledger.first.iter().map(|at| at.unwrap_or(end)).max()? - start;
        if latest > self.first_limit() {
            return Some(format!("the first REGISTERs took {:.1} s", latest.as_secs_f64()));
        }
        let most = ledger.grants.iter().copied().max()?;
        let usual = end.as_secs() * 10 / (self.expires * 7) + 2;
        (u64::from(most) > usual + 3).then(|| format!("{most} grants for one, not {usual}"))
    }
}

#[test]
fn no_healthy_binding_lapses_beside_ignored_accounts() {
    let choice = std::env::var("GRID").unwrap_or_default().to_lowercase();
    let is_wanted = |cell: &Cell| match choice.as_str() {
        "" => cell.is_chosen(),
        "all" => true,
        one => cell.to_string().to_lowercase().contains(one),
    };
    let cells: Vec<_> = Cell::all().into_iter().filter(is_wanted).collect();
    let mut failed: Vec<_> = cells.iter().filter_map(|cell| Some((cell, cell.run()?))).collect();
    failed.sort_by_key(|(cell, _)| (cell.healthy + cell.ignored, cell.expires));
    let mut kinds = BTreeMap::new();
    for (cell, _) in &failed {
        *kinds.entry((cell.neglect, cell.transport)).or_insert(0) += 1;
    }
    let lines = failed.iter().take(60).map(|(cell, what)| format!("{cell}: {what}\n"));
    let report: String = lines.collect();
    let (count, all) = (failed.len(), cells.len());
    assert!(
        failed.is_empty(),
        "healthy,ignored,expires,transport,neglect\n{report}{count} of {all} cells fail: {kinds:?}"
    );
}

/// So many datagrams a registrar sees at the most in twenty minutes after its death, however many accounts it had.
const DEAD: usize = 3_000;

#[test]
fn a_dead_registrar_is_asked_little() {
    let mut report = String::new();
    for healthy in HEALTHY {
        for expires in EXPIRES {
            let cell = Cell {
                healthy,
                ignored: 0,
                expires,
                transport: Transport::Udp,
                neglect: Neglect::Silence,
                variant: 0,
            };
            let mut world = World::new(accept);
            world.is_recording = false;
            world.is_automatic = false;
            world.ua.options_mut().autonomous = true;
            cell.send_all(&mut world, true);
            world.run_seconds(3);
            world.serve(silence);
            let before = world.sent_count;
            world.run_seconds(expires + 1200);
            let count = world.sent_count - before;
            // Each account may try once to save its binding, with eleven datagrams.
            let limit = DEAD.min(11 * healthy + 300);
            if count > limit {
                report += &format!("{healthy} accounts, {expires} s: {count}\n");
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}
