//! The C headers in `include` are what the Rust declarations say. `BLESS=1` rewrites them.
//!
//! The crate is expanded, so that functions made by macros are seen. For each header its items are taken, spelled in
//! C names ([`spelling`]) and given to cbindgen ([`render`]).

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A test may panic.

mod names;
mod render;
mod spelling;
mod table;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use table::HEADERS;

#[test]
fn headers_match_the_declarations() {
    let declarations = expand();
    let bless = env::var_os("BLESS").is_some();
    let mut stale = Vec::new();
    for header in HEADERS {
        let file = include().join(header.path);
        let text = render::header(header, &declarations);
        if fs::read_to_string(&file).is_ok_and(|old| old == text) {
            continue;
        }
        if bless {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
        } else {
            stale.push(header.path);
        }
    }
    let known: BTreeSet<String> = HEADERS.iter().map(|header| header.path.to_owned()).collect();
    assert_eq!(installed(), known, "nothing else is installed");
    assert!(stale.is_empty(), "`BLESS=1 cargo test --test headers` rewrites {stale:?}");
}

/// The files below `include`.
fn installed() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![include()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(include()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found
}

/// The crate with its macros expanded.
fn expand() -> Vec<syn::Item> {
    let expanded = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["rustc", "--quiet", "--lib", "--profile", "check", "--target-dir", "target/expand"])
        .args(["--", "-Zunpretty=expanded"])
        .output()
        .unwrap();
    assert!(expanded.status.success(), "{}", String::from_utf8_lossy(&expanded.stderr));
    syn::parse_file(&String::from_utf8(expanded.stdout).unwrap()).unwrap().items
}

fn include() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("include")
}
