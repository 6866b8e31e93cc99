//! Following a redirection: 300, 301, 302 to another registrar, 305 through a proxy. RFC 3261 8.1.3.4, 21.3.

use crate::error::Result;
use crate::mem::Text;
use crate::routing::{Listeners, is_secure};
use crate::sip::param::find_param;
use crate::sip::param::param_value;
use crate::sip::text::MessageText;
use crate::sip::text::{Contact, TextEditor};
use crate::sip::{NameAddr, Uri, Wire};
use crate::ua::io::Transport;
use crate::ua::registration::Registration;

/// The longest URI that a redirection may name.
const LONGEST_TARGET: usize = 512;

/// The target of a redirection, and the registrar to return to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RedirectTarget {
    /// The Request-URI of the application.
    home: Text,
    /// The Request-URI, or the proxy, that the redirection names.
    to: Text,
    is_proxy: bool,
    /// The preloaded Route of the application.
    home_route: Option<Text>,
}

impl Registration {
    /// Follows a redirection, if it leads anywhere. The next REGISTER goes there.
    pub(in crate::ua) fn follow(
        &mut self,
        response: &MessageText<'_>,
        request: &TextEditor<'_>,
        ours: &Listeners,
    ) -> bool {
        let followed = || {
            let registrar = Uri::from_text(request.request_uri()).ok()?;
            let to = target(response, &registrar, ours)?;
            let (home, home_route) = match self.redirect() {
                Some(redirect) => (redirect.home.clone(), redirect.home_route.clone()),
                None => (Text::new(request.request_uri()), self.preloaded_route().cloned()),
            };
            Some(RedirectTarget { home, to, is_proxy: response.status() == 305, home_route })
        };
        let Some(redirect) = followed() else { return false };
        self.set_redirect(redirect);
        true
    }

    /// The redirect target failed: the next REGISTER goes to the registrar of the application.
    pub(in crate::ua) fn abandon_redirect(&mut self) {
        if let Some(redirect) = self.redirect() {
            let RedirectTarget { home, home_route, .. } = redirect.clone();
            self.set_preloaded_route(home_route.clone());
            self.set_redirect(RedirectTarget {
                to: home.clone(),
                is_proxy: false,
                home,
                home_route,
            });
        }
    }

    /// Writes the redirect target into the next REGISTER.
    pub(in crate::ua) fn write_redirect_target(&self, request: &mut TextEditor<'_>) {
        let Some(redirect) = self.redirect() else { return };
        if redirect.is_proxy {
            request.remove(b"Route", |_| true);
            request.insert_route(&[b"<", &*redirect.to, b";lr>"].concat());
            request.set_request_uri(&redirect.home);
        } else {
            request.set_request_uri(&redirect.to);
        }
    }
}

/// The preferred Contact of those that can be sent to: never with less protection than the request had.
fn target(response: &MessageText<'_>, registrar: &Uri, ours: &Listeners) -> Option<Text> {
    let protection = |uri: &Uri| (is_secure(uri), ours.required_by(uri) == Some(Transport::Tls));
    let is_suitable = |uri: &Uri| {
        let is_sip = uri.scheme.as_ref().is_some_and(|scheme| scheme.eq_ignore_case(b"sip"));
        let has_host = uri.host.as_ref().is_some_and(|host| !host.is_empty());
        let is_possible = (is_sip || is_secure(uri)) && has_host && ours.choose(uri).is_ok();
        is_possible && protection(uri) >= protection(registrar)
    };
    let contacts: Vec<Contact> = response.read_all(b"Contact");
    let suitable = contacts
        .iter()
        .map(|Contact(contact)| contact)
        .filter(|it| it.url.as_deref().is_some_and(is_suitable));
    // Of equals the first.
    let best =
        suitable.reduce(|best, it| if preference(it) > preference(best) { it } else { best });
    let uri = best?.url.as_deref()?;
    let transport = find_param(&uri.url_params, b"transport").cloned();
    let plain = Uri {
        scheme: uri.scheme.clone(),
        host: uri.domain().map(Text::new),
        port: uri.port.clone(),
        url_params: transport.into_iter().collect(),
        ..Uri::default()
    };
    text(&plain).ok().filter(|target| target.len() <= LONGEST_TARGET)
}

/// The `q` of a Contact (RFC 3261 20.10); 1 where there is none.
fn preference(contact: &NameAddr) -> f32 {
    let q = param_value(&contact.gen_params, b"q").and_then(|q| str::from_utf8(q).ok());
    q.and_then(|q| q.parse().ok()).unwrap_or(1.0)
}

fn text(uri: &Uri) -> Result<Text> {
    let mut text = Vec::new();
    uri.write(&mut text)?;
    Ok(Text::new(&text))
}
