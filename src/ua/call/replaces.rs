//! Attended transfer: the text of Refer-To, and the call that Replaces names. RFC 3891.

use super::CallDialog;
use crate::dialog::CALLEE;
use crate::error::{Error, Result};
use crate::sip::{Wire, grammar};
use crate::ua::Ua;
use crate::ua::usage::{Cid, Did};

impl Ua {
    /// The Refer-To of a request that lets its receiver replace this call: remote URI and Replaces.
    pub fn call_refer_to(&self, did: Did) -> Result<Vec<u8>> {
        let cid = self.call_of_did(did)?;
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let dialog = &dialog.ok_or(Error::NotFound)?.dialog;
        let mut text = Vec::new();
        let remote = dialog.remote_uri.as_ref().and_then(|uri| uri.url.as_ref());
        remote.ok_or(Error::NotFound)?.write(&mut text)?;
        let part = |it: &Option<crate::mem::Text>| it.as_deref().unwrap_or_default().to_vec();
        text.extend_from_slice(b"?Replaces=");
        text.extend_from_slice(&part(&dialog.call_id));
        text.extend_from_slice(b"%3Bto-tag%3D");
        text.extend_from_slice(&part(&dialog.remote_tag));
        text.extend_from_slice(b"%3Bfrom-tag%3D");
        text.extend_from_slice(&part(&dialog.local_tag));
        Ok(text)
    }

    /// The call whose dialog the value of a Replaces header names.
    pub fn find_call_by_replaces(&self, replaces: &[u8]) -> Result<Cid> {
        let replaces = Replaces::of(replaces).ok_or(Error::Syntax)?;
        let Replaces { call_id, to_tag, from_tag, is_early_only } = replaces;
        let cids = [(to_tag, from_tag), (from_tag, to_tag)].into_iter().find_map(|(one, other)| {
            let has_local = |dialog: &CallDialog| dialog.dialog.local_tag.as_deref() == Some(one);
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

/// The value of a Replaces header.
struct Replaces<'a> {
    call_id: &'a [u8],
    to_tag: &'a [u8],
    from_tag: &'a [u8],
    is_early_only: bool,
}

impl<'a> Replaces<'a> {
    fn of(text: &'a [u8]) -> Option<Self> {
        let mut parts = text.split(|byte| *byte == b';');
        let call_id = parts.next()?;
        let (mut to_tag, mut from_tag, mut is_early_only) = (None, None, false);
        for part in parts {
            match grammar::split_once(part, b'=') {
                Some((b"to-tag", value)) => to_tag = Some(value),
                Some((b"from-tag", value)) => from_tag = Some(value),
                None if part == b"early-only" => is_early_only = true,
                _ => {}
            }
        }
        Some(Self { call_id, to_tag: to_tag?, from_tag: from_tag?, is_early_only })
    }
}
