//! Any datagram: what is accepted can be copied, and prints to something that parses to the same.

use eXosip2::sip::Message;

use super::facts;
use super::same::is_same;

pub fn run(bytes: &[u8]) {
    let Ok(message) = Message::parse(bytes) else { return };
    assert!(message.clone() == message, "a copy differs");
    facts::ask(&message);
    let mut first = Vec::new();
    if message.write(&mut first).is_err() {
        return;
    }
    let again = Message::parse(&first).expect("what was printed parses");
    let mut second = Vec::new();
    again.write(&mut second).expect("what was parsed prints");
    assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
    assert!(is_same(message, again), "{}", String::from_utf8_lossy(&first));
}
