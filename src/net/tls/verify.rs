//! Whether the certificate of a server is accepted: by name and roots (RFC 5922 7), by a pinned key, or unchecked.

use std::borrow::Cow;
use std::net::IpAddr;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use webpki::EndEntityCert;

use super::certificate::{NamedCertificate, common_names};
use crate::trace::trace;

/// Checks what was asked for, and no more.
#[derive(Debug)]
pub(super) struct Verifier {
    /// Where a certificate must lead to; `None` if anywhere will do, whatever its name.
    pub(super) roots: Option<RootCertStore>,
    /// Certificates that are accepted as they are within their validity: those that the application named.
    pub(super) named: Vec<NamedCertificate>,
    /// The only public key that will do.
    pub(super) pin: Option<Vec<u8>>,
    /// Whether `*.example.com` stands for `sip.example.com`. RFC 5922 7.2 forbids it.
    pub(super) wildcards: bool,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.check(end_entity, intermediates, server_name, now).inspect_err(|error| {
            let subject = common_names(end_entity).join(", ");
            // Programs look for these words of the original.
            trace!(Error, "[TLS] invalid  depth[0]: {error}, subject {subject}");
        })?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.accepts_any() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.accepts_any() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl Verifier {
    /// Whether a certificate fits the pin, leads to one of the roots, is valid at `now` and bears `server_name`.
    fn check(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        if let Some(pin) = &self.pin {
            let parsed = parse(end_entity)?;
            if parsed.subject_public_key_info().as_ref() != pin {
                return Err(CertificateError::ApplicationVerificationFailure.into());
            }
        }
        if let Some(roots) = &self.roots {
            match self.named.iter().find(|named| named.der == *end_entity) {
                Some(named) => named.check(now)?,
                None => verify_server_cert_signed_by_trust_anchor(
                    &ParsedCertificate::try_from(end_entity)?,
                    &self.roots_at(now, roots),
                    intermediates,
                    now,
                    self.algorithms.all,
                )?,
            }
            if !bears(end_entity, server_name, self.wildcards)? {
                return Err(CertificateError::NotValidForName.into());
            }
        }
        Ok(())
    }

    /// Whether any certificate is accepted. Then a signature proves nothing, and certificates that cannot be read are accepted as well.
    fn accepts_any(&self) -> bool {
        self.roots.is_none() && self.pin.is_none()
    }

    /// `roots` without those that the application named and that are not valid at `now`: webpki looks at the validity
    /// of no trust anchor.
    fn roots_at<'a>(&self, now: UnixTime, roots: &'a RootCertStore) -> Cow<'a, RootCertStore> {
        let invalid = self.named.iter().filter(|named| named.check(now).is_err());
        let invalid: Vec<_> = invalid.filter_map(NamedCertificate::anchor).collect();
        if invalid.is_empty() {
            return Cow::Borrowed(roots);
        }
        let mut valid = roots.clone();
        valid.roots.retain(|root| !invalid.contains(root));
        Cow::Owned(valid)
    }
}

fn parse<'a>(certificate: &'a CertificateDer<'_>) -> Result<EndEntityCert<'a>, Error> {
    EndEntityCert::try_from(certificate).map_err(|_| CertificateError::BadEncoding.into())
}

/// Whether a certificate is for `name`: by a `sip` URI among its alternative names, or if it has none, by a DNS name,
/// or if it has neither, by the common name of its subject (RFC 5922 7.1).
fn bears(
    certificate: &CertificateDer<'_>,
    name: &ServerName<'_>,
    wildcards: bool,
) -> Result<bool, Error> {
    let parsed = parse(certificate)?;
    let domain = match name {
        ServerName::DnsName(domain) => domain.as_ref().trim_end_matches('.'),
        _ => return Ok(parsed.verify_is_valid_for_subject_name(name).is_ok()),
    };
    let mut uris = parsed.valid_uri_names().filter_map(sip_domain).peekable();
    if uris.peek().is_some() {
        return Ok(uris.any(|uri| uri.eq_ignore_ascii_case(domain)));
    }
    let is_domain = |presented: &str| {
        presented.eq_ignore_ascii_case(domain) || (wildcards && is_covered(domain, presented))
    };
    let mut domains = parsed.valid_dns_names().peekable();
    if domains.peek().is_some() {
        return Ok(domains.any(is_domain));
    }
    Ok(common_names(certificate).iter().any(|presented| is_domain(presented)))
}

/// The domain of a `sip` URI that identifies one: there is no user in it (RFC 5922 7.1).
fn sip_domain(uri: &str) -> Option<&str> {
    let (scheme, domain) = uri.split_once(':')?;
    let is_domain = scheme.eq_ignore_ascii_case("sip") && !domain.contains('@');
    is_domain.then(|| domain.split([';', '?', ':']).next())?
}

/// Whether `*.example.com` covers `domain`: the star is one whole label, the leftmost.
fn is_covered(domain: &str, presented: &str) -> bool {
    let (Some(parent), Some((label, rest))) =
        (presented.strip_prefix("*."), domain.split_once('.'))
    else {
        return false;
    };
    !label.is_empty() && parent.contains('.') && rest.eq_ignore_ascii_case(parent)
}

/// How a peer is called in TLS: by its domain, or by its address if it has no better name. An address is never sent as
/// server name (RFC 6066 3).
pub(super) fn server_name(name: &str, address: IpAddr) -> ServerName<'static> {
    match ServerName::try_from(name) {
        Ok(name) => name.to_owned(),
        Err(_) => ServerName::IpAddress(address.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_uri_without_user_identifies_a_domain() {
        assert_eq!(sip_domain("sip:example.com"), Some("example.com"));
        assert_eq!(sip_domain("SIP:example.com;transport=tls"), Some("example.com"));
        assert_eq!(sip_domain("sip:alice@example.com"), None);
        assert_eq!(sip_domain("https:example.com"), None);
    }

    #[test]
    fn a_star_covers_one_label() {
        assert!(is_covered("sip.example.com", "*.Example.com"));
        assert!(!is_covered("a.sip.example.com", "*.example.com"));
        assert!(!is_covered("example.com", "*.com"));
        assert!(!is_covered("sip.example.com", "s*.example.com"));
    }

    #[test]
    fn a_peer_without_domain_is_called_by_its_address() {
        let address = IpAddr::from([192, 0, 2, 1]);
        assert!(matches!(server_name("sip.example.com", address), ServerName::DnsName(_)));
        assert!(matches!(server_name("192.0.2.1", address), ServerName::IpAddress(_)));
        assert!(matches!(server_name("", address), ServerName::IpAddress(_)));
    }
}
