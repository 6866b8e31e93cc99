//! `eXosip2/eX_setup.h`

use core::ffi::{c_char, c_int, c_void};

use crate::abi::boundary::{LooseStr, Str};
use crate::abi::types::{MessageCallback, Naptr, SrvRecord};
use crate::context::Context;
use crate::sip::Message;

entry_stub! {
    fn eXosip_malloc() -> *mut Context;
    fn eXosip_init(excontext: Option<&Context>) -> c_int;
    fn eXosip_quit(excontext: Option<&Context>);
    fn eXosip_lock(excontext: Option<&Context>) -> c_int;
    fn eXosip_unlock(excontext: Option<&Context>) -> c_int;
    fn eXosip_execute(excontext: Option<&Context>) -> c_int;
    fn eXosip_set_option(excontext: Option<&Context>, opt: c_int, value: *const c_void) -> c_int;
    fn eXosip_dnsutils_naptr(excontext: Option<&Context>, domain: Str<'_>, protocol: Str<'_>, transport: Str<'_>, keep_in_cache: c_int) -> *mut Naptr;
    fn eXosip_dnsutils_release(naptr_record: *mut Naptr);
    fn eXosip_dnsutils_dns_process(output_record: *mut Naptr, force: c_int) -> c_int;
    fn eXosip_dnsutils_rotate_srv(output_record: *mut SrvRecord) -> c_int;
    fn eXosip_listen_addr(excontext: Option<&Context>, transport: c_int, addr: Str<'_>, port: c_int, family: c_int, secure: c_int) -> c_int;
    fn eXosip_reset_transports(excontext: Option<&Context>) -> c_int;
    fn eXosip_set_socket(excontext: Option<&Context>, transport: c_int, socket: c_int, port: c_int) -> c_int;
    fn eXosip_set_user_agent(excontext: Option<&Context>, user_agent: Str<'_>);
    fn eXosip_get_version() -> *const c_char;
    fn eXosip_set_cbsip_message(excontext: Option<&Context>, cbsip_callback: Option<MessageCallback>) -> c_int;
    fn eXosip_masquerade_contact(excontext: Option<&Context>, public_address: Str<'_>, port: c_int);
    fn eXosip_find_free_port(excontext: Option<&Context>, free_port: c_int, transport: c_int) -> c_int;
    fn eXosip_wakeup_event(excontext: Option<&Context>);
    fn eXosip_transport_set(msg: Option<&mut Message>, transport: Str<'_>) -> c_int;
    fn eXosip_guess_localip(excontext: Option<&Context>, family: c_int, address: LooseStr<'_>, size: c_int) -> c_int;
}
