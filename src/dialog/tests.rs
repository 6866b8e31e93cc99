//! What creates a dialog, what belongs to it, what it sends.

use super::*;
use crate::sip::text::MessageText;

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
        cseq_of(&message)
    };
    assert_eq!(number("99999999999"), Some(1_215_752_191));
    assert_eq!((number("abc"), number("7x")), (Some(0), Some(7)));
}

/// All that a dialog says: the next request, both tags and numbers, and the state.
fn said(dialog: &Dialog) -> String {
    let mut next = dialog.clone();
    let request = next.next_request(b"INFO").unwrap();
    let mut out = Vec::new();
    request.write(&mut out).unwrap();
    let Dialog { local_tag, remote_tag, line_param, local_cseq, remote_cseq, .. } = dialog;
    let rest = (local_tag, remote_tag, line_param, local_cseq, remote_cseq, dialog.r#type.0);
    format!("{}{rest:?}{:?}", String::from_utf8(out).unwrap(), dialog.state)
}

const ROUTES: &str = "Record-Route: <sip:one;lr>\nRecord-Route: <sip:two;lr>;x=y\n";

#[test]
fn a_stored_dialog_says_what_the_dialog_said() {
    for (to, more) in [(";tag=theirs", ROUTES), ("", ""), (";tag=\"<;>\"", ROUTES)] {
        let dialog = Dialog::of_response(&response("180 R", to, more)).unwrap();
        assert_eq!(said(&Dialog::from(&StoredDialog::from(&dialog))), said(&dialog));
    }
    let request = message(&format!("INVITE sip:b@us;line=7 SIP/2.0\n{REST}To: <sip:b@us>\n\n"));
    let dialog = Dialog::of_request(&request, &response("180 R", ";tag=x", ROUTES)).unwrap();
    assert_eq!(said(&Dialog::from(&StoredDialog::from(&dialog))), said(&dialog));
}

#[test]
fn a_dialog_is_stored_from_text_as_from_trees() {
    let text = |start: &str, to: &str, more: &str| {
        let text =
            format!("SIP/2.0 {start}\nVia: SIP/2.0/UDP h\n{REST}To: <sip:c@d>{to}\n{more}\n");
        text.replace('\n', "\r\n")
    };
    for (to, more) in [(";tag=theirs", ROUTES), ("", ""), (";x;tag=1;y", "")] {
        let (early, late) = (text("180 R", to, more), text("200 OK", to, ROUTES));
        let late = late.replace("sip:t@p", "sip:u@p;ob");
        let mut dialog = Dialog::of_response(&Message::parse(early.as_bytes()).unwrap()).unwrap();
        let read = |text| MessageText::of(text).unwrap();
        let mut stored = StoredDialog::of_response(&read(early.as_bytes())).unwrap();
        assert_eq!(said(&Dialog::from(&stored)), said(&dialog));
        dialog.update_by_response(&Message::parse(late.as_bytes()).unwrap());
        stored.update_by_response(&read(late.as_bytes()));
        assert_eq!(said(&Dialog::from(&stored)), said(&dialog));
        assert_eq!((stored.target_uri(), stored.state), (Some(&b"sip:u@p;ob"[..]), dialog.state));
        // Confirmed: its route set stays.
        stored.update_by_response(&read(early.as_bytes()));
        assert_eq!(stored.routes().count(), 2);
    }
}

#[test]
fn a_stored_dialog_without_a_target_takes_another() {
    let text = "SIP/2.0 200 OK\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: c@h\r\n\
                CSeq: 7 INVITE\r\nContact: *\r\n\r\n";
    let mut stored = StoredDialog::of_response(&MessageText::of(text.as_bytes()).unwrap()).unwrap();
    assert_eq!(stored.target_uri(), None);
    stored.set_default_target(b"sip:e@f");
    stored.set_default_target(b"sip:g@h");
    assert_eq!(stored.target_uri(), Some(&b"sip:e@f"[..]));
    let parts = (stored.call_id(), stored.local_tag(), stored.remote_tag());
    assert_eq!(parts, (Some(&b"c@h"[..]), Some(&b"1"[..]), Some(&b"2"[..])));
}
