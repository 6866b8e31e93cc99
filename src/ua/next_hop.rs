//! Where a request goes: the next hop of RFC 3261 8.1.2, and what it asks of transports.

use std::sync::Arc;

use super::io::{NextHop, Transport};
use crate::error::{Error, Result};
use crate::sip::param::find_param;
use crate::sip::param::param_value;
use crate::sip::text::TextEditor;
use crate::sip::{NameAddr, Uri, Wire, grammar};
use crate::trace::trace;

/// A local address that the context listens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// How.
    pub transport: Transport,
    /// The port that was asked for; 0 when the system chose, or when there is none.
    pub port: u16,
    /// Whether the application asked for the IPv4 family: only then Via asks for `rport`.
    pub ipv4: bool,
}

/// What the context listens on.
#[derive(Debug, Default)]
pub(super) struct Listeners {
    all: Vec<Listener>,
    /// The last Request-URI, and where it leads: nearly all requests of a program have the same.
    last: Option<(Box<[u8]>, NextHop)>,
}

impl Listeners {
    pub(super) fn add(&mut self, listener: Listener) {
        self.all.push(listener);
        self.last = None;
    }

    /// The next hop of `request`.
    pub(super) fn next_hop(&mut self, request: &TextEditor<'_>) -> Result<NextHop> {
        if request.values(b"Route").next().is_some() {
            return next_hop(request, self);
        }
        let uri = request.request_uri();
        if let Some((last, next_hop)) = &self.last
            && **last == *uri
        {
            return Ok(next_hop.clone());
        }
        let next_hop = next_hop(request, self)?;
        self.last = Some((uri.into(), next_hop.clone()));
        Ok(next_hop)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a request may leave by several transports, so that its URI has a word in it.
    pub(super) fn several(&self) -> bool {
        let first = self.all.first().map(|listener| listener.transport);
        self.all.iter().any(|listener| Some(listener.transport) != first)
    }

    /// The listener for a transport.
    pub(super) fn of(&self, transport: Transport) -> Option<&Listener> {
        self.all.iter().find(|listener| listener.transport == transport)
    }

    /// The listener for a transport and the family of `remote`.
    pub(super) fn towards(&self, transport: Transport, is_ipv4: bool) -> Option<&Listener> {
        let fits = |it: &&Listener| it.transport == transport && it.ipv4 == is_ipv4;
        self.all.iter().find(fits).or_else(|| self.of(transport))
    }

    /// The transport that a request to `uri` is written for.
    ///
    /// With one transport it is that one, whatever the URI says, as in the original; except that what is to go over TLS
    /// never goes out in clear.
    pub(super) fn choose(&self, uri: &Uri) -> Result<Transport> {
        let first = self.all.first().ok_or(Error::NoNetwork)?.transport;
        let transport = match self.asked(uri) {
            Some(asked) if self.several() || asked == Transport::Tls => asked,
            _ => first,
        };
        if self.of(transport).is_none() {
            trace!(Error, "a URI asks for {transport}, which the context does not listen on");
            return Err(Error::NoNetwork);
        }
        Ok(transport)
    }

    /// The transport that a URI insists on.
    pub(super) fn asked(&self, uri: &Uri) -> Option<Transport> {
        if is_secure(uri) {
            return Some(Transport::Tls);
        }
        let value = param_value(&uri.url_params, b"transport")?;
        [Transport::Udp, Transport::Tcp, Transport::Tls]
            .into_iter()
            .find(|transport| value.eq_ignore_ascii_case(transport.via_protocol().as_bytes()))
    }
}

/// Whether only TLS will do.
pub(super) fn is_secure(uri: &Uri) -> bool {
    uri.scheme.as_ref().is_some_and(|scheme| scheme.eq_ignore_case(b"sips"))
}

/// The next hop of `request`: the first Route with `lr`, else `maddr`, else `x-obr`, else the Request-URI itself.
fn next_hop(request: &TextEditor<'_>, listeners: &Listeners) -> Result<NextHop> {
    let route = request.read(b"Route").and_then(|route: NameAddr| route.url);
    let uri = match route.filter(|route| find_param(&route.url_params, b"lr").is_some()) {
        Some(route) => route.into_inner(),
        None => Uri::from_text(request.request_uri()).map_err(|_| Error::BadParameter)?,
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
    let fixed = !listeners.several() || listeners.asked(&uri).is_some();
    Ok(NextHop {
        host: host_name(host)?,
        port: port.map(|port| port_number(port, transport)).transpose()?,
        transport: fixed.then_some(transport),
        secure: is_secure(&uri),
    })
}

/// A host as a resolver wants it: lower case, without brackets.
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
    fn what_is_kept_of_the_last_next_hop_is_no_longer_than_it_is_true() {
        let mut listeners = Listeners::default();
        let mut leads_to = |added: Option<Transport>, rest: &str| {
            if let Some(transport) = added {
                listeners.add(Listener { transport, port: 0, ipv4: true });
            }
            let text = format!("REGISTER sip:h;transport=tcp SIP/2.0\r\n{rest}\r\n");
            let next_hop = listeners.next_hop(&TextEditor::of(text.as_bytes())).unwrap();
            (next_hop.host.to_string(), next_hop.transport)
        };
        assert_eq!(leads_to(Some(Transport::Udp), ""), ("h".into(), Some(Transport::Udp)));
        assert_eq!(leads_to(None, "Route: <sip:r;lr>\r\n"), ("r".into(), Some(Transport::Udp)));
        assert_eq!(leads_to(None, ""), ("h".into(), Some(Transport::Udp)));
        assert_eq!(leads_to(Some(Transport::Tcp), ""), ("h".into(), Some(Transport::Tcp)));
    }
}
