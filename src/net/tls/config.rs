//! From settings to the configuration of connections, made when the first of them needs it.

use core::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;

use parking_lot::Mutex;
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, KeyLog, RootCertStore};

use crate::trace::trace;

use super::ciphers::{NO_TICKET, suites, versions};
use super::keys::{self, Trouble};
use super::verify::Verifier;
use super::{NO_SYSTEM_ROOTS, TlsSettings, WILDCARDS};

/// The configuration of the connections that we open. They share the sessions to resume.
#[derive(Debug, Default)]
pub(in crate::net) struct Clients {
    settings: TlsSettings,
    config: Option<Arc<ClientConfig>>,
}

impl Clients {
    /// Changes the settings for connections that are opened from now on.
    pub(in crate::net) fn set(&mut self, settings: TlsSettings) {
        *self = Self { settings, config: None };
    }

    /// The configuration; it is tried again for the next connection if something is wrong with the files.
    pub(super) fn config(&mut self) -> Result<Arc<ClientConfig>, Trouble> {
        if let Some(config) = &self.config {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(build(&self.settings)?);
        self.config = Some(Arc::clone(&config));
        Ok(config)
    }
}

fn build(settings: &TlsSettings) -> Result<ClientConfig, Trouble> {
    let provider =
        CryptoProvider { cipher_suites: suites(&settings.ciphers), ..ring::default_provider() };
    let verifier = verifier(settings, &provider)?;
    let builder = ClientConfig::builder_with_provider(Arc::new(provider));
    let builder = builder
        .with_protocol_versions(&versions(settings.flags))
        .map_err(|error| error.to_string())?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = if settings.certificate.is_empty() {
        builder.with_no_client_auth()
    } else {
        let chain = keys::certificates(&settings.certificate)?;
        let key = keys::private_key(&settings.key, &settings.key_password)?;
        builder
            .with_client_auth_cert(chain, key)
            .map_err(|error| format!("{}: {error}", settings.key))?
    };
    if settings.flags & NO_TICKET != 0 {
        config.resumption = Resumption::disabled();
    }
    if !settings.key_log.is_empty() {
        config.key_log = Arc::new(KeyFile::open(&settings.key_log)?);
    }
    Ok(config)
}

fn verifier(settings: &TlsSettings, provider: &CryptoProvider) -> Result<Verifier, Trouble> {
    let pin = if settings.pin.is_empty() { None } else { Some(keys::public_key(&settings.pin)?) };
    let mut named = Vec::new();
    let mut roots = None;
    if settings.verifies() {
        let mut store = RootCertStore::empty();
        if !settings.roots.is_empty() {
            named = keys::trusted(&settings.roots)?;
            store.add_parsable_certificates(named.iter().cloned());
        }
        if !settings.has(NO_SYSTEM_ROOTS) {
            keys::add_system_roots(&mut store);
        }
        roots = Some(Arc::new(store));
    } else if pin.is_none() {
        trace!(Warning, "TLS servers are not verified: no CA, no pin and no option asks for it");
    }
    let algorithms = provider.signature_verification_algorithms;
    Ok(Verifier { roots, named, pin, wildcards: settings.has(WILDCARDS), algorithms })
}

/// A file in the form that network analysers read. Whoever has it reads the connections.
struct KeyFile(Mutex<File>);

impl KeyFile {
    fn open(file: &str) -> Result<Self, Trouble> {
        let opened = OpenOptions::new().append(true).create(true).mode(0o600).open(file);
        Ok(Self(Mutex::new(opened.map_err(|error| format!("{file}: {error}"))?)))
    }
}

impl KeyLog for KeyFile {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let line = format!("{label} {} {}\n", hex(client_random), hex(secret));
        // A full disk must not end a call.
        let _ = self.0.lock().write_all(line.as_bytes());
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyFile")
    }
}
