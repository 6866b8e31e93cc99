//! What a server proves: rspauth and nextnonce (RFC 7616 3.5).

use super::*;

#[test]
fn the_next_nonce_is_used_at_once() {
    let mut client = Client::new();
    client.receive(&[r#"realm="r", nonce="n1", qop="auth""#]);
    client.send();
    let next =
        |nonce: &str| AuthenticationInfo { nextnonce: Some(nonce.into()), ..Default::default() };
    client.succeed(next("\"n2\"")).unwrap();
    assert_eq!(uses(&client.send()), [("\"r\"", "\"n2\"", "00000001")]);
    client.succeed(next("\"n2\"")).unwrap();
    assert_eq!(uses(&client.send()), [("\"r\"", "\"n2\"", "00000002")]);
    // A new nonce is no refusal.
    assert_eq!(client.receive(&[r#"realm="r", nonce="n3""#]), Verdict::Answerable);
}

#[test]
fn a_wrong_rspauth_or_a_missing_one_that_is_required_is_an_error() {
    let mut client = Client::new();
    client.receive(&[r#"realm="r", nonce="n1", qop="auth""#]);
    let proof = |headers: &[Credentials], qop| {
        let mut server = headers[0].clone();
        server.message_qop = None;
        let ha1 = ha1(Hash::Md5, b"alice", b"r", b"secret");
        let cnonce = text(&server.cnonce).trim_matches('"');
        let exchange = Exchange {
            algorithm: Algorithm::Md5,
            qop,
            nonce: b"n1",
            nonce_count: u32::from_str_radix(text(&server.nonce_count), 16).unwrap(),
            cnonce: cnonce.as_bytes(),
            uri: REGISTER.uri,
        };
        let sum = exchange.rspauth(&ha1, b"");
        let sum = format!("\"{}\"", str::from_utf8(&sum).unwrap());
        AuthenticationInfo { rspauth: Some(sum.as_str().into()), ..Default::default() }
    };
    let headers = client.send();
    assert_eq!(client.succeed(proof(&headers, Qop::Auth)), Ok(()));
    // The same proof is worth nothing for the next request.
    client.send();
    assert_eq!(client.succeed(proof(&headers, Qop::Auth)), Err(Unproven));
    client.send();
    assert_eq!(client.succeed(AuthenticationInfo::default()), Ok(()));
    client.policy.require_rspauth = true;
    client.send();
    assert_eq!(client.succeed(AuthenticationInfo::default()), Err(Unproven));
    let headers = client.send();
    assert_eq!(client.succeed(proof(&headers, Qop::Auth)), Ok(()));
    // No credentials were sent.
    client.authenticator = Authenticator::default();
    assert_eq!(client.succeed(AuthenticationInfo::default()), Ok(()));
}

#[test]
fn no_nonce_is_stored_of_a_server_without_proof() {
    let nonce = "\"n2\"";
    let next = || AuthenticationInfo { nextnonce: Some(nonce.into()), ..Default::default() };
    let wrong = AuthenticationInfo { rspauth: Some("\"0\"".into()), ..Default::default() };
    for infos in [vec![next()], vec![next(), wrong]] {
        let mut client = Client::new();
        client.policy.require_rspauth = true;
        client.receive(&[r#"realm="r", nonce="n1", qop="auth""#]);
        client.send();
        let proofs = Proofs { of_server: infos, is_success: true, ..Proofs::default() };
        let Client { authenticator, store, policy, .. } = &mut client;
        assert_eq!(authenticator.confirm(&proofs, &REGISTER, store, policy), Err(Unproven));
        assert_eq!(uses(&client.send()), [("\"r\"", "\"n1\"", "00000002")]);
    }
}
