//! Skeletons of requests outside of dialogs. RFC 3261 8.1.1.

use super::identity::masquerade::SentBy;
use super::options::Options;
use super::random::Rng;
pub(super) use super::registration::arguments::breaks_line;
use super::registration::arguments::{add_from_uri, is_sip, take_headers};
use super::registration::build::instance;
pub(super) use super::registration::build::own_via;
use crate::error::{Error, Result};
use crate::mem::{CBox, Text};
use crate::routing::{Listeners, is_secure};
use crate::sip::param::{find_param, remove_param};
use crate::sip::text::{TextEditor, via};
use crate::sip::{CSeq, CallId, ContentType, Message, NameAddr, Param, Uri, Wire, grammar};

/// What a request outside of dialogs is built from. Texts are those of the application.
#[derive(Clone, Copy)]
pub(super) struct RequestArguments<'a> {
    pub(super) method: &'a [u8],
    /// `None` where C gave NULL.
    pub(super) to: Option<&'a [u8]>,
    pub(super) from: Option<&'a [u8]>,
    pub(super) route: Option<&'a [u8]>,
    /// Whether the request creates a dialog, and so has a Contact.
    pub(super) has_contact: bool,
}

/// A request outside of dialogs, with placeholders for our own address.
pub(super) fn request(
    arguments: &RequestArguments<'_>,
    listeners: &Listeners,
    options: &Options,
    rng: &mut Rng,
) -> Result<CBox<Message>> {
    let RequestArguments { method, to, from, route, has_contact } = *arguments;
    let route = route.filter(|route| !route.is_empty());
    if method.is_empty() || to == Some(b"") || from == Some(b"") {
        return Err(Error::BadParameter);
    }
    if listeners.is_empty() {
        return Err(Error::NoNetwork);
    }
    let texts = [Some(method), to, from, route];
    if texts.into_iter().flatten().any(breaks_line) {
        return Err(Error::Syntax);
    }
    let mut from = address(from)?;
    let mut to = address(to)?;
    let headers = take_headers(&mut to);
    let mut message = CBox::new(Message::default());
    let uri = target(&mut message, &to, route)?;
    // An outbound proxy decides about the transport.
    let first = message.routes.first().and_then(|route| route.url.as_deref());
    let transport = listeners.choose(first.filter(|_| route.is_some()).unwrap_or(&uri))?;
    if has_contact {
        let word = transport.is_reliable().then(|| transport.via_protocol());
        let contact = contact(&from, is_secure(&uri), word, options);
        contact.into_iter().for_each(|contact| message.contacts.push(contact));
    }
    message.sip_version = Some(Text::from("SIP/2.0"));
    message.sip_method = Some(Text::new(method));
    message.vias.push(own_via(transport, listeners, options, &rng.branch()));
    // A tag that the application wrote stays, as in the original.
    from.gen_params.push(Param::new(b"tag", Some(&rng.decimal())));
    message.from = Some(CBox::new(from));
    message.to = Some(CBox::new(to));
    message.call_id =
        Some(CBox::new(CallId { number: Some(Text::new(&rng.decimal())), host: None }));
    let number = Some(Text::from("20"));
    message.cseq = Some(CBox::new(CSeq { method: Some(Text::new(method)), number }));
    message.req_uri = Some(CBox::new(uri));
    if method == b"OPTIONS" {
        message.accepts.push(ContentType::from_text(b"application/sdp")?);
    }
    for header in &headers {
        add_from_uri(&mut message, header)?;
    }
    message.add_header(b"Max-Forwards", b"70");
    message.add_header(b"User-Agent", options.user_agent());
    Ok(message)
}

/// Makes a REGISTER of a request whose To is the address of record, whose route was the registrar: it has no Route, and
/// the numbers of a first REGISTER.
pub(super) fn make_register(message: &mut Message) -> Result<()> {
    // A registrar with `lr` was taken for an outbound proxy.
    if let Some(route) = message.routes.first_mut()
        && let Some(url) =
            route.url.as_mut().filter(|url| find_param(&url.url_params, b"lr").is_some())
    {
        message.req_uri = Some(url.clone());
    }
    message.routes.clear();
    let number = Some(Text::from("1"));
    message.cseq = Some(CBox::new(CSeq { method: Some(Text::from("REGISTER")), number }));
    Ok(())
}

/// The Request-URI; a route becomes a header of `message`.
///
/// A strict router takes the place of the target, which becomes the route, as in the original.
fn target(message: &mut Message, to: &NameAddr, route: Option<&[u8]>) -> Result<Uri> {
    let to_uri = to.url.as_deref().ok_or(Error::Syntax)?;
    let Some(route) = route else { return Ok(to_uri.clone()) };
    let route = address(Some(route))?;
    let uri = route.url.as_deref().ok_or(Error::Syntax)?;
    let is_loose = uri.url_params.iter().any(|param| param.is_named(b"lr"));
    let (route, uri) = if is_loose { (route, to_uri.clone()) } else { (to.clone(), uri.clone()) };
    message.routes.push(route);
    Ok(uri)
}

/// A URI with or without name and angle brackets, that a request can be sent to or come from.
pub(super) fn address(text: Option<&[u8]>) -> Result<NameAddr> {
    let mut address = NameAddr::from_text(text.ok_or(Error::Syntax)?)?;
    let uri = address.url.as_mut().ok_or(Error::Syntax)?;
    if is_sip(uri) && uri.host.as_ref().is_none_or(|host| host.is_empty()) {
        return Err(Error::Syntax);
    }
    if uri.scheme.is_none() {
        return Err(Error::Syntax);
    }
    remove_param(&mut uri.url_params, b"method");
    Ok(address)
}

/// Our Contact in a request that creates a dialog, or in the response to one; the user is that of `own`.
pub(super) fn contact(
    own: &NameAddr,
    is_secure: bool,
    transport: Option<&str>,
    options: &Options,
) -> Option<NameAddr> {
    let SentBy { host, port } = SentBy::placeholder();
    let outbound = options.outbound.then(|| Param::new(b"ob", None));
    let transport = transport.map(|word| Param::new(b"transport", Some(word.as_bytes())));
    let uri = Uri {
        scheme: Some(Text::from(if is_secure { "sips" } else { "sip" })),
        username: own.url.as_ref()?.username.clone(),
        host: Some(host),
        port: Some(port),
        url_params: outbound.into_iter().chain(transport).collect(),
        ..Uri::default()
    };
    let instance =
        options.instance().map(|text| Param::new(b"+sip.instance", Some(&instance(text))));
    let mut contact = NameAddr {
        displayname: options.contact_display_name().map(Text::new),
        url: Some(CBox::new(uri)),
        gen_params: instance.into_iter().collect(),
    };
    for param in options.contact_params().split(|byte| *byte == b';').filter(|it| !it.is_empty()) {
        let (name, value) = grammar::split_before(param, b'=');
        contact.gen_params.push(Param::new(name, value.strip_prefix(b"=")));
    }
    Some(contact)
}

/// Replaces the sent-by of the topmost Via, as an earlier path wrote it, by placeholders.
pub(super) fn ensure_placeholder(request: &mut TextEditor<'_>) {
    let SentBy { host, port } = SentBy::placeholder();
    via::set_sent_by(request, None, &host, &port);
}
