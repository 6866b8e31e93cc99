//! A request on its way out: the lines of a text, or what a request in a dialog is written from once its path is known.

use super::dialogs::DialogRequest;
use crate::error::Result;
use crate::routing::Listeners;
use crate::sip::text::{TextEditor, call_id, via};
use crate::transaction::key::ClientKey;
use crate::transport::NextHop;

/// A request that is to be sent.
pub(super) enum Draft<'d, 't> {
    /// Its lines, with placeholders for our own address, or what the application wrote there.
    Lines(&'d mut TextEditor<'t>),
    /// One that the core writes in a dialog.
    InDialog(&'d DialogRequest<'d>),
}

impl Draft<'_, '_> {
    /// What the responses to a request repeat of it. It needs a Via with a branch, a Call-ID and a CSeq.
    pub(super) fn key(&self) -> Option<ClientKey> {
        match self {
            Self::Lines(lines) => {
                let (cseq, _) = lines.cseq()?;
                Some(ClientKey::new(via::branch(lines)?, lines.method(), &lines.call_id()?, cseq))
            }
            Self::InDialog(it) => {
                let id = call_id(it.call_id)?;
                Some(ClientKey::new(&it.branch, it.request.method, &id, it.request.number))
            }
        }
    }

    /// Where it is to be sent.
    pub(super) fn next_hop(&self, listeners: &mut Listeners) -> Result<NextHop> {
        match self {
            Self::Lines(lines) => {
                listeners.next_hop(lines.values(b"Route").next(), lines.request_uri())
            }
            Self::InDialog(it) => listeners.next_hop(it.dialog.routes().next(), it.target),
        }
    }

    /// The number in CSeq, if it is an ACK.
    pub(super) fn acknowledged(&self) -> Option<u32> {
        match self {
            Self::Lines(lines) => {
                lines.cseq().filter(|(_, method)| *method == b"ACK").map(|it| it.0)
            }
            Self::InDialog(it) => (it.request.method == b"ACK").then_some(it.request.number),
        }
    }

    /// Whether it has a body.
    pub(super) fn has_body(&self) -> bool {
        match self {
            Self::Lines(lines) => !lines.body().is_empty(),
            Self::InDialog(_) => false,
        }
    }
}
