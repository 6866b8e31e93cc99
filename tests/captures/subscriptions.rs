//! S1 to S16: subscriptions in both directions, and the conversations of GB28181.

use crate::Case;
use crate::script::Edit::{Behind, Instead, Without};

const LOWER_CSEQ: &str = "=====    0.839  UA -> PEER  (249 bytes)\nSIP/2.0 200 OK\n\
    Via: SIP/2.0/UDP 127.0.0.1:26161;rport=26161;branch=z9hG4bKd\n\
    From: <sip:bob@127.0.0.1:26161>;tag=peertag\nTo: <sip:alice@127.0.0.1>;tag=1452201522\n\
    Call-ID: 1587018859\nCSeq: 3 NOTIFY\nUser-Agent: eXosip/5.3.0\n";
const LOWER_CSEQ_REFUSED: &str = "=====    0.839  UA -> PEER  (249 bytes)\n\
    SIP/2.0 500 Server Internal Error\n\
    Via: SIP/2.0/UDP 127.0.0.1:26161;rport=26161;branch=z9hG4bKd\n\
    From: <sip:bob@127.0.0.1:26161>;tag=peertag\nTo: <sip:alice@127.0.0.1>;tag=1452201522\n\
    Call-ID: 1587018859\nCSeq: 3 NOTIFY\nUser-Agent: eXosip/5.3.0\nRetry-After: 10\n";
const SECOND_RETRY: &str = "CSeq: 4 NOTIFY\n\
    Contact: <sip:alice@127.0.0.1:36560>\n\
    Authorization: Digest username=\"alice\", realm=\"test\", nonce=\"n0\", \
    uri=\"sip:peer@127.0.0.1:36561\", response=\"863804e97687966979f05200acd95658\", algorithm=MD5, \
    cnonce=\"706dc22b\"";
const SECOND_RETRY_NEW: &str = "CSeq: 4 NOTIFY\n\
    Contact: <sip:alice@127.0.0.1:36560>\n\
    Authorization: Digest username=\"alice\", realm=\"test\", nonce=\"n1\", \
    uri=\"sip:peer@127.0.0.1:36561\", response=\"r1\", algorithm=MD5, \
    cnonce=\"c1\"";
const THIRD_RETRY: &str = "CSeq: 5 NOTIFY\n\
    Contact: <sip:alice@127.0.0.1:36560>\n\
    Authorization: Digest username=\"alice\", realm=\"test\", nonce=\"n0\", \
    uri=\"sip:peer@127.0.0.1:36561\", response=\"863804e97687966979f05200acd95658\", algorithm=MD5, \
    cnonce=\"706dc22b\"";
const THIRD_RETRY_NEW: &str = "CSeq: 5 NOTIFY\n\
    Contact: <sip:alice@127.0.0.1:36560>\n\
    Authorization: Digest username=\"alice\", realm=\"test\", nonce=\"n2\", \
    uri=\"sip:peer@127.0.0.1:36561\", response=\"r2\", algorithm=MD5, \
    cnonce=\"c2\"";
const NO_NUMBER: &str = "Call-ID: x3\nCSeq: 1 SUBSCRIBE\nContact: <sip:alice@127.0.0.1:26000>\n\
    Event: dialog\nUser-Agent: eXosip/5.3.0\nExpires: 0\n";
const NO_NUMBER_IS_NO_HEADER: &str = "Call-ID: x3\nCSeq: 1 SUBSCRIBE\n\
    Contact: <sip:alice@127.0.0.1:26000>\nEvent: dialog\nUser-Agent: eXosip/5.3.0\nExpires: 600\n";
const NOT_ANSWERED: &str = "=====    1.499  UA -> PEER\nSIP/2.0 480 Temporarily Unavailable\n\
    Via: SIP/2.0/UDP 127.0.0.1:32641;rport=32641;branch=z9hG4bKpeer1\n\
    From: <sip:bob@127.0.0.1:32641>;tag=st\nTo: <sip:alice@127.0.0.1>;tag=75305302\nCall-ID: never\n\
    CSeq: 1 SUBSCRIBE\nEvent: dialog\nUser-Agent: eXosip/5.3.0\nContent-Length: 0\n";

macro_rules! cases {
    ($($name:ident: $case:expr;)*) => {
        $(#[test] fn $name() { ($case).check(); })*
    };
}

cases! {
    sub_refer_age: Case::of("sub-refer-age");
    sub_refer_in: Case::of("sub-refer-in");
    sub_refer_out: Case::with("sub-refer-out", &[Without("EVENT MESSAGE_NEW")]);
    sub_uac_3xx_5xx_6xx: Case::of("sub-uac-3xx-5xx-6xx");
    sub_uac_401_limit: Case::of("sub-uac-401-limit").with_login();
    sub_uac_errors: Case::with("sub-uac-errors", &[Without("EVENT MESSAGE_NEW")]);
    sub_uac_late_fork: Case::with("sub-uac-late-fork", &[Without("EVENT MESSAGE_NEW")]);
    sub_uac_mwi: Case::with("sub-uac-mwi", &[
        // Added by the program.
        Instead("Accept: application/simple-message-summary\n", ""),
    ]);
    sub_uac_notify_before_200: Case::with("sub-uac-notify-before-200", &[Without("EVENT MESSAGE_NEW")]);
    sub_uac_notify_cseq: Case::with("sub-uac-notify-cseq", &[
        // Ours: the same CSeq on another branch has no event, a lower one gets 500.
        Without("0.636  UA EVENT"),
        Without("0.839  UA EVENT"),
        Instead(LOWER_CSEQ, LOWER_CSEQ_REFUSED),
]);
    sub_uac_refresh_481: Case::of("sub-uac-refresh-481");
    sub_uac_refresh_timeout: Case::of("sub-uac-refresh-timeout");
    sub_uac_refresh_unsubscribe: Case::with("sub-uac-refresh-unsubscribe", &[
        // Added by the program.
        Instead("Accept: application/pidf+xml\n", ""),
Without("EVENT MESSAGE_NEW")]);
    sub_uac_timeout: Case::of("sub-uac-timeout");
    sub_uas_expire: Case::with("sub-uas-expire", &[
        // The original forgets it seconds later.
        Instead("10.005  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = 0", "10.005  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = -6"),
        Instead("11.005  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = 0", "11.005  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = -6"),
        Instead("12.005  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = 0", "12.005  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = -6"),
        Instead("13.006  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = 0", "13.006  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = -6"),
        Instead("14.006  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = 0", "14.006  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = -6"),
        Instead("15.006  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = 0", "15.006  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = -6"),
        Instead("16.006  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = 0", "16.006  UA CALL  eXosip_insubscription_build_notify(2, 2, 0, msg) = -6"),
]);
    sub_uas_expires_values: Case::with("sub-uas-expires-values", &[
        // Ours: what is no number counts as no header, a negative one as 0, and others as written.
        Instead("active;expires=0", "active;expires=600"),
        Instead(NO_NUMBER, NO_NUMBER_IS_NO_HEADER),
        Instead("active;expires=-6", "active;expires=0"),
        Instead("1215752191", "4294967295"),
]);
    sub_uas_expiry_states: Case::with("sub-uas-expiry-states", &[
        // Ours: 480 after 32 s.
        Instead("send_answer(1, 404, NULL) = 0", "send_answer(1, 404, NULL) = -6"),
        Without("SIP/2.0 404"),
        Behind("moved forward by 40 s", NOT_ANSWERED),
]);
    sub_uas_notify_401: Case::of("sub-uas-notify-401");
    sub_uas_notify_errors: Case::with("sub-uas-notify-errors", &[
        // Ours: each retry answers the newest challenge.
        Instead(SECOND_RETRY, SECOND_RETRY_NEW),
        Instead(THIRD_RETRY, THIRD_RETRY_NEW),
    ]).with_login();
    sub_uas_other_requests: Case::with("sub-uas-other-requests", &[
        // Ours: each has its event.
        Behind("0.236  PEER -> UA", "-----  0.236  UA EVENT NOTIFICATION_ANSWERED \"\" tid=2 did=2 nid=1 \
            | req=INFO sip:peer@127.0.0.1:46481 SIP/2.0 | resp=SIP/2.0 200 OK | ack=None"),
        Behind("0.746  PEER -> UA", "-----  0.746  UA EVENT NOTIFICATION_REQUESTFAILURE \"\" tid=3 did=2 nid=1 \
            | req=INFO sip:peer@127.0.0.1:46481 SIP/2.0 | resp=SIP/2.0 404 Not Found | ack=None"),
        Behind("1.253  PEER -> UA", "-----  1.253  UA EVENT NOTIFICATION_REDIRECTED \"\" tid=4 did=2 nid=1 \
            | req=INFO sip:peer@127.0.0.1:46481 SIP/2.0 | resp=SIP/2.0 302 Moved Temporarily | ack=None"),
        Behind("1.761  PEER -> UA", "-----  1.761  UA EVENT NOTIFICATION_SERVERFAILURE \"\" tid=5 did=2 nid=1 \
            | req=INFO sip:peer@127.0.0.1:46481 SIP/2.0 | resp=SIP/2.0 500 Server Error | ack=None"),
        Behind("33.895  UA -> PEER", "-----  34.268  UA EVENT NOTIFICATION_REQUESTFAILURE \"\" tid=6 did=2 nid=1 \
            | req=MESSAGE sip:peer@127.0.0.1:46481 SIP/2.0 | resp=None | ack=None"),



]);
    sub_uas_variants: Case::with("sub-uas-variants", &[
        // Ours: Event, and the end of the subscription.
        Instead("Subscription-State: active;expires=40\n", "Subscription-State: active;expires=40\nEvent: dialog\n"),
        Instead("Subscription-State: active;expires=0\n", "Subscription-State: terminated;reason=timeout\nEvent: dialog\n"),
    ]);
    sub_uas: Case::with("sub-uas", &[
Without("EVENT MESSAGE_NEW")]);
    sub_unknown_host: Case::of("sub-unknown-host");
    gb28181_device: Case::of("gb28181-device");
    // Ours: the refresh by the library has the body of the SUBSCRIBE before.
    gb28181_platform: Case::with("gb28181-platform", &[
        Instead(
            "21 SUBSCRIBE\nContact: <sip:34020000002000000001@127.0.0.1:29520>\n",
            "21 SUBSCRIBE\nContact: <sip:34020000002000000001@127.0.0.1:29520>\n\
             Content-Type: Application/MANSCDP+xml\n",
        ),
        Instead(
            "Expires: 60\nEvent: Catalog;id=2\nContent-Length: 0\n",
            "Expires: 60\nEvent: Catalog;id=2\nContent-Length:   125\n\n<?xml version=\"1.0\"?>\n<Query>\n\
             <CmdType>Catalog</CmdType>\n<SN>2</SN>\n<DeviceID>34020000001320000001</DeviceID>\n</Query>\n",
        ),
    ]);
}
