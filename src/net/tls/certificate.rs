//! The fields of a certificate that webpki does not report: validity and common names (RFC 5280 4.1.2).

use core::time::Duration;

use rustls::CertificateError;
use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::anchor_from_trusted_cert;
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::asn1::{PrintableStringRef, TeletexStringRef, Utf8StringRef};
use x509_cert::der::oid::db::rfc4519::COMMON_NAME;
use x509_cert::der::{Any, Decode, Tag, Tagged};

/// A certificate that the application named as trusted.
#[derive(Debug)]
pub(super) struct NamedCertificate {
    pub(super) der: CertificateDer<'static>,
    /// `None` for a certificate that cannot be read as one; it is never accepted.
    validity: Option<Validity>,
}

impl NamedCertificate {
    pub(super) fn new(der: CertificateDer<'static>) -> Self {
        Self { validity: read(&der).map(|certificate| Validity::of(&certificate)), der }
    }

    /// Whether it is a certificate.
    pub(super) fn is_readable(&self) -> bool {
        self.validity.is_some()
    }

    /// Whether it may be trusted at `now`. OpenSSL, too, refuses trusted certificates outside their validity.
    pub(super) fn check(&self, now: UnixTime) -> Result<(), CertificateError> {
        self.validity.as_ref().ok_or(CertificateError::BadEncoding)?.check(now)
    }

    /// What issues certificates by it, if it can.
    pub(super) fn anchor(&self) -> Option<TrustAnchor<'_>> {
        anchor_from_trusted_cert(&self.der).ok()
    }
}

/// The first and the last second of a certificate, since 1970.
#[derive(Debug)]
struct Validity {
    not_before: Duration,
    not_after: Duration,
}

impl Validity {
    fn of(certificate: &CertificateInner<Raw>) -> Self {
        let validity = certificate.tbs_certificate().validity();
        Self {
            not_before: validity.not_before.to_unix_duration(),
            not_after: validity.not_after.to_unix_duration(),
        }
    }

    fn check(&self, now: UnixTime) -> Result<(), CertificateError> {
        let second = Duration::from_secs(now.as_secs());
        if second < self.not_before {
            return Err(CertificateError::NotValidYet);
        }
        if second > self.not_after {
            return Err(CertificateError::Expired);
        }
        Ok(())
    }
}

/// The common names in the subject of a certificate; none if it cannot be read.
pub(super) fn common_names(der: &[u8]) -> Vec<String> {
    let Some(certificate) = read(der) else { return Vec::new() };
    let attributes = certificate.tbs_certificate().subject().iter();
    attributes
        .filter(|attribute| attribute.oid == COMMON_NAME)
        .filter_map(|attribute| text(&attribute.value))
        .collect()
}

fn text(value: &Any) -> Option<String> {
    match value.tag() {
        Tag::Utf8String => value.decode_as::<Utf8StringRef<'_>>().ok().map(|text| text.to_string()),
        Tag::PrintableString => {
            value.decode_as::<PrintableStringRef<'_>>().ok().map(|text| text.to_string())
        }
        Tag::TeletexString => {
            value.decode_as::<TeletexStringRef<'_>>().ok().map(|text| text.to_string())
        }
        _ => None,
    }
}

fn read(der: &[u8]) -> Option<CertificateInner<Raw>> {
    CertificateInner::from_der(der).ok()
}
