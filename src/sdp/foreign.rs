//! Lines of types that RFC 4566 does not define, such as `y=` and `f=` of GB/T 28181: kept among the attributes.

use super::Attribute;
use crate::mem::Text;
use crate::sip::grammar;

/// The types that have a place of their own.
const KNOWN: &[u8] = b"vosiuepcbtrzkam";

/// Whether a line `letter=` is one of an unknown type. A type is one visible character (RFC 4566 5).
pub(super) fn is_foreign(letter: u8) -> bool {
    letter.is_ascii_graphic() && letter != b'=' && !KNOWN.contains(&letter)
}

/// One line of an unknown type.
///
/// As an attribute it has the field `y=` or `y=3`, which no attribute of RFC 4566 has, and a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Foreign<'a> {
    /// The type.
    pub(super) letter: u8,
    /// How many lines of its section stand before it; `None` if it stands among or behind the attributes.
    pub(super) place: Option<u32>,
    /// What follows the equals sign; it may be empty.
    pub(super) value: &'a [u8],
}

impl<'a> Foreign<'a> {
    /// The line that `attribute` stands for, if it is none of its own.
    pub(super) fn of(attribute: &'a Attribute) -> Option<Self> {
        let [letter, b'=', place @ ..] = attribute.a_att_field.as_deref()? else { return None };
        let place = match place {
            [] => None,
            digits => Some(grammar::number(digits).ok()?),
        };
        let value = attribute.a_att_value.as_deref()?;
        is_foreign(*letter).then_some(Self { letter: *letter, place, value })
    }
}

impl From<Foreign<'_>> for Attribute {
    fn from(line: Foreign<'_>) -> Self {
        let mut field = vec![line.letter, b'='];
        if let Some(place) = line.place {
            field.extend(place.to_string().bytes());
        }
        let value = Some(Text::new(line.value));
        Self { a_att_field: Some(Text::new(&field)), a_att_value: value }
    }
}
