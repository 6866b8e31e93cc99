//! The server's side of TLS, by rustls.

use std::io;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{HandshakeKind, RootCertStore, ServerConfig, ServerConnection};

/// The settings for all connections. `file` has the certificate and its key.
pub(crate) fn config(file: &Path, client_ca: Option<&Path>) -> io::Result<Arc<ServerConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    let builder = match client_ca {
        None => builder.with_no_client_auth(),
        Some(file) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(certificates(file)?);
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(io::Error::other)?)
        }
    };
    let key = PrivateKeyDer::from_pem_file(file).map_err(io::Error::other)?;
    let config = builder.with_single_cert(certificates(file)?, key).map_err(io::Error::other)?;
    Ok(Arc::new(config))
}

fn certificates(file: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_file_iter(file).map_err(io::Error::other)?;
    found.collect::<Result<_, _>>().map_err(io::Error::other)
}

/// Begins a session.
pub(crate) fn accept(
    config: Arc<ServerConfig>,
    stream: &mut TcpStream,
) -> io::Result<ServerConnection> {
    let mut session = ServerConnection::new(config).map_err(io::Error::other)?;
    while session.is_handshaking() {
        session.complete_io(stream)?;
    }
    Ok(session)
}

/// Such as `TLSv1_3 with localhost, resumed, with a certificate`.
pub(crate) fn description(session: &ServerConnection) -> String {
    let version = session.protocol_version().and_then(|version| version.as_str()).unwrap_or("TLS");
    let name = session.server_name().unwrap_or("no server name");
    let is_resumed = session.handshake_kind() == Some(HandshakeKind::Resumed);
    let has_certificate = session.peer_certificates().is_some();
    format!(
        "{version} as {name}{}{}",
        if is_resumed { ", resumed" } else { "" },
        if has_certificate { ", with a certificate" } else { "" },
    )
}
