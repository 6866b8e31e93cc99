//! The lines of a session description (RFC 4566 5). Text stays text: nothing is a number here.

use crate::mem::{CBox, List, Text, Texts};
use crate::sip::{ContentType, Message, Wire};

/// A bandwidth: a `b=` line.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bandwidth {
    /// `CT`, `AS` or another kind.
    pub b_bwtype: Option<Text>,
    /// Kilobits a second.
    pub b_bandwidth: Option<Text>,
}

record_size!(Bandwidth: 16, 8);

/// A time of the session: a `t=` line and the `r=` lines below it.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeDescription {
    /// The start, in seconds since 1900; 0 for a permanent session.
    pub t_start_time: Option<Text>,
    /// The end, likewise; 0 if it is not bounded.
    pub t_stop_time: Option<Text>,
    /// When it is repeated: whole lines.
    pub r_repeats: Texts,
}

record_size!(TimeDescription: 32, 16);

/// A key: a `k=` line.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Key {
    /// The method: `clear`, `base64`, `uri` or `prompt`.
    pub k_keytype: Option<Text>,
    /// The key; NULL if the method has none.
    pub k_keydata: Option<Text>,
}

record_size!(Key: 16, 8);

/// An attribute: an `a=` line. Also a line of a type that RFC 4566 does not know, as GB28181's `y=`: its field is
/// `y=` then, equals sign included, and its value is never NULL. If such a line stands before other lines than
/// attributes, the number of lines that stand before it follows: `y=3`.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribute {
    /// The name.
    pub a_att_field: Option<Text>,
    /// What follows the colon; NULL if there is none.
    pub a_att_value: Option<Text>,
}

record_size!(Attribute: 16, 8);

/// An address to send to: a `c=` line.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connection {
    /// The kind of network: `IN`.
    pub c_nettype: Option<Text>,
    /// The kind of address: `IP4` or `IP6`.
    pub c_addrtype: Option<Text>,
    /// The address or the name of a host.
    pub c_addr: Option<Text>,
    /// What follows the first slash: the time to live of IPv4 multicast.
    pub c_addr_multicast_ttl: Option<Text>,
    /// What follows the second slash: the number of addresses.
    pub c_addr_multicast_int: Option<Text>,
}

record_size!(Connection: 40, 20);

/// A medium: an `m=` line and the lines below it.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Media {
    /// `audio`, `video` or another kind.
    pub m_media: Option<Text>,
    /// The port; 0 for a medium that is refused.
    pub m_port: Option<Text>,
    /// How many ports; NULL for one.
    pub m_number_of_port: Option<Text>,
    /// The protocol: `RTP/AVP`.
    pub m_proto: Option<Text>,
    /// The formats, in order of preference.
    pub m_payloads: Texts,
    /// The title: its `i=` line.
    pub i_info: Option<Text>,
    /// Its `c=` lines. Without one, that of the session counts.
    pub c_connections: List<Connection>,
    /// Its `b=` lines.
    pub b_bandwidths: List<Bandwidth>,
    /// Its `a=` lines, and lines of unknown types.
    pub a_attributes: List<Attribute>,
    /// Its `k=` line.
    pub k_key: Option<CBox<Key>>,
}

record_size!(Media: 112, 56);

/// A whole session description.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// The version: 0.
    pub v_version: Option<Text>,
    /// The creator, `-` for none.
    pub o_username: Option<Text>,
    /// The number of the session.
    pub o_sess_id: Option<Text>,
    /// The version of this description, which grows with each change.
    pub o_sess_version: Option<Text>,
    /// The kind of network of the creator: `IN`.
    pub o_nettype: Option<Text>,
    /// The kind of its address: `IP4` or `IP6`.
    pub o_addrtype: Option<Text>,
    /// Its address.
    pub o_addr: Option<Text>,
    /// The name of the session.
    pub s_name: Option<Text>,
    /// What it is about.
    pub i_info: Option<Text>,
    /// Where more is to be read.
    pub u_uri: Option<Text>,
    /// An e-mail address of the responsible person.
    pub e_emails: Texts,
    /// A telephone number of the responsible person.
    pub p_phones: Texts,
    /// The address for all media that have none of their own.
    pub c_connection: Option<CBox<Connection>>,
    /// The bandwidths of the session.
    pub b_bandwidths: List<Bandwidth>,
    /// The times of the session.
    pub t_descrs: List<TimeDescription>,
    /// Changes of the time zone: the whole line.
    pub z_adjustments: Option<Text>,
    /// The key for all media that have none of their own.
    pub k_key: Option<CBox<Key>>,
    /// The attributes of the session, and lines of unknown types.
    pub a_attributes: List<Attribute>,
    /// The media.
    pub m_medias: List<Media>,
}

record_size!(Description: 200, 100);

impl Description {
    /// The description that a SIP message carries: its body, or the first part of a multipart body, that says to be
    /// `application/sdp`.
    pub fn in_message(message: &Message) -> Option<Self> {
        let content = message.content_type.as_deref()?;
        let mut bodies = message.bodies.iter();
        let body = match content.r#type.as_ref()? {
            _ if is_sdp(content) => bodies.next(),
            kind if kind.eq_ignore_case(b"multipart") => {
                bodies.find(|part| part.content_type.as_deref().is_some_and(is_sdp))
            }
            _ => None,
        };
        // It is text: a NUL ends it.
        Self::from_text(body?.bytes().split(|&byte| byte == 0).next()?).ok()
    }

    /// The first medium named `name`, whatever the case.
    pub fn media(&self, name: &[u8]) -> Option<&CBox<Media>> {
        let is_named =
            |media: &&CBox<Media>| media.m_media.as_ref().is_some_and(|it| it.eq_ignore_case(name));
        self.m_medias.boxes().find(is_named)
    }

    /// The address for the first medium named `name`: its own first one, else that of the session.
    pub fn connection(&self, name: &[u8]) -> Option<&CBox<Connection>> {
        self.media(name)?.c_connections.boxes().next().or(self.c_connection.as_ref())
    }
}

fn is_sdp(content: &ContentType) -> bool {
    let is = |field: &Option<Text>, word: &[u8]| {
        field.as_ref().is_some_and(|field| field.eq_ignore_case(word))
    };
    is(&content.r#type, b"application") && is(&content.subtype, b"sdp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medium_without_an_address_has_that_of_the_session() {
        let text = b"v=0\r\no=- 1 1 IN IP4 h\r\nc=IN IP4 all\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\n\
            m=video 2 RTP/AVP 96\r\nc=IN IP4 own\r\nm=video 4 RTP/AVP 96\r\n";
        let sdp = Description::from_text(text).unwrap();
        let address = |name: &[u8]| sdp.connection(name).and_then(|it| it.c_addr.clone());
        assert_eq!(address(b"AUDIO"), Some(Text::from("all")));
        assert_eq!(address(b"Video"), Some(Text::from("own")));
        assert_eq!(address(b"text"), None);
    }
}
