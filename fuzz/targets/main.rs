//! All fuzz targets in one program: the environment variable `TARGET` says which one runs.

#![no_main]

mod api;
mod authentication;
mod c_edits;
mod dns;
mod facts;
mod framing;
mod functions;
mod headers;
mod message;
mod mime;
#[path = "../../tests/common/plain.rs"]
mod plain;
#[path = "../../tests/common/random.rs"]
mod random;
mod requests;
mod round;
#[path = "../../tests/common/same.rs"]
mod same;
mod sdp;
mod transactions;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

/// What a target does with its input.
type Run = fn(&[u8]);

/// What `run.sh` reads the names from.
const TARGETS: &[(&str, Run)] = &[
    ("message", message::run),
    ("plain", run_plain),
    ("headers", headers::run),
    ("uri", headers::run_uri),
    ("sdp", sdp::run),
    ("mime", mime::run),
    ("c_edits", c_edits::run),
    ("authentication", authentication::run),
    ("framing", framing::run),
    ("dns", dns::run),
    ("transactions", transactions::run),
    ("requests", requests::run),
    ("functions", functions::run),
];

fn run_plain(bytes: &[u8]) {
    plain::check(bytes);
}

static TARGET: OnceLock<Run> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| {
    let run = TARGET.get_or_init(|| {
        let wanted = std::env::var("TARGET").expect("TARGET names a target");
        TARGETS.iter().find(|target| target.0 == wanted).expect("a target of that name").1
    });
    run(bytes);
});
