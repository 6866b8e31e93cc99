//! The number of a request in its dialog, and its method. RFC 3261 20.16.

use super::Wire;
use super::grammar::{is_space, is_token, number, trim};
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::Text;

/// A CSeq header: the number of a request in its dialog, and its method.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CSeq {
    /// The method.
    pub method: Option<Text>,
    /// The number, in decimal digits.
    pub number: Option<Text>,
}

record_size!(CSeq: 16, 8);

impl Wire for CSeq {
    /// The number has to be below 2^31 (RFC 3261 8.1.1.5).
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let text = trim(text);
        let end = text.iter().position(|&byte| is_space(byte)).ok_or(Syntax)?;
        let (digits, method) = text.split_at_checked(end).ok_or(Syntax)?;
        let method = trim(method);
        if number(digits)? >= 1 << 31 || !is_token(method) {
            return Err(Syntax);
        }
        self.number = Some(Text::new(digits));
        self.method = Some(Text::new(method));
        Ok(())
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        let (number, method) = self.fields()?;
        out.extend_from_slice(number);
        out.push(b' ');
        out.extend_from_slice(method);
        Ok(())
    }
}

impl CSeq {
    /// Whether both have the same number and method; INVITE and ACK are the same here.
    pub fn matches(&self, other: &Self) -> Result<bool> {
        let (number, method) = self.fields()?;
        let (other_number, other_method) = other.fields()?;
        let is_call = |method: &Text| **method == *b"INVITE" || **method == *b"ACK";
        Ok(number == other_number
            && (method == other_method || (is_call(method) && is_call(other_method))))
    }

    fn fields(&self) -> Result<(&Text, &Text)> {
        self.number.as_ref().zip(self.method.as_ref()).ok_or(BadParameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_method_are_kept_as_written() {
        let cseq = CSeq::from_text(b" 0009 \t INVITE ").unwrap();
        let mut out = Vec::new();
        cseq.write(&mut out).unwrap();
        assert_eq!(out, b"0009 INVITE");
        assert!(CSeq::from_text(b"2147483647 RE%47IST%45R").is_ok());
    }

    #[test]
    fn numbers_that_do_not_fit_and_odd_methods_are_errors() {
        for text in [
            "",
            "1",
            "INVITE",
            "1INVITE",
            "-1 INVITE",
            "2147483648 INVITE",
            "99999999999 INVITE",
            "1x INVITE",
            "1 IN VITE",
            "1 INVITE;x",
            "1 INV\r\n ITE",
        ] {
            assert_eq!(CSeq::from_text(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn an_ack_matches_its_invite() {
        let cseq = |text: &str| CSeq::from_text(text.as_bytes()).unwrap();
        assert_eq!(cseq("1 ACK").matches(&cseq("1 INVITE")), Ok(true));
        assert_eq!(cseq("1 CANCEL").matches(&cseq("1 INVITE")), Ok(false));
        assert_eq!(cseq("1 INVITE").matches(&cseq("01 INVITE")), Ok(false));
        assert_eq!(cseq("1 a").matches(&cseq("1 A")), Ok(false));
        assert_eq!(cseq("1 A").matches(&CSeq::default()), Err(BadParameter));
    }
}
