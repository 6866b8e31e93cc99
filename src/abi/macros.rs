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

/// The five functions that every header type has; or two, or one of them.
macro_rules! header {
    ($ty:ident: $init:ident $free:ident $parse:ident $to_str:ident $clone:ident) => {
        header!($ty: $init $free);
        header!($ty: parse $parse);
        header!($ty: to_str $to_str);
        header!($ty: clone $clone);
    };
    // The words stand before the pair of names, which would match them too.
    ($ty:ident: parse $parse:ident) => { entry! {
        /// Fills an empty header from its text.
        fn $parse(header: Option<&mut $ty>, hvalue: Str<'_>) -> c_int {
            $crate::abi::boundary::fill(header, hvalue)?
        }
    } };
    ($ty:ident: to_str $to_str:ident) => { entry! {
        /// Writes a header as text. The caller frees `dest` with `osip_free`.
        fn $to_str(header: Option<&$ty>, dest: Out<'_, Option<Text>>) -> c_int {
            $crate::abi::boundary::print(header, dest, $crate::sip::Wire::write)?
        }
    } };
    ($ty:ident: clone $clone:ident) => { entry! {
        /// Copies a header deeply; the caller owns the copy.
        fn $clone(header: Option<&$ty>, dest: Out<'_, Option<CBox<$ty>>>) -> c_int {
            $crate::abi::boundary::copy(header, dest)?
        }
    } };
    ($ty:ident: $init:ident $free:ident) => { entry! {
        /// Allocates an empty header; the caller owns it.
        fn $init(header: Out<'_, Option<CBox<$ty>>>) -> c_int {
            $crate::abi::boundary::create(header)?
        }
        /// Frees a header and all that it owns. NULL is ignored.
        fn $free(header: Option<CBox<$ty>>) {
            drop(header)
        }
    } };
}

/// A string field: the getter lends it, the setter takes the string over and does not free the old one.
/// The object is called `header` unless another name stands behind the type: `strings!(Uri, url: ...)`.
macro_rules! strings {
    ($ty:ident: $($fields:tt)*) => { strings!($ty, header: $($fields)*); };
    ($ty:ident, $object:ident: $($field:ident $get:ident $set:ident;)*) => { entry! { $(
        #[doc = concat!(" The `", stringify!($field), "`, still owned by the object; NULL if there is none.")]
        fn $get($object: Option<&mut $ty>) -> Option<NonNull<c_char>> {
            $object.and_then(|object| $crate::abi::boundary::lend_text(&object.$field))
        }
        #[doc = concat!(" Sets `", stringify!($field), "` and takes `value` over. The old one is the caller's to free, before.")]
        fn $set($object: Option<&mut $ty>, value: Option<Text>) {
            strings!(@set $object, $field, value)
        }
    )* } };
    (@set $object:ident, $field:ident, $value:ident) => {
        match $object {
            Some(object) => $crate::abi::boundary::overwrite(&mut object.$field, $value),
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
            header.and_then(|header| $crate::abi::boundary::lend(&header.$field))
        }
        #[doc = concat!(" Sets `", stringify!($field), "` and takes `", stringify!($field), "` over. The old one is the caller's to free, before.")]
        fn $set(header: Option<&mut $ty>, $field: Option<CBox<$of>>) {
            strings!(@set header, $field, $field)
        }
    )* } };
}

/// A list field, for programs that do not see the field (`EXOSIP_OPAQUE`).
macro_rules! lists {
    ($ty:ident, $object:ident: $($field:ident $of:ident $get:ident;)*) => { entry! { $(
        #[doc = concat!(" The `", stringify!($field), "`, still owned by the object. Not in the original.")]
        fn $get($object: Option<&mut $ty>) -> Option<core::ptr::NonNull<$crate::mem::List<$of>>> {
            $object.map(|object| core::ptr::NonNull::from(&mut object.$field))
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
            #[allow(non_upper_case_globals)] // C's spelling.
            pub const $value: $name = $name($number);
        )*
    };
}
