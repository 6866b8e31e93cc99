//! From settings to the configuration of connections, made when the first of them needs it.

use core::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;

use parking_lot::Mutex;
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, KeyLog, NoKeyLog, RootCertStore, ServerConfig};

use crate::trace::trace;

use super::certificate::NamedCertificate;
use super::ciphers::{NO_TICKET, suites, versions};
use super::keys::{self, Trouble};
use super::verify::Verifier;
use super::{Credentials, NO_SYSTEM_ROOTS, TlsFile, TlsSettings, WILDCARDS};

/// The configurations of the connections that we open and of those that we accept. Each share the sessions to resume.
#[derive(Debug, Default)]
pub(in crate::net) struct Configs {
    settings: TlsSettings,
    client: Option<Arc<ClientConfig>>,
    server: Option<Arc<ServerConfig>>,
}

impl Configs {
    /// Changes the settings for connections that are opened from now on.
    pub(in crate::net) fn set(&mut self, settings: TlsSettings) {
        *self = Self { settings, client: None, server: None };
    }

    /// Whether certificates of servers are verified.
    pub(in crate::net) fn verifies(&self) -> bool {
        self.settings.verifies()
    }

    /// For a connection that we open. It is tried again for the next one if something is wrong with the files.
    pub(super) fn client(&mut self) -> Result<Arc<ClientConfig>, Trouble> {
        if let Some(config) = &self.client {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(client(&self.settings)?);
        self.client = Some(Arc::clone(&config));
        Ok(config)
    }

    /// For a connection that we accept; likewise.
    pub(super) fn server(&mut self) -> Result<Arc<ServerConfig>, Trouble> {
        if let Some(config) = &self.server {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(server(&self.settings)?);
        self.server = Some(Arc::clone(&config));
        Ok(config)
    }
}

/// Reads the files of `settings`: the first that is of no use, and why.
pub(crate) fn check_files(settings: &TlsSettings) -> Result<(), (TlsFile, Trouble)> {
    let named = named_roots(settings).map_err(|why| (TlsFile::Roots, why))?;
    let is_useful =
        |der: &CertificateDer<'_>| NamedCertificate::new(der.clone().into_owned()).is_readable();
    if !settings.roots.is_empty() && !named.iter().any(is_useful) {
        return Err((TlsFile::Roots, format!("{}: no certificate is in it", settings.roots)));
    }
    if !settings.pin.is_empty() {
        keys::public_key(&settings.pin).map_err(|why| (TlsFile::Pin, why))?;
    }
    let ours = [&settings.client, &settings.server];
    for files in ours.into_iter().filter(|files| !files.certificate.is_empty()) {
        let chain =
            keys::certificates(&files.certificate).map_err(|why| (TlsFile::Certificate, why))?;
        let key = keys::private_key(&files.key, &files.key_password)
            .map_err(|why| (TlsFile::Key, why))?;
        CertifiedKey::from_der(chain, key, &ring::default_provider())
            .map_err(|why| (TlsFile::Certificate, format!("{}: {why}", files.certificate)))?;
    }
    Ok(())
}

fn client(settings: &TlsSettings) -> Result<ClientConfig, Trouble> {
    let provider = provider(settings);
    let verifier = verifier(settings, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions(settings.flags))
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = if settings.client.certificate.is_empty() {
        builder.with_no_client_auth()
    } else {
        let (chain, key) = credentials(&settings.client)?;
        builder
            .with_client_auth_cert(chain, key)
            .map_err(|error| format!("{}: {error}", settings.client.key))?
    };
    if settings.flags & NO_TICKET != 0 {
        config.resumption = Resumption::disabled();
    }
    config.key_log = key_log(settings)?;
    Ok(config)
}

fn server(settings: &TlsSettings) -> Result<ServerConfig, Trouble> {
    let provider = provider(settings);
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&versions(settings.flags))
        .map_err(|error| error.to_string())?;
    let builder = if settings.verify_always {
        let roots = Arc::new(roots(settings)?);
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider).build();
        builder.with_client_cert_verifier(verifier.map_err(|error| error.to_string())?)
    } else {
        builder.with_no_client_auth()
    };
    let (chain, key) = credentials(&settings.server)?;
    let mut config = builder
        .with_single_cert(chain, key)
        .map_err(|error| format!("{}: {error}", settings.server.key))?;
    config.key_log = key_log(settings)?;
    Ok(config)
}

fn provider(settings: &TlsSettings) -> Arc<CryptoProvider> {
    let cipher_suites = suites(&settings.ciphers);
    Arc::new(CryptoProvider { cipher_suites, ..ring::default_provider() })
}

type Chain = Vec<CertificateDer<'static>>;

fn credentials(files: &Credentials) -> Result<(Chain, PrivateKeyDer<'static>), Trouble> {
    let chain = keys::certificates(&files.certificate)?;
    Ok((chain, keys::private_key(&files.key, &files.key_password)?))
}

fn key_log(settings: &TlsSettings) -> Result<Arc<dyn KeyLog>, Trouble> {
    Ok(match settings.key_log.as_str() {
        "" => Arc::new(NoKeyLog),
        file => Arc::new(KeyFile::open(file)?),
    })
}

fn verifier(settings: &TlsSettings, provider: &CryptoProvider) -> Result<Verifier, Trouble> {
    let pin = if settings.pin.is_empty() { None } else { Some(keys::public_key(&settings.pin)?) };
    let mut named = Vec::new();
    let mut trusted = None;
    if settings.verifies() {
        named = named_roots(settings)?.into_iter().map(NamedCertificate::new).collect();
        trusted = Some(roots(settings)?);
    } else if pin.is_none() {
        trace!(Warning, "TLS servers are not verified: no CA, no pin and no option asks for it");
    }
    let algorithms = provider.signature_verification_algorithms;
    Ok(Verifier { roots: trusted, named, pin, wildcards: settings.has(WILDCARDS), algorithms })
}

/// What a certificate may lead to.
fn roots(settings: &TlsSettings) -> Result<RootCertStore, Trouble> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(named_roots(settings)?);
    if !settings.has(NO_SYSTEM_ROOTS) {
        keys::add_system_roots(&mut store);
    }
    Ok(store)
}

/// What the application trusts.
fn named_roots(settings: &TlsSettings) -> Result<Chain, Trouble> {
    if settings.roots.is_empty() { Ok(Vec::new()) } else { keys::trusted(&settings.roots) }
}

/// A key log file (NSS format, read by network analysers). It decrypts the connections.
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
