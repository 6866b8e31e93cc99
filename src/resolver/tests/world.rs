//! A name server of a few lines, and the resolver that asks it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Instant;

use domain::base::iana::{Rcode, Rtype};
use domain::base::{CharStr, Message, MessageBuilder, Name, Ttl};
use domain::rdata::{A, Aaaa, Cname, Naptr, Srv};

use crate::error::Error;
use crate::transport::random::fixed::Seeded;
use crate::transport::{Lookup, NextHop, Resolution, Transport};

use crate::resolver::{Config, Hosts, Resolver, ResolverOutput, Settings};

type DnsName = Name<Vec<u8>>;

/// A record as a test writes it.
pub(super) enum Data {
    A(&'static str),
    Aaaa(&'static str),
    Cname(&'static str),
    Srv(u16, u16, u16, &'static str),
    Naptr(u16, &'static str, &'static str),
}

pub(super) use Data::{A as V4, Aaaa as V6, Cname as Alias, Naptr as Offer, Srv as Place};

/// A name server in which each name has records, and the resolver that asks it.
pub(super) struct World {
    pub(super) zone: HashMap<&'static str, Vec<(u32, Data)>>,
    pub(super) resolver: Resolver,
    pub(super) now: Instant,
    pub(super) asked: Vec<(String, Rtype)>,
    pub(super) servers: Vec<SocketAddr>,
    pub(super) dead: bool,
    /// What it does not answer.
    pub(super) mute: Option<Rtype>,
    pub(super) truncate: bool,
    /// Knows nothing of EDNS, and answers a question with it by so many bytes.
    pub(super) old: Option<usize>,
}

impl World {
    pub(super) fn new(zone: Vec<(&'static str, u32, Data)>) -> Self {
        let mut map: HashMap<_, Vec<_>> = HashMap::new();
        for (name, ttl, data) in zone {
            map.entry(name).or_default().push((ttl, data));
        }
        let settings = Settings {
            services: true,
            v4: true,
            v6: true,
            transports: vec![Transport::Udp, Transport::Tcp],
        };
        let config = Config {
            servers: vec!["192.0.2.1:53".parse().unwrap(), "192.0.2.2:53".parse().unwrap()],
            ..Config::default()
        };
        let hosts = Hosts::from_text(
            "192.0.2.99 here.example\n2001:db8::98 both.example\n192.0.2.98 both.example",
        );
        Self {
            zone: map,
            resolver: Resolver::new(config, hosts, settings, Box::new(Seeded(1))),
            now: Instant::now(),
            asked: vec![],
            servers: vec![],
            dead: false,
            mute: None,
            truncate: false,
            old: None,
        }
    }

    pub(super) fn find(&mut self, host: &str) -> Result<Resolution, Error> {
        self.find_hop(NextHop { host: host.into(), port: None, transport: None, secure: false })
    }

    pub(super) fn find_hop(&mut self, hop: NextHop) -> Result<Resolution, Error> {
        self.resolver.resolve(self.now, Lookup(1), hop);
        for _ in 0..1000 {
            match self.resolver.poll_output() {
                Some(ResolverOutput::Done { answer, .. }) => return answer,
                Some(ResolverOutput::Send { query, server, stream, bytes }) => {
                    self.servers.push(server);
                    let kind =
                        Message::from_octets(&bytes).unwrap().sole_question().unwrap().qtype();
                    if !self.dead && self.mute != Some(kind) {
                        let answer = self.answer(&bytes, self.truncate && !stream);
                        self.resolver.handle_answer(self.now, query, &answer);
                    }
                }
                Some(ResolverOutput::Forget(_)) => {}
                None => {
                    self.now = self.resolver.next_timeout().expect("something is awaited");
                    self.resolver.handle_timeout(self.now);
                }
            }
        }
        panic!("the lookup does not end");
    }

    pub(super) fn answer(&mut self, query: &[u8], truncated: bool) -> Vec<u8> {
        let query = Message::from_octets(query).unwrap();
        let question = query.sole_question().unwrap();
        let name = question.qname().to_string().to_ascii_lowercase();
        self.asked.push((name.clone(), question.qtype()));
        if let (Some(length), true) = (self.old, query.opt().is_some()) {
            let refusal = MessageBuilder::new_vec().start_answer(&query, Rcode::FORMERR).unwrap();
            let mut bytes = refusal.finish();
            if length < bytes.len() {
                bytes.truncate(length);
                bytes[5] = 0;
            }
            return bytes;
        }
        let records = self.zone.get(&*name);
        let rcode = if records.is_some() { Rcode::NOERROR } else { Rcode::NXDOMAIN };
        let mut message = MessageBuilder::new_vec().start_answer(&query, rcode).unwrap();
        message.header_mut().set_tc(truncated);
        let owner = DnsName::from_str(&name).unwrap();
        for (ttl, data) in records.into_iter().flatten() {
            let ttl = Ttl::from_secs(*ttl);
            let name = |text: &str| DnsName::from_str(text).unwrap();
            let text = |text: &str| CharStr::<Vec<u8>>::from_str(text).unwrap();
            let right = question.qtype();
            match *data {
                V4(ip) if right == Rtype::A => {
                    message.push((&owner, ttl, A::new(ip.parse().unwrap()))).unwrap();
                }
                V6(ip) if right == Rtype::AAAA => {
                    message.push((&owner, ttl, Aaaa::new(ip.parse().unwrap()))).unwrap();
                }
                Alias(to) => message.push((&owner, ttl, Cname::new(name(to)))).unwrap(),
                Place(priority, weight, port, target) if right == Rtype::SRV => {
                    let data = Srv::new(priority, weight, port, name(target));
                    message.push((&owner, ttl, data)).unwrap();
                }
                Offer(order, service, to) if right == Rtype::NAPTR => {
                    let (flags, service, regexp) = (text("s"), text(service), text(""));
                    let data = Naptr::new(order, 0, flags, service, regexp, name(to));
                    message.push((&owner, ttl, data)).unwrap();
                }
                _ => {}
            }
        }
        message.finish()
    }
}
