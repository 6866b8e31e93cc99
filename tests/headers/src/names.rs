//! The C names of Rust types.

use std::collections::HashSet;

use Kind::{Enum, Function, Handle, Opaque, Open, System};

/// How a type shows in C.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// A record that C may always look into.
    Open,
    /// A record that is incomplete under `EXOSIP_OPAQUE`.
    Opaque,
    /// A number with names (`c_enum!`).
    Enum,
    /// A pointer to a function.
    Function,
    /// What C only ever points to, and threads share.
    Handle,
    /// A record of the system.
    System,
}

/// The C name of a Rust type.
pub(crate) struct Name {
    /// The Rust type, without its path.
    pub(crate) rust: &'static str,
    /// How it shows.
    pub(crate) kind: Kind,
    /// The tag of the `struct` or `enum`.
    pub(crate) tag: &'static str,
    /// The typedefs. The first is the usual one; another is used where the name of a function or field has its
    /// word in it: `osip_to_t` in `osip_to_init`.
    pub(crate) typedefs: &'static str,
}

const fn name(rust: &'static str, kind: Kind, tag: &'static str, typedefs: &'static str) -> Name {
    Name { rust, kind, tag, typedefs }
}

/// All records, enumerations and function types with a C name.
pub(crate) const NAMES: &[Name] = &[
    name("RawNode", Open, "__node", "__node_t"),
    name("ListIterator", Open, "osip_list_iterator", "osip_list_iterator_t"),
    name("RawList", Open, "osip_list", "osip_list_t"),
    name(
        "Param",
        Opaque,
        "osip_uri_param",
        "osip_uri_param_t osip_generic_param_t osip_uri_header_t",
    ),
    name("Uri", Opaque, "osip_uri", "osip_uri_t"),
    name("ContentType", Opaque, "osip_content_type", "osip_content_type_t osip_accept_t"),
    name("Body", Opaque, "osip_body", "osip_body_t"),
    name("Header", Opaque, "osip_header", "osip_header_t"),
    name(
        "AcceptEncoding",
        Opaque,
        "osip_accept_encoding",
        "osip_accept_encoding_t osip_accept_language_t",
    ),
    name(
        "CallInfo",
        Opaque,
        "osip_call_info",
        "osip_call_info_t osip_alert_info_t osip_content_disposition_t osip_error_info_t",
    ),
    name(
        "ContentLength",
        Opaque,
        "osip_content_length",
        "osip_content_length_t osip_allow_t osip_content_encoding_t osip_mime_version_t",
    ),
    name(
        "AuthenticationInfo",
        Opaque,
        "osip_authentication_info",
        "osip_authentication_info_t osip_proxy_authentication_info_t",
    ),
    name(
        "Credentials",
        Opaque,
        "osip_authorization",
        "osip_authorization_t osip_proxy_authorization_t",
    ),
    name("CallId", Opaque, "osip_call_id", "osip_call_id_t"),
    name(
        "NameAddr",
        Opaque,
        "osip_from",
        "osip_from_t osip_contact_t osip_record_route_t osip_route_t osip_to_t",
    ),
    name("CSeq", Opaque, "osip_cseq", "osip_cseq_t"),
    name(
        "Challenge",
        Opaque,
        "osip_www_authenticate",
        "osip_www_authenticate_t osip_proxy_authenticate_t",
    ),
    name("Via", Opaque, "osip_via", "osip_via_t"),
    name("Message", Opaque, "osip_message", "osip_message_t"),
    name("Md5Context", Open, "osip_MD5_CTX", "osip_MD5_CTX"),
    name("Bandwidth", Opaque, "sdp_bandwidth", "sdp_bandwidth_t"),
    name("TimeDescription", Opaque, "sdp_time_descr", "sdp_time_descr_t"),
    name("Key", Opaque, "sdp_key", "sdp_key_t"),
    name("Attribute", Opaque, "sdp_attribute", "sdp_attribute_t"),
    name("Connection", Opaque, "sdp_connection", "sdp_connection_t"),
    name("Media", Opaque, "sdp_media", "sdp_media_t"),
    name("Description", Opaque, "sdp_message", "sdp_message_t"),
    name("Fifo", Open, "osip_fifo", "osip_fifo_t"),
    name("Ict", Opaque, "osip_ict", "osip_ict_t"),
    name("Nict", Opaque, "osip_nict", "osip_nict_t"),
    name("Ist", Opaque, "osip_ist", "osip_ist_t"),
    name("Nist", Opaque, "osip_nist", "osip_nist_t"),
    name("SrvEntry", Open, "osip_srv_entry", "osip_srv_entry_t"),
    name("SrvRecord", Open, "osip_srv_record", "osip_srv_record_t"),
    name("Naptr", Open, "osip_naptr", "osip_naptr_t"),
    name("Transaction", Opaque, "osip_transaction", "osip_transaction_t"),
    name("Ixt", Opaque, "ixt", "ixt_t"),
    name("Osip", Opaque, "osip", "osip_t"),
    name("OsipEvent", Opaque, "osip_event", "osip_event_t"),
    name("Dialog", Opaque, "osip_dialog", "osip_dialog_t"),
    name("DnsCacheEntry", Open, "eXosip_dns_cache", ""),
    name("AccountInfo", Open, "eXosip_account_info", ""),
    name("HttpAuth", Open, "eXosip_http_auth", ""),
    name("Statistics", Open, "eXosip_stats", ""),
    name("TlsCredentials", Open, "eXosip_tls_credentials_s", "eXosip_tls_credentials_t"),
    name("TlsContext", Open, "eXosip_tls_ctx_s", "eXosip_tls_ctx_t"),
    name("Event", Open, "eXosip_event", "eXosip_event_t"),
    name("TraceLevel", Enum, "_trace_level", "osip_trace_level_t"),
    name("FifoState", Enum, "osip_fifo_state", "osip_fifo_state"),
    name("State", Enum, "_state_t", "state_t"),
    name("DialogState", Enum, "_state_t", "state_t"),
    name("OsipEventType", Enum, "type_t", "type_t"),
    name("Machine", Enum, "osip_fsm_type_t", "osip_fsm_type_t"),
    name("MessageCallbackType", Enum, "osip_message_callback_type", "osip_message_callback_type_t"),
    name("KillCallbackType", Enum, "osip_kill_callback_type", "osip_kill_callback_type_t"),
    name(
        "TransportErrorCallbackType",
        Enum,
        "osip_transport_error_callback_type",
        "osip_transport_error_callback_type_t",
    ),
    name("DialogType", Enum, "_osip_dialog_type_t", "osip_dialog_type_t"),
    name("TlsError", Enum, "eXosip_tls_ctx_error", "eXosip_tls_ctx_error"),
    name("SubscriptionState", Enum, "eXosip_ss", ""),
    name("SubscriptionReason", Enum, "eXosip_ss_reason", ""),
    name("PresenceStatus", Enum, "eXosip_ss_status", ""),
    name("EventType", Enum, "eXosip_event_type", "eXosip_event_type_t"),
    name("Cause", Enum, "eXosip_cause", "eXosip_cause_t"),
    name("RegisterNumber", Enum, "eXosip_register_number", "eXosip_register_number_t"),
    name("RegisterText", Enum, "eXosip_register_text", "eXosip_register_text_t"),
    name("MessageCallback", Function, "osip_message_cb_t", "osip_message_cb_t"),
    name("KillCallback", Function, "osip_kill_transaction_cb_t", "osip_kill_transaction_cb_t"),
    name(
        "TransportErrorCallback",
        Function,
        "osip_transport_error_cb_t",
        "osip_transport_error_cb_t",
    ),
    name("CountersRecord", Open, "eXosip_counters", ""),
    name("MessageTraceCallback", Function, "eXosip_message_trace_t", "eXosip_message_trace_t"),
    name("CbSipCallback", Function, "CbSipCallback", "CbSipCallback"),
    name("CbSipWakeLock", Function, "CbSipWakeLock", "CbSipWakeLock"),
    name("Context", Handle, "eXosip_t", ""),
    name("Thread", Handle, "osip_thread", ""),
    name("Semaphore", Handle, "osip_sem", ""),
    name("Mutex", Handle, "osip_mutex", ""),
    name("Condition", Handle, "osip_cond", ""),
    name("timeval", System, "timeval", ""),
    name("timespec", System, "timespec", ""),
];

impl Name {
    /// The name of the Rust type `rust`.
    pub(crate) fn of(rust: &str) -> Option<&'static Self> {
        NAMES.iter().find(|name| name.rust == rust)
    }

    /// Whether C writes `struct` before the tag.
    pub(crate) fn is_struct(&self) -> bool {
        !matches!(self.kind, Enum | Function)
    }

    /// The usual typedef.
    pub(crate) fn typedef(&self) -> Option<&'static str> {
        self.typedefs.split(' ').next().filter(|typedef| !typedef.is_empty())
    }

    /// The typedef of those in `visible` that suits the function or field `near`, or else the tag.
    pub(crate) fn spelling(&self, near: &str, visible: &HashSet<&str>) -> &'static str {
        if !self.is_struct() {
            return self.typedef().unwrap_or(self.tag);
        }
        let near = format!("_{}_", near.trim_end_matches('s'));
        let word = |typedef: &str| {
            let word = typedef.trim_start_matches("osip_").trim_end_matches("_t");
            if near.contains(&format!("_{word}_")) { word.len() } else { 0 }
        };
        let typedefs = self.typedefs.split(' ').filter(|typedef| visible.contains(typedef));
        let closest = typedefs.max_by_key(|typedef| word(typedef));
        let usual = self.typedef().filter(|typedef| visible.contains(typedef));
        closest.filter(|typedef| word(typedef) > 0).or(usual).unwrap_or(self.tag)
    }
}
