//! Texts to begin with.

pub(super) const URIS: &[&str] = &[
    "sip:bob@example.com",
    "sips:al%20ice:s%3Acret@[2001:db8::1]:5061;transport=tls;lr?Subject=hello%20there&Priority=urgent",
    "sip:+1-212-555-1212;ext=1@gateway.example.com:5060;user=phone;maddr=[::1]",
    "sip:user;par=u%40example.net:p@h?a=&b=c;d",
    "SIP:192.0.2.1:0",
    "sip:user@isp.example@host.example:5070;x=y",
    "sip:a:b@c.d@e@f",
    "sip:null-%00-null@h;p=%00;%2500?x=%00",
    "sip:a@h; ;b= c ;%20d=%41",
    "sip:[fe80::1%25eth0];a=b;a",
    "tel:+358-555-1234567;postd=pp22",
    "mailto:alice@example.com",
    "urn:service:sos",
    "soap.beep://192.0.2.103:3002",
    "h323:x",
    "a:b",
];

pub(super) const NAMES: &[&str] = &[
    "sip:bob@example.com",
    "sip:bob@example.com;tag=1928301774",
    "\"Bob \\\"the\\\" Builder\" <sip:bob@example.com;lr>;tag=a48s;x=\"q;<>,\\\"\"",
    "Anna Lee<sip:anna@[2001:db8::1]:5060;transport=tcp?a=b> ; q=0.7 ;expires=3600",
    "<sips:h:1>;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>\"",
    "<tel:+12>;a;b=;c",
    "tel:+12;a=\"x",
    "*",
    "*;expires=0",
    "\"\" <sip:x@y>,<sip:z@w>",
    "<sip:b>",
];

pub(super) const VIAS: &[&str] = &[
    "SIP/2.0/UDP pc33.example.com;branch=z9hG4bK776asdhds",
    "SIP/2.0/TCP [2001:db8::9:1]:5060;received=[::1];rport;x=\"q;(c)\"",
    "SIP / 2.0 / UDP first.example.com : 4000 ; ttl=16 ;maddr=224.2.0.1 ; branch = a7 (Acme (tm) server)",
    "SIP/2.0/TLS-SCTP 192.0.2.1:65535 (c)",
    "SIP/2.0/UDP h;a;b=;c",
];

pub(super) const CSEQS: &[&str] =
    &["1 INVITE", "0009  ACK", "2147483647 REGISTER", "2147483648 a", "4294967296 !%*_+`'~-."];

pub(super) const CALL_IDS: &[&str] = &[
    "a84b4c76e66710@pc33.example.com",
    "f81d4fae-7dec-11d0",
    "a @ b",
    "x@[::1]",
    "\"<()>:/[]?{}@",
];

pub(super) const MEDIA: &[&str] = &[
    "application/sdp",
    "multipart/mixed;boundary=\"a ;/\\\"b\"",
    "text / html ; charset = ISO-8859-4 ;x",
    "*/*;q=0.5",
    "",
    " ",
];

pub(super) const TOKENS: &[&str] = &[
    "gzip",
    "gzip;q=1.0",
    " session ; handling = required ;x",
    "INVITE, ACK",
    "348",
    "en-gb;a=\";\\\";\"",
    " ",
];

pub(super) const INFOS: &[&str] = &[
    "<http://www.example.com/alice/photo.jpg;x> ;purpose=icon",
    "<cid:1@h>;a=\"<;>\";b",
    "x <a>y;z= 1",
];
