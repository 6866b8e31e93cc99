//! What a registrar gives beside the binding. RFC 3608, RFC 7315 4.1, RFC 5627 5.1.

use crate::error::Result;
use crate::mem::Text;
use crate::sip::text::ContactText;
use crate::sip::text::MessageText;
use crate::sip::{Message, NameAddr, Wire};

/// How many values of one kind are kept.
const MOST: usize = 20;

/// What a registrar gave with the last success, as it wrote it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistrarInfo {
    /// The Service-Route: the way for requests other than REGISTER, in order.
    pub service_route: Vec<Text>,
    /// The P-Associated-URIs: the other addresses of record of the user.
    pub associated_uris: Vec<Text>,
    /// The GRUU that stays the same, without quotes.
    pub public_gruu: Option<Text>,
    /// The GRUU that hides who we are, without quotes.
    pub temporary_gruu: Option<Text>,
}

impl RegistrarInfo {
    /// Reads them from a success; `ours` is our binding in it. `None` if there are none.
    pub(in crate::ua) fn of(
        response: &MessageText<'_>,
        ours: Option<&ContactText<'_>>,
    ) -> Option<Box<Self>> {
        let gruu = |name| Some(Text::new(unquoted(ours?.param(name)?)));
        let grants = Self {
            service_route: values(response, b"Service-Route")
                .into_iter()
                .filter(|route| NameAddr::from_text(route).is_ok())
                .collect(),
            associated_uris: values(response, b"P-Associated-URI"),
            public_gruu: gruu(b"pub-gruu"),
            temporary_gruu: gruu(b"temp-gruu"),
        };
        (grants != Self::default()).then(|| Box::new(grants))
    }

    /// Sends a request by the Service-Route, behind the Routes that it has (RFC 3608 6.1).
    pub fn route(&self, request: &mut Message) -> Result<()> {
        let routes = self.service_route.iter().map(|route| NameAddr::from_text(route));
        request.routes.append(routes.collect::<Result<_>>()?);
        request.changed();
        Ok(())
    }
}

fn values(response: &MessageText<'_>, name: &[u8]) -> Vec<Text> {
    let headers = response.headers(name);
    headers
        .flat_map(crate::sip::grammar::elements)
        .filter(|value| !value.is_empty())
        .take(MOST)
        .map(Text::new)
        .collect()
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
