//! Builds REGISTERs: the first from the arguments of the application, the next from the last. RFC 3261 10.2.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use super::arguments::{Arguments, Parties, add_from_uri, contacts, take_headers};
use super::outbound;
use crate::error::{Error, Result};
use crate::mem::{CBox, Text};
use crate::routing::{Listeners, is_secure};
use crate::sip::param::set_param;
use crate::sip::text::via;
use crate::sip::text::{TextEditor, TextWriter};
use crate::sip::{CSeq, CallId, Message, NameAddr, Param, Uri, Via, Wire};
use crate::ua::date::date_text;
use crate::ua::identity::masquerade::SentBy;
use crate::ua::io::Transport;
use crate::ua::options::Options;
use crate::ua::random::Rng;
use crate::ua::registration::ContactId;

/// How much of a `q` value is kept.
const LONGEST_Q: usize = 15;
/// [`SentBy::placeholder`] as it is written.
const PLACEHOLDER: &[u8] = b"999.999.999.999:99999";

/// The first REGISTER of a registration, with placeholders for our own address.
pub(in crate::ua) fn initial_register(
    arguments: &Arguments<'_>,
    line: ContactId,
    listeners: &Listeners,
    options: &Options,
    rng: &mut Rng,
    date: SystemTime,
) -> Result<CBox<Message>> {
    let Arguments { contact, q, .. } = arguments;
    let Parties { mut to, registrar, transport } = Parties::of(arguments, listeners)?;
    let headers = take_headers(&mut to);

    let mut message = CBox::new(Message::default());
    message.sip_version = Some(Text::from("SIP/2.0"));
    message.sip_method = Some(Text::from("REGISTER"));
    message.vias.push(own_via(transport, listeners, options, rng));
    message.contacts = match contact {
        Some(text) => contacts(text)?,
        None => [own_contact(&to, line, transport, *q, options)].into_iter().collect(),
    };
    let mut from = to.clone();
    set_param(&mut from.gen_params, b"tag", &rng.decimal());
    message.from = Some(CBox::new(from));
    message.to = Some(CBox::new(to));
    message.call_id =
        Some(CBox::new(CallId { number: Some(Text::new(&rng.decimal())), host: None }));
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

/// The text of a first REGISTER, and the user part of From.
type FirstRegister = (Arc<[u8]>, Option<Vec<u8>>);

/// The first REGISTER as text: what [`initial_register`] makes, without a message in between
/// where the application has chosen nothing special.
pub(in crate::ua) fn initial_text(
    arguments: &Arguments<'_>,
    line: ContactId,
    listeners: &Listeners,
    options: &Options,
    rng: &mut Rng,
    date: SystemTime,
    writer: &mut TextWriter,
) -> Result<FirstRegister> {
    let Parties { to, registrar, transport } = Parties::of(arguments, listeners)?;
    let url = to.url.as_deref().ok_or(Error::Syntax)?;
    if arguments.contact.is_some()
        || arguments.q.is_some()
        || !url.url_headers.is_empty()
        || options.changes_first_register()
    {
        let message = initial_register(arguments, line, listeners, options, rng, date)?;
        return Ok((writer.write(&message)?, user_of(&message).map(Cow::into_owned)));
    }
    let is_ipv4 = listeners.of(transport).is_some_and(|listener| listener.ipv4);
    let protocol = transport.via_protocol().as_bytes();
    let text = writer.write_by(|out| {
        let append = |parts: &[&[u8]], out: &mut Vec<u8>| {
            parts.iter().for_each(|part| out.extend_from_slice(part));
        };
        out.extend_from_slice(b"REGISTER ");
        registrar.write(out)?;
        let rport: &[u8] = if options.rport && is_ipv4 { b";rport" } else { b"" };
        append(&[b" SIP/2.0\r\nVia: SIP/2.0/", protocol, b" ", PLACEHOLDER, rport], out);
        append(&[b";branch=", &rng.branch(), b"\r\nFrom: "], out);
        let start = out.len();
        to.write(out)?;
        let end = out.len();
        append(&[b";tag=", &rng.decimal(), b"\r\nTo: "], out);
        out.extend_from_within(start..end);
        append(&[b"\r\nCall-ID: ", &rng.decimal(), b"\r\nCSeq: 1 REGISTER\r\nContact: <"], out);
        out.extend_from_slice(if is_secure(url) { b"sips:" } else { b"sip:" });
        url.write_user(out);
        out.extend_from_slice(PLACEHOLDER);
        if transport.is_reliable() {
            append(&[b";transport=", protocol], out);
        }
        append(&[b";line=", &line.digits(), b">\r\nMax-Forwards: 70\r\nUser-Agent: "], out);
        append(&[options.user_agent(), b"\r\nExpires: "], out);
        append(&[arguments.expires.to_string().as_bytes(), b"\r\nContent-Length: 0\r\n\r\n"], out);
        Ok(())
    })?;
    Ok((text, url.user().map(Cow::into_owned)))
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
    rng: &mut Rng,
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
        via_params: rport.into_iter().chain([Param::new(b"branch", Some(&rng.branch()))]).collect(),
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
    use crate::transport::random::fixed::Constant;
    use crate::ua::Listener;

    /// A first REGISTER as text, and as the message would be written; or why there is none.
    fn both(from: &str, transport: Transport, options: &Options) -> [Result<String>; 2] {
        let mut listeners = Listeners::default();
        listeners.add(Listener { transport, port: 0, ipv4: transport == Transport::Udp });
        let (from, registrar) = (from.as_bytes(), &b"<sips:example.com:5071;a=b>"[..]);
        let registrar = if transport == Transport::Tls { registrar } else { b"example.com" };
        let arguments = Arguments { from, registrar, contact: None, q: None, expires: 3600 };
        let mut rng = Rng::new(Box::new(Constant(0x5a)));
        let line = ContactId::new(&mut rng);
        let (date, mut writer) = (SystemTime::UNIX_EPOCH, TextWriter::default());
        let text = initial_text(&arguments, line, &listeners, options, &mut rng, date, &mut writer);
        let message = initial_register(&arguments, line, &listeners, options, &mut rng, date);
        let message =
            message.and_then(|it| Ok((writer.write(&it)?, user_of(&it).map(Cow::into_owned))));
        [text, message]
            .map(|it| it.map(|(text, user)| format!("{user:?} {}", String::from_utf8_lossy(&text))))
    }

    #[test]
    fn a_first_register_is_the_same_with_and_without_a_message_in_between() {
        let mut special = Options::default();
        special.set_instance(b"me").unwrap();
        let mut without_rport = Options::default();
        without_rport.rport = false;
        for options in [Options::default(), special, without_rport] {
            for transport in [Transport::Udp, Transport::Tcp, Transport::Tls] {
                for from in [
                    "sip:alice@example.com",
                    "<sips:alice@example.com:5071;x=y>",
                    "\"A b\" <sip:al%20ice:secret@example.com>;tag=1;z=\"q\"",
                    "sip:example.com",
                    "tel:+123",
                    "<sip:alice@example.com?Route=%3Csip:a%3Blr%3E&Subject=x>",
                    "sip:a\r\nb@c",
                    "nothing",
                ] {
                    let [text, message] = both(from, transport, &options);
                    assert_eq!(text, message, "{from} over {transport}");
                }
            }
        }
    }

    #[test]
    fn an_instance_that_is_a_uuid_becomes_a_urn() {
        let uuid = b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        assert_eq!(&*instance(uuid), b"\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"");
        assert_eq!(&*instance(b"my phone"), b"\"<my phone>\"");
    }
}
