//! What goes beyond the original: redirections, flows with numbers, what a registrar gives beside the binding.

use std::time::Duration;

use eXosip2::error::Error;
use eXosip2::mem::Text;
use eXosip2::sip::{Header, Message, NameAddr, Wire};
use eXosip2::ua::{Input, Listener, Transport};

use crate::world::{Sent, World, accept, ok, respond};

/// A registrar that redirects all requests to another one, which accepts them.
fn redirecting(
    status: &'static str,
    to: &'static str,
) -> impl FnMut(&Sent) -> Vec<String> + 'static {
    move |request| {
        let is_home = request.path.remote == "192.0.2.1:5060".parse().unwrap();
        vec![if is_home {
            respond(request, status, &[format!("Contact: {to}")])
        } else {
            ok(request)
        }]
    }
}

#[test]
fn a_redirection_is_followed_on_demand() {
    let mut world = World::new(redirecting("302 Moved", "<sip:192.0.2.9:5070>"));
    world.register(60);
    world.run_seconds(20);
    assert_eq!(world.story(), "-302");

    for status in ["300 Choose", "301 Moved", "302 Moved"] {
        let mut world =
            World::new(redirecting(status, "<mailto:a@b>, <sip:x@192.0.2.9:5070;lr?a=b>"));
        world.ua.options_mut().follow_redirects = true;
        world.register(60);
        world.run_seconds(60);
        assert!(world.story().ends_with("+200 +200"), "{}", world.story());
        assert_eq!(world.sent.len(), 3);
        assert!(world.last().text.starts_with("REGISTER sip:192.0.2.9:5070 SIP/2.0"));
        assert_eq!(world.last().path.remote, "192.0.2.9:5070".parse().unwrap());
    }
}

#[test]
fn a_proxy_that_is_named_is_used() {
    let mut world = World::new(redirecting("305 Use Proxy", "<sip:192.0.2.9:5070>"));
    world.ua.options_mut().follow_redirects = true;
    world.register(60);
    world.run_seconds(60);
    assert_eq!(world.story(), "-305 +200 +200");
    assert!(world.last().text.starts_with("REGISTER sip:192.0.2.1 SIP/2.0"));
    assert_eq!(world.last().header("Route"), None);
    assert_eq!(world.last().path.remote, "192.0.2.9:5070".parse().unwrap());
}

#[test]
fn a_circle_of_redirections_ends() {
    let mut world = World::new(redirecting("302 Moved", "<sip:192.0.2.1>"));
    world.ua.options_mut().follow_redirects = true;
    world.register(60);
    world.run_seconds(20);
    assert_eq!(world.sent.len(), 4);
}

#[test]
fn a_secure_registration_is_not_sent_on_in_clear() {
    let mut world = World::on(Transport::Tls, |request: &Sent| {
        vec![respond(request, "302 Moved", &["Contact: <sip:192.0.2.9>".to_owned()])]
    });
    world.ua.options_mut().follow_redirects = true;
    world.register_at("sips:192.0.2.1", 60);
    world.run_seconds(20);
    assert_eq!(world.sent.len(), 1);
}

#[test]
fn a_redirection_says_how_and_never_leads_out_of_tls() {
    let tls = "sip:192.0.2.1;transport=tls";
    for (registrar, to, wanted) in [
        (tls, "<sip:192.0.2.9>", None),
        (tls, "<sip:192.0.2.9;transport=udp>", None),
        (tls, "<sip:192.0.2.9;transport=tls>", Some("TLS 192.0.2.9:5061")),
        (tls, "<sips:192.0.2.9>", Some("TLS 192.0.2.9:5061")),
        ("sips:192.0.2.1", "<sip:192.0.2.9;transport=tls>", None),
        ("sip:192.0.2.1", "<sip:192.0.2.9;transport=tls>", Some("TLS 192.0.2.9:5061")),
        ("sip:192.0.2.1", "<sip:192.0.2.9>", Some("UDP 192.0.2.9:5060")),
        (
            "sip:192.0.2.1",
            "<tel:1>, <sip:192.0.2.7>;q=0.2, <sip:192.0.2.9>;q=0.7, <sip:192.0.2.8>;q=0.7",
            Some("UDP 192.0.2.9:5060"),
        ),
    ] {
        let mut world = World::new(move |request: &Sent| {
            vec![respond(request, "302 Moved", &[format!("Contact: {to}")])]
        });
        world.ua.add_listener(Listener { transport: Transport::Tls, port: 0, ipv4: true });
        world.ua.options_mut().follow_redirects = true;
        world.register_at(registrar, 60);
        world.run_seconds(5);
        let second =
            world.sent.get(1).map(|it| format!("{} {}", it.path.transport, it.path.remote));
        assert_eq!(second.as_deref(), wanted, "{registrar} to {to}");
    }
}

#[test]
fn redirect_to_unreachable_target_reverts_to_registrar() {
    for to in ["<sips:192.0.2.9>", "<sip:192.0.2.9:0>"] {
        let mut world = World::new(redirecting("302 Moved", to));
        world.ua.options_mut().follow_redirects = true;
        world.register(60);
        world.run_seconds(5);
        assert_eq!(world.story(), "-302");
        world.serve(accept);
        world.run_seconds(200);
        assert_eq!(world.story().split(' ').nth(1), Some("+200"), "{to}");
    }
}

#[test]
fn redirect_to_a_refusing_target_reverts_to_registrar() {
    let mut world = World::new(redirecting("302 Moved", "<sip:192.0.2.9>"));
    world.ua.options_mut().follow_redirects = true;
    world.register(600);
    world.run_seconds(5);
    world.serve(|request: &Sent| {
        let is_home = request.path.remote == "192.0.2.1:5060".parse().unwrap();
        vec![if is_home { ok(request) } else { respond(request, "404 Not Found", &[]) }]
    });
    world.run_seconds(700);
    assert!(world.story().ends_with("-404 +200"), "{}", world.story());
    assert!(world.last().text.starts_with("REGISTER sip:192.0.2.1 SIP/2.0"));
}

#[test]
fn what_is_granted_beside_the_binding_can_be_read() {
    let mut world = World::new(|request: &Sent| {
        let contact = request.header("Contact").unwrap();
        let gruu = ";pub-gruu=\"sip:alice@example.com;gr=x\";temp-gruu=\"sip:t@example.com;gr\"";
        let headers = [
            format!("Contact: {contact};expires=60{gruu}"),
            "Service-Route: <sip:p1.example;lr>, broken, <sip:p2.example;lr>".to_owned(),
            "P-Associated-URI: <tel:+123>".to_owned(),
        ];
        vec![respond(request, "200 OK", &headers)]
    });
    let rid = world.register(60);
    assert_eq!(world.ua.registrar_info(rid), Ok(None));
    world.run_seconds(1);
    let grants = world.ua.registrar_info(rid).unwrap().unwrap().clone();
    let routes: Vec<_> = grants.service_route.iter().map(|route| route.to_vec()).collect();
    assert_eq!(routes, [b"<sip:p1.example;lr>", b"<sip:p2.example;lr>"]);
    assert_eq!(grants.associated_uris.len(), 1);
    assert_eq!(grants.public_gruu.as_deref(), Some(&b"sip:alice@example.com;gr=x"[..]));
    assert_eq!(grants.temporary_gruu.as_deref(), Some(&b"sip:t@example.com;gr"[..]));
    assert_eq!(world.ua.registrar_info(0), Err(Error::BadParameter));
    // The requests that the application builds go by it, behind their own Routes.
    let mut request = Message::parse(b"OPTIONS sip:b SIP/2.0\r\nRoute: <sip:own>\r\n\r\n").unwrap();
    grants.route(&mut request).unwrap();
    let hosts: Vec<_> = request.routes.iter().map(|it| it.url.as_ref()?.host.clone()).collect();
    assert_eq!(hosts, ["own", "p1.example", "p2.example"].map(|host| Some(Text::from(host))));
    // A Service-Route is not for REGISTERs (RFC 3608 6.1).
    world.run_seconds(60);
    assert_eq!(world.last().header("Route"), None);
    world.serve(accept);
    world.run_seconds(60);
    assert_eq!(world.ua.registrar_info(rid), Ok(None));
}

const INSTANCE: &[u8] = b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

#[test]
fn a_flow_has_a_number() {
    let mut world = World::new(accept);
    world.ua.options_mut().set_instance(INSTANCE).unwrap();
    world.ua.options_mut().reg_id = 2;
    world.register(60);
    assert!(world.last().header("Contact").unwrap().ends_with(">\";reg-id=2"));
    assert_eq!(world.last().header("Supported"), Some("path, outbound"));
    world.run_seconds(60);
    assert_eq!(world.last().header("Supported"), Some("path, outbound"));

    let mut world = World::new(accept);
    world.ua.options_mut().reg_id = 2;
    world.ua.options_mut().path = true;
    world.register(60);
    assert!(!world.last().text.contains("reg-id"));
    assert_eq!(world.last().header("Supported"), Some("path"));
}

#[test]
fn flows_of_one_user_live_and_fail_by_themselves() {
    let mut world = World::on(Transport::Tcp, accept);
    world.ua.options_mut().set_instance(INSTANCE).unwrap();
    for (number, edge) in [(1, "<sip:192.0.2.11;lr>"), (2, "<sip:192.0.2.12;lr>")] {
        world.ua.options_mut().reg_id = number;
        let now = world.now();
        let (rid, mut message) = world.build("sip:alice@b", 3600);
        message.routes.push(NameAddr::from_text(edge.as_bytes()).unwrap());
        world.ua.send_register(now, rid, Some(message)).unwrap();
    }
    world.run_seconds(1);
    let [first, second] = &world.sent[..] else { panic!("{:?}", world.sent) };
    let name =
        |sent: &Sent| sent.header("Contact").unwrap().split_once(";+sip").unwrap().1.to_owned();
    assert_eq!(name(first).replace("reg-id=1", "reg-id=2"), name(second));
    assert_ne!(first.path.channel, second.path.channel);
    assert_ne!(first.header("Call-ID"), second.header("Call-ID"));

    let (call_id, channel) = (first.header("Call-ID").unwrap().to_owned(), first.path.channel);
    world.input(Input::Closed { channel, tls: None });
    world.run_seconds(60);
    assert_eq!(world.sent.len(), 3);
    assert_eq!(world.last().header("Call-ID"), Some(&*call_id));
    assert!(world.last().text.contains(";reg-id=1\r\n"));
}

#[test]
fn bindings_can_be_asked_for() {
    let mut world = World::new(|request: &Sent| {
        vec![respond(request, "200 OK", &["Contact: <sip:alice@10.9.9.9>;expires=77".to_owned()])]
    });
    let now = world.now();
    let (rid, mut message) = world.build("sip:a@b", 0);
    message.contacts.clear();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(1000);
    assert_eq!(world.last().header("Contact"), None);
    assert_eq!((world.story().as_str(), world.sent.len()), ("+200", 1));
    assert_eq!(world.ua.registration(rid), Err(Error::NotFound));
}

#[test]
fn a_first_hop_without_outbound_gets_a_plain_register() {
    let mut world = World::new(|request: &Sent| {
        let is_outbound = request.text.contains("reg-id");
        let lacks = "439 First Hop Lacks Outbound Support";
        vec![if is_outbound { respond(request, lacks, &[]) } else { ok(request) }]
    });
    world.ua.options_mut().set_instance(INSTANCE).unwrap();
    world.ua.options_mut().reg_id = 1;
    world.register(60);
    world.run_seconds(100);
    assert_eq!(world.story(), "-439 +200 +200");
    assert_eq!(world.last().header("Supported"), None);
    assert!(world.last().text.contains("+sip.instance"));
}

#[test]
fn a_plain_register_says_all_the_same_what_has_nothing_to_do_with_flows() {
    let mut world = World::new(|request: &Sent| {
        let is_outbound = request.text.contains("reg-id");
        vec![if is_outbound { respond(request, "439 No", &[]) } else { ok(request) }]
    });
    world.ua.options_mut().set_instance(INSTANCE).unwrap();
    world.ua.options_mut().reg_id = 1;
    world.ua.options_mut().path = true;
    let (rid, mut message) = world.build("sip:alice@example.com", 60);
    message.headers.push(Header::new(b"Supported", b"gruu, Outbound"));
    let now = world.now();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-439 +200");
    let lines = world.last().text.lines().filter(|line| line.starts_with("Supported"));
    assert_eq!(lines.collect::<Vec<_>>(), ["Supported: path", "Supported: gruu"]);
}

#[test]
fn the_server_chooses_how_often_it_hears_from_us() {
    for header in ["Flow-Timer: 5", "keep"] {
        let mut world = World::new(move |request: &Sent| {
            let answer = ok(request).replace(";keep", ";keep=5");
            vec![answer.replace(
                "Content-Length",
                &format!("{header}\r\nContent-Length").replace("keep", "X: y"),
            )]
        });
        world.keep_alive(Some(Duration::from_secs(17)));
        world.ua.options_mut().keep = header == "keep";
        world.register(3600);
        world.run_seconds(120);
        let count = world.keepalives.len();
        assert!((20..=31).contains(&count), "{header}: {count}");
    }
}

#[test]
fn parameters_for_push_stand_in_the_uri_of_the_contact() {
    let mut world = World::new(accept);
    let options = world.ua.options_mut();
    assert_eq!(options.set_contact_uri_params(b"pn-prid=x"), Err(Error::Syntax));
    assert_eq!(options.set_contact_uri_params(b";a=<b>"), Err(Error::Syntax));
    assert_eq!(options.set_contact_uri_params(b";a=b\r\n"), Err(Error::Syntax));
    options.set_contact_uri_params(b";pn-provider=acme;pn-prid=ZTY4").unwrap();
    world.register(60);
    assert!(world.last().header("Contact").unwrap().ends_with(";pn-provider=acme;pn-prid=ZTY4>"));
    // What is escaped already is not escaped again.
    for prid in ["a:b%3D%3D", "a:b=="] {
        let params = format!(";pn-prid={prid}");
        world.ua.options_mut().set_contact_uri_params(params.as_bytes()).unwrap();
        world.register(60);
        let contact = world.last().header("Contact").unwrap();
        assert!(contact.ends_with(";pn-prid=a:b%3D%3D>"), "{contact}");
    }
}
