//! `osipparser2/osip_uri.h`: URIs and their parameters (RFC 3261 19.1, RFC 3986).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::{NonNull, null};

use crate::abi::boundary::{
    Given, LooseStr, Out, Str, StrMut, copy, create, fill, overwrite, print,
};
use crate::error::Error::{BadParameter, Undefined};
use crate::error::OK;
use crate::mem::{CBox, List, Text};
use crate::sip::escape::{self, escape};
use crate::sip::grammar::{Alphabet, find, trim, trim_start};
use crate::sip::{Param, Uri, Wire};

entry! {
    /// Allocates an empty parameter; the caller owns it.
    fn osip_uri_param_init(url_param: Out<'_, Option<CBox<Param>>>) -> c_int {
        create(url_param)?
    }

    /// Frees a parameter with its name and value. NULL is ignored.
    fn osip_uri_param_free(url_param: Option<CBox<Param>>) {
        drop(url_param)
    }

    /// Sets name and value, takes both over and cuts the blanks around them. The old ones are the caller's to free,
    /// before.
    fn osip_uri_param_set(url_param: Option<&mut Param>, name: Given<Text>, value: Given<Text>) -> c_int {
        let param = url_param.ok_or(BadParameter)?;
        overwrite(&mut param.gname, name.take().map(cut));
        overwrite(&mut param.gvalue, value.take().map(cut));
        OK
    }

    /// Copies a parameter; the caller owns the copy. One without a name is not copied.
    fn osip_uri_param_clone(url_param: Option<&Param>, dest: Out<'_, Option<CBox<Param>>>) -> c_int {
        copy(url_param.filter(|param| param.gname.is_some()), dest)?
    }

    /// Empties a list of parameters and frees them.
    fn osip_uri_param_freelist(url_params: Option<&mut List<Param>>) {
        url_params.ok_or(BadParameter)?.clear();
    }

    /// Adds a parameter to the end of a list and takes `name` and `value` over; `value` may be NULL. On an error
    /// both stay the caller's.
    fn osip_uri_param_add(url_params: Option<&mut List<Param>>, name: Given<Text>, value: Given<Text>) -> c_int {
        let params = url_params.ok_or(BadParameter)?;
        let mut param = CBox::new(Param::default());
        let place = params.new_last();
        param.gname = name.take().map(cut);
        param.gvalue = value.take().map(cut);
        *place = Some(param);
        OK
    }

    /// Finds the first parameter with the name `name`, whatever its case. It stays owned by the list. Returns
    /// OSIP_UNDEFINED_ERROR and NULL if there is none.
    fn osip_uri_param_get_byname(url_params: Option<&mut List<Param>>, name: LooseStr<'_>, dest: Out<'_, Option<NonNull<Param>>>) -> c_int {
        dest.give_or(None, || {
            let name = name.optional().filter(|name| !name.is_empty()).ok_or(BadParameter)?;
            let mut params = url_params.ok_or(Undefined)?.iter_mut();
            let found = params.find(|param| param.is_named(name)).ok_or(Undefined)?;
            Ok(Some(NonNull::from(found)))
        })?;
        OK
    }

    /// Allocates an empty URI; the caller owns it.
    fn osip_uri_init(url: Out<'_, Option<CBox<Uri>>>) -> c_int {
        create(url)?
    }

    /// Frees a URI and all that it owns. NULL is ignored.
    fn osip_uri_free(url: Option<CBox<Uri>>) {
        drop(url)
    }

    /// Fills an empty URI from its text. An empty text is OSIP_BADPARAMETER.
    fn osip_uri_parse(url: Option<&mut Uri>, buf: Str<'_>) -> c_int {
        if buf.bytes()?.is_empty() {
            return Err(BadParameter);
        }
        fill(url, buf)?
    }

    /// Adds the headers in `buf`, `?name=value&name=value`, to a URI, up to the first that is none.
    fn osip_uri_parse_headers(url: Option<&mut Uri>, buf: Str<'_>) -> c_int {
        url.ok_or(BadParameter)?.parse_headers(buf.bytes()?)?;
        OK
    }

    /// Adds the parameters in `buf`, `;name=value;name`, to a URI, up to the first that is none.
    fn osip_uri_parse_params(url: Option<&mut Uri>, buf: Str<'_>) -> c_int {
        url.ok_or(BadParameter)?.parse_params(buf.bytes()?)?;
        OK
    }

    /// Writes a URI as text, with escapes where they are needed. The caller frees `dest` with `osip_free`.
    fn osip_uri_to_str(url: Option<&Uri>, dest: Out<'_, Option<Text>>) -> c_int {
        print(url, dest, Uri::write)?
    }

    /// Copies a URI deeply; the caller owns the copy.
    fn osip_uri_clone(url: Option<&Uri>, dest: Out<'_, Option<CBox<Uri>>>) -> c_int {
        copy(url, dest)?
    }

    /// Writes a URI as text without any escapes, to be shown; it may not parse again. The caller frees `dest` with
    /// `osip_free`.
    fn osip_uri_to_str_canonical(url: Option<&Uri>, dest: Out<'_, Option<Text>>) -> c_int {
        print(url, dest, Uri::write_canonical)?
    }
}

strings!(Uri, url:
    scheme osip_uri_get_scheme osip_uri_set_scheme;
    username osip_uri_get_username osip_uri_set_username;
    password osip_uri_get_password osip_uri_set_password;
    host osip_uri_get_host osip_uri_set_host;
    port osip_uri_get_port osip_uri_set_port;
);

entry! {
    /// Where `separator_osip_to_find` first stands in `ch`, if no `before_separator` (0 for none) stands before it;
    /// else NULL.
    fn next_separator(ch: Str<'_>, separator_osip_to_find: c_int, before_separator: c_int) -> *const c_char {
        let text = ch.bytes()?;
        // As `strchr`, this finds a NUL at the end.
        let position = |separator: c_int| match separator as u8 {
            0 => Some(text.len()),
            separator => find(text, separator),
        };
        let found = position(separator_osip_to_find).ok_or(Undefined)?;
        if before_separator != 0 && position(before_separator).is_some_and(|before| before <= found) {
            return Ok(null());
        }
        text.get(found..).ok_or(Undefined)?.as_ptr().cast()
    }

    /// A copy of `string` in which all but letters, digits and the bytes of `def` are escaped. The caller frees it.
    fn __osip_uri_escape_nonascii_and_nondef(string: Str<'_>, def: Str<'_>) -> Option<Text> {
        Some(escaped(string.bytes()?, &Alphabet::new(def.bytes()?)))
    }

    /// A copy of `string` as the user part of a URI shows it. The caller frees it.
    fn __osip_uri_escape_userinfo(string: Str<'_>) -> Option<Text> {
        Some(escaped(string.bytes()?, &escape::USER))
    }

    /// A copy of `string` as a URI shows it as password. The caller frees it.
    fn __osip_uri_escape_password(string: Str<'_>) -> Option<Text> {
        Some(escaped(string.bytes()?, &escape::PASSWORD))
    }

    /// A copy of `string` as a URI shows it in a parameter. The caller frees it.
    fn __osip_uri_escape_uri_param(string: LooseStr<'_>) -> Option<Text> {
        Some(escaped(string.bytes()?, &escape::PARAM))
    }

    /// A copy of `string` as a URI shows it in a header. The caller frees it.
    fn __osip_uri_escape_header_param(string: LooseStr<'_>) -> Option<Text> {
        Some(escaped(string.bytes()?, &escape::HEADER))
    }

    /// Undoes the escapes in `string`, in place. That of a NUL byte stays.
    fn __osip_uri_unescape(string: StrMut<'_>) {
        let mut meant = string.bytes()?.to_vec();
        let length = escape::unescape(&mut meant);
        meant.truncate(length);
        string.write(&raw const *meant, meant.len())?;
    }
}

fn escaped(text: &[u8], plain: &Alphabet) -> Text {
    let mut out = Vec::with_capacity(text.len().saturating_mul(3));
    escape(text, plain, &mut out);
    Text::new(&out)
}

/// `text` without the blanks around it, in the same place.
fn cut(mut text: Text) -> Text {
    text.rewrite(|bytes| {
        let kept = trim(bytes).len();
        let start = bytes.len() - trim_start(bytes).len();
        bytes.copy_within(start..start + kept, 0);
        kept
    });
    text
}

lists!(Uri, url: url_params Param osip_uri_get_params; url_headers Param osip_uri_get_headers;);
