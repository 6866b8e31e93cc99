//! REGISTERs that are handed over as trees.

use crate::world::{Sent, World, digest, ok, silence};

#[test]
fn the_request_of_an_event_is_the_tree_that_was_handed_over() {
    let mut world = World::new(digest(100));
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    let rid = world.register(600);
    world.run_seconds(2);
    world.renew(rid, 600).unwrap();
    world.run_seconds(2);
    world.renew(rid, 0).unwrap();
    world.run_seconds(2);
    // The second was sent with credentials by the library.
    assert_eq!(
        (&*world.story(), world.trees()),
        ("-401 +200 +200 +200", vec![true, false, true, true])
    );
}

#[test]
fn a_registration_without_response_gets_its_tree_once() {
    let mut world = World::new(silence);
    world.register(600);
    world.run_seconds(120);
    assert!(world.events.len() > 1);
    assert_eq!(world.trees().iter().filter(|has_tree| **has_tree).count(), 1);
    assert!(world.events[0].has_tree);
}

#[test]
fn what_a_program_writes_into_a_register_is_in_the_tree() {
    let mut world = World::new(|request: &Sent| vec![ok(request)]);
    let (rid, mut message) = world.build("<sip:alice@example.com>", 600);
    message.add_header(b"x-device-id", b"1, 2");
    message.add_header_line(b"Contact", b"\"A, B\" <sip:alice@192.0.2.9>;q=0.1").unwrap();
    let now = world.now();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(1);
    assert_eq!(world.trees(), [true]);
    assert!(world.events[0].request.contains("192.0.2.9"));
}

#[test]
fn a_removed_registration_leaves_no_tree_behind() {
    let mut world = World::new(silence);
    for _ in 0..2000 {
        let rid = world.register(600);
        world.ua.remove_register(rid).unwrap();
    }
    world.register(600);
    world.run_seconds(40);
    assert_eq!(world.trees(), [true]);
}
