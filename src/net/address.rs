//! Which addresses and ports this machine has, and which of them a peer sees.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;
use nix::sys::socket::SockaddrStorage;

use crate::error::Error::{BadParameter, Undefined, UnknownHost};
use crate::error::Result;
use crate::ua::Transport;

use super::tcp::bind_listener;
use super::udp::{bind_udp, connect_udp};

/// How many pairs of ports, and then how many ports of the kernel's choice, a search tries.
const TRIES: u16 = 8;

/// The address to listen on: `host` may be a literal or a name; none means any address of the family.
pub(crate) fn listen_address(host: Option<&str>, is_ipv6: bool, port: u16) -> Result<SocketAddr> {
    match host {
        None => Ok(SocketAddr::new(unspecified(is_ipv6), port)),
        Some("") => Err(Undefined),
        Some(host) => addresses(host)
            .map_err(|_| Undefined)?
            .first()
            .map(|ip| SocketAddr::new(*ip, port))
            .ok_or(Undefined),
    }
}

/// The addresses of a literal or a name, asked of the system: this may block.
pub(crate) fn addresses(host: &str) -> Result<Vec<IpAddr>> {
    if let Some(literal) = literal(host) {
        return Ok(vec![literal]);
    }
    let found = (host, 0).to_socket_addrs().map_err(|_| UnknownHost)?;
    Ok(found.map(|address| address.ip()).collect())
}

/// An IP address in text, in brackets or not.
pub(crate) fn literal(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    bare.parse().ok()
}

fn unspecified(is_ipv6: bool) -> IpAddr {
    if is_ipv6 { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() }
}

/// The local address of the route to `remote`: a connected socket has it, and nothing is sent.
pub(crate) fn local_towards(remote: SocketAddr) -> Option<IpAddr> {
    connect_udp(remote)
        .ok()?
        .local_addr()
        .ok()
        .map(|local| local.ip())
        .filter(|ip| !ip.is_unspecified())
}

/// The local address that most peers would see: that of the route to `gateway`, or else of the first running
/// interface. `Err` has the loopback address, where there is neither.
pub(crate) fn guess_local(
    is_ipv6: bool,
    gateway: Option<IpAddr>,
) -> core::result::Result<IpAddr, IpAddr> {
    let gateway = gateway.filter(|ip| ip.is_ipv6() == is_ipv6);
    let routed = gateway.and_then(|ip| local_towards(SocketAddr::new(ip, 5060)));
    let loopback = if is_ipv6 { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
    routed.or_else(|| first_interface(is_ipv6)).ok_or(loopback)
}

/// The same address in the form of the standard library.
pub(super) fn socket_address(address: SockaddrStorage) -> Option<SocketAddr> {
    if let Some(address) = address.as_sockaddr_in() {
        return Some(SocketAddr::V4((*address).into()));
    }
    address.as_sockaddr_in6().map(|&address| SocketAddr::V6(address.into()))
}

fn first_interface(is_ipv6: bool) -> Option<IpAddr> {
    let running = InterfaceFlags::IFF_UP | InterfaceFlags::IFF_RUNNING;
    let mut interfaces = getifaddrs().ok()?.filter(|interface| {
        interface.flags.contains(running) && !interface.flags.contains(InterfaceFlags::IFF_LOOPBACK)
    });
    interfaces.find_map(|interface| {
        let ip = socket_address(interface.address?)?.ip();
        (ip.is_ipv6() == is_ipv6).then_some(ip)
    })
}

/// An even port that is free together with the next one: the first such pair of eight from `start` on, or else an
/// even port that the kernel chooses.
pub(crate) fn free_port(start: Option<u16>, transport: Transport, is_ipv6: bool) -> Result<u16> {
    let any = unspecified(is_ipv6);
    if let Some(start) = start {
        let firsts = (0..TRIES).filter_map(|step| start.checked_add(2 * step));
        let mut pairs = firsts.filter_map(|first| Some((first, first.checked_add(1)?)));
        let free = pairs.find(|&(first, second)| {
            probe(any, first, transport).is_some() && probe(any, second, transport).is_some()
        });
        if let Some((first, _)) = free {
            return Ok(first);
        }
    }
    let chosen = (0..TRIES).filter_map(|_| probe(any, 0, transport));
    // Some kernels give only odd ports here: then its neighbour may do.
    let mut even = chosen.filter_map(|port| {
        if port % 2 == 0 { Some(port) } else { probe(any, port.checked_add(1)?, transport) }
    });
    even.next().ok_or(Undefined)
}

/// Binds a port for a moment.
fn probe(ip: IpAddr, port: u16, transport: Transport) -> Option<u16> {
    let bound = match transport {
        Transport::Udp => bind_udp(SocketAddr::new(ip, port), 0).ok()?.local_addr(),
        Transport::Tcp | Transport::Tls => {
            bind_listener(SocketAddr::new(ip, port)).ok()?.local_addr()
        }
    };
    bound.ok().map(|address| address.port())
}

/// The port that `eXosip_listen_addr` means: negative for the default, zero for any.
pub(crate) fn listen_port(port: i32, transport: Transport) -> Result<u16> {
    if port < 0 {
        return Ok(transport.default_port());
    }
    u16::try_from(port).map_err(|_| BadParameter)
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;

    use super::*;

    #[test]
    fn listening_needs_an_address_that_resolves() {
        assert_eq!(listen_address(None, false, 5).unwrap().to_string(), "0.0.0.0:5");
        assert_eq!(listen_address(None, true, 5).unwrap().to_string(), "[::]:5");
        assert_eq!(listen_address(Some("[::1]"), false, 5).unwrap().to_string(), "[::1]:5");
        assert_eq!(listen_address(Some("localhost"), false, 5).unwrap().port(), 5);
        assert_eq!(listen_address(Some(""), false, 5), Err(Undefined));
        assert_eq!(listen_address(Some("no such host"), false, 5), Err(Undefined));
    }

    #[test]
    fn ports_are_taken_as_documented() {
        assert_eq!(listen_port(-1, Transport::Udp), Ok(5060));
        assert_eq!(listen_port(-1, Transport::Tls), Ok(5061));
        assert_eq!(listen_port(0, Transport::Tls), Ok(0));
        assert_eq!(listen_port(70_000, Transport::Udp), Err(BadParameter));
    }

    #[test]
    fn the_route_to_the_loopback_starts_there() {
        assert_eq!(local_towards("127.0.0.1:9".parse().unwrap()), Some(Ipv4Addr::LOCALHOST.into()));
        assert_eq!(
            guess_local(false, Some(Ipv4Addr::LOCALHOST.into())),
            Ok(IpAddr::from(Ipv4Addr::LOCALHOST))
        );
    }

    #[test]
    fn a_pair_of_free_ports_skips_one_in_use() {
        for transport in [Transport::Udp, Transport::Tcp] {
            assert_eq!(free_port(None, transport, false).unwrap() % 2, 0);
        }
        let start = free_port(Some(20_000), Transport::Udp, false).unwrap();
        let _held = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, start)).unwrap();
        let next = free_port(Some(start), Transport::Udp, false).unwrap();
        assert_ne!(next, start);
    }
}
