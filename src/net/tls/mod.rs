//! TLS under SIP (RFC 3261 26.2, RFC 5922), by rustls.

#[cfg(not(feature = "tls"))]
mod absent;
#[cfg(feature = "tls")]
mod certificate;
#[cfg(feature = "tls")]
mod ciphers;
#[cfg(feature = "tls")]
mod config;
#[cfg(feature = "tls")]
mod keys;
#[cfg(feature = "tls")]
mod reason;
#[cfg(feature = "tls")]
mod session;
#[cfg(feature = "tls")]
mod verify;

#[cfg(not(feature = "tls"))]
pub(super) use absent::{Configs, Session};
#[cfg(not(feature = "tls"))]
pub(crate) use absent::{check_ciphers, check_files, check_flags};
#[cfg(feature = "tls")]
pub(crate) use ciphers::{check_ciphers, check_flags};
#[cfg(feature = "tls")]
pub(super) use config::Configs;
#[cfg(feature = "tls")]
pub(crate) use config::check_files;
#[cfg(feature = "tls")]
pub(super) use session::Session;

/// What an application has set for TLS. Empty texts stand for nothing; files are read when a connection needs them.
#[derive(Clone, Debug, Default)]
pub struct TlsSettings {
    /// The bits of `EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE`, once set.
    pub verification: Option<i32>,
    /// Whether nothing else can switch verification off.
    pub verify_always: bool,
    /// File or directory of the certificates that are trusted.
    pub roots: String,
    /// What we show to servers, if they ask.
    pub client: Credentials,
    /// The certificate for incoming connections. Without it none is accepted.
    pub server: Credentials,
    /// A file with the only public key that a server may have.
    pub pin: String,
    /// The ciphers of TLS 1.2 in the notation of OpenSSL.
    pub ciphers: String,
    /// Options in the numbers of OpenSSL.
    pub flags: u64,
    /// A file that secrets are added to.
    pub key_log: String,
}

/// One of the files that [`TlsSettings`] name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFile {
    /// The certificates that are trusted.
    Roots,
    /// A certificate of ours.
    Certificate,
    /// The key of a certificate, or its password.
    Key,
    /// The only public key that a server may have.
    Pin,
}

/// A certificate with its key, both in files.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// The certificate and those that lead to a root.
    pub certificate: String,
    /// The key of the certificate.
    pub key: String,
    /// The password of the key.
    pub key_password: String,
}

/// Wildcards in certificates are accepted.
#[cfg(feature = "tls")]
const WILDCARDS: i32 = 0x2;
/// The certificates that the system trusts are not loaded.
#[cfg(feature = "tls")]
const NO_SYSTEM_ROOTS: i32 = 0x4;

#[cfg(feature = "tls")]
impl TlsSettings {
    /// Whether a certificate must lead to a root and bear the right name: if that was asked for, or if there is a root
    /// to lead to and it was not switched off.
    fn verifies(&self) -> bool {
        let wanted = self.verification.map_or(!self.roots.is_empty(), |bits| bits > 0);
        wanted || self.verify_always
    }

    fn has(&self, bit: i32) -> bool {
        self.verification.is_some_and(|bits| bits > 0 && bits & bit != 0)
    }
}
