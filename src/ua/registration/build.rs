//! Builds REGISTERs: the first from the arguments of the application, the next from the last. RFC 3261 10.2.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use super::arguments::{Arguments, Parties, add_from_uri, contacts, take_headers};
use super::first::{First, Texts};
use super::outbound;
use crate::error::{Error, Result};
use crate::mem::{CBox, Text};
use crate::routing::{Listeners, is_secure};
use crate::sip::param::set_param;
use crate::sip::text::via;
use crate::sip::text::{TextEditor, TextWriter};
use crate::sip::{CSeq, CallId, Message, NameAddr, Param, Uri, Via};
use crate::ua::date::date_text;
use crate::ua::identity::masquerade::SentBy;
use crate::ua::io::Transport;
use crate::ua::options::Options;
use crate::ua::random::{RandomText, Rng};
use crate::ua::registration::ContactId;

/// How much of a `q` value is kept.
const LONGEST_Q: usize = 15;
/// [`SentBy::placeholder`] as it is written.
const PLACEHOLDER: &[u8] = b"999.999.999.999:99999";

/// The random texts of a first REGISTER.
pub(in crate::ua) struct Identifiers {
    pub(in crate::ua) branch: RandomText,
    pub(in crate::ua) tag: RandomText,
    pub(in crate::ua) call_id: RandomText,
}

impl Identifiers {
    pub(in crate::ua) fn new(rng: &mut Rng) -> Self {
        Self { branch: rng.branch(), tag: rng.decimal(), call_id: rng.decimal() }
    }
}

/// The first REGISTER of a registration, with placeholders for our own address.
pub(in crate::ua) fn initial_register(
    arguments: &Arguments<'_>,
    line: ContactId,
    listeners: &Listeners,
    options: &Options,
    identifiers: &Identifiers,
    date: SystemTime,
) -> Result<CBox<Message>> {
    let Arguments { contact, q, .. } = arguments;
    let Parties { mut to, registrar, transport } = Parties::of(arguments, listeners)?;
    let headers = take_headers(&mut to);

    let mut message = CBox::new(Message::default());
    message.sip_version = Some(Text::from("SIP/2.0"));
    message.sip_method = Some(Text::from("REGISTER"));
    message.vias.push(own_via(transport, listeners, options, &identifiers.branch));
    message.contacts = match contact {
        Some(text) => contacts(text)?,
        None => [own_contact(&to, line, transport, *q, options)].into_iter().collect(),
    };
    let mut from = to.clone();
    set_param(&mut from.gen_params, b"tag", &identifiers.tag);
    message.from = Some(CBox::new(from));
    message.to = Some(CBox::new(to));
    message.call_id =
        Some(CBox::new(CallId { number: Some(Text::new(&identifiers.call_id)), host: None }));
    let (method, number) = (Some(Text::from("REGISTER")), Some(Text::from("1")));
    message.cseq = Some(CBox::new(CSeq { method, number }));
    message.req_uri = Some(CBox::new(registrar));
    for header in &headers {
        add_from_uri(&mut message, header)?;
    }
    message.add_header(b"Max-Forwards", b"70");
    message.add_header(b"User-Agent", options.user_agent());
    message.add_header(b"Expires", arguments.expires.to_string().as_bytes());
    if options.date {
        message.set_header(b"Date", date_text(date).as_bytes());
    }
    outbound::announce(&mut message, contact.is_none(), options);
    Ok(message)
}

/// The text of a first REGISTER: what [`initial_register`] makes of these texts.
pub(super) fn first_text(
    first: &First<'_>,
    texts: &Texts<'_>,
    writer: &mut TextWriter,
) -> Result<Arc<[u8]>> {
    let First { arguments, line, listeners, options, .. } = *first;
    let Identifiers { branch, tag, call_id } = first.identifiers;
    let Texts { registrar, to, contact, transport } = texts;
    let is_ipv4 = listeners.of(*transport).is_some_and(|listener| listener.ipv4);
    let protocol = transport.via_protocol().as_bytes();
    writer.write_by(|out| {
        let append = |parts: &[&[u8]], out: &mut Vec<u8>| {
            parts.iter().for_each(|part| out.extend_from_slice(part));
        };
        let rport: &[u8] = if options.rport && is_ipv4 { b";rport" } else { b"" };
        append(&[b"REGISTER ", registrar, b" SIP/2.0\r\nVia: SIP/2.0/", protocol], out);
        append(&[b" ", PLACEHOLDER, rport, b";branch=", branch, b"\r\nFrom: "], out);
        append(to, out);
        append(&[b";tag=", tag, b"\r\nTo: "], out);
        append(to, out);
        append(&[b"\r\nCall-ID: ", call_id, b"\r\nCSeq: 1 REGISTER"], out);
        append(&[b"\r\nContact: <"], out);
        append(contact, out);
        out.extend_from_slice(PLACEHOLDER);
        if transport.is_reliable() {
            append(&[b";transport=", protocol], out);
        }
        append(&[b";line=", &line.digits(), b">\r\nMax-Forwards: 70\r\nUser-Agent: "], out);
        append(&[options.user_agent(), b"\r\nExpires: "], out);
        let expires = arguments.expires.to_string();
        append(&[expires.as_bytes(), b"\r\nContent-Length: 0\r\n\r\n"], out);
        Ok(())
    })
}

/// The user part of From.
pub(in crate::ua) fn user_of(message: &Message) -> Option<Cow<'_, [u8]>> {
    message.from.as_ref()?.url.as_ref()?.user()
}

/// Makes the last REGISTER the next one; our own address and the credentials are for others to set.
pub(in crate::ua) fn renew(
    request: &mut TextEditor<'_>,
    expires: u32,
    options: &Options,
    rng: &mut Rng,
    date: SystemTime,
) -> Result<()> {
    let (last, _) = request.cseq().ok_or(Error::Syntax)?;
    request.set_cseq(last.checked_add(1).ok_or(Error::Syntax)?);
    via::set_branch(request, &rng.branch());
    request.remove_credentials();
    request.set_number(b"Expires", expires);
    if options.date {
        request.set(b"Date", date_text(date).as_bytes());
    }
    Ok(())
}

/// Sets new identifiers in a first REGISTER that was never sent.
pub(in crate::ua) fn start_again(request: &mut TextEditor<'_>, rng: &mut Rng) {
    request.edit(b"From", |from: &mut NameAddr| {
        set_param(&mut from.gen_params, b"tag", &rng.decimal());
    });
    request.set(b"Call-ID", &rng.decimal());
    request.set_cseq(1);
}

pub(in crate::ua) fn own_via(
    transport: Transport,
    listeners: &Listeners,
    options: &Options,
    branch: &[u8],
) -> Via {
    let SentBy { host, port } = SentBy::placeholder();
    let is_ipv4 = listeners.of(transport).is_some_and(|listener| listener.ipv4);
    let rport = (options.rport && is_ipv4).then(|| Param::new(b"rport", None));
    Via {
        version: Some(Text::from("2.0")),
        protocol: Some(Text::from(transport.via_protocol())),
        host: Some(host),
        port: Some(port),
        comment: None,
        via_params: rport.into_iter().chain([Param::new(b"branch", Some(branch))]).collect(),
    }
}

fn own_contact(
    aor: &NameAddr,
    line: ContactId,
    transport: Transport,
    q: Option<&[u8]>,
    options: &Options,
) -> NameAddr {
    let SentBy { host, port } = SentBy::placeholder();
    let aor = aor.url.as_deref();
    let is_secure = aor.is_some_and(is_secure);
    let reliable = transport.is_reliable().then(|| transport.via_protocol());
    let transport = reliable.map(|word| Param::new(b"transport", Some(word.as_bytes())));
    let line = Param::new(b"line", Some(&line.digits()));
    let mut uri = Uri {
        scheme: Some(Text::from(if is_secure { "sips" } else { "sip" })),
        username: aor.and_then(|aor| aor.username.clone()),
        host: Some(host),
        port: Some(port),
        url_params: transport.into_iter().chain([line]).collect(),
        ..Uri::default()
    };
    let more = options.contact_uri_params().unwrap_or_default();
    // They were checked when they were set.
    let _ = uri.parse_params(more);
    let q = q.map(|q| q.get(..LONGEST_Q).unwrap_or(q)).filter(|q| !q.is_empty());
    let q = q.map(|q| Param::new(b"q", Some(q)));
    let instance =
        options.instance().map(|text| Param::new(b"+sip.instance", Some(&instance(text))));
    NameAddr {
        displayname: options.contact_display_name().map(Text::new),
        url: Some(CBox::new(uri)),
        gen_params: q.into_iter().chain(instance).collect(),
    }
}

/// A value that looks like a UUID becomes a URN (RFC 5626 4.1).
pub(in crate::ua) fn instance(text: &[u8]) -> Text {
    let is_uuid = text.len() == 36 && text.get(8) == Some(&b'-');
    let prefix: &[u8] = if is_uuid { b"\"<urn:uuid:" } else { b"\"<" };
    Text::new(&[prefix, text, b">\""].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_that_is_a_uuid_becomes_a_urn() {
        let uuid = b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        assert_eq!(&*instance(uuid), b"\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"");
        assert_eq!(&*instance(b"my phone"), b"\"<my phone>\"");
    }
}
