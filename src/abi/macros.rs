//! The macros that turn a typed signature into an exported C function. Every C name stands in full.

/// Exports C functions whose bodies run in [`guard`](super::boundary::guard).
macro_rules! entry {
    ($($(#[$meta:meta])* fn $name:ident $(<$life:lifetime>)? ($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block)*) => {$(
        $(#[$meta])*
        #[unsafe(no_mangle)]
        pub extern "C" fn $name $(<$life>)? ($($arg: $ty),*) $(-> $ret)? {
            $crate::abi::boundary::guard(move || Ok($body))
        }
    )*};
}

/// Exports C functions that are not written yet: they answer as failures do (`OSIP_UNDEFINED_ERROR`).
/// `make status` counts them.
macro_rules! entry_stub {
    ($($(#[$meta:meta])* fn $name:ident $(<$life:lifetime>)? ($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)?;)*) => {$(
        $(#[$meta])*
        #[unsafe(no_mangle)]
        pub extern "C" fn $name $(<$life>)? ($($arg: $ty),*) $(-> $ret)? {
            $(let _ = $arg;)*
            $crate::trace::stub(stringify!($name));
            $crate::abi::boundary::guard(|| Err($crate::error::Error::Undefined))
        }
    )*};
}

/// The five functions that every header type has.
macro_rules! header {
    ($ty:ident: $init:ident $free:ident $parse:ident $to_str:ident $clone:ident) => {
        header!($ty: $init $free);
        header!($ty: parse $parse);
        header!($ty: to_str $to_str);
        header!($ty: clone $clone);
    };
    ($ty:ident: $init:ident $free:ident) => { entry! {
        #[doc = concat!(" Allocates an empty `", stringify!($ty), "`; the caller owns it.")]
        fn $init(header: Out<'_, Option<CBox<$ty>>>) -> c_int {
            header.give(|| Ok(Some(CBox::new($ty::default()))))?;
            OK
        }
        #[doc = concat!(" Frees a `", stringify!($ty), "` and all that it owns. NULL is ignored.")]
        fn $free(header: Option<CBox<$ty>>) {
            drop(header)
        }
    } };
    ($ty:ident: parse $parse:ident) => { entry! {
        #[doc = concat!(" Fills an empty `", stringify!($ty), "` from its text.")]
        fn $parse(header: Option<&mut $ty>, hvalue: Str<'_>) -> c_int {
            header.ok_or(BadParameter)?.parse(hvalue.bytes()?)?;
            OK
        }
    } };
    ($ty:ident: to_str $to_str:ident) => { entry! {
        #[doc = concat!(" Writes a `", stringify!($ty), "` as text. The caller frees `dest` with `osip_free`.")]
        fn $to_str(header: Option<&$ty>, dest: Out<'_, Option<Text>>) -> c_int {
            dest.give_or(None, || text_of(header.ok_or(BadParameter)?).map(Some))?;
            OK
        }
    } };
    ($ty:ident: clone $clone:ident) => { entry! {
        #[doc = concat!(" Copies a `", stringify!($ty), "` deeply; the caller owns the copy.")]
        fn $clone(header: Option<&$ty>, dest: Out<'_, Option<CBox<$ty>>>) -> c_int {
            dest.give_or(None, || Ok(Some(CBox::new(header.ok_or(BadParameter)?.clone()))))?;
            OK
        }
    } };
}

/// A string field: the getter lends it, the setter takes the string over and does not free the old one.
macro_rules! strings {
    ($ty:ident: $($field:ident $get:ident $set:ident;)*) => { entry! { $(
        #[doc = concat!(" The `", stringify!($field), "`, still owned by the object; NULL if there is none.")]
        fn $get(header: Option<&mut $ty>) -> Option<NonNull<c_char>> {
            header.and_then(|header| lend_text(&header.$field))
        }
        #[doc = concat!(" Sets `", stringify!($field), "` and takes `value` over. The old one is the caller's to free, before.")]
        fn $set(header: Option<&mut $ty>, value: Option<Text>) {
            strings!(@set header, $field, value)
        }
    )* } };
    (@set $header:ident, $field:ident, $value:ident) => {
        match $header {
            Some(header) => overwrite(&mut header.$field, $value),
            // The value stays the caller's.
            None => core::mem::forget($value),
        }
    };
}

/// An object field: the getter lends it, the setter takes the object over and does not free the old one.
macro_rules! objects {
    ($ty:ident: $($field:ident $of:ident $get:ident $set:ident;)*) => { entry! { $(
        #[doc = concat!(" The `", stringify!($field), "`, still owned by the object; NULL if there is none.")]
        fn $get(header: Option<&mut $ty>) -> Option<NonNull<$of>> {
            header.and_then(|header| lend(&header.$field))
        }
        #[doc = concat!(" Sets `", stringify!($field), "` and takes `value` over. The old one is the caller's to free, before.")]
        fn $set(header: Option<&mut $ty>, value: Option<CBox<$of>>) {
            strings!(@set header, $field, value)
        }
    )* } };
}

/// A C enumeration. C may store any number in it, so in Rust it is a number with names; in the header, an `enum`.
macro_rules! c_enum {
    ($(#[$meta:meta])* enum $name:ident { $($(#[$about:meta])* $value:ident = $number:literal,)* }) => {
        $(#[$meta])*
        #[repr(transparent)]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name(pub core::ffi::c_int);

        $(
            $(#[$about])*
            pub const $value: $name = $name($number);
        )*
    };
}
