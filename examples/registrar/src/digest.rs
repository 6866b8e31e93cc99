//! The registrar's side of HTTP digest (RFC 7616, RFC 8760).

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use md5::{Digest, Md5};
use sha2::Sha256;

use crate::message::{Request, split_list};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn hash(self, text: &str) -> String {
        match self {
            Self::Md5 => hex(&Md5::digest(text)),
            Self::Sha256 => hex(&Sha256::digest(text)),
        }
    }
}

/// What became of a request's credentials.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Good,
    /// There are none for our realm.
    Missing,
    /// A wrong password, or a field that does not fit the request.
    Bad,
    /// The nonce has been used up, or was never ours.
    Stale,
}

/// The nonces given out: number N is the entry N.
pub(crate) struct Nonces {
    used: Vec<Use>,
    uses_allowed: u64,
    secret: RandomState,
}

#[derive(Clone, Copy, Default)]
struct Use {
    requests: u64,
    highest_count: u32,
}

impl Nonces {
    pub(crate) fn new(uses_allowed: u64) -> Self {
        Self { used: Vec::new(), uses_allowed, secret: RandomState::new() }
    }

    /// A nonce never given out before: its number, and a mark that it is ours.
    pub(crate) fn give(&mut self) -> String {
        self.used.push(Use::default());
        let number = self.used.len() - 1;
        format!("{number:08x}{:016x}", self.mark(number))
    }

    fn mark(&self, number: usize) -> u64 {
        let mut hasher = self.secret.build_hasher();
        hasher.write_usize(number);
        hasher.finish()
    }

    fn find(&mut self, nonce: &str) -> Option<&mut Use> {
        let number = usize::from_str_radix(nonce.get(..8)?, 16).ok()?;
        let ours = u64::from_str_radix(nonce.get(8..)?, 16) == Ok(self.mark(number));
        if ours { self.used.get_mut(number) } else { None }
    }

    /// Books one request with the nonce; `count` is its `nc`, which has to grow.
    fn book(&mut self, nonce: &str, count: Option<u32>) -> Verdict {
        let allowed = self.uses_allowed;
        let Some(entry) = self.find(nonce) else { return Verdict::Stale };
        if entry.requests >= allowed || count.is_some_and(|count| count <= entry.highest_count) {
            return Verdict::Stale;
        }
        entry.requests += 1;
        entry.highest_count = count.unwrap_or(0);
        Verdict::Good
    }
}

/// One challenge header value for each algorithm.
pub(crate) fn challenge(
    realm: &str,
    nonce: &str,
    algorithm: Algorithm,
    qop: bool,
    stale: bool,
) -> String {
    let qop = if qop { ", qop=\"auth\"" } else { "" };
    let stale = if stale { ", stale=true" } else { "" };
    format!(
        "Digest realm=\"{realm}\", nonce=\"{nonce}\", algorithm={}{qop}{stale}",
        algorithm.name()
    )
}

/// Checks the credentials that a request carries under the header `name`.
pub(crate) fn check(
    request: &Request<'_>,
    name: &'static str,
    realm: &str,
    nonces: &mut Nonces,
    password: impl Fn(&str) -> Option<String>,
) -> Verdict {
    let Some(credentials) =
        request.headers(name).map(Credentials).find(|c| c.get("realm") == Some(realm))
    else {
        return Verdict::Missing;
    };
    match credentials.matches(request, password) {
        Some(true) => {
            nonces.book(credentials.get("nonce").unwrap_or_default(), credentials.count())
        }
        _ => Verdict::Bad,
    }
}

struct Credentials<'a>(&'a str);

impl<'a> Credentials<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        split_list(self.0.strip_prefix("Digest ")?).into_iter().find_map(|field| {
            let (found, value) = field.split_once('=')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim_matches('"'))
        })
    }

    /// `nc` is eight hexadecimal digits.
    fn count(&self) -> Option<u32> {
        self.get("nc")
            .filter(|text| text.len() == 8)
            .and_then(|text| u32::from_str_radix(text, 16).ok())
    }

    /// Whether the response is the right one for this request; `None` when a field that it needs is missing.
    fn matches(
        &self,
        request: &Request<'_>,
        password: impl Fn(&str) -> Option<String>,
    ) -> Option<bool> {
        let algorithm = match self.get("algorithm") {
            Some("SHA-256") => Algorithm::Sha256,
            Some("MD5") | None => Algorithm::Md5,
            Some(_) => return None,
        };
        let (user, uri, nonce) = (self.get("username")?, self.get("uri")?, self.get("nonce")?);
        let secret = algorithm.hash(&format!("{user}:{}:{}", self.get("realm")?, password(user)?));
        let asked = algorithm.hash(&format!("{}:{uri}", request.method));
        let answer = match self.get("qop") {
            Some("auth") => {
                self.count()?;
                algorithm.hash(&format!(
                    "{secret}:{nonce}:{}:{}:auth:{asked}",
                    self.get("nc")?,
                    self.get("cnonce")?
                ))
            }
            Some(_) => return None,
            None => algorithm.hash(&format!("{secret}:{nonce}:{asked}")),
        };
        Some(uri == request.uri && self.get("response")? == answer)
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}
