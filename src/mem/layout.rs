//! The sizes of the records that C shares, checked while the crate is compiled.

/// Checks the size of a record on targets with pointers of 64 and of 32 bits. The sizes follow from the types of the
/// members in the C headers. Where pointers have 32 bits and `time_t` has 64, only C checks them
/// (`c-tests/abi`).
macro_rules! record_size {
    ($record:ty: $lp64:literal, $ilp32:literal) => {
        const _: () = {
            let pointers = size_of::<*const u8>();
            let expected = if pointers == 8 { $lp64 } else { $ilp32 };
            let has_wide_time = pointers < size_of::<libc::time_t>();
            assert!(has_wide_time || size_of::<$record>() == expected);
        };
    };
}
