//! `sdp_message.h`.

use core::ffi::{CStr, c_char, c_int};

use eXosip2::sdp::Description;

use crate::{Object, api, each_allocation_fails, gives_object, gives_text, giving};

api! {
    fn sdp_message_init(*mut *mut Description) -> c_int;
    fn sdp_message_free(*mut Description);
    fn sdp_message_parse(*mut Description, *const c_char) -> c_int;
    fn sdp_message_to_str(*mut Description, *mut *mut c_char) -> c_int;
    fn sdp_message_clone(*mut Description, *mut *mut Description) -> c_int;
    fn sdp_message_e_email_add(*mut Description, *mut c_char) -> c_int;
    fn sdp_message_p_phone_add(*mut Description, *mut c_char) -> c_int;
    fn sdp_message_c_connection_add(*mut Description, c_int, *mut c_char, *mut c_char, *mut c_char, *mut c_char, *mut c_char) -> c_int;
    fn sdp_message_b_bandwidth_add(*mut Description, c_int, *mut c_char, *mut c_char) -> c_int;
    fn sdp_message_t_time_descr_add(*mut Description, *mut c_char, *mut c_char) -> c_int;
    fn sdp_message_r_repeat_add(*mut Description, c_int, *mut c_char) -> c_int;
    fn sdp_message_k_key_set(*mut Description, c_int, *mut c_char, *mut c_char) -> c_int;
    fn sdp_message_a_attribute_add(*mut Description, c_int, *mut c_char, *mut c_char) -> c_int;
    fn sdp_message_m_media_add(*mut Description, *mut c_char, *mut c_char, *mut c_char, *mut c_char) -> c_int;
    fn sdp_message_m_payload_add(*mut Description, c_int, *mut c_char) -> c_int;
}

/// A line of every type, and two that are not of RFC 4566.
const FULL: &CStr = c"v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=Play\r\ni=info\r\nu=http://h\r\ne=a@h\r\np=+1\r\n\
    c=IN IP4 224.0.0.1/127/3\r\nb=AS:1\r\nt=0 0\r\nr=1 2 3\r\nz=1 2\r\nk=clear:x\r\na=tool:x\r\ny=0100000001\r\n\
    m=video 49170/2 RTP/AVP 96 98\r\ni=info\r\nc=IN IP6 ::1\r\nb=AS:1\r\nk=prompt\r\na=recvonly\r\na=rtpmap:96 PS/90000\r\n\
    m=audio 8000 RTP/AVP 8\r\nf=v/2/4///a///\r\n";

/// The same without what `sdp_message_k_key_set` would write over without freeing it.
const PLAIN: &CStr = c"v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=Play\r\nt=0 0\r\nr=1 2\r\na=tool:x\r\n\
    m=video 49170 RTP/AVP 96\r\nc=IN IP6 ::1\r\na=recvonly\r\n";

fn empty() -> Object<Description> {
    Object::new(ours().sdp_message_init, ours().sdp_message_free)
}

fn parse(sdp: &Object<Description>, text: &CStr) -> c_int {
    unsafe { (ours().sdp_message_parse)(sdp.place, text.as_ptr()) }
}

fn parsed(text: &CStr) -> Object<Description> {
    let sdp = empty();
    assert_eq!(parse(&sdp, text), 0);
    sdp
}

fn show(sdp: &Object<Description>) -> String {
    format!("{:?}", unsafe { &*sdp.place })
}

#[test]
fn descriptions_are_made_read_written_and_copied() {
    let api = ours();
    each_allocation_fails(
        "init",
        || (),
        |()| gives_object(api.sdp_message_free, |dest| unsafe { (api.sdp_message_init)(dest) }),
        |()| (),
    );
    // What was read so far stays, as in the original.
    each_allocation_fails("parse", empty, |sdp| parse(sdp, FULL), |_| ());
    each_allocation_fails(
        "to_str",
        || parsed(FULL),
        |sdp| gives_text(|dest| unsafe { (api.sdp_message_to_str)(sdp.place, dest) }),
        show,
    );
    each_allocation_fails(
        "clone",
        || parsed(FULL),
        |sdp| {
            gives_object(api.sdp_message_free, |dest| unsafe {
                (api.sdp_message_clone)(sdp.place, dest)
            })
        },
        show,
    );
}

#[test]
fn descriptions_grow() {
    let api = ours();
    let add = |name: &str, call: &dyn Fn(*mut Description, c_int) -> c_int| {
        for position in [-1, 0] {
            each_allocation_fails(name, || parsed(PLAIN), |sdp| call(sdp.place, position), show);
        }
    };
    add("e", &|sdp, _| giving(["a@h"], |[a]| unsafe { (api.sdp_message_e_email_add)(sdp, a) }));
    add("p", &|sdp, _| giving(["+1"], |[a]| unsafe { (api.sdp_message_p_phone_add)(sdp, a) }));
    add("c", &|sdp, at| {
        giving(["IN", "IP4", "224.0.0.1", "127", "3"], |[a, b, c, d, e]| unsafe {
            (api.sdp_message_c_connection_add)(sdp, at, a, b, c, d, e)
        })
    });
    add("b", &|sdp, at| {
        giving(["AS", "1"], |[a, b]| unsafe { (api.sdp_message_b_bandwidth_add)(sdp, at, a, b) })
    });
    add("t", &|sdp, _| {
        giving(["0", "0"], |[a, b]| unsafe { (api.sdp_message_t_time_descr_add)(sdp, a, b) })
    });
    add("r", &|sdp, _| giving(["1 2"], |[a]| unsafe { (api.sdp_message_r_repeat_add)(sdp, 0, a) }));
    add("k", &|sdp, at| {
        giving(["clear", "x"], |[a, b]| unsafe { (api.sdp_message_k_key_set)(sdp, at, a, b) })
    });
    add("a", &|sdp, at| {
        giving(["f", "v"], |[a, b]| unsafe { (api.sdp_message_a_attribute_add)(sdp, at, a, b) })
    });
    add("m", &|sdp, _| {
        giving(["audio", "1", "2", "RTP/AVP"], |[a, b, c, d]| unsafe {
            (api.sdp_message_m_media_add)(sdp, a, b, c, d)
        })
    });
    add("payload", &|sdp, _| {
        giving(["8"], |[a]| unsafe { (api.sdp_message_m_payload_add)(sdp, 0, a) })
    });
}
