//! Every capture of the original is played again: the same calls, and the same messages of the peer. What the program gets
//! and what is on the wire must be the same, but for the differences that stand in the file beside the capture, each group
//! with its reason. `WRITE_DIFFERENCES=1` writes those files anew and keeps their reasons.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[allow(dead_code, reason = "registrations have more tests")]
#[path = "../register/world.rs"]
mod world;

mod capture;
mod compare;
mod functions;
mod names;
mod player;
mod program;

use std::fs;
use std::path::{Path, PathBuf};

use player::Player;

/// Captures that something outside of the core belongs to, and the tests that show what they show.
const OTHERWISE_SHOWN: [(&str, &str); 3] = [
    ("call-quit", "c-tests/calls/quit.c"),
    ("call-statistics", "tests/calls/retries.rs"),
    ("call-transactions-dropped", "tests/calls/incoming.rs"),
];

/// Captures of calls whose programs called `eXosip_automatic_action` often.
const AUTOMATIC: [&str; 23] = [
    "call-in-dialog-failures-auto",
    "call-reinvite-407",
    "call-session-refresh-refused",
    "call-session-timer-422",
    "call-session-timer-force",
    "call-session-timer-uac-reinvite",
    "call-session-timer-uac-update",
    "call-session-timer-uas",
    "call-session-timer-uas-remote-refresher",
    "call-tcp-register-reset",
    "call-uac-302",
    "call-uac-302-maddr",
    "call-uac-401-407-ack",
    "call-uac-407",
    "call-uac-407-after-180",
    "call-uac-407-no-credentials",
    "call-uac-407-repeated",
    "call-uac-407-two-realms",
    "call-uac-bye-401-auto",
    "call-uac-reinvite-timeout",
    "call-reinvite-glare-491",
    "call-uas-challenge",
    "call-force-connectionreuse",
];

fn is_of_calls(name: &str) -> bool {
    name.starts_with("call-")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures/original")
}

/// What the program of a capture of calls has chosen before its first call.
fn prepare_calls(name: &str, player: &mut Player<'_>) {
    player.world.is_automatic = AUTOMATIC.contains(&name);
    let options = player.world.ua.options_mut();
    if name.starts_with("call-options-outbound-instance") {
        options.outbound = true;
        options.rport = false;
        options.set_instance(b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6").unwrap();
        options.set_contact_display_name(b"\"John Doe\"").unwrap();
        options.set_contact_params(b"audio;video").unwrap();
        options.set_user_agent(b"MyUA/1.0").unwrap();
    }
    if name == "call-uac-302-default-action" || name == "call-tcp-refused" {
        let refused: [std::net::SocketAddr; 2] =
            ["1.2.3.4:5061", "127.0.0.1:21999"].map(|it| it.parse().unwrap());
        player.world.refused.extend(refused);
    }
    if name != "call-uac-407-no-credentials" {
        player.add_logins();
    }
    let options = player.world.ua.options_mut();
    options.auto_answer_bye = !name.starts_with("call-bye-no-autoanswer");
    options.force_session_timer = name == "call-session-timer-force";
    options.reuse_connections = name == "call-force-connectionreuse";
}

/// Other captures whose programs did not call `eXosip_automatic_action`.
const BY_HAND: [&str; 2] = ["msg-out-407-default-action", "pub-401-default-action"];

/// Captures of programs that had added a login before.
const WITH_LOGIN: [&str; 2] = ["sub-uac-401-limit", "sub-uas-notify-errors"];

/// Captures behind whose ends ours reports something, and how many milliseconds later.
const LONGER: [(&str, u64); 2] = [("msg-out-100-timeout", 5000), ("sub-uas-other-requests", 1500)];

/// The same of messages, publications and subscriptions.
fn prepare_others(name: &str, player: &mut Player<'_>) {
    player.adds_any_header = false;
    player.world.is_automatic = !BY_HAND.contains(&name);
    player.world.ua.options_mut().auto_masquerade = false;
    if let Some((_, extra)) = LONGER.iter().find(|(longer, _)| *longer == name) {
        player.extra = *extra;
    }
    if WITH_LOGIN.contains(&name) {
        let store = player.world.ua.credentials_mut();
        store.add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    }
}

fn differences(name: &str) -> String {
    let text = fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap();
    let entries = capture::read(&text);
    let mut player = Player::new(&entries);
    match is_of_calls(name) {
        true => prepare_calls(name, &mut player),
        false => prepare_others(name, &mut player),
    }
    compare::report(&entries, &player.play())
}

fn names() -> Vec<String> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name());
    let names = files.filter_map(|file| Some(file.to_str()?.strip_suffix(".txt")?.to_owned()));
    let mut names: Vec<String> =
        names.filter(|name| !OTHERWISE_SHOWN.iter().any(|it| it.0 == name)).collect();
    names.sort();
    names
}

/// The differences that are accepted, and whether the file says why.
fn accepted(file: &Path) -> (String, String) {
    let text = fs::read_to_string(file).unwrap_or_default();
    let (reasons, lines): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with('#'));
    (reasons.join("\n"), lines.iter().map(|line| format!("{line}\n")).collect())
}

fn play_again(names: Vec<String>) {
    let is_writing = std::env::var_os("WRITE_DIFFERENCES").is_some();
    let mut wrong = String::new();
    for name in names {
        let found = differences(&name);
        let file = folder().join(format!("{name}.differences"));
        let (reasons, known) = accepted(&file);
        if is_writing {
            let text = if reasons.is_empty() { found } else { format!("{reasons}\n{found}") };
            let _ = fs::remove_file(&file);
            if !text.is_empty() {
                fs::write(&file, text).unwrap();
            }
        } else if found != known {
            wrong += &format!("{name} differs in this way:\n{found}but this is known:\n{known}\n");
        } else if known.is_empty() != reasons.is_empty() {
            wrong += &format!("{name}: differences need a reason, and nothing else does\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn captures_of_calls_are_played_again() {
    let names: Vec<_> = names().into_iter().filter(|name| is_of_calls(name)).collect();
    assert!(names.len() >= 107, "{} captures", names.len());
    play_again(names);
}

#[test]
fn captures_of_messages_and_subscriptions_are_played_again() {
    let names: Vec<_> = names().into_iter().filter(|name| !is_of_calls(name)).collect();
    assert!(names.len() >= 47, "{} captures", names.len());
    play_again(names);
}
