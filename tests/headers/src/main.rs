//! Writes the C headers in `include`, and the tables of docs/options.md, from the Rust declarations; with `--check`, says which are not what those say.
//!
//! The crate is expanded, so that functions made by macros are seen. For each header its items are taken, spelled in
//! C names ([`spelling`]) and given to cbindgen ([`render`]).

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A generator may panic.

mod names;
mod options;
mod render;
mod spelling;
mod table;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use table::HEADERS;

fn main() -> ExitCode {
    let is_check = env::args().any(|argument| argument == "--check");
    let declarations = expand();
    let mut stale = Vec::new();
    let mut check = |name, file: PathBuf, text| {
        if fs::read_to_string(&file).is_ok_and(|old| old == text) {
            return;
        }
        stale.push(name);
        if !is_check {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
        }
    };
    for header in HEADERS {
        check(header.path, include().join(header.path), render::header(header, &declarations));
    }
    let page = root().join("docs/options.md");
    let text = options::page(&fs::read_to_string(&page).unwrap(), &declarations);
    check("docs/options.md", page, text);
    let known: BTreeSet<String> = HEADERS.iter().map(|header| header.path.to_owned()).collect();
    let unknown: Vec<_> = installed().difference(&known).cloned().collect();
    match (is_check, stale.is_empty(), unknown.is_empty()) {
        (_, true, true) => println!("{} headers are what the declarations say", HEADERS.len()),
        (_, _, false) => println!("no header of the library: {unknown:?}"),
        (true, ..) => println!("`make headers` rewrites {stale:?}"),
        (false, ..) => println!("written: {stale:?}"),
    }
    ExitCode::from(u8::from(!unknown.is_empty() || is_check && !stale.is_empty()))
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
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    // What Cargo tells this program about its own package would make build scripts run again, here and after it.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    let expanded = cargo
        .current_dir(root())
        .env("RUSTC_WORKSPACE_WRAPPER", root().join("tests/headers/expand.sh"))
        .args(["rustc", "--quiet", "--package", "exosip2", "--lib", "--profile", "check"])
        .args(["--", "-Zunpretty=expanded"])
        .output()
        .unwrap();
    assert!(expanded.status.success(), "{}", String::from_utf8_lossy(&expanded.stderr));
    syn::parse_file(&String::from_utf8(expanded.stdout).unwrap()).unwrap().items
}

fn include() -> PathBuf {
    root().join("include")
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
