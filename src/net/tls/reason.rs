//! Why a handshake failed, in words for the trace and the application.

use rustls::{AlertDescription, CertificateError, Error};

/// The reason in one line.
pub(super) fn reason(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(why) => certificate(why),
        // The alert does not say which of the two it is.
        Error::AlertReceived(AlertDescription::HandshakeFailure) => {
            "the peer accepts none of our cipher suites and signature algorithms (handshake_failure); CBC suites and \
             P-521 keys are not supported"
                .into()
        }
        Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            "the peer accepts neither TLS 1.2 nor TLS 1.3 (protocol_version)".into()
        }
        Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "the peer wants a client certificate (certificate_required)".into()
        }
        Error::AlertReceived(alert) => format!("the peer refused the handshake: {alert:?}"),
        Error::InvalidMessage(_) => "the peer does not answer in TLS".into(),
        other => other.to_string(),
    }
}

fn certificate(error: &CertificateError) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the certificate has expired".into()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the certificate is not valid yet".into()
        }
        CertificateError::UnknownIssuer => "no trusted CA has issued the certificate".into(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate is for another name".into()
        }
        CertificateError::ApplicationVerificationFailure => {
            "the certificate has another key than the pinned one".into()
        }
        CertificateError::BadEncoding => "the certificate cannot be read".into(),
        other => format!("the certificate is refused: {other}"),
    }
}
