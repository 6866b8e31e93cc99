//! Sixteen bytes of a text, compared at once.

/// Sixteen bytes, of which the first is the lowest of the number.
pub type Block = u128;

/// How many bytes are marked at a time.
pub const MARKED: usize = 64;

/// The places of one byte in a text of that length, in their order.
#[derive(Debug, Default)]
pub struct Marks(u64);

impl Iterator for Marks {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        (self.0 != 0).then(|| {
            let at = self.0.trailing_zeros() as usize;
            self.0 &= self.0 - 1;
            at
        })
    }
}

impl Marks {
    /// The places of `wanted` in `text`.
    #[inline]
    pub fn of(text: &[u8; MARKED], wanted: u8) -> Self {
        let blocks = text.as_chunks::<{ size_of::<Block>() }>().0.iter().rev();
        Self(blocks.fold(0, |marks, block| {
            marks << size_of::<Block>() | marks_in_block(Block::from_le_bytes(*block), wanted)
        }))
    }
}

/// A bit for each byte of `block` that is `wanted`.
#[cfg(target_arch = "x86_64")]
#[inline]
fn marks_in_block(block: Block, wanted: u8) -> u64 {
    // SAFETY: every processor of this architecture has SSE2.
    let marks = unsafe { equal_bytes(block, [wanted]) };
    u64::from(marks.cast_unsigned())
}

/// A bit for each byte of `block` that is `wanted`.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn marks_in_block(block: Block, wanted: u8) -> u64 {
    marks_in_any_block(block, wanted)
}

/// As `marks_in_block`, on every processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
fn marks_in_any_block(block: Block, wanted: u8) -> u64 {
    marks_in_word((block >> 64) as u64, wanted) << 8 | marks_in_word(block as u64, wanted)
}

/// A bit for each byte of `word` that is `wanted`.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
fn marks_in_word(word: u64, wanted: u8) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const LOW: u64 = ONES * 0x7f;
    // A byte that is wanted becomes zero. The sum of the lower bits of a byte reaches no other byte.
    let zeros = word ^ (ONES * u64::from(wanted));
    let highest = !(((zeros & LOW) + LOW) | zeros | LOW);
    // Moves the highest bit of each byte into the last byte.
    highest.wrapping_mul(0x0002_0408_1020_4081) >> 56
}

/// Where one of the bytes `wanted` first stands in `block`.
#[cfg(target_arch = "x86_64")]
#[inline]
pub fn find_in_block<const N: usize>(block: Block, wanted: [u8; N]) -> Option<usize> {
    // SAFETY: every processor of this architecture has SSE2.
    let marks = unsafe { equal_bytes(block, wanted) };
    (marks != 0).then(|| marks.trailing_zeros() as usize)
}

/// A bit for each byte of `block` that is one of `wanted`.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
#[inline]
fn equal_bytes<const N: usize>(block: Block, wanted: [u8; N]) -> i32 {
    use core::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
        _mm_setzero_si128,
    };
    let bytes = _mm_set_epi64x((block >> 64) as i64, block as i64);
    let mut equal = _mm_setzero_si128();
    for byte in wanted {
        equal = _mm_or_si128(equal, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed())));
    }
    _mm_movemask_epi8(equal)
}

/// Where one of the bytes `wanted` first stands in `block`.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
pub fn find_in_block<const N: usize>(block: Block, wanted: [u8; N]) -> Option<usize> {
    find_in_any_block(block, wanted)
}

/// As `find_in_block`, on every processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
fn find_in_any_block<const N: usize>(block: Block, wanted: [u8; N]) -> Option<usize> {
    const ONES: Block = Block::MAX / 255;
    let marks = wanted.iter().fold(0, |marks, &byte| {
        // A byte that is wanted becomes zero, and then its highest bit is set; maybe bits of bytes behind it, too.
        let zeros = block ^ (ONES * Block::from(byte));
        marks | zeros.wrapping_sub(ONES) & !zeros & (ONES << 7)
    });
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told_from_every_other_on_every_processor() {
        for wanted in 0..=255_u8 {
            for other in 0..=255 {
                let mut bytes = [!wanted; 16];
                bytes[9] = other;
                let block = Block::from_le_bytes(bytes);
                let expected = (wanted == other).then_some(9);
                assert_eq!(find_in_block(block, [wanted]), expected);
                assert_eq!(find_in_any_block(block, [wanted]), expected);
                let expected = if other == !wanted { 0 } else { 9 };
                assert_eq!(find_in_block(block, [wanted, other]), Some(expected));
                assert_eq!(find_in_any_block(block, [wanted, other]), Some(expected));
            }
        }
    }

    #[test]
    fn each_place_of_a_byte_is_marked_on_every_processor() {
        let mut bytes = [b'\n'; MARKED];
        for round in 0..=255_u8 {
            for (byte, at) in bytes.iter_mut().zip(0_u8..) {
                // Neighbours of what is wanted stand behind it.
                *byte = b'\n'.wrapping_add(round.wrapping_mul(at) % 3).wrapping_sub(round % 2);
            }
            let expected: Vec<_> = (0..MARKED).filter(|at| bytes[*at] == b'\n').collect();
            assert_eq!(Marks::of(&bytes, b'\n').collect::<Vec<_>>(), expected);
            for block in bytes.as_chunks().0 {
                let block = Block::from_le_bytes(*block);
                assert_eq!(marks_in_block(block, b'\n'), marks_in_any_block(block, b'\n'));
            }
        }
        assert_eq!(Marks::default().next(), None);
    }
}
