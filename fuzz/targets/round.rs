//! There and back again.

use std::fmt::Debug;

use eXosip2::sip::Wire;
use eXosip2::sip::grammar::{is_one_line, split_before};

/// Parses, copies, prints and parses again: that is the same value, which prints the same text.
pub fn trip<T: Wire + PartialEq + Debug>(bytes: &[u8]) {
    // C and the parser of messages give neither NULs nor line breaks that are not folded.
    let (text, _) = split_before(bytes, 0);
    let Ok(value) = T::from_text(text) else { return };
    if !is_one_line(text) {
        return;
    }
    assert_eq!(value.clone(), value);
    let mut first = Vec::new();
    if value.write(&mut first).is_err() {
        return;
    }
    let again = T::from_text(&first).expect("what was printed parses");
    assert_eq!(again, value, "{}", String::from_utf8_lossy(&first));
    let mut second = Vec::new();
    again.write(&mut second).expect("what was parsed prints");
    assert_eq!(first, second, "{}", String::from_utf8_lossy(text));
}
