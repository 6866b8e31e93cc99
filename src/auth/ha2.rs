//! H(A2), the sum of a method and a URI: the requests of all accounts at one registrar have the same. RFC 7616 3.4.3.

use core::cell::RefCell;

use smallvec::SmallVec;

use crate::digest::{Exchange, Hash, Hex, Qop};

/// The last H(A2) that was computed without a body.
#[derive(Debug, Default)]
pub(super) struct LastHa2(RefCell<Option<Known>>);

#[derive(Debug)]
struct Known {
    hash: Hash,
    method: SmallVec<[u8; 16]>,
    uri: Box<[u8]>,
    ha2: Hex,
}

impl LastHa2 {
    /// The client's proof, as [`Exchange::response`] computes it.
    pub(super) fn response(
        &self,
        exchange: &Exchange<'_>,
        ha1: &Hex,
        method: &[u8],
        body: &[u8],
    ) -> Hex {
        if exchange.qop == Qop::AuthInt {
            return exchange.response(ha1, method, body);
        }
        let hash = exchange.algorithm.hash();
        let mut last = self.0.borrow_mut();
        let is_same = |known: &&Known| {
            known.hash == hash && *known.method == *method && *known.uri == *exchange.uri
        };
        if let Some(known) = last.as_ref().filter(is_same) {
            return exchange.response_of(ha1, &known.ha2);
        }
        let ha2 = exchange.ha2(method, body);
        let response = exchange.response_of(ha1, &ha2);
        *last = Some(Known { hash, method: method.into(), uri: exchange.uri.into(), ha2 });
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Algorithm;

    #[test]
    fn a_proof_is_the_same_as_without_the_last_sum_whatever_was_computed_before() {
        let (last, ha1) = (LastHa2::default(), Hex::new(&[1; 16]));
        let mut exchanges = Vec::new();
        for algorithm in [Algorithm::Md5, Algorithm::Sha256, Algorithm::Sha512_256] {
            for qop in [Qop::None, Qop::Auth, Qop::AuthInt] {
                for uri in [&b"sip:a"[..], b"sip:b"] {
                    let (nonce, cnonce) = (&b"n"[..], &b"c"[..]);
                    exchanges.push(Exchange { algorithm, qop, nonce, nonce_count: 1, cnonce, uri });
                }
            }
        }
        for one in &exchanges {
            for other in &exchanges {
                for (method, body) in [("REGISTER", ""), ("MESSAGE", "hi"), ("MESSAGE", "you")] {
                    for exchange in [one, other] {
                        let (method, body) = (method.as_bytes(), body.as_bytes());
                        let expected = exchange.response(&ha1, method, body);
                        assert_eq!(last.response(exchange, &ha1, method, body), expected);
                    }
                }
            }
        }
    }
}
