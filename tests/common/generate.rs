//! Random text from a seed, mutations of it, and the message collections.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A small generator of numbers: equal seeds give equal numbers.
pub struct Random(u64);

impl Random {
    /// A generator whose numbers depend on `seed` alone.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number (SplitMix64).
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of `choices`.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

/// `text` with a few bytes removed, doubled, swapped or replaced by ones that matter to parsers. Never a NUL.
pub fn mutate(random: &mut Random, text: &[u8]) -> Vec<u8> {
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
