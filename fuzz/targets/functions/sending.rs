//! Messages that the program builds and gives away.

use core::ffi::c_int;
use core::mem::replace;
use core::ptr::null_mut;

use super::library::*;
use super::program::ignore;
use super::{Kind, Program};

impl Program<'_> {
    /// Requests that begin something.
    pub(super) unsafe fn build(&mut self, step: u8) {
        let x = self.context;
        let (to, from, word) = (self.uri(), self.uri(), self.word());
        // Mostly without a Route.
        let route = if self.input.byte() % 4 == 3 { self.uri() } else { self.input.text(&[""]) };
        let (to, from, route) = (to.ptr(), from.ptr(), route.ptr());
        // SAFETY: the caller's promise.
        unsafe {
            match step {
                b'C' => ignore(eXosip_call_build_initial_invite(
                    x,
                    self.place(Kind::Invite),
                    to,
                    from,
                    route,
                    word.ptr(),
                )),
                b'M' => {
                    let method = self.method();
                    eXosip_message_build_request(
                        x,
                        self.place(Kind::Message),
                        method.ptr(),
                        to,
                        from,
                        route,
                    );
                }
                b'O' => ignore(eXosip_options_build_request(
                    x,
                    self.place(Kind::Options),
                    to,
                    from,
                    route,
                )),
                b'S' => {
                    let expires = self.input.number();
                    let place = self.place(Kind::Subscribe);
                    eXosip_subscription_build_initial_subscribe(
                        x,
                        place,
                        to,
                        from,
                        route,
                        word.ptr(),
                        expires,
                    );
                }
                b'U' => {
                    let [expires, ctype, body] = [(); 3].map(|()| self.word());
                    let (word, expires, ctype) = (word.ptr(), expires.ptr(), ctype.ptr());
                    let place = self.place(Kind::Publish);
                    eXosip_build_publish(
                        x,
                        place,
                        to,
                        from,
                        route,
                        word,
                        expires,
                        ctype,
                        body.ptr(),
                    );
                }
                b'Z' => {
                    let place = self.place(Kind::Subscribe);
                    eXosip_subscription_build_initial_refer(x, place, to, from, route, to);
                }
                _ => {
                    let expires = self.input.number();
                    if self.input.byte() % 4 == 3 {
                        self.ids.rid = eXosip_register_send_initial(x, from, to, route, expires);
                    } else {
                        let place = self.place(Kind::Register);
                        self.ids.rid = eXosip_register_build_initial_register(
                            x, from, to, route, expires, place,
                        );
                    }
                }
            }
        }
    }

    /// Requests and answers in what has begun.
    pub(super) unsafe fn build_next(&mut self, step: u8) {
        let x = self.context;
        let (tid, did) = (self.input.id(self.ids.tid), self.input.id(self.ids.did));
        let word = self.input.byte();
        // SAFETY: the caller's promise.
        unsafe {
            match step {
                b'I' => {
                    let method = self.method();
                    eXosip_insubscription_build_request(
                        x,
                        did,
                        method.ptr(),
                        self.place(Kind::Notify),
                    );
                }
                b'N' => {
                    let (state, reason) = (c_int::from(word % 5), c_int::from(word / 8 % 8));
                    eXosip_insubscription_build_notify(
                        x,
                        did,
                        state,
                        reason,
                        self.place(Kind::Notify),
                    );
                }
                b'b' => {
                    let (rid, expires) = (self.input.id(self.ids.rid), self.input.number());
                    eXosip_register_build_register(x, rid, expires, self.place(Kind::Register));
                }
                b'd' => ignore(eXosip_subscription_build_refresh_request(
                    x,
                    did,
                    self.place(Kind::SubscribeAgain),
                )),
                b'K' => ignore(eXosip_call_build_ack(x, tid, self.place(Kind::Ack))),
                b'g' => {
                    let response = self.event.as_ref().map_or(null_mut(), |event| event.response);
                    eXosip_call_build_prack(x, tid, response, self.place(Kind::Prack));
                }
                b'V' => self.build_answer(word, tid),
                _ => {
                    let (method, to) = (self.method(), self.uri());
                    let place = self.place(Kind::InCall);
                    match word % 6 {
                        0 => eXosip_call_build_request(x, did, method.ptr(), place),
                        1 => eXosip_call_build_refer(x, did, to.ptr(), place),
                        2 => eXosip_call_build_info(x, did, place),
                        3 => eXosip_call_build_options(x, did, place),
                        4 => eXosip_call_build_update(x, did, place),
                        _ => eXosip_call_build_notify(x, did, c_int::from(word / 8 % 5), place),
                    };
                }
            }
        }
    }

    pub(super) unsafe fn build_answer(&mut self, what: u8, tid: c_int) {
        self.status = self.input.status();
        let (x, status) = (self.context, self.status);
        // SAFETY: the caller's promise.
        unsafe {
            match what % 4 {
                0 => eXosip_message_build_answer(x, tid, status, self.place(Kind::Answer)),
                1 => eXosip_options_build_answer(x, tid, status, self.place(Kind::OptionsAnswer)),
                2 => eXosip_insubscription_build_answer(
                    x,
                    tid,
                    status,
                    self.place(Kind::SubscriptionAnswer),
                ),
                _ => eXosip_call_build_answer(x, tid, status, self.place(Kind::CallAnswer)),
            };
        }
    }

    pub(super) unsafe fn send_default_answer(&mut self) {
        let (x, tid, status) = (self.context, self.input.id(self.ids.tid), self.input.status());
        // SAFETY: the caller's promise.
        unsafe {
            match self.input.byte() % 4 {
                0 => eXosip_message_send_answer(x, tid, status, null_mut()),
                1 => eXosip_options_send_answer(x, tid, status, null_mut()),
                2 => eXosip_insubscription_send_answer(x, tid, status, null_mut()),
                _ => eXosip_call_send_answer(x, tid, status, null_mut()),
            };
        }
    }

    /// Gives the message away, by the function that it was built for or by another one.
    pub(super) unsafe fn send(&mut self, kind: Kind) {
        let (x, status) = (self.context, self.status);
        let [tid, did, rid] =
            [self.ids.tid, self.ids.did, self.ids.rid].map(|id| self.input.id(id));
        let key = self.word();
        let m = replace(&mut self.message, null_mut());
        // SAFETY: the caller's promise.
        unsafe {
            match kind {
                Kind::Register => ignore(eXosip_register_send_register(x, rid, m)),
                Kind::Message => self.ids.tid = eXosip_message_send_request(x, m),
                Kind::Options => self.ids.tid = eXosip_options_send_request(x, m),
                Kind::Publish => self.ids.tid = eXosip_publish(x, m, key.ptr()),
                Kind::Subscribe => self.ids.sid = eXosip_subscription_send_initial_request(x, m),
                Kind::SubscribeAgain => ignore(eXosip_subscription_send_refresh_request(x, did, m)),
                Kind::Notify => ignore(eXosip_insubscription_send_request(x, did, m)),
                Kind::Invite => self.ids.cid = eXosip_call_send_initial_invite(x, m),
                Kind::InCall => ignore(eXosip_call_send_request(x, did, m)),
                Kind::Ack => ignore(eXosip_call_send_ack(x, tid, m)),
                Kind::Prack => ignore(eXosip_call_send_prack(x, tid, m)),
                Kind::Answer => ignore(eXosip_message_send_answer(x, tid, status, m)),
                Kind::OptionsAnswer => ignore(eXosip_options_send_answer(x, tid, status, m)),
                Kind::SubscriptionAnswer => {
                    ignore(eXosip_insubscription_send_answer(x, tid, status, m))
                }
                Kind::CallAnswer => ignore(eXosip_call_send_answer(x, tid, status, m)),
            }
        }
    }
}
