//! DNS messages: a question to bytes, an answer to records. RFC 1035, 2782, 3403.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use domain::base::iana::{Class, Rcode, Rtype};
use domain::base::name::ToName;
use domain::base::{Message, MessageBuilder, Name};
use domain::rdata::{AllRecordData, Naptr, Soa, Srv};

/// The largest datagram that servers may answer with (RFC 6891, the DNS flag day size).
const DATAGRAM_SIZE: u16 = 1232;

/// How many records of one answer count; what is beyond is not read.
const MOST_RECORDS: usize = 256;

/// How long an answer without records counts when it does not say, in seconds (RFC 2308).
const NEGATIVE_TTL: u32 = 30;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// Where a service is.
    Srv,
    /// Which services there are.
    Naptr,
}

impl Kind {
    fn rtype(self) -> Rtype {
        match self {
            Self::A => Rtype::A,
            Self::Aaaa => Rtype::AAAA,
            Self::Srv => Rtype::SRV,
            Self::Naptr => Rtype::NAPTR,
        }
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    /// The name, in lower case and without a dot at its end.
    pub name: Arc<str>,
    /// What is asked of it.
    pub kind: Kind,
}

/// One record that answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// An address.
    Address(IpAddr),
    /// A place of a service (RFC 2782).
    Service(Service),
    /// A service that a domain offers (RFC 3403).
    Pointer(Pointer),
}

/// An SRV record. Targets of lower priority values come first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The rank.
    pub priority: u16,
    /// The share among those of one rank.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host; empty when the service is decidedly not there.
    pub target: Arc<str>,
}

/// A NAPTR record whose replacement is a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Which record counts first.
    pub order: u16,
    /// Which record counts first within one order.
    pub preference: u16,
    /// `s`: the replacement has SRV records; `a`: addresses; `u`: there is a URI. In lower case.
    pub flags: Box<[u8]>,
    /// Such as `SIP+D2U`, in upper case.
    pub services: Box<[u8]>,
    /// The substitution of ENUM and of other uses of NAPTR.
    pub regexp: Box<[u8]>,
    /// The name to ask next.
    pub replacement: Arc<str>,
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The records, perhaps none, and for how many seconds they hold.
    Records {
        /// Those of the kind asked for, at the end of the row of aliases.
        records: Vec<Data>,
        /// What to ask next, if the server gave aliases and no records.
        alias: Option<Question>,
        /// Seconds.
        ttl: u32,
    },
    /// There is no such name.
    NoName {
        /// Seconds for which that holds.
        ttl: u32,
    },
    /// The answer did not fit: ask again over TCP.
    Truncated,
    /// This server does not understand the question: ask again without EDNS (RFC 6891 7).
    TooNew,
    /// This server cannot say.
    Refused,
}

/// The bytes of a query, with EDNS or without; `None` when the name cannot stand in the DNS.
pub(super) fn query(id: u16, question: &Question, edns: bool) -> Option<Vec<u8>> {
    let name = Name::<Vec<u8>>::from_str(&question.name).ok()?;
    let mut message = MessageBuilder::new_vec();
    message.header_mut().set_id(id);
    message.header_mut().set_rd(true);
    let mut message = message.question();
    message.push((&name, question.kind.rtype(), Class::IN)).ok()?;
    if !edns {
        return Some(message.finish());
    }
    let mut message = message.additional();
    message
        .opt(|opt| {
            opt.set_udp_payload_size(DATAGRAM_SIZE);
            Ok(())
        })
        .ok()?;
    Some(message.finish())
}

/// Reads the answer to the query `id` for `question`; `None` for anything else.
pub(super) fn answer(id: u16, question: &Question, bytes: &[u8]) -> Option<Answer> {
    let message = Message::from_octets(bytes).ok()?;
    let header = message.header();
    if header.id() != id || !header.qr() {
        return None;
    }
    // Who does not understand a question need not repeat it.
    if header.rcode() == Rcode::FORMERR && message.header_counts().qdcount() == 0 {
        return Some(Answer::TooNew);
    }
    let asked = message.sole_question().ok()?;
    let name = Name::<Vec<u8>>::from_str(&question.name).ok()?;
    if !asked.qname().name_eq(&name)
        || asked.qtype() != question.kind.rtype()
        || asked.qclass() != Class::IN
    {
        return None;
    }
    if header.tc() {
        return Some(Answer::Truncated);
    }
    match header.rcode() {
        Rcode::NOERROR => records(&message, question).or(Some(Answer::Refused)),
        Rcode::FORMERR => Some(Answer::TooNew),
        Rcode::NXDOMAIN => Some(Answer::NoName { ttl: negative_ttl(&message) }),
        _ => Some(Answer::Refused),
    }
}

fn records(message: &Message<&[u8]>, question: &Question) -> Option<Answer> {
    let end = message.canonical_name()?;
    let mut records = Vec::new();
    let mut ttl = u32::MAX;
    let section = message.answer().ok()?.limit_to_in::<AllRecordData<_, _>>();
    for record in section.take(MOST_RECORDS).filter_map(Result::ok) {
        if matches!(record.data(), AllRecordData::Cname(_)) {
            ttl = ttl.min(record.ttl().as_secs());
        } else if record.owner().name_eq(&end)
            && let Some(data) = data(question.kind, record.data())
        {
            ttl = ttl.min(record.ttl().as_secs());
            records.push(data);
        }
    }
    let end = Question { name: text(&end), kind: question.kind };
    let alias = (records.is_empty() && end != *question).then_some(end);
    if records.is_empty() && alias.is_none() {
        ttl = negative_ttl(message);
    }
    Some(Answer::Records { records, alias, ttl })
}

fn data<O: AsRef<[u8]>, N: ToName>(kind: Kind, data: &AllRecordData<O, N>) -> Option<Data> {
    match (kind, data) {
        (Kind::A, AllRecordData::A(a)) => Some(Data::Address(a.addr().into())),
        (Kind::Aaaa, AllRecordData::Aaaa(aaaa)) => Some(Data::Address(aaaa.addr().into())),
        (Kind::Srv, AllRecordData::Srv(srv)) => Some(Data::Service(service(srv))),
        (Kind::Naptr, AllRecordData::Naptr(naptr)) => Some(Data::Pointer(pointer(naptr))),
        _ => None,
    }
}

fn service<N: ToName>(record: &Srv<N>) -> Service {
    Service {
        priority: record.priority(),
        weight: record.weight(),
        port: record.port(),
        target: text(record.target()),
    }
}

fn pointer<O: AsRef<[u8]>, N: ToName>(record: &Naptr<O, N>) -> Pointer {
    Pointer {
        order: record.order(),
        preference: record.preference(),
        flags: record.flags().as_slice().to_ascii_lowercase().into(),
        services: record.services().as_slice().to_ascii_uppercase().into(),
        regexp: record.regexp().as_slice().into(),
        replacement: text(record.replacement()),
    }
}

/// A name as the other modules know it: lower case, no dot at the end, the root empty.
fn text(name: &impl ToName) -> Arc<str> {
    let name = name.to_vec();
    if name.is_root() { "".into() } else { name.to_string().to_ascii_lowercase().into() }
}

/// How long "there is none" holds: the SOA record of the authority section says (RFC 2308 5).
fn negative_ttl(message: &Message<&[u8]>) -> u32 {
    let soa = message.authority().ok().and_then(|section| {
        let record = section.limit_to_in::<Soa<_>>().next()?.ok()?;
        Some(record.ttl().min(record.data().minimum()))
    });
    soa.map_or(NEGATIVE_TTL, |ttl| ttl.as_secs())
}
