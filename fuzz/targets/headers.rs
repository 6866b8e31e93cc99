//! Each header family by itself: the first byte says which.

use eXosip2::sip::{
    AcceptEncoding, AuthenticationInfo, CSeq, CallId, CallInfo, Challenge, ContentLength,
    ContentType, Credentials, NameAddr, Uri, Via,
};

use super::round;

pub fn run(bytes: &[u8]) {
    let Some((family, text)) = bytes.split_first() else { return };
    match family % 11 {
        0 => round::trip::<NameAddr>(text),
        1 => round::trip::<Via>(text),
        2 => round::trip::<CSeq>(text),
        3 => round::trip::<CallId>(text),
        4 => round::trip::<ContentType>(text),
        5 => round::trip::<ContentLength>(text),
        6 => round::trip::<AcceptEncoding>(text),
        7 => round::trip::<CallInfo>(text),
        8 => round::trip::<Challenge>(text),
        9 => round::trip::<Credentials>(text),
        _ => round::trip::<AuthenticationInfo>(text),
    }
}

pub fn run_uri(bytes: &[u8]) {
    round::trip::<Uri>(bytes);
}
