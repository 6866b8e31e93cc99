//! The STUN binding requests that keep a UDP flow open. RFC 5389, RFC 5626 4.4.2.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

const BINDING_REQUEST: u16 = 0x0001;
const BINDING_RESPONSE: u16 = 0x0101;
const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const HEADER: usize = 20;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
/// What servers sent while RFC 5389 was a draft.
const OLD_XOR_MAPPED_ADDRESS: u16 = 0x8020;

/// What names a request and its response.
pub(crate) type TransactionId = [u8; 12];

/// A binding request without attributes.
pub(crate) fn request(id: TransactionId) -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    let (head, tail) = bytes.split_at_mut(8);
    head.copy_from_slice(&[0, BINDING_REQUEST as u8, 0, 0, 0x21, 0x12, 0xa4, 0x42]);
    tail.copy_from_slice(&id);
    bytes
}

/// What a binding response says: to which request, and from which address that came.
pub(crate) fn response(bytes: &[u8]) -> Option<(TransactionId, SocketAddr)> {
    let (header, mut rest) = bytes.split_at_checked(HEADER)?;
    let (kind, header) = number(header)?;
    let (length, header) = number(header)?;
    let id = header.strip_prefix(&MAGIC_COOKIE)?.try_into().ok()?;
    if kind != BINDING_RESPONSE || usize::from(length) != rest.len() {
        return None;
    }
    loop {
        let (attribute, after) = number(rest)?;
        let (length, after) = number(after)?;
        let (value, _) = after.split_at_checked(usize::from(length))?;
        if matches!(attribute, XOR_MAPPED_ADDRESS | OLD_XOR_MAPPED_ADDRESS) {
            return Some((id, address(value, &id)?));
        }
        rest = after.get(usize::from(length).next_multiple_of(4)..)?;
    }
}

fn number(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (first, rest) = bytes.split_first_chunk()?;
    Some((u16::from_be_bytes(*first), rest))
}

/// RFC 5389 15.2: the address, exclusive-ored with the cookie and the transaction's id.
fn address(value: &[u8], id: &TransactionId) -> Option<SocketAddr> {
    let (family, rest) = number(value)?;
    let (port, host) = number(rest)?;
    let mask = MAGIC_COOKIE.iter().chain(id);
    let plain: Vec<u8> = host.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    let ip = match family & 0xff {
        1 => IpAddr::from(Ipv4Addr::from(<[u8; 4]>::try_from(plain).ok()?)),
        2 => IpAddr::from(Ipv6Addr::from(<[u8; 16]>::try_from(plain).ok()?)),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port ^ 0x2112))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 5769 2.2, cut down to its mapped address.
    const RESPONSE: [u8; 32] = [
        0x01, 0x01, 0x00, 0x0c, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6,
        0x86, 0xfa, 0x87, 0xdf, 0xae, 0x00, 0x20, 0x00, 0x08, 0x00, 0x01, 0xa1, 0x47, 0xe1, 0x12,
        0xa6, 0x43,
    ];
    const ID: TransactionId =
        [0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae];

    #[test]
    fn the_mapped_address_is_read() {
        assert_eq!(response(&RESPONSE), Some((ID, "192.0.2.1:32853".parse().unwrap())));
    }

    #[test]
    fn attributes_before_the_mapped_address_are_skipped() {
        let (header, address) = RESPONSE.split_at(HEADER);
        let software = [0x80, 0x22, 0x00, 0x03, b'a', b'b', b'c', 0];
        let mut bytes = [header, &software, address].concat();
        bytes[3] += 8;
        assert!(response(&bytes).is_some());
    }

    #[test]
    fn anything_else_is_refused() {
        for at in [0, 1, 3, 4, 21] {
            let mut bytes = RESPONSE;
            bytes[at] ^= 0x10;
            assert_eq!(response(&bytes), None, "byte {at}");
        }
        for length in 0..RESPONSE.len() {
            assert_eq!(response(&RESPONSE[..length]), None);
        }
        assert_eq!(response(&request(ID)), None);
    }

    #[test]
    fn a_request_is_twenty_bytes() {
        let bytes = request(ID);
        assert_eq!(bytes[..8], [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]);
        assert_eq!(bytes[8..], ID);
    }
}
