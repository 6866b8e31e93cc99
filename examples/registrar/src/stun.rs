//! The answer to a STUN binding request (RFC 5389 10.1), by which a client keeps its way open and learns its address.

use std::net::{IpAddr, SocketAddr};

const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];

/// The answer, if this is a binding request.
pub(crate) fn answer(bytes: &[u8], source: SocketAddr) -> Option<Vec<u8>> {
    let (header, _) = bytes.split_at_checked(20)?;
    if header[..2] != [0, 1] || header[4..8] != COOKIE {
        return None;
    }
    let transaction = &header[4..20];
    let (family, address) = match source.ip() {
        IpAddr::V4(ip) => (1, ip.octets().to_vec()),
        IpAddr::V6(ip) => (2, ip.octets().to_vec()),
    };
    let port = source.port().to_be_bytes();
    let mut value = vec![0, family, port[0] ^ COOKIE[0], port[1] ^ COOKIE[1]];
    value.extend(address.iter().zip(transaction).map(|(byte, mask)| byte ^ mask));

    let length = u8::try_from(value.len()).ok()?;
    let mut reply = vec![1, 1, 0, length + 4];
    reply.extend_from_slice(transaction);
    reply.extend_from_slice(&[0, 0x20, 0, length]);
    reply.extend(value);
    Some(reply)
}
