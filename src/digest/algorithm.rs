//! What a challenge may ask for: the algorithm and the quality of protection. RFC 7616 3.3.

use super::Hash;

/// One value of the `algorithm` parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `MD5`, also meant where a challenge names none.
    Md5,
    /// `MD5-sess`
    Md5Session,
    /// `SHA-256`
    Sha256,
    /// `SHA-256-sess`
    Sha256Session,
    /// `SHA-512-256`
    Sha512_256,
    /// `SHA-512-256-sess`
    Sha512_256Session,
    /// `AKAv1-MD5` (RFC 3310)
    AkaV1Md5,
    /// `AKAv2-MD5` (RFC 4169)
    AkaV2Md5,
}

impl Algorithm {
    const ALL: [Self; 8] = [
        Self::Md5,
        Self::Md5Session,
        Self::Sha256,
        Self::Sha256Session,
        Self::Sha512_256,
        Self::Sha512_256Session,
        Self::AkaV1Md5,
        Self::AkaV2Md5,
    ];

    /// The algorithm that `token` names, in whatever case.
    pub fn from_token(token: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.token().as_bytes().eq_ignore_ascii_case(token))
    }

    /// Its name.
    pub fn token(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Md5Session => "MD5-sess",
            Self::Sha256 => "SHA-256",
            Self::Sha256Session => "SHA-256-sess",
            Self::Sha512_256 => "SHA-512-256",
            Self::Sha512_256Session => "SHA-512-256-sess",
            Self::AkaV1Md5 => "AKAv1-MD5",
            Self::AkaV2Md5 => "AKAv2-MD5",
        }
    }

    /// What it hashes with.
    pub fn hash(self) -> Hash {
        match self {
            Self::Md5 | Self::Md5Session | Self::AkaV1Md5 | Self::AkaV2Md5 => Hash::Md5,
            Self::Sha256 | Self::Sha256Session => Hash::Sha256,
            Self::Sha512_256 | Self::Sha512_256Session => Hash::Sha512_256,
        }
    }

    /// Whether the password is hashed anew with the nonce and the cnonce of each session.
    pub fn is_session(self) -> bool {
        matches!(self, Self::Md5Session | Self::Sha256Session | Self::Sha512_256Session)
    }

    /// Whether the password comes from a SIM.
    pub fn is_aka(self) -> bool {
        matches!(self, Self::AkaV1Md5 | Self::AkaV2Md5)
    }
}

/// What the response protects beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qop {
    /// Nothing else, and not even a replay: the form of RFC 2069.
    None,
    /// The method and the URI.
    Auth,
    /// The body as well.
    AuthInt,
}

impl Qop {
    /// The best of a list of options: `auth` if it is there, else `auth-int`, else the form without.
    pub fn from_options(options: &[u8]) -> Self {
        let mut best = Self::None;
        for option in options.split(|&b| matches!(b, b',' | b' ' | b'\t')) {
            if option.eq_ignore_ascii_case(b"auth") {
                return Self::Auth;
            }
            if option.eq_ignore_ascii_case(b"auth-int") {
                best = Self::AuthInt;
            }
        }
        best
    }

    /// Its name; nothing for [`Qop::None`].
    pub fn token(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Auth => "auth",
            Self::AuthInt => "auth-int",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_is_found_by_its_name() {
        for algorithm in Algorithm::ALL {
            let token = algorithm.token().to_ascii_lowercase();
            assert_eq!(Algorithm::from_token(token.as_bytes()), Some(algorithm));
        }
        assert_eq!(Algorithm::from_token(b"SHA-512"), None);
        assert_eq!(Algorithm::from_token(b""), None);
    }

    #[test]
    fn the_lighter_protection_is_preferred() {
        assert_eq!(Qop::from_options(b"auth-int,auth"), Qop::Auth);
        assert_eq!(Qop::from_options(b"auth-conf, AUTH-INT"), Qop::AuthInt);
        assert_eq!(Qop::from_options(b"auth-conf"), Qop::None);
        assert_eq!(Qop::from_options(b""), Qop::None);
    }
}
