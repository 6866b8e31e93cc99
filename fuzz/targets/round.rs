//! There and back again.

use std::fmt::Debug;

use eXosip2::sip::Wire;

/// Parses, copies, prints and parses again. The second text must be the first.
pub fn trip<T: Wire + PartialEq + Debug>(bytes: &[u8]) {
    let Ok(value) = T::from_text(bytes) else { return };
    assert_eq!(value.clone(), value);
    let mut text = Vec::new();
    if value.write(&mut text).is_err() {
        return;
    }
    let again = T::from_text(&text).expect("what was printed parses");
    let mut twice = Vec::new();
    again.write(&mut twice).expect("what was parsed prints");
    assert_eq!(text, twice, "{}", String::from_utf8_lossy(bytes));
}
