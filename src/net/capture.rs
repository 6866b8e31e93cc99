//! Messages in a pcapng file (draft-ietf-opsawg-pcapng), for Wireshark and sngrep.
//!
//! Each message is one UDP datagram with its two addresses, whatever its transport: what TLS carries is
//! written in clear, and a network analyser need not put streams together. A comment names the transport.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::time::{SystemTime, UNIX_EPOCH};

use super::mask::masked;
use crate::transport::Transport;

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const PACKET: u32 = 6;
/// Packets begin with an IP header.
const RAW_IP: u16 = 101;
/// UDP among the protocols of IP.
const UDP: u8 = 17;
/// The option of an interface that holds the unit of times, as a negative power of ten.
const TIME_RESOLUTION: u16 = 9;
/// The option that holds a comment.
const COMMENT: u16 = 1;

/// An open file.
#[derive(Debug)]
pub(crate) struct Capture {
    file: File,
    /// Whether credentials are written as they are.
    pub(super) shows_credentials: bool,
}

impl Capture {
    /// Begins a new file. Only its owner may read it.
    pub(crate) fn create(name: &str, shows_credentials: bool) -> io::Result<Self> {
        let file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(name)?;
        let mut capture = Self { file, shows_credentials };
        // Byte order, version 1.0, a section of any length.
        let section = [
            &0x1a2b_3c4d_u32.to_ne_bytes()[..],
            &1_u16.to_ne_bytes(),
            &0_u16.to_ne_bytes(),
            &(-1_i64).to_ne_bytes(),
        ];
        capture.block(SECTION, &section.concat())?;
        // Packets of any length, times in nanoseconds: some readers take them for those whatever stands here.
        let interface = [
            &RAW_IP.to_ne_bytes()[..],
            &[0; 6],
            &TIME_RESOLUTION.to_ne_bytes(),
            &1_u16.to_ne_bytes(),
            &[9, 0, 0, 0],
            &[0; 4],
        ]
        .concat();
        capture.block(INTERFACE, &interface)?;
        Ok(capture)
    }

    /// Appends a message.
    pub(super) fn write(
        &mut self,
        date: SystemTime,
        transport: Transport,
        (from, to): (SocketAddr, SocketAddr),
        message: &[u8],
    ) -> io::Result<()> {
        let message = if self.shows_credentials { message.into() } else { masked(message) };
        let packet = datagram(from, to, &message);
        let time = date.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let time = u64::try_from(time).unwrap_or(u64::MAX);
        let length = u32::try_from(packet.len()).unwrap_or(u32::MAX);
        let mut body = Vec::with_capacity(packet.len() + 48);
        for word in [0, (time >> 32) as u32, time as u32, length, length] {
            body.extend_from_slice(&word.to_ne_bytes());
        }
        body.extend_from_slice(&packet);
        pad(&mut body);
        let name = transport.via_protocol();
        body.extend_from_slice(&COMMENT.to_ne_bytes());
        body.extend_from_slice(&u16::try_from(name.len()).unwrap_or(0).to_ne_bytes());
        body.extend_from_slice(name.as_bytes());
        pad(&mut body);
        body.extend_from_slice(&[0; 4]);
        self.block(PACKET, &body)
    }

    fn block(&mut self, kind: u32, body: &[u8]) -> io::Result<()> {
        let mut body = body.to_vec();
        pad(&mut body);
        let length = u32::try_from(body.len() + 12).map_err(io::Error::other)?.to_ne_bytes();
        // In one piece, so that a file that is read meanwhile ends with a whole block.
        let block = [&kind.to_ne_bytes()[..], &length, &body, &length].concat();
        self.file.write_all(&block)
    }
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
}

/// A UDP datagram with its IP header. What no datagram holds is cut.
fn datagram(from: SocketAddr, to: SocketAddr, message: &[u8]) -> Vec<u8> {
    let message = message.get(..65_500 - 40).unwrap_or(message);
    let length = u16::try_from(message.len() + 8).unwrap_or(u16::MAX);
    let (source, target) = (octets(from.ip()), octets(to.ip()));
    let mut udp = Vec::with_capacity(message.len() + 8);
    for word in [from.port(), to.port(), length, 0] {
        udp.extend_from_slice(&word.to_be_bytes());
    }
    udp.extend_from_slice(message);
    let pseudo = [&source[..], &target, &[0, UDP], &length.to_be_bytes()].concat();
    let sum = match checksum(&[&pseudo[..], &udp].concat()) {
        0 => u16::MAX,
        sum => sum,
    };
    if let Some(place) = udp.get_mut(6..8) {
        place.copy_from_slice(&sum.to_be_bytes());
    }
    let mut packet = if source.len() == 4 && target.len() == 4 {
        let total = (length.saturating_add(20)).to_be_bytes();
        let mut header =
            [&[0x45, 0][..], &total, &[0, 0, 0x40, 0, 64, UDP, 0, 0], &source, &target].concat();
        let sum = checksum(&header).to_be_bytes();
        if let Some(place) = header.get_mut(10..12) {
            place.copy_from_slice(&sum);
        }
        header
    } else {
        [&[0x60, 0, 0, 0][..], &length.to_be_bytes(), &[UDP, 64], &v6(from.ip()), &v6(to.ip())]
            .concat()
    };
    packet.extend_from_slice(&udp);
    packet
}

fn octets(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    }
}

fn v6(ip: IpAddr) -> [u8; 16] {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().octets(),
        IpAddr::V6(ip) => ip.octets(),
    }
}

/// The checksum of IP and UDP (RFC 1071).
fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes.chunks(2).map(|pair| match *pair {
        [high, low] => u32::from(u16::from_be_bytes([high, low])),
        [high] => u32::from(high) << 8,
        _ => 0,
    });
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}
