//! States that the library shows to subscribers by itself: documents of the application, and the calls (`dialog_info.rs`).
//! Each change is notified, at most once a second (RFC 4235 3.9).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{State, dialog_info};
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::{Body, ContentType, Wire, grammar};
use crate::transport::table::NumberSet;
use crate::ua::usage::Did;
use crate::ua::{Alarm, Now, Ua};

/// How many packages may have a document.
const MAX_PACKAGES: usize = 32;
/// The least time from one round of NOTIFYs to the next.
const INTERVAL: Duration = Duration::from_secs(1);

/// The package whose document is the calls.
const DIALOG: &[u8] = b"dialog";

#[derive(Clone, Debug)]
struct Document {
    media_type: Arc<[u8]>,
    body: Arc<[u8]>,
}

/// What an incoming subscription is shown.
#[derive(Debug)]
pub(super) struct Watch {
    /// The Event of its SUBSCRIBE.
    event: Box<[u8]>,
    /// The version of the package that it was notified of last.
    shown: u32,
    /// How many NOTIFYs came before the last.
    notified: u32,
}

/// The package that an Event names, in small letters. The calls have no parameters, as in the original.
fn package_of(event: &[u8]) -> Vec<u8> {
    let (package, params) = grammar::split_once(event, b';').unwrap_or((event, b""));
    let package = package.trim_ascii().to_ascii_lowercase();
    if package == DIALOG && !params.is_empty() { Vec::new() } else { package }
}

/// Documents by package, in small letters.
#[derive(Debug, Default)]
pub(super) struct SharedStates {
    documents: HashMap<Box<[u8]>, Document>,
    /// Versions of packages, kept when a document is removed.
    versions: HashMap<Box<[u8]>, u32>,
    /// The incoming subscriptions with a [`Watch`].
    watchers: NumberSet<Did>,
    slot: Option<Instant>,
    /// No round of NOTIFYs comes before this time.
    next: Option<Instant>,
}

impl SharedStates {
    fn version(&self, package: &[u8]) -> u32 {
        self.versions.get(package).copied().unwrap_or(0)
    }

    fn change(&mut self, package: &[u8]) {
        let version = self.versions.entry(package.into()).or_default();
        *version = version.wrapping_add(1);
    }

    pub(super) fn forget(&mut self, did: Did) {
        self.watchers.remove(&did);
    }
}

impl Ua {
    /// Sets the document of `package`, and notifies each subscription that
    /// [`answer_automatically`](Self::answer_automatically) has accepted. `None` ends those subscriptions.
    pub fn set_shared_state(
        &mut self,
        now: Now,
        package: &[u8],
        document: Option<(&[u8], &[u8])>,
    ) -> Result<()> {
        if !grammar::is_token(package) {
            return Err(Error::BadParameter);
        }
        let package = package.to_ascii_lowercase();
        let shared = &mut self.subscriptions.shared;
        match document {
            Some((media_type, body)) => {
                ContentType::from_text(media_type).map_err(|_| Error::Syntax)?;
                let is_known = shared.versions.contains_key(&*package);
                if !is_known && shared.versions.len() >= MAX_PACKAGES {
                    return Err(Error::NoMem);
                }
                let document = Document { media_type: media_type.into(), body: body.into() };
                shared.documents.insert(package.clone().into(), document);
            }
            None => {
                shared.documents.remove(&*package).ok_or(Error::NotFound)?;
            }
        }
        shared.change(&package);
        self.plan_notifications(now.instant);
        Ok(())
    }

    /// Whether subscribers with this Event are accepted by [`answer_automatically`](Self::answer_automatically).
    pub(super) fn has_shared_state(&self, event: &[u8]) -> bool {
        let package = package_of(event);
        package == DIALOG || self.subscriptions.shared.documents.contains_key(&*package)
    }

    /// Subscribers of the calls are notified if a dialog has changed, where the application has chosen so.
    pub(crate) fn share_changes(&mut self, now: Instant) {
        if !self.calls.take_change() || !self.options.notify_dialogs {
            return;
        }
        self.subscriptions.shared.change(DIALOG);
        self.plan_notifications(now);
    }

    fn plan_notifications(&mut self, now: Instant) {
        let shared = &mut self.subscriptions.shared;
        if shared.watchers.is_empty() || shared.slot.is_some() {
            return;
        }
        let at = shared.next.map_or(now, |next| next.max(now));
        self.timers.set(&mut shared.slot, Alarm::ShareState, at);
    }

    /// Notifies the subscribers that have not seen the newest version; again later those with a NOTIFY under way.
    pub(in crate::ua) fn handle_state_alarm(&mut self, now: Now) {
        let shared = &mut self.subscriptions.shared;
        shared.slot = None;
        shared.next = Some(now.instant + INTERVAL);
        let mut are_busy = false;
        for did in shared.watchers.iter().copied().collect::<Vec<_>>() {
            let Some(notifier) = self.subscriptions.notifiers.get(&did) else { continue };
            let Some(watch) = &notifier.watch else { continue };
            let version = self.subscriptions.shared.version(&package_of(&watch.event));
            let is_current = watch.shown == version;
            if is_current || !notifier.is_notifiable() {
                continue;
            }
            if notifier.is_notifying() {
                are_busy = true;
                continue;
            }
            let event = watch.event.clone();
            // Without a path to the subscriber there is no NOTIFY; the next change is tried again.
            let _ = self.notify_state(now, did, &event);
        }
        if are_busy {
            self.plan_notifications(now.instant);
        }
    }

    /// Sends a NOTIFY with the state that an Event names, which the subscriber sees from now on.
    pub(super) fn notify_state(&mut self, now: Now, did: Did, event: &[u8]) -> Result<()> {
        let package = package_of(event);
        let version = self.subscriptions.shared.version(&package);
        let notifier = self.subscriptions.notifiers.get_mut(&did).ok_or(Error::NotFound)?;
        let is_unsubscribed = notifier.is_unsubscribed;
        let notified = match &mut notifier.watch {
            Some(watch) => {
                watch.shown = version;
                watch.notified = watch.notified.wrapping_add(1);
                watch.notified
            }
            None => {
                let event = event.into();
                notifier.watch = Some(Watch { event, shown: version, notified: 0 });
                self.subscriptions.shared.watchers.insert(did);
                0
            }
        };
        let document = self.subscriptions.shared.documents.get(&*package).cloned();
        let (state, reason) = match document {
            _ if is_unsubscribed => (State::TERMINATED, State::TIMEOUT),
            None if package != DIALOG => (State::TERMINATED, State::NO_RESOURCE),
            _ => (State::ACTIVE, 0),
        };
        let mut notify = self.build_notify(now, did, state, reason)?;
        notify.add_header(b"Event", event);
        let document = match document {
            Some(Document { media_type, body }) => Some((media_type.to_vec(), body.to_vec())),
            None if package == DIALOG => {
                let version = if self.options.notify_dialogs { notified } else { 2 };
                let body = self.dialog_info(notify.from.as_deref(), version);
                Some((dialog_info::MEDIA_TYPE.to_vec(), body))
            }
            None => None,
        };
        if let Some((media_type, body)) = document {
            notify.content_type = Some(CBox::new(ContentType::from_text(&media_type)?));
            notify.bodies.push(Body::new(&body));
        }
        notify.changed();
        self.send_insubscription_request(now, did, Some(notify))
    }
}
