//! Requests of subscriptions that are handed over as trees.

use crate::peer::Desk;

#[test]
fn the_first_event_of_a_request_gets_the_tree_that_was_handed_over() {
    let mut desk = Desk::new();
    desk.subscribe(600);
    desk.reply("SUBSCRIBE", "180 Wait", "");
    desk.reply("SUBSCRIBE", "202 Accepted", "Expires: 600\r\n");
    let did = desk.did();
    desk.refresh(did, "600", "body").unwrap();
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 600\r\n");
    assert_eq!(desk.events().len(), 3);
    assert_eq!(desk.world.trees(), [true, false, true]);
}

#[test]
fn a_challenged_subscribe_that_is_sent_again_has_no_tree() {
    let mut desk = Desk::new();
    desk.login();
    desk.subscribe(600);
    desk.challenge("SUBSCRIBE", "n");
    desk.run(1000);
    desk.reply("SUBSCRIBE", "202 Accepted", "Expires: 600\r\n");
    assert_eq!(desk.events().len(), 2);
    assert_eq!(desk.world.trees(), [true, false]);
}

#[test]
fn requests_to_a_subscriber_have_their_trees() {
    let mut desk = Desk::new();
    desk.be_subscribed("c", "Event: presence\r\nExpires: 600\r\n");
    let tid = desk.world.events[0].ids.tid;
    desk.answer(tid, 202).unwrap();
    let did = desk.did();
    desk.tell(did, 4, 0).unwrap();
    desk.reply("NOTIFY", "200 OK", "");
    desk.send_other(did, "INFO").unwrap();
    desk.reply("INFO", "200 OK", "");
    let sent = desk
        .world
        .events
        .iter()
        .filter(|it| it.request.starts_with("NOTIFY") || it.request.starts_with("INFO"));
    assert_eq!(sent.map(|it| it.has_tree).collect::<Vec<_>>(), [true, true]);
}
