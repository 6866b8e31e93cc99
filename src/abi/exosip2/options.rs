//! What `eXosip_set_option` does: which number changes what, and of which type its value is.

use core::ffi::{c_char, c_int, c_long, c_void};
use core::mem::transmute;
use core::ptr::NonNull;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use super::eX_setup::*;
use crate::abi::room::{array_text, set_array_text, untyped_text};
use crate::auth::Policy;
use crate::context::{Context, WakeLock};
use crate::digest::Operator;
use crate::error::Error::{BadParameter, Syntax, Undefined};
use crate::error::{OK, Result};
use crate::net::{
    Credentials, TlsFile, TlsSettings, check_ciphers, check_files, check_flags, server_address,
};
use crate::trace::trace;
use crate::ua::{DEFAULT_USER_AGENT, Options};

/// The value of an option before its type is known.
#[derive(Clone, Copy)]
struct Value(*const c_void);

impl Value {
    /// What a pointer to a record of C points to.
    fn record<'a, T>(self) -> Result<&'a T> {
        // SAFETY: C lends what the documentation of the option says.
        NonNull::new(self.0.cast_mut().cast::<T>())
            .map(|place| unsafe { place.as_ref() })
            .ok_or(BadParameter)
    }

    /// The same, to be written to: some options answer in their value, although it is declared constant.
    fn answer<'a, T>(self) -> Result<&'a mut T> {
        // SAFETY: C lends what the documentation of the option says.
        NonNull::new(self.0.cast_mut().cast::<T>())
            .map(|mut place| unsafe { place.as_mut() })
            .ok_or(BadParameter)
    }

    fn int(self) -> Result<c_int> {
        self.record().copied()
    }

    fn flag(self) -> Result<bool> {
        Ok(self.int()? != 0)
    }

    /// A number that cannot be negative.
    fn count<T: TryFrom<c_int>>(self) -> Result<T> {
        T::try_from(self.int()?).map_err(|_| BadParameter)
    }

    /// Text, or nothing for NULL and for an empty one.
    fn text<'a>(self) -> &'a [u8] {
        // SAFETY: C lends a string.
        unsafe { untyped_text(self.0) }.unwrap_or_default()
    }

    /// 32 hexadecimal digits; none for NULL and for an empty text.
    fn key(self) -> Result<Option<[u8; 16]>> {
        let text = str::from_utf8(self.text()).map_err(|_| BadParameter)?;
        if text.is_empty() {
            return Ok(None);
        }
        let is_key = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let key = u128::from_str_radix(text, 16).ok().filter(|_| is_key).ok_or(BadParameter)?;
        Ok(Some(key.to_be_bytes()))
    }

    /// An IP address as text; none for NULL, for an empty text, and for what is no address.
    fn address(self) -> Option<IpAddr> {
        str::from_utf8(self.text()).ok()?.parse().ok()
    }
}

/// Sets option `opt` of `context`.
pub(super) fn set(context: &Context, opt: c_int, value: *const c_void) -> Result<c_int> {
    let value = Value(value);
    match opt {
        EXOSIP_OPT_ADD_DNS_CACHE => add_host(context, value.answer()?)?,
        EXOSIP_OPT_DELETE_DNS_CACHE => context.remove_host(&host_of(value.record()?)?)?,
        EXOSIP_OPT_ADD_ACCOUNT_INFO => return set_account(context, value.record()?),
        EXOSIP_OPT_SET_CALLBACK_WAKELOCK => context.set_wake_lock(wake_lock(value))?,
        EXOSIP_OPT_UDP_KEEP_ALIVE => {
            let interval = milliseconds(value.int()?);
            context.call(|core, now| {
                core.set_keepalive(now, interval);
                Ok(())
            })?;
        }
        EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO => return set_tls(context, value.record()?),
        EXOSIP_OPT_GET_STATISTICS => fill_statistics(context, value.answer()?)?,
        EXOSIP_OPT_SET_TLS_CLIENT_CERTIFICATE_NAME
        | EXOSIP_OPT_SET_TLS_SERVER_CERTIFICATE_NAME
        | EXOSIP_OPT_SET_TSC_SERVER => return Err(Undefined),
        _ if set_for_sockets(context, opt, value)? => {}
        _ if set_for_digest(context, opt, value)? => {}
        _ => context.call(|core, _| set_for_core(core.options_mut(), opt, value))?,
    }
    Ok(OK)
}

/// Sets option `opt`, whose value has to be an `int *`.
pub(super) fn set_int(context: &Context, opt: c_int, value: c_int) -> Result<c_int> {
    if !is_int(opt) {
        return Err(BadParameter);
    }
    set(context, opt, (&raw const value).cast())
}

/// Whether the value of an option is an `int *` that is read: those with that type in docs/options.md.
fn is_int(opt: c_int) -> bool {
    matches!(
        opt,
        EXOSIP_OPT_RETRY_FLOOR
            | EXOSIP_OPT_CHECK_RESPONSE_SOURCE
            | EXOSIP_OPT_UDP_KEEP_ALIVE
            | EXOSIP_OPT_AUTO_MASQUERADE_CONTACT
            | EXOSIP_OPT_USE_RPORT
            | EXOSIP_OPT_DNS_CAPABILITIES
            | EXOSIP_OPT_SET_DSCP
            | EXOSIP_OPT_REGISTER_WITH_DATE
            | EXOSIP_OPT_ENABLE_DNS_CACHE
            | EXOSIP_OPT_ENABLE_AUTOANSWERBYE
            | EXOSIP_OPT_ENABLE_IPV6
            | EXOSIP_OPT_ENABLE_REUSE_TCP_PORT
            | EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT
            | EXOSIP_OPT_ENABLE_OUTBOUND
            | EXOSIP_OPT_REMOVE_PREROUTESET
            | EXOSIP_OPT_SET_MAX_MESSAGE_TO_READ
            | EXOSIP_OPT_SET_SESSIONTIMERS_FORCE
            | EXOSIP_OPT_FORCE_CONNECTIONREUSE
            | EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE
            | EXOSIP_OPT_KEEP_ALIVE_OPTIONS_METHOD
            | EXOSIP_OPT_AUTONOMOUS
            | EXOSIP_OPT_QUIT_DEADLINE
            | EXOSIP_OPT_EVENT_QUEUE_LIMIT
            | EXOSIP_OPT_REGISTER_WINDOW
            | EXOSIP_OPT_RETURN_RATE
            | EXOSIP_OPT_PROBE_CEILING
            | EXOSIP_OPT_RETRY_CEILING
            | EXOSIP_OPT_FOLLOW_REDIRECTS
            | EXOSIP_OPT_BODY_LIMIT
            | EXOSIP_OPT_TLS_VERIFY_ALWAYS
            | EXOSIP_OPT_DIGEST_OBEY_WEAKER
            | EXOSIP_OPT_DIGEST_REQUIRE_RSPAUTH
            | EXOSIP_OPT_PATH
            | EXOSIP_OPT_REG_ID
            | EXOSIP_OPT_KEEP
            | EXOSIP_OPT_REFRESH_JITTER
            | EXOSIP_OPT_ANSWER_CHALLENGES
            | EXOSIP_OPT_ANSWER_OPTIONS
            | EXOSIP_OPT_CALL_FEATURES
            | EXOSIP_OPT_SUBSCRIPTION_LIMIT
            | EXOSIP_OPT_REPORT_EXPIRED
            | EXOSIP_OPT_RESUBSCRIBE
            | EXOSIP_OPT_OBEY_NOTIFY_EXPIRES
            | EXOSIP_OPT_CALL_LIMIT
            | EXOSIP_OPT_CANCEL_EARLY
            | EXOSIP_OPT_CAPTURE_CREDENTIALS
            | EXOSIP_OPT_END_EXPIRED_SESSIONS
            | EXOSIP_OPT_RELIABLE_PROVISIONAL
            | EXOSIP_OPT_REQUEST_MEMORY
            | EXOSIP_OPT_RETRY_491
    )
}

/// The options of sockets and of names; false for others.
fn set_for_sockets(context: &Context, opt: c_int, value: Value) -> Result<bool> {
    match opt {
        EXOSIP_OPT_SET_IPV4_FOR_GATEWAY => {
            context.with_settings(|all| all.ipv4_gateway = value.address())?
        }
        EXOSIP_OPT_SET_IPV6_FOR_GATEWAY => {
            context.with_settings(|all| all.ipv6_gateway = value.address())?
        }
        EXOSIP_OPT_SET_OC_LOCAL_ADDRESS => {
            context.with_settings(|all| all.outgoing_address = value.address())?
        }
        EXOSIP_OPT_SET_DSCP => {
            let dscp = (value.int()? & 0x3f) as u8;
            context.set_streams(|all| all.dscp = dscp)?
        }
        EXOSIP_OPT_BODY_LIMIT => {
            let limit = value.count()?;
            context.set_streams(|all| all.body_limit = limit)?
        }
        EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE => {
            let bits = value.int()?;
            context.set_streams(|all| all.tls.verification = Some(bits))?
        }
        EXOSIP_OPT_TLS_VERIFY_ALWAYS => {
            let always = value.flag()?;
            context.set_streams(|all| all.tls.verify_always = always)?
        }
        EXOSIP_OPT_TLS_KEY_LOG => {
            let file = str::from_utf8(value.text()).map_err(|_| BadParameter)?.to_owned();
            context.set_streams(|all| all.tls.key_log = file)?
        }
        EXOSIP_OPT_CAPTURE_FILE => {
            context.set_capture(str::from_utf8(value.text()).map_err(|_| BadParameter)?)?
        }
        EXOSIP_OPT_CAPTURE_CREDENTIALS => context.set_capture_credentials(value.flag()?)?,
        EXOSIP_OPT_QUIT_DEADLINE => {
            let deadline = milliseconds(value.int()?).unwrap_or_default();
            context.with_settings(|all| all.quit_deadline = deadline)?
        }
        EXOSIP_OPT_SET_OC_PORT_RANGE => {
            // What is no port stands for any, as 0 does.
            let [first, last] =
                value.record::<[c_int; 2]>()?.map(|port| u16::try_from(port).unwrap_or(0));
            context.with_settings(|all| all.outgoing_ports = (first, last))?
        }
        EXOSIP_OPT_ENABLE_IPV6 => {
            let choice = value.int()?;
            context.set_names(|names| names.ipv6 = choice)?
        }
        EXOSIP_OPT_DNS_CAPABILITIES => {
            let services = value.int()? > 0;
            context.set_names(|names| names.services = services)?
        }
        EXOSIP_OPT_DNS_SERVERS => {
            let servers = name_servers(value.text())?;
            context.set_names(|names| names.servers = servers)?
        }
        EXOSIP_OPT_EVENT_QUEUE_LIMIT => {
            let limit: usize = value.count()?;
            context.set_event_limit(if limit == 0 { usize::MAX } else { limit })?
        }
        EXOSIP_OPT_GET_DROPPED_EVENTS => {
            let place: &mut c_int = value.answer()?;
            *place = c_int::try_from(context.dropped_events()?).unwrap_or(c_int::MAX);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// The options of authentication; false for others.
fn set_for_digest(context: &Context, opt: c_int, value: Value) -> Result<bool> {
    let change: &mut dyn FnMut(&mut Policy) -> Result<()> = match opt {
        EXOSIP_OPT_DIGEST_OBEY_WEAKER => {
            &mut |policy| value.flag().map(|flag| policy.obey_weaker = flag)
        }
        EXOSIP_OPT_DIGEST_REQUIRE_RSPAUTH => {
            &mut |policy| value.flag().map(|flag| policy.require_rspauth = flag)
        }
        EXOSIP_OPT_AKA_OP => {
            &mut |policy| value.key().map(|key| policy.aka = key.map(Operator::Op))
        }
        EXOSIP_OPT_AKA_OPC => {
            &mut |policy| value.key().map(|key| policy.aka = key.map(Operator::Opc))
        }
        _ => return Ok(false),
    };
    context.call(|core, _| change(core.policy_mut()))?;
    Ok(true)
}

/// The options of the core; `BadParameter` for a number that means nothing.
fn set_for_core(options: &mut Options, opt: c_int, value: Value) -> Result<()> {
    match opt {
        EXOSIP_OPT_AUTO_MASQUERADE_CONTACT => options.auto_masquerade = value.int()? > 0,
        EXOSIP_OPT_USE_RPORT => options.rport = value.flag()?,
        EXOSIP_OPT_REGISTER_WITH_DATE => options.date = value.int()? > 0,
        EXOSIP_OPT_SET_HEADER_USER_AGENT => {
            let text = value.text();
            options.set_user_agent(if text.is_empty() {
                DEFAULT_USER_AGENT.as_bytes()
            } else {
                text
            })?;
        }
        EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT => options.ephemeral_port = value.flag()?,
        EXOSIP_OPT_REMOVE_PREROUTESET => options.hide_first_route = value.flag()?,
        EXOSIP_OPT_SET_SIP_INSTANCE => options.set_instance(cut(value.text()))?,
        EXOSIP_OPT_SET_DEFAULT_CONTACT_DISPLAYNAME => {
            options.set_contact_display_name(cut(value.text()))?
        }
        // Of calls, and of what this library does by itself: nothing to do yet but to check the value.
        EXOSIP_OPT_ENABLE_DNS_CACHE
        | EXOSIP_OPT_ENABLE_REUSE_TCP_PORT
        | EXOSIP_OPT_SET_MAX_MESSAGE_TO_READ => drop(value.int()?),
        EXOSIP_OPT_ENABLE_AUTOANSWERBYE => options.auto_answer_bye = value.flag()?,
        EXOSIP_OPT_SET_SESSIONTIMERS_FORCE => options.force_session_timer = value.int()? > 0,
        EXOSIP_OPT_FORCE_CONNECTIONREUSE => options.reuse_connections = value.flag()?,
        EXOSIP_OPT_SET_MAX_READ_TIMEOUT => drop(value.record::<c_long>()?),
        EXOSIP_OPT_SET_CONTACT_DIALOG_EXTRA_PARAMS => {
            options.set_contact_params(cut(value.text()))?
        }
        EXOSIP_OPT_ENABLE_OUTBOUND => options.outbound = value.int()? == 1,
        EXOSIP_OPT_ANSWER_OPTIONS => options.answer_options = value.flag()?,
        EXOSIP_OPT_ALLOWED_METHODS => options.set_allowed_methods(value.text())?,
        EXOSIP_OPT_ANSWER_CHALLENGES => options.answer_challenges = value.flag()?,
        EXOSIP_OPT_REQUEST_MEMORY => options.request_memory = value.count()?,
        EXOSIP_OPT_CALL_LIMIT => options.call_limit = value.count()?,
        EXOSIP_OPT_SUBSCRIPTION_LIMIT => options.subscription_limit = value.count()?,
        EXOSIP_OPT_REPORT_EXPIRED => options.report_expired = value.flag()?,
        EXOSIP_OPT_RESUBSCRIBE => options.resubscribe = value.flag()?,
        EXOSIP_OPT_OBEY_NOTIFY_EXPIRES => options.obey_notify_expires = value.flag()?,
        EXOSIP_OPT_END_EXPIRED_SESSIONS => options.end_expired_sessions = value.flag()?,
        EXOSIP_OPT_RETRY_491 => options.retry_491 = value.flag()?,
        EXOSIP_OPT_RELIABLE_PROVISIONAL => options.reliable_provisional = value.flag()?,
        EXOSIP_OPT_CANCEL_EARLY => options.cancel_early = value.flag()?,
        EXOSIP_OPT_CALL_FEATURES => options.call_features = value.flag()?,
        EXOSIP_OPT_AUTONOMOUS => options.autonomous = value.flag()?,
        EXOSIP_OPT_FOLLOW_REDIRECTS => options.follow_redirects = value.flag()?,
        EXOSIP_OPT_CHECK_RESPONSE_SOURCE => options.check_response_source = value.flag()?,
        EXOSIP_OPT_PATH => options.path = value.flag()?,
        EXOSIP_OPT_REG_ID => options.reg_id = value.count()?,
        EXOSIP_OPT_KEEP => options.keep = value.flag()?,
        EXOSIP_OPT_CONTACT_URI_PARAMS => options.set_contact_uri_params(value.text())?,
        EXOSIP_OPT_REFRESH_JITTER => options.refresh_jitter = value.count()?,
        EXOSIP_OPT_REGISTER_WINDOW => options.window = value.count::<usize>()?.max(1),
        EXOSIP_OPT_RETURN_RATE => options.return_rate = value.count::<u32>()?.max(1),
        EXOSIP_OPT_PROBE_CEILING => options.probe_ceiling = seconds(value)?,
        EXOSIP_OPT_RETRY_CEILING => options.retry_ceiling = seconds(value)?,
        EXOSIP_OPT_RETRY_FLOOR => {
            options.retry_floor = Duration::from_secs(value.count::<u32>()?.into());
        }
        _ => return Err(BadParameter),
    }
    Ok(())
}

fn milliseconds(period: c_int) -> Option<Duration> {
    u64::try_from(period).ok().filter(|&period| period > 0).map(Duration::from_millis)
}

fn seconds(value: Value) -> Result<Duration> {
    value.count().map(|seconds: u32| Duration::from_secs(seconds.max(1).into()))
}

/// None for an empty text; a word that is no address makes all of it `BadParameter`.
fn name_servers(text: &[u8]) -> Result<Vec<SocketAddr>> {
    let text = str::from_utf8(text).map_err(|_| BadParameter)?;
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words.map(|word| server_address(word).ok_or(BadParameter)).collect()
}

/// As much of a text as the original keeps.
fn cut(text: &[u8]) -> &[u8] {
    text.get(..255).unwrap_or(text)
}

fn wake_lock(value: Value) -> Option<WakeLock> {
    // SAFETY: the value is the function itself, or NULL, which is `None`.
    let callback = unsafe { transmute::<*const c_void, Option<CbSipWakeLock>>(value.0) }?;
    Some(WakeLock(Arc::new(move |reason| callback(reason as c_int))))
}

fn host_of(entry: &DnsCacheEntry) -> Result<String> {
    let host = String::from_utf8(array_text(&entry.host)).map_err(|_| BadParameter)?;
    // It becomes a word of a line in the form of a hosts file.
    let is_word = !host.is_empty()
        && !host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#');
    is_word.then_some(host).ok_or(BadParameter)
}

fn add_host(context: &Context, entry: &mut DnsCacheEntry) -> Result<()> {
    let host = host_of(entry)?;
    let text = array_text(&entry.ip);
    let ip = if text.is_empty() {
        None
    } else {
        Some(str::from_utf8(&text).ok().and_then(|text| text.parse().ok()).ok_or(BadParameter)?)
    };
    let found = context.add_host(&host, ip)?;
    if ip.is_none() {
        set_array_text(&mut entry.ip, found.to_string().as_bytes());
    }
    Ok(())
}

/// What cannot be done is refused here, with a line in the trace: then nothing changes. Files are read again when a
/// connection needs them. The code of a bad file is an `eXosip_tls_ctx_error`.
#[allow(clippy::useless_conversion, reason = "unsigned long has 32 bits elsewhere")]
fn set_tls(context: &Context, info: &TlsContext) -> Result<c_int> {
    let (client, server) = (credentials(&info.client)?, credentials(&info.server)?);
    let ciphers = text(&info.cipher_list)?;
    check_ciphers(&ciphers)?;
    check_flags(info.tls_flags.into())?;
    let (roots, pin) = (text(&info.root_ca_cert)?, text(&info.client.public_key_pinned)?);
    let flags = info.tls_flags.into();
    let settings =
        TlsSettings { roots, client, server, pin, ciphers, flags, ..TlsSettings::default() };
    if let Err((file, reason)) = check_files(&settings) {
        context.explain(format_args!("TLS: {reason}"));
        return Ok(match file {
            TlsFile::Roots => TLS_ERR_NO_ROOT_CA,
            TlsFile::Certificate | TlsFile::Pin => TLS_ERR_MISSING_AUTH_PART,
            TlsFile::Key => TLS_ERR_NO_PW,
        }
        .0);
    }
    context.set_streams(|all| {
        let TlsSettings { verification, verify_always, .. } = all.tls;
        let key_log = core::mem::take(&mut all.tls.key_log);
        all.tls = TlsSettings { verification, verify_always, key_log, ..settings };
    })?;
    Ok(OK)
}

fn credentials(info: &TlsCredentials) -> Result<Credentials> {
    let (certificate, key) = (text(&info.cert)?, text(&info.priv_key)?);
    if certificate.is_empty() != key.is_empty() {
        trace!(
            Error,
            "a certificate for TLS is of no use without its key, nor a key without its certificate"
        );
        return Err(BadParameter);
    }
    Ok(Credentials { certificate, key, key_password: text(&info.priv_key_pw)? })
}

fn text(array: &[c_char]) -> Result<String> {
    String::from_utf8(array_text(array)).map_err(|_| BadParameter)
}

/// 0 if something changed, 1 if not.
fn set_account(context: &Context, info: &AccountInfo) -> Result<c_int> {
    let (proxy, ip) = (array_text(&info.proxy), array_text(&info.nat_ip));
    if proxy.is_empty() {
        return Err(BadParameter);
    }
    if ip.is_empty() {
        context.call(|core, _| core.remove_account(&proxy))?;
        return Ok(OK);
    }
    let ip: IpAddr = str::from_utf8(&ip).ok().and_then(|text| text.parse().ok()).ok_or(Syntax)?;
    let port = u16::try_from(info.nat_port).map_err(|_| BadParameter)?;
    let is_new = context.call(|core, _| core.set_account(&proxy, SocketAddr::new(ip, port)))?;
    Ok(if is_new { OK } else { 1 })
}

fn fill_statistics(context: &Context, place: &mut Statistics) -> Result<()> {
    let counts = context.call(|core, now| Ok(core.statistics(now)))?;
    let number = |count: usize| c_int::try_from(count).unwrap_or(c_int::MAX);
    *place = Statistics {
        allocated_transactions: number(counts.transactions.allocated),
        average_transactions: counts.transactions.hourly,
        allocated_registrations: number(counts.registrations.allocated),
        average_registrations: counts.registrations.hourly,
        allocated_calls: number(counts.calls.allocated),
        average_calls: counts.calls.hourly,
        allocated_publications: number(counts.publications.allocated),
        average_publications: counts.publications.hourly,
        allocated_subscriptions: number(counts.subscriptions.allocated),
        average_subscriptions: counts.subscriptions.hourly,
        allocated_insubscriptions: number(counts.insubscriptions.allocated),
        average_insubscriptions: counts.insubscriptions.hourly,
        reserved1: [0; 20],
    };
    Ok(())
}

#[cfg(test)]
mod tests;
