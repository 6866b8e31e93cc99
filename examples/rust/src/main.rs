//! Registers, refreshes and unregisters: register sip:REGISTRAR USER PASSWORD

use std::ffi::{CString, c_int};
use std::ptr::{null, null_mut};
use std::time::{Duration, Instant};

#[allow(dead_code, non_camel_case_types, non_snake_case, non_upper_case_globals)]
mod exosip {
    include!(concat!(env!("OUT_DIR"), "/exosip.rs"));
}
use exosip::*;

const UDP: c_int = 17;
const INET: c_int = 2;

/// A context with one login, which listens on UDP.
struct Agent(*mut eXosip_t);

type Result<T> = std::result::Result<T, String>;

fn check(code: c_int) -> Result<c_int> {
    if code < 0 { Err(format!("error {code}")) } else { Ok(code) }
}

fn text(text: &str) -> CString {
    CString::new(text).expect("no NUL")
}

impl Agent {
    fn new(user: &str, password: &str) -> Result<Self> {
        let (user, password) = (text(user), text(password));
        // SAFETY: the context lives until `drop`; the texts live until the calls have returned.
        unsafe {
            let agent = Self(eXosip_malloc());
            check(eXosip_init(agent.0))?;
            check(eXosip_set_option_int(agent.0, eXosip_option_EXOSIP_OPTION_AUTONOMOUS as c_int, 1))?;
            check(eXosip_listen_addr(agent.0, UDP, null(), 0, INET, 0))?;
            let (user, password) = (user.as_ptr(), password.as_ptr());
            check(eXosip_add_authentication_info(agent.0, user, user, password, null(), null()))?;
            Ok(agent)
        }
    }

    fn locked<T>(&self, body: impl FnOnce(*mut eXosip_t) -> T) -> T {
        // SAFETY: the context lives; this thread holds its lock once.
        unsafe { eXosip_lock(self.0) };
        let result = body(self.0);
        // SAFETY: as above.
        unsafe { eXosip_unlock(self.0) };
        result
    }

    fn register(&self, uri: &str, registrar: &str, expires: c_int) -> Result<c_int> {
        let (uri, registrar) = (text(uri), text(registrar));
        let mut request = null_mut();
        // SAFETY: the request is the library's again when it is sent.
        self.locked(|context| unsafe {
            let (uri, registrar) = (uri.as_ptr(), registrar.as_ptr());
            let rid = check(eXosip_register_build_initial_register(
                context, uri, registrar, null(), expires, &mut request,
            ))?;
            check(eXosip_register_send_register(context, rid, request))?;
            Ok(rid)
        })
    }

    /// Sends the next REGISTER; 0 seconds end the registration.
    fn refresh(&self, rid: c_int, expires: c_int) -> Result<()> {
        let mut request = null_mut();
        // SAFETY: as in `register`.
        self.locked(|context| unsafe {
            check(eXosip_register_build_register(context, rid, expires, &mut request))?;
            check(eXosip_register_send_register(context, rid, request))?;
            Ok(())
        })
    }

    /// Waits for the success of the REGISTER that was sent last. The library answers challenges.
    fn success(&self, rid: c_int, done: &str) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(60);
        while Instant::now() < end {
            // SAFETY: the event is ours until it is freed.
            let (kind, of, status) = unsafe {
                let event = eXosip_event_wait(self.0, 0, 500);
                if event.is_null() {
                    continue;
                }
                let read = (eXosip_event_get_type(event), eXosip_event_get_rid(event), eXosip_event_get_status(event));
                eXosip_event_free(event);
                read
            };
            if of != rid || status == 401 || status == 407 {
                continue;
            }
            if kind != eXosip_event_type_EXOSIP_REGISTRATION_SUCCESS as c_int {
                return Err(format!("not {done}: {status}"));
            }
            println!("{done}");
            return Ok(());
        }
        Err(format!("not {done}: no answer"))
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        // SAFETY: nothing else uses the context.
        unsafe {
            eXosip_quit(self.0);
            eXosip_free(self.0.cast());
        }
    }
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [registrar, user, password] = &words[..] else {
        return Err("register sip:REGISTRAR USER PASSWORD".to_owned());
    };
    let agent = Agent::new(user, password)?;
    let host = registrar.trim_start_matches("sip:");
    let rid = agent.register(&format!("sip:{user}@{host}"), registrar, 3600)?;
    agent.success(rid, "registered")?;
    agent.refresh(rid, 1800)?;
    agent.success(rid, "refreshed")?;
    agent.refresh(rid, 0)?;
    agent.success(rid, "unregistered")
}
