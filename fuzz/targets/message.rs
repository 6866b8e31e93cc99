//! Any datagram: what is accepted can be copied, and prints to something that parses to the same.

#![no_main]

use eXosip2::sip::Message;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(message) = Message::parse(bytes) else { return };
    assert_eq!(message.clone(), message);
    let mut text = Vec::new();
    if message.write(&mut text).is_ok() {
        let again = Message::parse(&text).expect("what was printed parses");
        let mut twice = Vec::new();
        again.write(&mut twice).expect("what was parsed prints");
        assert_eq!(text, twice);
    }
});
