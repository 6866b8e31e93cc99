//! The records that are values of options.

use core::ffi::{c_char, c_float, c_int, c_ulong};

use crate::mem::CBox;
use crate::sip::Challenge;

/// Value of `EXOSIP_OPT_ADD_DNS_CACHE` and `EXOSIP_OPT_DELETE_DNS_CACHE`.
#[repr(C)]
pub struct DnsCacheEntry {
    /// Name of a host.
    pub host: [c_char; 1024],
    /// Its address as text. Empty: it is looked up and written here.
    pub ip: [c_char; 256],
}

record_size!(DnsCacheEntry: 1280, 1280);

/// Value of `EXOSIP_OPT_ADD_ACCOUNT_INFO`: the public address that one proxy sees.
#[repr(C)]
pub struct AccountInfo {
    /// Host of the proxy.
    pub proxy: [c_char; 1024],
    /// Our public address as text; empty removes the entry.
    pub nat_ip: [c_char; 256],
    /// Our public port.
    pub nat_port: c_int,
}

record_size!(AccountInfo: 1284, 1284);

/// A challenge that is remembered for one call.
#[repr(C)]
pub struct HttpAuth {
    /// Call-ID.
    pub pszCallId: [c_char; 64],
    /// The challenge.
    pub wa: Option<CBox<Challenge>>,
    /// Client nonce.
    pub pszCNonce: [c_char; 64],
    /// How often the nonce was used.
    pub iNonceCount: c_int,
    /// 401 or 407.
    pub answer_code: c_int,
}

record_size!(HttpAuth: 144, 140);

/// Value of `EXOSIP_OPT_GET_STATISTICS`: what the context holds now, and how much of it came in an hour.
#[repr(C)]
pub struct Statistics {
    /// Transactions that exist now.
    pub allocated_transactions: c_int,
    /// Transactions made in the last hour.
    pub average_transactions: c_float,
    /// Registrations that exist now.
    pub allocated_registrations: c_int,
    /// Registrations made in the last hour.
    pub average_registrations: c_float,
    /// Calls that exist now.
    pub allocated_calls: c_int,
    /// Calls made in the last hour.
    pub average_calls: c_float,
    /// Publications that exist now.
    pub allocated_publications: c_int,
    /// Publications made in the last hour.
    pub average_publications: c_float,
    /// Outgoing subscriptions that exist now.
    pub allocated_subscriptions: c_int,
    /// Outgoing subscriptions made in the last hour.
    pub average_subscriptions: c_float,
    /// Incoming subscriptions that exist now.
    pub allocated_insubscriptions: c_int,
    /// Incoming subscriptions made in the last hour.
    pub average_insubscriptions: c_float,
    /// Zero.
    pub reserved1: [c_int; 20],
}

record_size!(Statistics: 128, 128);

/// One side of TLS: certificate and key.
#[repr(C)]
pub struct TlsCredentials {
    /// File of the private key, PEM.
    pub priv_key: [c_char; 1024],
    /// Password of the private key.
    pub priv_key_pw: [c_char; 1024],
    /// File of the certificate chain, PEM.
    pub cert: [c_char; 1024],
    /// Hash of the only public key that is accepted, or a file that holds the key.
    pub public_key_pinned: [c_char; 1024],
}

record_size!(TlsCredentials: 4096, 4096);

/// Value of `EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO`.
#[repr(C)]
pub struct TlsContext {
    /// Not used.
    pub random_file: [c_char; 1024],
    /// Not used.
    pub dh_param: [c_char; 1024],
    /// File or directory of the certificates that are trusted, PEM.
    pub root_ca_cert: [c_char; 1024],
    /// Ciphers in the notation of OpenSSL; empty for the usual ones.
    pub cipher_list: [c_char; 2048],
    /// Options in the numbers of OpenSSL; 0 for the usual ones.
    pub tls_flags: c_ulong,
    /// As `tls_flags`, for DTLS.
    pub dtls_flags: c_ulong,
    /// For connections that we open.
    pub client: TlsCredentials,
    /// For connections that we accept.
    pub server: TlsCredentials,
}

record_size!(TlsContext: 13328, 13320);

c_enum! {
    /// What was wrong with `eXosip_tls_ctx_t`.
    enum TlsError {
        /// Nothing.
        TLS_OK = 0,
        /// No random numbers.
        TLS_ERR_NO_RAND = -1,
        /// No Diffie-Hellman parameters.
        TLS_ERR_NO_DH_PARAM = -2,
        /// The password of the key is missing or wrong.
        TLS_ERR_NO_PW = -3,
        /// No trusted certificates.
        TLS_ERR_NO_ROOT_CA = -4,
        /// Certificate without key, or key without certificate.
        TLS_ERR_MISSING_AUTH_PART = -5,
    }
}
