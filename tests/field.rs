//! Messages and session descriptions that were seen in the field: each is read as users of other stacks expect.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A test may panic.

use eXosip2::mem::Text;
use eXosip2::sdp::Description;
use eXosip2::sip::{Message, Wire};

macro_rules! field {
    ($name:literal) => {
        &include_bytes!(concat!("field/", $name))[..]
    };
}

fn message(text: &[u8]) -> Message {
    let message = Message::parse(text).unwrap();
    // What is printed is read in the same sense.
    let mut written = Vec::new();
    message.write(&mut written).unwrap();
    assert_eq!(Message::parse(&written).unwrap().status_code, message.status_code);
    message
}

fn value(text: &Option<Text>) -> &str {
    text.as_deref().map_or("", |text| str::from_utf8(text).unwrap())
}

fn printed(text: &[u8]) -> Vec<String> {
    let description = Description::from_text(text).unwrap();
    let mut out = Vec::new();
    description.write(&mut out).unwrap();
    // What is printed is read again, as the same.
    assert_eq!(Description::from_text(&out).unwrap(), description);
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn broken_element_of_a_contact_list_is_skipped() {
    let response = message(field!("contact-broken-element.sip"));
    assert_eq!((response.status_code, response.contacts.len()), (200, 1));
    assert_eq!(response.contacts.first().unwrap().expires(), Some(390));
}

#[test]
fn response_with_a_from_without_host_has_its_status_and_tag() {
    let response = message(field!("from-hostless.sip"));
    let from = response.from.as_ref().unwrap();
    assert_eq!(response.status_code, 503);
    assert_eq!(value(&from.url.as_ref().unwrap().username), "alice");
    assert_eq!(value(&from.tag().unwrap().gvalue), "1");
}

#[test]
fn line_without_a_colon_is_ignored() {
    let response = message(field!("header-no-colon.sip"));
    assert_eq!((response.contacts.len(), response.headers.len()), (1, 0));
}

#[test]
fn content_length_may_be_repeated_with_the_same_value_only() {
    let text = field!("dup-cl.sip");
    assert_eq!(message(text).status_code, 200);
    let other = str::from_utf8(text).unwrap().replacen("Content-Length: 0", "Content-Length: 1", 1);
    assert!(Message::parse(other.as_bytes()).is_err());
}

#[test]
fn rport_and_received_may_lack_their_values() {
    let response = message(field!("via-empty-rport.sip"));
    let via = response.vias.first().unwrap();
    let mut params = via.via_params.iter();
    assert!(params.by_ref().take(2).all(|param| param.gvalue.is_none()));
    assert_eq!(response.source_seen(), (None, None));
    assert_eq!(response.branch(), Some(&b"z9hG4bK1"[..]));
}

#[test]
fn version_is_not_case_sensitive() {
    assert_eq!(message(field!("version-lower.sip")).status_code, 200);
}

#[test]
fn blank_behind_the_version_of_a_request_is_ignored() {
    let request = message(field!("req-trailing-blank.sip"));
    assert_eq!(value(&request.sip_method), "MESSAGE");
    assert_eq!(value(&request.sip_version), "SIP/2.0");
    assert_eq!(request.bodies.first().unwrap().bytes(), b"<?xml a=\"\">");
}

#[test]
fn display_name_in_utf_8_needs_no_quotes() {
    let response = message(field!("utf8-display.sip"));
    assert_eq!(value(&response.from.as_ref().unwrap().displayname), "Алиса Я");
}

#[test]
fn last_line_of_a_description_needs_no_line_end() {
    assert_eq!(printed(field!("no-final-crlf.sdp")).last().unwrap(), "a=sendrecv");
}

#[test]
fn bandwidth_behind_attributes_is_printed_before_them() {
    let lines = printed(field!("b-after-a.sdp"));
    assert_eq!(lines[5..7], ["m=video 11406 RTP/AVP 102", "b=AS:1024"]);
    assert_eq!(lines.len(), 10);
}

#[test]
fn connection_behind_attributes_is_printed_before_them() {
    let lines = printed(field!("c-after-a.sdp"));
    assert_eq!(lines[4..6], ["m=audio 20096 RTP/AVP 0", "c=IN IP4 192.0.2.5"]);
    assert_eq!(lines.len(), 8);
}

#[test]
fn attributes_before_the_time_are_printed_behind_it() {
    let lines = printed(field!("a-before-t.sdp"));
    assert_eq!(
        lines[3..8],
        ["e=NONE", "c=IN IP4 0.0.0.0", "t=0 0", "a=tool:LIVE555 Streaming Media", "a=range:npt=0-"]
    );
}

#[test]
fn information_behind_the_uri_is_printed_before_it() {
    let lines = printed(field!("key-order-i.sdp"));
    assert_eq!(lines[3..5], ["i=info after u", "u=http://example.com/"]);
    assert_eq!(lines.last().unwrap(), "i=media");
}

#[test]
fn two_blanks_separate_as_one_does() {
    let lines = printed(field!("double-space.sdp"));
    assert_eq!(lines[3..], ["c=IN IP4 192.0.2.5", "t=0 0", "m=audio 11366 RTP/AVP 9 101"]);
}

#[test]
fn description_without_a_time_lasts_for_ever() {
    let lines = printed(field!("no-t.sdp"));
    assert_eq!(lines[3..5], ["t=0 0", "m=video 0 RTP/AVP 105"]);
}

#[test]
fn empty_information_and_odd_formats_are_read() {
    let description = Description::from_text(field!("null-pt.sdp")).unwrap();
    let media = description.m_medias.first().unwrap();
    let formats: Vec<_> = media.m_payloads.iter().map(|text| text.to_vec()).collect();
    assert_eq!(formats, [b"(null)"]);
}
