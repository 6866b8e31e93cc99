//! `osip_md5.h`

use core::ffi::c_uint;
use core::mem::zeroed;
use core::ptr::null_mut;

use eXosip2::abi::osipparser2::osip_md5::Md5Context;

use crate::api;
use crate::common::random::Seeded;

api! {
    fn osip_MD5Init(*mut Md5Context);
    fn osip_MD5Update(*mut Md5Context, *mut u8, c_uint);
    fn osip_MD5Final(*mut u8, *mut Md5Context);
}

/// The words of a context.
type Words = ([c_uint; 4], [c_uint; 2]);

/// The words of a context after each step of a random sum, and the sum; half-way the context is copied.
fn walk(api: &Api, seed: u64) -> (Vec<Words>, [u8; 16], [c_uint; 4]) {
    let mut random = Seeded(seed);
    let mut input: Vec<u8> = (0..400).map(|_| random.next() as u8).collect();
    let mut context: Md5Context = unsafe { zeroed() };
    let mut steps = Vec::new();
    let mut digest = [0; 16];
    unsafe {
        (api.osip_MD5Init)(&mut context);
        for _ in 0..random.below(8) {
            let limit = if random.one_in(2) { 70 } else { 400 };
            let length = random.below(limit);
            (api.osip_MD5Update)(&mut context, input.as_mut_ptr(), length as c_uint);
            steps.push((context.state, context.count));
            context = context.clone();
        }
        (api.osip_MD5Final)(digest.as_mut_ptr(), &mut context);
    }
    (steps, digest, context.state)
}

#[test]
fn sums_agree_at_each_step() {
    for seed in 0..2_000 {
        assert_eq!(walk(ours(), seed), walk(original(), seed), "seed {seed}");
    }
}

#[test]
fn null_is_ignored() {
    let mut context: Md5Context = unsafe { zeroed() };
    let mut digest = [0; 16];
    unsafe {
        (ours().osip_MD5Init)(null_mut());
        (ours().osip_MD5Init)(&mut context);
        (ours().osip_MD5Update)(null_mut(), digest.as_mut_ptr(), 16);
        (ours().osip_MD5Update)(&mut context, null_mut(), 0);
        (ours().osip_MD5Update)(&mut context, null_mut(), 5);
        (ours().osip_MD5Final)(null_mut(), &mut context);
        (ours().osip_MD5Final)(digest.as_mut_ptr(), null_mut());
        assert_eq!(context.count, [0; 2]);
        (ours().osip_MD5Final)(digest.as_mut_ptr(), &mut context);
    }
    assert_eq!(digest[..4], [0xd4, 0x1d, 0x8c, 0xd9]);
}
