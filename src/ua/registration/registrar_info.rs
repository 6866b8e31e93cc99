//! What a registrar returns beside the binding. RFC 3608, RFC 7315 4.1, RFC 5627 5.1.

use crate::error::Result;
use crate::mem::Text;
use crate::sip::text::ContactText;
use crate::sip::text::MessageText;
use crate::sip::{Message, NameAddr, Wire};
use crate::trace::trace;

/// How many bytes of it are kept of one registrar: a hostile one must not fill the memory.
const ROOM: usize = 1024;
/// How many bytes each value takes beside its text.
const OVERHEAD: usize = 24;

/// What the last success of a registrar held, as it stood there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistrarInfo {
    /// The Service-Route: the route set for requests other than REGISTER.
    pub service_route: Vec<Text>,
    /// The P-Associated-URIs: the other addresses of record of the user.
    pub associated_uris: Vec<Text>,
    /// The GRUU that stays the same, without quotes.
    pub public_gruu: Option<Text>,
    /// The GRUU that hides the user, without quotes.
    pub temporary_gruu: Option<Text>,
}

impl RegistrarInfo {
    /// Reads it from the success of registration `rid`; `ours` is our binding in it. `None` if there is nothing.
    pub(in crate::ua) fn of(
        rid: i32,
        response: &MessageText<'_>,
        ours: Option<&ContactText<'_>>,
    ) -> Option<Box<Self>> {
        let mut room = Room { left: ROOM, is_exceeded: false };
        let mut gruu = |name| Some(Text::new(room.take(unquoted(ours?.param(name)?))?));
        let (public_gruu, temporary_gruu) = (gruu(b"pub-gruu"), gruu(b"temp-gruu"));
        // Part of a route set leads elsewhere.
        let service_route = room.take_all(response, b"Service-Route");
        let associated_uris = values(response, b"P-Associated-URI")
            .map_while(|uri| room.take(uri))
            .map(Text::new)
            .collect();
        if room.is_exceeded {
            trace!(
                Warning,
                "registration {rid}: the registrar sent more than {ROOM} bytes of routes and URIs to keep"
            );
        }
        let info = Self { service_route, associated_uris, public_gruu, temporary_gruu };
        (info != Self::default()).then(|| Box::new(info))
    }

    /// Sends a request by the Service-Route, behind the Routes that it has (RFC 3608 6.1).
    pub fn route(&self, request: &mut Message) -> Result<()> {
        let routes = self.service_route.iter().map(|route| NameAddr::from_text(route));
        request.routes.append(routes.collect::<Result<_>>()?);
        request.changed();
        Ok(())
    }
}

/// The room that is left for what a registrar sent.
struct Room {
    left: usize,
    is_exceeded: bool,
}

impl Room {
    /// `text`, if there is room for it.
    fn take<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let left = self.left.checked_sub(text.len() + OVERHEAD);
        self.is_exceeded |= left.is_none();
        self.left = left?;
        Some(text)
    }

    /// The addresses in the headers of that name; none if there is not room for all.
    fn take_all(&mut self, response: &MessageText<'_>, name: &'static [u8]) -> Vec<Text> {
        let readable = values(response, name).filter(|route| NameAddr::from_text(route).is_ok());
        let before = self.left;
        let all: Option<Vec<Text>> =
            readable.map(|route| self.take(route).map(Text::new)).collect();
        all.unwrap_or_else(|| {
            self.left = before;
            Vec::new()
        })
    }
}

fn values<'a>(
    response: &'a MessageText<'_>,
    name: &'static [u8],
) -> impl Iterator<Item = &'a [u8]> {
    let elements = response.headers(name).flat_map(crate::sip::grammar::elements);
    elements.filter(|value| !value.is_empty())
}

fn unquoted(text: &[u8]) -> &[u8] {
    crate::sip::grammar::unquoted(text).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_gets_routes_is_written_anew() {
        let grants =
            RegistrarInfo { service_route: vec!["<sip:p;lr>".into()], ..RegistrarInfo::default() };
        let mut request = Message::parse(b"MESSAGE sip:a SIP/2.0\r\n\r\n").unwrap();
        request.keep_text(b"as it was");
        grants.route(&mut request).unwrap();
        assert!(!request.is_text_kept());
        assert_eq!(request.routes.len(), 1);
    }
}
