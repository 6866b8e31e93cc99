//! Media and attributes of `osipparser2/sdp_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use super::access::{SESSION, add, add_text, attribute, attributes, medium, nth, session};
use crate::abi::boundary::{Given, LooseStr, lend_text};
use crate::error::Error::{BadParameter, Undefined};
use crate::error::OK;
use crate::mem::Text;
use crate::sdp::{Attribute, Description, Media};

entry! {
    /// Adds an attribute to the session or to a medium; `att_value` may be NULL. The field `y=` with a value makes the
    /// line `y=` of GB28181; so do all single characters without a meaning in RFC 4566.
    fn sdp_message_a_attribute_add(sdp: Option<&mut Description>, pos_media: c_int, att_field: Given<Text>, att_value: Given<Text>) -> c_int {
        add(attributes(sdp, pos_media)?, || Attribute { a_att_field: att_field.take(), a_att_value: att_value.take() })
    }

    /// Removes all attributes named `att_field` from the session or from a medium.
    fn sdp_message_a_attribute_del(sdp: Option<&mut Description>, pos_media: c_int, att_field: LooseStr<'_>) -> c_int {
        let (attributes, name) = (attributes(sdp, pos_media)?, att_field.bytes()?);
        attributes.retain(|attribute| attribute.a_att_field.as_deref() != Some(name));
        OK
    }

    /// Removes the attribute number `pos_attr`, if it is named `att_field`, or all with that name if `pos_attr` is -1.
    /// OSIP_BADPARAMETER if there is no such attribute.
    fn sdp_message_a_attribute_del_at_index(sdp: Option<&mut Description>, pos_media: c_int, att_field: LooseStr<'_>, pos_attr: c_int) -> c_int {
        // The original has another code for a missing medium here.
        let attributes = attributes(sdp, pos_media).map_err(|error| if pos_media < SESSION { error } else { BadParameter })?;
        let name = att_field.bytes()?;
        if pos_attr == -1 {
            attributes.retain(|attribute| attribute.a_att_field.as_deref() != Some(name));
            return Ok(OK);
        }
        let position = usize::try_from(pos_attr).map_err(|_| BadParameter)?;
        let found = attributes.nth_box(position).ok_or(BadParameter)?;
        if found.a_att_field.as_deref() != Some(name) {
            return Err(BadParameter);
        }
        drop(attributes.remove(position));
        OK
    }

    /// The attribute number `pos` of the session or of a medium, still owned by `sdp`; NULL if there is none.
    fn sdp_message_attribute_get(sdp: Option<&mut Description>, pos_media: c_int, pos: c_int) -> Option<NonNull<Attribute>> {
        Some(attribute(sdp, pos_media, pos)?.lend())
    }
}

getters! { attribute(pos_media, pos):
    /// The name of the attribute at `pos`, still owned by `sdp`; NULL if there is none.
    a_att_field sdp_message_a_att_field_get;
    /// The value of the attribute at `pos`, still owned by `sdp`; NULL if there is none.
    a_att_value sdp_message_a_att_value_get;
}

entry! {
    /// 0 if there is a medium number `pos`, else OSIP_UNDEFINED_ERROR.
    fn sdp_message_endof_media(sdp: Option<&mut Description>, pos: c_int) -> c_int {
        let sdp = session(sdp)?;
        // The original counts negative numbers in.
        if pos >= 0 {
            nth(&sdp.m_medias, pos).ok_or(Undefined)?;
        }
        OK
    }

    /// Adds a medium; `number_of_port` may be NULL.
    fn sdp_message_m_media_add(sdp: Option<&mut Description>, media: Given<Text>, port: Given<Text>, number_of_port: Given<Text>, proto: Given<Text>) -> c_int {
        add(&mut session(sdp)?.m_medias, || Media {
            m_media: media.take(),
            m_port: port.take(),
            m_number_of_port: number_of_port.take(),
            m_proto: proto.take(),
            ..Media::default()
        })
    }

    /// Sets the port of a medium and frees the old one.
    fn sdp_message_m_port_set(sdp: Option<&mut Description>, pos_media: c_int, port: Given<Text>) -> c_int {
        // In one statement the port would be taken before it is known whether there is a medium.
        let medium = medium(sdp, pos_media)?;
        medium.m_port = port.take();
        OK
    }

    /// Adds a format to a medium.
    fn sdp_message_m_payload_add(sdp: Option<&mut Description>, pos_media: c_int, payload: Given<Text>) -> c_int {
        add_text(&mut medium(sdp, pos_media)?.m_payloads, payload)
    }

    /// The format number `pos` of a medium, still owned by `sdp`; NULL if there is none.
    fn sdp_message_m_payload_get(sdp: Option<&mut Description>, pos_media: c_int, pos: c_int) -> Option<NonNull<c_char>> {
        nth(&medium(sdp, pos_media)?.m_payloads, pos).map(Text::lend)
    }

    /// Removes the format number `pos` from a medium and frees it. OSIP_UNDEFINED_ERROR if there is none.
    fn sdp_message_m_payload_del(sdp: Option<&mut Description>, pos_media: c_int, pos: c_int) -> c_int {
        let payloads = &mut medium(sdp, pos_media)?.m_payloads;
        nth(payloads, pos).ok_or(Undefined)?;
        drop(usize::try_from(pos).ok().and_then(|pos| payloads.remove(pos)));
        OK
    }
}

getters! { medium(pos_media):
    /// The kind of a medium, still owned by `sdp`; NULL if there is none.
    m_media sdp_message_m_media_get;
    /// The port of a medium, still owned by `sdp`; NULL if there is none.
    m_port sdp_message_m_port_get;
    /// How many ports a medium has, still owned by `sdp`; NULL if it does not say.
    m_number_of_port sdp_message_m_number_of_port_get;
    /// The protocol of a medium, still owned by `sdp`; NULL if there is none.
    m_proto sdp_message_m_proto_get;
}
