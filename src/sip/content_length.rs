//! A header that is one value: Content-Length, Allow, Content-Encoding, MIME-Version. RFC 3261 20.14.

use super::Wire;
use super::grammar::{mandatory, number, trim};
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::Text;

/// A header that is one value: Content-Length, Allow, Content-Encoding, MIME-Version.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContentLength {
    /// The value; for Content-Length the number of bytes, in decimal digits.
    pub value: Option<Text>,
}

record_size!(ContentLength: 8, 4);

impl Wire for ContentLength {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        self.value = mandatory(trim(text))?;
        Ok(())
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(self.value.as_ref().ok_or(BadParameter)?);
        Ok(())
    }
}

impl ContentLength {
    /// The number of bytes, below 2^31 as an `int` of C is.
    pub fn size(&self) -> Result<usize> {
        let size = number(self.value.as_ref().ok_or(BadParameter)?)?;
        i32::try_from(size).ok().and_then(|size| usize::try_from(size).ok()).ok_or(Syntax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_value_is_kept_without_the_blanks_around_it() {
        let read = ContentLength::from_text(b" gzip \r\n").unwrap();
        assert_eq!(read, ContentLength { value: Some(Text::from("gzip")) });
        assert_eq!(ContentLength::from_text(b" "), Err(Syntax));
    }

    #[test]
    fn a_size_is_a_number_that_c_can_hold() {
        let size =
            |text: &str| ContentLength::from_text(text.as_bytes()).and_then(|value| value.size());
        assert_eq!(size("0010"), Ok(10));
        assert_eq!(size("2147483647"), Ok(2_147_483_647));
        for text in ["-1", "+1", "1 0", "abc", "2147483648", "4294967297"] {
            assert_eq!(size(text), Err(Syntax), "{text}");
        }
    }
}
