//! What `eXosip_default_action` does about events of calls.

use eXosip2::ua::Ids;

use crate::peer::Phone;
use crate::retries::{challenge, login};

#[test]
fn the_default_action_answers_the_challenge_of_a_bye() {
    let mut phone = Phone::new();
    login(&mut phone, "a");
    let cid = phone.invite();
    phone.reply("INVITE", "200 OK", "a");
    phone.ack(1).unwrap();
    let did = phone.did();
    phone.terminate(cid, did).unwrap();
    phone.reply_with("BYE", "407 Proxy Authentication Required", "a", &challenge("a", "n1"));
    phone.run(1000);
    assert_eq!(phone.count("BYE"), 1);
    let (now, tid) = (phone.world.now(), phone.world.events.last().unwrap().ids.tid);
    phone.world.ua.default_action(now, Ids { cid, tid, ..Ids::default() }, 407).unwrap();
    phone.world.settle();
    assert_eq!(phone.count("BYE"), 2);
    assert!(phone.last("BYE").text.contains("Proxy-Authorization: "));
}

#[test]
fn the_default_action_repeats_nothing_that_the_automatic_one_has_sent_again() {
    let moved = "Contact: <sip:carol@192.0.2.7:5070>\r\n".to_owned();
    let challenged = challenge("a", "n1");
    for (status, answer, headers) in [
        (302, "302 Moved Temporarily", moved),
        (407, "407 Proxy Authentication Required", challenged),
    ] {
        let mut phone = Phone::new();
        login(&mut phone, "a");
        let cid = phone.invite();
        phone.reply_with("INVITE", answer, "a", &headers);
        let (now, tid) = (phone.world.now(), phone.world.events.last().unwrap().ids.tid);
        phone.run(100);
        assert_eq!(phone.count("INVITE"), 2);
        phone.world.ua.default_action(now, Ids { cid, tid, ..Ids::default() }, status).unwrap();
        phone.world.settle();
        assert_eq!(phone.count("INVITE"), 2, "{status}");
        phone.reply("INVITE", "200 OK", "b");
        phone.ack(phone.tid(eXosip2::ua::EventKind::CallAnswered)).unwrap();
    }
}
