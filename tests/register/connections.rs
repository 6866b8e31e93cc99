//! A registrar that serves few connections of one address: the accounts that it serves keep their bindings, whatever it does
//! about the requests of others. RFC 5626 4.2.

use eXosip2::ua::Transport;

use crate::neighbours::{Ignore, send_all, with_ledger};
use crate::world::CLOSE;

/// So many connections the registrar serves.
const LIMIT: usize = 4;
const GOOD: usize = 20;
const BAD: usize = 40;

/// What went wrong with good accounts beside others, at a registrar that closes all connections every 95 s.
fn beside(ignore: Ignore, closes_beyond_limit: bool, are_bad_first: bool) -> Option<String> {
    let (mut world, ledger) = with_ledger(Transport::Tcp, ignore);
    world.connection_limit = LIMIT;
    world.closes_beyond_limit = closes_beyond_limit;
    for are_bad in [are_bad_first, !are_bad_first] {
        let (kind, count) = if are_bad { ("bad", BAD) } else { ("good", GOOD) };
        send_all(&mut world, kind, count, 60);
    }
    world.is_recording = false;
    world.run_seconds(60);
    let bound = ledger.borrow().grants.len();
    if bound < GOOD {
        return Some(format!("{bound} are bound after a minute"));
    }
    for _ in 0..30 {
        world.run_seconds(95);
        world.close_connections();
    }
    let lapsed = ledger.borrow_mut().lapsed(world.elapsed);
    (!lapsed.is_zero()).then(|| format!("lapses of {lapsed:?} in all"))
}

#[test]
fn healthy_bindings_never_lapse_where_connections_are_limited() {
    let mut report = String::new();
    let ignored: [(&str, Ignore); 2] =
        [("close", |_| vec![CLOSE.to_owned()]), ("silence", |_| Vec::new())];
    for (name, ignore) in ignored {
        for closes_beyond_limit in [false, true] {
            for are_bad_first in [false, true] {
                if let Some(what) = beside(ignore, closes_beyond_limit, are_bad_first) {
                    report += &format!(
                        "{name}, closes {closes_beyond_limit}, bad first {are_bad_first}: {what}\n"
                    );
                }
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}
