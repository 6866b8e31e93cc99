//! Finding bytes, eight at a time. Most texts of a message are too short for a call of a faster routine to be worth it.

/// Where `wanted` first stands in `text`.
#[inline]
pub fn find(text: &[u8], wanted: u8) -> Option<usize> {
    find_any(text, [wanted])
}

/// Whether `wanted` stands in `text`.
#[inline]
pub fn has(text: &[u8], wanted: u8) -> bool {
    find(text, wanted).is_some()
}

/// Where one of the bytes `wanted` first stands in `text`.
#[inline]
pub fn find_any<const N: usize>(text: &[u8], wanted: [u8; N]) -> Option<usize> {
    let Some(last) = text.last_chunk() else {
        return text.iter().position(|byte| wanted.contains(byte));
    };
    let words = text.as_chunks().0.iter().enumerate();
    for (index, word) in words {
        if let Some(at) = find_in_word(*word, wanted) {
            return Some(index * WORD + at);
        }
    }
    // What is left is shorter than a word: the last word begins with bytes that were looked at.
    find_in_word(*last, wanted).map(|at| text.len() - WORD + at)
}

/// What stands before and after the first `separator`.
#[inline]
pub fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let (before, rest) = text.split_at_checked(find(text, separator)?)?;
    Some((before, rest.get(1..)?))
}

/// What stands before the first `separator`, and the rest that begins with it; all of `text` if it has none.
#[inline]
pub fn split_before(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let end = find(text, separator).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

const WORD: usize = size_of::<u64>();

#[inline]
fn find_in_word<const N: usize>(word: [u8; WORD], wanted: [u8; N]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    let word = u64::from_le_bytes(word);
    let found = wanted.iter().fold(0, |found, &byte| {
        // A byte that is wanted is zero here, and gets its highest bit below, as may bytes behind it.
        let zeros = word ^ (ONES * u64::from(byte));
        found | (zeros.wrapping_sub(ONES) & !zeros & (ONES << 7))
    });
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_wherever_they_stand() {
        for length in 0..40 {
            let mut text = vec![b'\x01'; length];
            assert_eq!(find(&text, 0), None);
            for at in (0..length).rev() {
                text[at] = 0;
                assert_eq!(find(&text, 0), Some(at), "{text:?}");
                text[at] = 0x80 + at as u8;
                assert_eq!(find_any(&text, [b'x', 0x80 + at as u8]), Some(at), "{text:?}");
            }
        }
    }

    #[test]
    fn every_byte_is_told_from_every_other() {
        for wanted in 0..=255 {
            for other in 0..=255 {
                let expected = (wanted == other).then_some(3);
                assert_eq!(
                    find(
                        &[!wanted, !wanted, !wanted, other, !wanted, !wanted, !wanted, !wanted],
                        wanted
                    ),
                    expected
                );
            }
        }
    }

    #[test]
    fn text_is_split_at_the_first_separator() {
        assert_eq!(split_once(b"a=b=c", b'='), Some((&b"a"[..], &b"b=c"[..])));
        assert_eq!(split_once(b"a", b'='), None);
        assert_eq!(split_before(b"a;b;c", b';'), (&b"a"[..], &b";b;c"[..]));
        assert_eq!(split_before(b"a", b';'), (&b"a"[..], &b""[..]));
    }
}
