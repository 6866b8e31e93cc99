//! The resolution of one host: NAPTR, then SRV, then A and AAAA (RFC 3263 4). It asks nothing itself.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::transport::{NextHop, Random, ServerAddress, Transport};

use super::choose;
use super::config::{Config, Hosts};
use super::wire::{Answer, Data, Kind, Pointer, Question, Service};

/// How many aliases are followed one after the other.
const MOST_ALIASES: u32 = 8;

/// How many places of one service are looked up.
const MOST_PLACES: usize = 64;

/// How many addresses one lookup returns: the preferred ones.
const MOST_TARGETS: usize = 256;

/// The longest time for which an answer counts, in seconds.
const LONGEST: u32 = 86_400;

/// How long an answer counts at most where a question before it had none, in seconds.
const UNSURE: u32 = 60;

/// What a lookup may use.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether NAPTR and SRV records are asked for (`EXOSIP_OPT_DNS_CAPABILITIES`).
    pub services: bool,
    /// Whether IPv4 addresses are of use.
    pub v4: bool,
    /// Whether IPv6 addresses are of use.
    pub v6: bool,
    /// The transports that we have, the preferred one first.
    pub transports: Vec<Transport>,
}

impl Settings {
    /// The addresses that are of use; all if none is, to fail by what is known.
    fn usable(&self, mut addresses: Vec<IpAddr>) -> Vec<IpAddr> {
        let is_usable = |ip: &IpAddr| if ip.is_ipv4() { self.v4 } else { self.v6 };
        if addresses.iter().any(is_usable) {
            addresses.retain(is_usable);
        }
        addresses
    }
}

/// Where names come from.
pub(super) struct Sources<'a> {
    /// What a lookup may use.
    pub settings: &'a Settings,
    /// The domains that complete a short name.
    pub config: &'a Config,
    /// The names that need no server.
    pub hosts: &'a Hosts,
}

/// Why a question was asked: the index is that of the service or of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Which services the host has.
    Offer,
    /// Where a service is.
    Service(usize),
    /// The addresses of a place.
    Address(usize),
}

/// A question to put.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The step of the lookup that needs the answer.
    pub purpose: Purpose,
    /// How many aliases led here.
    pub aliases: u32,
    /// The name and the kind of record.
    pub question: Question,
}

/// What a finished lookup found, and for how many seconds it counts.
pub(super) type Found = Result<(Vec<ServerAddress>, u32)>;

enum Stage {
    Offers(Vec<Pointer>),
    Services(Vec<(Transport, Vec<Service>)>),
    Places(Vec<Place>),
}

/// One port of one host.
struct Place {
    transport: Transport,
    port: u16,
    addresses: Vec<IpAddr>,
    /// The names still to ask for while there is no address.
    names: VecDeque<Arc<str>>,
}

/// One lookup.
pub(super) struct Job {
    hop: NextHop,
    stage: Stage,
    wanted: Vec<Wanted>,
    /// How many questions are without an answer.
    open: usize,
    ttl: u32,
    silent: bool,
}

impl Job {
    /// Begins; [`Job::advance`] comes next.
    pub(super) fn new(hop: NextHop, sources: &Sources<'_>) -> Self {
        let direct = hop.port.is_some()
            || !sources.settings.services
            || hop.host.parse::<IpAddr>().is_ok()
            || sources.hosts.addresses(&hop.host).is_some();
        let mut job = Self {
            stage: Stage::Offers(Vec::new()),
            wanted: Vec::new(),
            open: 0,
            ttl: LONGEST,
            silent: false,
            hop,
        };
        if direct {
            job.stage = job.only_host();
        } else {
            job.want(Purpose::Offer, 0, Question::new(Kind::Naptr, &job.hop.host.clone()));
        }
        job
    }

    /// The questions to put now.
    pub(super) fn wanted(&mut self) -> Vec<Wanted> {
        std::mem::take(&mut self.wanted)
    }

    /// Takes the answer to a question; `None` when there is none to be had.
    pub(super) fn handle_answer(&mut self, purpose: Purpose, aliases: u32, answer: Option<Answer>) {
        self.open = self.open.saturating_sub(1);
        let (records, alias, ttl) = match answer {
            Some(Answer::Records { records, alias, ttl }) => (records, alias, ttl),
            Some(Answer::NoName { ttl }) => (Vec::new(), None, ttl),
            Some(Answer::Truncated | Answer::TooNew | Answer::Refused) | None => {
                self.silent = true;
                return;
            }
        };
        self.ttl = self.ttl.min(ttl);
        for record in records {
            self.stage.take(purpose, record);
        }
        if let Some(question) = alias.filter(|_| aliases < MOST_ALIASES) {
            self.want(purpose, aliases + 1, question);
        }
    }

    /// Goes on as far as the answers allow. `Some` is the end.
    pub(super) fn advance(
        &mut self,
        sources: &Sources<'_>,
        random: &mut dyn Random,
    ) -> Option<Found> {
        while self.open == 0 {
            match &mut self.stage {
                Stage::Offers(offers) => {
                    let offers = std::mem::take(offers);
                    self.ask_services(offers, sources.settings);
                }
                Stage::Services(services) => {
                    let services = std::mem::take(services);
                    self.stage = match places(services, random) {
                        Ok(Some(places)) => Stage::Places(places),
                        Ok(None) => self.only_host(),
                        Err(error) => return Some(Err(error)),
                    };
                    self.find_local(sources);
                }
                Stage::Places(_) => {
                    self.find_local(sources);
                    self.ask_addresses(sources);
                    if self.open == 0 {
                        return Some(self.finish());
                    }
                }
            }
        }
        None
    }

    fn want(&mut self, purpose: Purpose, aliases: u32, question: Question) {
        self.open += 1;
        self.wanted.push(Wanted { purpose, aliases, question });
    }

    /// The transport where only the URI determines it (RFC 3263 4.1).
    fn plain_transport(&self) -> Transport {
        let otherwise = if self.hop.secure { Transport::Tls } else { Transport::Udp };
        self.hop.transport.unwrap_or(otherwise)
    }

    /// The host itself, with the port of the URI or the usual one.
    fn only_host(&self) -> Stage {
        let transport = self.plain_transport();
        let port = self.hop.port.unwrap_or(transport.default_port());
        let names = VecDeque::from([self.hop.host.clone()]);
        Stage::Places(vec![Place { transport, port, addresses: Vec::new(), names }])
    }

    fn ask_services(&mut self, offers: Vec<Pointer>, settings: &Settings) {
        let usable: Vec<Transport> = match (self.hop.transport, self.hop.secure) {
            (Some(transport), _) => vec![transport],
            (None, true) => vec![Transport::Tls],
            (None, false) => settings.transports.clone(),
        };
        let services = choose::services(&self.hop.host, offers, &usable);
        self.stage = Stage::Services(services.iter().map(|s| (s.0, Vec::new())).collect());
        for (index, (_, name)) in services.iter().enumerate() {
            self.want(Purpose::Service(index), 0, Question::new(Kind::Srv, name));
        }
    }

    /// Fills in what the hosts file, or the name itself, says.
    fn find_local(&mut self, sources: &Sources<'_>) {
        let Stage::Places(places) = &mut self.stage else { return };
        for place in places.iter_mut().filter(|place| place.addresses.is_empty()) {
            let Some(name) = place.names.front() else { continue };
            let literal = name.parse().ok().map(|address| vec![address]);
            let known = || sources.hosts.addresses(name).map(|all| sources.settings.usable(all));
            if let Some(addresses) = literal.or_else(known) {
                place.addresses = addresses;
                place.names.clear();
            } else if place.names.len() == 1 && !name.contains('.') {
                place.names = sources.config.candidates(name).into();
            }
        }
    }

    fn ask_addresses(&mut self, sources: &Sources<'_>) {
        let Stage::Places(places) = &mut self.stage else { return };
        let settings = sources.settings;
        let kinds = [settings.v6.then_some(Kind::Aaaa), settings.v4.then_some(Kind::A)];
        let mut questions = Vec::new();
        for (index, place) in places.iter_mut().enumerate() {
            if !place.addresses.is_empty() {
                continue;
            }
            let Some(name) = place.names.pop_front() else { continue };
            let kinds = kinds.iter().flatten();
            questions.extend(kinds.map(|&kind| (index, Question::new(kind, &name))));
        }
        for (index, question) in questions {
            self.want(Purpose::Address(index), 0, question);
        }
    }

    fn finish(&mut self) -> Found {
        let Stage::Places(places) = &mut self.stage else { return Err(Error::Undefined) };
        let name = &self.hop.host;
        let targets: Vec<ServerAddress> = std::mem::take(places)
            .into_iter()
            .flat_map(|place| {
                let Place { transport, port, addresses, .. } = place;
                alternate(addresses).into_iter().map(move |ip| (transport, ip, port))
            })
            .map(|(transport, ip, port)| ServerAddress {
                transport,
                address: SocketAddr::new(ip, port),
                name: name.clone(),
            })
            .take(MOST_TARGETS)
            .collect();
        match (targets.is_empty(), self.silent) {
            (false, false) => Ok((targets, self.ttl)),
            // What was not answered might have led elsewhere.
            (false, true) => Ok((targets, self.ttl.min(UNSURE))),
            (true, true) => Err(Error::Timeout),
            (true, false) => Err(Error::UnknownHost),
        }
    }
}

impl Stage {
    fn take(&mut self, purpose: Purpose, record: Data) {
        match (self, purpose, record) {
            (Self::Offers(offers), Purpose::Offer, Data::Pointer(pointer)) => offers.push(pointer),
            (Self::Services(services), Purpose::Service(at), Data::Service(service)) => {
                if let Some((_, services)) = services.get_mut(at) {
                    services.push(service);
                }
            }
            (Self::Places(places), Purpose::Address(at), Data::Address(address)) => {
                if let Some(place) = places.get_mut(at) {
                    place.addresses.push(address);
                }
            }
            _ => {}
        }
    }
}

/// The places of all services in the order to try them; `None` where there is no service,
/// an error where the domain says that it has none (RFC 2782, a target of `.`).
fn places(
    services: Vec<(Transport, Vec<Service>)>,
    random: &mut dyn Random,
) -> Result<Option<Vec<Place>>> {
    let mut places = Vec::new();
    let mut refused = false;
    for (transport, mut services) in services {
        choose::order_by_weight(&mut services, random);
        for service in services.into_iter().take(MOST_PLACES) {
            if service.target.is_empty() {
                refused = true;
                continue;
            }
            let names = VecDeque::from([service.target]);
            places.push(Place { transport, port: service.port, addresses: Vec::new(), names });
        }
    }
    match (places.is_empty(), refused) {
        (true, true) => Err(Error::UnknownHost),
        (true, false) => Ok(None),
        (false, _) => Ok(Some(places)),
    }
}

/// IPv6 and IPv4 in turn, IPv6 first (RFC 8305 4).
fn alternate(addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let (v6, v4): (Vec<_>, Vec<_>) = addresses.into_iter().partition(IpAddr::is_ipv6);
    let most = v6.len().max(v4.len());
    (0..most).flat_map(|at| [v6.get(at), v4.get(at)]).flatten().copied().collect()
}
