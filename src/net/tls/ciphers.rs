//! OpenSSL's words for ciphers and protocol versions, in the terms of rustls.

use rustls::crypto::ring::ALL_CIPHER_SUITES;
use rustls::version::{TLS12, TLS13};
use rustls::{CipherSuite, SupportedCipherSuite, SupportedProtocolVersion};

use crate::error::Error::BadParameter;
use crate::error::Result;
use crate::trace::trace;

/// `SSL_OP_NO_TLSv1_2`
const NO_TLS12: u64 = 0x0800_0000;
/// `SSL_OP_NO_TLSv1_3`
const NO_TLS13: u64 = 0x2000_0000;
/// `SSL_OP_NO_TICKET`
pub(super) const NO_TICKET: u64 = 0x4000;
/// What rustls always does or never needs: no SSL 2 and 3, no TLS 1.0 and 1.1, no compression, no renegotiation, fresh
/// keys, and the work-arounds of `SSL_OP_ALL`.
const HARMLESS: u64 = 0x0100_0000
    | 0x0200_0000
    | 0x0400_0000
    | 0x1000_0000
    | 0x4000_0000
    | 0x8000_0000
    | 0x0002_0000
    | 0x0001_0000
    | 0x0008_0000
    | 0x0010_0000
    | 0x0020_0000
    | 0x0040_0000
    | 0x0fff;

/// The protocol versions that `flags` leave; an error if they leave none, or ask for what there is not.
pub(crate) fn check_flags(flags: u64) -> Result<()> {
    if flags & !(NO_TLS12 | NO_TLS13 | NO_TICKET | HARMLESS) != 0 {
        trace!(Error, "TLS flags {flags:#x} ask for what this library does not do");
        return Err(BadParameter);
    }
    if versions(flags).is_empty() {
        trace!(Error, "TLS flags {flags:#x} leave no protocol version");
        return Err(BadParameter);
    }
    Ok(())
}

/// The protocol versions that `flags` leave.
pub(super) fn versions(flags: u64) -> Vec<&'static SupportedProtocolVersion> {
    let all = [(NO_TLS13, &TLS13), (NO_TLS12, &TLS12)];
    all.into_iter().filter(|(bit, _)| flags & bit == 0).map(|(_, version)| version).collect()
}

/// An error if `list` names no cipher that we have.
pub(crate) fn check_ciphers(list: &str) -> Result<()> {
    if suites(list).iter().all(is_tls13) {
        trace!(Error, "the TLS cipher list {list} names none that this library has");
        return Err(BadParameter);
    }
    Ok(())
}

/// The cipher suites that `list` names in the notation of ciphers(1), in its order; all for an empty one. It is about
/// TLS 1.2 only: those of TLS 1.3 are always there.
pub(super) fn suites(list: &str) -> Vec<SupportedCipherSuite> {
    let (tls13, tls12): (Vec<_>, Vec<_>) = ALL_CIPHER_SUITES.iter().copied().partition(is_tls13);
    if list.trim().is_empty() {
        return [tls13, tls12].concat();
    }
    let mut chosen: Vec<SupportedCipherSuite> = Vec::new();
    let mut killed: Vec<CipherSuite> = Vec::new();
    for word in
        list.split([':', ',', ' ', ';']).filter(|word| !word.is_empty() && !word.starts_with('@'))
    {
        let (sign, names) = match word.split_at_checked(1) {
            Some((sign @ ("!" | "-" | "+"), names)) => (sign, names),
            _ => ("", word),
        };
        let meant = |suite: &SupportedCipherSuite| {
            names.split('+').all(|name| is_called(suite.suite(), name))
        };
        match sign {
            "!" => {
                killed.extend(
                    tls12.iter().filter(|suite| meant(suite)).map(SupportedCipherSuite::suite),
                );
                chosen.retain(|suite| !meant(suite));
            }
            "-" => chosen.retain(|suite| !meant(suite)),
            "+" => chosen.sort_by_key(meant),
            _ => {
                let is_new = |suite: &&SupportedCipherSuite| {
                    meant(suite) && !killed.contains(&suite.suite()) && !chosen.contains(suite)
                };
                let new: Vec<_> = tls12.iter().filter(is_new).copied().collect();
                chosen.extend(new);
            }
        }
    }
    [tls13, chosen].concat()
}

fn is_tls13(suite: &SupportedCipherSuite) -> bool {
    suite.tls13().is_some()
}

/// Whether a word of OpenSSL's stands for `suite`, which is one of TLS 1.2.
fn is_called(suite: CipherSuite, word: &str) -> bool {
    // TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 is ECDHE-RSA-AES256-GCM-SHA384 in OpenSSL.
    let name = suite.as_str().unwrap_or_default();
    let has = |part: &str| name.contains(part);
    match word {
        "ALL" | "DEFAULT" | "HIGH" | "TLSv1.2" | "ECDHE" | "EECDH" | "kECDHE" | "kEECDH" => true,
        "RSA" | "aRSA" => has("_RSA_"),
        "ECDSA" | "aECDSA" => has("_ECDSA_"),
        "AES" | "AESGCM" => has("_AES_"),
        "AES128" => has("_AES_128_"),
        "AES256" => has("_AES_256_"),
        "CHACHA20" => has("_CHACHA20_"),
        "SHA256" => has("_SHA256"),
        "SHA384" => has("_SHA384"),
        _ => {
            let openssl = name
                .trim_start_matches("TLS_")
                .replace("_WITH_", "-")
                .replace("AES_", "AES")
                .replace('_', "-");
            openssl == word
                || openssl
                    .strip_suffix("-SHA256")
                    .is_some_and(|short| has("CHACHA20") && short == word)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &str) -> Vec<&'static str> {
        let tls12 = suites(list).into_iter().filter(|suite| !is_tls13(suite));
        tls12.map(|suite| suite.suite().as_str().unwrap()).collect()
    }

    #[test]
    fn the_original_s_default_list_means_all() {
        assert_eq!(names("HIGH:!COMPLEMENTOFDEFAULT:!kRSA:!PSK:!SRP").len(), 6);
        assert_eq!(names("").len(), 6);
        assert_eq!(check_ciphers("HIGH:!aNULL:@SECLEVEL=2"), Ok(()));
    }

    #[test]
    fn names_and_signs_choose() {
        assert_eq!(
            names("ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256"),
            [
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
            ]
        );
        assert_eq!(
            names("ALL:!aECDSA:!AES128:-CHACHA20"),
            ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]
        );
        assert_eq!(names("ECDHE+AES256:!RSA"), ["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"]);
        assert_eq!(names("!AES:ALL").len(), 2);
        assert_eq!(
            names("ALL:+ECDSA").last(),
            Some(&"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256")
        );
    }

    #[test]
    fn what_there_is_not_is_refused() {
        assert_eq!(check_ciphers("RC4-SHA:AES128-SHA"), Err(BadParameter));
        assert_eq!(check_flags(0), Ok(()));
        assert_eq!(check_flags(NO_TLS13 | 0x0200_0000), Ok(()));
        assert_eq!(versions(NO_TLS13).len(), 1);
        assert_eq!(check_flags(NO_TLS12 | NO_TLS13), Err(BadParameter));
        assert_eq!(check_flags(0x0004_0000), Err(BadParameter));
    }
}
