//! The application of a world: what it calls for its registrations.

use eXosip2::error::Error;
use eXosip2::mem::CBox;
use eXosip2::sip::Message;
use eXosip2::ua::{DefaultAction, Ids};

use super::World;

impl World {
    /// Builds and sends the first REGISTER of `alice`.
    pub(crate) fn register(&mut self, expires: i32) -> i32 {
        self.register_at("sip:192.0.2.1", expires)
    }

    /// Builds a first REGISTER at the registrar of this world.
    pub(crate) fn build(&mut self, from: &str, expires: i32) -> (i32, CBox<Message>) {
        let (now, registrar) = (self.now(), b"sip:192.0.2.1");
        self.ua
            .build_initial_register(now, from.as_bytes(), registrar, None, expires, None)
            .unwrap()
    }

    pub(crate) fn register_at(&mut self, registrar: &str, expires: i32) -> i32 {
        let now = self.now();
        let (rid, message) = self
            .ua
            .build_initial_register(
                now,
                b"sip:alice@example.com",
                registrar.as_bytes(),
                None,
                expires,
                None,
            )
            .unwrap();
        self.ua.send_register(now, rid, Some(message)).unwrap();
        self.settle();
        rid
    }

    /// Builds and sends a later REGISTER.
    pub(crate) fn renew(&mut self, rid: i32, expires: i32) -> Result<(), Error> {
        let now = self.now();
        let message = self.ua.build_register(now, rid, expires)?;
        self.ua.send_register(now, rid, Some(message))?;
        self.settle();
        Ok(())
    }

    /// Does what is usual about an event of a registration with a response of this status.
    pub(crate) fn default_action(&mut self, rid: i32, status: i32) -> Result<DefaultAction, Error> {
        let now = self.now();
        self.ua.default_action(now, Ids { rid, ..Ids::default() }, status)
    }
}
