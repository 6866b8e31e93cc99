//! Messages changed at random, as no honest peer sends them.

use crate::world::Seeded;

/// What is put into a message in place of something else.
const RUBBISH: [&str; 14] = [
    "",
    ";",
    ",",
    "<",
    "\"",
    "\r\n",
    "\r\n ",
    "\0",
    ":99999999999",
    ";rport=0;rport=x;received=0.0.0.0",
    "4294967296",
    "-1",
    ";tag=",
    "\u{ff}\u{fe}",
];

/// `text` with up to four changes. It stays UTF-8, as the world shows messages as text.
pub(crate) fn changed(text: &str, rng: &mut Seeded) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=rng.below(4) {
        let at = rng.below(bytes.len() + 1);
        let end = (at + rng.below(12)).min(bytes.len());
        let rubbish = RUBBISH[rng.below(RUBBISH.len())].bytes();
        bytes.splice(at..end, rubbish);
    }
    String::from_utf8_lossy(&bytes).into_owned().into_bytes()
}
