//! Finding bytes, eight or sixteen at a time. Most texts of a message are too short for a call of a faster routine to be worth it.

/// Where `wanted` first stands in `text`.
#[inline]
pub fn find(text: &[u8], wanted: u8) -> Option<usize> {
    find_any(text, [wanted])
}

/// Whether `wanted` stands in `text`.
#[inline]
pub fn has(text: &[u8], wanted: u8) -> bool {
    let is_in = |chunk: &[u8; CHUNK]| is_in_chunk(chunk, |byte| byte == wanted);
    match text.last_chunk() {
        Some(last) => text.as_chunks().0.iter().any(is_in) || is_in(last),
        None => find(text, wanted).is_some(),
    }
}

/// Where one of the bytes `wanted` first stands in `text`.
#[inline]
pub fn find_any<const N: usize>(text: &[u8], wanted: [u8; N]) -> Option<usize> {
    find_marked(text, |word| {
        // A byte that is wanted becomes zero.
        let words = wanted.iter().map(|&byte| word ^ (ONES * u64::from(byte)));
        words.fold(0, |marks, word| marks | below(word, 1))
    })
}

/// Where the first line break or NUL stands in `text`. Lines are long enough for a call of a faster routine.
#[inline]
pub fn find_line_end(text: &[u8]) -> Option<usize> {
    memchr::memchr3(b'\r', b'\n', 0, text)
}

/// Where the first line feed stands in `text`.
#[inline]
pub fn find_line_feed(text: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', text)
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

#[inline]
fn is_in_chunk(chunk: &[u8; CHUNK], is_wanted: impl Fn(u8) -> bool) -> bool {
    chunk.iter().fold(false, |found, &byte| found | is_wanted(byte))
}

const CHUNK: usize = 16;
const WORD: usize = size_of::<u64>();
const ONES: u64 = u64::MAX / 255;

/// Where the first byte stands for which `mark` sets the highest bit. In bytes behind that one it may set any.
#[inline]
fn find_marked(text: &[u8], mark: impl Fn(u64) -> u64) -> Option<usize> {
    let find = |word: u64| match mark(word) {
        0 => None,
        marks => Some(marks.trailing_zeros() as usize / 8),
    };
    let Some(last) = text.last_chunk() else {
        return find(short_word(text)).filter(|at| *at < text.len());
    };
    let words = text.as_chunks::<WORD>().0.iter().enumerate();
    for (index, word) in words {
        if let Some(at) = find(u64::from_le_bytes(*word)) {
            return Some(index * WORD + at);
        }
    }
    // What is left is shorter than a word: the last word begins with bytes that were looked at.
    find(u64::from_le_bytes(*last)).map(|at| text.len() - WORD + at)
}

/// Fewer than eight bytes as a word, zeros behind them.
///
/// Read in overlapping pieces, and not byte by byte, which makes parsing up to 2 % quicker.
#[inline]
fn short_word(text: &[u8]) -> u64 {
    let length = text.len();
    match (text, text.first_chunk(), text.last_chunk()) {
        (_, Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4));
            u64::from(u32::from_le_bytes(*first)) | last
        }
        ([first, .., last], ..) => {
            let middle = text.get(length / 2).copied().unwrap_or(*last);
            u64::from(*first)
                | u64::from(middle) << (8 * (length / 2))
                | u64::from(*last) << (8 * (length - 1))
        }
        ([only], ..) => u64::from(*only),
        ([], ..) => 0,
    }
}

/// The highest bit of the first byte of `word` that is below `end`, and maybe bits of bytes behind it.
#[inline]
fn below(word: u64, end: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(end)) & !word & (ONES << 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_wherever_they_stand() {
        for length in 0..40 {
            let mut text = vec![b'\x01'; length];
            assert_eq!(find(&text, 0), None);
            assert!(!has(&text, 0));
            for at in (0..length).rev() {
                text[at] = 0;
                assert_eq!(find(&text, 0), Some(at), "{text:?}");
                assert!(has(&text, 0), "{text:?}");
                text[at] = 0x80 + at as u8;
                assert_eq!(find_any(&text, [b'x', 0x80 + at as u8]), Some(at), "{text:?}");
            }
        }
    }

    #[test]
    fn lines_end_at_a_line_break_or_a_nul() {
        for (text, end) in [
            ("", None),
            ("a\tb", None),
            ("\t\u{b}\u{c}a \u{1}\n", Some(6)),
            ("a\tbcdefghi\r\n", Some(10)),
            ("a\0\n", Some(1)),
        ] {
            assert_eq!(find_line_end(text.as_bytes()), end, "{text:?}");
        }
        for length in 0..40 {
            let text = [vec![b'x'; length], b"\r\n".to_vec()].concat();
            assert_eq!(find_line_end(&text), Some(length));
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
