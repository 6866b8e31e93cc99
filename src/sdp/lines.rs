//! The lines of a description, taken off one by one.
//!
//! A line is a letter, an equals sign and a value; what stands before the letter is skipped, so blank lines are. From
//! the first `t=` line on, a blank line ends the description.

use core::iter::from_fn;
use std::collections::VecDeque;

use super::Attribute;
use super::foreign::{Foreign, is_foreign};
use crate::error::{Error, Result};
use crate::mem::{CBox, List, Text, Texts};
use crate::sip::grammar::split_once;

/// What one line holds.
pub(super) trait Line: Sized {
    /// Reads the value, which is not empty.
    fn from_line(value: &[u8]) -> Option<Self>;
}

/// The lines of a description, one ahead.
pub(super) struct Lines<'a> {
    /// What is not looked at yet.
    rest: &'a [u8],
    /// The letter and the value of the next line of a known type.
    next: Option<(u8, &'a [u8])>,
    /// The lines of unknown types that no attribute list has got yet.
    foreign: VecDeque<Foreign<'a>>,
    /// How many lines of this section were taken: of the session or of one medium.
    taken: u32,
    /// Whether a blank line is the end.
    may_end: bool,
    /// Whether the text is wrong. Then there are no further lines.
    failed: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        let (foreign, next) = (VecDeque::new(), None);
        let mut lines = Self { rest: text, next, foreign, taken: 0, may_end: false, failed: false };
        lines.advance();
        lines
    }

    /// The value of the next line, if that has this letter.
    pub(super) fn take(&mut self, letter: u8) -> Option<&'a [u8]> {
        let (_, value) = self.next.filter(|&(found, _)| found == letter)?;
        if letter == b'm' {
            self.taken = 0;
        }
        self.taken = self.taken.saturating_add(1);
        self.may_end |= letter == b't';
        self.advance();
        Some(value)
    }

    /// As [`Lines::take`], but it is an error if the line is missing.
    pub(super) fn mandatory(&mut self, letter: u8) -> Option<&'a [u8]> {
        let value = self.take(letter);
        self.check(value)
    }

    /// The text of the next line, if that has this letter.
    pub(super) fn text(&mut self, letter: u8) -> Option<Text> {
        self.take(letter).map(Text::new)
    }

    /// The texts of all lines with this letter that follow.
    pub(super) fn texts(&mut self, letter: u8, list: &mut Texts) {
        list.extend(from_fn(|| self.text(letter)));
    }

    /// What the next line holds, if that has this letter.
    pub(super) fn one<T: Line>(&mut self, letter: u8) -> Option<CBox<T>> {
        let value = T::from_line(self.take(letter)?);
        self.check(value).map(CBox::new)
    }

    /// What the lines with this letter hold, each completed by `more` from the lines below it.
    pub(super) fn all<T: Line>(
        &mut self,
        letter: u8,
        list: &mut List<T>,
        more: impl Fn(&mut T, &mut Self),
    ) {
        list.extend(from_fn(|| {
            let mut value = self.one::<T>(letter)?;
            more(&mut value, self);
            Some(value)
        }));
    }

    /// The attributes, and the lines of unknown types of this section.
    pub(super) fn attributes(&mut self, list: &mut List<Attribute>) {
        list.extend(from_fn(|| match self.foreign.pop_front() {
            Some(line) => Some(CBox::new(line.into())),
            None => self.one(b'a'),
        }));
    }

    /// Returns `value`, and records that the text is wrong if there is none.
    pub(super) fn check<T>(&mut self, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.failed = true;
            self.next = None;
        }
        value
    }

    pub(super) fn end(self) -> Result<()> {
        if self.failed || self.next.is_some() { Err(Error::Undefined) } else { Ok(()) }
    }

    /// Finds the next line of a known type.
    fn advance(&mut self) {
        let known = self.foreign.len();
        self.next = None;
        while !self.is_end() {
            let line = self.scan();
            match self.check(line) {
                Some((letter, value)) if is_foreign(letter) => {
                    self.foreign.push_back(Foreign { letter, place: None, value });
                }
                line => {
                    self.next = line;
                    break;
                }
            }
        }
        // What stands before other lines than attributes would move behind them.
        if self.next.is_some_and(|(letter, _)| letter != b'a' && letter != b'm') {
            let place = Some(self.taken);
            self.foreign.range_mut(known..).for_each(|line| line.place = place);
        }
    }

    fn is_end(&self) -> bool {
        self.failed || (self.may_end && matches!(self.rest, [] | [b'\r' | b'\n', ..]))
    }

    /// The letter and the value of the line that follows, taken off `rest`.
    fn scan(&mut self) -> Option<(u8, &'a [u8])> {
        let (before, after) = split_once(self.rest, b'=')?;
        let (&letter, before) = before.split_last()?;
        let end = after.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
        let (value, rest) = after.split_at_checked(end.unwrap_or(after.len()))?;
        if is_foreign(letter) {
            // They begin a line, and none stands before `v=`.
            let begins = matches!(before, [] | [.., b'\r' | b'\n']);
            (begins && self.taken > 0).then_some(())?;
        } else if end.is_none() || value.is_empty() {
            return None;
        }
        self.rest = match rest {
            [_, b'\n', rest @ ..] | [_, rest @ ..] => rest,
            [] => &[],
        };
        Some((letter, value))
    }
}
