//! Events that the library makes: the record that C sees, and behind it the texts of its messages.

use core::ffi::{c_char, c_int};
use core::ptr::{NonNull, null};
use std::sync::Arc;

use super::event::Event;
use crate::error::Error::BadParameter;
use crate::error::Result;
use crate::mem::{CBox, Text};
use crate::sip::Message;
use crate::sip::text::{header_at, status_line};
use crate::ua::{self, EventKind};

/// The mark of an event is this and its address: a copy of the record, or one that a program made, has none.
const MARK: usize = 0x6c65_616e;

/// One of the messages of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::abi) enum Part {
    Request,
    Response,
    Ack,
}

/// An event and its texts, in one block of memory.
#[repr(C)]
pub(in crate::abi) struct OwnEvent {
    event: Event,
    texts: Texts,
}

/// What the messages of an event are made from.
struct Texts {
    request: Option<Arc<[u8]>>,
    response: Option<Arc<[u8]>>,
    ack: Option<Arc<[u8]>>,
    /// Whether the messages are made when the program asks for them.
    is_lean: bool,
    /// Whether the request and the ACK arrived.
    is_incoming: bool,
    /// The message that arrived.
    received: Part,
    reason: Option<Text>,
    /// The headers that the program asked for, by their places in the message.
    headers: Vec<(usize, Text)>,
}

impl OwnEvent {
    /// Makes the record of an event for C, lean or with its messages. [`OwnEvent::free`] frees it.
    pub(in crate::abi) fn record(mut event: ua::Event, is_lean: bool) -> CBox<Event> {
        let tree = event.tree.take().filter(|_| !is_lean).zip(event.request.as_deref());
        let tree = tree.and_then(|(tree, text)| tree.into_message(text));
        let mut own = CBox::new(Self { event: Event::new(&event), texts: Texts::of(event) });
        own.event.request = tree;
        if !is_lean {
            for part in [Part::Request, Part::Response, Part::Ack] {
                own.make(part);
            }
        }
        own.texts.is_lean = is_lean;
        let mark = MARK ^ own.lend().addr().get();
        own.set_mark(mark);
        // SAFETY: an event stands first in the block, which `free` gives back whole.
        unsafe { CBox::from_raw(own.into_raw().cast()) }
    }

    /// Frees an event, its messages and its texts.
    pub(in crate::abi) fn free(event: CBox<Event>) {
        let mut place = event.into_raw();
        // SAFETY: C gave the event up.
        let is_own = unsafe { Self::of(&mut place) }.map(|own| own.set_mark(0)).is_some();
        if is_own {
            // SAFETY: the mark says that `record` made this block.
            drop(unsafe { CBox::<Self>::from_raw(place.cast()) });
        } else {
            // SAFETY: a block of the program, which gave it up.
            drop(unsafe { CBox::from_raw(place) });
        }
    }

    /// The whole of an event that the library made.
    ///
    /// # Safety
    /// There is a live event, which nothing else uses during the call.
    unsafe fn of(place: &mut NonNull<Event>) -> Option<&mut Self> {
        // SAFETY: as the caller promises.
        let mark = unsafe { place.as_ref() }.mark();
        // SAFETY: with this mark at this address, it is the first part of a block of `record`.
        (mark == MARK ^ place.addr().get()).then(|| unsafe { place.cast::<Self>().as_mut() })
    }

    fn set_mark(&mut self, mark: usize) {
        if let Some(room) = self.event.mark_mut() {
            *room = mark.to_ne_bytes().map(|byte| c_char::from_ne_bytes([byte]));
        }
    }

    /// Makes a message from its text, if there is one.
    fn make(&mut self, part: Part) {
        if field(&mut self.event, part).is_some() {
            return;
        }
        let text = self.texts.text(part).cloned();
        // A message of ours is read as it was written, any other as it arrives.
        let is_received = self.texts.is_incoming != (part == Part::Response);
        let parse = if is_received { Message::parse_boxed } else { Message::parse_own_boxed };
        let message = text.and_then(|text| parse(&text).ok());
        *field(&mut self.event, part) = message;
    }

    /// The status code of the response; 0 if there is none.
    fn status(&self) -> c_int {
        let status = self.texts.response.as_deref().and_then(status_line);
        status.map_or(0, |(status, _)| status.into())
    }

    /// The reason phrase of the response.
    fn reason(&mut self) -> *const c_char {
        let Texts { response, reason, .. } = &mut self.texts;
        if reason.is_none() {
            let phrase = response.as_deref().and_then(status_line);
            *reason = phrase.map(|(_, phrase)| Text::new(phrase));
        }
        reason.as_ref().map_or(null(), |reason| reason.lend().as_ptr())
    }

    /// The header of that name with this index among them, in the message that arrived.
    fn header(&mut self, name: &[u8], index: usize) -> *const c_char {
        let text = self.texts.text(self.texts.received);
        let Some((place, value)) = text.and_then(|text| header_at(text, name, index)) else {
            return null();
        };
        let headers = &mut self.texts.headers;
        let known = headers.iter().position(|(other, _)| *other == place);
        let at = known.unwrap_or_else(|| {
            headers.push((place, value));
            headers.len() - 1
        });
        headers.get(at).map_or(null(), |(_, value)| value.lend().as_ptr())
    }
}

impl Texts {
    fn of(event: ua::Event) -> Self {
        let ua::Event { kind, request, response, ack, .. } = event;
        let is_incoming = kind.is_about_incoming();
        let received = match is_incoming {
            true if kind == EventKind::CallAck => Part::Ack,
            true => Part::Request,
            false => Part::Response,
        };
        let (reason, headers) = (None, Vec::new());
        Self { request, response, ack, is_lean: true, is_incoming, received, reason, headers }
    }

    fn text(&self, part: Part) -> Option<&Arc<[u8]>> {
        match part {
            Part::Request => self.request.as_ref(),
            Part::Response => self.response.as_ref(),
            Part::Ack => self.ack.as_ref(),
        }
    }
}

fn field(event: &mut Event, part: Part) -> &mut Option<CBox<Message>> {
    match part {
        Part::Request => &mut event.request,
        Part::Response => &mut event.response,
        Part::Ack => &mut event.ack,
    }
}

/// A `const eXosip_event_t *` that C lends for the call. What is made for it stays with the event.
#[derive(Clone, Copy)]
pub(in crate::abi) struct Lent(NonNull<Event>);

impl Lent {
    /// `BadParameter` for NULL.
    pub(in crate::abi) fn new(event: *const Event) -> Result<Self> {
        NonNull::new(event.cast_mut()).map(Self).ok_or(BadParameter)
    }

    /// A message of the event, made now if it is lean.
    pub(in crate::abi) fn message(mut self, part: Part) -> Option<NonNull<Message>> {
        // SAFETY: C lends a live event, and no other thread uses it meanwhile.
        let own = unsafe { OwnEvent::of(&mut self.0) };
        if let Some(own) = own.filter(|own| own.texts.is_lean)
            && field(&mut own.event, part).is_none()
        {
            own.make(part);
        }
        // SAFETY: as above; the other borrow has ended.
        field(unsafe { self.0.as_mut() }, part).as_ref().map(CBox::lend)
    }

    /// The status code of the response; 0 if there is none.
    pub(in crate::abi) fn status(mut self) -> c_int {
        // SAFETY: C lends a live event, and no other thread uses it meanwhile.
        let own = unsafe { OwnEvent::of(&mut self.0) };
        if let Some(own) = own.filter(|own| own.texts.is_lean) {
            return own.status();
        }
        // SAFETY: as above; the other borrow has ended.
        let response = &unsafe { self.0.as_ref() }.response;
        response.as_ref().map_or(0, |response| response.status_code)
    }

    /// The reason phrase of the response, which stays the event's; NULL if there is none.
    pub(in crate::abi) fn reason(mut self) -> *const c_char {
        // SAFETY: C lends a live event, and no other thread uses it meanwhile.
        let own = unsafe { OwnEvent::of(&mut self.0) };
        if let Some(own) = own.filter(|own| own.texts.is_lean) {
            return own.reason();
        }
        // SAFETY: as above; the other borrow has ended.
        let response = &unsafe { self.0.as_ref() }.response;
        let reason = response.as_ref().and_then(|response| response.reason_phrase.as_ref());
        reason.map_or(null(), |reason| reason.lend().as_ptr())
    }

    /// A header of the message that arrived, which stays the event's; NULL if there is none.
    pub(in crate::abi) fn header(mut self, name: &[u8], index: usize) -> *const c_char {
        // SAFETY: C lends a live event, and no other thread uses it meanwhile.
        unsafe { OwnEvent::of(&mut self.0) }.map_or(null(), |own| own.header(name, index))
    }

    /// The record.
    pub(in crate::abi) fn record<'a>(self) -> &'a Event {
        // SAFETY: C lends a live event for the call.
        unsafe { self.0.as_ref() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::Header;
    use crate::ua::Ids;

    const REQUEST: &[u8] =
        b"REGISTER sip:a SIP/2.0\r\nX-Device-ID: 1, 2\r\nContent-Length: 0\r\n\r\n";
    const RESPONSE: &[u8] =
        b"SIP/2.0 403 Go away\r\nm: <sip:a>\r\nContact: <sip:b>,\r\n <sip:c>\r\n\
        Content-Length: 0\r\n\r\n";

    fn event(kind: EventKind) -> ua::Event {
        let (request, response) = (Some(REQUEST.into()), Some(RESPONSE.into()));
        ua::Event { request, response, ..ua::Event::new(kind, Ids::default()) }
    }

    fn lent(event: &CBox<Event>) -> Lent {
        Lent(event.lend())
    }

    fn text(place: *const c_char) -> Option<String> {
        let place = NonNull::new(place.cast_mut())?;
        // SAFETY: a text of the event.
        let text = unsafe { core::ffi::CStr::from_ptr(place.as_ptr()) };
        Some(text.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_request_of_an_event_has_its_headers_as_it_went_out_or_as_it_was_received() {
        for is_lean in [false, true] {
            let first_header = |kind| {
                let record = OwnEvent::record(event(kind), is_lean);
                lent(&record).message(Part::Request).unwrap();
                let header = record.request.as_ref().and_then(|it| it.headers.first().cloned());
                OwnEvent::free(record);
                header.unwrap()
            };
            assert_eq!(
                first_header(EventKind::RegistrationFailure),
                Header::new(b"X-Device-ID", b"1, 2")
            );
            assert_eq!(first_header(EventKind::MessageNew), Header::new(b"x-device-id", b"1, 2"));
        }
    }

    #[test]
    fn a_lean_event_has_its_messages_once_they_are_asked_for() {
        let record = OwnEvent::record(event(EventKind::RegistrationFailure), true);
        assert!(record.request.is_none() && record.response.is_none());
        assert_eq!(lent(&record).status(), 403);
        assert!(record.response.is_none());
        let made = lent(&record).message(Part::Response).unwrap();
        assert_eq!(record.response.as_ref().map(CBox::lend), Some(made));
        assert_eq!(lent(&record).message(Part::Response), Some(made));
        assert!(record.request.is_none() && lent(&record).message(Part::Ack).is_none());
        OwnEvent::free(record);
    }

    #[test]
    fn status_reason_and_headers_are_read_from_lean_and_full_events_alike() {
        for is_lean in [false, true] {
            let record = OwnEvent::record(event(EventKind::RegistrationFailure), is_lean);
            assert_eq!(text(lent(&record).reason()).as_deref(), Some("Go away"));
            assert_eq!(
                (lent(&record).status(), lent(&record).reason()),
                (403, lent(&record).reason())
            );
            let header = |name: &str, index| text(lent(&record).header(name.as_bytes(), index));
            assert_eq!(header("contact", 0).as_deref(), Some("<sip:a>"));
            assert_eq!(header("M", 1).as_deref(), Some("<sip:b>,   <sip:c>"));
            assert_eq!((header("Contact", 2), header("X-Device-ID", 0)), (None, None));
            assert_eq!(lent(&record).header(b"Contact", 0), lent(&record).header(b"m", 0));
            OwnEvent::free(record);
            let record = OwnEvent::record(event(EventKind::MessageNew), is_lean);
            let header = text(lent(&record).header(b"X-Device-ID", 0));
            assert_eq!(header.as_deref(), Some("1, 2"));
            OwnEvent::free(record);
        }
    }

    #[test]
    fn a_copy_of_the_record_has_no_texts() {
        let record = OwnEvent::record(event(EventKind::RegistrationFailure), true);
        // SAFETY: a lean event that was not asked for its messages owns nothing in its record.
        let copy = CBox::new(unsafe { record.lend().read() });
        OwnEvent::free(record);
        assert_eq!((lent(&copy).status(), lent(&copy).header(b"Contact", 0)), (0, null()));
        assert_eq!(lent(&copy).message(Part::Response), None);
        OwnEvent::free(copy);
    }
}
