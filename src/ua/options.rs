//! What an application can choose; defaults are those of the original.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::mem::Text;
use crate::sip::{Uri, grammar};

/// What the original calls itself in `User-Agent`.
pub const DEFAULT_USER_AGENT: &str = "eXosip/5.3.0";

/// What an application can choose. Numbers in parentheses are those of `eXosip_set_option`.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether the Contact follows the address that registrars see (2).
    pub auto_masquerade: bool,
    /// Whether Via asks for the port that a request came from, RFC 3581 (7).
    pub rport: bool,
    /// Whether a REGISTER has a Date (16).
    pub date: bool,
    /// Whether Contact has the port of the connection rather than the listening port (22).
    pub ephemeral_port: bool,
    /// Whether the first Route of a request outside of dialogs selects the next hop but is not written (27).
    pub hide_first_route: bool,
    /// Whether the core sends refreshes and retries when they are due, without `automatic_action`.
    pub autonomous: bool,
    /// Whether a 3xx response is followed.
    pub follow_redirects: bool,
    /// Whether a response has to come from where its request went.
    pub check_response_source: bool,
    /// Whether a first REGISTER says that proxies may add Path (RFC 3327).
    pub path: bool,
    /// The number of the flow (RFC 5626) that a first REGISTER is for; needs an instance. 0 for none.
    pub reg_id: u32,
    /// Whether Via asks the next hop for the interval of keepalives (RFC 6223).
    pub keep: bool,
    /// How much earlier than needed a refresh may come, in percent of the time until then; at most 50.
    pub refresh_jitter: u32,
    /// Whether Contacts in dialogs have `ob` (24).
    pub outbound: bool,
    /// How many bytes of received requests, and of the responses to them, are kept at most.
    pub request_memory: usize,
    /// Whether OPTIONS outside of dialogs is answered with 200 by the library.
    pub answer_options: bool,
    /// Whether `automatic_action` answers challenges to requests outside of dialogs.
    pub answer_challenges: bool,
    /// Whether BYE is answered with 200 by the library (19).
    pub auto_answer_bye: bool,
    /// Whether a session timer runs after an answer without Session-Expires (32).
    pub force_session_timer: bool,
    /// Whether requests in a dialog go to the source of the last message instead of its Contact (33).
    pub reuse_connections: bool,
    /// How many calls of peers may be open; the next INVITE gets 503.
    pub call_limit: usize,
    /// How many subscriptions of peers may exist; the next SUBSCRIBE gets 503.
    pub subscription_limit: usize,
    /// Whether events report that an incoming subscription has expired, and that the refresh of an outgoing one is given up.
    pub report_expired: bool,
    /// Whether `automatic_action` subscribes again after a subscription was terminated for a reason that permits it.
    pub resubscribe: bool,
    /// Whether the time in a NOTIFY decides about the next refresh.
    pub obey_notify_expires: bool,
    /// Whether changes of the calls are notified to subscribers of the package `dialog`.
    pub notify_dialogs: bool,
    /// Whether a call ends whose session is not refreshed.
    pub end_expired_sessions: bool,
    /// Whether `automatic_action` sends an INVITE or UPDATE again that got 491.
    pub retry_491: bool,
    /// Whether the library sends PRACK, repeats reliable provisional responses, and answers PRACK.
    pub reliable_provisional: bool,
    /// Whether `terminate` may come before any response: CANCEL is sent with the first.
    pub cancel_early: bool,
    /// Whether INVITE, and the 2xx to it, say what this side supports, in Allow and Supported.
    pub call_features: bool,
    /// Whether each 2xx to INVITE with another To tag is a call of its own; else it is acknowledged and ended.
    pub report_forks: bool,
    allowed_methods: Option<Text>,
    contact_params: Option<Text>,
    /// The shortest delay before a registration that failed is tried again by itself.
    pub retry_floor: Duration,
    user_agent: Option<Text>,
    instance: Option<Text>,
    contact_display_name: Option<Text>,
    contact_uri_params: Option<Text>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            auto_masquerade: true,
            rport: true,
            date: false,
            ephemeral_port: true,
            hide_first_route: true,
            autonomous: false,
            follow_redirects: false,
            path: false,
            check_response_source: false,
            reg_id: 0,
            keep: false,
            refresh_jitter: 10,
            outbound: false,
            request_memory: 256 << 20,
            answer_options: false,
            answer_challenges: false,
            auto_answer_bye: true,
            force_session_timer: false,
            reuse_connections: false,
            call_limit: 10_000,
            subscription_limit: 10_000,
            report_expired: false,
            resubscribe: false,
            obey_notify_expires: false,
            notify_dialogs: false,
            end_expired_sessions: false,
            retry_491: false,
            reliable_provisional: false,
            cancel_early: false,
            call_features: false,
            report_forks: false,
            allowed_methods: None,
            contact_params: None,
            retry_floor: Duration::ZERO,
            user_agent: Some(Text::from(DEFAULT_USER_AGENT)),
            instance: None,
            contact_display_name: None,
            contact_uri_params: None,
        }
    }
}

impl Options {
    /// The value of `User-Agent`; may be empty.
    pub fn user_agent(&self) -> &[u8] {
        self.user_agent.as_deref().unwrap_or_default()
    }

    /// Whether a first REGISTER has more, or less, in it than usual.
    pub(in crate::ua) fn changes_first_register(&self) -> bool {
        self.date
            || self.path
            || self.keep
            || self.reg_id > 0
            || self.user_agent().is_empty()
            || self.instance().is_some()
            || self.contact_display_name().is_some()
            || self.contact_uri_params().is_some()
    }

    /// Chooses the value of `User-Agent`; an empty one writes an empty header (`eXosip_set_user_agent`).
    pub fn set_user_agent(&mut self, text: &[u8]) -> Result<()> {
        self.user_agent = one_line(text)?;
        Ok(())
    }

    /// The instance of this user agent (28), for `+sip.instance` in Contact.
    pub fn instance(&self) -> Option<&[u8]> {
        self.instance.as_deref()
    }

    /// Chooses the instance (28); empty for none.
    pub fn set_instance(&mut self, text: &[u8]) -> Result<()> {
        self.instance = one_line(text)?;
        Ok(())
    }

    /// Parameters that Contacts in dialogs have (34).
    pub fn contact_params(&self) -> &[u8] {
        self.contact_params.as_deref().unwrap_or_default()
    }

    /// Chooses parameters for Contacts in dialogs (34), as in `a=b;c`; empty for none.
    pub fn set_contact_params(&mut self, text: &[u8]) -> Result<()> {
        self.contact_params = one_line(text)?;
        Ok(())
    }

    /// The headers that an INVITE has beside those that it needs.
    pub(super) fn call_headers(&self) -> &'static [(&'static [u8], &'static [u8])] {
        const ALLOW: &[u8] =
            b"INVITE, ACK, CANCEL, BYE, INFO, OPTIONS, UPDATE, PRACK, REFER, NOTIFY, MESSAGE";
        const FEATURES: &[(&[u8], &[u8])] =
            &[(b"Allow", ALLOW), (b"Supported", b"timer, replaces")];
        const RELIABLE: &[(&[u8], &[u8])] =
            &[(b"Allow", ALLOW), (b"Supported", b"timer, replaces, 100rel")];
        match (self.call_features, self.reliable_provisional) {
            (true, true) => RELIABLE,
            (true, false) => FEATURES,
            (false, true) => &[(b"Supported", b"100rel")],
            (false, false) => &[],
        }
    }

    /// The methods that the application takes outside of dialogs, as they are written in Allow; empty for all.
    pub fn allowed_methods(&self) -> &[u8] {
        self.allowed_methods.as_deref().unwrap_or_default()
    }

    /// Chooses the methods that the application takes outside of dialogs, between commas; others get 405. Empty for all.
    pub fn set_allowed_methods(&mut self, text: &[u8]) -> Result<()> {
        let mut methods = text.split(|byte| *byte == b',').map(grammar::trim);
        if !text.is_empty() && !methods.all(grammar::is_token) {
            return Err(Error::Syntax);
        }
        self.allowed_methods = one_line(text)?;
        Ok(())
    }

    /// Whether the application takes a method outside of dialogs.
    pub(super) fn allows(&self, method: &[u8]) -> bool {
        let all = self.allowed_methods();
        all.is_empty() || all.split(|byte| *byte == b',').any(|it| grammar::trim(it) == method)
    }

    /// What stands before the URI in Contact (31).
    pub fn contact_display_name(&self) -> Option<&[u8]> {
        self.contact_display_name.as_deref()
    }

    /// Chooses what stands before the URI in Contact (31), quotes included; empty for nothing.
    pub fn set_contact_display_name(&mut self, text: &[u8]) -> Result<()> {
        self.contact_display_name = one_line(text)?;
        Ok(())
    }

    /// The parameters that the URI in Contact has beside ours.
    pub fn contact_uri_params(&self) -> Option<&[u8]> {
        self.contact_uri_params.as_deref()
    }

    /// Chooses parameters for the URI in Contact, as in `;pn-provider=p;pn-prid=x` (RFC 8599); empty for none.
    pub fn set_contact_uri_params(&mut self, text: &[u8]) -> Result<()> {
        if text.iter().any(|byte| b"<>\" \t".contains(byte)) {
            return Err(Error::Syntax);
        }
        if !text.is_empty() {
            Uri::default().parse_params(text)?;
        }
        self.contact_uri_params = one_line(text)?;
        Ok(())
    }
}

/// `text`, unless it is empty. A line break would end the header it goes into: refused.
fn one_line(text: &[u8]) -> Result<Option<Text>> {
    if text.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
        return Err(Error::Syntax);
    }
    Ok((!text.is_empty()).then(|| Text::new(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_in_a_text_is_refused_and_changes_nothing() {
        let mut options = Options::default();
        assert_eq!(options.set_user_agent(b"x\r\nEvil: 1"), Err(Error::Syntax));
        assert_eq!(options.user_agent(), DEFAULT_USER_AGENT.as_bytes());
    }

    #[test]
    fn an_empty_user_agent_is_kept_empty() {
        let mut options = Options::default();
        assert_eq!(options.set_user_agent(b""), Ok(()));
        assert_eq!(options.user_agent(), b"");
    }
}
