//! The functions of calls.

use eXosip2::error::Result;
use eXosip2::mem::CBox;
use eXosip2::sip::Message;
use eXosip2::ua::Terminated;

use super::Arguments;
use crate::player::Player;

impl Player<'_> {
    pub(super) fn call_function(
        &mut self,
        name: &str,
        arguments: &Arguments<'_>,
        message: Option<CBox<Message>>,
    ) -> Result<i32> {
        match name.strip_prefix("call_build_") {
            Some(what) => {
                let built = self.build_for_call(what, arguments);
                self.keep(built)
            }
            None => self.send_for_call(name, arguments, message),
        }
    }

    fn build_for_call(&mut self, what: &str, arguments: &Arguments<'_>) -> Result<CBox<Message>> {
        let (now, at) = (self.world.now(), |place| arguments.optional(place));
        let first = if what == "initial_invite" { "0" } else { arguments.text(0) };
        let (own_tid, did) = (self.names.own_tid(first), self.names.own_id(first));
        match what {
            "initial_invite" => self.world.ua.build_initial_invite(at(1), at(2), at(3), at(4)),
            "request" => self.world.ua.build_call_request(now, did, arguments.bytes(1)),
            "info" | "options" | "update" => {
                self.world.ua.build_call_request(now, did, what.to_uppercase().as_bytes())
            }
            "refer" => {
                let refer_to = self.names.to_ours(arguments.text(1));
                self.world.ua.build_call_refer(now, did, refer_to.as_bytes())
            }
            "notify" => self.world.ua.build_call_notify(now, did, arguments.number(1)),
            "ack" => self.world.ua.build_ack(own_tid),
            "answer" => self.world.ua.build_call_answer(own_tid, arguments.number(1)),
            "prack" => {
                let seen = self.world.events.iter().rev();
                let reliable = seen.map(|it| &it.response).find(|text| text.contains("RSeq:"));
                let reliable = Message::parse(reliable.unwrap().as_bytes()).unwrap();
                self.world.ua.build_prack(own_tid, Some(&reliable))
            }
            _ => panic!("call_build_{what} is not known to the replay"),
        }
    }

    fn send_for_call(
        &mut self,
        name: &str,
        arguments: &Arguments<'_>,
        message: Option<CBox<Message>>,
    ) -> Result<i32> {
        let now = self.world.now();
        if name == "call_send_initial_invite" {
            return self.world.ua.send_initial_invite(now, message);
        }
        if name == "call_find_by_replaces" {
            let replaces = self.names.to_ours(arguments.text(0));
            return self.world.ua.find_call_by_replaces(replaces.as_bytes());
        }
        let (tid, id) =
            (self.names.own_tid(arguments.text(0)), self.names.own_id(arguments.text(0)));
        let ua = &mut self.world.ua;
        let done = match name {
            "call_send_request" => ua.send_call_request(now, id, message),
            "call_send_ack" => ua.send_ack(now, tid, message),
            "call_send_answer" => ua.send_call_answer(now, tid, arguments.number(1), message),
            "call_send_prack" => ua.send_prack(now, tid, message),
            "call_get_referto" => ua.call_refer_to(id).map(drop),
            "call_terminate" | "call_terminate_with_reason" => {
                let did = self.names.own_id(arguments.text(1));
                let reason = arguments.0.get(2).map(|it| (&b"Reason"[..], it.as_bytes()));
                let end = ua.terminate_call(now, id, did, reason);
                return end.map(|end| i32::from(end == Terminated::Cancelled));
            }
            _ => panic!("{name} is not known to the replay"),
        };
        done.map(|()| 0)
    }
}
