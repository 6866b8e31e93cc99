//! What the registrar does with one request (RFC 3261 10.3).

use std::collections::{HashMap, VecDeque};
use std::fmt::Write;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::digest::{Nonces, Verdict, challenge, check};
use crate::log::Log;
use crate::message::{Request, parameter, reason, split_list};
use crate::options::{Neglect, Options, Scripted};

/// From where a request came.
#[derive(Clone, Copy)]
pub(crate) struct Source {
    pub(crate) transport: &'static str,
    pub(crate) address: SocketAddr,
}

pub(crate) struct Registrar {
    options: Options,
    nonces: Nonces,
    bindings: HashMap<String, Vec<Binding>>,
    /// By Call-ID: a request that comes again gets the same answer again.
    answered: HashMap<String, Answered>,
    log: Log,
}

struct Binding {
    /// With its angle brackets, without header parameters.
    uri: String,
    until: Instant,
}

struct Answered {
    branch: String,
    cseq: u32,
    reply: Vec<u8>,
}

/// A status and the headers that go with it, each with its CRLF.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: String,
}

impl Answer {
    fn plain(status: u16) -> Self {
        Self { status, headers: String::new() }
    }
}

/// What a neglected account gets.
fn neglected(neglect: Neglect, request: &Request<'_>, source: Source) -> Option<Vec<u8>> {
    let reply = |answer| write_reply(request, &answer, source.address);
    match neglect {
        Neglect::Silence => None,
        Neglect::Trying => Some(reply(Answer::plain(100))),
        Neglect::Garbage => Some(b"SIP/2.0 OK 200 that is none\r\n\r\n".to_vec()),
        Neglect::Branch => {
            let text = String::from_utf8(reply(Answer::plain(200))).ok()?;
            Some(text.replacen("z9hG4bK", "z9hG4bKx", 1).into_bytes())
        }
        Neglect::Retry => {
            Some(reply(Answer { status: 503, headers: "Retry-After: 120\r\n".to_owned() }))
        }
    }
}

impl Registrar {
    pub(crate) fn new(options: Options, log: Log) -> Self {
        let nonces = Nonces::new(options.nonce_uses);
        Self { options, nonces, bindings: HashMap::new(), answered: HashMap::new(), log }
    }

    /// Writes a line into the log.
    pub(crate) fn note(&mut self, text: &str) {
        self.log.note(text);
    }

    /// The reply to one message, if it gets one.
    pub(crate) fn handle(&mut self, bytes: &[u8], source: Source) -> Option<Vec<u8>> {
        let request = Request::parse(bytes);
        if let Some(reply) = request.as_ref().and_then(|request| self.again(request)) {
            self.log.again(source);
            return Some(reply);
        }
        self.log.received(bytes, source);
        let request = request.filter(|request| request.method != "ACK")?;
        let script = self.options.first.pop_front();
        if matches!(script, Some(Scripted::Drop)) {
            self.log.note("dropped");
            return None;
        }
        let neglect = self.options.neglect.filter(|_| request.user().starts_with("bad"));
        if let Some(neglect) = neglect {
            return neglected(neglect, &request, source);
        }
        let reply = self.answer(&request, source, script);
        self.log.sent(&reply, source);
        Some(reply)
    }

    /// The answer that a request has already.
    fn again(&self, request: &Request<'_>) -> Option<Vec<u8>> {
        let last = self.answered.get(request.header("Call-ID")?)?;
        (last.branch == request.branch() && request.method != "ACK").then(|| last.reply.clone())
    }

    fn answer(
        &mut self,
        request: &Request<'_>,
        source: Source,
        script: Option<Scripted>,
    ) -> Vec<u8> {
        let answer = match script {
            Some(Scripted::Answer(status, headers)) => Answer { status, headers },
            _ => self.decide(request),
        };
        let reply = write_reply(request, &answer, source.address);
        let is_final = answer.status >= 200;
        if let (true, Some(call_id), Some(cseq)) =
            (is_final, request.header("Call-ID"), request.cseq())
        {
            self.answered.insert(
                call_id.to_owned(),
                Answered { branch: request.branch().to_owned(), cseq, reply: reply.clone() },
            );
        }
        reply
    }

    fn decide(&mut self, request: &Request<'_>) -> Answer {
        match request.method {
            "REGISTER" => {}
            "OPTIONS" => return Answer::plain(200),
            _ => return Answer::plain(405),
        }
        let (Some(call_id), Some(cseq)) = (request.header("Call-ID"), request.cseq()) else {
            return Answer::plain(400);
        };
        if self.answered.get(call_id).is_some_and(|last| cseq <= last.cseq) {
            return Answer::plain(500);
        }
        if let Some(refusal) = self.challenge(request) {
            return refusal;
        }
        let now = Instant::now();
        match self.bind(request, now) {
            Ok(()) => Answer { status: 200, headers: self.success_headers(request.user(), now) },
            Err(refusal) => refusal,
        }
    }

    /// What is wrong with the request's credentials, if anything.
    fn challenge(&mut self, request: &Request<'_>) -> Option<Answer> {
        if self.options.algorithms.is_empty() {
            return None;
        }
        let (status, asked_by, answered_by) = if self.options.as_proxy {
            (407, "Proxy-Authenticate", "Proxy-Authorization")
        } else {
            (401, "WWW-Authenticate", "Authorization")
        };
        let Options { users, password, realm, qop, algorithms, .. } = &self.options;
        let verdict = check(request, answered_by, realm, &mut self.nonces, |user| {
            users.get(user).or(password.as_ref()).cloned()
        });
        if verdict == Verdict::Good {
            return None;
        }
        let nonce = self.nonces.give();
        let headers = algorithms.iter().fold(String::new(), |mut headers, algorithm| {
            let value = challenge(realm, &nonce, *algorithm, *qop, verdict == Verdict::Stale);
            let _ = write!(headers, "{asked_by}: {value}\r\n");
            headers
        });
        Some(Answer { status, headers })
    }

    /// Adds, renews and removes bindings: all that the request asks for, or none.
    fn bind(&mut self, request: &Request<'_>, now: Instant) -> Result<(), Answer> {
        let default = request
            .header("Expires")
            .map_or(Some(3600), |text| text.parse().ok())
            .ok_or_else(|| Answer::plain(400))?;
        let contacts: Vec<&str> = request.headers("Contact").flat_map(split_list).collect();
        let known = self.bindings.entry(request.user().to_owned()).or_default();
        if contacts == ["*"] {
            if default != 0 {
                return Err(Answer::plain(400));
            }
            known.clear();
        } else {
            let wishes = contacts
                .iter()
                .map(|contact| wish(contact, default))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| Answer::plain(400))?;
            if wishes
                .iter()
                .any(|(_, seconds)| *seconds != 0 && *seconds < self.options.min_expires)
            {
                return Err(Answer {
                    status: 423,
                    headers: format!("Min-Expires: {}\r\n", self.options.min_expires),
                });
            }
            for (uri, seconds) in wishes {
                known.retain(|binding| binding.uri != uri);
                if seconds != 0 {
                    let granted =
                        Duration::from_secs(u64::from(seconds.min(self.options.max_expires)));
                    known.push(Binding { uri, until: now + granted });
                }
            }
        }
        let bound: Rc<[&str]> = known.iter().map(|binding| binding.uri.as_str()).collect();
        self.log.note(&format!("{} is bound to: {}", request.user(), bound.join(", ")));
        Ok(())
    }

    /// The bindings of a user, and the Service-Route (RFC 3608) if there is one.
    fn success_headers(&mut self, user: &str, now: Instant) -> String {
        let mut headers = self.contacts(user, now);
        if let Some(route) = &self.options.service_route {
            let _ = write!(headers, "Service-Route: {route}\r\n");
        }
        headers
    }

    /// One Contact header for each binding that is still good.
    fn contacts(&mut self, user: &str, now: Instant) -> String {
        let Some(known) = self.bindings.get_mut(user) else { return String::new() };
        known.retain(|binding| binding.until > now);
        known.iter().fold(String::new(), |mut headers, binding| {
            let left = (binding.until - now).as_secs();
            let _ = write!(headers, "Contact: {};expires={left}\r\n", binding.uri);
            headers
        })
    }
}

/// The address that a Contact names, and for how long it is to be bound.
fn wish(contact: &str, default: u32) -> Option<(String, u32)> {
    let (uri, parameters) = match contact.split_once('<') {
        Some((_, rest)) => rest.split_once('>')?,
        None => (contact.split(';').next()?, contact),
    };
    let seconds =
        parameter(parameters, "expires").map_or(Some(default), |text| text.parse().ok())?;
    uri.contains(':').then(|| (format!("<{uri}>"), seconds))
}

pub(crate) fn write_reply(request: &Request<'_>, answer: &Answer, source: SocketAddr) -> Vec<u8> {
    let mut text = String::with_capacity(640);
    let _ = write!(text, "SIP/2.0 {} {}\r\n", answer.status, reason(answer.status));
    let mut vias: VecDeque<&str> = request.headers("Via").collect();
    if let Some(top) = vias.pop_front() {
        let filled = top.replacen(";rport", &format!(";rport={}", source.port()), 1);
        let _ = write!(text, "Via: {filled};received={}\r\n", source.ip());
    }
    for via in vias {
        let _ = write!(text, "Via: {via}\r\n");
    }
    for name in ["From", "To", "Call-ID", "CSeq"] {
        let value = request.header(name).unwrap_or_default();
        let tag = if name == "To" && answer.status > 100 && parameter(value, "tag").is_none() {
            ";tag=registrar"
        } else {
            ""
        };
        let _ = write!(text, "{name}: {value}{tag}\r\n");
    }
    text.push_str(&answer.headers);
    text.push_str("Server: registrar\r\nContent-Length: 0\r\n\r\n");
    text.into_bytes()
}
