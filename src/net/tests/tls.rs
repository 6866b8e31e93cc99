//! TLS against a real server on the loopback.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, PublicKeyData,
    SanType, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    DigitallySignedStruct, DistinguishedName, HandshakeKind, ServerConfig, ServerConnection,
    SignatureScheme, Stream,
};

use super::*;

/// What the server saw of a connection.
#[derive(Debug, PartialEq)]
struct Seen {
    server_name: Option<String>,
    client_certificates: usize,
    is_resumed: bool,
    message: Vec<u8>,
    /// Whether close_notify was received (RFC 8446 6.1): otherwise an attacker may have cut the stream.
    has_ended_well: bool,
}

/// A server that answers each message with [`MESSAGE`], and says what it saw.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    certificate: CertificateDer<'static>,
    public_key: Vec<u8>,
    seen: Receiver<Seen>,
}

pub(super) fn server(names: &[&str]) -> Server {
    server_with(parameters(names))
}

/// A certificate for some names: `uri:` stands before URIs, `cn:` before common names.
fn parameters(names: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    for name in names.iter().filter_map(|name| name.strip_prefix("cn:")) {
        params.distinguished_name.push(DnType::CommonName, name);
    }
    params.subject_alt_names = names
        .iter()
        .filter(|name| !name.starts_with("cn:"))
        .map(|name| match name.strip_prefix("uri:") {
            Some(uri) => SanType::URI(uri.try_into().unwrap()),
            None => SanType::DnsName((*name).try_into().unwrap()),
        })
        .collect();
    params
}

fn server_with(params: CertificateParams) -> Server {
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    serve(key, &certificate)
}

fn serve(key: KeyPair, certificate: &Certificate) -> Server {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(Arc::new(AnyCertificate))
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (report, seen) = channel();
    thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            let mut connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut message = vec![0; MESSAGE.len()];
            if stream.read_exact(&mut message).is_err() || stream.write_all(MESSAGE).is_err() {
                continue;
            }
            let has_ended_well = matches!(stream.read(&mut [0]), Ok(0));
            let _ = report.send(Seen {
                server_name: connection.server_name().map(str::to_owned),
                client_certificates: connection.peer_certificates().map_or(0, <[_]>::len),
                is_resumed: connection.handshake_kind() == Some(HandshakeKind::Resumed),
                message,
                has_ended_well,
            });
        }
    });
    let public_key = key.subject_public_key_info();
    Server { address, certificate: certificate.der().clone(), public_key, seen }
}

/// Asks for a client certificate, and takes any or none.
#[derive(Debug)]
struct AnyCertificate;

impl ClientCertVerifier for AnyCertificate {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: rustls::pki_types::UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::ring::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// A file that is gone when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(content: &[u8]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("exosip-tls-{}-{}", process::id(), NUMBER.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::write(&path, content).unwrap();
        Self(path)
    }

    fn name(&self) -> String {
        self.0.to_str().unwrap().into()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Bench {
    /// Opens a connection, sends a message by it and takes the answer. False if it did not open.
    fn tries_tls(&mut self, server: &Server, name: &str) -> bool {
        let target =
            Target { transport: Transport::Tls, address: server.address, name: name.into() };
        self.0.open(Self::now(), Attempt(1), &target);
        let reported = self.run(1);
        let path = match reported[..] {
            [Reported::OpenFailed(_)] => return false,
            [Reported::Opened(path, _)] => path,
            _ => panic!("{reported:?}"),
        };
        assert_eq!(path.transport, Transport::Tls);
        self.0.send(path, MESSAGE.into());
        assert_eq!(self.run(1), [Reported::Message(path)]);
        self.0.reset();
        assert_eq!(self.run(1), [Reported::Closed(path.channel)]);
        true
    }
}

fn bench(settings: TlsSettings) -> Bench {
    let mut bench = Bench::new();
    bench.0.set_tls(settings);
    bench
}

fn seen(server: &Server) -> Seen {
    server.seen.recv_timeout(Duration::from_secs(60)).unwrap()
}

#[test]
fn without_settings_any_server_will_do_and_sessions_are_resumed() {
    let server = server(&["other.example"]);
    let mut bench = bench(TlsSettings::default());
    assert!(bench.tries_tls(&server, "sip.example.com"));
    let first = seen(&server);
    assert_eq!(first.server_name.as_deref(), Some("sip.example.com"));
    assert_eq!(
        (first.message, first.client_certificates, first.is_resumed),
        (MESSAGE.to_vec(), 0, false)
    );
    assert!(first.has_ended_well);
    assert!(bench.tries_tls(&server, "sip.example.com"));
    assert!(seen(&server).is_resumed);
}

#[test]
fn an_address_is_not_sent_as_server_name() {
    let server = server(&["other.example"]);
    assert!(bench(TlsSettings::default()).tries_tls(&server, "127.0.0.1"));
    assert_eq!(seen(&server).server_name, None);
}

#[test]
fn with_a_ca_the_name_must_be_the_domain() {
    let server = server(&["sip.example.com"]);
    let roots = Scratch::new(&server.certificate);
    let settings = TlsSettings { roots: roots.name(), ..TlsSettings::default() };
    assert!(bench(settings.clone()).tries_tls(&server, "SIP.example.com"));
    assert!(!bench(settings.clone()).tries_tls(&server, "example.com"));
    assert!(!bench(settings.clone()).tries_tls(&server, "127.0.0.1"));
    let switched_off = TlsSettings { verification: Some(0), ..settings.clone() };
    assert!(bench(switched_off.clone()).tries_tls(&server, "example.com"));
    assert!(
        !bench(TlsSettings { verify_always: true, ..switched_off })
            .tries_tls(&server, "example.com")
    );
}

#[test]
fn verification_without_the_right_ca_fails() {
    let (one, other) = (server(&["sip.example.com"]), server(&["sip.example.com"]));
    let roots = Scratch::new(&other.certificate);
    let settings =
        TlsSettings { roots: roots.name(), verification: Some(1 | 0x4), ..TlsSettings::default() };
    assert!(!bench(settings).tries_tls(&one, "sip.example.com"));
    let settings = TlsSettings { verification: Some(1), ..TlsSettings::default() };
    assert!(!bench(settings).tries_tls(&one, "sip.example.com"));
    let settings = TlsSettings { roots: "/nonexistent".into(), ..TlsSettings::default() };
    assert!(!bench(settings).tries_tls(&one, "sip.example.com"));
}

#[test]
fn wildcards_count_only_where_they_are_allowed() {
    let server = server(&["*.example.com"]);
    let roots = Scratch::new(&server.certificate);
    let settings = |bits| TlsSettings {
        roots: roots.name(),
        verification: Some(bits),
        ..TlsSettings::default()
    };
    assert!(!bench(settings(1)).tries_tls(&server, "sip.example.com"));
    assert!(bench(settings(1 | 0x2)).tries_tls(&server, "sip.example.com"));
    assert!(!bench(settings(1 | 0x2)).tries_tls(&server, "a.sip.example.com"));
}

#[test]
fn a_sip_uri_in_the_certificate_comes_before_its_dns_names() {
    let server = server(&["uri:sip:example.com", "host.example.net"]);
    let roots = Scratch::new(&server.certificate);
    let settings = TlsSettings { roots: roots.name(), ..TlsSettings::default() };
    assert!(bench(settings.clone()).tries_tls(&server, "example.com"));
    assert!(!bench(settings).tries_tls(&server, "host.example.net"));
}

#[test]
fn a_common_name_counts_where_the_certificate_has_no_other_names() {
    let only = server(&["cn:sip.example.com"]);
    let roots = Scratch::new(&only.certificate);
    let settings = TlsSettings { roots: roots.name(), ..TlsSettings::default() };
    assert!(bench(settings.clone()).tries_tls(&only, "SIP.example.com"));
    assert!(!bench(settings.clone()).tries_tls(&only, "example.com"));
    for other in ["other.example.com", "uri:sip:other.example.com"] {
        let both = server(&["cn:sip.example.com", other]);
        let roots = Scratch::new(&both.certificate);
        let settings = TlsSettings { roots: roots.name(), ..TlsSettings::default() };
        assert!(bench(settings.clone()).tries_tls(&both, "other.example.com"));
        assert!(!bench(settings).tries_tls(&both, "sip.example.com"));
    }
}

#[test]
fn a_named_certificate_is_trusted_within_its_validity_only() {
    for (first, last, is_valid) in [(2000, 2001, false), (4000, 4001, false), (2000, 4001, true)] {
        let mut params = parameters(&["sip.example.com"]);
        params.not_before = date_time_ymd(first, 1, 1);
        params.not_after = date_time_ymd(last, 1, 1);
        let server = server_with(params);
        let roots = Scratch::new(&server.certificate);
        let settings = TlsSettings { roots: roots.name(), ..TlsSettings::default() };
        assert_eq!(bench(settings).tries_tls(&server, "sip.example.com"), is_valid, "{last}");
    }
}

#[test]
fn an_expired_ca_vouches_for_no_certificate() {
    for (last, is_valid) in [(2001, false), (4001, true)] {
        let mut params = parameters(&["cn:Test CA"]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_after = date_time_ymd(last, 1, 1);
        let issuer_key = KeyPair::generate().unwrap();
        let ca = params.self_signed(&issuer_key).unwrap();
        let issuer = Issuer::new(params, issuer_key);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters(&["sip.example.com"]).signed_by(&key, &issuer).unwrap();
        let server = serve(key, &certificate);
        let roots = Scratch::new(ca.der());
        let settings = TlsSettings { roots: roots.name(), ..TlsSettings::default() };
        assert_eq!(bench(settings).tries_tls(&server, "sip.example.com"), is_valid, "{last}");
    }
}

#[test]
fn a_pinned_key_suffices_and_another_does_not() {
    let (one, other) = (server(&["one.example"]), server(&["one.example"]));
    let pin = Scratch::new(&one.public_key);
    let settings = TlsSettings { pin: pin.name(), ..TlsSettings::default() };
    assert!(bench(settings.clone()).tries_tls(&one, "whatever.example"));
    assert!(!bench(settings).tries_tls(&other, "whatever.example"));
}

#[test]
fn a_client_certificate_is_shown_with_its_sealed_key() {
    let server = server(&["sip.example.com"]);
    let certificate = Scratch::new(include_bytes!("client-certificate.pem"));
    let key = Scratch::new(include_bytes!("client-key.pem"));
    let settings = TlsSettings {
        client: Credentials {
            certificate: certificate.name(),
            key: key.name(),
            key_password: "secret".into(),
        },
        ..TlsSettings::default()
    };
    assert!(bench(settings.clone()).tries_tls(&server, "sip.example.com"));
    assert_eq!(seen(&server).client_certificates, 1);
    let mut wrong = settings;
    wrong.client.key_password = "wrong".into();
    assert!(!bench(wrong).tries_tls(&server, "sip.example.com"));
}

#[test]
fn versions_and_ciphers_can_be_chosen_and_secrets_written() {
    let server = server(&["sip.example.com"]);
    let log = Scratch::new(b"");
    let no_tls13 = 0x2000_0000;
    let settings = TlsSettings {
        flags: no_tls13,
        ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256".into(),
        key_log: log.name(),
        ..TlsSettings::default()
    };
    assert!(bench(settings).tries_tls(&server, "sip.example.com"));
    assert!(fs::read_to_string(&log.0).unwrap().starts_with("CLIENT_RANDOM "));
}

#[test]
fn a_peer_that_speaks_no_tls_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut bench = bench(TlsSettings::default());
    bench.open(Transport::Tls, address, 1);
    let thread =
        thread::spawn(move || listener.accept().unwrap().0.write_all(b"SIP/2.0 400 What?\r\n\r\n"));
    assert_eq!(bench.run(1), [Reported::OpenFailed(Attempt(1))]);
    thread.join().unwrap().unwrap();
}
