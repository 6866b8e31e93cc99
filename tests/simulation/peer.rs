//! The peers of the program: they answer its requests, well or badly, and send requests of their own.

use std::collections::HashMap;
use std::time::Duration;

use crate::random::Seeded;
use crate::text::{header, sequence};

/// What a peer does later: after so long it sends this.
pub(crate) type Plan = (Duration, String);

pub(crate) struct Peers {
    rng: Seeded,
    number: u64,
    /// What was answered to each request, by branch and method: a copy gets the same.
    answered: HashMap<String, Vec<Plan>>,
    /// How often each Call-ID was challenged.
    challenges: HashMap<String, u32>,
    /// INVITEs that have no final response, by branch.
    pending: HashMap<String, String>,
}

fn branch(text: &str) -> String {
    let via = header(text, "Via").unwrap_or_default();
    via.split_once("branch=").map_or("", |(_, it)| it).split([';', ',']).next().unwrap().to_owned()
}

fn method(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// A response to a request, with more header lines.
fn respond(request: &str, status: &str, more: &[String]) -> String {
    let value = |name: &str| header(request, name).unwrap_or_default();
    let to = value("To");
    let tag = if to.contains(";tag=") { "" } else { ";tag=far" };
    let mut text = format!(
        "SIP/2.0 {status}\r\nVia: {}\r\nFrom: {}\r\nTo: {to}{tag}\r\nCall-ID: {}\r\nCSeq: {}\r\n",
        value("Via"),
        value("From"),
        value("Call-ID"),
        value("CSeq"),
    );
    for line in more {
        text += &format!("{line}\r\n");
    }
    text + "Content-Length: 0\r\n\r\n"
}

/// A request in the dialog of a message: of the request that created it, or of our response to the peer's.
fn in_dialog(of: &str, remote: &str, tag: &str, method: &str, cseq: u32, more: &str) -> String {
    let value = |name: &str| header(of, name).unwrap_or_default().to_owned();
    let (from, to) = if of.starts_with("SIP/2.0") {
        (value("From"), value("To"))
    } else {
        let to = value("To");
        (if to.contains(";tag=") { to } else { format!("{to};tag={tag}") }, value("From"))
    };
    let call_id = value("Call-ID");
    format!(
        "{method} sip:program@10.0.0.2:5070 SIP/2.0\r\n\
         Via: SIP/2.0/UDP {remote};rport;branch=z9hG4bK{method}{cseq}{tag}{call_id}\r\nFrom: {from}\r\n\
         To: {to}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\nContact: <sip:far@{remote}>\r\n\
         {more}Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    )
}

fn at(milliseconds: u64, text: String) -> Plan {
    (Duration::from_millis(milliseconds), text)
}

impl Peers {
    pub(crate) fn new(rng: Seeded) -> Self {
        Self {
            rng,
            number: 0,
            answered: HashMap::new(),
            challenges: HashMap::new(),
            pending: HashMap::new(),
        }
    }

    /// A request of the program arrived: what the peer sends.
    pub(crate) fn take_request(&mut self, request: &str, remote: &str) -> Vec<Plan> {
        let key = format!("{} {}", branch(request), method(request));
        if let Some(before) = self.answered.get(&key) {
            // Only responses are sent again.
            let is_response = |plan: &&Plan| plan.1.starts_with("SIP/2.0");
            return before.iter().filter(is_response).cloned().collect();
        }
        let plans = match method(request) {
            "ACK" => Vec::new(),
            "CANCEL" => self.take_cancel(request),
            "INVITE" => self.take_invite(request, remote),
            "SUBSCRIBE" => self.take_subscribe(request, remote),
            _ => self.refuse(request).unwrap_or_else(|| self.accept(request)),
        };
        self.answered.insert(key, plans.clone());
        plans
    }

    fn accept(&mut self, request: &str) -> Vec<Plan> {
        self.number += 1;
        let headers = match method(request) {
            "PUBLISH" => vec![
                format!("SIP-ETag: e{}", self.number),
                format!("Expires: {}", self.rng.pick(&[0, 1, 30, 600])),
            ],
            _ => Vec::new(),
        };
        vec![at(1, respond(request, "200 OK", &headers))]
    }

    /// A response other than 2xx, or none, for some requests.
    fn refuse(&mut self, request: &str) -> Option<Vec<Plan>> {
        let trying = || at(1, respond(request, "100 Trying", &[]));
        let one = |status: &str, more: &[String]| Some(vec![at(5, respond(request, status, more))]);
        match self.rng.below(24) {
            0 => Some(Vec::new()),
            1 => Some(vec![trying()]),
            2 => one("404 Not Found", &[]),
            3 => one("503 Service Unavailable", &["Retry-After: 7".to_owned()]),
            4 => one("302 Moved", &["Contact: <sip:x@192.0.2.1>".to_owned()]),
            5 => one("603 Decline", &[]),
            6 => one("412 Conditional Request Failed", &[]),
            7 => {
                let least = self.rng.pick(&["Min-Expires: 90", "Min-Expires: 99999999", "X: y"]);
                one("423 Interval Too Brief", &[least.to_owned()])
            }
            8..12 => self.challenge(request),
            12 => Some(vec![at(3, respond(request, "200 OK", &[]).replace("z9hG4bK", "z9hG4bKx"))]),
            13 => Some(vec![trying(), at(3000, respond(request, "500 Late", &[]))]),
            14 => one("481 Call/Transaction Does Not Exist", &[]),
            _ => None,
        }
    }

    /// 401, again and again for some.
    fn challenge(&mut self, request: &str) -> Option<Vec<Plan>> {
        let call_id = header(request, "Call-ID").unwrap_or_default().to_owned();
        let count = self.challenges.entry(call_id).or_default();
        *count += 1;
        let is_satisfied = header(request, "Authorization").is_some() && !count.is_multiple_of(5);
        let nonce = format!("n{}", self.rng.below(1000));
        let line = format!("WWW-Authenticate: Digest realm=\"peers\", nonce=\"{nonce}\"");
        (!is_satisfied).then(|| vec![at(2, respond(request, "401 Unauthorized", &[line]))])
    }

    fn take_invite(&mut self, request: &str, remote: &str) -> Vec<Plan> {
        let contact = [format!("Contact: <sip:far@{remote}>")];
        let ringing = at(10, respond(request, "180 Ringing", &contact));
        let ok = |after| at(after, respond(request, "200 OK", &contact));
        let bye = |after| at(after, in_dialog(request, remote, "far", "BYE", 1, ""));
        match self.rng.below(10) {
            0 => return Vec::new(),
            1 => {
                self.pending.insert(branch(request), request.to_owned());
                return vec![ringing];
            }
            2 => return vec![ringing, at(900, respond(request, "486 Busy Here", &[]))],
            3 => return vec![at(5, respond(request, "302 Moved", &contact))],
            4 => {
                if let Some(challenge) = self.challenge(request) {
                    return challenge;
                }
            }
            5 => return vec![at(5, respond(request, "503 Service Unavailable", &[]))],
            6 => return vec![at(5, respond(request, "100 Trying", &[]))],
            _ => {}
        }
        let mut plans = vec![ringing, ok(1500)];
        if self.rng.permille(500) {
            // The ACK was lost.
            plans.push(ok(2000));
        }
        if self.rng.permille(500) {
            plans.push(bye(2000 + self.rng.below(60_000) as u64));
        }
        plans
    }

    fn take_cancel(&mut self, request: &str) -> Vec<Plan> {
        let mut plans = vec![at(2, respond(request, "200 OK", &[]))];
        if let Some(invite) = self.pending.remove(&branch(request))
            && self.rng.permille(800)
        {
            plans.push(at(4, respond(&invite, "487 Request Terminated", &[])));
        }
        plans
    }

    fn take_subscribe(&mut self, request: &str, remote: &str) -> Vec<Plan> {
        if let Some(refusal) = self.refuse(request) {
            return refusal;
        }
        let expires = header(request, "Expires").unwrap_or("600");
        let granted = if self.rng.permille(100) { "1" } else { expires };
        let headers = [format!("Contact: <sip:far@{remote}>"), format!("Expires: {granted}")];
        let mut plans = vec![at(20, respond(request, "200 OK", &headers))];
        let mut cseq = 10 * sequence(request);
        let mut notify = |after, tag: &str, state: &str| {
            cseq += 1;
            let more = format!("Event: presence\r\nSubscription-State: {state}\r\n");
            at(after, in_dialog(request, remote, tag, "NOTIFY", cseq, &more))
        };
        let first = self.rng.pick(&[5, 30, 300]);
        let last = 1000 + self.rng.below(60_000) as u64;
        let end = self.rng.pick(&[
            "terminated;reason=deactivated",
            "terminated;reason=noresource;retry-after=1",
            "terminated",
        ]);
        if expires == "0" {
            plans.push(notify(40, "far", "terminated;reason=timeout"));
            return plans;
        }
        plans.push(notify(first, "far", "active;expires=60"));
        match self.rng.below(8) {
            0 => plans.push(notify(first + 100, "fork", "active")),
            1 => plans.push(notify(last, "far", "odd")),
            2 | 3 => plans.push(notify(last, "far", end)),
            _ => {}
        }
        plans
    }

    /// A response of the program arrived: what the peer sends.
    pub(crate) fn take_response(&mut self, response: &str, remote: &str) -> Vec<Plan> {
        let cseq = header(response, "CSeq").unwrap_or_default();
        let status = response.get(8..11).and_then(|it| it.parse().ok()).unwrap_or(0_u32);
        let key = format!("{} {status}", branch(response));
        let is_again = self.answered.insert(key, Vec::new()).is_some();
        let request =
            |method, cseq, more: &str| in_dialog(response, remote, "own", method, cseq, more);
        let pause = self.rng.below(20_000) as u64;
        match (cseq.split(' ').nth(1), status) {
            (Some("INVITE"), 200..300) => {
                let mut plans = Vec::new();
                if self.rng.permille(900) {
                    plans.push(at(1, request("ACK", 1, "")));
                }
                if !is_again && self.rng.permille(500) {
                    plans.push(at(100 + pause, request("INFO", 2, "")));
                    plans.push(at(200 + pause, request("BYE", 3, "")));
                }
                plans
            }
            (Some("INVITE"), 300..) => {
                let ack = request("ACK", 1, "");
                let own = branch(response);
                vec![at(1, ack.replace(&branch(&ack), &own))]
            }
            (Some("SUBSCRIBE"), 200..300) if !is_again && sequence(response) < 3 => {
                let expires = self.rng.pick(&["0", "0", "30", "-1"]);
                let more = format!("Event: presence\r\nExpires: {expires}\r\n");
                let cseq = sequence(response) + 1;
                vec![at(100 + pause, request("SUBSCRIBE", cseq, &more))]
            }
            _ => Vec::new(),
        }
    }

    /// A request outside of dialogs: what a peer sends, with a copy of some.
    pub(crate) fn approach(&mut self, remote: &str) -> Vec<Plan> {
        self.number += 1;
        let method = self.rng.pick(&[
            "MESSAGE",
            "MESSAGE",
            "OPTIONS",
            "SUBSCRIBE",
            "SUBSCRIBE",
            "INVITE",
            "INVITE",
            "NOTIFY",
            "BYE",
            "PUBLISH",
            "CANCEL",
        ]);
        let expires = self.rng.pick(&["0", "20", "60", "99999999999", "-5", "x"]);
        let more = match method {
            "SUBSCRIBE" => format!("Event: presence\r\nExpires: {expires}\r\n"),
            "NOTIFY" => "Event: presence\r\nSubscription-State: active\r\n".to_owned(),
            _ => String::new(),
        };
        let number = self.number;
        let text = format!(
            "{method} sip:program@10.0.0.2:5070 SIP/2.0\r\n\
             Via: SIP/2.0/UDP {remote};rport;branch=z9hG4bKp{number}\r\n\
             From: <sip:far@192.0.2.1>;tag=p{number}\r\nTo: <sip:program@10.0.0.2>\r\nCall-ID: p{number}\r\n\
             CSeq: 1 {method}\r\nContact: <sip:far@{remote}>\r\n{more}Max-Forwards: 70\r\n\
             Content-Length: 0\r\n\r\n"
        );
        let mut plans = vec![at(1, text.clone())];
        if self.rng.permille(400) {
            plans.push(at(500, text.clone()));
        }
        if method == "INVITE" && self.rng.permille(200) {
            plans.push(at(700, text.replace("INVITE", "CANCEL")));
        }
        plans
    }
}
