//! Challenges that a login can answer; of each realm the strongest is chosen. RFC 3261 22.2, RFC 8760.

use std::borrow::Cow;

use crate::digest::{Algorithm, Hash, Operator, Qop, aka};
use crate::mem::Text;
use crate::sip::{Challenge, grammar};

use super::credentials::{CredentialStore, Login};

/// A realm, nonce or opaque value longer than this is refused: it would have to be sent with each request.
const MAX_VALUE: usize = 2048;

/// One challenge that can be answered. Its texts are as they came, without their quotes.
pub(super) struct ChallengeCandidate<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) qop: Qop,
    pub(super) realm: &'a [u8],
    pub(super) nonce: &'a [u8],
    pub(super) opaque: Option<&'a [u8]>,
    /// The old nonce was too old, the password may be right.
    pub(super) stale: bool,
    /// The user name is to be sent hashed.
    pub(super) userhash: bool,
    pub(super) login: &'a Login,
    /// What the SIM says, if it is asked.
    pub(super) sim: Option<aka::Reply>,
}

/// The best candidate of each of at most `limit` realms, in the order in which the realms come.
pub(super) fn strongest_candidates<'a>(
    challenges: &'a [Challenge],
    user: Option<&[u8]>,
    store: &'a CredentialStore,
    operator: Option<&Operator>,
    limit: usize,
) -> Vec<ChallengeCandidate<'a>> {
    let mut best: Vec<ChallengeCandidate<'a>> = Vec::new();
    for challenge in challenges {
        let Some(candidate) = ChallengeCandidate::new(challenge, user, store, operator) else {
            continue;
        };
        if let Some(known) = best.iter_mut().find(|known| known.realm == candidate.realm) {
            if candidate.rank() > known.rank() {
                *known = candidate;
            }
        } else if best.len() < limit {
            best.push(candidate);
        }
    }
    best
}

impl<'a> ChallengeCandidate<'a> {
    fn new(
        challenge: &'a Challenge,
        user: Option<&[u8]>,
        store: &'a CredentialStore,
        operator: Option<&Operator>,
    ) -> Option<Self> {
        let scheme = challenge.auth_type.as_ref()?;
        if !scheme.eq_ignore_case(b"Digest") {
            return None;
        }
        let algorithm = match &challenge.algorithm {
            Some(name) => Algorithm::from_token(unquoted(name))?,
            None => Algorithm::Md5,
        };
        let realm = value(&challenge.realm)?.unwrap_or_default();
        let nonce = value(&challenge.nonce)?.filter(|nonce| !nonce.is_empty())?;
        let opaque = value(&challenge.opaque)?;
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

    /// The more, the better. The digits of a known sum may be of either long hash: the usual one is tried first.
    fn rank(&self) -> u8 {
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

/// Only the oldest algorithm may do without; the others are answered as `auth` where a server forgot to say so.
fn qop(challenge: &Challenge, algorithm: Algorithm) -> Qop {
    let options = challenge.qop_options.as_deref().unwrap_or_default();
    match Qop::from_options(unquoted(options)) {
        Qop::None if algorithm.hash() > Hash::Md5 || algorithm.is_session() => Qop::Auth,
        qop => qop,
    }
}

/// A field without its quotes; nothing at all if it cannot be sent back.
fn value(field: &Option<Text>) -> Option<Option<&[u8]>> {
    let Some(text) = field.as_deref() else { return Some(None) };
    let text = unquoted(text);
    is_safe(text).then_some(Some(text))
}

/// Whether `text` can be sent back between quotes.
pub(super) fn is_safe(text: &[u8]) -> bool {
    let is_quotable =
        || grammar::quoted_length(&[b"\"", text, b"\""].concat()) == Some(text.len() + 2);
    text.len() <= MAX_VALUE
        && grammar::find_any(text, [b'\r', b'\n']).is_none()
        && (grammar::find_any(text, [b'"', b'\\']).is_none() || is_quotable())
}

/// `text` without the quotes around it, if there are any.
pub(super) fn unquoted(text: &[u8]) -> &[u8] {
    grammar::unquoted(text).unwrap_or(text)
}

/// What a text between quotes stands for.
pub(super) fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if !grammar::has(text, b'\\') {
        return text.into();
    }
    let mut plain = Vec::with_capacity(text.len());
    grammar::unescape(text, &mut plain);
    plain.into()
}

/// The value of one parameter in a list of them.
fn parameter<'a>(list: Option<&'a [u8]>, name: &[u8]) -> Option<&'a [u8]> {
    grammar::elements(list?).find_map(|element| {
        let (found, value) = grammar::split_once(element, b'=')?;
        grammar::trim(found).eq_ignore_ascii_case(name).then(|| grammar::trim(value))
    })
}

fn flag(text: Option<&[u8]>) -> bool {
    text.is_some_and(|text| unquoted(text).eq_ignore_ascii_case(b"true"))
}
