//! Requests of calls that are sent again: challenges, redirections, session timers.

use eXosip2::ua::EventKind::CallAnswered;

use crate::peer::{Phone, in_dialog, invite};

pub(crate) fn login(phone: &mut Phone, realm: &str) {
    let credentials = phone.world.ua.credentials_mut();
    credentials.add(b"alice", b"alice", Some(b"secret"), None, Some(realm.as_bytes())).unwrap();
}

pub(crate) fn challenge(realm: &str, nonce: &str) -> String {
    format!("Proxy-Authenticate: Digest realm=\"{realm}\", nonce=\"{nonce}\", qop=\"auth\"\r\n")
}

#[test]
fn a_challenged_invite_is_sent_again_with_credentials_and_later_requests_have_them_too() {
    let mut phone = Phone::new();
    login(&mut phone, "a");
    let cid = phone.invite();
    phone.reply_with("INVITE", "407 Proxy Authentication Required", "x", &challenge("a", "n1"));
    assert_eq!(phone.events(), ["RequestFailure t1 0 407"]);
    phone.run(100);
    let second = phone.last("INVITE");
    assert!(second.text.contains("CSeq: 21 INVITE\r\n"));
    assert!(second.text.contains("Proxy-Authorization: Digest username=\"alice\", realm=\"a\""));
    assert!(second.text.contains("nc=00000001"));
    phone.reply("INVITE", "200 OK", "b");
    let (tid, did) = (phone.tid(CallAnswered), phone.did());
    phone.ack(tid).unwrap();
    assert!(phone.last("ACK").text.contains("Proxy-Authorization: Digest username=\"alice\""));
    phone.terminate(cid, did).unwrap();
    assert!(phone.last("BYE").text.contains("nc=00000002"));
    assert!(phone.last("BYE").text.contains("CSeq: 22 BYE\r\n"));
}

#[test]
fn two_proxies_that_each_ask_for_their_own_are_both_satisfied() {
    let mut phone = Phone::new();
    login(&mut phone, "a");
    login(&mut phone, "b");
    phone.invite();
    let first = challenge("a", "n1").replace("Proxy", "WWW");
    phone.reply_with("INVITE", "401 Unauthorized", "x", &first);
    phone.run(100);
    phone.reply_with("INVITE", "407 Proxy Authentication Required", "y", &challenge("b", "n2"));
    phone.run(100);
    let third = phone.last("INVITE");
    assert!(third.text.contains("\r\nAuthorization: Digest username=\"alice\", realm=\"a\""));
    assert!(third.text.contains("Proxy-Authorization: Digest username=\"alice\", realm=\"b\""));
    phone.reply("INVITE", "200 OK", "c");
    let tid = phone.tid(CallAnswered);
    phone.ack(tid).unwrap();
    let ack = phone.last("ACK");
    assert!(ack.text.contains("\r\nAuthorization: ") && ack.text.contains("Proxy-Authorization: "));
}

#[test]
fn a_server_that_challenges_for_ever_gets_three_retries() {
    let mut phone = Phone::new();
    login(&mut phone, "a");
    phone.invite();
    for round in 0..10 {
        let challenge = challenge("a", &format!("n{round}"));
        phone.reply_with("INVITE", "407 Proxy Authentication Required", "x", &challenge);
        phone.run(100);
    }
    assert_eq!(phone.count("INVITE"), 4);
}

#[test]
fn a_login_that_comes_late_answers_the_invite_once() {
    let mut phone = Phone::new();
    phone.invite();
    phone.reply_with("INVITE", "407 Proxy Authentication Required", "x", &challenge("a", "n1"));
    phone.run(3000);
    assert_eq!(phone.count("INVITE"), 1);
    let now = phone.world.now();
    let login = eXosip2::ua::NewLogin {
        username: b"alice",
        userid: b"alice",
        password: Some(b"secret"),
        ..Default::default()
    };
    phone.world.ua.add_login(now, &login).unwrap();
    phone.run(5000);
    assert!(phone.last("INVITE").text.contains("Proxy-Authorization: "));
    assert!(phone.last("INVITE").text.contains("CSeq: 21 INVITE"));
}

#[test]
fn a_redirection_is_followed_a_few_times() {
    let mut phone = Phone::new();
    phone.invite();
    let contact = "Contact: <mailto:x@y>\r\nContact: <sip:carol@192.0.2.7:5070>\r\n";
    phone.reply_with("INVITE", "302 Moved Temporarily", "a", contact);
    assert_eq!(phone.events(), ["Redirected t1 0 302"]);
    phone.run(100);
    let second = phone.last("INVITE");
    assert!(second.text.starts_with("INVITE sip:carol@192.0.2.7:5070 SIP/2.0\r\n"));
    assert!(second.text.contains("CSeq: 21 INVITE\r\n"));
    assert_eq!(second.path.remote.to_string(), "192.0.2.7:5070");
    for round in 0..20 {
        let contact = format!("Contact: <sip:carol@192.0.2.{}>\r\n", round % 2 + 5);
        phone.reply_with("INVITE", "302 Moved Temporarily", "a", &contact);
        phone.run(100);
    }
    assert!(phone.count("INVITE") <= 6, "{}", phone.count("INVITE"));
}

#[test]
fn a_redirection_to_nothing_that_can_be_called_ends_the_call() {
    for contact in ["Contact: <tel:123>\r\n", "Contact: <mailto:x@y>\r\n", ""] {
        let mut phone = Phone::new();
        phone.invite();
        phone.reply_with("INVITE", "302 Moved Temporarily", "a", contact);
        phone.run(50_000);
        assert_eq!(phone.count("INVITE"), 1);
        assert_eq!(phone.events(), ["Redirected t1 0 302", "Released t0 0 0"]);
    }
}

#[test]
fn a_422_raises_the_session_interval() {
    let mut phone = Phone::new();
    phone.invite_with("Session-Expires: 90");
    phone.reply_with("INVITE", "422 Session Interval Too Small", "a", "Min-SE: 600\r\n");
    phone.run(100);
    let second = phone.last("INVITE");
    assert!(second.text.contains("Session-Expires: 600\r\n"));
    assert!(second.text.contains("Min-SE: 600\r\n"));
}

#[test]
fn a_session_is_refreshed_by_update_where_the_peer_allows_it() {
    let mut phone = Phone::new();
    phone.invite_with("Session-Expires: 90");
    let headers = "Contact: <sip:bob@192.0.2.9:5061>\r\nAllow: INVITE, UPDATE\r\n\
                   Session-Expires: 90;refresher=uac\r\n";
    phone.reply_with("INVITE", "200 OK", "a", headers);
    phone.ack(1).unwrap();
    phone.run(44_900);
    assert_eq!(phone.count("UPDATE"), 0);
    phone.run(200);
    assert_eq!(phone.count("UPDATE"), 1);
    let update = phone.last("UPDATE");
    assert!(update.text.contains("Session-Expires: 90;refresher=uac\r\nSupported: timer\r\n"));
    phone.reply_with("UPDATE", "200 OK", "a", "Session-Expires: 90;refresher=uac\r\n");
    phone.run(45_200);
    assert_eq!(phone.count("UPDATE"), 2);
    // Without Session-Expires in the answer the next one comes later, as in the original.
    phone.reply_with("UPDATE", "200 OK", "a", "");
    phone.run(134_000);
    assert_eq!(phone.count("UPDATE"), 2);
    phone.run(2000);
    assert!(phone.count("UPDATE") > 2);
}

#[test]
fn an_expired_session_ends_the_call_if_the_program_wants_that() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().end_expired_sessions = true;
    phone.invite_with("Session-Expires: 90");
    let headers = "Contact: <sip:bob@192.0.2.9:5061>\r\nSession-Expires: 90;refresher=uas\r\n";
    phone.reply_with("INVITE", "200 OK", "a", headers);
    phone.ack(1).unwrap();
    phone.events();
    phone.run(59_900);
    assert!(phone.events().is_empty());
    phone.run(200);
    assert_eq!(phone.events(), ["Closed t0 -1 0"]);
    assert!(phone.last("BYE").text.contains("Reason: SIP;cause=408"));
}

#[test]
fn a_refused_refresh_is_tried_again_before_the_session_ends() {
    let mut phone = Phone::new();
    phone.invite_with("Session-Expires: 90");
    let headers = "Contact: <sip:bob@192.0.2.9:5061>\r\nSession-Expires: 90;refresher=uac\r\n";
    phone.reply_with("INVITE", "200 OK", "a", headers);
    phone.ack(1).unwrap();
    phone.run(45_100);
    assert_eq!(phone.count("INVITE"), 2);
    phone.reply("INVITE", "500 Server Internal Error", "a");
    phone.run(31_000);
    assert!(phone.count("INVITE") > 2);
}

#[test]
fn prack_is_built_once_for_a_reliable_response() {
    let mut phone = Phone::new();
    phone.invite_with("Supported: 100rel");
    let headers = "Contact: <sip:bob@192.0.2.9:5061>\r\nRequire: 100rel\r\nRSeq: 7\r\n";
    phone.reply_with("INVITE", "183 Session Progress", "a", headers);
    let now = phone.world.now();
    let response =
        crate::peer::response(&phone.last("INVITE"), "183 Session Progress", "a", headers);
    let response = eXosip2::sip::Message::parse(response.as_bytes()).unwrap();
    let prack = phone.world.ua.build_prack(1, Some(&response)).unwrap();
    assert!(phone.world.ua.build_prack(1, Some(&response)).is_err());
    phone.world.ua.send_prack(now, 1, Some(prack)).unwrap();
    phone.world.settle();
    let prack = phone.last("PRACK");
    assert!(prack.text.starts_with("PRACK sip:bob@192.0.2.9:5061 SIP/2.0\r\n"));
    assert!(prack.text.contains("RAck: 7 20 INVITE\r\n") && prack.text.contains("CSeq: 21 PRACK"));
    phone.events();
    phone.reply("PRACK", "200 OK", "a");
    assert_eq!(phone.events(), ["MessageAnswered t2 d 200"]);
}

#[test]
fn refer_keeps_the_dialog_open_after_bye_for_its_notify() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 200).unwrap();
    let answer = phone.world.last().clone();
    phone.arrive(&in_dialog(&answer, "ACK", 1));
    phone.arrive(&in_dialog(&answer, "REFER", 2));
    phone.answer(2, 202).unwrap();
    phone.arrive(&in_dialog(&answer, "BYE", 3));
    let did = phone.did();
    phone.events();
    let now = phone.world.now();
    let mut notify = phone.world.ua.build_call_notify(now, did, 3).unwrap();
    notify.add_header(b"Event", b"refer");
    phone.world.ua.send_call_request(now, did, Some(notify)).unwrap();
    phone.world.settle();
    phone.reply("NOTIFY", "200 OK", "pt");
    assert_eq!(phone.events(), ["MessageAnswered t4 d 200"]);
    phone.run(40_000);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
}

#[test]
fn a_call_is_found_by_replaces() {
    let mut phone = Phone::new();
    let cid = phone.invite();
    phone.reply("INVITE", "200 OK", "a");
    phone.ack(1).unwrap();
    let did = phone.did();
    let refer_to = String::from_utf8(phone.world.ua.call_refer_to(did).unwrap()).unwrap();
    let (uri, replaces) = refer_to.split_once("?Replaces=").unwrap();
    assert_eq!(uri, "sip:bob@192.0.2.1");
    let replaces = replaces.replace("%3B", ";").replace("%3D", "=");
    assert_eq!(phone.world.ua.find_call_by_replaces(replaces.as_bytes()), Ok(cid));
    let early = format!("{replaces};early-only");
    assert!(phone.world.ua.find_call_by_replaces(early.as_bytes()).is_err());
}

/// Call-ID and our tag, of the last request or response of ours.
fn names(text: &crate::world::Sent, own: &str) -> (String, String) {
    let tag = text.header(own).unwrap().split_once(";tag=").unwrap().1;
    (text.header("Call-ID").unwrap().to_owned(), tag.to_owned())
}

#[test]
fn replaces_is_looked_up_in_each_state_of_a_call() {
    use eXosip2::error::Error;

    let mut phone = Phone::new();
    let cid = phone.invite();
    let find = |phone: &Phone, text: String| phone.world.ua.find_call_by_replaces(text.as_bytes());
    phone.reply("INVITE", "180 Ringing", "ear");
    let (id, own) = names(&phone.last("INVITE"), "From");
    // One that this side began may be early.
    assert_eq!(find(&phone, format!("{id};to-tag={own};from-tag=ear")), Ok(cid));
    assert_eq!(find(&phone, format!("{id};to-tag={own};from-tag=ear;early-only")), Ok(cid));
    phone.reply("INVITE", "200 OK", "ear");
    phone.ack(1).unwrap();
    for (rest, result) in [
        (format!(";to-tag={own};from-tag=ear"), Ok(cid)),
        (format!(";from-tag={own};to-tag=ear"), Ok(cid)),
        (format!(";from-tag=ear;x=y;to-tag={own}"), Ok(cid)),
        (format!(";to-tag={own};from-tag=ear;early-only"), Err(Error::WrongState)),
        (";to-tag=x;from-tag=ear".to_owned(), Err(Error::NotFound)),
        (format!(" ;to-tag={own};from-tag=ear"), Err(Error::NotFound)),
        (format!(";To-Tag={own};From-Tag=ear"), Err(Error::Syntax)),
        (format!(";to-tag={own}"), Err(Error::Syntax)),
        (String::new(), Err(Error::Syntax)),
    ] {
        assert_eq!(find(&phone, format!("{id}{rest}")), result, "{rest}");
    }
    assert_eq!(find(&phone, String::new()), Err(Error::Syntax));
    // One that rings here is not found for replacement.
    phone.arrive(&invite());
    let tid = phone.tid(eXosip2::ua::EventKind::CallInvite);
    phone.answer(tid, 180).unwrap();
    let (_, own) = names(phone.world.last(), "To");
    let ringing = format!("in1;to-tag={own};from-tag=pt");
    assert_eq!(find(&phone, ringing.clone()), Err(Error::BadParameter));
    assert_eq!(find(&phone, ringing + ";early-only"), Err(Error::BadParameter));
}

#[test]
fn statistics_count_calls_until_their_release() {
    let mut phone = Phone::new();
    let calls = |phone: &mut Phone| phone.world.ua.statistics(phone.world.now()).calls.allocated;
    assert_eq!(calls(&mut phone), 0);
    let cid = phone.invite();
    assert_eq!(calls(&mut phone), 1);
    phone.reply("INVITE", "200 OK", "a");
    phone.ack(1).unwrap();
    phone.arrive(&invite());
    assert_eq!(calls(&mut phone), 2);
    let did = phone.world.events[0].ids.did;
    phone.terminate(cid, did).unwrap();
    phone.reply("BYE", "200 OK", "a");
    assert_eq!(calls(&mut phone), 2);
    phone.run(5100);
    assert_eq!(calls(&mut phone), 1);
}

#[test]
fn an_update_of_the_peer_moves_the_remote_target() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 200).unwrap();
    let answer = phone.world.last().clone();
    phone.arrive(&in_dialog(&answer, "ACK", 1));
    let update = in_dialog(&answer, "UPDATE", 2).replace("192.0.2.9:5061", "192.0.2.8:5062");
    phone.arrive(&update);
    phone.answer(2, 200).unwrap();
    let did = phone.did();
    phone.send_in_dialog(did, "INFO").unwrap();
    assert!(phone.last("INFO").text.starts_with("INFO sip:bob@192.0.2.8:5062 SIP/2.0\r\n"));
}
