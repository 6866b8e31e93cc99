//! The headers: file names, include guards, what they include.

/// One header of `include`. Its functions stand in the module of `src/abi` that is named after it.
pub(crate) struct Header {
    /// Below `include`.
    pub(crate) path: &'static str,
    /// What it is about, where no module of `src/abi` says that.
    pub(crate) about: &'static str,
    /// The include guard.
    pub(crate) guard: &'static str,
    /// Modules outside `abi` with records or constants of this header.
    pub(crate) model: &'static str,
    /// What it includes.
    pub(crate) includes: &'static str,
    /// A typedef for a type that is declared in another header: the type and the name.
    pub(crate) typedefs: &'static str,
}

const HEADER: Header =
    Header { path: "", about: "", guard: "", model: "", includes: "", typedefs: "" };

/// All headers, with the include guards that programs test for.
pub(crate) const HEADERS: &[Header] = &[
    Header {
        path: "eXosip2/eX_call.h",
        guard: "__EX_CALL_H__",
        includes: "time.h osipparser2/osip_parser.h osipparser2/sdp_message.h",
        ..HEADER
    },
    Header {
        path: "eXosip2/eX_ext.h",
        guard: "__EX_EXT_H__",
        includes: "eXosip2/eXosip.h",
        model: "abi::exosip2::eX_ext::monitor abi::exosip2::eX_ext::states",
        ..HEADER
    },
    Header {
        path: "eXosip2/eX_message.h",
        guard: "__EX_MESSAGE_H__",
        includes: "time.h osipparser2/osip_parser.h",
        ..HEADER
    },
    Header {
        path: "eXosip2/eX_options.h",
        guard: "__EX_OPTIONS_H__",
        includes: "time.h osipparser2/osip_parser.h",
        ..HEADER
    },
    Header {
        path: "eXosip2/eX_publish.h",
        guard: "__EX_PUBLISH_H__",
        includes: "time.h osipparser2/osip_parser.h",
        ..HEADER
    },
    Header {
        path: "eXosip2/eX_register.h",
        guard: "__EX_REGISTER_H__",
        includes: "time.h osipparser2/osip_parser.h",
        ..HEADER
    },
    Header {
        path: "eXosip2/eX_setup.h",
        guard: "__EX_SETUP_H__",
        model: "abi::exosip2::options::table abi::exosip2::eX_setup::records",
        includes: "time.h eXosip2/eXosip.h osipparser2/osip_message.h",
        ..HEADER
    },
    Header {
        path: "eXosip2/eX_subscribe.h",
        guard: "__EX_SUBSCRIBE_H__",
        includes: "time.h osipparser2/osip_parser.h",
        ..HEADER
    },
    Header {
        path: "eXosip2/eXosip.h",
        guard: "__EXOSIP_H__",
        model: "abi::exosip2::eXosip::event",
        includes: "time.h eXosip2/eX_setup.h eXosip2/eX_register.h eXosip2/eX_call.h \
                   eXosip2/eX_options.h eXosip2/eX_subscribe.h eXosip2/eX_message.h eXosip2/eX_publish.h \
                   osipparser2/osip_parser.h osipparser2/sdp_message.h",
        ..HEADER
    },
    Header {
        path: "osip2/osip.h",
        guard: "_OSIP_H_",
        model: "abi::osip2::osip::kinds abi::osip2::osip::records abi::osip2::osip::context \
                abi::osip2::osip::event abi::osip2::osip::transaction abi::osip2::osip::execute \
                abi::osip2::osip::fields abi::osip2::osip::retransmissions",
        includes: "sys/time.h osipparser2/osip_const.h osip2/osip_time.h osipparser2/osip_parser.h \
                   osip2/osip_fifo.h",
        ..HEADER
    },
    Header {
        path: "osip2/osip_condv.h",
        guard: "__OSIP_CONDV_H__",
        includes: "stdio.h time.h",
        ..HEADER
    },
    Header {
        path: "osip2/osip_dialog.h",
        guard: "_DIALOG_H_",
        model: "dialog",
        includes: "osip2/osip.h",
        ..HEADER
    },
    Header {
        path: "osip2/osip_fifo.h",
        guard: "_FIFO_H_",
        includes: "osip2/osip_mt.h osipparser2/osip_list.h",
        ..HEADER
    },
    Header {
        path: "osip2/osip_mt.h",
        guard: "_OSIP_MT_H_",
        model: "abi::osip2::semaphore::posix",
        includes: "stdio.h",
        ..HEADER
    },
    Header {
        path: "osip2/osip_time.h",
        guard: "_OSIP_TIME_H_",
        includes: "sys/time.h time.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_accept.h",
        guard: "_OSIP_ACCEPT_H_",
        includes: "osipparser2/headers/osip_content_type.h",
        typedefs: "osip_content_type_t osip_accept_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_accept_encoding.h",
        guard: "_OSIP_ACCEPT_ENCONDING_H_",
        model: "sip::accept_encoding",
        includes: "osipparser2/osip_list.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_accept_language.h",
        about: "Accept-Language (RFC 3261 20.3).",
        guard: "_OSIP_ACCEPT_LANGUAGE_H_",
        includes: "osipparser2/headers/osip_accept_encoding.h",
        typedefs: "osip_accept_encoding_t osip_accept_language_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_alert_info.h",
        about: "Alert-Info (RFC 3261 20.4).",
        guard: "_OSIP_ALERT_INFO_H_",
        includes: "osipparser2/headers/osip_call_info.h",
        typedefs: "osip_call_info_t osip_alert_info_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_allow.h",
        about: "Allow (RFC 3261 20.5).",
        guard: "_OSIP_ALLOW_H_",
        includes: "osipparser2/headers/osip_content_length.h",
        typedefs: "osip_content_length_t osip_allow_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_authentication_info.h",
        guard: "_OSIP_AUTHENTICATION_INFO_H_",
        model: "sip::authentication_info",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_authorization.h",
        guard: "_OSIP_AUTHORIZATION_H_",
        model: "sip::credentials",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_call_id.h",
        guard: "_OSIP_CALL_ID_H_",
        model: "sip::call_id",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_call_info.h",
        guard: "_OSIP_CALL_INFO_H_",
        model: "sip::call_info",
        includes: "osipparser2/osip_list.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_contact.h",
        guard: "_OSIP_CONTACT_H_",
        includes: "osipparser2/headers/osip_from.h",
        typedefs: "osip_from_t osip_contact_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_content_disposition.h",
        guard: "_OSIP_CONTENT_DISPOSITION_H_",
        includes: "osipparser2/headers/osip_call_info.h",
        typedefs: "osip_call_info_t osip_content_disposition_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_content_encoding.h",
        about: "Content-Encoding (RFC 3261 20.12).",
        guard: "_OSIP_CONTENT_ENCODING_H_",
        includes: "osipparser2/headers/osip_content_length.h",
        typedefs: "osip_content_length_t osip_content_encoding_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_content_length.h",
        guard: "_OSIP_CONTENT_LENGTH_H_",
        model: "sip::content_length",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_content_type.h",
        guard: "_OSIP_CONTENT_TYPE_H_",
        model: "sip::content_type",
        includes: "osipparser2/osip_list.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_cseq.h",
        guard: "_OSIP_CSEQ_H_",
        model: "sip::cseq",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_error_info.h",
        about: "Error-Info (RFC 3261 20.18).",
        guard: "_OSIP_ERROR_INFO_H_",
        includes: "osipparser2/headers/osip_call_info.h",
        typedefs: "osip_call_info_t osip_error_info_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_from.h",
        guard: "_OSIP_FROM_H_",
        model: "sip::name_addr",
        includes: "osipparser2/osip_list.h osipparser2/osip_uri.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_header.h",
        about: "",
        guard: "_OSIP_HEADER_H_",
        model: "sip::header",
        includes: "osipparser2/osip_uri.h",
        typedefs: "osip_uri_param_t osip_generic_param_t",
    },
    Header {
        path: "osipparser2/headers/osip_mime_version.h",
        about: "MIME-Version (RFC 3261 20.24).",
        guard: "_OSIP_MIME_VERSION_H_",
        includes: "osipparser2/headers/osip_content_length.h osipparser2/osip_list.h osipparser2/osip_uri.h",
        typedefs: "osip_content_length_t osip_mime_version_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_proxy_authenticate.h",
        about: "Proxy-Authenticate (RFC 3261 20.27).",
        guard: "_OSIP_PROXY_AUHTHENTICATE_H_",
        includes: "osipparser2/headers/osip_www_authenticate.h",
        typedefs: "osip_www_authenticate_t osip_proxy_authenticate_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_proxy_authentication_info.h",
        about: "Proxy-Authentication-Info (RFC 7615 4).",
        guard: "_OSIP_PROXY_AUTHENTICATION_INFO_H_",
        includes: "osipparser2/headers/osip_authentication_info.h",
        typedefs: "osip_authentication_info_t osip_proxy_authentication_info_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_proxy_authorization.h",
        about: "Proxy-Authorization (RFC 3261 20.28).",
        guard: "_OSIP_PROXY_AUHTHORIZATION_H_",
        includes: "osipparser2/headers/osip_authorization.h",
        typedefs: "osip_authorization_t osip_proxy_authorization_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_record_route.h",
        guard: "_OSIP_RECORD_ROUTE_H_",
        includes: "osipparser2/headers/osip_from.h",
        typedefs: "osip_from_t osip_record_route_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_route.h",
        guard: "_OSIP_RECORD_H_",
        includes: "osipparser2/headers/osip_from.h",
        typedefs: "osip_from_t osip_route_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_to.h",
        guard: "_OSIP_TO_H_",
        includes: "osipparser2/headers/osip_from.h",
        typedefs: "osip_from_t osip_to_t",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_via.h",
        guard: "_OSIP_VIA_H_",
        model: "sip::via",
        includes: "osipparser2/osip_list.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/headers/osip_www_authenticate.h",
        guard: "_OSIP_WWW_AUTHENTICATE_H_",
        model: "sip::challenge",
        ..HEADER
    },
    Header {
        path: "osipparser2/osip_body.h",
        guard: "_OSIP_BODY_H_",
        model: "sip::body",
        includes: "stddef.h osipparser2/headers/osip_content_type.h",
        ..HEADER
    },
    Header { path: "osipparser2/osip_const.h", guard: "_OSIP_CONST_H_", ..HEADER },
    Header {
        path: "osipparser2/osip_headers.h",
        about: "the headers of messages.",
        guard: "_OSIP_HEADERS_H_",
        includes: "osipparser2/osip_port.h osipparser2/osip_const.h osipparser2/osip_uri.h \
                   osipparser2/headers/osip_header.h osipparser2/headers/osip_accept.h \
                   osipparser2/headers/osip_accept_encoding.h osipparser2/headers/osip_accept_language.h \
                   osipparser2/headers/osip_alert_info.h osipparser2/headers/osip_allow.h \
                   osipparser2/headers/osip_authentication_info.h \
                   osipparser2/headers/osip_authorization.h osipparser2/headers/osip_call_id.h \
                   osipparser2/headers/osip_call_info.h osipparser2/headers/osip_contact.h \
                   osipparser2/headers/osip_content_disposition.h \
                   osipparser2/headers/osip_content_encoding.h osipparser2/headers/osip_content_length.h \
                   osipparser2/headers/osip_content_type.h osipparser2/headers/osip_cseq.h \
                   osipparser2/headers/osip_error_info.h osipparser2/headers/osip_from.h \
                   osipparser2/headers/osip_mime_version.h osipparser2/headers/osip_proxy_authenticate.h \
                   osipparser2/headers/osip_proxy_authentication_info.h \
                   osipparser2/headers/osip_proxy_authorization.h \
                   osipparser2/headers/osip_record_route.h osipparser2/headers/osip_route.h \
                   osipparser2/headers/osip_to.h osipparser2/headers/osip_via.h \
                   osipparser2/headers/osip_www_authenticate.h",
        ..HEADER
    },
    Header { path: "osipparser2/osip_list.h", guard: "_LIST_H_", ..HEADER },
    Header { path: "osipparser2/osip_md5.h", guard: "_MD5_H_", ..HEADER },
    Header {
        path: "osipparser2/osip_message.h",
        guard: "_OSIP_MESSAGE_H_",
        model: "sip::message",
        includes: "string.h osipparser2/osip_const.h osipparser2/osip_headers.h osipparser2/osip_body.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/osip_parser.h",
        guard: "_OSIP_PARSER_H_",
        includes: "osipparser2/osip_message.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/osip_port.h",
        guard: "_OSIP_PORT_H_",
        model: "error::code abi::osipparser2::osip_port::text",
        includes: "stdarg.h stdio.h stdlib.h osipparser2/osip_const.h osipparser2/osip_list.h",
        ..HEADER
    },
    Header {
        path: "osipparser2/osip_uri.h",
        about: "",
        guard: "_URLS_H_",
        model: "sip::param sip::uri",
        includes: "osipparser2/osip_const.h osipparser2/osip_list.h",
        typedefs: "osip_uri_param_t osip_uri_header_t",
    },
    Header {
        path: "osipparser2/sdp_message.h",
        guard: "_SDP_H_",
        model: "sdp::message abi::osipparser2::sdp_message::media_lines",
        includes: "osipparser2/osip_list.h",
        ..HEADER
    },
];
