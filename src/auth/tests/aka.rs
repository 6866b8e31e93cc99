//! AKA: challenges of mobile networks, and sequence numbers (RFC 3310).

use super::*;

#[test]
fn an_aka_challenge_is_answered_if_the_policy_names_an_operator() {
    // Test set 1 of 3GPP TS 35.208.
    const CHALLENGE: &str = r#"realm="r", nonce="I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=", algorithm=AKAv1-MD5, qop="auth""#;
    let mut client = Client::new();
    client.store.clear();
    let key = Some(&b"465b5ce8b199b49faa5f0a2ee238a6bc"[..]);
    client.store.add(b"alice", b"alice", key, None, None).unwrap();
    assert_eq!(client.receive(&[CHALLENGE]), Verdict::Unanswerable);

    client.policy.aka = Some(Operator::Op(0xcdc202d5123e20f62b6d676ac72cb318_u128.to_be_bytes()));
    assert_eq!(client.receive(&[CHALLENGE]), Verdict::Answerable);
    let sum = ha1(Hash::Md5, b"alice", b"r", &0xa54211d5e3ba50bf_u64.to_be_bytes());
    let headers = [client.send(), client.send()].concat();
    assert_ne!(headers[0].cnonce, headers[1].cnonce);
    for header in &headers {
        assert_eq!(text(&header.algorithm), "AKAv1-MD5");
        assert_eq!(text(&header.auth_param), "-");
        assert_eq!(text(&header.response), response(header, Algorithm::AkaV1Md5, Qop::Auth, &sum));
    }

    // The same challenge again is an old one.
    assert_eq!(client.receive(&[CHALLENGE]), Verdict::Refused);
    let headers = client.send();
    let sum = ha1(Hash::Md5, b"alice", b"r", b"");
    assert!(text(&headers[0].auth_param).starts_with("auts=\""));
    assert_eq!(
        text(&headers[0].response),
        response(&headers[0], Algorithm::AkaV1Md5, Qop::Auth, &sum)
    );

    // The reply of a SIM is not used for another login.
    client.store.add(b"alice", b"alice", Some(b"other"), None, None).unwrap();
    assert!(client.send().is_empty());
}

#[test]
fn a_network_that_counts_anew_after_a_sim_did_is_answered() {
    // Test set 1 of 3GPP TS 35.208, and the same with the next sequence number.
    const OLD: &str = r#"realm="r", nonce="I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=", algorithm=AKAv1-MD5, qop="auth""#;
    const NEW: &str = r#"realm="r", nonce="I1U8vpY3qJ0hiuZNrke/NVXzKLQ1eLm5e82VQ27Oy/g=", algorithm=AKAv1-MD5, qop="auth""#;
    let mut client = Client::new();
    client.store.clear();
    let key = Some(&b"465b5ce8b199b49faa5f0a2ee238a6bc"[..]);
    client.store.add(b"alice", b"alice", key, None, None).unwrap();
    client.policy.aka = Some(Operator::Op(0xcdc202d5123e20f62b6d676ac72cb318_u128.to_be_bytes()));
    client.receive(&[OLD]);
    // Another registration of the same SIM, in a network that counts from an older number.
    client.authenticator = Authenticator::default();
    assert_eq!(client.receive(&[OLD]), Verdict::Answerable);
    assert!(text(&client.send()[0].auth_param).starts_with("auts=\""));
    assert_eq!(client.receive(&[NEW]), Verdict::Answerable);
    let headers = client.send();
    assert_eq!(text(&headers[0].auth_param), "-");
    let sum = ha1(Hash::Md5, b"alice", b"r", &0xa54211d5e3ba50bf_u64.to_be_bytes());
    assert_eq!(
        text(&headers[0].response),
        response(&headers[0], Algorithm::AkaV1Md5, Qop::Auth, &sum)
    );

    // A network that ignores the resynchronisation is not answered again.
    client.authenticator = Authenticator::default();
    client.receive(&[OLD]);
    client.send();
    assert_eq!(client.receive(&[OLD]), Verdict::Refused);
}
