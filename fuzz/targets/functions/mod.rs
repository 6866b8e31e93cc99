//! A C program that calls the functions of eXosip as the input says, in any order and with any arguments, and a peer on
//! loopback that sends what the input says. Each byte is one step; the bytes behind it are its arguments (`input.rs`).
//! The program keeps to the rules of ownership and of the lock; whatever else it does must not harm it.

mod input;
mod library;
mod peer;
mod program;
mod sending;

use core::ffi::{c_int, c_void};
use core::ptr::null_mut;
use std::net::UdpSocket;

use eXosip2::sip::Message;

use self::input::Input;
use self::library::*;
use self::peer::Peer;

/// How many steps a program has.
const STEPS: usize = 64;
/// `EXOSIP_OPT_DNS_SERVERS`.
const DNS_SERVERS: c_int = 3021;

/// What the message of the program is for.
#[derive(Clone, Copy)]
enum Kind {
    Register,
    Message,
    Options,
    Publish,
    Subscribe,
    SubscribeAgain,
    Notify,
    Invite,
    InCall,
    Ack,
    Prack,
    Answer,
    OptionsAnswer,
    SubscriptionAnswer,
    CallAnswer,
}

const KINDS: [Kind; 15] = [
    Kind::Register,
    Kind::Message,
    Kind::Options,
    Kind::Publish,
    Kind::Subscribe,
    Kind::SubscribeAgain,
    Kind::Notify,
    Kind::Invite,
    Kind::InCall,
    Kind::Ack,
    Kind::Prack,
    Kind::Answer,
    Kind::OptionsAnswer,
    Kind::SubscriptionAnswer,
    Kind::CallAnswer,
];

/// The numbers that the library has given last.
#[derive(Clone, Copy, Default)]
struct Ids {
    tid: c_int,
    did: c_int,
    rid: c_int,
    cid: c_int,
    sid: c_int,
}

struct Program<'b> {
    context: Context,
    input: Input<'b>,
    ids: Ids,
    /// The event that was taken last.
    event: *mut Event,
    /// A message that was built and is not sent yet.
    message: *mut Message,
    kind: Kind,
    status: c_int,
    peer: Peer,
    /// URIs: of the peer, and odd ones.
    uris: [String; 12],
}

pub(crate) fn run(bytes: &[u8]) {
    let Some(mut program) = Program::new(bytes) else { return };
    for _ in 0..STEPS {
        if program.input.is_empty() {
            break;
        }
        program.step();
    }
    program.end();
}

impl<'b> Program<'b> {
    /// `None` where this machine has no socket left.
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0").ok()?;
        let free = UdpSocket::bind("127.0.0.1:0").ok()?;
        let library = free.local_addr().ok()?;
        drop(free);
        let peer = Peer::new(socket, library);
        let own = peer.address();
        let uris = [
            format!("<sip:b@{own}>"),
            format!("sip:b@{own}"),
            "<sip:a@127.0.0.1>".to_owned(),
            format!("\"B\" <sip:b@{own};x=y?Body=z>;p=q"),
            format!("<sip:{own};lr>"),
            "<sip:b@name.test>".to_owned(),
            format!("<sip:b@{own};transport=tcp>"),
            format!("<sips:b@{own}>"),
            "tel:123".to_owned(),
            "zzz".to_owned(),
            String::new(),
            format!("<sip:b@127.0.0.1:1;maddr={own}>"),
        ];
        // SAFETY: the calls of an ordinary C program. Requests leave from loopback only, and names are asked of the peer.
        let context = unsafe {
            let context = eXosip_malloc();
            assert_eq!(eXosip_init(context), 0);
            let servers = std::ffi::CString::new(own).ok()?;
            eXosip_set_option(context, DNS_SERVERS, servers.as_ptr().cast());
            let port = c_int::from(library.port());
            // The port may be taken by now: then nothing can be sent, which is a case of its own.
            eXosip_listen_addr(
                context,
                libc::IPPROTO_UDP,
                c"127.0.0.1".as_ptr(),
                port,
                libc::AF_INET,
                0,
            );
            context
        };
        Some(Self {
            context,
            input: Input(bytes),
            ids: Ids::default(),
            event: null_mut(),
            message: null_mut(),
            kind: Kind::Message,
            status: 200,
            peer,
            uris,
        })
    }

    fn step(&mut self) {
        let step = b'A' + self.input.byte().wrapping_sub(b'A') % 58;
        if !matches!(step, b'P' | b'Q' | b'R' | b'W') {
            self.locked(|program| program.call(step));
            return;
        }
        match step {
            b'P' => {
                let text = self.input.rest_of_line();
                self.peer.send(&text);
            }
            b'Q' => self.peer.ask(&mut self.input),
            b'R' => self.peer.respond(&mut self.input),
            _ => {}
        }
        // SAFETY: a live context; the event is the program's.
        let event = unsafe { eXosip_event_wait(self.context, 0, 2) };
        self.take(event);
    }

    fn locked(&mut self, call: impl FnOnce(&mut Self)) {
        // SAFETY: a live context.
        unsafe { eXosip_lock(self.context) };
        call(self);
        // SAFETY: as before.
        unsafe { eXosip_unlock(self.context) };
    }

    /// The program keeps the last event and its numbers.
    fn take(&mut self, event: *mut Event) {
        // SAFETY: an event that is the program's, or NULL.
        let Some(new) = (unsafe { event.as_ref() }) else { return };
        let newer = |old: &mut c_int, new| {
            if new != 0 {
                *old = new;
            }
        };
        newer(&mut self.ids.tid, new.tid);
        newer(&mut self.ids.did, new.did);
        newer(&mut self.ids.rid, new.rid);
        newer(&mut self.ids.cid, new.cid);
        newer(&mut self.ids.sid, if new.sid != 0 { new.sid } else { new.nid });
        // SAFETY: the event before, which is not used any more.
        unsafe { eXosip_event_free(core::mem::replace(&mut self.event, event)) };
    }

    /// Where a message is built into; the one before is freed.
    fn place(&mut self, kind: Kind) -> *mut *mut Message {
        // SAFETY: the program's, or NULL.
        unsafe { super::api::osip_message_free(core::mem::replace(&mut self.message, null_mut())) };
        self.kind = kind;
        &raw mut self.message
    }

    fn end(self) {
        // SAFETY: the end of an ordinary C program: each thing is freed once.
        unsafe {
            eXosip_quit(self.context);
            super::api::osip_message_free(self.message);
            eXosip_event_free(self.event);
            libc::free(self.context.cast::<c_void>());
        }
    }
}
