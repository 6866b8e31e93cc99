//! Requests of calls that are handed over as trees.

use crate::peer::Phone;

#[test]
fn the_first_event_of_a_request_gets_the_tree_that_was_handed_over() {
    let mut phone = Phone::new();
    phone.invite_with("Subject: x, y");
    phone.reply("INVITE", "100 Trying", "");
    phone.reply("INVITE", "180 Ringing", "a");
    phone.reply("INVITE", "200 OK", "a");
    phone.ack(1).unwrap();
    let did = phone.did();
    phone.send_in_dialog_with(did, "INFO", |info| info.add_header(b"x-y", b"z")).unwrap();
    phone.reply("INFO", "200 OK", "a");
    let events = [
        "Proceeding t1 0 100",
        "Ringing t1 d 180",
        "Answered t1 d 200",
        "MessageAnswered t2 d 200",
    ];
    assert_eq!(phone.events(), events);
    assert_eq!(phone.world.trees(), [true, false, false, true]);
}

#[test]
fn an_invite_without_response_gets_its_tree() {
    let mut phone = Phone::new();
    phone.invite();
    phone.run(40_000);
    assert_eq!(phone.events()[0], "NoAnswer t1 0 0");
    assert!(phone.world.events[0].has_tree);
}
