//! Dialogs: created by a response or a request, matched with messages, updated by them, continued by requests.
//! RFC 3261 12.

#![forbid(unsafe_code)]

pub mod request;
pub mod state;
mod stored;
#[cfg(test)]
mod tests;

use core::ffi::c_int;

use crate::error::Error::{BadParameter, Syntax, Undefined, WrongState};
use crate::error::Result;
use crate::mem::{CBox, Foreign, List, Text};
use crate::sip::param::find_param;
use crate::sip::{CallId, Message, NameAddr, Param, Wire};
use state::DialogState;

pub use stored::StoredDialog;

/// Which side made the first request of a dialog.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DialogType(pub c_int);

/// This side did.
pub const CALLER: DialogType = DialogType(0);
/// The peer did.
pub const CALLEE: DialogType = DialogType(1);

/// One dialog (RFC 3261 12).
#[repr(C)]
#[derive(Clone, Debug, Default)]
pub struct Dialog {
    /// Call-ID.
    pub call_id: Option<Text>,
    /// The local tag.
    pub local_tag: Option<Text>,
    /// The tag of the peer; NULL if it has none.
    pub remote_tag: Option<Text>,
    /// `line` parameter of the Request-URI.
    pub line_param: Option<Text>,
    /// The route set, of type `osip_record_route_t`.
    pub route_set: List<NameAddr>,
    /// CSeq number of the last request sent.
    pub local_cseq: c_int,
    /// CSeq number of the last request received.
    pub remote_cseq: c_int,
    /// To of requests sent.
    pub remote_uri: Option<CBox<NameAddr>>,
    /// From of requests sent.
    pub local_uri: Option<CBox<NameAddr>>,
    /// The remote target: the Request-URI of requests sent.
    pub remote_contact_uri: Option<CBox<NameAddr>>,
    /// Always -1; not used.
    pub secure: c_int,
    /// Which side made the first request.
    pub r#type: DialogType,
    /// `DIALOG_EARLY`, `DIALOG_CONFIRMED` or `DIALOG_CLOSE`.
    pub state: DialogState,
    /// The application's own.
    pub your_instance: Foreign,
}

record_size!(Dialog: 104, 60);

/// A dialog whose CSeq number is not known yet.
const NO_CSEQ: c_int = -1;

impl Dialog {
    /// The dialog that a response creates at the side that sent the request (RFC 3261 12.1.2).
    pub fn of_response(response: &Message) -> Result<Self> {
        let local_cseq = cseq_of(response).ok_or(Syntax)?;
        let from = response.from.as_ref().ok_or(Syntax)?;
        let to = response.to.as_ref().ok_or(Syntax)?;
        let call_id = call_id(response)?;
        let mut route_set = response.record_routes.clone();
        route_set.reverse();
        Ok(Self {
            call_id: Some(call_id),
            local_tag: own_tag(from)?,
            remote_tag: tag(to),
            route_set,
            local_cseq,
            remote_cseq: NO_CSEQ,
            remote_uri: Some(to.clone()),
            local_uri: Some(from.clone()),
            remote_contact_uri: target(response),
            secure: -1,
            r#type: CALLER,
            state: DialogState::of_status(response.status_code),
            ..Self::default()
        })
    }

    /// The dialog that a request of the peer creates at the side that sent the first request: a NOTIFY that arrives
    /// before the response to SUBSCRIBE (RFC 6665 4.1.2.4).
    pub fn of_early_request(request: &Message, local_cseq: c_int) -> Result<Self> {
        let remote_cseq = cseq_of(request).ok_or(BadParameter)?;
        let from = request.from.as_ref().ok_or(Syntax)?;
        let to = request.to.as_ref().ok_or(Syntax)?;
        let call_id = call_id(request)?;
        Ok(Self {
            call_id: Some(call_id),
            local_tag: own_tag(to)?,
            remote_tag: tag(from),
            line_param: line(request),
            route_set: request.record_routes.clone(),
            local_cseq,
            remote_cseq,
            remote_uri: Some(from.clone()),
            local_uri: Some(to.clone()),
            remote_contact_uri: target(request),
            secure: -1,
            r#type: CALLER,
            state: DialogState::CONFIRMED,
            ..Self::default()
        })
    }

    /// The dialog that `response`, which answers `request`, creates at the side that received the request
    /// (RFC 3261 12.1.1).
    pub fn of_request(request: &Message, response: &Message) -> Result<Self> {
        let number = cseq_of(response).ok_or(Syntax)?;
        let from = response.from.as_ref().ok_or(Syntax)?;
        let to = response.to.as_ref().ok_or(Syntax)?;
        let call_id = call_id(response)?;
        Ok(Self {
            call_id: Some(call_id),
            local_tag: own_tag(to)?,
            remote_tag: tag(from),
            line_param: line(request),
            // The response repeats the Record-Route of the request (RFC 3261 12.1.1).
            route_set: response.record_routes.clone(),
            local_cseq: number,
            remote_cseq: number,
            remote_uri: Some(from.clone()),
            local_uri: Some(to.clone()),
            remote_contact_uri: target(request),
            secure: -1,
            r#type: CALLEE,
            state: DialogState::of_status(response.status_code),
            ..Self::default()
        })
    }

    /// Whether a request that was received belongs to this dialog. Its To tag is not compared; while the remote tag is
    /// not known, the URIs are.
    pub fn is_dialog_of_request(&self, request: &Message) -> Result<bool> {
        let (from, to) = parties(request)?;
        if !self.has_call_id(request)? {
            return Ok(false);
        }
        match &self.remote_tag {
            Some(remote) => Ok(tag(from).ok_or(Syntax)? == *remote),
            None => self.has_parties(to, from),
        }
    }

    /// Whether a response that was received belongs to this dialog. While the remote tag is not known, the URIs are
    /// compared.
    pub fn is_dialog_of_response(&self, response: &Message) -> Result<bool> {
        let (from, to) = parties(response)?;
        if !self.has_call_id(response)? {
            return Ok(false);
        }
        let local = tag(from).ok_or(Syntax)?;
        match &self.remote_tag {
            Some(remote) => {
                let is_local = self.local_tag.as_ref() == Some(&local);
                Ok(is_local && tag(to).ok_or(Syntax)? == *remote)
            }
            None => Ok(self.local_tag.as_ref() == Some(&local) && self.has_parties(from, to)?),
        }
    }

    /// Takes the remote target of a message, if it has a Contact (RFC 3261 12.2).
    pub fn refresh_target(&mut self, message: &Message) {
        if let Some(target) = target(message) {
            self.remote_contact_uri = Some(target);
        }
    }

    /// Takes the remote target of a response to the request that created the dialog; while the dialog is early, the
    /// route set too. A 2xx confirms it (RFC 3261 13.2.2.4).
    pub fn update_by_response(&mut self, response: &Message) {
        self.refresh_target(response);
        if self.state == DialogState::EARLY {
            self.route_set = response.record_routes.clone();
            self.route_set.reverse();
        }
        if (200..300).contains(&response.status_code) {
            self.state = DialogState::CONFIRMED;
        }
    }

    /// Takes the remote tag of a response, if it is not known yet; `WrongState` if it is.
    pub fn learn_remote_tag(&mut self, response: &Message) -> Result<()> {
        let to = response.to.as_ref().ok_or(BadParameter)?;
        if self.remote_tag.is_some() {
            return Err(WrongState);
        }
        let Some(tag) = tag(to) else { return Ok(()) };
        // Later requests repeat the tag in To.
        if let Some(uri) = self.remote_uri.as_mut().filter(|uri| uri.tag().is_none()) {
            uri.gen_params.push(Param::new(b"tag", Some(&tag)));
        }
        self.remote_tag = Some(tag);
        Ok(())
    }

    /// Takes the CSeq number of a request that was received.
    pub fn update_remote_cseq(&mut self, request: &Message) -> Result<()> {
        self.remote_cseq = cseq_of(request).ok_or(BadParameter)?;
        Ok(())
    }

    fn has_call_id(&self, message: &Message) -> Result<bool> {
        Ok(self.call_id == Some(call_id(message)?))
    }

    fn has_parties(&self, local: &NameAddr, remote: &NameAddr) -> Result<bool> {
        let is_same = |own: &Option<CBox<NameAddr>>, other: &NameAddr| {
            own.as_ref().ok_or(BadParameter)?.is_same_party(other)
        };
        Ok(is_same(&self.local_uri, local)? && is_same(&self.remote_uri, remote)?)
    }
}

/// From and To.
fn parties(message: &Message) -> Result<(&NameAddr, &NameAddr)> {
    message.from.as_deref().zip(message.to.as_deref()).ok_or(BadParameter)
}

/// The text of Call-ID.
fn call_id(message: &Message) -> Result<Text> {
    let call_id: &CallId = message.call_id.as_ref().ok_or(BadParameter)?;
    let mut text = Vec::new();
    call_id.write(&mut text)?;
    Ok(Text::new(&text))
}

/// The `line` parameter of the Request-URI.
fn line(request: &Message) -> Option<Text> {
    find_param(&request.req_uri.as_ref()?.url_params, b"line")?.gvalue.clone()
}

/// A local tag has to be there; one without a value is as in the original.
fn own_tag(party: &NameAddr) -> Result<Option<Text>> {
    Ok(party.tag().ok_or(Undefined)?.gvalue.clone())
}

fn tag(party: &NameAddr) -> Option<Text> {
    party.tag()?.gvalue.clone()
}

/// The first Contact, unless it has no URI (`Contact: *`).
fn target(message: &Message) -> Option<CBox<NameAddr>> {
    message.contacts.boxes().next().filter(|contact| contact.url.is_some()).cloned()
}

/// The number in CSeq, as C's `atoi` reads it: 0 for what is no number, and wrapped to 32 bits.
pub fn cseq_of(message: &Message) -> Option<c_int> {
    let digits = message.cseq.as_ref()?.number.as_ref()?.iter();
    let digits = digits.map_while(|byte| char::from(*byte).to_digit(10));
    let number =
        digits.fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add(digit.into()));
    #[allow(clippy::cast_possible_truncation)] // As in the original.
    Some(number as c_int)
}
