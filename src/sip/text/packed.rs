//! Texts that are nearly the same, as the REGISTERs of the accounts of one program: of each only what differs from a
//! template is stored.

use std::sync::Arc;

use super::writer::TextWriter;
use crate::sip::grammar::{find_any, find_line_feed};

/// A text that is stored for long: whole, or packed.
#[derive(Debug)]
pub enum StoredText {
    /// As it is, perhaps shared with a transaction.
    Whole(Arc<[u8]>),
    /// What differs from a template.
    Packed(PackedText),
}

impl StoredText {
    /// The text, written into the room of `writer` if it is packed.
    pub fn text(&self, writer: &mut TextWriter) -> Arc<[u8]> {
        match self {
            Self::Whole(text) => text.clone(),
            Self::Packed(packed) => writer.share(|out| packed.write(out)),
        }
    }

    /// The text, in `room`.
    pub fn read<'r>(&self, room: &'r mut Vec<u8>) -> &'r [u8] {
        room.clear();
        match self {
            Self::Whole(text) => room.extend_from_slice(text),
            Self::Packed(packed) => packed.write(room),
        }
        room
    }

    /// The text, if it is stored as it is.
    pub fn whole(&self) -> Option<&Arc<[u8]>> {
        match self {
            Self::Whole(text) => Some(text),
            Self::Packed(_) => None,
        }
    }
}

/// A text as what differs from a template: pieces, each of which is copied from the template, left out there, and inserted
/// instead. Each begins with these three lengths.
#[derive(Debug)]
pub struct PackedText {
    template: Template,
    pieces: Box<[u8]>,
}

/// One pointer wide.
type Template = Arc<Box<[u8]>>;

impl PackedText {
    fn write(&self, text: &mut Vec<u8>) {
        let (mut template, mut pieces) = (&self.template[..], &self.pieces[..]);
        while let Some((lengths, rest)) = lengths(pieces) {
            let [copied, omitted, inserted] = lengths;
            let (copied, behind) = template.split_at_checked(copied).unwrap_or((template, &[]));
            let (inserted, rest) = rest.split_at_checked(inserted).unwrap_or((rest, &[]));
            text.extend_from_slice(copied);
            text.extend_from_slice(inserted);
            (template, pieces) = (behind.get(omitted..).unwrap_or_default(), rest);
        }
    }
}

/// Packs texts. Each becomes the template of those after it, if it has little in common with the template before.
#[derive(Debug, Default)]
pub struct TextPacker {
    template: Option<Template>,
    /// Room for the pieces.
    pieces: Vec<u8>,
}

impl TextPacker {
    /// Stores `text` in the place of another, by the template of that one if it had one.
    pub fn store(&mut self, text: &[u8], place: &mut StoredText) {
        let known = match place {
            StoredText::Packed(packed) => Some(packed.template.clone()),
            StoredText::Whole(_) => self.template.clone(),
        };
        let template = match known.filter(|known| write_pieces(known, text, &mut self.pieces)) {
            Some(template) => template,
            None => {
                let template: Template = Arc::new(text.into());
                write_pieces(&template, text, &mut self.pieces);
                self.template.insert(template).clone()
            }
        };
        match place {
            // Where both have the same length, so do their places.
            StoredText::Packed(packed) if packed.pieces.len() == self.pieces.len() => {
                packed.pieces.copy_from_slice(&self.pieces);
                packed.template = template;
            }
            place => {
                let pieces = self.pieces.as_slice().into();
                *place = StoredText::Packed(PackedText { template, pieces });
            }
        }
    }
}

/// Writes what makes `text` of a template. Returns whether that is less than half of it.
fn write_pieces(template: &[u8], text: &[u8], pieces: &mut Vec<u8>) -> bool {
    pieces.clear();
    let (mut template, mut rest, mut copied) = (template, text, 0);
    loop {
        let start = same_start(template, rest);
        let ends = [template, rest].map(|it| it.get(start..).unwrap_or_default());
        let [(known, template_after), (part, after)] = split_parts(ends);
        if part.is_empty() {
            write_piece(pieces, [copied + start, 0, 0], &[]);
            return pieces.len() < text.len() / 2;
        }
        // What is left of two parts that differ here.
        let end = count_same(known.iter().rev().zip(part.iter().rev()));
        let inserted = part.get(..part.len() - end).unwrap_or_default();
        write_piece(pieces, [copied + start, known.len() - end, inserted.len()], inserted);
        (template, rest, copied) = (template_after, after, end);
    }
}

/// What two texts begin with, and what follows: up to the next semicolon where both have one in this line, else the rest of the
/// line.
fn split_parts(texts: [&[u8]; 2]) -> [(&[u8], &[u8]); 2] {
    let parts = texts.map(|text| split_behind(text, find_any(text, *b";\n")));
    let is_same = parts[0].0.last() == parts[1].0.last();
    if is_same { parts } else { texts.map(|text| split_behind(text, find_line_feed(text))) }
}

/// How many bytes two texts begin with in common, compared sixteen at a time.
fn same_start(known: &[u8], text: &[u8]) -> usize {
    let (known_chunks, text_chunks) = (known.as_chunks().0, text.as_chunks().0);
    let mut start = 0;
    for (known, text) in known_chunks.iter().zip(text_chunks) {
        let differences = u128::from_le_bytes(*known) ^ u128::from_le_bytes(*text);
        if differences != 0 {
            return start + differences.trailing_zeros() as usize / 8;
        }
        start += 16;
    }
    let [known, text] = [known, text].map(|it| it.get(start..).unwrap_or_default());
    start + count_same(known.iter().zip(text))
}

fn count_same<'a>(pairs: impl Iterator<Item = (&'a u8, &'a u8)>) -> usize {
    pairs.take_while(|(known, byte)| known == byte).count()
}

/// The beginning of `text`, up to and with the byte at `end`, and what follows.
fn split_behind(text: &[u8], end: Option<usize>) -> (&[u8], &[u8]) {
    let end = end.map_or(text.len(), |end| end + 1);
    text.split_at_checked(end).unwrap_or((text, &[]))
}

fn write_piece(pieces: &mut Vec<u8>, lengths: [usize; 3], inserted: &[u8]) {
    for mut length in lengths {
        // Seven bits a byte; the highest says that more follow.
        while length >= 0x80 {
            pieces.push(length as u8 | 0x80);
            length >>= 7;
        }
        pieces.push(length as u8);
    }
    pieces.extend_from_slice(inserted);
}

/// The lengths that a piece begins with, and what follows them; none at the end.
fn lengths(mut pieces: &[u8]) -> Option<([usize; 3], &[u8])> {
    let mut lengths = [0; 3];
    for length in &mut lengths {
        let mut shift = 0;
        loop {
            let (&byte, rest) = pieces.split_first()?;
            pieces = rest;
            *length |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
    }
    Some((lengths, pieces))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register(user: &str, cseq: u32) -> String {
        format!(
            "REGISTER sip:example.com SIP/2.0\r\nFrom: <sip:{user}@example.com>;tag={cseq}\r\nCSeq: {cseq} REGISTER\r\n\
             User-Agent: some program of some release\r\nContent-Length: 0\r\n\r\n"
        )
    }

    fn stored(packer: &mut TextPacker, texts: &[&str]) -> StoredText {
        let mut place = StoredText::Whole(Arc::from(&b"before"[..]));
        texts.iter().for_each(|text| packer.store(text.as_bytes(), &mut place));
        place
    }

    fn read(place: &StoredText) -> String {
        let text = place.text(&mut TextWriter::default());
        assert_eq!(*place.read(&mut b"before".to_vec()), *text);
        String::from_utf8(text.to_vec()).unwrap()
    }

    fn packed(place: &StoredText) -> &PackedText {
        let StoredText::Packed(packed) = place else { panic!("{place:?}") };
        packed
    }

    #[test]
    fn texts_come_out_as_they_went_in() {
        let long = register(&"u".repeat(20_000), 1);
        let texts = [
            &*register("alice", 1),
            &register("bob;x=y;z", 4_000_000),
            &long,
            "",
            "a",
            "a;b\nc",
            "\n",
            ";",
        ];
        for one in texts {
            for other in texts {
                let mut packer = TextPacker::default();
                let places = [&[one][..], &[other], &[one, other], &[other, one]]
                    .map(|texts| stored(&mut packer, texts));
                assert_eq!(places.map(|place| read(&place)), [one, other, other, one]);
            }
        }
    }

    #[test]
    fn texts_begin_the_same_up_to_the_first_byte_that_differs() {
        for length in 0..50 {
            let text = vec![b'a'; length];
            assert_eq!(same_start(&text, &text), length);
            for at in 0..length {
                let mut other = text.clone();
                other[at] = b'b';
                assert_eq!(same_start(&text, &other), at);
                assert_eq!(same_start(&text[..at], &text), at);
                assert_eq!(same_start(&text, &text[..at]), at);
            }
        }
    }

    #[test]
    fn only_what_differs_is_stored() {
        let mut packer = TextPacker::default();
        let one = stored(&mut packer, &[&register("alice", 1)]);
        let other = stored(&mut packer, &[&register("bob", 1), &register("bob", 2)]);
        assert!(Arc::ptr_eq(&packed(&one).template, &packed(&other).template));
        // From: three letters and a number; CSeq: a number; each with three lengths, as what is behind them.
        assert!(packed(&other).pieces.len() <= 3 + 1 + 1 + 4 * 3, "{other:?}");
    }

    #[test]
    fn a_text_that_has_little_in_common_is_a_template_of_its_own() {
        let mut packer = TextPacker::default();
        let mut one = stored(&mut packer, &[&register("alice", 1)]);
        let other = stored(&mut packer, &["REGISTER sip:other.test SIP/2.0\r\nCall-ID: 1\r\n\r\n"]);
        assert!(!Arc::ptr_eq(&packed(&one).template, &packed(&other).template));
        // The template before serves on.
        packer.store(register("alice", 2).as_bytes(), &mut one);
        assert!(packed(&one).pieces.len() < 20, "{one:?}");
        assert_eq!(read(&one), register("alice", 2));
    }
}
