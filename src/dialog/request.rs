//! Requests within a dialog. RFC 3261 12.2.1.1.

use super::Dialog;
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::{CBox, List, Text};
use crate::sip::param::find_param;
use crate::sip::{CSeq, CallId, Message, NameAddr, Uri, Wire};

impl Dialog {
    /// The start line, Route, From, To, Call-ID and CSeq of the next request in this dialog. All but an ACK get a new
    /// CSeq number. `Syntax` if the remote target is not known.
    pub fn next_request(&mut self, method: &[u8]) -> Result<Message> {
        let mut request = Message::default();
        let (uri, routes) = self.request_uri_and_routes()?;
        if method != b"ACK" {
            self.local_cseq = self.local_cseq.checked_add(1).ok_or(Syntax)?;
        }
        request.sip_version = Some(Text::from("SIP/2.0"));
        request.sip_method = Some(Text::new(method));
        request.req_uri = Some(uri);
        request.routes = routes;
        request.from = self.local_uri.clone();
        request.to = self.remote_uri.clone();
        let call_id = self.call_id.as_ref().ok_or(BadParameter)?;
        request.call_id = Some(CBox::new(CallId::from_text(call_id)?));
        let number = Text::from(self.local_cseq.to_string().as_str());
        request.cseq =
            Some(CBox::new(CSeq { method: Some(Text::new(method)), number: Some(number) }));
        request.changed();
        Ok(request)
    }

    /// A strict router stands first in the route set without `lr`: the request is addressed to it, and the remote
    /// target becomes the last route.
    fn request_uri_and_routes(&self) -> Result<(CBox<Uri>, List<NameAddr>)> {
        let target = self.remote_contact_uri.as_ref().ok_or(Syntax)?;
        let target_uri = target.url.clone().ok_or(Syntax)?;
        let mut routes = self.route_set.clone();
        let first = self.route_set.first().and_then(|route| route.url.as_ref());
        match first.filter(|url| find_param(&url.url_params, b"lr").is_none()) {
            None => Ok((target_uri, routes)),
            Some(strict) => {
                routes.pop_front();
                routes.push(NameAddr { url: Some(target_uri), ..NameAddr::default() });
                Ok((strict.clone(), routes))
            }
        }
    }
}
