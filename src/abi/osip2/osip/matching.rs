//! Which transaction a message belongs to. RFC 3261 17.1.3 and 17.2.3.

use smallvec::smallvec;

use super::directory::{Key, Keys};
use super::machine::Kind;
use super::{OsipEvent, OsipEventType, Transaction};
use super::{
    RCV_REQACK, RCV_REQINVITE, RCV_REQUEST, RCV_STATUS_1XX, RCV_STATUS_2XX, RCV_STATUS_3456XX,
    SND_REQACK, SND_REQINVITE, SND_REQUEST, SND_STATUS_1XX, SND_STATUS_2XX, SND_STATUS_3456XX,
};
use crate::sip::param::find_param;
use crate::sip::{CSeq, CallId, Message, NameAddr, Via};
use crate::transaction::key::{MAGIC_COOKIE, RequestIds};

/// How an event finds its transaction.
pub(super) enum Search<'a> {
    /// A request that was received, by its key.
    Request(RequestIds<'a, Rfc2543<'a>>),
    /// A response that was received, by branch and method.
    Response(&'a [u8], &'a [u8]),
    /// What is to be sent, by the number of the transaction.
    Id(i32),
}

/// What RFC 2543 compares of two requests.
#[derive(Clone, Copy)]
pub(super) struct Rfc2543<'a> {
    call_id: &'a CallId,
    number: &'a [u8],
    from: &'a NameAddr,
    via: &'a Via,
}

impl PartialEq for Rfc2543<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.call_id == other.call_id
            && self.number == other.number
            && self.from.has_tag_of(other.from)
            && self.via == other.via
    }
}

/// The list that an event belongs to, and how to find its transaction there; `None` for an event that belongs nowhere.
pub(super) fn search(event: &OsipEvent) -> Option<(Kind, Search<'_>)> {
    let message = event.sip.as_ref()?;
    let method = message.cseq.as_ref()?.method.as_deref()?;
    // An ACK belongs to its INVITE. There is no response to it that could be sent.
    let is_answer = event.r#type.0 >= SND_STATUS_1XX.0;
    let is_invite = method == b"INVITE" || (method == b"ACK" && !is_answer);
    let [client, server] =
        if is_invite { [Kind::Ict, Kind::Ist] } else { [Kind::Nict, Kind::Nist] };
    Some(match event.r#type {
        RCV_REQINVITE | RCV_REQACK | RCV_REQUEST => (server, Search::Request(ids_of(message)?)),
        RCV_STATUS_1XX | RCV_STATUS_2XX | RCV_STATUS_3456XX => (
            client,
            Search::Response(branch(message.vias.first()?).filter(|it| !it.is_empty())?, method),
        ),
        SND_REQINVITE | SND_REQACK | SND_REQUEST => (client, Search::Id(event.transactionid)),
        SND_STATUS_1XX | SND_STATUS_2XX | SND_STATUS_3456XX => {
            (server, Search::Id(event.transactionid))
        }
        _ => return None,
    })
}

impl Search<'_> {
    /// The key of the transactions among which it is.
    pub(super) fn key(&self) -> Option<Key> {
        match self {
            Self::Request(ids) => request_key(ids),
            Self::Response(branch, method) => Some(join(b'r', &[branch, method])),
            Self::Id(id) => Some(id_key(*id)),
        }
    }

    /// Whether it is this transaction.
    pub(super) fn finds(&self, transaction: &Transaction) -> bool {
        match self {
            Self::Request(ids) => {
                ids_of_transaction(transaction).is_some_and(|it| ids.belongs_to(&it))
            }
            Self::Response(wanted, method) => {
                let via = transaction.topvia.as_ref();
                let cseq = transaction.cseq.as_ref();
                via.and_then(|via| branch(via)) == Some(*wanted)
                    && cseq.and_then(|cseq| cseq.method.as_deref()) == Some(*method)
            }
            Self::Id(id) => transaction.transactionid == *id,
        }
    }
}

/// The keys under which a transaction is found.
pub(super) fn keys_of_transaction(transaction: &Transaction) -> Keys {
    let mut keys: Keys = smallvec![id_key(transaction.transactionid)];
    keys.extend(match Kind::of(transaction).is_client() {
        true => response_key(transaction),
        false => ids_of_transaction(transaction).and_then(|ids| request_key(&ids)),
    });
    keys
}

/// The key of a transaction with this number.
pub(super) fn id_key(id: i32) -> Key {
    join(b'i', &[&id.to_ne_bytes()])
}

fn response_key(transaction: &Transaction) -> Option<Key> {
    let branch = branch(transaction.topvia.as_ref()?)?;
    let method = transaction.cseq.as_ref()?.method.as_deref()?;
    Some(join(b'r', &[branch, method]))
}

/// Two requests that match have the same key.
fn request_key(ids: &RequestIds<'_, Rfc2543<'_>>) -> Option<Key> {
    let method = if ids.method == b"ACK" { b"INVITE" } else { ids.method };
    let port = ids.port;
    Some(match ids.branch {
        Some(b"") => return None,
        Some(branch) if branch.starts_with(MAGIC_COOKIE) => {
            join(b'b', &[branch, ids.host, port.unwrap_or(b"5060"), method])
        }
        _ => {
            let Rfc2543 { call_id, number, from, .. } = ids.fields;
            let (branch, port) = (ids.branch.unwrap_or_default(), port.unwrap_or_default());
            let host = call_id.host.as_deref().unwrap_or_default();
            let tag = from.tag().and_then(|tag| tag.gvalue.as_deref()).unwrap_or_default();
            let call_id = call_id.number.as_deref()?;
            join(b'o', &[call_id, host, number, method, tag, branch, ids.host, port])
        }
    })
}

fn join(sort: u8, parts: &[&[u8]]) -> Key {
    let mut key = vec![sort];
    for part in parts {
        key.extend_from_slice(part);
        key.push(0);
    }
    key.into()
}

fn ids_of(message: &Message) -> Option<RequestIds<'_, Rfc2543<'_>>> {
    let via = message.vias.first()?;
    ids(
        via,
        message.cseq.as_ref()?,
        message.call_id.as_ref()?,
        message.from.as_ref()?,
        message.to.as_ref()?,
    )
}

fn ids_of_transaction(transaction: &Transaction) -> Option<RequestIds<'_, Rfc2543<'_>>> {
    let Transaction { topvia, cseq, callid, from, to, .. } = transaction;
    ids(topvia.as_ref()?, cseq.as_ref()?, callid.as_ref()?, from.as_ref()?, to.as_ref()?)
}

fn ids<'a>(
    via: &'a Via,
    cseq: &'a CSeq,
    call_id: &'a CallId,
    from: &'a NameAddr,
    to: &'a NameAddr,
) -> Option<RequestIds<'a, Rfc2543<'a>>> {
    let tag = |tag: &'a crate::sip::Param| tag.gvalue.as_deref().unwrap_or_default();
    Some(RequestIds {
        branch: branch(via),
        host: via.host.as_deref()?,
        port: via.port.as_deref(),
        method: cseq.method.as_deref()?,
        to_tag: to.tag().map(tag),
        fields: Rfc2543 { call_id, number: cseq.number.as_deref()?, from, via },
    })
}

/// The branch of a Via: empty without a value.
fn branch(via: &Via) -> Option<&[u8]> {
    find_param(&via.via_params, b"branch").map(|param| param.gvalue.as_deref().unwrap_or_default())
}

/// The kind of transaction that a request makes: by its direction and the method in CSeq. `None` for what makes none.
pub(super) fn kind_of_new(event: &OsipEvent) -> Option<Kind> {
    let message = event.sip.as_ref()?;
    let method = message.sip_method.as_deref()?;
    let cseq = message.cseq.as_ref()?.method.as_deref()?;
    let is_incoming = is_one_of(event.r#type, [RCV_REQINVITE, RCV_REQUEST]);
    let is_outgoing = is_one_of(event.r#type, [SND_REQINVITE, SND_REQUEST]);
    if method != cseq || method == b"ACK" || !(is_incoming || is_outgoing) {
        return None;
    }
    Some(match (method == b"INVITE", is_outgoing) {
        (true, true) => Kind::Ict,
        (true, false) => Kind::Ist,
        (false, true) => Kind::Nict,
        (false, false) => Kind::Nist,
    })
}

fn is_one_of(event: OsipEventType, types: [OsipEventType; 2]) -> bool {
    types.contains(&event)
}
