//! Attended transfer: the text of Refer-To, and the call that Replaces names. RFC 3891.

use super::CallDialog;
use crate::dialog::CALLEE;
use crate::error::{Error, Result};
use crate::sip::grammar;
use crate::sip::text::{ContactText, TextEditor};
use crate::trace::trace;
use crate::ua::usage::{Cid, Did};
use crate::ua::{Now, Ua};

impl Ua {
    /// The Refer-To of a request that lets its receiver replace this call: remote URI and Replaces.
    pub fn call_refer_to(&self, did: Did) -> Result<Vec<u8>> {
        let cid = self.call_of_did(did)?;
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let dialog = &dialog.ok_or(Error::NotFound)?.dialog;
        let mut text = Vec::new();
        let remote = dialog.remote().and_then(ContactText::of).ok_or(Error::NotFound)?;
        text.extend_from_slice(remote.uri());
        text.extend_from_slice(b"?Replaces=");
        text.extend_from_slice(dialog.call_id().unwrap_or_default());
        text.extend_from_slice(b"%3Bto-tag%3D");
        text.extend_from_slice(dialog.remote_tag().unwrap_or_default());
        text.extend_from_slice(b"%3Bfrom-tag%3D");
        text.extend_from_slice(dialog.local_tag().unwrap_or_default());
        Ok(text)
    }

    /// The call whose dialog the value of a Replaces header names.
    pub fn find_call_by_replaces(&self, replaces: &[u8]) -> Result<Cid> {
        let replaces = Replaces::exact(replaces).ok_or(Error::Syntax)?;
        let Replaces { call_id, to_tag, from_tag, is_early_only } = replaces;
        let cids = [(to_tag, from_tag), (from_tag, to_tag)].into_iter().find_map(|(one, other)| {
            let has_local = |dialog: &CallDialog| dialog.dialog.local_tag() == Some(one);
            self.calls.of_peer(call_id, Some(other)).find(|cid| {
                let dialog = self.calls.get(*cid).and_then(|call| call.dialog.as_ref());
                dialog.is_some_and(has_local)
            })
        });
        let cid = cids.ok_or(Error::NotFound)?;
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let dialog = dialog.ok_or(Error::NotFound)?;
        if dialog.is_confirmed() {
            return if is_early_only { Err(Error::WrongState) } else { Ok(cid) };
        }
        if dialog.dialog.r#type == CALLEE { Err(Error::BadParameter) } else { Ok(cid) }
    }
}

impl Ua {
    /// Carries out the Replaces header of INVITE `tid`, which has no final response yet: the call that it names ends as
    /// soon as a 2xx to this INVITE is sent. Returns that call, 0 without such a header. An INVITE that names no call is
    /// refused.
    pub fn replace_call(&mut self, now: Now, tid: i32) -> Result<Cid> {
        let (cid, id) = self.call_of_tid(tid)?;
        let it = self.calls.get(cid).and_then(|call| call.transaction(id));
        let it = it.filter(|it| it.is_incoming && it.is_invite() && !it.is_in_dialog);
        let it = it.ok_or(Error::BadParameter)?;
        if it.is_answered() {
            return Err(Error::WrongState);
        }
        let request = it.request.clone();
        let request = TextEditor::of(&request);
        let mut values = request.values(b"Replaces");
        let Some(value) = values.next() else { return Ok(0) };
        let found = match Replaces::of(value).filter(|_| values.next().is_none()) {
            Some(replaces) => self.replaced_call(&replaces),
            None => Err(Error::Syntax),
        };
        match found {
            Ok(replaced) => {
                if let Some(call) = self.calls.get_mut(cid) {
                    call.replaces = Some(replaced);
                }
                Ok(replaced)
            }
            Err(error) => {
                let status = match error {
                    Error::Syntax => 400,
                    Error::WrongState => 486,
                    _ => 481,
                };
                self.send_call_answer(now, tid, status, None)?;
                Err(error)
            }
        }
    }

    /// The call whose dialog `replaces` names, as its receiver reads it: `to-tag` is ours (RFC 3891 3).
    fn replaced_call(&self, replaces: &Replaces<'_>) -> Result<Cid> {
        let dialog = |cid: Cid| self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let is_named = |cid: &Cid| {
            dialog(*cid)
                .is_some_and(|it| !it.is_over && it.dialog.local_tag() == Some(replaces.to_tag))
        };
        let cid = self.calls.of_peer(replaces.call_id, Some(replaces.from_tag)).find(is_named);
        let cid = cid.ok_or(Error::NotFound)?;
        let dialog = dialog(cid).ok_or(Error::NotFound)?;
        match dialog.is_confirmed() {
            true if replaces.is_early_only => Err(Error::WrongState),
            // What rings here is not taken over by another caller.
            false if dialog.dialog.r#type == CALLEE => Err(Error::NotFound),
            _ => Ok(cid),
        }
    }

    /// The INVITE of call `cid` was accepted: the call that it replaces ends.
    pub(super) fn end_replaced_call(&mut self, now: Now, cid: Cid) {
        let Some(replaced) = self.calls.get_mut(cid).and_then(|call| call.replaces.take()) else {
            return;
        };
        let did = self.calls.get(replaced).and_then(|call| call.dialog.as_ref()).map(|it| it.did);
        trace!(Info1, "call {cid} replaces call {replaced}");
        // It may have ended meanwhile.
        let _ = self.terminate_call(now, replaced, did.unwrap_or_default(), None);
    }
}

/// The value of a Replaces header.
struct Replaces<'a> {
    call_id: &'a [u8],
    to_tag: &'a [u8],
    from_tag: &'a [u8],
    is_early_only: bool,
}

impl<'a> Replaces<'a> {
    /// As RFC 3891 6.1 writes it: with spaces, and names in any case.
    fn of(text: &'a [u8]) -> Option<Self> {
        Self::parse(text, grammar::trim, <[u8]>::eq_ignore_ascii_case)
    }

    /// As `eXosip_call_find_by_replaces` of the original reads it.
    fn exact(text: &'a [u8]) -> Option<Self> {
        Self::parse(text, |text| text, |name, wanted| name == wanted)
    }

    fn parse(
        text: &'a [u8],
        tidy: impl Fn(&'a [u8]) -> &'a [u8],
        is: impl Fn(&[u8], &[u8]) -> bool,
    ) -> Option<Self> {
        let mut parts = text.split(|byte| *byte == b';');
        let call_id = tidy(parts.next()?);
        let (mut to_tag, mut from_tag, mut is_early_only) = (None, None, false);
        for part in parts {
            let (name, value) = grammar::split_before(part, b'=');
            let (name, value) = (tidy(name), value.get(1..).map(&tidy));
            if is(name, b"to-tag") {
                to_tag = value;
            } else if is(name, b"from-tag") {
                from_tag = value;
            } else if is(name, b"early-only") {
                is_early_only = true;
            }
        }
        Some(Self { call_id, to_tag: to_tag?, from_tag: from_tag?, is_early_only })
    }
}
