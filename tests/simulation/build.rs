//! A world is made from its seed.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant, SystemTime};

use eXosip2::ua::{Listener, Now, Transport, Ua};

use crate::application::{Habits, Object, Registration};
use crate::faults::Faults;
use crate::invariants::{Invariant, Watch};
use crate::random::Seeded;
use crate::registrar::{Manner, Registrar};
use crate::sabotage::Sabotage;
use crate::story::Story;
use crate::traffic::Traffic;
use crate::world::{Happening, Noise, Server, World};

/// About so many REGISTERs a world takes, so that all worlds take about the same time.
const REGISTERS: u64 = 200;
/// How long the calm at the end lasts: longer than the longest delay that the worlds choose.
const CALM: Duration = Duration::from_secs(330);

fn manner(rng: &mut Seeded) -> Manner {
    Manner {
        is_challenging: rng.permille(700),
        challenges_twice: rng.permille(100),
        nonce_uses: rng.pick(&[1, 5, 100, u32::MAX]),
        longest: rng.pick(&[60, 300, 3600, 3600]),
        shortest: rng.pick(&[0, 0, 90]),
        lists_others: rng.permille(200),
        answers_from_elsewhere: rng.permille(150),
    }
}

/// Registrars, each with one to three servers of its own.
fn registrars(rng: &mut Seeded) -> (Vec<Registrar>, Vec<Server>) {
    let (mut registrars, mut servers) = (Vec::new(), Vec::new());
    for number in 0..rng.pick(&[1, 1, 2, 3]) {
        let own: Vec<_> = (0..rng.pick(&[1, 1, 2, 3])).map(|it| servers.len() + it).collect();
        for server in &own {
            let address = format!("192.0.2.{}:5060", server + 1).parse().unwrap();
            servers.push(Server { address, is_up: true, is_refusing: false });
        }
        registrars.push(Registrar::new(number, own, manner(rng)));
    }
    (registrars, servers)
}

fn noise(rng: &mut Seeded) -> Noise {
    let jitter = Duration::from_millis(rng.pick(&[0, 0, 5, 200]));
    let (lost, late, doubled) = match rng.below(3) {
        0 => (0, 0, 0),
        1 => (20, 10, 20),
        _ => (150, 50, 100),
    };
    Noise { lost, late, doubled, jitter }
}

fn objects(rng: &mut Seeded, registrars: &[Registrar], servers: &[Server]) -> Vec<Box<dyn Object>> {
    let count = match rng.below(10) {
        0..6 => 1 + rng.below(8),
        6..9 => 9 + rng.below(40),
        _ => 50 + rng.below(151),
    };
    let expires = rng.pick(&[60, 60, 120, 300, 600, 3600]);
    let mut objects: Vec<Box<dyn Object>> = Vec::new();
    for number in 0..count {
        let registrar = rng.below(registrars.len());
        let state = &registrars[registrar];
        let uri = if rng.permille(700) {
            format!("sip:{}", state.name)
        } else {
            format!("sip:{}", servers[rng.pick(&state.servers)].address.ip())
        };
        let expires = if rng.permille(900) { expires } else { rng.pick(&[60, 300, 3600]) };
        let place = (state.name.clone(), state.realm.clone());
        let user = format!("u{number}");
        objects.push(Box::new(Registration::new(user, registrar, uri, place, expires)));
    }
    objects
}

fn user_agent(rng: &mut Seeded, now: Now, transport: Transport, habits: Habits) -> Ua {
    let mut ua = Ua::new(Box::new(Seeded(rng.next())));
    let options = ua.options_mut();
    options.auto_masquerade = false;
    options.autonomous = habits.look.is_none();
    ua.limits_mut().retry_ceiling = Duration::from_secs(rng.pick(&[10, 60, 120]));
    ua.limits_mut().probe_ceiling = Duration::from_secs(rng.pick(&[10, 60, 120]));
    let is_kept_alive = transport.is_reliable() && rng.permille(300);
    ua.set_keepalive(now, is_kept_alive.then_some(Duration::from_secs(17)));
    let port = if transport.is_reliable() { 0 } else { 5070 };
    ua.add_listener(Listener { transport, port, ipv4: true });
    ua
}

impl World {
    pub(crate) fn new(seed: u64, is_told: bool, sabotage: Sabotage) -> Self {
        let mut rng = Seeded(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let (registrars, servers) = registrars(&mut rng);
        let objects = objects(&mut rng, &registrars, &servers);
        let transport = rng.pick(&[Transport::Udp, Transport::Udp, Transport::Tcp]);
        let length = Duration::from_secs(
            (REGISTERS * 60 / objects.len() as u64).clamp(150, rng.pick(&[600, 4000])),
        );
        let habits = Habits::new(&mut rng, length);
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_324_005);
        let now = Now { instant: Instant::now(), date };
        let mut world = Self {
            ua: user_agent(&mut rng, now, transport, habits),
            start: now.instant,
            date,
            elapsed: Duration::ZERO,
            queue: BTreeMap::new(),
            happenings: 0,
            watch: Watch::default(),
            faults: Faults::default(),
            story: Story::default(),
            sabotage,
            servers,
            registrars,
            objects,
            by_user: HashMap::new(),
            habits,
            transport,
            noise: noise(&mut rng),
            delay: Duration::from_millis(rng.pick(&[1, 20, 80])),
            is_calm: false,
            troubles: rng.seconds(10, 120),
            calm_at: length,
            end: length + CALM,
            own: "10.0.0.2:5070".parse().unwrap(),
            connections: BTreeMap::new(),
            channels: 1,
            last_removal: Duration::ZERO,
            traffic: None,
            rng,
        };
        world.story.is_told = is_told;
        world.schedule(length);
        world
    }

    /// The world of a seed, in most with other requests beside the registrations.
    pub(crate) fn busy(seed: u64, is_told: bool, sabotage: Sabotage) -> Self {
        let mut world = Self::new(seed, is_told, sabotage);
        let mut rng = Seeded(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 1);
        if !rng.permille(600) {
            return world;
        }
        let mut hosts: Vec<_> = world.registrars.iter().map(|it| it.name.clone()).collect();
        hosts.extend(world.servers.iter().map(|it| it.address.ip().to_string()));
        hosts.push("nowhere.example".to_owned());
        let mut traffic = Traffic::new(rng, &hosts);
        traffic.add_logins(&mut world.ua);
        traffic.watch.look = world.watch.look;
        traffic.overlooks_releases = world.sabotage.breaks == Some(Invariant::Ending);
        world.traffic = Some(Box::new(traffic));
        world.plan_traffic();
        world
    }

    fn schedule(&mut self, length: Duration) {
        self.watch.accounts = self.objects.len();
        self.watch.probe_ceiling = self.ua.limits().probe_ceiling;
        self.watch.look = self.habits.look.unwrap_or_default();
        if self.sabotage.breaks == Some(Invariant::Table) {
            let now = self.now();
            let (from, registrar) = (b"sip:ghost@r0.example", b"sip:r0.example");
            drop(self.ua.build_initial_register(now, from, registrar, None, 60, None));
        }
        for number in 0..self.objects.len() {
            let user = self.objects[number].user().to_owned();
            let registrar = &self.registrars[self.objects[number].peer()];
            self.watch.logins.insert(user.clone(), registrar.realm.clone());
            self.registrars[self.objects[number].peer()].users.entry(user.clone()).or_default();
            self.by_user.insert(user, number);
            // Most begin together, as after the start of a program.
            let most = if self.rng.permille(800) { 100 } else { length.as_millis() as u64 / 2 };
            let at = self.rng.between(Duration::ZERO, Duration::from_millis(most));
            self.after(at, Happening::Start(number));
            let rest = self.rng.between(at, at + self.habits.rest * 2);
            self.after(rest + Duration::from_secs(5), Happening::Act(number));
        }
        self.after(Duration::from_millis(500), Happening::Check);
        self.after(length, Happening::Calm);
        let first = self.rng.between(Duration::ZERO, self.troubles * 2);
        self.after(first, Happening::Trouble);
        if self.habits.look.is_some() {
            self.after(Duration::ZERO, Happening::Look);
        }
    }
}
