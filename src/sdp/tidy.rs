//! Descriptions as some devices write them, put in order: lines in another order, two blanks, no `t=` line, empty
//! lines, a last line without its end.

use core::cmp::Ordering;

use super::foreign::is_foreign;

/// The order of the lines of a session, `r=` belonging to its `t=`, and of a medium (RFC 4566 5).
const SESSION: &[u8] = b"vosiuepcbtzka";
const MEDIUM: &[u8] = b"micbka";

/// Lines whose value is a list of words, and lines that mean nothing without a value.
const WORDS: &[u8] = b"octm";
const OPTIONAL: &[u8] = b"siuepbzka";

/// `text` with its lines in the standard order; `None` if one of them is no line of a description.
pub(super) fn tidy(text: &[u8]) -> Option<Vec<u8>> {
    let mut lines = Vec::new();
    let mut has_time = false;
    for line in text.split(|byte| matches!(byte, b'\r' | b'\n')) {
        match line {
            [] => {}
            [letter, b'=', value @ ..] => {
                has_time |= *letter == b't';
                lines.push((*letter, value));
            }
            _ => return None,
        }
    }
    let first_medium = lines.iter().position(|(letter, _)| *letter == b'm').unwrap_or(lines.len());
    if !has_time {
        lines.insert(first_medium, (b't', b"0 0"));
    }
    let mut written = Vec::with_capacity(text.len() + 8);
    let mut sections = lines.as_slice();
    let mut order = SESSION;
    while !sections.is_empty() {
        // The first line of a medium is its `m=`.
        let start = usize::from(order == MEDIUM);
        let length = sections.iter().skip(start).position(|(letter, _)| *letter == b'm');
        let length = length.map_or(sections.len(), |length| start + length);
        let (section, rest) = sections.split_at_checked(length)?;
        write_section(section, order, &mut written)?;
        (sections, order) = (rest, MEDIUM);
    }
    Some(written)
}

fn write_section(lines: &[(u8, &[u8])], order: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut ranked = Vec::with_capacity(lines.len());
    let mut rank = 0;
    for (letter, value) in lines {
        let place = order.iter().position(|it| it == letter);
        match place {
            Some(place) => rank = place,
            // These stay behind the line that they follow.
            None if is_foreign(*letter) || (*letter == b'r' && order == SESSION) => {}
            None => return None,
        }
        ranked.push((rank, *letter, *value));
    }
    // A stable sort: lines of one kind keep their order.
    ranked.sort_by(|(one, ..), (other, ..)| -> Ordering { one.cmp(other) });
    for (_, letter, value) in ranked {
        if value.is_empty() && OPTIONAL.contains(&letter) {
            continue;
        }
        out.extend_from_slice(&[letter, b'=']);
        if WORDS.contains(&letter) {
            let words = value.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
            out.extend_from_slice(&words.collect::<Vec<_>>().join(&b' '));
        } else {
            out.extend_from_slice(value);
        }
        out.extend_from_slice(b"\r\n");
    }
    Some(())
}
