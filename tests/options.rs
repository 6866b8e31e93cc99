//! Each option has a test that shows what it changes, through C, or `no effect` in docs/options.md.

#![allow(clippy::unwrap_used)] // A test may panic.

use std::fs;
use std::path::{Path, PathBuf};

/// The options of the header, with their numbers.
fn options() -> Vec<(String, String)> {
    let header = read("include/eXosip2/eX_setup.h");
    let options = header.lines().filter_map(|line| {
        let (name, number) = line.strip_prefix("#define EXOSIP_OPT_")?.split_once(' ')?;
        Some((format!("EXOSIP_OPT_{name}"), number.to_owned()))
    });
    options.filter(|(name, _)| name != "EXOSIP_OPT_BASE_OPTION").collect()
}

#[test]
fn each_option_is_documented_and_has_a_test_or_no_effect() {
    let page = read("docs/options.md");
    let tests = tests();
    let options = options();
    for (name, number) in &options {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` | {number} |")));
        let row = row.unwrap_or_else(|| panic!("docs/options.md has no row for {name}, {number}"));
        // One option has two names.
        let names = || options.iter().filter(|it| it.1 == *number).map(|it| &it.0);
        let is_tested = names().any(|name| tests.iter().any(|text| mentions(text, name)));
        let has_no_effect = row.contains("| no effect: ");
        assert!(is_tested || has_no_effect, "{name} has no test");
        assert!(
            !(is_tested && has_no_effect),
            "{name} has a test, but no effect in docs/options.md"
        );
    }
}

#[test]
fn no_option_of_the_original_is_missing() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/abi/options.tsv");
    let Ok(table) = fs::read_to_string(table) else {
        eprintln!("skipped: there is no ../shared/abi/options.tsv");
        return;
    };
    let known = options();
    for line in table.lines().filter(|line| line.starts_with("EXOSIP_OPT_")) {
        let (name, rest) = line.split_once('\t').unwrap();
        let number = rest.split('\t').next().unwrap();
        assert!(known.contains(&(name.to_owned(), number.to_owned())), "{name} {number}");
    }
}

/// The tests that show effects, in all folders of `c-tests`; those in `bad_input` show none.
fn tests() -> Vec<String> {
    let folders = files("c-tests").into_iter().filter(|path| path.is_dir());
    let folders = folders.filter(|path| !path.ends_with("bad_input") && !path.ends_with("abi"));
    let folders = folders.map(|folder| files(folder.to_str().unwrap()));
    let own = vec![root().join("src/abi/exosip2/options/tests.rs")];
    let sources = folders.flatten().filter(|path| path.is_file()).chain(own);
    sources.map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Whether the whole name stands in a text.
fn mentions(text: &str, name: &str) -> bool {
    let is_word = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
    text.match_indices(name).any(|(at, _)| !is_word(text.as_bytes().get(at + name.len()).copied()))
}

fn files(folder: &str) -> Vec<PathBuf> {
    fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
