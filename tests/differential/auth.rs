//! `headers/osip_www_authenticate.h`, `osip_authorization.h` and `osip_authentication_info.h`.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::null_mut;

use crate::common::generate::mutate;
use crate::common::oracle::{lent_text, take_text, terminated};
use crate::common::random::Seeded;

/// One header type of one library. Its objects are rows of strings; those without a getter are not looked at.
struct Family {
    init: unsafe extern "C" fn(*mut *mut c_void) -> c_int,
    free: unsafe extern "C" fn(*mut c_void),
    parse: unsafe extern "C" fn(*mut c_void, *const c_char) -> c_int,
    to_str: unsafe extern "C" fn(*mut c_void, *mut *mut c_char) -> c_int,
    clone: unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int,
    fields: Vec<(Getter, Setter)>,
}

type Getter = unsafe extern "C" fn(*mut c_void) -> *mut c_char;
type Setter = unsafe extern "C" fn(*mut c_void, *mut c_char);

macro_rules! family {
    ($family:ident: $init:ident $free:ident $parse:ident $to_str:ident $clone:ident $($get:ident $set:ident)*) => {
        mod $family {
            use core::ffi::{c_char, c_int, c_void};

            crate::api! {
                fn $init(*mut *mut c_void) -> c_int;
                fn $free(*mut c_void);
                fn $parse(*mut c_void, *const c_char) -> c_int;
                fn $to_str(*mut c_void, *mut *mut c_char) -> c_int;
                fn $clone(*mut c_void, *mut *mut c_void) -> c_int;
                $(fn $get(*mut c_void) -> *mut c_char;)*
                $(fn $set(*mut c_void, *mut c_char);)*
            }

            fn family(api: &Api) -> super::Family {
                super::Family {
                    init: api.$init,
                    free: api.$free,
                    parse: api.$parse,
                    to_str: api.$to_str,
                    clone: api.$clone,
                    fields: vec![$((api.$get, api.$set)),*],
                }
            }

            /// Ours, and the original's.
            pub(super) fn both() -> [super::Family; 2] {
                [family(ours()), family(original())]
            }
        }
    };
}

family! { www_authenticate:
    osip_www_authenticate_init osip_www_authenticate_free osip_www_authenticate_parse
    osip_www_authenticate_to_str osip_www_authenticate_clone
    osip_www_authenticate_get_auth_type osip_www_authenticate_set_auth_type
    osip_www_authenticate_get_realm osip_www_authenticate_set_realm
    osip_www_authenticate_get_domain osip_www_authenticate_set_domain
    osip_www_authenticate_get_nonce osip_www_authenticate_set_nonce
    osip_www_authenticate_get_opaque osip_www_authenticate_set_opaque
    osip_www_authenticate_get_stale osip_www_authenticate_set_stale
    osip_www_authenticate_get_algorithm osip_www_authenticate_set_algorithm
    osip_www_authenticate_get_qop_options osip_www_authenticate_set_qop_options
    osip_www_authenticate_get_version osip_www_authenticate_set_version
    osip_www_authenticate_get_targetname osip_www_authenticate_set_targetname
    osip_www_authenticate_get_gssapi_data osip_www_authenticate_set_gssapi_data
}
family! { authorization:
    osip_authorization_init osip_authorization_free osip_authorization_parse
    osip_authorization_to_str osip_authorization_clone
    osip_authorization_get_auth_type osip_authorization_set_auth_type
    osip_authorization_get_username osip_authorization_set_username
    osip_authorization_get_realm osip_authorization_set_realm
    osip_authorization_get_nonce osip_authorization_set_nonce
    osip_authorization_get_uri osip_authorization_set_uri
    osip_authorization_get_response osip_authorization_set_response
    osip_authorization_get_digest osip_authorization_set_digest
    osip_authorization_get_algorithm osip_authorization_set_algorithm
    osip_authorization_get_cnonce osip_authorization_set_cnonce
    osip_authorization_get_opaque osip_authorization_set_opaque
    osip_authorization_get_message_qop osip_authorization_set_message_qop
    osip_authorization_get_nonce_count osip_authorization_set_nonce_count
    osip_authorization_get_version osip_authorization_set_version
    osip_authorization_get_targetname osip_authorization_set_targetname
    osip_authorization_get_gssapi_data osip_authorization_set_gssapi_data
    osip_authorization_get_crand osip_authorization_set_crand
    osip_authorization_get_cnum osip_authorization_set_cnum
}
family! { authentication_info:
    osip_authentication_info_init osip_authentication_info_free osip_authentication_info_parse
    osip_authentication_info_to_str osip_authentication_info_clone
    osip_authentication_info_get_auth_type osip_authentication_info_set_auth_type
    osip_authentication_info_get_nextnonce osip_authentication_info_set_nextnonce
    osip_authentication_info_get_cnonce osip_authentication_info_set_cnonce
    osip_authentication_info_get_qop_options osip_authentication_info_set_qop_options
    osip_authentication_info_get_rspauth osip_authentication_info_set_rspauth
    osip_authentication_info_get_nonce_count osip_authentication_info_set_nonce_count
    osip_authentication_info_get_snum osip_authentication_info_set_snum
    osip_authentication_info_get_srand osip_authentication_info_set_srand
    osip_authentication_info_get_targetname osip_authentication_info_set_targetname
    osip_authentication_info_get_realm osip_authentication_info_set_realm
    osip_authentication_info_get_opaque osip_authentication_info_set_opaque
}

/// What became of an object.
#[derive(Debug, PartialEq)]
struct Outcome {
    parsed: c_int,
    fields: Vec<Option<Vec<u8>>>,
    printed: (c_int, Option<Vec<u8>>),
    copy: (c_int, Option<Vec<u8>>),
}

impl Family {
    fn fields(&self, header: *mut c_void) -> Vec<Option<Vec<u8>>> {
        self.fields.iter().map(|(get, _)| unsafe { lent_text(get(header)) }).collect()
    }

    fn print(&self, header: *mut c_void) -> (c_int, Option<Vec<u8>>) {
        let mut text = null_mut();
        let code = unsafe { (self.to_str)(header, &mut text) };
        (code, unsafe { take_text(text) })
    }

    fn parse(&self, text: &[u8]) -> Outcome {
        let text = terminated(text);
        let (mut header, mut copy) = (null_mut(), null_mut());
        unsafe {
            assert_eq!((self.init)(&mut header), 0);
            let parsed = (self.parse)(header, text.as_ptr().cast());
            let copied = (self.clone)(header, &mut copy);
            let outcome = Outcome {
                parsed,
                fields: self.fields(header),
                printed: self.print(header),
                copy: (copied, self.print(copy).1),
            };
            (self.free)(header);
            (self.free)(copy);
            outcome
        }
    }

    /// Sets random fields, as C does: the old string is freed before.
    fn set(&self, seed: u64) -> Outcome {
        let mut random = Seeded(seed);
        let (mut header, mut copy) = (null_mut(), null_mut());
        unsafe {
            assert_eq!((self.init)(&mut header), 0);
            for _ in 0..random.below(40) {
                let (get, set) = self.fields[random.below(self.fields.len())];
                libc::free(get(header).cast());
                let value = format!("v{}\0", random.below(100));
                let value =
                    if random.one_in(5) { null_mut() } else { libc::strdup(value.as_ptr().cast()) };
                set(header, value);
                assert_eq!(get(header), value);
            }
            let copied = (self.clone)(header, &mut copy);
            let outcome = Outcome {
                parsed: 0,
                fields: self.fields(header),
                printed: self.print(header),
                copy: (copied, self.print(copy).1),
            };
            (self.free)(header);
            (self.free)(copy);
            outcome
        }
    }
}

/// The names of a header's parameters: the quoted ones, and the tokens.
struct Names {
    scheme: &'static [&'static str],
    quoted: &'static [&'static str],
    tokens: &'static [&'static str],
}

const WWW_AUTHENTICATE: Names = Names {
    scheme: &["Digest ", "Digest  ", "NTLM ", "Basic ", "x "],
    quoted: &["realm", "domain", "nonce", "opaque", "qop", "targetname", "gssapi-data"],
    tokens: &["stale", "algorithm", "version"],
};

const AUTHORIZATION: Names = Names {
    scheme: &["Digest ", "digest  ", "NTLM "],
    quoted: &[
        "username",
        "realm",
        "nonce",
        "uri",
        "response",
        "digest",
        "cnonce",
        "opaque",
        "targetname",
        "gssapi-data",
        "crand",
        "cnum",
    ],
    tokens: &["algorithm", "qop", "nc", "version"],
};

const AUTHENTICATION_INFO: Names = Names {
    scheme: &["", "", "", "Digest ", "NTLM "],
    quoted: &["nextnonce", "rspauth", "cnonce", "snum", "srand", "realm", "targetname", "opaque"],
    tokens: &["qop", "nc"],
};

/// A header that both must read alike: odd blanks, doubled commas, unknown and repeated names included.
fn header(random: &mut Seeded, names: &Names) -> String {
    let mut text = random.pick(names.scheme).to_owned();
    let has_scheme = !text.is_empty();
    let count = 1 + random.below(12);
    for n in 1..=count {
        text += &match random.below(10) {
            0..=5 => quoted_param(random, names),
            6..=8 => token_param(random, names),
            _ => other_param(random, n == 1 || n == count),
        };
        if n < count {
            text += random.pick(&[",", ", ", " , ", ",  ", ", , ", ",,", ",\t"]);
        }
    }
    if !has_scheme {
        // The original takes a name for a scheme where a blank stands behind it.
        text = text.replacen(" =", "=", 1);
    }
    text + random.pick(&["", "", "", " "])
}

fn name(random: &mut Seeded, names: &[&str]) -> String {
    let name = random.pick(names);
    let name = match random.below(4) {
        0 => name.to_ascii_uppercase(),
        _ => name.to_owned(),
    };
    name + random.pick(&["=", "=", "=", " = ", "= ", " ="])
}

fn quoted_param(random: &mut Seeded, names: &Names) -> String {
    let value = random.pick(&[
        "",
        "a",
        " ",
        "example.test",
        "sip:a@b;c=d",
        "a,b",
        "x=y",
        "realm=\\\"r\\\", nonce",
        "\\\\",
        "a\\\"b",
        "\u{e4}",
        "auth,auth-int",
        "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        "'",
        "<>",
    ]);
    format!("{}\"{value}\"", name(random, names.quoted))
}

fn token_param(random: &mut Seeded, names: &Names) -> String {
    let value =
        random.pick(&["MD5", "TRUE", "auth", "00000001", "SHA-512-256", "\"MD5\"", "a;b", "x y"]);
    name(random, names.tokens) + value
}

/// What has no field. Nameless and valueless ones are errors at the end, and at the beginning may be a scheme.
fn other_param(random: &mut Seeded, is_first_or_last: bool) -> String {
    let others = [
        "foo=bar",
        "foo=\"b,a\\\"r\"",
        "charset=UTF-8",
        "foo=",
        "realmx=\"a\"",
        "foo = \"x\"y",
        "=",
        "foo",
        "foo bar",
    ];
    let end = if is_first_or_last { others.len() - 3 } else { others.len() };
    others[random.below(end)].to_owned()
}

fn agree(both: [Family; 2], names: &Names) {
    let mut random = Seeded(7);
    for _ in 0..10_000 {
        let text = header(&mut random, names);
        let [ours, original] = both.each_ref().map(|family| family.parse(text.as_bytes()));
        if !says_nothing(&original) {
            assert_eq!(ours, original, "{text}");
        }
    }
    for seed in 0..3_000 {
        let [mut ours, original] = both.each_ref().map(|family| family.set(seed));
        if original.printed.0 != 0 && original.copy.0 != 0 {
            // The original does not copy what it cannot print.
            ours.copy = original.copy.clone();
        }
        assert_eq!(ours, original, "seed {seed}");
    }
    agree_mostly(&both, names);
}

/// A header without any parameter that the original knows: what it writes of that cannot be read.
fn says_nothing(original: &Outcome) -> bool {
    original.parsed == 0 && original.fields.iter().skip(1).all(Option::is_none)
}

/// Damaged headers: ours forgives other faults than the original does, but seldom.
fn agree_mostly(both: &[Family; 2], names: &Names) {
    const RUNS: usize = 5_000;
    let mut random = Seeded(11);
    let mut differences = 0;
    for _ in 0..RUNS {
        let text = header(&mut random, names);
        let mut text = mutate(&mut random, text.as_bytes());
        // Text from C is one line.
        text.retain(|byte| !matches!(byte, b'\r' | b'\n'));
        let [ours, original] = both.each_ref().map(|family| family.parse(&text));
        differences += usize::from(ours.parsed != original.parsed && !says_nothing(&original));
    }
    assert!(differences * 10 < RUNS, "{differences} of {RUNS}");
}

#[test]
fn challenges_agree() {
    agree(www_authenticate::both(), &WWW_AUTHENTICATE);
}

#[test]
fn credentials_agree() {
    agree(authorization::both(), &AUTHORIZATION);
}

#[test]
fn authentication_infos_agree() {
    agree(authentication_info::both(), &AUTHENTICATION_INFO);
}
