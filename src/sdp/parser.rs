//! Text to [`Description`]. RFC 4566 9.
//!
//! The letters come in the order of the RFC; `s=` may also come before `o=` or be missing.

use super::foreign::Foreign;
use super::lines::{Line, Lines};
use super::{Attribute, Bandwidth, Connection, Description, Key, Media, TimeDescription};
use crate::error::Result;
use crate::mem::{Text, Texts};
use crate::sip::grammar::{optional, split_once};

impl Description {
    /// Fills an empty description. After an error what was read so far stays, as in the original.
    pub(super) fn read(&mut self, text: &[u8]) -> Result<()> {
        let mut lines = Lines::new(text);
        self.v_version = lines.mandatory(b'v').map(Text::new);
        self.s_name = lines.text(b's');
        if let Some(origin) = lines.mandatory(b'o') {
            lines.check(self.read_origin(origin));
        }
        if self.s_name.is_none() {
            self.s_name = lines.text(b's');
        }
        self.i_info = lines.text(b'i');
        self.u_uri = lines.text(b'u');
        lines.texts(b'e', &mut self.e_emails);
        lines.texts(b'p', &mut self.p_phones);
        self.c_connection = lines.one(b'c');
        lines.all(b'b', &mut self.b_bandwidths, |_, _| ());
        lines.all(b't', &mut self.t_descrs, |time: &mut TimeDescription, lines| {
            lines.texts(b'r', &mut time.r_repeats);
        });
        lines.check(self.t_descrs.first());
        self.z_adjustments = lines.text(b'z');
        self.k_key = lines.one(b'k');
        lines.attributes(&mut self.a_attributes);
        lines.all(b'm', &mut self.m_medias, Media::read);
        lines.end()
    }

    fn read_origin(&mut self, value: &[u8]) -> Option<()> {
        let mut rest = value;
        self.o_username = Some(token(&mut rest)?);
        self.o_sess_id = Some(token(&mut rest)?);
        self.o_sess_version = Some(token(&mut rest)?);
        self.o_nettype = Some(token(&mut rest)?);
        self.o_addrtype = Some(token(&mut rest)?);
        self.o_addr = Some(optional(rest)?);
        Some(())
    }
}

impl Media {
    /// Reads the lines below the `m=` line.
    fn read(&mut self, lines: &mut Lines<'_>) {
        self.i_info = lines.text(b'i');
        lines.all(b'c', &mut self.c_connections, |_, _| ());
        lines.all(b'b', &mut self.b_bandwidths, |_, _| ());
        self.k_key = lines.one(b'k');
        lines.attributes(&mut self.a_attributes);
    }
}

impl Line for Connection {
    fn from_line(value: &[u8]) -> Option<Self> {
        let mut rest = value;
        let (c_nettype, c_addrtype) = (Some(token(&mut rest)?), Some(token(&mut rest)?));
        let mut parts = rest.splitn(3, |&byte| byte == b'/');
        let mut part = || parts.next().map(|part| optional(part).ok_or(())).transpose().ok();
        Some(Self {
            c_nettype,
            c_addrtype,
            c_addr: part()?,
            c_addr_multicast_ttl: part()?,
            c_addr_multicast_int: part()?,
        })
    }
}

impl Line for Bandwidth {
    fn from_line(value: &[u8]) -> Option<Self> {
        let (kind, bandwidth) = split_once(value, b':')?;
        Some(Self { b_bwtype: Some(optional(kind)?), b_bandwidth: Some(optional(bandwidth)?) })
    }
}

impl Line for TimeDescription {
    fn from_line(value: &[u8]) -> Option<Self> {
        let mut rest = value;
        let t_start_time = Some(token(&mut rest)?);
        Some(Self { t_start_time, t_stop_time: Some(optional(rest)?), r_repeats: Texts::default() })
    }
}

impl Line for Key {
    fn from_line(value: &[u8]) -> Option<Self> {
        let (k_keytype, k_keydata) = name_and_value(value)?;
        Some(Self { k_keytype, k_keydata })
    }
}

impl Line for Attribute {
    fn from_line(value: &[u8]) -> Option<Self> {
        let (a_att_field, a_att_value) = name_and_value(value)?;
        let attribute = Self { a_att_field, a_att_value };
        // Not to be taken for a line of an unknown type.
        let whole = || Self { a_att_field: optional(value), a_att_value: None };
        Some(if Foreign::of(&attribute).is_some() { whole() } else { attribute })
    }
}

impl Line for Media {
    fn from_line(value: &[u8]) -> Option<Self> {
        let mut rest = value;
        let m_media = Some(token(&mut rest)?);
        let port = token(&mut rest)?;
        let (m_port, m_number_of_port) = match split_once(&port, b'/') {
            Some((port, number)) => (optional(port)?, Some(optional(number)?)),
            None => (port, None),
        };
        let protocol = token(&mut rest).or_else(|| optional(core::mem::take(&mut rest)))?;
        Some(Self {
            m_media,
            m_port: Some(m_port),
            m_number_of_port,
            m_proto: Some(protocol),
            m_payloads: payloads(rest)?,
            ..Self::default()
        })
    }
}

/// The formats. A second blank belongs to the last one, as in the original; before others it is an error.
fn payloads(mut rest: &[u8]) -> Option<Texts> {
    let mut payloads = Vec::new();
    while !rest.is_empty() {
        let (payload, after) = match split_once(rest, b' ') {
            Some((b"", after)) if after.contains(&b' ') => return None,
            Some((b"", _)) | None => (rest, &[][..]),
            Some(parts) => parts,
        };
        payloads.push(Text::new(payload));
        rest = after;
    }
    Some(payloads.into_iter().collect())
}

/// What stands before the next blank, taken off `rest` with the blank. It must not be empty.
fn token(rest: &mut &[u8]) -> Option<Text> {
    let (before, after) = split_once(rest, b' ')?;
    let token = optional(before)?;
    *rest = after;
    Some(token)
}

/// `name` or `name:value`, where neither is empty.
fn name_and_value(line: &[u8]) -> Option<(Option<Text>, Option<Text>)> {
    Some(match split_once(line, b':') {
        Some((name, value)) => (Some(optional(name)?), Some(optional(value)?)),
        None => (optional(line), None),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::error::Error;
    use crate::sip::Wire;

    /// The description in an INVITE of a GB28181 platform to a camera, and unknown lines in every place.
    const GB28181: &str = "v=0\r\no=34020000002000000001 0 0 IN IP4 192.0.2.1\r\ns=Play\r\n\
        u=34020000001320000001:0\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=video 6000 RTP/AVP 96 98\r\na=recvonly\r\n\
        a=rtpmap:96 PS/90000\r\na=rtpmap:98 H264/90000\r\ny=0100000001\r\nf=v/2/4///a///\r\n";

    fn parsed(text: &str) -> Description {
        Description::from_text(text.as_bytes()).unwrap()
    }

    fn printed(sdp: &Description) -> String {
        let mut out = Vec::new();
        sdp.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_of_unknown_types_are_attributes_that_c_can_read() {
        let sdp = parsed(GB28181);
        let attributes = sdp.m_medias.first().unwrap().a_attributes.iter();
        let seen: Vec<_> = attributes
            .map(|it| (it.a_att_field.clone().unwrap(), it.a_att_value.clone()))
            .skip(3)
            .collect();
        let text = |text: &str| Text::from(text);
        assert_eq!(
            seen,
            [(text("y="), Some(text("0100000001"))), (text("f="), Some(text("v/2/4///a///"))),]
        );
    }

    #[test]
    fn lines_of_unknown_types_are_printed_in_their_places() {
        let lines: Vec<&str> = GB28181.split_inclusive('\n').collect();
        for foreign in ["y=1\r\n", "f=\r\n", "X=a=b:c\r\n", "y=1\r\nf=2\r\ny=3\r\n"] {
            for place in 1..=lines.len() {
                let text = [&lines[..place].concat(), foreign, &lines[place..].concat()].concat();
                assert_eq!(printed(&parsed(&text)), text);
            }
        }
        let everywhere = lines.join("y=1\r\nf=2\r\n");
        assert_eq!(printed(&parsed(&everywhere)), everywhere);
    }

    #[test]
    fn an_unknown_last_line_needs_no_line_end() {
        let sdp = parsed(GB28181.trim_end());
        assert_eq!(printed(&sdp), GB28181);
    }

    #[test]
    fn an_attribute_is_not_taken_for_a_line_of_an_unknown_type() {
        for attribute in ["a=y=", "a=y=3", "a=y=3:x", "a=y=:x", "a=y=x:3", "a=y=99999999999:x"] {
            let text = GB28181.replace("a=recvonly", attribute);
            let sdp = parsed(&text);
            assert_eq!(printed(&sdp), text);
            assert_eq!(parsed(&printed(&sdp)), sdp);
        }
    }

    #[test]
    fn what_is_printed_parses_to_the_same() {
        let full = GB28181.replace(
            "t=0 0\r\n",
            "b=CT:1\r\ny=0\r\nt=1 2\r\nr=7d\r\nt=3 4\r\nz=1 2\r\nk=prompt\r\na=x\r\n",
        );
        let sdp = parsed(&full);
        assert_eq!(parsed(&printed(&sdp)), sdp);
        assert_eq!(sdp.clone(), sdp);
    }

    #[test]
    fn lines_that_c_took_away_do_not_hold_others_up() {
        let mut sdp = parsed(&GB28181.replace("t=0 0", "y=1\r\nt=0 0"));
        (sdp.s_name, sdp.u_uri, sdp.c_connection) = (None, None, None);
        assert!(printed(&sdp).starts_with(
            "v=0\r\no=34020000002000000001 0 0 IN IP4 192.0.2.1\r\nt=0 0\r\ny=1\r\nm=video"
        ));
    }

    #[test]
    fn what_was_read_before_an_error_stays() {
        let mut sdp = Description::default();
        let text = GB28181.replace("a=rtpmap:96", "a=:96");
        assert_eq!(sdp.parse(text.as_bytes()), Err(Error::Undefined));
        assert_eq!(sdp.m_medias.first().unwrap().m_port, Some(Text::from("6000")));
    }

    #[test]
    fn a_field_with_a_line_break_is_not_printed() {
        let mut sdp = parsed(GB28181);
        sdp.s_name = Some(Text::from("x\r\na=injected"));
        assert_eq!(sdp.write(&mut Vec::new()), Err(Error::Syntax));
    }

    #[test]
    fn nothing_makes_the_parser_panic() {
        for end in 0..GB28181.len() {
            let _ = Description::from_text(&GB28181.as_bytes()[..end]);
            let _ = Description::from_text(&GB28181.as_bytes()[end..]);
        }
        for text in ["", "=", "==", "y=", "v=0\r\ny=", "v=0\ro=\r", "\0", "v=0\r\n=y\r\n"] {
            assert!(Description::from_text(text.as_bytes()).is_err());
        }
    }

    #[test]
    fn thousands_of_lines_take_linear_time() {
        let start = Instant::now();
        for line in [
            "a=x:y\r\n",
            "y=1\r\n",
            "m=a 1 b c\r\n",
            "junk\r\na=x\r\n",
            "m=a 1 b c\r\nc=I I h\r\ny=1\r\na=x\r\n",
        ] {
            let text = GB28181.to_owned() + &line.repeat(65_536 / line.len());
            let sdp = parsed(&text);
            assert_eq!(parsed(&printed(&sdp.clone())), sdp);
        }
        for blanks in [" ", "x ", "/"] {
            let line = format!("m=a 1 b {}\r\n", blanks.repeat(60_000));
            let _ = Description::from_text((GB28181.to_owned() + &line).as_bytes());
        }
        // Quadratic would take minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
