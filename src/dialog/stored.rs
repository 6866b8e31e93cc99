//! A dialog as it is kept while nothing happens in it: one text, where [`Dialog`] is made of trees. A call has one for as long
//! as it lasts.

use core::ffi::c_int;

use smallvec::SmallVec;

use super::state::DialogState;
use super::{CALLEE, CALLER, Dialog, DialogType};
use crate::mem::{CBox, Foreign, Text};
use crate::sip::plain::{Place, RequestPlaces};
use crate::sip::text::{ContactText, Copied, CopiedHeaders, MessageText, TextEditor};
use crate::sip::text::{call_id, decimal};
use crate::sip::{Message, NameAddr, Wire};

/// The parts of the text, one behind the other; what is missing has no length. Each Route of the route set comes after them.
#[derive(Clone, Copy)]
enum Part {
    CallId,
    LocalTag,
    RemoteTag,
    Line,
    Local,
    Remote,
    Target,
}

const PARTS: usize = 7;

/// One dialog (RFC 3261 12), as text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredDialog {
    text: Box<[u8]>,
    /// Where each part ends in the text.
    ends: [u32; PARTS],
    /// The parts that there are, a bit for each: an empty one is not the same as none.
    present: u8,
    /// CSeq number of the last request sent.
    pub local_cseq: c_int,
    /// CSeq number of the last request received.
    pub remote_cseq: c_int,
    /// `EARLY` or `CONFIRMED`.
    pub state: DialogState,
    /// Which side made the first request.
    pub r#type: DialogType,
}

impl StoredDialog {
    /// As [`Dialog::of_response`], of a response whose lines are as they are written. `None` if what a dialog needs is
    /// missing.
    pub fn of_response(response: &MessageText<'_>) -> Option<Self> {
        let lines = response.lines();
        let (from, to) = (response.header(b"From")?, response.header(b"To")?);
        let (number, _) = lines.cseq()?;
        let call_id = lines.call_id()?;
        let [local, remote] = [from, to].map(ContactText::of);
        let (own_tag, tag) = (local?.param(b"tag")?, remote?.param(b"tag"));
        let target = target_of(lines);
        let parts = [Some(&*call_id), Some(own_tag), tag, None, Some(from), Some(to), target];
        Some(Self {
            local_cseq: c_int::try_from(number).ok()?,
            remote_cseq: -1,
            state: DialogState::of_status(response.status().into()),
            r#type: CALLER,
            ..Self::new(&parts, routes_of(lines).into_iter())
        })
    }

    /// As [`Dialog::of_request`] by the first response, with `tag` in To if the request has none there; the remote target is the URI
    /// in From if there is no Contact. `arrived` is a request with a plain text. `None` where it takes trees.
    pub fn of_plain_request(arrived: &[u8], places: &RequestPlaces, tag: u64) -> Option<Self> {
        let part = |place: Place| place.part(arrived);
        let (remote, to) = (part(places.from), part(places.to));
        let (call_id, from_tag) = (call_id(part(places.call_id))?, places.from_tag.map(part));
        let mut digits = [0; _];
        let tag = decimal(tag, &mut digits);
        let mut local = SmallVec::<[u8; 128]>::from_slice(to);
        if places.to_tag.is_none() {
            local.extend_from_slice(b";tag=");
            local.extend_from_slice(tag);
        }
        let local_tag = places.to_tag.map_or(tag, part);
        let mut target = SmallVec::<[u8; 128]>::new();
        match places.contact {
            Some(contact) => target.extend_from_slice(part(contact)),
            None => [b"<", ContactText::of(remote)?.uri(), b">"]
                .iter()
                .for_each(|part| target.extend_from_slice(part)),
        }
        let line = ContactText::of_uri(part(places.uri)).line();
        let headers = places.has_record_route.then(|| CopiedHeaders::of(arrived));
        let routes = || headers.iter().flat_map(|it| it.values(Copied::RecordRoute));
        let mut addresses = [remote, to, &*target].into_iter().chain(routes());
        if !addresses.all(ContactText::is_as_written) {
            return None;
        }
        let parts = [
            Some(&*call_id),
            Some(local_tag),
            from_tag,
            line,
            Some(&*local),
            Some(remote),
            Some(&*target),
        ];
        Some(Self {
            local_cseq: 1,
            remote_cseq: c_int::try_from(places.cseq).ok()?,
            state: DialogState::EARLY,
            r#type: CALLEE,
            ..Self::new(&parts, routes())
        })
    }

    fn new<'p>(parts: &[Option<&[u8]>; PARTS], routes: impl Iterator<Item = &'p [u8]>) -> Self {
        let (mut ends, mut present) = ([0; PARTS], 0);
        let mut text = SmallVec::<[u8; 512]>::new();
        for (index, (part, end)) in parts.iter().zip(&mut ends).enumerate() {
            present |= u8::from(part.is_some()) << index;
            text.extend_from_slice(part.unwrap_or_default());
            // Messages are shorter by far.
            *end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        }
        for route in routes {
            text.extend_from_slice(route);
            text.push(b'\n');
        }
        Self { text: (&*text).into(), ends, present, ..Self::default() }
    }

    /// Call-ID.
    pub fn call_id(&self) -> Option<&[u8]> {
        self.part(Part::CallId)
    }

    /// The local tag.
    pub fn local_tag(&self) -> Option<&[u8]> {
        self.part(Part::LocalTag)
    }

    /// The tag of the peer, if it has one.
    pub fn remote_tag(&self) -> Option<&[u8]> {
        self.part(Part::RemoteTag)
    }

    /// From of requests sent.
    pub fn local(&self) -> Option<&[u8]> {
        self.part(Part::Local)
    }

    /// To of requests sent.
    pub fn remote(&self) -> Option<&[u8]> {
        self.part(Part::Remote)
    }

    /// The URI of the remote target.
    pub fn target_uri(&self) -> Option<&[u8]> {
        Some(ContactText::of(self.part(Part::Target)?)?.uri())
    }

    /// The route set: the values of the Route headers of requests sent.
    pub fn routes(&self) -> impl Iterator<Item = &[u8]> {
        let [.., start] = self.ends;
        let routes = self.text.get(start as usize..).unwrap_or_default();
        routes.split(|byte| *byte == b'\n').filter(|route| !route.is_empty())
    }

    fn part(&self, part: Part) -> Option<&[u8]> {
        let index = part as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = *self.ends.get(index)? as usize;
        let text = self.text.get(start.unwrap_or(0) as usize..end);
        text.filter(|_| self.present & (1 << index) != 0)
    }

    /// Changes the dialog.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut Dialog) -> T) -> T {
        let mut dialog = Dialog::from(&*self);
        let result = change(&mut dialog);
        *self = Self::from(&dialog);
        result
    }

    /// As [`Dialog::refresh_target`].
    pub fn refresh_target(&mut self, message: &Message) {
        if !self.has_target_of(message) {
            self.change(|dialog| dialog.refresh_target(message));
        }
    }

    /// As [`Dialog::update_by_response`], by a response whose lines are as they are written.
    pub fn update_by_response(&mut self, response: &MessageText<'_>) {
        let target = target_of(response.lines()).or(self.part(Part::Target));
        let routes = match self.state {
            DialogState::EARLY => routes_of(response.lines()),
            _ => self.routes().collect(),
        };
        if target != self.part(Part::Target) || !self.routes().eq(routes.iter().copied()) {
            let changed = self.with_target(target, routes.into_iter());
            *self = changed;
        }
        if response.is_success() {
            self.state = DialogState::CONFIRMED;
        }
    }

    /// Takes the remote target, if there is none.
    pub fn set_default_target(&mut self, uri: &[u8]) {
        if self.part(Part::Target).is_none() {
            let target = [b"<", uri, b">"].concat();
            *self = self.with_target(Some(&target), self.routes());
        }
    }

    fn with_target<'p>(
        &'p self,
        target: Option<&[u8]>,
        routes: impl Iterator<Item = &'p [u8]>,
    ) -> Self {
        use Part::{CallId, Line, Local, LocalTag, Remote, RemoteTag};
        let [call_id, local_tag, remote_tag, line, local, remote] =
            [CallId, LocalTag, RemoteTag, Line, Local, Remote].map(|part| self.part(part));
        let parts = [call_id, local_tag, remote_tag, line, local, remote, target];
        let Self { local_cseq, remote_cseq, state, r#type, .. } = *self;
        Self { local_cseq, remote_cseq, state, r#type, ..Self::new(&parts, routes) }
    }

    /// Whether a message leaves the remote target as it is.
    fn has_target_of(&self, message: &Message) -> bool {
        let target = message.contacts.first().filter(|contact| contact.url.is_some());
        target.is_none_or(|target| self.part(Part::Target) == written(target).as_deref())
    }
}

impl From<&Dialog> for StoredDialog {
    fn from(dialog: &Dialog) -> Self {
        let address = |address: &Option<CBox<NameAddr>>| written(address.as_deref()?);
        let Dialog { local_uri, remote_uri, remote_contact_uri, .. } = dialog;
        let [local, remote, target] = [local_uri, remote_uri, remote_contact_uri].map(address);
        let parts = [
            dialog.call_id.as_deref(),
            dialog.local_tag.as_deref(),
            dialog.remote_tag.as_deref(),
            dialog.line_param.as_deref(),
            local.as_deref(),
            remote.as_deref(),
            target.as_deref(),
        ];
        let routes: Vec<Vec<u8>> = dialog.route_set.iter().filter_map(written).collect();
        Self {
            local_cseq: dialog.local_cseq,
            remote_cseq: dialog.remote_cseq,
            state: dialog.state,
            r#type: dialog.r#type,
            ..Self::new(&parts, routes.iter().map(Vec::as_slice))
        }
    }
}

impl From<&StoredDialog> for Dialog {
    fn from(stored: &StoredDialog) -> Self {
        let text = |part| stored.part(part).map(Text::new);
        let address = |part| stored.part(part).and_then(NameAddr::from_lenient_text).map(CBox::new);
        Self {
            call_id: text(Part::CallId),
            local_tag: text(Part::LocalTag),
            remote_tag: text(Part::RemoteTag),
            line_param: text(Part::Line),
            route_set: stored.routes().filter_map(NameAddr::from_lenient_text).collect(),
            local_cseq: stored.local_cseq,
            remote_cseq: stored.remote_cseq,
            remote_uri: address(Part::Remote),
            local_uri: address(Part::Local),
            remote_contact_uri: address(Part::Target),
            secure: -1,
            r#type: stored.r#type,
            state: stored.state,
            your_instance: Foreign::default(),
        }
    }
}

/// The first Contact of a message, unless it has no URI (`Contact: *`).
fn target_of<'m>(message: &'m TextEditor<'_>) -> Option<&'m [u8]> {
    message.values(b"Contact").next().filter(|contact| ContactText::of(contact).is_some())
}

/// The route set that a response says.
fn routes_of<'m>(response: &'m TextEditor<'_>) -> Vec<&'m [u8]> {
    let mut routes: Vec<_> = response.values(b"Record-Route").collect();
    routes.reverse();
    routes
}

/// The text of an address, if it can be written.
fn written(address: &NameAddr) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(64);
    address.write(&mut text).ok()?;
    Some(text)
}
