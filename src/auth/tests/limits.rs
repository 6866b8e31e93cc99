//! Much from a server, and rubbish.

use super::*;

#[test]
fn what_is_stored_is_bounded_and_the_accepted_realm_stays() {
    let mut client = Client::new();
    client.receive(&[r#"realm="home", nonce="n", qop="auth""#]);
    client.send();
    client.succeed(AuthenticationInfo::default()).unwrap();
    let challenges: Vec<_> = (0..100).map(|n| format!(r#"realm="r{n}", nonce="n""#)).collect();
    for challenge in &challenges {
        client.receive(&[challenge]);
    }
    client.receive(&challenges.iter().map(String::as_str).collect::<Vec<_>>());
    let headers = client.send();
    assert_eq!(headers.len(), MAX_REALMS);
    assert!(headers.iter().any(|header| text(&header.realm) == "\"home\""));
    let long = "x".repeat(5000);
    let challenge = format!(r#"realm="r", nonce="{long}""#);
    assert_eq!(client.receive(&[&challenge]), Verdict::Unanswerable);
    assert!(size_of::<KnownChallenge>() <= 96, "{}", size_of::<KnownChallenge>());
}

#[test]
fn nothing_that_servers_send_breaks_a_client() {
    let mut random = Seeded(1);
    let mut below = |end: usize| random.below(end);
    let pieces =
        ["realm=", "nonce=", "qop=", "stale=", "algorithm=", "opaque=", "userhash=", "\"", "\\"];
    let values =
        ["\"r\"", "\"\"", "auth", "\"auth-int\"", "true", "MD5-sess", "SHA-256", ", ", " "];
    let mut client = Client::new();
    client.policy.aka = Some(Operator::Op([0; 16]));
    for _ in 0..3_000 {
        let mut challenges = Vec::new();
        for _ in 0..below(4) {
            let mut text = "Digest realm=\"r\", nonce=\"n\", ".to_owned();
            for _ in 0..below(12) {
                text += pieces[below(pieces.len())];
                text += values[below(values.len())];
            }
            challenges.push(text);
        }
        let mut info = AuthenticationInfo::default();
        let _ = info.parse(format!("nextnonce=\"{}\", qop=auth", below(9)).as_bytes());
        let values: smallvec::SmallVec<_> = challenges.iter().map(String::as_bytes).collect();
        let challenges = Challenges { of_server: values.clone(), of_proxy: values };
        let proofs = Proofs { of_server: vec![info], ..Proofs::default() };
        client.authenticator.store(&challenges, REGISTER.user, &client.store, &client.policy);
        for header in client.send() {
            let mut out = Vec::new();
            header.write(&mut out).unwrap();
            assert_eq!(Credentials::from_text(&out).unwrap(), header);
        }
        let _ = client.authenticator.confirm(&proofs, &REGISTER, &client.store, &client.policy);
    }
}
