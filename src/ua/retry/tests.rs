//! Decisions and changes for the methods that are retried.

use super::*;
use crate::transport::random::fixed::Seeded;

/// An object, and the last request that it sent.
struct Peer {
    retries: Retries,
    store: CredentialStore,
    rng: Rng,
    request: Vec<u8>,
}

impl Peer {
    fn new(method: &str, headers: &str) -> Self {
        let mut store = CredentialStore::default();
        store.add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        let request = format!(
            "{method} sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n\
             From: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: c\r\n\
             CSeq: 7 {method}\r\n{headers}Content-Length: 0\r\n\r\n"
        );
        let rng = Rng::new(Box::new(Seeded(0)));
        Self { retries: Retries::default(), store, rng, request: request.into_bytes() }
    }

    /// Decides after a response, and sends the request again if that helps.
    fn receive(&mut self, status: &str, headers: &str) -> Decision {
        let response = format!("SIP/2.0 {status}\r\nCall-ID: c\r\n{headers}\r\n");
        let response = MessageText::of(response.as_bytes()).unwrap();
        let last = self.request.clone();
        let mut request = TextEditor::of(&last);
        let policy = Policy::default();
        let decision = self.retries.decide(&request, &response, &self.store, &policy);
        if let Decision::Retry(change) = decision {
            self.retries.prepare(&mut request, change, &self.store, &mut self.rng).unwrap();
            self.request.clear();
            request.write(&mut self.request);
        }
        decision
    }

    fn header(&self, name: &str) -> Option<String> {
        let request = TextEditor::of(&self.request);
        let value = request.values(name.as_bytes()).next()?;
        Some(String::from_utf8(value.to_vec()).unwrap())
    }
}

fn challenge(nonce: u32) -> String {
    format!("WWW-Authenticate: Digest realm=\"r\", nonce=\"n{nonce}\", qop=\"auth\"\r\n")
}

#[test]
fn a_challenge_is_answered_three_times_in_a_row_and_a_success_resets_that() {
    let mut peer = Peer::new("PUBLISH", "");
    for round in 0..2 {
        for n in 0..3 {
            let decision = peer.receive("401 No", &challenge(10 * round + n));
            assert_eq!(decision, Decision::Retry(Change::Credentials));
        }
        assert_eq!(peer.receive("401 No", &challenge(10 * round + 9)), Decision::Exhausted);
        assert_eq!(peer.receive("200 OK", ""), Decision::Done);
    }
    assert_eq!(peer.header("CSeq").as_deref(), Some("13 PUBLISH"));
    assert!(peer.header("Authorization").unwrap().contains("nonce=\"n12\""));
    assert_ne!(peer.header("Via").as_deref(), Some("SIP/2.0/UDP h;branch=z9hG4bK1"));
    // The same nonce again, or no login.
    assert_eq!(peer.receive("401 No", &challenge(30)), Decision::Retry(Change::Credentials));
    assert_eq!(peer.receive("401 No", &challenge(30)), Decision::Done);
    peer.store.clear();
    assert_eq!(peer.receive("401 No", &challenge(31)), Decision::Done);
}

#[test]
fn credentials_follow_a_retry_for_another_reason() {
    let mut peer = Peer::new("PUBLISH", "Expires: 60\r\n");
    peer.receive("401 No", &challenge(1));
    let decision = peer.receive("423 Too Brief", "Min-Expires: 120\r\n");
    assert_eq!(decision, Decision::Retry(Change::Expires(120)));
    assert_eq!(peer.header("Expires").as_deref(), Some("120"));
    assert!(peer.header("Authorization").unwrap().contains("nc=00000002"));
}

#[test]
fn an_interval_that_is_not_longer_or_absurd_is_not_accepted() {
    for (asked, least) in [("60", "60"), ("60", "59"), ("60", "x"), ("60", "2592001"), ("0", "60")]
    {
        let mut peer = Peer::new("SUBSCRIBE", &format!("Expires: {asked}\r\n"));
        let decision = peer.receive("423 Too Brief", &format!("Min-Expires: {least}\r\n"));
        assert_eq!(decision, Decision::Done, "{asked} {least}");
    }
    let mut peer = Peer::new("SUBSCRIBE", "Expires: 60\r\n");
    assert_eq!(peer.receive("423 Too Brief", ""), Decision::Done);
    for seconds in [61, 62, 63] {
        let decision = peer.receive("423 Too Brief", &format!("Min-Expires: {seconds}\r\n"));
        assert_eq!(decision, Decision::Retry(Change::Expires(seconds)));
    }
    assert_eq!(peer.receive("423 Too Brief", "Min-Expires: 64\r\n"), Decision::Exhausted);
}

#[test]
fn a_publication_that_the_server_lost_is_sent_without_its_entity_tag() {
    let mut peer = Peer::new("PUBLISH", "SIP-If-Match: x\r\n");
    let decision = peer.receive("412 Conditional Request Failed", "");
    assert_eq!(decision, Decision::Retry(Change::NoEntityTag));
    assert_eq!(peer.header("SIP-If-Match"), None);
    assert_eq!(peer.receive("412 Conditional Request Failed", ""), Decision::Done);
}

#[test]
fn a_session_interval_that_is_too_small_is_raised_with_its_refresher() {
    let mut peer = Peer::new("INVITE", "Session-Expires: 90;refresher=uac\r\n");
    let decision = peer.receive("422 Session Interval Too Small", "Min-SE: 1800\r\n");
    assert_eq!(decision, Decision::Retry(Change::SessionExpires(1800)));
    assert_eq!(peer.header("Session-Expires").as_deref(), Some("1800;refresher=uac"));
    assert_eq!(peer.header("Min-SE").as_deref(), Some("1800"));
    assert_eq!(peer.receive("422 Session Interval Too Small", "Min-SE: 1800\r\n"), Decision::Done);
}

#[test]
fn other_responses_are_final() {
    let mut peer = Peer::new("MESSAGE", "");
    for status in
        ["200 OK", "302 Moved", "403 No", "412 No", "422 No", "423 No", "503 No", "603 No"]
    {
        assert_eq!(peer.receive(status, "Min-Expires: x\r\n"), Decision::Done, "{status}");
    }
}
