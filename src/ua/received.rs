//! A request that arrived, as the usages read it: a tree, or a text that is [plain](crate::sip::plain).

use core::cell::OnceCell;
use core::ffi::c_int;
use std::borrow::Cow;
use std::sync::Arc;

use super::dialogs::{call_id_of, tag_of_party};
use crate::dialog::cseq_of;
use crate::mem::{CBox, Text};
use crate::sip::Message;
use crate::sip::plain::RequestPlaces;
use crate::sip::text::{ContactText, call_id};
use crate::transaction::TransactionId;

/// A request that has a new server transaction.
pub(super) struct Received<'m> {
    pub(super) id: TransactionId,
    /// With `received` and `rport` in the topmost Via.
    pub(super) text: Arc<[u8]>,
    pub(super) form: Form<'m>,
}

/// In what form a request is there.
pub(super) enum Form<'m> {
    /// As a tree.
    Tree(&'m Message),
    /// As the text that arrived. The tree of [`Received::text`] is made when something asks for it.
    Plain { arrived: &'m [u8], places: &'m RequestPlaces, tree: OnceCell<CBox<Message>> },
}

/// By what the dialog of a request is found.
pub(super) struct Parties<'r> {
    pub(super) call_id: Cow<'r, [u8]>,
    pub(super) from_tag: Option<&'r [u8]>,
    pub(super) to_tag: Option<&'r [u8]>,
}

impl<'r> Parties<'r> {
    /// Those of a tree.
    pub(super) fn of_tree(message: &'r Message) -> Option<Self> {
        Some(Self {
            call_id: call_id_of(message)?.to_vec().into(),
            from_tag: tag_of_party(message.from.as_ref()),
            to_tag: tag_of_party(message.to.as_ref()),
        })
    }

    /// Those of a plain text.
    pub(super) fn of_plain(arrived: &'r [u8], places: &RequestPlaces) -> Option<Self> {
        Some(Self {
            call_id: call_id(places.call_id.part(arrived))?,
            from_tag: places.from_tag.map(|tag| tag.part(arrived)),
            to_tag: places.to_tag.map(|tag| tag.part(arrived)),
        })
    }
}

impl<'m> Received<'m> {
    /// A request that is there as a tree.
    pub(super) fn tree(id: TransactionId, text: Arc<[u8]>, message: &'m Message) -> Self {
        Self { id, text, form: Form::Tree(message) }
    }

    /// A request that is plain.
    pub(super) fn plain(
        id: TransactionId,
        text: Arc<[u8]>,
        arrived: &'m [u8],
        places: &'m RequestPlaces,
    ) -> Self {
        Self { id, text, form: Form::Plain { arrived, places, tree: OnceCell::new() } }
    }

    /// The tree.
    pub(super) fn message(&self) -> &Message {
        match &self.form {
            Form::Tree(message) => message,
            // The parser takes what is plain.
            Form::Plain { tree, .. } => {
                tree.get_or_init(|| CBox::new(Message::parse(&self.text).unwrap_or_default()))
            }
        }
    }

    /// The text, and the tree if one was made of it.
    pub(super) fn into_parts(self) -> (Arc<[u8]>, Option<CBox<Message>>) {
        match self.form {
            Form::Tree(_) => (self.text, None),
            Form::Plain { tree, .. } => (self.text, tree.into_inner()),
        }
    }

    pub(super) fn method(&self) -> &[u8] {
        match &self.form {
            Form::Tree(message) => message.method().unwrap_or_default(),
            Form::Plain { arrived, places, .. } => places.method.part(arrived),
        }
    }

    /// Call-ID and tags.
    pub(super) fn parties(&self) -> Option<Parties<'_>> {
        match &self.form {
            Form::Tree(message) => Parties::of_tree(message),
            Form::Plain { arrived, places, .. } => Parties::of_plain(arrived, places),
        }
    }

    /// The number in CSeq, as the original reads it.
    pub(super) fn cseq(&self) -> i64 {
        let message = match &self.form {
            Form::Tree(message) => message,
            Form::Plain { places, .. } => return places.cseq.into(),
        };
        let digits = message.cseq.as_ref().and_then(|cseq| cseq.number.as_deref());
        let digits = digits.unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit());
        digits
            .fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add((digit - b'0').into()))
    }

    /// The number in CSeq, as a dialog keeps it.
    pub(super) fn dialog_cseq(&self) -> Option<c_int> {
        match &self.form {
            Form::Tree(message) => cseq_of(message),
            Form::Plain { places, .. } => c_int::try_from(places.cseq).ok(),
        }
    }

    /// The user in To.
    pub(super) fn user_of_to(&self) -> Option<Text> {
        match &self.form {
            Form::Tree(message) => message.to.as_deref()?.url.as_ref()?.username.clone(),
            Form::Plain { arrived, places, .. } => {
                let user = ContactText::of(places.to.part(arrived))?.user();
                (!user.is_empty()).then(|| Text::new(user))
            }
        }
    }

    /// Whether Allow has UPDATE.
    pub(super) fn allows_update(&self) -> bool {
        match &self.form {
            Form::Plain { places, .. } if !places.has_allow => false,
            _ => self.message().allows.iter().any(|it| it.value.as_deref() == Some(b"UPDATE")),
        }
    }

    /// Whether To has a tag: the request belongs to a dialog.
    pub(super) fn is_in_dialog(&self) -> bool {
        match &self.form {
            Form::Tree(message) => message.to.as_ref().is_some_and(|to| to.tag().is_some()),
            Form::Plain { places, .. } => places.to_tag.is_some(),
        }
    }

    /// The value of a header without a field of its own.
    pub(super) fn header(&self, name: &[u8]) -> Option<&[u8]> {
        let headers = &self.message().headers;
        headers.iter().find(|header| header.is_named(name))?.hvalue.as_deref()
    }
}
