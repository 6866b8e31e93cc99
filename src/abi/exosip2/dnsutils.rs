//! What the `eXosip_dnsutils_` functions do: records of libosip2 filled from the DNS.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::{NonNull, null_mut};
use std::net::SocketAddr;

use parking_lot::Mutex;

use crate::abi::osip2::osip::*;
use crate::abi::room::{array_text, set_array_text};
use crate::context::Context;
use crate::error::Error::{BadParameter, NotFound, Undefined};
use crate::error::Result;
use crate::mem::{self, CBox};
use crate::net;
use crate::net::OwnInquiry;
use crate::resolver::{Offer, Progress};

/// How many records the process keeps.
const KEPT: usize = 10;

/// The records that are kept. They live as long as the process.
static RECORDS: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

/// A record that is never freed. It is used under the lock of a context, as every object of C is.
struct Kept(NonNull<Naptr>, String);

// SAFETY: only the address moves between threads.
unsafe impl Send for Kept {}

/// What a program writes for a domain.
struct Request {
    domain: String,
    /// A telephone number, for ENUM (RFC 6116).
    number: String,
    server: Option<SocketAddr>,
}

impl Request {
    /// `example.com`, `enum.root!+3312345` or `example.com!!10.0.0.1`.
    fn parse(text: &[u8]) -> Result<Self> {
        let text = str::from_utf8(text).map_err(|_| BadParameter)?;
        let (domain, number, server) = match text.split_once('!') {
            None => (text.to_owned(), "", None),
            Some((domain, rest)) => match rest.strip_prefix('!') {
                Some(server) => {
                    let server = net::server_address(server).ok_or(BadParameter)?;
                    (domain.to_owned(), "", Some(server))
                }
                None => (enum_domain(domain, rest), rest, None),
            },
        };
        // Both have a place of fixed size in the record.
        if domain.is_empty() || domain.len() >= 512 || number.len() >= 64 {
            return Err(BadParameter);
        }
        Ok(Self { domain, number: number.to_owned(), server })
    }
}

/// The digits of a number, the last one first, each a label.
fn enum_domain(root: &str, number: &str) -> String {
    let digits = number.chars().rev().filter(char::is_ascii_digit);
    digits.flat_map(|digit| [digit, '.']).chain(root.chars()).collect()
}

/// Finds the kept record of a domain, or makes one and begins to ask: the server that the text names, else those of the
/// context, else those of the system.
pub(super) fn find(
    context: Option<&Context>,
    domain: &[u8],
    keep_in_cache: c_int,
) -> Result<NonNull<Naptr>> {
    let request = Request::parse(domain)?;
    let key = request.domain.to_ascii_lowercase();
    let mut records = RECORDS.lock();
    let kept = records.iter().find(|kept| kept.1 == key).map(|kept| kept.0);
    if let Some(record) = kept {
        // SAFETY: kept records live for ever.
        let state = unsafe { (*record.as_ptr()).naptr_state };
        let is_failed =
            matches!(state, OSIP_NAPTR_STATE_RETRYLATER | OSIP_NAPTR_STATE_NOTSUPPORTED);
        if !is_failed {
            return Ok(record);
        }
    }
    if keep_in_cache < 0 {
        return Err(NotFound);
    }
    let mut record = new_record();
    set_array_text(&mut record.domain, request.domain.as_bytes());
    set_array_text(&mut record.AUS, request.number.as_bytes());
    let of_context = || context?.with_settings(|all| all.names.servers.clone()).ok();
    let servers = request.server.map(|server| vec![server]).or_else(of_context);
    let inquiry =
        OwnInquiry::new(&request.domain, servers.unwrap_or_default()).map_err(|_| Undefined)?;
    record.naptr_state = OSIP_NAPTR_STATE_INPROGRESS;
    record.arg = Box::into_raw(Box::new(inquiry)).cast::<c_void>();
    record.keep_in_cache = c_int::from(keep_in_cache > 0 && kept.is_none() && records.len() < KEPT);
    let is_kept = record.keep_in_cache != 0;
    let place = record.into_raw();
    if is_kept {
        records.push(Kept(place, key));
    }
    Ok(place)
}

/// A record with nothing in it.
fn new_record() -> CBox<Naptr> {
    let place = mem::alloc(size_of::<Naptr>()).cast::<Naptr>();
    // SAFETY: fresh and large enough.
    unsafe { place.write_bytes(0, 1) };
    // SAFETY: zeroes are numbers, empty texts and null pointers; no other reference to the memory exists.
    unsafe { CBox::from_raw(place) }
}

/// Takes what has come into the record; waits for all of it if `force` says so.
pub(super) fn process(record: &mut Naptr, force: bool) -> Result<()> {
    let Some(mut inquiry) = NonNull::new(record.arg.cast::<OwnInquiry>()) else { return Ok(()) };
    // SAFETY: `arg` is ours: it is what `find` put there.
    let inquiry = unsafe { inquiry.as_mut() };
    let progress = inquiry.process(force);
    let offers = inquiry.offers();
    let [udp, tcp, tls, dtls, sctp, number] = offers;
    fill(&mut record.sipudp_record, udp, progress);
    fill(&mut record.siptcp_record, tcp, progress);
    fill(&mut record.siptls_record, tls, progress);
    fill(&mut record.sipdtls_record, dtls, progress);
    fill(&mut record.sipsctp_record, sctp, progress);
    fill(&mut record.sipenum_record, number, progress);
    record.naptr_state = match progress {
        Progress::Pointers => OSIP_NAPTR_STATE_INPROGRESS,
        Progress::Places => OSIP_NAPTR_STATE_SRVINPROGRESS,
        Progress::Done => OSIP_NAPTR_STATE_SRVDONE,
        Progress::Failed => OSIP_NAPTR_STATE_RETRYLATER,
        Progress::Nothing => OSIP_NAPTR_STATE_NOTSUPPORTED,
    };
    if !matches!(progress, Progress::Pointers | Progress::Places) {
        forget_inquiry(record);
    }
    if progress == Progress::Failed { Err(Undefined) } else { Ok(()) }
}

fn forget_inquiry(record: &mut Naptr) {
    let inquiry = core::mem::replace(&mut record.arg, null_mut()).cast::<OwnInquiry>();
    if !inquiry.is_null() {
        // SAFETY: `arg` is ours: it is what `find` put there, and it is put there once.
        drop(unsafe { Box::from_raw(inquiry) });
    }
}

fn fill(record: &mut SrvRecord, offer: &Offer, progress: Progress) {
    if let Some(pointer) = &offer.pointer {
        set_array_text(&mut record.flag, &pointer.flags);
        set_array_text(&mut record.protocol, &pointer.services);
        set_array_text(&mut record.regexp, &pointer.regexp);
        set_array_text(&mut record.replacement, pointer.replacement.as_bytes());
        record.order = pointer.order.into();
        record.preference = pointer.preference.into();
    }
    set_array_text(&mut record.name, offer.name.as_deref().unwrap_or_default().as_bytes());
    let places = offer.places.as_deref().unwrap_or_default();
    for (entry, place) in record.srventry.iter_mut().zip(places) {
        set_array_text(&mut entry.srv, place.target.as_bytes());
        entry.priority = place.priority.into();
        entry.weight = place.weight.into();
        entry.port = place.port.into();
    }
    record.srv_state = match (&offer.places, progress) {
        (Some(places), _) if !places.is_empty() => OSIP_SRV_STATE_COMPLETED,
        (None, Progress::Pointers | Progress::Places) => OSIP_SRV_STATE_UNKNOWN,
        (None, Progress::Failed) => OSIP_SRV_STATE_RETRYLATER,
        _ => OSIP_SRV_STATE_NOTSUPPORTED,
    };
}

/// Frees a record, unless it is kept.
pub(super) fn release(mut record: CBox<Naptr>) {
    if record.keep_in_cache != 0 {
        core::mem::forget(record);
        return;
    }
    forget_inquiry(&mut record);
}

/// Makes the next host of a service the current one. Returns how many others there are.
pub(super) fn rotate(record: &mut SrvRecord) -> Result<c_int> {
    let is_filled = |name: &[c_char]| !array_text(name).is_empty();
    let count = record.srventry.iter().take_while(|entry| is_filled(&entry.srv)).count();
    let count = c_int::try_from(count).ok().filter(|&count| count > 0).ok_or(Undefined)?;
    record.index = if (0..count - 1).contains(&record.index) { record.index + 1 } else { 0 };
    Ok(count - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_numbers_and_servers_are_told_apart() {
        let number = Request::parse(b"enum.root!+3312345").unwrap();
        assert_eq!((&*number.domain, &*number.number), ("5.4.3.2.1.3.3.enum.root", "+3312345"));
        let server = Request::parse(b"example.com!!10.0.0.1").unwrap();
        assert_eq!((&*server.domain, server.server), ("example.com", "10.0.0.1:53".parse().ok()));
        for bad in [&b""[..], b"!+1", b"example.com!!", b"\xff", &[b'a'; 600]] {
            assert!(Request::parse(bad).is_err() || bad == b"!+1", "{bad:?}");
        }
        assert!(Request::parse(&[b"root!", &[b'1'; 64][..]].concat()).is_err());
    }

    #[test]
    fn hosts_of_a_service_take_turns() {
        let mut record = new_record();
        let service = &mut record.sipudp_record;
        assert_eq!(rotate(service), Err(Undefined));
        for entry in &mut service.srventry {
            set_array_text(&mut entry.srv, b"host.example");
        }
        let turns: Vec<_> = (0..11).map(|_| (rotate(service), service.index).1).collect();
        assert_eq!(turns, [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
        assert_eq!(rotate(service), Ok(9));
    }

    #[test]
    fn an_unreachable_server_is_a_record_to_try_later() {
        // The port is closed: there is no need to wait for a timeout.
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let text = format!("nowhere.example!!{}", socket.local_addr().unwrap());
        drop(socket);
        let place = find(None, text.as_bytes(), 0).unwrap();
        // SAFETY: the record is ours.
        let mut record = unsafe { CBox::from_raw(place) };
        assert_eq!(process(&mut record, true), Err(Undefined));
        assert_eq!(record.naptr_state, OSIP_NAPTR_STATE_RETRYLATER);
        assert_eq!(process(&mut record, true), Ok(()));
        release(record);
        assert_eq!(find(None, text.as_bytes(), -1), Err(NotFound));
    }
}
