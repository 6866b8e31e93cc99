//! Why a request got no success: what the network, the resolver, the server or the credentials had to do with it.

use core::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use super::Transport;

/// The cause of a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FailureCause {
    /// There was no failure.
    #[default]
    None,
    /// The final response had this status.
    Refused(u16),
    /// No final response arrived in time.
    Timeout,
    /// The name has no address.
    NameNotFound(Arc<str>),
    /// No name server answered.
    NameServerSilent(Arc<str>),
    /// The peer has closed its port.
    ConnectionRefused(SocketAddr),
    /// The system has no route to the peer, or may not use it.
    NoRoute(SocketAddr),
    /// TCP was not connected in time.
    ConnectTimeout(SocketAddr),
    /// The connection was lost before the final response arrived.
    ConnectionLost(SocketAddr),
    /// TLS failed, for this reason.
    Tls(Arc<str>),
    /// The realm of the challenge has no login.
    NoLogin(Arc<str>),
    /// The login for the realm was refused.
    LoginRefused(Arc<str>),
    /// No challenge of the response can be answered.
    ChallengeNotUnderstood,
    /// Nothing was opened for this transport with `eXosip_listen_addr`.
    NoListener(Transport),
    /// A newer PUBLISH of the same publication was sent before this one ended.
    Superseded,
    /// The request could not be sent as it is: too long for a datagram, or the message callback spoilt it.
    NotSendable,
    /// No ACK for a 2xx arrived.
    NoAck,
    /// The session was not refreshed in time (RFC 4028).
    SessionExpired,
}

impl FailureCause {
    /// The cause of a system error towards `remote`.
    pub fn of_error(error: &std::io::Error, remote: SocketAddr) -> Self {
        use std::io::ErrorKind;

        match error.kind() {
            ErrorKind::ConnectionRefused => Self::ConnectionRefused(remote),
            ErrorKind::TimedOut => Self::ConnectTimeout(remote),
            ErrorKind::NetworkUnreachable
            | ErrorKind::HostUnreachable
            | ErrorKind::AddrNotAvailable
            | ErrorKind::PermissionDenied => Self::NoRoute(remote),
            _ => Self::ConnectionLost(remote),
        }
    }

    /// The number that C programs see: an `eXosip_cause`.
    pub fn number(&self) -> i32 {
        match self {
            Self::None => 0,
            Self::Refused(_) => 1,
            Self::Timeout => 2,
            Self::NameNotFound(_) => 3,
            Self::NameServerSilent(_) => 4,
            Self::ConnectionRefused(_) => 5,
            Self::NoRoute(_) => 6,
            Self::ConnectTimeout(_) => 7,
            Self::ConnectionLost(_) => 8,
            Self::Tls(_) => 9,
            Self::NoLogin(_) => 10,
            Self::LoginRefused(_) => 11,
            Self::ChallengeNotUnderstood => 12,
            Self::NoListener(_) => 13,
            Self::Superseded => 14,
            Self::NotSendable => 15,
            Self::NoAck => 16,
            Self::SessionExpired => 17,
        }
    }
}

/// One line for people.
impl fmt::Display for FailureCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("no failure"),
            Self::Refused(status) => write!(f, "refused with status {status}"),
            Self::Timeout => f.write_str("no final response in time"),
            Self::NameNotFound(name) => write!(f, "the name {name} has no address"),
            Self::NameServerSilent(name) => {
                write!(f, "no name server answered the question for {name}")
            }
            Self::ConnectionRefused(remote) => write!(f, "{remote} refuses connections"),
            Self::NoRoute(remote) => write!(f, "no route to {remote}"),
            Self::ConnectTimeout(remote) => write!(f, "{remote} does not accept the connection"),
            Self::ConnectionLost(remote) => write!(f, "the connection with {remote} was lost"),
            Self::Tls(reason) => write!(f, "TLS: {reason}"),
            Self::NoLogin(realm) => write!(f, "no login for realm \"{realm}\""),
            Self::LoginRefused(realm) => write!(f, "the login for realm \"{realm}\" was refused"),
            Self::ChallengeNotUnderstood => f.write_str("no challenge that can be answered"),
            Self::NoListener(transport) => {
                write!(f, "{transport} was not opened with eXosip_listen_addr")
            }
            Self::Superseded => f.write_str("another request took its place"),
            Self::NotSendable => f.write_str("the request cannot be sent as it is"),
            Self::NoAck => f.write_str("no ACK arrived"),
            Self::SessionExpired => f.write_str("the session was not refreshed in time"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_troubleshooting_has_the_text_of_each_cause() {
        let page = include_str!("../../docs/troubleshooting.md");
        let (name, realm) = (Arc::from("pbx.example.com"), Arc::from("example.com"));
        let remote = SocketAddr::from(([192, 0, 2, 1], 5060));
        let causes = [
            FailureCause::Refused(403),
            FailureCause::Timeout,
            FailureCause::NameNotFound(Arc::clone(&name)),
            FailureCause::NameServerSilent(name),
            FailureCause::ConnectionRefused(remote),
            FailureCause::NoRoute(remote),
            FailureCause::ConnectTimeout(remote),
            FailureCause::ConnectionLost(remote),
            FailureCause::Tls("the certificate is for another name".into()),
            FailureCause::NoLogin(Arc::clone(&realm)),
            FailureCause::LoginRefused(realm),
            FailureCause::ChallengeNotUnderstood,
            FailureCause::NoListener(Transport::Tcp),
            FailureCause::Superseded,
            FailureCause::NotSendable,
            FailureCause::NoAck,
            FailureCause::SessionExpired,
        ];
        for (number, cause) in (1..).zip(causes) {
            assert_eq!(cause.number(), number);
            assert!(page.contains(&format!("| `{cause}` |")), "{cause}");
        }
    }
}
