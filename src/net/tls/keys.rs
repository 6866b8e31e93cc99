//! Certificates and keys in files: PEM, or else DER; keys perhaps under a password.

use std::fs;
use std::path::Path;

use pkcs8::EncryptedPrivateKeyInfoRef;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer,
};

/// Why a file is of no use.
pub(super) type Trouble = String;

fn read(file: &str) -> Result<Vec<u8>, Trouble> {
    fs::read(file).map_err(|error| format!("{file}: {error}"))
}

/// The certificates in a file.
pub(super) fn certificates(file: &str) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    let bytes = read(file)?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&bytes).filter_map(Result::ok).collect();
    // No PEM: then it is one certificate as it is.
    Ok(if found.is_empty() { vec![bytes.into()] } else { found })
}

/// The certificates in a file, or in all files of a directory that have some.
pub(super) fn trusted(place: &str) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    if !Path::new(place).is_dir() {
        return certificates(place);
    }
    let entries = fs::read_dir(place).map_err(|error| format!("{place}: {error}"))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let bytes = files.filter(|file| file.is_file()).filter_map(|file| fs::read(file).ok());
    let found = bytes.flat_map(|bytes| {
        CertificateDer::pem_slice_iter(&bytes).filter_map(Result::ok).collect::<Vec<_>>()
    });
    Ok(found.collect())
}

/// What the system trusts. Single certificates that cannot be read are passed over.
pub(super) fn add_system_roots(store: &mut RootCertStore) {
    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
}

/// The private key in a file: PKCS#8, with or without password, PKCS#1 or SEC1.
pub(super) fn private_key(file: &str, password: &str) -> Result<PrivateKeyDer<'static>, Trouble> {
    let bytes = read(file)?;
    if let Some(sealed) = sealed_key(&bytes) {
        let info = EncryptedPrivateKeyInfoRef::try_from(&*sealed)
            .map_err(|error| format!("{file}: {error}"))?;
        let open = info.decrypt(password).map_err(|_| format!("{file}: the password is wrong"))?;
        return Ok(PrivatePkcs8KeyDer::from(open.as_bytes().to_vec()).into());
    }
    if let Ok(key) = PrivateKeyDer::from_pem_slice(&bytes) {
        return Ok(key);
    }
    PrivateKeyDer::try_from(bytes).map_err(|why| format!("{file}: {why}"))
}

/// The contents of a PEM section `ENCRYPTED PRIVATE KEY` (RFC 7468 11).
fn sealed_key(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(bytes).ok()?;
    let start = text.find("-----BEGIN ENCRYPTED PRIVATE KEY-----")?;
    let (label, document) = pkcs8::Document::from_pem(text.get(start..)?.trim_ascii()).ok()?;
    (label == "ENCRYPTED PRIVATE KEY").then(|| document.as_bytes().to_vec())
}

/// The public key in a file, as DER or PEM.
pub(super) fn public_key(file: &str) -> Result<Vec<u8>, Trouble> {
    let bytes = read(file)?;
    Ok(SubjectPublicKeyInfoDer::from_pem_slice(&bytes)
        .map(|key| key.as_ref().to_vec())
        .unwrap_or(bytes))
}
