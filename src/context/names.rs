//! Names and addresses: what the application knows of other hosts, and what it asks of this one.

use std::net::IpAddr;

use crate::error::Error::{BadParameter, Undefined};
use crate::error::Result;
use crate::net::{Known, address};
use crate::resolver;
use crate::ua::Transport;

use super::settings::NameSettings;
use super::worker::Command;
use super::{Context, Inner};

/// How many hosts an application may know.
const HOSTS: usize = 65_536;

impl Context {
    /// Changes how names become addresses.
    pub fn set_names<T>(&self, change: impl FnOnce(&mut NameSettings) -> T) -> Result<T> {
        let inner = self.inner()?;
        let answer = change(&mut inner.settings.lock().names);
        inner.announce_names();
        Ok(answer)
    }

    /// Stores the address of a host, and returns it. Without `ip` it is the one known, or else the one that the
    /// system finds, which may take a while.
    pub fn add_host(&self, host: &str, ip: Option<IpAddr>) -> Result<IpAddr> {
        if let Some(ip) = address::literal(host) {
            return Ok(ip);
        }
        let host = host.to_ascii_lowercase();
        let known = self.with_settings(|all| all.names.hosts.get(&host).copied())?;
        let ip = match ip.or(known) {
            Some(ip) => ip,
            None => *address::addresses(&host)
                .ok()
                .as_deref()
                .and_then(<[_]>::first)
                .ok_or(BadParameter)?,
        };
        self.set_names(|names| {
            if names.hosts.len() >= HOSTS && !names.hosts.contains_key(&host) {
                return Err(Undefined);
            }
            names.hosts.insert(host, ip);
            Ok(ip)
        })?
    }

    /// Forgets the address of a host; `Undefined` if there is none.
    pub fn remove_host(&self, host: &str) -> Result<()> {
        self.set_names(|names| names.hosts.remove(&host.to_ascii_lowercase()))?
            .map(drop)
            .ok_or(Undefined)
    }

    /// The local address that most peers see, and whether there is one; otherwise it is the loopback address.
    pub fn guess_local(&self, is_ipv6: bool) -> Result<(IpAddr, bool)> {
        let gateway =
            self.with_settings(|all| if is_ipv6 { all.ipv6_gateway } else { all.ipv4_gateway })?;
        Ok(match address::guess_local(is_ipv6, gateway) {
            Ok(ip) => (ip, true),
            Err(ip) => (ip, false),
        })
    }

    /// An even port that is free together with the next one, from `start` on, or any even one.
    pub fn find_free_port(&self, start: Option<u16>, transport: Transport) -> Result<u16> {
        let is_ipv6 = self.with_settings(|all| all.names.ipv6 != 0)?;
        address::free_port(start, transport, is_ipv6)
    }
}

impl Inner {
    /// Reports to the worker that names are resolved differently from now on.
    pub(super) fn announce_names(&self) {
        self.command(Command::SetNames);
    }

    /// How names become addresses: what lookups may use, and what the application knows by itself.
    pub(super) fn names(&self) -> (resolver::Settings, Known) {
        let names = self.settings.lock().names.clone();
        let listening = self.listening.lock();
        let (v4, v6) = match names.ipv6 {
            0 => (
                listening.iter().any(|(_, local)| local.is_ipv4()),
                listening.iter().any(|(_, local)| local.is_ipv6()),
            ),
            1 => (false, true),
            _ => (true, true),
        };
        let transports = listening.iter().map(|(transport, _)| *transport).collect();
        drop(listening);
        let settings = resolver::Settings { services: names.services, v4, v6, transports };
        (settings, Known { hosts: names.hosts_text(), servers: names.servers })
    }
}
