//! Where options go whose effect is shown elsewhere, by tests that need no C: names, TLS, streams, delays.

use core::fmt::Debug;
use std::ffi::CString;
use std::time::Duration;

use super::table::*;
use super::*;
use crate::context::Settings;
use crate::ua::{Limits, Options};

fn context() -> Context {
    let context = Context::default();
    context.init().unwrap();
    context
}

fn set_number(context: &Context, option: c_int, number: c_int) -> Result<c_int> {
    set(context, option, (&raw const number).cast())
}

fn set_text(context: &Context, option: c_int, text: &str) -> Result<c_int> {
    let text = CString::new(text).unwrap();
    set(context, option, text.as_ptr().cast())
}

/// Sets an option to a number and looks at a setting.
fn setting<T: PartialEq + Debug>(option: c_int, number: c_int, look: fn(&Settings) -> T) -> T {
    let context = context();
    assert_eq!(set_number(&context, option, number), Ok(OK));
    context.with_settings(|all| look(all)).unwrap()
}

/// Sets an option to a number and looks at what the core makes of it.
fn core_option<T>(option: c_int, number: c_int, look: fn(&Options) -> T) -> T {
    let context = context();
    assert_eq!(set_number(&context, option, number), Ok(OK));
    context.call(|core, _| Ok(look(core.options()))).unwrap()
}

#[test]
fn names_are_looked_up_as_chosen() {
    let services = |number| setting(EXOSIP_OPT_DNS_CAPABILITIES, number, |all| all.names.services);
    assert_eq!([-1, 0, 1, 2].map(services), [false, false, true, true]);
    assert_eq!(setting(EXOSIP_OPT_ENABLE_IPV6, 2, |all| all.names.ipv6), 2);
}

#[test]
fn subscriptions_are_as_chosen() {
    assert_eq!(core_option(EXOSIP_OPT_SUBSCRIPTION_LIMIT, 7, |all| all.subscription_limit), 7);
    assert!(core_option(EXOSIP_OPT_REPORT_EXPIRED, 1, |all| all.report_expired));
    assert!(core_option(EXOSIP_OPT_RESUBSCRIBE, 1, |all| all.resubscribe));
    assert!(core_option(EXOSIP_OPT_OBEY_NOTIFY_EXPIRES, 1, |all| all.obey_notify_expires));
    assert!(core_option(EXOSIP_OPT_NOTIFY_DIALOGS, 1, |all| all.notify_dialogs));
}

#[test]
fn connections_are_as_chosen() {
    assert_eq!(setting(EXOSIP_OPT_BODY_LIMIT, 1000, |all| all.body_limit), 1000);
    assert!(setting(EXOSIP_OPT_TLS_VERIFY_ALWAYS, 1, |all| all.tls.verify_always));
    let bits = setting(EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, 6, |all| all.tls.verification);
    assert_eq!(bits, Some(6));
    let context = context();
    assert_eq!(set_text(&context, EXOSIP_OPT_TLS_KEY_LOG, "keys.txt"), Ok(OK));
    // Secrets do not go into a file of another name.
    let latin = c"schl\xfcssel".as_ptr();
    assert_eq!(set(&context, EXOSIP_OPT_TLS_KEY_LOG, latin.cast()), Err(BadParameter));
    assert_eq!(context.with_settings(|all| all.tls.key_log.clone()), Ok("keys.txt".to_owned()));
}

#[test]
fn delays_are_as_chosen() {
    let limit = |option, number| {
        let context = context();
        assert_eq!(set_number(&context, option, number), Ok(OK));
        context.call(|core, _| Ok(*core.limits())).unwrap()
    };
    let seconds = |option, look: fn(&Limits) -> Duration| {
        [0, 7].map(|number| look(&limit(option, number)).as_secs())
    };
    assert_eq!(seconds(EXOSIP_OPT_PROBE_CEILING, |all| all.probe_ceiling), [1, 7]);
    assert_eq!(seconds(EXOSIP_OPT_RETRY_CEILING, |all| all.retry_ceiling), [1, 7]);
    assert_eq!(limit(EXOSIP_OPT_RETURN_RATE, 7).return_rate, 7);
    assert_eq!([0, 7].map(|rate| limit(EXOSIP_OPT_REGISTER_RATE, rate).register_rate), [0, 7]);
    let negative = set_number(&context(), EXOSIP_OPT_RETRY_CEILING, -1);
    assert_eq!(negative, Err(BadParameter));
}

#[test]
fn switches_are_as_chosen() {
    let switch = |option, look: fn(&Options) -> bool| {
        assert_eq!([1, 0].map(|number| core_option(option, number, look)), [true, false]);
    };
    switch(EXOSIP_OPT_ENABLE_AUTOANSWERBYE, |all| all.auto_answer_bye);
    switch(EXOSIP_OPT_SET_SESSIONTIMERS_FORCE, |all| all.force_session_timer);
    switch(EXOSIP_OPT_FORCE_CONNECTIONREUSE, |all| all.reuse_connections);
    switch(EXOSIP_OPT_CHECK_RESPONSE_SOURCE, |all| all.check_response_source);
    switch(EXOSIP_OPT_END_EXPIRED_SESSIONS, |all| all.end_expired_sessions);
    switch(EXOSIP_OPT_RETRY_491, |all| all.retry_491);
    switch(EXOSIP_OPT_RELIABLE_PROVISIONAL, |all| all.reliable_provisional);
    switch(EXOSIP_OPT_CANCEL_EARLY, |all| all.cancel_early);
    switch(EXOSIP_OPT_CALL_FEATURES, |all| all.call_features);
    switch(EXOSIP_OPT_REPORT_FORKS, |all| all.report_forks);
    let lean = context();
    let lean_events = [1, 0].map(|number| {
        assert_eq!(set_number(&lean, EXOSIP_OPT_LEAN_EVENTS, number), Ok(OK));
        lean.has_lean_events()
    });
    assert_eq!(lean_events, [true, false]);
    let credentials =
        |number| setting(EXOSIP_OPT_CAPTURE_CREDENTIALS, number, |all| all.capture_credentials);
    assert_eq!([1, 0].map(credentials), [true, false]);
    assert_eq!(core_option(EXOSIP_OPT_CALL_LIMIT, 7, |all| all.call_limit), 7);
    let floor = |number| core_option(EXOSIP_OPT_RETRY_FLOOR, number, |all| all.retry_floor);
    assert_eq!([0, 60].map(floor), [0, 60].map(Duration::from_secs));
}

#[test]
fn options_set_by_an_int_are_those_whose_value_is_one() {
    let page = include_str!("../../../../docs/options.md");
    let rows = page.lines().filter(|line| line.starts_with("| `EXOSIP_OPT_"));
    for row in rows {
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        let is_read = columns[3] == "`int *`" && !columns[1].contains("_GET_");
        assert_eq!(
            matches!(setter(columns[2].parse().unwrap()), Some(Setter::Int(_))),
            is_read,
            "{row}"
        );
    }
    let context = context();
    assert_eq!(set_int(&context, EXOSIP_OPT_SET_DSCP, 46), Ok(OK));
    assert_eq!(context.with_settings(|all| all.dscp).ok(), Some(46));
    assert_eq!(set_int(&context, EXOSIP_OPT_SET_HEADER_USER_AGENT, 1), Err(BadParameter));
}
