//! The options that are not the core's: addresses, sockets, callbacks.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use crate::context::WakeLock;
use crate::net::{BODY_LIMIT, TlsSettings};

/// What an application has set, for the sockets and for finding addresses.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `EXOSIP_OPT_SET_IPV4_FOR_GATEWAY`: local addresses are those of the route to it.
    pub ipv4_gateway: Option<IpAddr>,
    /// `EXOSIP_OPT_SET_IPV6_FOR_GATEWAY`
    pub ipv6_gateway: Option<IpAddr>,
    /// `EXOSIP_OPT_SET_DSCP`: for sockets opened from now on.
    pub dscp: u8,
    /// `EXOSIP_OPT_SET_OC_LOCAL_ADDRESS`: where UDP requests leave from, if not from the socket that listens.
    pub outgoing_address: Option<IpAddr>,
    /// `EXOSIP_OPT_SET_OC_PORT_RANGE`: the first and the last port for that.
    pub outgoing_ports: (u16, u16),
    /// `EXOSIP_OPT_SET_CALLBACK_WAKELOCK`
    pub wake_lock: Option<WakeLock>,
    /// How names become addresses.
    pub names: NameSettings,
    /// The longest body that is accepted over a connection.
    pub body_limit: usize,
    /// Certificates, keys and what is asked of peers.
    pub tls: TlsSettings,
    /// Whether captures show credentials.
    pub capture_credentials: bool,
    /// How long quitting may take to take registrations back; zero for not at all.
    pub quit_deadline: Duration,
}

/// How names become addresses.
#[derive(Clone, Debug)]
pub struct NameSettings {
    /// `EXOSIP_OPT_ENABLE_IPV6`: 0 for the families that are listened on, 1 for IPv6 only, 2 for both.
    pub ipv6: i32,
    /// `EXOSIP_OPT_DNS_CAPABILITIES`: whether NAPTR and SRV records are asked for.
    pub services: bool,
    /// `EXOSIP_OPT_DNS_SERVERS`: the name servers; none for those of the system.
    pub servers: Vec<SocketAddr>,
    /// `EXOSIP_OPT_ADD_DNS_CACHE`: addresses that the application knows, by names in lower case.
    pub hosts: BTreeMap<String, IpAddr>,
}

impl Default for NameSettings {
    fn default() -> Self {
        Self { ipv6: 0, services: true, servers: Vec::new(), hosts: BTreeMap::new() }
    }
}

impl NameSettings {
    /// The known hosts as lines of a hosts file.
    pub(super) fn hosts_text(&self) -> String {
        self.hosts.iter().map(|(host, ip)| format!("{ip} {host}\n")).collect()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ipv4_gateway: Some(Ipv4Addr::new(217, 12, 3, 11).into()),
            ipv6_gateway: Some(
                Ipv6Addr::new(0x2001, 0x638, 0x500, 0x101, 0x2e0, 0x81ff, 0xfe24, 0x37c6).into(),
            ),
            dscp: 0x1a,
            outgoing_address: None,
            outgoing_ports: (0, 0),
            wake_lock: None,
            names: NameSettings::default(),
            body_limit: BODY_LIMIT,
            tls: TlsSettings::default(),
            capture_credentials: false,
            quit_deadline: Duration::ZERO,
        }
    }
}
