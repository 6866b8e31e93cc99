//! What creates a dialog, what belongs to it, what it sends.

use super::*;

fn message(text: &str) -> Message {
    Message::parse(text.replace('\n', "\r\n").as_bytes()).unwrap()
}

const REST: &str = "From: <sip:a@b>;tag=ours\nCall-ID: c@h\nCSeq: 7 INVITE\nContact: <sip:t@p>\n";

fn response(start: &str, to: &str, more: &str) -> Message {
    message(&format!("SIP/2.0 {start}\nVia: SIP/2.0/UDP h\n{REST}To: <sip:c@d>{to}\n{more}\n"))
}

fn text(uri: Option<&impl Wire>) -> String {
    let mut out = Vec::new();
    uri.unwrap().write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_response_creates_a_dialog_with_its_routes_in_reverse() {
    let routes = "Record-Route: <sip:one;lr>, <sip:two;lr>\n";
    let mut dialog = Dialog::of_response(&response("180 R", ";tag=theirs", routes)).unwrap();
    assert_eq!(dialog.state, DialogState::EARLY);
    let request = dialog.next_request(b"BYE").unwrap();
    assert_eq!(text(request.req_uri.as_deref()), "sip:t@p");
    assert_eq!(text(request.to.as_deref()), "<sip:c@d>;tag=theirs");
    assert_eq!(text(request.cseq.as_deref()), "8 BYE");
    let routes: Vec<_> = request.routes.iter().map(|route| text(Some(route))).collect();
    assert_eq!(routes, ["<sip:two;lr>", "<sip:one;lr>"]);
}

#[test]
fn an_ack_repeats_the_number_of_its_invite() {
    let mut dialog = Dialog::of_response(&response("200 OK", ";tag=theirs", "")).unwrap();
    assert_eq!(text(dialog.next_request(b"ACK").unwrap().cseq.as_deref()), "7 ACK");
    dialog.local_cseq = c_int::MAX;
    assert_eq!(dialog.next_request(b"BYE").err(), Some(Syntax));
}

#[test]
fn a_strict_router_is_the_request_uri_and_the_target_the_last_route() {
    let routes = "Record-Route: <sip:loose;lr>, <sip:strict>\n";
    let mut dialog = Dialog::of_response(&response("200 OK", ";tag=theirs", routes)).unwrap();
    let request = dialog.next_request(b"INFO").unwrap();
    assert_eq!(text(request.req_uri.as_deref()), "sip:strict");
    let routes: Vec<_> = request.routes.iter().map(|route| text(Some(route))).collect();
    assert_eq!(routes, ["<sip:loose;lr>", "<sip:t@p>"]);
}

#[test]
fn a_tag_that_comes_late_is_in_later_requests() {
    let mut dialog = Dialog::of_response(&response("100 T", "", "")).unwrap();
    dialog.learn_remote_tag(&response("180 R", "", "")).unwrap();
    assert_eq!(dialog.remote_tag, None);
    dialog.learn_remote_tag(&response("180 R", ";tag=theirs", "")).unwrap();
    assert_eq!(text(dialog.next_request(b"BYE").unwrap().to.as_deref()), "<sip:c@d>;tag=theirs");
    assert_eq!(dialog.learn_remote_tag(&response("200 OK", ";tag=x", "")), Err(WrongState));
}

#[test]
fn a_star_is_no_target() {
    let star = message(&format!(
        "SIP/2.0 200 OK\n{}To: <sip:c@d>;tag=1\n\n",
        REST.replace("<sip:t@p>", "*")
    ));
    let mut dialog = Dialog::of_response(&star).unwrap();
    assert!(dialog.remote_contact_uri.is_none());
    assert_eq!(dialog.next_request(b"BYE").err(), Some(Syntax));
}

#[test]
fn call_id_and_tags_identify_a_dialog() {
    let dialog = Dialog::of_response(&response("200 OK", ";tag=theirs", "")).unwrap();
    let is_ours = |to| dialog.is_dialog_of_response(&response("200 OK", to, ""));
    assert_eq!(is_ours(";tag=theirs"), Ok(true));
    assert_eq!(is_ours(";tag=fork"), Ok(false));
    assert_eq!(is_ours(""), Err(Syntax));
}

#[test]
fn a_cseq_number_is_read_as_c_does() {
    let number = |digits: &str| {
        let mut message = Message::default();
        let number = Some(Text::from(digits));
        message.cseq = Some(CBox::new(crate::sip::CSeq { method: None, number }));
        cseq(&message)
    };
    assert_eq!(number("99999999999"), Some(1_215_752_191));
    assert_eq!((number("abc"), number("7x")), (Some(0), Some(7)));
}
