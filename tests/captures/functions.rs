//! The functions that the programs of the captures call.

mod calls;

use eXosip2::error::Result;
use eXosip2::mem::CBox;
use eXosip2::sip::Message;
use eXosip2::ua::{DefaultAction, EventKind, NewLogin, PublishArguments};

use crate::capture::{Entry, header};
use crate::player::Player;

/// The arguments of one call.
pub(super) struct Arguments<'a>(&'a [String]);

impl Arguments<'_> {
    pub(super) fn text(&self, place: usize) -> &str {
        self.0[place].as_str()
    }

    fn bytes(&self, place: usize) -> &[u8] {
        self.text(place).as_bytes()
    }

    fn optional(&self, place: usize) -> Option<&[u8]> {
        (self.text(place) != "NULL").then(|| self.bytes(place))
    }

    fn number(&self, place: usize) -> i32 {
        self.text(place).parse().unwrap()
    }
}

impl Player<'_> {
    /// Calls a function as the capture shows it at `index`.
    pub(super) fn call(&mut self, index: usize, name: &str, arguments: &[String]) -> Result<i32> {
        let is_given_up = name.contains("_send_") || name == "eXosip_publish";
        let mut message = None;
        if is_given_up && arguments.iter().any(|it| it == "msg") {
            message = self.message.take();
            if let Some(message) = &mut message {
                // A provisional answer is built as a final one, and its status changed.
                if name.ends_with("_send_answer") && !self.adds_any_header {
                    message.status_code = arguments[1].parse().unwrap();
                }
                self.complete(index, message);
            }
        }
        let arguments = Arguments(arguments);
        let result = match name.strip_prefix("eXosip_").unwrap_or(name) {
            "register" => self.register(index),
            name if name.starts_with("call_") => self.call_function(name, &arguments, message),
            name if name.contains("subscription_") => {
                self.subscription_function(name, &arguments, message)
            }
            name => self.message_function(name, &arguments, message),
        };
        self.world.settle();
        self.look();
        result
    }

    /// The program registers at the registrar that the next REGISTER of the capture is for.
    fn register(&mut self, index: usize) -> Result<i32> {
        let text = self.entries[index..].iter().find_map(|(_, entry)| match entry {
            Entry::Sent(text) => text.strip_prefix("REGISTER "),
            _ => None,
        });
        let text = text.unwrap();
        let registrar = text.split(' ').next().unwrap().as_bytes();
        let aor = header(text, "To").unwrap().as_bytes();
        let now = self.world.now();
        let ua = &mut self.world.ua;
        let (rid, request) = ua.build_initial_register(now, aor, registrar, None, 3600, None)?;
        ua.send_register(now, rid, Some(request)).map(|()| rid)
    }

    fn keep(&mut self, built: Result<CBox<Message>>) -> Result<i32> {
        self.message = None;
        self.message = Some(built?);
        Ok(0)
    }

    fn message_function(
        &mut self,
        name: &str,
        arguments: &Arguments<'_>,
        message: Option<CBox<Message>>,
    ) -> Result<i32> {
        let (now, at) = (self.world.now(), |place| arguments.optional(place));
        let ua = &mut self.world.ua;
        match name {
            "add_authentication_info" => {
                let login = NewLogin {
                    username: arguments.bytes(0),
                    userid: arguments.bytes(1),
                    password: at(2),
                    ha1: at(3),
                    realm: at(4),
                };
                ua.add_login(now, &login).map(|()| 0)
            }
            "message_build_request" => {
                let built = ua.build_message_request(arguments.bytes(1), at(2), at(3), at(4));
                self.keep(built)
            }
            "options_build_request" => {
                let built = ua.build_message_request(b"OPTIONS", at(1), at(2), at(3));
                self.keep(built)
            }
            "message_send_request" | "options_send_request" => {
                ua.send_message_request(now, message)
            }
            "message_build_answer" | "options_build_answer" => {
                let tid = self.names.own_tid(arguments.text(0));
                let built = ua.build_message_answer(tid, arguments.number(1));
                self.keep(built)
            }
            "message_send_answer" | "options_send_answer" => {
                let tid = self.names.own_tid(arguments.text(0));
                ua.send_message_answer(now, tid, arguments.number(1), message).map(|()| 0)
            }
            "build_publish" => {
                let built = ua.build_publish(&PublishArguments {
                    to: arguments.bytes(1),
                    from: arguments.bytes(2),
                    route: at(3),
                    event: arguments.bytes(4),
                    expires: arguments.bytes(5),
                    content: at(6).zip(at(7)),
                });
                self.keep(built)
            }
            "publish" => ua.publish(now, message, arguments.bytes(1)),
            "default_action" => {
                let last = self.world.events.last().cloned().unwrap();
                let done = self.world.ua.default_action(now, last.ids, last.status);
                done.map(|done| i32::from(done == DefaultAction::Nothing))
            }
            _ => panic!("{name} is not known to the replay"),
        }
    }

    fn subscription_function(
        &mut self,
        name: &str,
        arguments: &Arguments<'_>,
        message: Option<CBox<Message>>,
    ) -> Result<i32> {
        let (now, at) = (self.world.now(), |place| arguments.optional(place));
        let last = self.world.events.last().cloned();
        let own_tid = || self.names.own_tid(arguments.text(0));
        let own_id = || self.names.own_id(arguments.text(0));
        let ua = &mut self.world.ua;
        let done = |result: Result<()>| result.map(|()| 0);
        let built = match name {
            "subscription_build_initial_subscribe" => {
                ua.build_subscribe(at(1), at(2), at(3), arguments.bytes(4), arguments.number(5))
            }
            "subscription_build_initial_refer" => {
                ua.build_refer(at(1), at(2), at(3), arguments.bytes(4))
            }
            "subscription_build_refresh_request" => ua.build_subscription_refresh(own_id()),
            "insubscription_build_answer" => {
                ua.build_subscription_answer(now, own_tid(), arguments.number(1))
            }
            "insubscription_build_notify" => {
                ua.build_notify(now, own_id(), arguments.number(1), arguments.number(2))
            }
            "insubscription_build_request" => {
                ua.build_insubscription_request(own_id(), arguments.bytes(1))
            }
            "subscription_send_initial_request" => return ua.send_subscription(now, message),
            "subscription_send_refresh_request" => {
                return done(ua.send_subscription_refresh(now, own_id(), message));
            }
            "subscription_remove" => return done(ua.remove_subscription(own_id())),
            "insubscription_send_answer" => {
                let status = arguments.number(1);
                return done(ua.send_subscription_answer(now, own_tid(), status, message));
            }
            "insubscription_send_request" => {
                return done(ua.send_insubscription_request(now, own_id(), message));
            }
            "insubscription_remove" => return done(ua.remove_insubscription(own_id())),
            "insubscription_automatic" => {
                let event = last.unwrap();
                let request = Message::parse(event.request.as_bytes())?;
                let is_new = event.kind == EventKind::InSubscriptionNew;
                return done(ua.answer_automatically(now, is_new, event.ids, &request));
            }
            _ => panic!("{name} is not known to the replay"),
        };
        self.keep(built)
    }
}
