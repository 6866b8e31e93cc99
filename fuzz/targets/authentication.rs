//! Challenges as a registrar may send them, one a line: whatever is answered can be printed, and reads back the same.

use eXosip2::auth::{
    Authenticator, Challenges, CredentialStore, Policy, Proofs, RequestFacts, Verdict,
};
use eXosip2::sip::grammar::is_one_line;
use eXosip2::sip::{Credentials, Wire};

pub fn run(bytes: &[u8]) {
    let Some((&options, text)) = bytes.split_first() else { return };
    let (mut authenticator, store) = (Authenticator::default(), logins());
    let policy = Policy {
        obey_weaker: options & 1 != 0,
        require_rspauth: options & 2 != 0,
        ..Policy::default()
    };
    let request = RequestFacts {
        method: b"REGISTER",
        uri: b"sip:example.com",
        user: Some(b"alice"),
        body: if options & 4 != 0 { b"body" } else { b"" },
    };
    // An empty line ends one response.
    for lines in text.split(|&byte| byte == 0) {
        match response(lines) {
            Response::Final(proofs) => {
                let _ = authenticator.confirm(&proofs, &request, &store, &policy);
            }
            Response::Challenge(challenges) => {
                let verdict = authenticator.store(&challenges, request.user, &store, &policy);
                assert!(verdict != Verdict::Answerable || !authenticator.is_empty());
                assert!(authenticator.size() <= 2560, "{}", authenticator.size());
            }
        }
        let answers = authenticator.credentials(&request, &store, [7; 8]);
        answers.authorizations.iter().chain(&answers.proxy_authorizations).for_each(|it| check(it));
        assert!(answers.authorizations.len() + answers.proxy_authorizations.len() <= 8);
    }
}

fn check(text: &[u8]) {
    assert!(is_one_line(text), "{}", String::from_utf8_lossy(text));
    let credentials = Credentials::from_text(text).expect("credentials that we made parse");
    let mut again = Vec::new();
    credentials.write(&mut again).expect("credentials that we made print");
    // Two quotes with nothing between them read as nothing.
    let text = String::from_utf8_lossy(text).replace(", realm=\"\"", "");
    assert_eq!(String::from_utf8_lossy(&again), text);
}

fn logins() -> CredentialStore {
    let mut store = CredentialStore::default();
    let sum = b"939e7578ed9e3c518a452acee763bce9";
    store.add(b"alice", b"login \"\\", Some(b"secret"), None, None).expect("a password");
    store.add(b"alice", b"alice", None, Some(sum), Some(b"h")).expect("a sum");
    store
}

enum Response<'a> {
    Challenge(Challenges<'a>),
    Final(Proofs<'static>),
}

/// A 401 with the challenges of `lines`, or a 200 if one of them is an Authentication-Info.
fn response(lines: &[u8]) -> Response<'_> {
    let mut challenges = Challenges::default();
    let mut proofs = Proofs::default();
    for line in lines.split(|&byte| byte == b'\n').filter(|line| is_one_line(line)).take(50) {
        match line.split_first() {
            Some((b'i', info)) => {
                proofs.is_success = true;
                proofs.of_server.extend(Wire::from_text(info));
            }
            Some((b'p', challenge)) => challenges.of_proxy.push(challenge),
            _ => challenges.of_server.push(line),
        }
    }
    if proofs.is_success { Response::Final(proofs) } else { Response::Challenge(challenges) }
}
