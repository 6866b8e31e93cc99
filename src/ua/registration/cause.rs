//! Why a response is no success.

use crate::auth::{Unproven, Verdict};
use crate::sip::text::{MessageText, header_values};
use crate::sip::{Challenge, Wire};
use crate::transport::FailureCause;

/// Why a response is no success, if it is none.
pub(super) fn cause(
    response: &MessageText<'_>,
    request: &[u8],
    verdict: &Result<Verdict, Unproven>,
) -> FailureCause {
    let credentials =
        if response.status() == 401 { &b"Authorization"[..] } else { b"Proxy-Authorization" };
    let had_login = || header_values(request, credentials).next().is_some();
    let realm = || {
        let names = [&b"WWW-Authenticate"[..], b"Proxy-Authenticate"];
        names.into_iter().find_map(|name| response.header(name)).and_then(realm_of)
    };
    match (response.status(), verdict) {
        (200..=299, Ok(_)) => FailureCause::None,
        (401 | 407, Ok(Verdict::Refused | Verdict::Answerable)) if had_login() => {
            FailureCause::LoginRefused(realm().unwrap_or_default().into())
        }
        (401 | 407, Ok(Verdict::Refused | Verdict::Answerable)) => {
            FailureCause::Refused(response.status())
        }
        (401 | 407, _) => match realm() {
            Some(realm) => FailureCause::NoLogin(realm.into()),
            None => FailureCause::ChallengeNotUnderstood,
        },
        (status, _) => FailureCause::Refused(status),
    }
}

/// The realm of a Digest challenge with an algorithm that is known.
fn realm_of(challenge: &[u8]) -> Option<String> {
    let challenge = Challenge::from_text(challenge).ok()?;
    let is_digest = challenge.auth_type.as_ref().is_some_and(|it| it.eq_ignore_case(b"Digest"));
    let algorithm = challenge.algorithm.as_ref().map(|it| it.to_ascii_uppercase());
    let algorithm = algorithm.as_deref().unwrap_or(b"MD5").trim_ascii();
    let algorithm = algorithm.strip_prefix(b"\"").unwrap_or(algorithm);
    let is_known = [&b"MD5"[..], b"SHA-", b"AKA"].iter().any(|known| algorithm.starts_with(known));
    let realm = challenge.realm.as_ref().filter(|_| is_digest && is_known)?;
    let realm = String::from_utf8_lossy(realm).into_owned();
    Some(realm.trim_matches('"').chars().take(128).collect())
}
