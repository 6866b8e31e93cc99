//! `osipparser2/sdp_message.h`: session descriptions (RFC 4566).
//!
//! A `pos_media` of -1 stands for the session, 0 for the first medium. Strings that an adding or setting function
//! gets must come from `osip_malloc`; they belong to the description if it returns 0, else still to the caller.

mod access;

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use self::access::{
    SESSION, add, add_text, bandwidth, bandwidths, connection, info, key, key_place, media, nth,
    nth_mut, session, set, time,
};
use crate::abi::boundary::{Given, Out, Str, copy, create, lend_text, overwrite, print};
use crate::error::Error::{BadParameter, Undefined};
use crate::error::OK;
use crate::mem::{CBox, Text, Texts};
use crate::sdp::{Attribute, Bandwidth, Connection, Description, Key, Media, TimeDescription};
use crate::sip::Wire;

/// A record of its own: made empty, freed with all that it owns.
macro_rules! records {
    ($($ty:ident $init:ident $free:ident;)*) => { entry! { $(
        /// Allocates an empty record; the caller owns it.
        fn $init(elem: Out<'_, Option<CBox<$ty>>>) -> c_int {
            create(elem)?
        }
        /// Frees a record and all that it owns. NULL is ignored.
        fn $free(elem: Option<CBox<$ty>>) {
            drop(elem)
        }
    )* } };
}

records! {
    Bandwidth sdp_bandwidth_init sdp_bandwidth_free;
    TimeDescription sdp_time_descr_init sdp_time_descr_free;
    Key sdp_key_init sdp_key_free;
    Attribute sdp_attribute_init sdp_attribute_free;
    Connection sdp_connection_init sdp_connection_free;
    Media sdp_media_init sdp_media_free;
}

entry! {
    /// Allocates an empty description; the caller owns it.
    fn sdp_message_init(sdp: Out<'_, Option<CBox<Description>>>) -> c_int {
        create(sdp)?
    }

    /// Fills an empty description from its text. Lines of types that RFC 4566 does not define, such as `y=` and `f=` of
    /// GB28181, are kept among the attributes (see `sdp_attribute`) and printed again in their places. After an error
    /// what was read so far stays.
    fn sdp_message_parse(sdp: Option<&mut Description>, buf: Str<'_>) -> c_int {
        sdp.ok_or(BadParameter)?.parse(buf.bytes()?)?;
        OK
    }

    /// Writes a description as text. The caller frees `dest` with `osip_free`. Fails, and sets `dest` to NULL, if a
    /// mandatory field is missing or if a field holds a line break.
    fn sdp_message_to_str(sdp: Option<&mut Description>, dest: Out<'_, Option<Text>>) -> c_int {
        // The original answers -1 for NULL.
        print(sdp.as_deref(), dest, Wire::write).map_err(|_| Undefined)?
    }

    /// Frees a description and all that it owns. NULL is ignored.
    fn sdp_message_free(sdp: Option<CBox<Description>>) {
        drop(sdp)
    }

    /// Copies a description deeply; the caller owns the copy.
    fn sdp_message_clone(sdp: Option<&mut Description>, dest: Out<'_, Option<CBox<Description>>>) -> c_int {
        // The original answers -1 for NULL.
        copy(sdp.as_deref(), dest).map_err(|_| Undefined)?
    }
}

/// Lends strings of one record, which the function `of` finds by the positions.
macro_rules! getters {
    ($of:ident $pos:tt: $($(#[$about:meta])* $field:ident $get:ident;)*) => {
        $(getters!(@ $of $pos $(#[$about])* $field $get);)*
    };
    (@ $of:ident ($($pos:ident),*) $(#[$about:meta])* $field:ident $get:ident) => { entry! {
        $(#[$about])*
        fn $get(sdp: Option<&mut Description>, $($pos: c_int),*) -> Option<NonNull<c_char>> {
            lend_text(&$of(sdp, $($pos),*)?.$field)
        }
    } };
}

/// Sets strings of the session.
macro_rules! setters {
    ($($(#[$about:meta])* $field:ident $set:ident;)*) => { entry! { $(
        $(#[$about])*
        fn $set(sdp: Option<&mut Description>, value: Given<Text>) -> c_int {
            overwrite(&mut session(sdp)?.$field, value.take());
            OK
        }
    )* } };
}

pub mod media_lines;

setters! {
    /// Sets the version. The old one is the caller's to free, before.
    v_version sdp_message_v_version_set;
    /// Sets where more is to be read. The old text is the caller's to free, before.
    u_uri sdp_message_u_uri_set;
    /// Sets the changes of the time zone. The old text is the caller's to free, before.
    z_adjustments sdp_message_z_adjustments_set;
}

getters! { session():
    /// The version, still owned by `sdp`; NULL if there is none.
    v_version sdp_message_v_version_get;
    /// The user of the origin, still owned by `sdp`; NULL if there is none.
    o_username sdp_message_o_username_get;
    /// The number of the session, still owned by `sdp`; NULL if there is none.
    o_sess_id sdp_message_o_sess_id_get;
    /// The version of the description, still owned by `sdp`; NULL if there is none.
    o_sess_version sdp_message_o_sess_version_get;
    /// The kind of network of the origin, still owned by `sdp`; NULL if there is none.
    o_nettype sdp_message_o_nettype_get;
    /// The kind of address of the origin, still owned by `sdp`; NULL if there is none.
    o_addrtype sdp_message_o_addrtype_get;
    /// The address of the origin, still owned by `sdp`; NULL if there is none.
    o_addr sdp_message_o_addr_get;
    /// The name of the session, still owned by `sdp`; NULL if there is none.
    s_name sdp_message_s_name_get;
    /// Where more is to be read, still owned by `sdp`; NULL if there is none.
    u_uri sdp_message_u_uri_get;
    /// The changes of the time zone, still owned by `sdp`; NULL if there are none.
    z_adjustments sdp_message_z_adjustments_get;
}

entry! {
    /// Sets the six parts of the origin. The old ones are the caller's to free, before.
    fn sdp_message_o_origin_set(sdp: Option<&mut Description>, username: Given<Text>, sess_id: Given<Text>, sess_version: Given<Text>, nettype: Given<Text>, addrtype: Given<Text>, addr: Given<Text>) -> c_int {
        let sdp = session(sdp)?;
        overwrite(&mut sdp.o_username, username.take());
        overwrite(&mut sdp.o_sess_id, sess_id.take());
        overwrite(&mut sdp.o_sess_version, sess_version.take());
        overwrite(&mut sdp.o_nettype, nettype.take());
        overwrite(&mut sdp.o_addrtype, addrtype.take());
        overwrite(&mut sdp.o_addr, addr.take());
        OK
    }

    /// Sets the name of the session. The old one is the caller's to free, before.
    fn sdp_message_s_name_set(sdp: Option<&mut Description>, value: Given<Text>) -> c_int {
        // The original answers -1 for NULL.
        overwrite(&mut sdp.ok_or(Undefined)?.s_name, value.take());
        OK
    }

    /// Sets the title of the session or of a medium. The old one is the caller's to free, before.
    fn sdp_message_i_info_set(sdp: Option<&mut Description>, pos_media: c_int, value: Given<Text>) -> c_int {
        overwrite(info(sdp, pos_media)?, value.take());
        OK
    }

    /// The title of the session or of a medium, still owned by `sdp`; NULL if there is none.
    fn sdp_message_i_info_get(sdp: Option<&mut Description>, pos_media: c_int) -> Option<NonNull<c_char>> {
        lend_text(info(sdp, pos_media)?)
    }

    /// Adds an e-mail address.
    fn sdp_message_e_email_add(sdp: Option<&mut Description>, value: Given<Text>) -> c_int {
        add_text(&mut session(sdp)?.e_emails, value)
    }

    /// The e-mail address number `pos`, still owned by `sdp`; NULL if there is none.
    fn sdp_message_e_email_get(sdp: Option<&mut Description>, pos: c_int) -> Option<NonNull<c_char>> {
        nth(&session(sdp)?.e_emails, pos).map(Text::lend)
    }

    /// Adds a telephone number.
    fn sdp_message_p_phone_add(sdp: Option<&mut Description>, value: Given<Text>) -> c_int {
        add_text(&mut session(sdp)?.p_phones, value)
    }

    /// The telephone number at `pos`, still owned by `sdp`; NULL if there is none.
    fn sdp_message_p_phone_get(sdp: Option<&mut Description>, pos: c_int) -> Option<NonNull<c_char>> {
        nth(&session(sdp)?.p_phones, pos).map(Text::lend)
    }

    /// Adds an address to a medium, or sets that of the session; an old one there is the caller's to free, before.
    fn sdp_message_c_connection_add(sdp: Option<&mut Description>, pos_media: c_int, nettype: Given<Text>, addrtype: Given<Text>, addr: Given<Text>, addr_multicast_ttl: Given<Text>, addr_multicast_int: Given<Text>) -> c_int {
        let fill = move || Connection {
            c_nettype: nettype.take(),
            c_addrtype: addrtype.take(),
            c_addr: addr.take(),
            c_addr_multicast_ttl: addr_multicast_ttl.take(),
            c_addr_multicast_int: addr_multicast_int.take(),
        };
        match pos_media {
            SESSION => set(&mut session(sdp)?.c_connection, fill),
            _ => add(&mut media(session(sdp)?, pos_media)?.c_connections, fill),
        }
    }

    /// The address number `pos` of a medium, or the one of the session, whatever `pos`; still owned by `sdp`. NULL if
    /// there is none.
    fn sdp_message_connection_get(sdp: Option<&mut Description>, pos_media: c_int, pos: c_int) -> Option<NonNull<Connection>> {
        Some(connection(sdp, pos_media, pos)?.lend())
    }
}

getters! { connection(pos_media, pos):
    /// The kind of network of the address at `pos`, still owned by `sdp`; NULL if there is none.
    c_nettype sdp_message_c_nettype_get;
    /// The kind of the address at `pos`, still owned by `sdp`; NULL if there is none.
    c_addrtype sdp_message_c_addrtype_get;
    /// The address at `pos` itself, still owned by `sdp`; NULL if there is none.
    c_addr sdp_message_c_addr_get;
    /// The time to live of the address at `pos`, still owned by `sdp`; NULL if there is none.
    c_addr_multicast_ttl sdp_message_c_addr_multicast_ttl_get;
    /// How many addresses begin with the one at `pos`, still owned by `sdp`; NULL if there is no such number.
    c_addr_multicast_int sdp_message_c_addr_multicast_int_get;
}

entry! {
    /// Adds a bandwidth to the session or to a medium.
    fn sdp_message_b_bandwidth_add(sdp: Option<&mut Description>, pos_media: c_int, bwtype: Given<Text>, bandwidth: Given<Text>) -> c_int {
        add(bandwidths(sdp, pos_media)?, || Bandwidth { b_bwtype: bwtype.take(), b_bandwidth: bandwidth.take() })
    }

    /// The bandwidth number `pos` of the session or of a medium, still owned by `sdp`; NULL if there is none.
    fn sdp_message_bandwidth_get(sdp: Option<&mut Description>, pos_media: c_int, pos: c_int) -> Option<NonNull<Bandwidth>> {
        Some(bandwidth(sdp, pos_media, pos)?.lend())
    }
}

getters! { bandwidth(pos_media, pos):
    /// The kind of the bandwidth at `pos`, still owned by `sdp`; NULL if there is none.
    b_bwtype sdp_message_b_bwtype_get;
    /// The value of the bandwidth at `pos`, still owned by `sdp`; NULL if there is none.
    b_bandwidth sdp_message_b_bandwidth_get;
}

entry! {
    /// Adds a time of the session.
    fn sdp_message_t_time_descr_add(sdp: Option<&mut Description>, start: Given<Text>, stop: Given<Text>) -> c_int {
        add(&mut session(sdp)?.t_descrs, || TimeDescription {
            t_start_time: start.take(),
            t_stop_time: stop.take(),
            r_repeats: Texts::default(),
        })
    }

    /// Adds a repetition to the time number `pos_time_descr`.
    fn sdp_message_r_repeat_add(sdp: Option<&mut Description>, pos_time_descr: c_int, value: Given<Text>) -> c_int {
        let time = nth_mut(&mut session(sdp)?.t_descrs, pos_time_descr).ok_or(Undefined)?;
        add_text(&mut time.r_repeats, value)
    }

    /// The repetition number `pos_repeat` of the time number `pos_time_descr`, still owned by `sdp`; NULL if there is
    /// none.
    fn sdp_message_r_repeat_get(sdp: Option<&mut Description>, pos_time_descr: c_int, pos_repeat: c_int) -> Option<NonNull<c_char>> {
        nth(&time(sdp, pos_time_descr)?.r_repeats, pos_repeat).map(Text::lend)
    }
}

getters! { time(pos_td):
    /// The start of the time number `pos_td`, still owned by `sdp`; NULL if there is none.
    t_start_time sdp_message_t_start_time_get;
    /// The end of the time number `pos_td`, still owned by `sdp`; NULL if there is none.
    t_stop_time sdp_message_t_stop_time_get;
}

entry! {
    /// Sets the key of the session or of a medium. The old one is the caller's to free, before.
    fn sdp_message_k_key_set(sdp: Option<&mut Description>, pos_media: c_int, keytype: Given<Text>, keydata: Given<Text>) -> c_int {
        set(key_place(sdp, pos_media)?, || Key { k_keytype: keytype.take(), k_keydata: keydata.take() })
    }
}

getters! { key(pos_media):
    /// The method of the key of the session or of a medium, still owned by `sdp`; NULL if there is none.
    k_keytype sdp_message_k_keytype_get;
    /// The key of the session or of a medium itself, still owned by `sdp`; NULL if there is none.
    k_keydata sdp_message_k_keydata_get;
}
