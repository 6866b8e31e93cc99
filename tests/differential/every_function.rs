//! Which functions the differential tests call.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Header and name of every function that the original exports.
const FUNCTIONS: &str = include_str!("../../c-tests/abi/functions.txt");

/// The headers of libosip2 without transactions and dialogs.
const PLAIN: &[&str] =
    &["osip2/osip_condv.h", "osip2/osip_fifo.h", "osip2/osip_mt.h", "osip2/osip_time.h"];

#[test]
fn every_function_of_the_parser_and_of_plain_libosip2_is_in_a_differential_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    read_all(root.join("tests/differential"), &mut text);
    read_all(root.join("c-tests/differential"), &mut text);
    let is_in_name = |c: char| c.is_alphanumeric() || c == '_';
    let called: BTreeSet<&str> = text.split(|c| !is_in_name(c)).collect();
    let functions = FUNCTIONS.lines().filter_map(|line| line.split_once(' '));
    let missing: Vec<_> = functions
        .filter(|(header, _)| header.starts_with("osipparser2/") || PLAIN.contains(header))
        .filter(|(_, name)| !called.contains(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn read_all(folder: PathBuf, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read_all(path, text),
            false => *text += &fs::read_to_string(path).unwrap(),
        }
    }
}
