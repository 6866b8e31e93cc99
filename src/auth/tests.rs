//! Challenges and answers in the shapes that registrars use.

mod aka;
mod limits;
mod proofs;

use super::authenticator::MAX_REALMS;
use super::known::KnownChallenge;
use super::*;
use crate::digest::{Algorithm, Exchange, Hash, Hex, Operator, Qop, ha1};
use crate::mem::Text;
use crate::sip::text::TextEditor;
use crate::sip::{AuthenticationInfo, Credentials, Wire};
use crate::transport::random::fixed::Seeded;

/// One registration, its authenticator and the store of its context.
struct Client {
    authenticator: Authenticator,
    store: CredentialStore,
    policy: Policy,
    random: Seeded,
}

const REGISTER: RequestFacts<'static> = RequestFacts {
    method: b"REGISTER",
    uri: b"sip:127.0.0.1:20308",
    user: Some(b"alice"),
    body: b"",
};

impl Client {
    fn new() -> Self {
        let mut store = CredentialStore::default();
        store.add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        Self {
            authenticator: Authenticator::default(),
            store,
            policy: Policy::default(),
            random: Seeded(0),
        }
    }

    fn answers(&mut self) -> CredentialHeaders {
        self.authenticator.credentials(&REGISTER, &self.store, self.random.next().to_ne_bytes())
    }

    /// The Authorization headers of the next request.
    fn send(&mut self) -> Vec<Credentials> {
        read(&self.answers().authorizations)
    }

    fn receive(&mut self, challenges: &[&str]) -> Verdict {
        let values: Vec<_> = challenges.iter().map(|text| format!("Digest {text}")).collect();
        let of_server = values.iter().map(|text| text.as_bytes()).collect();
        let challenges = Challenges { of_server, ..Challenges::default() };
        self.authenticator.store(&challenges, REGISTER.user, &self.store, &self.policy)
    }

    fn succeed(&mut self, info: AuthenticationInfo) -> Result<(), Unproven> {
        let proofs = Proofs { of_server: vec![info], is_success: true, ..Proofs::default() };
        self.authenticator.confirm(&proofs, &REGISTER, &self.store, &self.policy)
    }
}

fn read(texts: &[Vec<u8>]) -> Vec<Credentials> {
    texts.iter().map(|text| Credentials::from_text(text).unwrap()).collect()
}

fn text(field: &Option<Text>) -> &str {
    field.as_deref().map_or("-", |text| str::from_utf8(text).unwrap())
}

/// Realm, nonce and count of each header.
fn uses(headers: &[Credentials]) -> Vec<(&str, &str, &str)> {
    headers.iter().map(|c| (text(&c.realm), text(&c.nonce), text(&c.nonce_count))).collect()
}

/// The response that a server expects, from the header's own fields.
fn expected(credentials: &Credentials, algorithm: Algorithm, qop: Qop) -> String {
    let realm = bare(&credentials.realm);
    let ha1 = ha1(algorithm.hash(), b"alice", realm.as_bytes(), b"secret");
    response(credentials, algorithm, qop, &ha1)
}

fn response(credentials: &Credentials, algorithm: Algorithm, qop: Qop, ha1: &Hex) -> String {
    let exchange = Exchange {
        algorithm,
        qop,
        nonce: bare(&credentials.nonce).as_bytes(),
        nonce_count: u32::from_str_radix(bare(&credentials.nonce_count), 16).unwrap_or(0),
        cnonce: bare(&credentials.cnonce).as_bytes(),
        uri: REGISTER.uri,
    };
    let key = if algorithm.is_session() { exchange.session_key(ha1) } else { ha1.clone() };
    let sum = exchange.response(&key, REGISTER.method, REGISTER.body);
    format!("\"{}\"", str::from_utf8(&sum).unwrap())
}

fn bare(field: &Option<Text>) -> &str {
    text(field).trim_matches('"')
}

#[test]
fn a_challenge_is_answered_and_the_nonce_is_counted_in_hexadecimal() {
    let mut client = Client::new();
    let mut cnonces = client.random.clone();
    cnonces.next();
    assert!(client.send().is_empty());
    let challenge = r#"realm="example.test", nonce="n1", qop="auth", opaque="0pq", algorithm=MD5"#;
    assert_eq!(client.receive(&[challenge]), Verdict::Answerable);
    for count in 1..20 {
        let headers = client.send();
        let [header] = &headers[..] else { panic!() };
        assert_eq!(text(&header.auth_type), "Digest");
        assert_eq!(text(&header.username), "\"alice\"");
        assert_eq!(text(&header.realm), "\"example.test\"");
        assert_eq!(text(&header.nonce), "\"n1\"");
        assert_eq!(text(&header.uri), "\"sip:127.0.0.1:20308\"");
        assert_eq!(text(&header.algorithm), "MD5");
        assert_eq!(text(&header.cnonce), format!("\"{:016x}\"", cnonces.next().to_be()));
        assert_eq!(text(&header.opaque), "\"0pq\"");
        assert_eq!(text(&header.message_qop), "auth");
        assert_eq!(text(&header.nonce_count), format!("{count:08x}"));
        assert_eq!(text(&header.response), expected(header, Algorithm::Md5, Qop::Auth));
        client.succeed(AuthenticationInfo::default()).unwrap();
    }
}

#[test]
fn a_challenge_without_qop_gets_the_old_form() {
    let mut client = Client::new();
    client.receive(&[r#"realm="r", nonce="n1""#]);
    let headers = client.send();
    let [header] = &headers[..] else { panic!() };
    assert_eq!(text(&header.algorithm), "MD5");
    assert_eq!(text(&header.response), expected(header, Algorithm::Md5, Qop::None));
    for absent in [&header.cnonce, &header.opaque, &header.message_qop, &header.nonce_count] {
        assert_eq!(*absent, None);
    }
    // The newer algorithms have no such form.
    client.receive(&[r#"realm="r", nonce="n2", algorithm=SHA-256"#]);
    let headers = client.send();
    assert_eq!(text(&headers[0].message_qop), "auth");
    assert_eq!(text(&headers[0].response), expected(&headers[0], Algorithm::Sha256, Qop::Auth));
}

#[test]
fn each_realm_gets_its_own_answer_to_its_strongest_challenge() {
    let mut client = Client::new();
    let verdict = client.receive(&[
        r#"realm="r1", nonce="a", algorithm=MD5"#,
        r#"realm="r2", nonce="b", qop="auth""#,
        r#"realm="r1", nonce="c", algorithm=SHA-512-256, qop="auth""#,
        r#"realm="r1", nonce="d", algorithm=SHA-256, qop="auth""#,
        r#"realm="r1", nonce="e", algorithm=SHA-999, qop="auth""#,
    ]);
    assert_eq!(verdict, Verdict::Answerable);
    let headers = client.send();
    assert_eq!(uses(&headers), [("\"r1\"", "\"c\"", "00000001"), ("\"r2\"", "\"b\"", "00000001")]);
    assert_eq!(headers[0].cnonce, headers[1].cnonce);
    assert_eq!(text(&headers[0].algorithm), "SHA-512-256");
}

#[test]
fn a_proxy_is_answered_in_its_own_header_beside_the_registrar() {
    let mut client = Client::new();
    client.receive(&[r#"realm="r1", nonce="n1", qop="auth""#]);
    client.send();
    let of_proxy = [&br#"Digest realm="r1", nonce="p", qop="auth""#[..]].into_iter().collect();
    let challenges = Challenges { of_proxy, ..Challenges::default() };
    let verdict =
        client.authenticator.store(&challenges, REGISTER.user, &client.store, &client.policy);
    assert_eq!(verdict, Verdict::Answerable);
    let answers = client.answers();
    assert_eq!(uses(&read(&answers.authorizations)), [("\"r1\"", "\"n1\"", "00000002")]);
    assert_eq!(uses(&read(&answers.proxy_authorizations)), [("\"r1\"", "\"p\"", "00000001")]);
    let mut request = TextEditor::of(b"REGISTER sip:a SIP/2.0\r\nMax-Forwards: 70\r\n\r\n");
    answers.write_into(&mut request);
    let values = |name| request.values(name).count();
    assert_eq!((values(b"Authorization"), values(b"Proxy-Authorization")), (1, 1));
}

#[test]
fn a_new_realm_goes_before_the_old_one_and_does_not_displace_it() {
    let mut client = Client::new();
    client.receive(&[r#"realm="r1", nonce="n1", qop="auth""#]);
    client.send();
    client.succeed(AuthenticationInfo::default()).unwrap();
    client.send();
    client.receive(&[r#"realm="r2", nonce="n2", qop="auth""#]);
    assert_eq!(
        uses(&client.send()),
        [("\"r2\"", "\"n2\"", "00000001"), ("\"r1\"", "\"n1\"", "00000003")]
    );
}

#[test]
fn an_old_nonce_is_replaced_with_and_without_stale() {
    for stale in ["", ", stale=TRUE"] {
        let mut client = Client::new();
        client.receive(&[r#"realm="r", nonce="A1", qop="auth""#]);
        client.send();
        client.succeed(AuthenticationInfo::default()).unwrap();
        client.send();
        let challenge = format!(r#"realm="r", nonce="B2", qop="auth"{stale}"#);
        assert_eq!(client.receive(&[&challenge]), Verdict::Answerable);
        assert_eq!(uses(&client.send()), [("\"r\"", "\"B2\"", "00000001")]);
    }
}

#[test]
fn a_server_that_challenges_each_request_with_the_same_nonce_is_answered_each_time() {
    let mut client = Client::new();
    for round in 0..3 {
        client.send();
        let verdict = client.receive(&[r#"realm="r", nonce="n1", qop="auth""#]);
        assert_eq!(verdict, Verdict::Answerable);
        let headers = client.send();
        assert_eq!(text(&headers[0].nonce_count), format!("{:08x}", 2 * round + 1));
        client.succeed(AuthenticationInfo::default()).unwrap();
    }
}

#[test]
fn a_login_is_refused_by_the_same_nonce_and_not_by_a_new_or_old_one() {
    let mut client = Client::new();
    assert_eq!(client.receive(&[r#"realm="r", nonce="A1""#]), Verdict::Answerable);
    client.send();
    assert_eq!(client.receive(&[r#"realm="r", nonce="A1""#]), Verdict::Refused);
    // Later the nonce may be too old: one more challenge is no refusal.
    client.send();
    assert_eq!(client.receive(&[r#"realm="r", nonce="A1""#]), Verdict::Answerable);
    client.send();
    assert_eq!(client.receive(&[r#"realm="r", nonce="A1""#]), Verdict::Refused);
    // Another password is tried.
    client.store.add(b"alice", b"alice", Some(b"right"), None, None).unwrap();
    assert!(client.authenticator.has_other_login(REGISTER.user, &client.store));
    client.send();
    assert_eq!(client.receive(&[r#"realm="r", nonce="A1""#]), Verdict::Answerable);
    client.send();
    let stale = r#"realm="r", nonce="A1", stale=true"#;
    assert_eq!(client.receive(&[stale]), Verdict::Answerable);
    // A server may renew the nonce once it knows the user.
    client.send();
    assert_eq!(client.receive(&[r#"realm="r", nonce="A2""#]), Verdict::Answerable);
}

#[test]
fn a_challenge_without_login_or_that_cannot_be_read_is_not_answered() {
    let mut client = Client::new();
    for challenge in [
        r#"realm="r""#,
        r#"realm="r", nonce="""#,
        r#"realm="r", nonce="n", algorithm=SHA-1"#,
        r#"realm="r", nonce="n", algorithm=AKAv1-MD5"#,
        "realm=\"r\", nonce=\"a\r\nX: y\"",
        "realm=\"r\", nonce=\"a\\\"",
    ] {
        assert_eq!(client.receive(&[challenge]), Verdict::Unanswerable, "{challenge}");
    }
    assert!(client.authenticator.is_empty());
    client.receive(&[r#"realm="r", nonce="n""#]);
    client.store.clear();
    assert!(client.send().is_empty());
    assert_eq!(client.receive(&[r#"realm="r", nonce="n""#]), Verdict::Unanswerable);
}

#[test]
fn a_weaker_challenge_is_answered_only_if_the_policy_says_so() {
    let mut client = Client::new();
    client.receive(&[r#"realm="r", nonce="n1", algorithm=SHA-256"#]);
    client.send();
    let weaker = r#"realm="r", nonce="n2", algorithm=MD5"#;
    assert_eq!(client.receive(&[weaker]), Verdict::Weaker);
    assert_eq!(text(&client.send()[0].algorithm), "SHA-256");
    client.policy.obey_weaker = true;
    assert_eq!(client.receive(&[weaker]), Verdict::Answerable);
    assert_eq!(text(&client.send()[0].algorithm), "MD5");
}

#[test]
fn a_known_ha1_answers_the_usual_algorithm_of_its_length() {
    let mut client = Client::new();
    let sum = ha1(Hash::Sha256, b"alice", b"r", b"secret");
    client.store.add(b"alice", b"alice", None, Some(&sum), None).unwrap();
    let verdict = client.receive(&[
        r#"realm="r", nonce="1", algorithm=SHA-512-256, qop="auth""#,
        r#"realm="r", nonce="2", algorithm=MD5, qop="auth""#,
        r#"realm="r", nonce="3", algorithm=SHA-256, qop="auth""#,
    ]);
    assert_eq!(verdict, Verdict::Answerable);
    let headers = client.send();
    assert_eq!(text(&headers[0].response), expected(&headers[0], Algorithm::Sha256, Qop::Auth));
}

#[test]
fn a_session_keeps_its_key_until_the_next_challenge() {
    let mut client = Client::new();
    client.receive(&[r#"realm="r", nonce="n1", algorithm=MD5-sess, qop="auth""#]);
    let first = client.send();
    let second = client.send();
    assert_eq!(first[0].cnonce, second[0].cnonce);
    assert_eq!(text(&second[0].nonce_count), "00000002");
    let expected = expected(&second[0], Algorithm::Md5Session, Qop::Auth);
    assert_eq!(text(&second[0].response), expected);
    client.receive(&[r#"realm="r", nonce="n2", algorithm=MD5-sess, qop="auth""#]);
    assert_ne!(client.send()[0].cnonce, first[0].cnonce);
}

#[test]
fn user_names_are_escaped_or_hashed_and_realms_are_hashed_without_backslashes() {
    let mut client = Client::new();
    client.store.clear();
    client.store.add(b"alice", br#"a"l\i"#, Some(b"secret"), None, Some(br#"q"r"#)).unwrap();
    client.receive(&[r#"realm="q\"r", nonce="n1", qop="auth""#]);
    let headers = client.send();
    assert_eq!(text(&headers[0].username), r#""a\"l\\i""#);
    assert_eq!(text(&headers[0].realm), r#""q\"r""#);
    client.receive(&[r#"realm="q\"r", nonce="n2", qop="auth", userhash=true"#]);
    let headers = client.send();
    let sum = Hash::Md5.of(&[br#"a"l\i"#, br#"q"r"#]);
    assert_eq!(text(&headers[0].username), format!("\"{}\"", str::from_utf8(&sum).unwrap()));
    assert_eq!(text(&headers[0].auth_param), "userhash=true");
}
