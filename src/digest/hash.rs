//! The hash functions of digest authentication, and their sums as hexadecimal digits.

use core::fmt;
use core::ops::Deref;

use md5::digest::FixedOutputReset;
use md5::{Digest, Md5};
use sha2::{Sha256, Sha512_256};
use zeroize::Zeroize;

/// A hash function, the weaker before the stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hash {
    /// RFC 1321.
    Md5,
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4: SHA-512 with its own start, cut to 256 bits.
    Sha512_256,
}

impl Hash {
    /// The sum of `parts` with a colon between each two: `H(a:b:c)`.
    pub fn of(self, parts: &[&[u8]]) -> Hex {
        match self {
            Self::Md5 => sum::<Md5>(parts),
            Self::Sha256 => sum::<Sha256>(parts),
            Self::Sha512_256 => sum::<Sha512_256>(parts),
        }
    }

    /// How many hexadecimal digits a sum has.
    pub fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha256 | Self::Sha512_256 => 64,
        }
    }
}

fn sum<D: Digest + FixedOutputReset>(parts: &[&[u8]]) -> Hex {
    let mut sum = D::new();
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            Digest::update(&mut sum, b":");
        }
        Digest::update(&mut sum, part);
    }
    // Not `finalize`, which moves the state: what is wiped when it is dropped would be a copy.
    Hex::new(&Digest::finalize_reset(&mut sum))
}

/// A sum in lowercase hexadecimal digits. Wiped when dropped: some are as good as a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Hex {
    digits: [u8; 64],
    length: usize,
}

impl Hex {
    /// The digits of `bytes`, of which there are at most 32.
    pub fn new(bytes: &[u8]) -> Self {
        let mut hex = Self { digits: [0; 64], length: 2 * bytes.len().min(32) };
        for (pair, byte) in hex.digits.as_chunks_mut().0.iter_mut().zip(bytes) {
            *pair = [digit(byte >> 4), digit(byte & 15)];
        }
        hex
    }

    /// Digits from outside, in either case; `None` if they are not the 32 or 64 digits of a sum.
    pub fn from_digits(text: &[u8]) -> Option<Self> {
        if !matches!(text.len(), 32 | 64) || !text.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut hex = Self { digits: [0; 64], length: text.len() };
        for (digit, given) in hex.digits.iter_mut().zip(text) {
            *digit = given.to_ascii_lowercase();
        }
        Some(hex)
    }
}

/// The digit of a number below 16, in a time that does not depend on it.
fn digit(nibble: u8) -> u8 {
    // All bits, where it is a letter.
    let letter = 9_u8.wrapping_sub(nibble).cast_signed() >> 7;
    b'0' + nibble + (letter.cast_unsigned() & (b'a' - b'0' - 10))
}

impl Deref for Hex {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.digits.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Hex {
    fn drop(&mut self) {
        // Behind them is nothing but zeros.
        self.digits.get_mut(..self.length).unwrap_or_default().zeroize();
    }
}

impl fmt::Debug for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hex({} digits)", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(hash: Hash, parts: &[&[u8]]) -> String {
        String::from_utf8_lossy(&hash.of(parts)).into_owned()
    }

    #[test]
    fn the_known_sums_of_abc_come_out() {
        assert_eq!(text(Hash::Md5, &[b"abc"]), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(
            text(Hash::Sha256, &[b"abc"]),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            text(Hash::Sha512_256, &[b"abc"]),
            "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"
        );
    }

    #[test]
    fn parts_are_joined_by_colons() {
        assert_eq!(Hash::Md5.of(&[b"a", b"", b"b"]), Hash::Md5.of(&[b"a::b"]));
        assert_eq!(Hash::Md5.of(&[b""]), Hash::Md5.of(&[]));
    }

    #[test]
    fn only_whole_sums_are_taken_as_digits() {
        let digits = Hash::Md5.of(&[b"abc"]);
        assert_eq!(Hex::from_digits(&digits.to_ascii_uppercase()), Some(digits));
        for text in [&b""[..], &[b'0'; 31], &[b'0'; 63], &[b'g'; 32], &[b'0'; 65]] {
            assert_eq!(Hex::from_digits(text), None);
        }
    }
}
