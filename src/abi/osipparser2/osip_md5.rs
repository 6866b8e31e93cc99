//! `osipparser2/osip_md5.h`: MD5 sums (RFC 1321).

use core::ffi::c_uint;
use core::ptr::NonNull;

use md5::block_api::compress;
use zeroize::Zeroize;

use crate::abi::boundary::Out;
use crate::error::Error::BadParameter;

/// An MD5 sum in the making (RFC 1321). It may stand on the stack, and be copied.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct Md5Context {
    /// The four words A, B, C and D.
    pub state: [c_uint; 4],
    /// How many bits went in, the low word first.
    pub count: [c_uint; 2],
    /// Input that does not fill a block yet.
    pub buffer: [u8; 64],
}

record_size!(Md5Context: 88, 88);

entry! {
    /// Begins a sum. The old content of `context` does not matter.
    fn osip_MD5Init(context: Out<'_, Md5Context>) {
        context.give(|| Ok(Md5Context::new()))?
    }

    /// Adds `length` bytes to a sum that `osip_MD5Init` began.
    fn osip_MD5Update(context: Option<&mut Md5Context>, input: *mut u8, length: c_uint) {
        let context = context.ok_or(BadParameter)?;
        if length > 0 {
            let input = NonNull::new(input).ok_or(BadParameter)?;
            // SAFETY: C lends `length` bytes for the call.
            context.update(unsafe { core::slice::from_raw_parts(input.as_ptr(), length as usize) });
        }
    }

    /// Writes the 16 bytes of the sum to `digest`, and wipes `context`.
    fn osip_MD5Final(digest: *mut u8, context: Option<&mut Md5Context>) {
        let place = NonNull::new(digest).ok_or(BadParameter)?.cast::<[u8; 16]>();
        let sum = context.ok_or(BadParameter)?.finish();
        // SAFETY: C lends room for 16 bytes.
        unsafe { place.write(sum) }
    }
}

impl Md5Context {
    fn new() -> Self {
        let state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
        Self { state, count: [0; 2], buffer: [0; 64] }
    }

    fn bits(&self) -> u64 {
        u64::from(self.count[0]) | u64::from(self.count[1]) << 32
    }

    fn update(&mut self, mut input: &[u8]) {
        let bits = self.bits();
        let sum = bits.wrapping_add((input.len() as u64) << 3);
        self.count = [sum as c_uint, (sum >> 32) as c_uint];

        let filled = (bits >> 3) as usize % 64;
        if filled > 0 {
            let free = self.buffer.get_mut(filled..).unwrap_or_default();
            let (head, rest) = input.split_at(free.len().min(input.len()));
            for (place, byte) in free.iter_mut().zip(head) {
                *place = *byte;
            }
            if filled + head.len() < 64 {
                return;
            }
            compress(&mut self.state, &[self.buffer]);
            input = rest;
        }
        let (blocks, rest) = input.as_chunks();
        compress(&mut self.state, blocks);
        for (place, byte) in self.buffer.iter_mut().zip(rest) {
            *place = *byte;
        }
    }

    /// Pads the input to whole blocks, with its length at the end.
    fn finish(&mut self) -> [u8; 16] {
        let bits = self.bits();
        let filled = (bits >> 3) as usize % 64;
        let padding = if filled < 56 { 56 - filled } else { 120 - filled };
        let mut tail = [0; 64];
        tail[0] = 0x80;
        self.update(tail.get(..padding).unwrap_or_default());
        self.update(&bits.to_le_bytes());

        let mut sum = [0; 16];
        for (place, word) in sum.as_chunks_mut().0.iter_mut().zip(self.state) {
            *place = word.to_le_bytes();
        }
        self.state.zeroize();
        self.count.zeroize();
        self.buffer.zeroize();
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(text: &str) -> String {
        let mut context = Md5Context::new();
        context.update(text.as_bytes());
        context.finish().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_test_suite_of_rfc_1321_comes_out() {
        assert_eq!(sum(""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(sum("a"), "0cc175b9c0f1b6a831c399e269772661");
        assert_eq!(sum("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
        assert_eq!(sum(&"1234567890".repeat(8)), "57edf4a22be3c955ac49da2e2107b67a");
    }
}
