//! M1 to M9, M12 to M15: requests outside of dialogs, OPTIONS, publications.

use crate::Case;
use crate::script::Edit::{Behind, Instead, Until, Without};

const CREDENTIALS_22: &str = "CSeq: 22 PUBLISH\n\
    Proxy-Authorization: Digest username=\"alice\", realm=\"biloxi.com\", \
    nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"sip:alice@127.0.0.1\", response=\"a\", \
    algorithm=MD5, cnonce=\"b\", qop=auth, nc=00000002\nContent-Type";
const CREDENTIALS_24: &str = "CSeq: 24 PUBLISH\n\
    Proxy-Authorization: Digest username=\"alice\", realm=\"biloxi.com\", \
    nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"sip:alice@127.0.0.1\", response=\"c\", \
    algorithm=MD5, cnonce=\"d\", qop=auth, nc=00000003\nContent-Type";
const CREDENTIALS_26: &str = "CSeq: 26 PUBLISH\n\
    Proxy-Authorization: Digest username=\"alice\", realm=\"biloxi.com\", \
    nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"sip:alice@127.0.0.1\", response=\"e\", \
    algorithm=MD5, cnonce=\"f\", qop=auth, nc=00000004\nContent-Type";

macro_rules! cases {
    ($($name:ident: $case:expr;)*) => {
        $(#[test] fn $name() { ($case).check(); })*
    };
}

cases! {
    // The original: two answers in a row, before its thread has sent the first.
    msg_in: Case::with("msg-in", &[
        Instead("answer(1, 200, NULL) = 0", "answer(1, 200, NULL) = -3"),
        Instead("answer(4, 200, NULL) = 0", "answer(4, 200, NULL) = -3"),
    ]);
    // Ours: INFO and BYE are answered, and not reported.
    msg_in_all_methods: Case::with("msg-in-all-methods", &[
        Without("tid=7 |"),
        Without("answer(7,"),
        Without("tid=8 |"),
        Without("answer(8,"),
    ]);
    msg_in_late_answer: Case::of("msg-in-late-answer");
    // Ours: one tag for all responses to one request.
    msg_in_provisional: Case::with("msg-in-provisional", &[
        Instead("tag=1452034863", "tag=454819641"),
    ]);
    msg_options_in: Case::of("msg-options-in");
    msg_options_out: Case::of("msg-options-out");
    msg_out: Case::of("msg-out");
    // Ours: an event.
    msg_out_100_timeout: Case::with("msg-out-100-timeout", &[
        Behind("28.085", "-----    32.000  UA EVENT MESSAGE_REQUESTFAILURE \"\" tid=1 \
            | req=MESSAGE sip:bob@127.0.0.1:21725 SIP/2.0 | resp=SIP/2.0 100 Trying | ack=None"),
    ]);
    msg_out_407_auto: Case::of("msg-out-407-auto");
    msg_out_407_default_action: Case::of("msg-out-407-default-action").by_hand();
    // Ours: what has functions of its own is refused; REGISTER has an event.
    msg_out_odd_methods: Case::with("msg-out-odd-methods", &[
        Instead("send_request(msg) = 1", "send_request(msg) = -2"),
        Instead("send_request(msg) = 2", "send_request(msg) = -2"),
        Behind("CSeq: 1 REGISTER\nContact", "-----    4.033  UA EVENT MESSAGE_ANSWERED \"\" tid=7 \
            | req=REGISTER sip:127.0.0.1:31641 SIP/2.0 | resp=SIP/2.0 200 OK | ack=None"),
    ]);
    msg_out_timeout: Case::of("msg-out-timeout");
    // That eXosip_quit returns is tested in C (c-tests/messages/pager.c).
    msg_quit: Case::of("msg-quit");
    msg_tcp_drop: Case::of("msg-tcp-drop");
    pub_401_default_action: Case::of("pub-401-default-action").by_hand();
    // Ours: credentials stay.
    pub_errors: Case::with("pub-errors", &[
        Instead("CSeq: 22 PUBLISH\nContent-Type", CREDENTIALS_22),
        Instead("CSeq: 24 PUBLISH\nContent-Type", CREDENTIALS_24),
        Instead("CSeq: 26 PUBLISH\nContent-Type", CREDENTIALS_26),
    ]);
    // Ours: a PUBLISH without response is sent again, too.
    pub_not_2xx: Case::with("pub-not-2xx", &[Until("moved forward by 130 s")]);
    pub_presence: Case::of("pub-presence");
    // Ours: the newest entity tag, and no body.
    pub_refresh: Case::with("pub-refresh", &[
        Instead(
            "22 PUBLISH\nContent-Type: application/pidf+xml\nMax-Forwards: 70\nUser-Agent: eXosip/5.3.0\n\
             Expires: 60\nEvent: presence\nSIP-If-Match: dx200xyz\nContent-Length:    12\n\n<presence2/>",
            "22 PUBLISH\nMax-Forwards: 70\nUser-Agent: eXosip/5.3.0\n\
             Expires: 60\nEvent: presence\nSIP-If-Match: tag2\nContent-Length: 0\n",
        ),
        Instead(
            "23 PUBLISH\nContent-Type: application/pidf+xml\nMax-Forwards: 70\nUser-Agent: eXosip/5.3.0\n\
             Expires: 60\nEvent: presence\nSIP-If-Match: dx200xyz\nContent-Length:    12\n\n<presence2/>",
            "23 PUBLISH\nMax-Forwards: 70\nUser-Agent: eXosip/5.3.0\n\
             Expires: 60\nEvent: presence\nSIP-If-Match: tag3\nContent-Length: 0\n",
        ),
    ]);
    pub_refresh_900: Case::with("pub-refresh-900", &[
        Instead(
            "21 PUBLISH\nContent-Type: text/plain\nMax-Forwards: 70\nUser-Agent: eXosip/5.3.0\n\
             Expires: 3600\nEvent: presence\nContent-Length:     1\n\nx",
            "21 PUBLISH\nMax-Forwards: 70\nUser-Agent: eXosip/5.3.0\n\
             Expires: 3600\nEvent: presence\nSIP-If-Match: e1\nContent-Length: 0\n",
        ),
        Instead(
            "22 PUBLISH\nContent-Type: text/plain\nMax-Forwards: 70\nUser-Agent: eXosip/5.3.0\n\
             Expires: 3600\nEvent: presence\nContent-Length:     1\n\nx",
            "22 PUBLISH\nMax-Forwards: 70\nUser-Agent: eXosip/5.3.0\n\
             Expires: 3600\nEvent: presence\nSIP-If-Match: e2\nContent-Length: 0\n",
        ),
    ]);
    pub_remove_timeout: Case::of("pub-remove-timeout");
    call_out_of_dialog_requests: Case::with("call-out-of-dialog-requests", &[
        Without("EVENT MESSAGE_NEW \"New request outside call received!\" tid=1 |"),
        Without("tid=2 |"),
        Without("tid=4 |"),
        Without("tid=9 |"),
        Without("tid=10 |"),
        // Two things at the same time.
        Instead("4.504  PEER -> UA", "4.503  PEER -> UA"),
    ]);
}
