//! `osip_message.h`: parsing and writing.

use core::ffi::{c_char, c_int};
use core::ptr::null_mut;
use std::collections::HashMap;
use std::fs;

use eXosip2::sip::Message;

use crate::api;
use crate::common::generate::{Random, corpus, mutate};
use crate::common::oracle::terminated;

api! {
    fn osip_message_init(*mut *mut Message) -> c_int;
    fn osip_message_free(*mut Message);
    fn osip_message_parse(*mut Message, *const c_char, usize) -> c_int;
    fn osip_message_parse_sipfrag(*mut Message, *const c_char, usize) -> c_int;
    fn osip_message_to_str(*mut Message, *mut *mut c_char, *mut usize) -> c_int;
    fn osip_message_to_str_sipfrag(*mut Message, *mut *mut c_char, *mut usize) -> c_int;
    fn osip_message_clone(*const Message, *mut *mut Message) -> c_int;
    fn osip_message_force_update(*mut Message) -> c_int;
}

/// A whole message or a fragment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Whole,
    Fragment,
}

/// A message of one of the libraries.
pub struct Handle {
    api: &'static Api,
    pub message: *mut Message,
}

impl Handle {
    pub fn new(api: &'static Api) -> Self {
        let mut message = null_mut();
        assert_eq!(unsafe { (api.osip_message_init)(&raw mut message) }, 0);
        Self { api, message }
    }

    pub fn parse(&self, kind: Kind, text: &[u8]) -> c_int {
        let parse = match kind {
            Kind::Whole => self.api.osip_message_parse,
            Kind::Fragment => self.api.osip_message_parse_sipfrag,
        };
        // The original reads the byte behind the text.
        unsafe { parse(self.message, terminated(text).as_ptr().cast(), text.len()) }
    }

    /// The code and the text, which is made anew.
    pub fn text(&self, kind: Kind) -> (c_int, Option<Vec<u8>>) {
        let print = match kind {
            Kind::Whole => self.api.osip_message_to_str,
            Kind::Fragment => self.api.osip_message_to_str_sipfrag,
        };
        let (mut text, mut length) = (null_mut::<c_char>(), 0);
        let code = unsafe {
            (self.api.osip_message_force_update)(self.message);
            print(self.message, &raw mut text, &raw mut length)
        };
        if text.is_null() {
            return (code, None);
        }
        let bytes = unsafe { core::slice::from_raw_parts(text.cast::<u8>(), length) }.to_vec();
        unsafe { libc::free(text.cast()) };
        (code, Some(bytes))
    }

    /// The fields, read as our own type.
    pub fn fields(&self) -> &Message {
        unsafe { &*self.message }
    }

    pub fn copy(&self) -> Self {
        let mut message = null_mut();
        assert_eq!(unsafe { (self.api.osip_message_clone)(self.message, &raw mut message) }, 0);
        Self { api: self.api, message }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        unsafe { (self.api.osip_message_free)(self.message) }
    }
}

/// What the two libraries make of one text.
struct Verdict {
    accepted: bool,
    originally_accepted: bool,
    /// Where both accept: what differs in a field, in the text, or in a copy.
    difference: String,
}

fn judge(kind: Kind, text: &[u8]) -> Verdict {
    let (mine, theirs) = (Handle::new(ours()), Handle::new(original()));
    let codes = (mine.parse(kind, text), theirs.parse(kind, text));
    let mut difference = String::new();
    if codes == (0, 0) {
        difference = self::difference(mine.fields(), theirs.fields());
        let texts = (mine.text(kind), theirs.text(kind));
        if texts.0 != texts.1 {
            difference += &format!("text {}\n", lossy(&texts.0));
            difference += &format!("  not {}\n", lossy(&texts.1));
        }
        let copy = mine.copy();
        if copy.fields() != mine.fields() || copy.text(kind) != texts.0 {
            difference += "a copy differs\n";
        }
    }
    Verdict { accepted: codes.0 == 0, originally_accepted: codes.1 == 0, difference }
}

fn lossy((code, text): &(c_int, Option<Vec<u8>>)) -> String {
    format!("{code} {:?}", text.as_ref().map(|text| String::from_utf8_lossy(text)))
}

/// The fields that differ, ours (`<`) and the original's (`>`); nothing if all are equal.
fn difference(mine: &Message, theirs: &Message) -> String {
    if mine == theirs {
        return String::new();
    }
    let lines =
        |message: &Message| format!("{message:#?}").lines().map(String::from).collect::<Vec<_>>();
    let (mine, theirs) = (lines(mine), lines(theirs));
    let only = |mark: char, lines: &[String], others: &[String]| {
        let new = lines.iter().filter(|line| !others.contains(line));
        new.map(|line| format!("{mark} {}\n", line.trim())).collect::<String>()
    };
    format!("{}{}same lines otherwise\n", only('<', &mine, &theirs), only('>', &theirs, &mine))
}

#[test]
fn the_collections_read_the_same() {
    let files = corpus();
    let mut differences = Vec::new();
    let mut agreed = 0;
    for (name, text) in &files {
        let verdict = judge(Kind::Whole, text);
        agreed += usize::from(verdict.accepted == verdict.originally_accepted);
        if verdict.accepted != verdict.originally_accepted {
            differences.push(format!("{name}: ours accepts: {}", verdict.accepted));
        } else if !verdict.difference.is_empty() {
            differences.push(format!("{name}: {}", verdict.difference));
        }
    }
    println!("{agreed} of {} accepted or rejected alike", files.len());
    for difference in &differences {
        println!("{difference}");
    }
}
