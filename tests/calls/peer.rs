//! What the tests of calls share: a program that calls and is called, and its peer.

use eXosip2::error::Result;
use eXosip2::sip::Message;
use eXosip2::ua::{EventKind, Terminated};

use crate::endpoint;
use crate::world::Sent;

pub(crate) use crate::endpoint::{Endpoint as Phone, PEER, response, without_numbers};

impl Phone {
    /// Sends the INVITE of a new call. Returns its cid.
    pub(crate) fn invite(&mut self) -> i32 {
        self.invite_with("")
    }

    /// The same with more header lines and a body.
    pub(crate) fn invite_with(&mut self, header: &str) -> i32 {
        let now = self.world.now();
        let (to, from) = (&b"<sip:bob@192.0.2.1>"[..], &b"<sip:alice@example.com>"[..]);
        let mut invite =
            self.world.ua.build_initial_invite(Some(to), Some(from), None, None).unwrap();
        if let Some((name, value)) = header.split_once(": ") {
            invite.add_header(name.as_bytes(), value.as_bytes());
        }
        let cid = self.world.ua.send_initial_invite(now, Some(invite)).unwrap();
        self.world.settle();
        cid
    }

    pub(crate) fn count(&self, start: &str) -> usize {
        self.world.sent.iter().filter(|it| it.text.starts_with(start)).count()
    }

    /// The peer answers the last request with this method.
    pub(crate) fn reply(&mut self, method: &str, status: &str, tag: &str) {
        self.reply_with(method, status, tag, "Contact: <sip:bob@192.0.2.9:5061>\r\n");
    }

    pub(crate) fn reply_with(&mut self, method: &str, status: &str, tag: &str, headers: &str) {
        let text = response(&self.last(method), status, tag, headers);
        self.arrive(&text);
    }

    /// A request of the peer in the dialog of the last INVITE that was sent.
    pub(crate) fn request(&self, method: &str, cseq: u32, tag: &str) -> String {
        let invite = self.last("INVITE");
        let header = |name: &str| invite.header(name).unwrap().to_owned();
        request(
            method,
            cseq,
            &header("Call-ID"),
            &format!("<sip:bob@192.0.2.1>;tag={tag}"),
            &header("From"),
            "",
        )
    }

    pub(crate) fn ack(&mut self, tid: i32) -> Result<()> {
        let now = self.world.now();
        let ack = self.world.ua.build_ack(tid)?;
        self.world.ua.send_ack(now, tid, Some(ack))?;
        self.world.settle();
        Ok(())
    }

    pub(crate) fn terminate(&mut self, cid: i32, did: i32) -> Result<Terminated> {
        let now = self.world.now();
        let end = self.world.ua.terminate_call(now, cid, did, None);
        self.world.settle();
        end
    }

    pub(crate) fn answer(&mut self, tid: i32, status: i32) -> Result<()> {
        let now = self.world.now();
        let answer = self.world.ua.build_call_answer(tid, status)?;
        self.world.ua.send_call_answer(now, tid, status, Some(answer))?;
        self.world.settle();
        Ok(())
    }

    pub(crate) fn send_in_dialog(&mut self, did: i32, method: &str) -> Result<()> {
        self.send_in_dialog_with(did, method, |_| {})
    }

    pub(crate) fn send_in_dialog_with(
        &mut self,
        did: i32,
        method: &str,
        edit: impl FnOnce(&mut Message),
    ) -> Result<()> {
        let now = self.world.now();
        let mut request = self.world.ua.build_call_request(now, did, method.as_bytes())?;
        edit(&mut request);
        self.world.ua.send_call_request(now, did, Some(request))?;
        self.world.settle();
        Ok(())
    }

    /// The events since the last look: kind, tid, whether did is that of an open dialog (`d`), -1 or 0, and status.
    pub(crate) fn events(&mut self) -> Vec<String> {
        let events = self.world.events[self.seen..].iter().map(|it| {
            let kind = format!("{:?}", it.kind);
            let kind = kind.strip_prefix("Call").unwrap_or(&kind);
            let did = match it.ids.did {
                0 => "0",
                -1 => "-1",
                _ => "d",
            };
            format!("{kind} t{} {did} {}", it.ids.tid, it.status)
        });
        let events = events.collect();
        self.seen = self.world.events.len();
        events
    }

    pub(crate) fn cid(&self) -> i32 {
        self.world.events.last().unwrap().ids.cid
    }

    pub(crate) fn tid(&self, kind: EventKind) -> i32 {
        self.world.events.iter().rev().find(|it| it.kind == kind).unwrap().ids.tid
    }
}

/// A request of the peer.
pub(crate) fn request(
    method: &str,
    cseq: u32,
    call_id: &str,
    from: &str,
    to: &str,
    headers: &str,
) -> String {
    let branch = format!("z9hG4bK{}-{cseq}", method.to_lowercase());
    request_on(&branch, method, cseq, call_id, from, to, headers)
}

pub(crate) fn request_on(
    branch: &str,
    method: &str,
    cseq: u32,
    call_id: &str,
    from: &str,
    to: &str,
    headers: &str,
) -> String {
    let headers = format!("Contact: <sip:bob@192.0.2.9:5061>\r\n{headers}");
    endpoint::request_on(branch, method, cseq, (call_id, from, to), &headers)
}

/// The INVITE of the peer.
pub(crate) fn invite() -> String {
    invite_with("")
}

pub(crate) fn invite_with(headers: &str) -> String {
    request("INVITE", 1, "in1", "<sip:bob@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>", headers)
}

/// A request of the peer in the dialog that `answer` opened.
pub(crate) fn in_dialog(answer: &Sent, method: &str, cseq: u32) -> String {
    let to = answer.header("To").unwrap();
    request(method, cseq, "in1", "<sip:bob@192.0.2.1>;tag=pt", to, "")
}
