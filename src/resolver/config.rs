//! What the system says of names: `resolv.conf(5)` and `hosts(5)`, read from their text.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// The port of every name server, unless a test or an option says otherwise.
const PORT: u16 = 53;

/// How to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name servers, in this order.
    pub servers: Vec<SocketAddr>,
    /// The domains to complete a short name with.
    pub search: Vec<Arc<str>>,
    /// How many dots make a name that is asked for as it is, first.
    pub dots: usize,
    /// How long to wait for one answer.
    pub timeout: Duration,
    /// How often to ask each server.
    pub attempts: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            servers: vec![SocketAddr::from((Ipv4Addr::LOCALHOST, PORT))],
            search: Vec::new(),
            dots: 1,
            timeout: Duration::from_millis(1500),
            attempts: 2,
        }
    }
}

impl Config {
    /// Reads the text of a `resolv.conf`. Lines that it does not know it passes over, as the C library does.
    pub fn from_resolv_conf(text: &str, interface: &dyn Fn(&str) -> Option<u32>) -> Self {
        let mut config = Self { servers: Vec::new(), ..Self::default() };
        for line in text.lines() {
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("nameserver") => config
                    .servers
                    .extend(words.next().and_then(|word| server_address(word, interface))),
                Some("domain" | "search") => {
                    config.search = words.map(normal).filter(|d| !d.is_empty()).take(6).collect();
                }
                Some("options") => words.for_each(|option| config.option(option)),
                _ => {}
            }
        }
        config.servers.truncate(3);
        if config.servers.is_empty() {
            config.servers = Self::default().servers;
        }
        config
    }

    fn option(&mut self, option: &str) {
        let Some((name, value)) = option.split_once(':') else { return };
        let Ok(value) = value.parse::<u32>() else { return };
        match name {
            "ndots" => self.dots = value.min(15) as usize,
            "timeout" => self.timeout = Duration::from_secs(value.clamp(1, 30).into()),
            "attempts" => self.attempts = value.clamp(1, 5),
            _ => {}
        }
    }

    /// The names to ask for, one after the other, when a program says `name`.
    pub fn candidates(&self, name: &str) -> Vec<Arc<str>> {
        if name.matches('.').count() >= self.dots {
            return vec![name.into()];
        }
        let completed = self.search.iter().map(|domain| format!("{name}.{domain}").into());
        completed.chain([name.into()]).collect()
    }
}

/// The address of a name server; the port, and the scope of an IPv6 address, may be left out. The scope may be the
/// name of an interface, whose number `interface` knows.
pub fn server_address(word: &str, interface: &dyn Fn(&str) -> Option<u32>) -> Option<SocketAddr> {
    if let Ok(with_port) = word.parse() {
        return Some(with_port);
    }
    let (address, scope) = word.split_once('%').map_or((word, None), |(a, s)| (a, Some(s)));
    match address.parse().ok()? {
        IpAddr::V4(v4) => Some(SocketAddr::from((v4, PORT))),
        IpAddr::V6(v6) => {
            let number = |s: &str| s.parse().ok().or_else(|| interface(s));
            let scope = scope.map_or(Some(0), number)?;
            Some(std::net::SocketAddrV6::new(v6, PORT, 0, scope).into())
        }
    }
}

/// A name in lower case and without the dot at its end.
pub(super) fn normal(name: &str) -> Arc<str> {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase().into()
}

/// The names that need no server: those of the hosts file, and `localhost`.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    file: HashMap<Arc<str>, Vec<IpAddr>>,
}

impl Hosts {
    /// Reads the text of a hosts file.
    pub fn from_text(text: &str) -> Self {
        let mut file: HashMap<Arc<str>, Vec<IpAddr>> = HashMap::new();
        for line in text.lines() {
            let line = line.split_once('#').map_or(line, |(before, _)| before);
            let mut words = line.split_ascii_whitespace();
            let Some(Ok(address)) = words.next().map(str::parse) else { continue };
            for name in words {
                file.entry(normal(name)).or_default().push(address);
            }
        }
        Self { file }
    }

    /// The addresses of `name`, if it needs no server. `localhost` and what ends in it are always here (RFC 6761).
    pub fn addresses(&self, name: &str) -> Option<Vec<IpAddr>> {
        if let Some(addresses) = self.file.get(name) {
            return Some(addresses.clone());
        }
        let local = name == "localhost" || name.ends_with(".localhost");
        local.then(|| vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lo(name: &str) -> Option<u32> {
        (name == "lo").then_some(1)
    }

    #[test]
    fn resolv_conf_gives_servers_domains_and_options() {
        let config = Config::from_resolv_conf(
            "# made by hand\nnameserver 192.0.2.1\nnameserver fe80::1%2\nsearch a.example B.example.\n\
             options ndots:2 timeout:3 attempts:9 rotate\nnameserver nonsense\n",
            &lo,
        );
        assert_eq!(config.servers.len(), 2);
        assert_eq!(config.servers[0], "192.0.2.1:53".parse().unwrap());
        assert_eq!(config.search, ["a.example".into(), Arc::from("b.example")]);
        assert_eq!((config.dots, config.timeout.as_secs(), config.attempts), (2, 3, 5));
    }

    #[test]
    fn a_scope_may_be_the_name_of_an_interface() {
        assert_eq!(server_address("fe80::1%lo", &lo), server_address("fe80::1%1", &lo));
        assert!(server_address("fe80::1%lo", &lo).is_some_and(|server| server.is_ipv6()));
        assert_eq!(server_address("fe80::1%no-such-link", &lo), None);
    }

    #[test]
    fn an_empty_resolv_conf_means_a_server_on_this_machine() {
        assert_eq!(Config::from_resolv_conf("", &lo).servers, Config::default().servers);
    }

    #[test]
    fn short_names_are_completed_before_they_are_asked_as_they_are() {
        let config = Config::from_resolv_conf("search lan", &lo);
        assert_eq!(config.candidates("pbx"), [Arc::from("pbx.lan"), "pbx".into()]);
        assert_eq!(config.candidates("pbx.example"), [Arc::from("pbx.example")]);
    }

    #[test]
    fn the_hosts_file_knows_several_names_and_addresses() {
        let hosts = Hosts::from_text("192.0.2.7 pbx PBX.example # ours\n::1 pbx\nbad line\n");
        assert_eq!(hosts.addresses("pbx").map(|a| a.len()), Some(2));
        assert_eq!(hosts.addresses("pbx.example"), Some(vec!["192.0.2.7".parse().unwrap()]));
        assert_eq!(hosts.addresses("other"), None);
        assert_eq!(hosts.addresses("localhost").map(|a| a.len()), Some(2));
    }
}
