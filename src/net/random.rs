//! Random bytes from the operating system.

use crate::ua::Random;

/// How many bytes are fetched at once: one system call serves many small requests.
const STOCK: usize = 512;

/// The kernel's generator, read through a small stock.
pub struct OsRandom {
    stock: [u8; STOCK],
    used: usize,
}

impl OsRandom {
    /// An empty stock.
    pub fn new() -> Self {
        Self { stock: [0; STOCK], used: STOCK }
    }
}

impl Default for OsRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl Random for OsRandom {
    fn fill(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            if self.used >= STOCK {
                fill(&mut self.stock);
                self.used = 0;
            }
            let stock = self.stock.get_mut(self.used..).unwrap_or_default();
            let length = stock.len().min(bytes.len());
            let (now, later) = bytes.split_at_mut(length);
            let fresh = stock.get_mut(..length).unwrap_or_default();
            now.copy_from_slice(fresh);
            // What was given out is not kept.
            fresh.fill(0);
            self.used += length;
            bytes = later;
        }
    }
}

/// Fills `bytes` from the kernel's generator, past any stock.
///
/// # Panics
/// When the kernel has no generator: nothing that this library does would be safe then.
pub fn fill(bytes: &mut [u8]) {
    assert!(getrandom::fill(bytes).is_ok(), "the system has no random numbers");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ_and_long_ones_are_filled() {
        let mut random = OsRandom::new();
        let (mut first, mut second) = ([0; 16], [0; 16]);
        random.fill(&mut first);
        random.fill(&mut second);
        assert_ne!(first, second);
        let mut long = vec![0; 3 * STOCK];
        random.fill(&mut long);
        assert!(long.chunks(64).all(|part| part.iter().any(|&byte| byte != 0)));
    }
}
