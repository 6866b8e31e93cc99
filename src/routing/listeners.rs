//! The local addresses that requests leave from, and the next hop of a request: RFC 3261 8.1.2.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::sip::param::find_param;
use crate::sip::param::param_value;
use crate::sip::plain::is_plain_uri;
use crate::sip::{NameAddr, Uri, Wire, grammar};
use crate::trace::trace;
use crate::transport::{NextHop, Transport};

/// A local address that the context listens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// The transport.
    pub transport: Transport,
    /// The port that the application chose; 0 when the system chose, or when there is none.
    pub port: u16,
    /// Whether the application chose the IPv4 family: only then Via has `rport`.
    pub ipv4: bool,
}

/// The local addresses of a context.
#[derive(Debug, Default)]
pub(crate) struct Listeners {
    all: Vec<Listener>,
    /// The last Request-URI, and its next hop: nearly all requests of a program have the same.
    last: Option<(Box<[u8]>, NextHop)>,
}

impl Listeners {
    pub(crate) fn add(&mut self, listener: Listener) {
        self.all.push(listener);
        self.last = None;
    }

    /// The next hop of a request with this first Route and this Request-URI.
    pub(crate) fn next_hop(&mut self, route: Option<&[u8]>, uri: &[u8]) -> Result<NextHop> {
        if route.is_some() {
            return next_hop(route, uri, self);
        }
        if let Some((last, next_hop)) = &self.last
            && **last == *uri
        {
            return Ok(next_hop.clone());
        }
        let next_hop = next_hop(None, uri, self)?;
        self.last = Some((uri.into(), next_hop.clone()));
        Ok(next_hop)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a request may leave by several transports, so that its URI has a word in it.
    pub(crate) fn several(&self) -> bool {
        let first = self.all.first().map(|listener| listener.transport);
        self.all.iter().any(|listener| Some(listener.transport) != first)
    }

    /// The transport that a request is written for whose URI requires none.
    pub(crate) fn first(&self) -> Option<Transport> {
        self.all.first().map(|listener| listener.transport)
    }

    /// The listener for a transport.
    pub(crate) fn of(&self, transport: Transport) -> Option<&Listener> {
        self.all.iter().find(|listener| listener.transport == transport)
    }

    /// The listener for a transport and the family of `remote`.
    pub(crate) fn towards(&self, transport: Transport, is_ipv4: bool) -> Option<&Listener> {
        let fits = |it: &&Listener| it.transport == transport && it.ipv4 == is_ipv4;
        self.all.iter().find(fits).or_else(|| self.of(transport))
    }

    /// The transport that a request to `uri` is written for.
    ///
    /// With one transport it is that one, whatever the URI says, as in the original; except that a request which requires TLS
    /// is never sent without it.
    pub(crate) fn choose(&self, uri: &Uri) -> Result<Transport> {
        let first = self.all.first().ok_or(Error::NoNetwork)?.transport;
        let transport = match self.required_by(uri) {
            Some(required) if self.several() || required == Transport::Tls => required,
            _ => first,
        };
        if self.of(transport).is_none() {
            trace!(Error, "a URI requires {transport}, which the context does not listen on");
            return Err(Error::NoNetwork);
        }
        Ok(transport)
    }

    /// As [`Listeners::choose`], for the text of a URI; `None` if that cannot be read.
    pub(crate) fn choose_for(&self, uri: &[u8]) -> Option<Transport> {
        // Without parameters it requires none.
        let requires_none =
            uri.starts_with(b"sip:") && is_plain_uri(uri) && !grammar::has(uri, b';');
        match requires_none {
            true => self.all.first().map(|listener| listener.transport),
            false => self.choose(&Uri::from_text(uri).ok()?).ok(),
        }
    }

    /// The transport that a URI requires.
    pub(crate) fn required_by(&self, uri: &Uri) -> Option<Transport> {
        if is_secure(uri) {
            return Some(Transport::Tls);
        }
        let value = param_value(&uri.url_params, b"transport")?;
        [Transport::Udp, Transport::Tcp, Transport::Tls]
            .into_iter()
            .find(|transport| value.eq_ignore_ascii_case(transport.via_protocol().as_bytes()))
    }
}

/// Whether the URI requires TLS.
pub(crate) fn is_secure(uri: &Uri) -> bool {
    uri.scheme.as_ref().is_some_and(|scheme| scheme.eq_ignore_case(b"sips"))
}

/// The next hop of a request: the first Route with `lr`, else `maddr`, else `x-obr`, else the Request-URI itself.
fn next_hop(route: Option<&[u8]>, uri: &[u8], listeners: &Listeners) -> Result<NextHop> {
    let route = route.and_then(|route| NameAddr::from_text(route).ok()?.url);
    let uri = match route.filter(|route| find_param(&route.url_params, b"lr").is_some()) {
        Some(route) => route.into_inner(),
        None => Uri::from_text(uri).map_err(|_| Error::BadParameter)?,
    };
    let parameter = |name| param_value(&uri.url_params, name);

    let mut port = uri.port.as_deref();
    let host = if let Some(maddr) = parameter(b"maddr") {
        maddr
    } else if let Some(host) = parameter(b"x-obr") {
        port = parameter(b"x-obp");
        host
    } else {
        uri.domain().ok_or(Error::UnknownHost)?
    };
    let transport = listeners.choose(&uri)?;
    let fixed = !listeners.several() || listeners.required_by(&uri).is_some();
    Ok(NextHop {
        host: host_name(host)?,
        port: port.map(|port| port_number(port, transport)).transpose()?,
        transport: fixed.then_some(transport),
        secure: is_secure(&uri),
    })
}

/// A host as the resolver expects it: lower case, without brackets.
fn host_name(host: &[u8]) -> Result<Arc<str>> {
    let host = host.strip_prefix(b"[").and_then(|host| host.strip_suffix(b"]")).unwrap_or(host);
    let host = str::from_utf8(host).map_err(|_| Error::UnknownHost)?;
    if host.is_empty() {
        return Err(Error::UnknownHost);
    }
    Ok(host.to_ascii_lowercase().into())
}

/// The original sends to port 5061 over TLS even where the URI says 5060.
fn port_number(text: &[u8], transport: Transport) -> Result<u16> {
    let port = grammar::number(text)?;
    let port = u16::try_from(port).ok().filter(|port| *port != 0).ok_or(Error::Syntax)?;
    let clear = Transport::Tcp.default_port();
    Ok(if transport == Transport::Tls && port == clear { transport.default_port() } else { port })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_transport_is_chosen_by_text_as_by_a_tree() {
        let sets: [&[Transport]; 4] = [
            &[],
            &[Transport::Udp],
            &[Transport::Tcp, Transport::Udp],
            &[Transport::Tls, Transport::Udp, Transport::Tcp],
        ];
        for transports in sets {
            let mut listeners = Listeners::default();
            for transport in transports.iter().copied() {
                listeners.add(Listener { transport, port: 0, ipv4: true });
            }
            for uri in [
                "sip:a@h",
                "sip:h:5060",
                "SIP:a@h",
                "sips:a@h",
                "sip:a@h;transport=tcp",
                "sip:a@h;transport=tls",
                "sip:%41@h",
                "sip:a@[::1]:7",
                "sip:a@h?x=y",
                "tel:1",
                "sip:",
                "",
            ] {
                let by_tree =
                    Uri::from_text(uri.as_bytes()).ok().and_then(|uri| listeners.choose(&uri).ok());
                assert_eq!(listeners.choose_for(uri.as_bytes()), by_tree, "{uri} {transports:?}");
            }
        }
    }

    #[test]
    fn the_last_next_hop_is_used_for_the_same_uri_until_a_listener_is_added() {
        let mut listeners = Listeners::default();
        let mut next_hop_of = |added: Option<Transport>, rest: &str| {
            if let Some(transport) = added {
                listeners.add(Listener { transport, port: 0, ipv4: true });
            }
            let route = (!rest.is_empty()).then_some(rest.as_bytes());
            let next_hop = listeners.next_hop(route, b"sip:h;transport=tcp").unwrap();
            (next_hop.host.to_string(), next_hop.transport)
        };
        assert_eq!(next_hop_of(Some(Transport::Udp), ""), ("h".into(), Some(Transport::Udp)));
        assert_eq!(next_hop_of(None, "<sip:r;lr>"), ("r".into(), Some(Transport::Udp)));
        assert_eq!(next_hop_of(None, ""), ("h".into(), Some(Transport::Udp)));
        assert_eq!(next_hop_of(Some(Transport::Tcp), ""), ("h".into(), Some(Transport::Tcp)));
    }
}
