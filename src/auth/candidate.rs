//! Challenges that a login can answer; of each realm the strongest is chosen. RFC 3261 22.2, RFC 8760.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::digest::{Algorithm, Hash, Operator, Qop, aka};
use crate::mem::Text;
use crate::sip::{Challenge, Wire, grammar};

use super::credentials::CredentialStore;
use super::login::Login;
use super::quoted::{is_safe, unescaped, unquoted};

/// The value of a WWW-Authenticate or Proxy-Authenticate header, parsed.
#[derive(Debug)]
pub(super) struct ParsedChallenge<'a> {
    challenge: Challenge,
    /// The value itself.
    pub(super) text: &'a [u8],
}

impl<'a> ParsedChallenge<'a> {
    /// A comma behind the last parameter means nothing.
    pub(super) fn of(text: &'a [u8]) -> Option<Self> {
        let end =
            text.iter().rposition(|byte| !matches!(byte, b',' | b' ' | b'\t' | b'\r' | b'\n'));
        let text = text.get(..=end?)?;
        Some(Self { challenge: Challenge::from_text(text).ok()?, text })
    }

    /// The realm as it is compared: without quotes and backslashes.
    pub(super) fn realm(&self) -> Cow<'_, [u8]> {
        unescaped(unquoted(self.challenge.realm.as_deref().unwrap_or_default()))
    }

    /// `opaque=""` has to be sent back too (RFC 7616 3.4), although the header's field stays empty.
    fn opaque(&self) -> Option<Option<&[u8]>> {
        // Hardly any challenge has empty quotes: those that have none need not be cut again.
        let is_empty = || {
            if !has_empty_quotes(self.text) {
                return false;
            }
            let (_, params) = grammar::split_once(self.text, b' ').unwrap_or_default();
            parameter(Some(params), b"opaque") == Some(b"\"\"")
        };
        match value(&self.challenge.opaque)? {
            None if is_empty() => Some(Some(b"")),
            opaque => Some(opaque),
        }
    }
}

/// A challenge that can be answered. Its values are as they came, without their quotes.
pub(super) struct ChallengeCandidate<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) qop: Qop,
    pub(super) realm: &'a [u8],
    pub(super) nonce: &'a [u8],
    pub(super) opaque: Option<&'a [u8]>,
    /// The nonce of the last credentials was too old; the password may be right.
    pub(super) stale: bool,
    /// The user name has to be sent hashed.
    pub(super) userhash: bool,
    pub(super) login: &'a Login,
    /// The reply of the SIM to an AKA challenge.
    pub(super) sim: Option<aka::Reply>,
}

/// The strongest candidate of each of at most `limit` realms, in the order of the realms.
pub(super) fn strongest_candidates<'a>(
    challenges: &'a [ParsedChallenge<'_>],
    user: Option<&[u8]>,
    store: &'a CredentialStore,
    operator: Option<&Operator>,
    limit: usize,
) -> SmallVec<[ChallengeCandidate<'a>; 1]> {
    let mut strongest: SmallVec<[ChallengeCandidate<'a>; 1]> = SmallVec::new();
    for challenge in challenges {
        let candidate = ChallengeCandidate::new(challenge, user, store, operator);
        let Some(candidate) = candidate else { continue };
        if let Some(known) = strongest.iter_mut().find(|known| known.realm == candidate.realm) {
            if candidate.strength() > known.strength() {
                *known = candidate;
            }
        } else if strongest.len() < limit {
            strongest.push(candidate);
        }
    }
    strongest
}

impl<'a> ChallengeCandidate<'a> {
    fn new(
        parsed: &'a ParsedChallenge<'_>,
        user: Option<&[u8]>,
        store: &'a CredentialStore,
        operator: Option<&Operator>,
    ) -> Option<Self> {
        let challenge = &parsed.challenge;
        if !challenge.auth_type.as_ref()?.eq_ignore_case(b"Digest") {
            return None;
        }
        let algorithm = match &challenge.algorithm {
            Some(name) => Algorithm::from_token(unquoted(name))?,
            None => Algorithm::Md5,
        };
        let realm = value(&challenge.realm)?.unwrap_or_default();
        let nonce = value(&challenge.nonce)?.filter(|nonce| !nonce.is_empty())?;
        let opaque = parsed.opaque()?;
        let login = store.find(user, &unescaped(realm))?;
        if !login.knows(algorithm.hash()) {
            return None;
        }
        let sim = match algorithm.is_aka() {
            true => Some(ask_sim(login, algorithm, operator?, &unescaped(nonce))?),
            false => None,
        };
        Some(Self {
            algorithm,
            qop: qop(challenge, algorithm),
            realm,
            nonce,
            opaque,
            stale: flag(challenge.stale.as_deref()),
            userhash: flag(parameter(challenge.auth_param.as_deref(), b"userhash")),
            login,
            sim,
        })
    }

    /// The digits of a known HA1 may belong to either long hash: the more usual one is tried first.
    fn strength(&self) -> u8 {
        match self.algorithm.hash() {
            Hash::Md5 => 0,
            Hash::Sha256 if self.login.password().is_none() => 3,
            Hash::Sha256 => 1,
            Hash::Sha512_256 => 2,
        }
    }
}

fn ask_sim(
    login: &Login,
    algorithm: Algorithm,
    operator: &Operator,
    nonce: &[u8],
) -> Option<aka::Reply> {
    let key = aka::sim_key(login.password()?)?;
    aka::reply(algorithm, &key, operator, nonce, login.sequence())
}

/// Only MD5 may be answered without `qop`; a server that left it out with another algorithm means `auth`.
fn qop(challenge: &Challenge, algorithm: Algorithm) -> Qop {
    let options = challenge.qop_options.as_deref().unwrap_or_default();
    match Qop::from_options(unquoted(options)) {
        Qop::None if algorithm.hash() > Hash::Md5 || algorithm.is_session() => Qop::Auth,
        qop => qop,
    }
}

/// A field without its quotes; `None` if it cannot be sent back.
fn value(field: &Option<Text>) -> Option<Option<&[u8]>> {
    let Some(text) = field.as_deref() else { return Some(None) };
    let text = unquoted(text);
    is_safe(text).then_some(Some(text))
}

/// The value of one parameter in a list of them.
fn parameter<'a>(list: Option<&'a [u8]>, name: &[u8]) -> Option<&'a [u8]> {
    grammar::elements(list?).find_map(|element| {
        let (found, value) = grammar::split_once(element, b'=')?;
        grammar::trim(found).eq_ignore_ascii_case(name).then(|| grammar::trim(value))
    })
}

/// Whether one quote follows another.
fn has_empty_quotes(mut text: &[u8]) -> bool {
    while let Some((_, after)) = grammar::split_once(text, b'"') {
        if after.starts_with(b"\"") {
            return true;
        }
        text = after;
    }
    false
}

fn flag(text: Option<&[u8]>) -> bool {
    text.is_some_and(|text| unquoted(text).eq_ignore_ascii_case(b"true"))
}
