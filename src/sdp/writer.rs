//! [`Description`] to text. RFC 4566 5.

use std::collections::VecDeque;

use super::foreign::Foreign;
use super::{Attribute, Bandwidth, Connection, Description, Key, Media};
use crate::error::{Error, Result};
use crate::mem::{CBox, List, Text};

impl Description {
    /// Appends the text. Fails where a mandatory field is missing or a field holds a line break.
    pub(super) fn print(&self, out: &mut Vec<u8>) -> Result<()> {
        let mut section = Section::new(out, &self.a_attributes);
        section.line(b'v', &[mandatory(&self.v_version)?])?;
        section.origin(self)?;
        section.text(b's', &self.s_name)?;
        section.text(b'i', &self.i_info)?;
        section.text(b'u', &self.u_uri)?;
        self.e_emails.iter().try_for_each(|email| section.line(b'e', &[email]))?;
        self.p_phones.iter().try_for_each(|phone| section.line(b'p', &[phone]))?;
        self.c_connection.iter().try_for_each(|connection| section.connection(connection))?;
        self.b_bandwidths.iter().try_for_each(|bandwidth| section.bandwidth(bandwidth))?;
        for time in &self.t_descrs {
            let (start, stop) = (mandatory(&time.t_start_time)?, mandatory(&time.t_stop_time)?);
            section.line(b't', &[start, b" ", stop])?;
            time.r_repeats.iter().try_for_each(|repeat| section.line(b'r', &[repeat]))?;
        }
        section.text(b'z', &self.z_adjustments)?;
        section.key(&self.k_key)?;
        section.attributes(&self.a_attributes)?;
        self.m_medias.iter().try_for_each(|media| media.print(out))
    }
}

impl Media {
    fn print(&self, out: &mut Vec<u8>) -> Result<()> {
        let mut section = Section::new(out, &self.a_attributes);
        section.media(self)?;
        section.text(b'i', &self.i_info)?;
        self.c_connections.iter().try_for_each(|connection| section.connection(connection))?;
        self.b_bandwidths.iter().try_for_each(|bandwidth| section.bandwidth(bandwidth))?;
        section.key(&self.k_key)?;
        section.attributes(&self.a_attributes)
    }
}

/// The lines of the session or of one medium.
struct Section<'a, 'b> {
    out: &'b mut Vec<u8>,
    /// How many there are by now.
    written: u32,
    /// The lines of unknown types that stand before other lines than attributes.
    early: VecDeque<Foreign<'a>>,
}

impl<'a, 'b> Section<'a, 'b> {
    fn new(out: &'b mut Vec<u8>, attributes: &'a List<Attribute>) -> Self {
        let early = attributes.iter().filter_map(Foreign::of);
        Self { out, written: 0, early: early.filter(|line| line.place.is_some()).collect() }
    }

    /// Writes one line, and before it the lines of unknown types that were read before it.
    fn line(&mut self, letter: u8, parts: &[&[u8]]) -> Result<()> {
        while let Some(line) = self.early.front().filter(|line| line.place <= Some(self.written)) {
            write(self.out, line.letter, &[line.value])?;
            self.early.pop_front();
        }
        self.written = self.written.saturating_add(1);
        write(self.out, letter, parts)
    }

    fn text(&mut self, letter: u8, text: &Option<Text>) -> Result<()> {
        text.iter().try_for_each(|text| self.line(letter, &[text]))
    }

    fn origin(&mut self, sdp: &Description) -> Result<()> {
        let (user, id) = (mandatory(&sdp.o_username)?, mandatory(&sdp.o_sess_id)?);
        let (version, net) = (mandatory(&sdp.o_sess_version)?, mandatory(&sdp.o_nettype)?);
        let (kind, address) = (mandatory(&sdp.o_addrtype)?, mandatory(&sdp.o_addr)?);
        let parts = [user, b" ", id, b" ", version, b" ", net, b" ", kind, b" ", address];
        self.line(b'o', &parts)
    }

    fn connection(&mut self, connection: &Connection) -> Result<()> {
        let (net, kind) = (mandatory(&connection.c_nettype)?, mandatory(&connection.c_addrtype)?);
        let (ttl_slash, ttl) = after(b"/", &connection.c_addr_multicast_ttl);
        let (count_slash, count) = after(b"/", &connection.c_addr_multicast_int);
        let address = mandatory(&connection.c_addr)?;
        self.line(b'c', &[net, b" ", kind, b" ", address, ttl_slash, ttl, count_slash, count])
    }

    fn bandwidth(&mut self, bandwidth: &Bandwidth) -> Result<()> {
        let (kind, value) = (mandatory(&bandwidth.b_bwtype)?, mandatory(&bandwidth.b_bandwidth)?);
        self.line(b'b', &[kind, b":", value])
    }

    fn key(&mut self, key: &Option<CBox<Key>>) -> Result<()> {
        key.iter().try_for_each(|key| {
            let (colon, data) = after(b":", &key.k_keydata);
            self.line(b'k', &[mandatory(&key.k_keytype)?, colon, data])
        })
    }

    fn media(&mut self, media: &Media) -> Result<()> {
        let (name, port) = (mandatory(&media.m_media)?, mandatory(&media.m_port)?);
        let (slash, number) = after(b"/", &media.m_number_of_port);
        let mut parts = vec![name, b" ", port, slash, number, b" ", mandatory(&media.m_proto)?];
        for payload in &media.m_payloads {
            parts.extend([b" ", payload]);
        }
        self.line(b'm', &parts)
    }

    fn attributes(mut self, attributes: &List<Attribute>) -> Result<()> {
        let early = self.early.drain(..);
        early.into_iter().try_for_each(|line| write(self.out, line.letter, &[line.value]))?;
        attributes.iter().try_for_each(|attribute| match Foreign::of(attribute) {
            Some(Foreign { place: Some(_), .. }) => Ok(()),
            Some(line) => write(self.out, line.letter, &[line.value]),
            None => {
                let (colon, value) = after(b":", &attribute.a_att_value);
                write(self.out, b'a', &[mandatory(&attribute.a_att_field)?, colon, value])
            }
        })
    }
}

/// Appends one line. A line break within would make two of it.
fn write(out: &mut Vec<u8>, letter: u8, parts: &[&[u8]]) -> Result<()> {
    if parts.iter().any(|part| part.iter().any(|byte| matches!(byte, b'\r' | b'\n'))) {
        return Err(Error::Syntax);
    }
    out.extend([letter, b'=']);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out.extend(b"\r\n");
    Ok(())
}

/// A field without which the line has no meaning. The original answers -1 too.
fn mandatory(field: &Option<Text>) -> Result<&[u8]> {
    field.as_deref().ok_or(Error::Undefined)
}

/// A field with its separator before it, or nothing.
fn after<'a>(separator: &'a [u8], field: &'a Option<Text>) -> (&'a [u8], &'a [u8]) {
    field.as_deref().map_or((&[], &[]), |field| (separator, field))
}
