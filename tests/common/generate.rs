//! Seeded text from a seed, mutations of it, and the message collections.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::random::Seeded;

/// `text` with a few bytes removed, doubled, swapped or replaced by ones that matter to parsers. Never a NUL.
pub fn mutate(random: &mut Seeded, text: &[u8]) -> Vec<u8> {
    const TELLING: &[u8] = b"\"\\<>()@:;,=/?&%* \t\r\n.-+[]0129aZ\x01\xc3\xff";
    let mut text = text.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(text.len() + 1);
        let byte = TELLING[random.below(TELLING.len())];
        match random.below(5) {
            0 if at < text.len() => drop(text.remove(at)),
            1 if at < text.len() => text[at] = byte,
            2 => text.truncate(at),
            3 => {
                let part = text[at..text.len().min(at + 1 + random.below(8))].to_vec();
                let to = random.below(text.len() + 1);
                text.splice(to..to, part);
            }
            _ => text.insert(at, byte),
        }
    }
    text
}

/// All files below the folder of message collections: name and content, in the order of their names.
///
/// `TORTURE_DIR` names the folder, else it is `../shared/torture` beside the repository. Where it is missing the
/// list is empty, and a note says so.
pub fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = std::env::var_os("TORTURE_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/torture"),
        PathBuf::from,
    );
    if !folder.is_dir() {
        // Not by a macro: the line is to be seen although the tests succeed.
        let note = format!("NOTE: no message collections at {}: skipped\n", folder.display());
        io::stderr().write_all(note.as_bytes()).unwrap();
        return Vec::new();
    }
    let mut files = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path.strip_prefix(&folder).unwrap().display().to_string();
                    files.push((name, fs::read(&path).unwrap()));
                }
            }
        }
    }
    files.sort();
    files
}
