//! Finding bytes, sixteen at a time. Most texts of a message are too short for a call of a faster routine to be worth it.

use crate::mem::{Block, MARKED, Marks, find_in_block};

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
    let Some(last) = text.last_chunk() else { return find_in_short(text, wanted) };
    let mut start = 0;
    for block in text.as_chunks().0 {
        if let Some(at) = find_in_block(Block::from_le_bytes(*block), wanted) {
            return Some(start + at);
        }
        start += BLOCK;
    }
    // What is left is shorter than a block: the last one begins with bytes that were looked at.
    find_in_block(Block::from_le_bytes(*last), wanted).map(|at| text.len() - BLOCK + at)
}

/// Where the first line break or NUL stands in `text`.
#[inline]
pub fn find_line_end(text: &[u8]) -> Option<usize> {
    find_any(text, [b'\r', b'\n', 0])
}

/// Where the first line feed stands in `text`.
#[inline]
pub fn find_line_feed(text: &[u8]) -> Option<usize> {
    find(text, b'\n')
}

/// The places of the line feeds in a text. Each byte is looked at once, however short the lines are.
#[derive(Debug, Default)]
pub struct LineFeeds<'a> {
    /// What follows the part that was looked at last.
    rest: &'a [u8],
    /// Where that part begins, and where it ends.
    part: (usize, usize),
    /// What is left of its marks.
    marks: Marks,
}

impl<'a> LineFeeds<'a> {
    /// Those of `text`.
    pub fn of(text: &'a [u8]) -> Self {
        Self { rest: text, ..Self::default() }
    }

    /// Looks at the next part; `None` at the end.
    #[inline]
    fn look(&mut self) -> Option<()> {
        self.marks = match self.rest.split_first_chunk() {
            Some((part, rest)) => {
                self.rest = rest;
                Marks::of(part, b'\n')
            }
            None => {
                let mut part = [0; MARKED];
                let rest = core::mem::take(&mut self.rest);
                part.get_mut(..rest.len()).filter(|_| !rest.is_empty())?.copy_from_slice(rest);
                Marks::of(&part, b'\n')
            }
        };
        self.part = (self.part.1, self.part.1 + MARKED);
        Some(())
    }
}

impl Iterator for LineFeeds<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        loop {
            if let Some(at) = self.marks.next() {
                return Some(self.part.0 + at);
            }
            self.look()?;
        }
    }
}

/// What stands before and after the first `separator`.
#[inline(always)]
pub fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let (before, rest) = text.split_at_checked(find(text, separator)?)?;
    Some((before, rest.get(1..)?))
}

/// What stands before the first `separator`, and the rest that begins with it; all of `text` if it has none.
#[inline(always)]
pub fn split_before(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    split_before_any(text, [separator])
}

/// As [`split_before`], at the first byte that is one of `separators`.
#[inline(always)]
pub fn split_before_any<const N: usize>(text: &[u8], separators: [u8; N]) -> (&[u8], &[u8]) {
    let end = find_any(text, separators).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

const BLOCK: usize = size_of::<Block>();
const WORD: usize = size_of::<u64>();

/// As [`find_any`], in a text that is shorter than a block.
#[inline]
fn find_in_short<const N: usize>(text: &[u8], wanted: [u8; N]) -> Option<usize> {
    let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) else {
        let word = Block::from(short_word(text));
        return find_in_block(word, wanted).filter(|at| *at < text.len());
    };
    // Two words that overlap.
    let last = Block::from(u64::from_le_bytes(*last)) << u64::BITS;
    let block = Block::from(u64::from_le_bytes(*first)) | last;
    find_in_block(block, wanted).map(|at| if at < WORD { at } else { at + text.len() - BLOCK })
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
    fn line_feeds_are_found_wherever_they_stand() {
        for length in 0..200 {
            for step in 1..100 {
                let text: Vec<u8> = (0..length)
                    .map(|at| if at % step == step / 2 { b'\n' } else { b'\r' })
                    .collect();
                let expected = (0..length).filter(|at| text[*at] == b'\n');
                assert!(LineFeeds::of(&text).eq(expected), "{text:?}");
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
