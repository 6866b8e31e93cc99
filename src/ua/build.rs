//! Skeletons of requests outside of dialogs, and of responses. RFC 3261 8.1.1, 8.2.6.

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
use crate::sip::reason::reason;
use crate::sip::text::{Copied, CopiedHeaders, TextEditor, cseq, decimal, header_values, via};
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
    message.vias.push(own_via(transport, listeners, options, rng));
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

/// What a response says beside what it copies of its request.
#[derive(Clone, Copy, Default)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    /// Another reason phrase than the usual one.
    pub(super) reason: Option<&'a [u8]>,
    /// Whether the response copies Record-Route and has our Contact, as those that create dialogs do.
    pub(super) creates_dialog: bool,
    /// Whether the response copies Record-Route.
    pub(super) copies_routes: bool,
    /// Whether To has a tag even in a 100 (RFC 3261 8.2.6.2 permits it), as the original does in dialogs of subscriptions.
    pub(super) has_tag_always: bool,
    /// Whether the response has `Refer-Sub: false` where the request has it.
    pub(super) repeats_refer_sub: bool,
    /// More headers, in their order.
    pub(super) headers: &'a [(&'a [u8], &'a [u8])],
}

impl Answer<'_> {
    /// A response with nothing but its status.
    pub(super) fn of(status: u16) -> Self {
        Self { status, ..Self::default() }
    }
}

/// Appends a response to `text`. `request` may be an earlier response as well.
pub(super) fn response(
    request: &[u8],
    tag: u64,
    answer: &Answer<'_>,
    options: &Options,
    text: &mut Vec<u8>,
) {
    let (headers, mut digits) = (CopiedHeaders::of(request), [0; _]);
    let method = cseq(headers.first(Copied::CSeq)).map_or(&b""[..], |(_, method)| method);
    let special = match (answer.status, method) {
        (202, b"SUBSCRIBE") => Some(&b"Accepted subscription"[..]),
        (481, b"NOTIFY") => Some(&b"Subscription Does Not Exist"[..]),
        _ => None,
    };
    let phrase = answer.reason.or(special);
    let phrase = phrase.or_else(|| Some(reason(answer.status.into())?.to_bytes()));
    text.extend_from_slice(b"SIP/2.0 ");
    text.extend_from_slice(decimal(answer.status.into(), &mut digits));
    text.push(b' ');
    text.extend_from_slice(phrase.unwrap_or(b"Unknown code"));
    text.extend_from_slice(b"\r\n");
    copy(text, &headers, Copied::Via, b"Via");
    if answer.creates_dialog || answer.copies_routes {
        copy(text, &headers, Copied::RecordRoute, b"Record-Route");
    }
    copy(text, &headers, Copied::From, b"From");
    let to = headers.first(Copied::To);
    put(text, b"To", to);
    let has_tag =
        grammar::has(to, b';') && NameAddr::from_text(to).is_ok_and(|to| to.tag().is_some());
    if (answer.status != 100 || answer.has_tag_always) && !has_tag {
        text.truncate(text.len() - 2);
        text.extend_from_slice(b";tag=");
        text.extend_from_slice(decimal(tag, &mut digits));
        text.extend_from_slice(b"\r\n");
    }
    copy(text, &headers, Copied::CallId, b"Call-ID");
    copy(text, &headers, Copied::CSeq, b"CSeq");
    if answer.creates_dialog
        && let Some(contact) = response_contact(&TextEditor::of(request), options)
    {
        let mut value = Vec::new();
        // It is made of valid parts.
        let _ = contact.write_contact(&mut value);
        put(text, b"Contact", &value);
    }
    // Each response to SUBSCRIBE repeats its event, as in the original.
    if method == b"SUBSCRIBE" {
        let event = header_values(request, b"Event").chain(header_values(request, b"o")).next();
        put(text, b"Event", event.unwrap_or(b"presence"));
    }
    put(text, b"User-Agent", options.user_agent());
    if answer.repeats_refer_sub && refers_without_subscription(&headers) {
        put(text, b"Refer-Sub", b"false");
    }
    for (name, value) in answer.headers {
        put(text, name, value);
    }
    text.extend_from_slice(b"Content-Length: 0\r\n\r\n");
}

/// Whether a request is not to create a subscription (RFC 4488).
fn refers_without_subscription(headers: &CopiedHeaders<'_>) -> bool {
    headers.values(Copied::ReferSub).any(|value| value.starts_with(b"false"))
}

/// The Contact of a response that creates a dialog: its user is that of To.
fn response_contact(request: &TextEditor<'_>, options: &Options) -> Option<NameAddr> {
    let to: NameAddr = request.read(b"To")?;
    let uri = |name: &[u8]| request.read(name).and_then(|it: NameAddr| it.url);
    let is_secure = match uri(b"Record-Route").or_else(|| uri(b"Contact")) {
        Some(uri) => is_secure(&uri),
        None => false,
    } || Uri::from_text(request.request_uri()).is_ok_and(|uri| is_secure(&uri));
    let via = request.values(b"Via").next()?;
    let (protocol, _) = grammar::split_before(via, b' ');
    let word = protocol.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let transport = str::from_utf8(word).ok().filter(|word| *word != "UDP");
    contact(&to, is_secure, transport, options)
}

fn copy(text: &mut Vec<u8>, headers: &CopiedHeaders<'_>, header: Copied, name: &[u8]) {
    headers.values(header).for_each(|value| put(text, name, value));
}

fn put(text: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    text.extend_from_slice(name);
    text.extend_from_slice(b": ");
    text.extend_from_slice(value);
    text.extend_from_slice(b"\r\n");
}
