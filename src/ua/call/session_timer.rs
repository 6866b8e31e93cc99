//! Session timers: the refresh of a session, and the end of one that is not refreshed. RFC 4028.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::sip::text::{MessageText, TextEditor, header_lines, header_value};
use crate::sip::{Header, Message, grammar};
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::transport::FailureCause;
use crate::ua::Ua;
use crate::ua::usage::Cid;

/// The shortest interval, in seconds.
const SHORTEST: u32 = 90;

/// The session timer of a dialog.
#[derive(Clone, Copy, Debug)]
pub(super) struct SessionTimer {
    interval: u32,
    /// Whether this side sends the refreshes.
    is_refresher: bool,
    /// When the session ends unless it is refreshed.
    expires: Instant,
    /// When this side refreshes it.
    refresh: Instant,
    /// The refresh that is under way.
    transaction: Option<TransactionId>,
}

impl SessionTimer {
    fn new(now: Instant, interval: u32, is_refresher: bool) -> Box<Self> {
        let interval = interval.max(SHORTEST);
        let seconds = Duration::from_secs(interval.into());
        Box::new(Self {
            interval,
            is_refresher,
            expires: now + seconds,
            refresh: now + seconds / 2,
            transaction: None,
        })
    }

    /// When a session that the peer does not refresh is ended (RFC 4028 10).
    pub(super) fn end(&self) -> Instant {
        let margin = (self.interval / 3).min(32);
        self.expires.checked_sub(Duration::from_secs(margin.into())).unwrap_or(self.expires)
    }
}

impl Ua {
    /// A 2xx to INVITE or UPDATE says which side refreshes the session.
    pub(super) fn start_refresh_timer(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        response: &MessageText<'_>,
    ) {
        let force = self.options.force_session_timer;
        let Some(call) = self.calls.get_mut(cid) else { return };
        let Some(request) = call.transaction(id).map(|it| it.request.clone()) else { return };
        let Some(asked) = interval_of(&request) else { return };
        let Some(dialog) = &mut call.dialog else { return };
        let is_own = dialog.timer.as_ref().and_then(|timer| timer.transaction) == Some(id);
        let answered = response.header(b"Session-Expires").or_else(|| response.header(b"x"));
        dialog.timer = match answered {
            Some(value) => {
                let interval = interval_in(value).unwrap_or(asked);
                let is_refresher = refresher(value).is_none_or(|it| it == b"uac");
                Some(SessionTimer::new(now, interval, is_refresher))
            }
            None if is_own => dialog.timer.take().map(|mut timer| {
                timer.transaction = None;
                timer
            }),
            None => force.then(|| SessionTimer::new(now, asked, true)),
        };
        self.plan_refresh(cid);
        self.set_call_timer(cid);
    }

    /// Completes a 2xx of the application that supports session timers, and starts the timer.
    pub(super) fn add_session_timer(
        &mut self,
        now: Instant,
        cid: Cid,
        request: &Arc<[u8]>,
        status: u16,
        answer: &mut Message,
    ) {
        let is_session = request.starts_with(b"INVITE ") || request.starts_with(b"UPDATE ");
        let supports = |name: &[u8]| {
            let headers = answer.headers.iter().filter(move |header| header.is_named(name));
            headers.filter_map(|header| header.hvalue.as_deref()).any(has_timer)
        };
        if !is_session
            || !(200..300).contains(&status)
            || !(supports(b"Supported") || supports(b"k"))
        {
            return;
        }
        let request = TextEditor::of(request);
        let values = request.values(b"Session-Expires").chain(request.values(b"x"));
        let Some(value) = values.into_iter().next() else { return };
        let Some(interval) = interval_in(value) else { return };
        let refresher = refresher(value);
        let is_refresher = refresher.is_none_or(|it| it == b"uas");
        let mut text = value.to_vec();
        if refresher.is_none() {
            text.extend_from_slice(b";refresher=uas");
        }
        let peer_supports = request.values(b"Supported").chain(request.values(b"k")).any(has_timer);
        // Spelled as the original spells what it copies.
        answer.headers.push_front(Header::new(b"Session-expires", &text));
        if peer_supports {
            answer.add_header(b"Require", b"timer");
        }
        answer.changed();
        if let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            dialog.timer = Some(SessionTimer::new(now, interval, is_refresher));
        }
        self.plan_refresh(cid);
    }

    /// Sets when `automatic_action` refreshes the session.
    pub(super) fn plan_refresh(&mut self, cid: Cid) {
        let Some(call) = self.calls.get(cid) else { return };
        if call.retry.is_some() {
            return;
        }
        let timer = call.dialog.as_ref().and_then(|dialog| dialog.timer.as_ref());
        let at =
            timer.filter(|it| it.is_refresher && it.transaction.is_none()).map(|it| it.refresh);
        self.set_call_task(cid, at);
    }

    /// Refreshes the session of a call by UPDATE if the peer allows it, else by INVITE.
    pub(super) fn refresh_session(&mut self, now: Instant, cid: Cid) {
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let Some(dialog) = dialog.filter(|it| it.is_confirmed()) else { return };
        let Some(timer) = dialog.timer.as_deref().copied() else { return };
        if !timer.is_refresher || timer.refresh > now || timer.expires <= now {
            return;
        }
        let method: &[u8] = if dialog.allows_update { b"UPDATE" } else { b"INVITE" };
        if self.calls.get(cid).is_some_and(|call| call.is_busy(now, method)) {
            return self.postpone_refresh(now, cid);
        }
        let Ok(mut request) = self.build_for_call(cid, method) else { return };
        let value = format!("{};refresher=uac", timer.interval);
        request.add_header(b"Session-Expires", value.as_bytes());
        request.add_header(b"Supported", b"timer");
        let Ok(text) = self.writer.write(&request) else { return };
        let sent = self.send_for_call(now, cid, &mut TextEditor::of(&text));
        trace!(Info1, "call {cid}: the session is refreshed, {sent:?}");
        let Ok(id) = sent else { return };
        if let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            let interval = Duration::from_secs(timer.interval.into());
            let (refresh, expires) = (now + interval + interval / 2, now + 2 * interval);
            let timer = SessionTimer { refresh, expires, transaction: Some(id), ..timer };
            dialog.timer = Some(Box::new(timer));
        }
    }

    fn postpone_refresh(&mut self, now: Instant, cid: Cid) {
        if let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut())
            && let Some(timer) = &mut dialog.timer
        {
            timer.refresh = now + Duration::from_secs(1);
        }
    }

    /// A refresh has failed: it is tried again after two thirds of the time that is left. `status` is that of the
    /// response, if there was one.
    pub(super) fn fail_refresh(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        status: Option<u16>,
    ) {
        let ends_calls = self.options.end_expired_sessions;
        let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) else {
            return;
        };
        let Some(timer) = dialog.timer.as_mut().filter(|it| it.transaction == Some(id)) else {
            return;
        };
        match status {
            Some(200..=299 | 401 | 407 | 422) => return,
            None | Some(408 | 481) if ends_calls => {
                dialog.timer = None;
                return self.end_expired(now, cid);
            }
            _ => {}
        }
        // What was sent has moved both; the session still ends when it would have.
        let interval = Duration::from_secs(timer.interval.into());
        let expires = timer.expires.checked_sub(interval + interval / 2).unwrap_or(timer.expires);
        let left = expires.saturating_duration_since(now);
        timer.transaction = None;
        timer.expires = expires;
        timer.refresh = now + left * 2 / 3;
        self.plan_refresh(cid);
    }

    /// Ends a call whose session has expired.
    pub(super) fn end_expired(&mut self, now: Instant, cid: Cid) {
        trace!(Info1, "call {cid}: the session has expired");
        let header = (&b"Reason"[..], &b"SIP;cause=408;text=\"Session expired\""[..]);
        self.give_up_call(now, cid, Some(header), FailureCause::SessionExpired);
    }
}

/// What a request asks for, in full or else in the compact form.
fn interval_of(request: &[u8]) -> Option<u32> {
    let mut compact = None;
    // Nearly all lines begin with another letter.
    for line in header_lines(request) {
        match line.first() {
            Some(b'S' | b's') => {
                let interval = header_value(line, b"Session-Expires").and_then(interval_in);
                if interval.is_some() {
                    return interval;
                }
            }
            Some(b'X' | b'x') => {
                compact = compact.or_else(|| header_value(line, b"x").and_then(interval_in));
            }
            _ => {}
        }
    }
    compact
}

/// The seconds that a Session-Expires begins with.
fn interval_in(value: &[u8]) -> Option<u32> {
    let digits = value.trim_ascii_start().split(|byte| !byte.is_ascii_digit()).next()?;
    grammar::number(digits).ok()
}

/// The value of the parameter `refresher`.
fn refresher(value: &[u8]) -> Option<&[u8]> {
    value.split(|byte| *byte == b';').skip(1).find_map(|param| {
        let (name, value) = grammar::split_once(param, b'=')?;
        name.trim_ascii().eq_ignore_ascii_case(b"refresher").then(|| value.trim_ascii())
    })
}

/// Whether a list of option tags has `timer`.
fn has_timer(value: &[u8]) -> bool {
    value.split(|byte| *byte == b',').any(|tag| tag.trim_ascii().eq_ignore_ascii_case(b"timer"))
}
