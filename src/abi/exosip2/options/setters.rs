//! What options do with their values.

use core::ffi::{c_char, c_int, c_void};
use core::mem::transmute;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use super::value::Value;
use crate::abi::exosip2::eX_setup::*;
use crate::abi::room::{array_text, set_array_text};
use crate::auth::Policy;
use crate::context::{Context, WakeLock};
use crate::digest::Operator;
use crate::error::Error::{BadParameter, Syntax};
use crate::error::{Error, OK, Result};
use crate::net::{
    Credentials, TlsFile, TlsSettings, check_ciphers, check_files, check_flags, server_address,
};
use crate::trace::trace;
use crate::ua::{DEFAULT_USER_AGENT, Limits, Options};

/// What sets an option, by the type of its value.
pub(super) enum Setter {
    /// An `int *` that is read.
    Int(IntSetter),
    /// A `const char *`; NULL is the empty text.
    Text(fn(&Context, &[u8]) -> Result<()>),
    /// A `const char *` that the core takes.
    CoreText(fn(&mut Options, &[u8]) -> Result<()>),
    /// Anything else: a record to read or to fill in, or a function. Returns what `eXosip_set_option` does.
    Record(fn(&Context, Value) -> Result<c_int>),
    /// The option cannot be set.
    Refused(Error),
}

/// What sets an option whose value is a number.
pub(super) enum IntSetter {
    Flag(fn(&mut Options) -> &mut bool),
    Number(fn(&mut Options, c_int)),
    Count(fn(&mut Options, u32)),
    Limit(fn(&mut Limits, u32)),
    Policy(fn(&mut Policy, bool)),
    Context(fn(&Context, c_int) -> Result<()>),
}

impl IntSetter {
    pub(super) fn call(self, context: &Context, value: c_int) -> Result<()> {
        match self {
            Self::Flag(of) => context.call(|core, _| {
                *of(core.options_mut()) = value != 0;
                Ok(())
            }),
            Self::Number(set) => context.call(|core, _| {
                set(core.options_mut(), value);
                Ok(())
            }),
            Self::Count(set) => context.call(|core, _| {
                set(core.options_mut(), not_negative(value)?);
                Ok(())
            }),
            Self::Limit(set) => context.call(|core, _| {
                set(core.limits_mut(), not_negative(value)?);
                Ok(())
            }),
            Self::Policy(set) => context.call(|core, _| {
                set(core.policy_mut(), value != 0);
                Ok(())
            }),
            Self::Context(set) => set(context, value),
        }
    }
}

/// 0 or not.
pub(super) fn flag(of: fn(&mut Options) -> &mut bool) -> Setter {
    Setter::Int(IntSetter::Flag(of))
}

/// A number that can be negative.
pub(super) fn number(set: fn(&mut Options, c_int)) -> Setter {
    Setter::Int(IntSetter::Number(set))
}

/// A number that cannot be negative.
pub(super) fn count(set: fn(&mut Options, u32)) -> Setter {
    Setter::Int(IntSetter::Count(set))
}

/// A number that cannot be negative, of the router.
pub(super) fn limit(set: fn(&mut Limits, u32)) -> Setter {
    Setter::Int(IntSetter::Limit(set))
}

/// 0 or not, of the authentication.
pub(super) fn policy(set: fn(&mut Policy, bool)) -> Setter {
    Setter::Int(IntSetter::Policy(set))
}

/// A number of sockets, names or the context.
pub(super) fn context(set: fn(&Context, c_int) -> Result<()>) -> Setter {
    Setter::Int(IntSetter::Context(set))
}

/// A number that changes nothing.
pub(super) fn no_effect() -> Setter {
    context(|context, _| context.call(|_, _| Ok(())))
}

pub(super) fn text(set: fn(&Context, &[u8]) -> Result<()>) -> Setter {
    Setter::Text(set)
}

pub(super) fn core_text(set: fn(&mut Options, &[u8]) -> Result<()>) -> Setter {
    Setter::CoreText(set)
}

pub(super) fn record(set: fn(&Context, Value) -> Result<c_int>) -> Setter {
    Setter::Record(set)
}

pub(super) fn refused(error: Error) -> Setter {
    Setter::Refused(error)
}

pub(super) fn set_keepalive(context: &Context, interval: c_int) -> Result<()> {
    context.call(|core, now| {
        core.set_keepalive(now, milliseconds(interval));
        Ok(())
    })
}

pub(super) fn set_quit_deadline(context: &Context, deadline: c_int) -> Result<()> {
    let deadline = milliseconds(deadline).unwrap_or_default();
    context.with_settings(|all| all.quit_deadline = deadline)
}

pub(super) fn set_event_limit(context: &Context, limit: c_int) -> Result<()> {
    let limit: usize = not_negative(limit)?;
    context.set_event_limit(if limit == 0 { usize::MAX } else { limit })
}

pub(super) fn get_dropped_events(context: &Context, value: Value) -> Result<c_int> {
    let events: &mut c_int = value.answer()?;
    *events = c_int::try_from(context.dropped_events()?).unwrap_or(c_int::MAX);
    Ok(OK)
}

pub(super) fn set_body_limit(context: &Context, limit: c_int) -> Result<()> {
    let limit = not_negative(limit)?;
    context.set_streams(|all| all.body_limit = limit)
}

/// What is no port stands for any, as 0 does.
pub(super) fn set_outgoing_ports(context: &Context, value: Value) -> Result<c_int> {
    let ports: &[c_int; 2] = value.record()?;
    let [first, last] = ports.map(|port| u16::try_from(port).unwrap_or(0));
    context.with_settings(|all| all.outgoing_ports = (first, last))?;
    Ok(OK)
}

pub(super) fn set_key_log(context: &Context, file: &[u8]) -> Result<()> {
    let file = utf8(file)?.to_owned();
    context.set_streams(|all| all.tls.key_log = file)
}

pub(super) fn set_user_agent(options: &mut Options, text: &[u8]) -> Result<()> {
    options.set_user_agent(if text.is_empty() { DEFAULT_USER_AGENT.as_bytes() } else { text })
}

/// 32 hexadecimal digits; an empty text for none.
pub(super) fn set_operator(
    context: &Context,
    text: &[u8],
    operator: fn([u8; 16]) -> Operator,
) -> Result<()> {
    let text = utf8(text)?;
    let is_key = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let aka = if text.is_empty() {
        None
    } else {
        let key = u128::from_str_radix(text, 16).ok().filter(|_| is_key).ok_or(BadParameter)?;
        Some(operator(key.to_be_bytes()))
    };
    context.call(|core, _| {
        core.policy_mut().aka = aka;
        Ok(())
    })
}

/// None for an empty text; a word that is no address makes all of it `BadParameter`.
pub(super) fn set_name_servers(context: &Context, text: &[u8]) -> Result<()> {
    let words = utf8(text)?.split([' ', ',']).filter(|word| !word.is_empty());
    let servers = words.map(|word| server_address(word).ok_or(BadParameter));
    let servers = servers.collect::<Result<Vec<_>>>()?;
    context.set_names(|names| names.servers = servers)
}

pub(super) fn seconds(count: u32) -> Duration {
    Duration::from_secs(count.into())
}

fn milliseconds(period: c_int) -> Option<Duration> {
    u64::try_from(period).ok().filter(|&period| period > 0).map(Duration::from_millis)
}

fn not_negative<T: TryFrom<c_int>>(value: c_int) -> Result<T> {
    T::try_from(value).map_err(|_| BadParameter)
}

pub(super) fn utf8(text: &[u8]) -> Result<&str> {
    str::from_utf8(text).map_err(|_| BadParameter)
}

/// An IP address as text; none for what is no address.
pub(super) fn address(text: &[u8]) -> Option<IpAddr> {
    str::from_utf8(text).ok()?.parse().ok()
}

/// As much of a text as the original keeps.
pub(super) fn cut(text: &[u8]) -> &[u8] {
    text.get(..255).unwrap_or(text)
}

/// The value is the function itself, not its address.
pub(super) fn set_wake_lock(context: &Context, value: Value) -> Result<c_int> {
    context.set_wake_lock(wake_lock(value))?;
    Ok(OK)
}

fn wake_lock(value: Value) -> Option<WakeLock> {
    // SAFETY: the value is the function itself, or NULL, which is `None`.
    let callback = unsafe { transmute::<*const c_void, Option<CbSipWakeLock>>(value.0) }?;
    Some(WakeLock(Arc::new(move |reason| callback(reason as c_int))))
}

pub(super) fn remove_host(context: &Context, value: Value) -> Result<c_int> {
    context.remove_host(&host_of(value.record()?)?)?;
    Ok(OK)
}

fn host_of(entry: &DnsCacheEntry) -> Result<String> {
    let host = String::from_utf8(array_text(&entry.host)).map_err(|_| BadParameter)?;
    // It becomes a word of a line in the form of a hosts file.
    let is_word = !host.is_empty()
        && !host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#');
    is_word.then_some(host).ok_or(BadParameter)
}

pub(super) fn add_host(context: &Context, value: Value) -> Result<c_int> {
    let entry: &mut DnsCacheEntry = value.answer()?;
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
    Ok(OK)
}

/// What cannot be done is refused here, with a line in the trace: then nothing changes. Files are read again when a
/// connection needs them. The code of a bad file is an `eXosip_tls_ctx_error`.
#[allow(clippy::useless_conversion, reason = "unsigned long has 32 bits elsewhere")]
pub(super) fn set_tls(context: &Context, value: Value) -> Result<c_int> {
    let info: &TlsContext = value.record()?;
    let (client, server) = (credentials(&info.client)?, credentials(&info.server)?);
    let ciphers = array_utf8(&info.cipher_list)?;
    check_ciphers(&ciphers)?;
    check_flags(info.tls_flags.into())?;
    let (roots, pin) =
        (array_utf8(&info.root_ca_cert)?, array_utf8(&info.client.public_key_pinned)?);
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
    let (certificate, key) = (array_utf8(&info.cert)?, array_utf8(&info.priv_key)?);
    if certificate.is_empty() != key.is_empty() {
        trace!(
            Error,
            "a certificate for TLS is of no use without its key, nor a key without its certificate"
        );
        return Err(BadParameter);
    }
    Ok(Credentials { certificate, key, key_password: array_utf8(&info.priv_key_pw)? })
}

fn array_utf8(array: &[c_char]) -> Result<String> {
    String::from_utf8(array_text(array)).map_err(|_| BadParameter)
}

/// 0 if something changed, 1 if not.
pub(super) fn set_account(context: &Context, value: Value) -> Result<c_int> {
    let info: &AccountInfo = value.record()?;
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

pub(super) fn fill_statistics(context: &Context, value: Value) -> Result<c_int> {
    let place: &mut Statistics = value.answer()?;
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
    Ok(OK)
}
