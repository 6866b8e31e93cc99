//! The modules of the crate stand in layers, in the order of `lib.rs`: each uses only those before it. Unsafe code
//! stands in `mem` and `abi` only.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A test may panic.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

const UNSAFE: &[&str] = &["mem", "abi"];

/// Those that say so themselves.
const FORBID_UNSAFE: &[&str] = &[
    "sip",
    "sdp",
    "digest",
    "transport",
    "transaction",
    "dialog",
    "auth",
    "flow",
    "routing",
    "resolver",
    "ua",
    "net",
    "context",
];

#[test]
fn each_module_uses_only_those_before_it() {
    let layers = layers();
    let mut wrong = Vec::new();
    for (height, layer) in layers.iter().enumerate() {
        for (path, tokens) in sources(layer) {
            for used in used_modules(&tokens) {
                if layers
                    .iter()
                    .position(|layer| *layer == used)
                    .is_some_and(|other| other > height)
                {
                    wrong.push(format!("{} uses {used}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn unsafe_code_stands_in_mem_and_abi() {
    for layer in layers() {
        let sources = sources(&layer);
        if FORBID_UNSAFE.contains(&layer.as_str()) {
            let forbids = ["#", "!", "[", "forbid", "(", "unsafe_code", ")", "]"];
            let own = sources
                .first()
                .is_some_and(|(_, tokens)| tokens.windows(8).any(|part| part == forbids));
            assert!(own, "{layer} does not forbid unsafe code");
        }
        if !UNSAFE.contains(&layer.as_str()) {
            for (path, tokens) in &sources {
                assert!(
                    !tokens.iter().any(|token| token == "unsafe"),
                    "{} is unsafe",
                    path.display()
                );
            }
        }
    }
}

/// The modules of `lib.rs` from first to last.
fn layers() -> Vec<String> {
    let tokens = tokens_of(&source().join("lib.rs"));
    let declared = tokens.windows(3).filter(|part| part[0] == "mod" && part[2] == ";");
    declared.map(|part| part[1].clone()).collect()
}

/// The files of a module, its own first, and their tokens.
fn sources(layer: &str) -> Vec<(PathBuf, Vec<String>)> {
    let single = source().join(layer).with_extension("rs");
    let mut files = if single.exists() { vec![single] } else { vec![] };
    let mut folders = vec![source().join(layer)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            match path.extension() {
                None => folders.push(path),
                Some(extension) if extension == "rs" => files.push(path),
                Some(_) => {}
            }
        }
    }
    let own = [format!("{layer}.rs"), format!("{layer}/mod.rs")].map(|name| source().join(name));
    files.sort_by_key(|file| !own.contains(file));
    files.into_iter().map(|file| (file.clone(), tokens_of(&file))).collect()
}

/// The tokens of a file; comments and the inside of strings are none.
fn tokens_of(file: &Path) -> Vec<String> {
    let mut tokens = Vec::new();
    flatten(fs::read_to_string(file).unwrap().parse().unwrap(), &mut tokens);
    tokens
}

fn flatten(stream: TokenStream, tokens: &mut Vec<String>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    _ => ("(", ")"),
                };
                tokens.push(open.to_owned());
                flatten(group.stream(), tokens);
                tokens.push(close.to_owned());
            }
            TokenTree::Literal(_) => tokens.push("0".to_owned()),
            token => tokens.push(token.to_string()),
        }
    }
}

/// The modules that `crate::module` and `crate::{module, other::..}` name.
fn used_modules(tokens: &[String]) -> Vec<String> {
    let mut used = Vec::new();
    let paths = tokens.windows(4).enumerate();
    for (at, path) in
        paths.filter(|(_, path)| path[0] == "crate" && path[1] == ":" && path[2] == ":")
    {
        if path[3] != "{" {
            used.push(path[3].clone());
            continue;
        }
        let mut depth = 0;
        for (before, token) in tokens[at + 3..].iter().zip(&tokens[at + 4..]) {
            match before.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && (before == "{" || before == ",") {
                used.push(token.clone());
            }
        }
    }
    used
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn both_ways_to_name_modules_are_seen() {
    let mut tokens = Vec::new();
    let code = "use crate::{mem::{List, Text}, sip}; fn f() { crate::error::stop(\"crate::ua\") }";
    flatten(code.parse().unwrap(), &mut tokens);
    assert_eq!(used_modules(&tokens), ["mem", "sip", "error"]);
}
