//! Sixteen bytes of a text, compared at once.

/// Sixteen bytes, of which the first is the lowest of the number.
pub type Block = u128;

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
}
