//! Passwords made by a SIM for one challenge. RFC 3310 (AKAv1), RFC 4169 (AKAv2), 3GPP TS 33.102.

use base64ct::{Base64, Encoding};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::milenage::{Milenage, Vector};
use super::{Algorithm, Operator, same};

/// How a SIM answers a challenge that its operator made.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply {
    /// The password for this nonce, and the sequence number to remember.
    Password(Zeroizing<Vec<u8>>, u64),
    /// The challenge is not newer than the last one: the value of `auts`, to be sent with an empty password.
    OutOfSync(String),
}

/// The key of a SIM, from what an application gives as its password: 32 hexadecimal digits, or up to 16 bytes, to
/// which zeros are added.
pub fn sim_key(password: &[u8]) -> Option<Zeroizing<[u8; 16]>> {
    let mut key = Zeroizing::new([0; 16]);
    if password.len() == 32 && password.iter().all(u8::is_ascii_hexdigit) {
        for (byte, digits) in key.iter_mut().zip(password.chunks_exact(2)) {
            *byte = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
        }
    } else {
        key.get_mut(..password.len())?.copy_from_slice(password);
    }
    Some(key)
}

/// Answers the nonce of a challenge: base64 of RAND (16 bytes), AUTN (16 bytes), and whatever the server adds.
///
/// `None` for a nonce that does not come from the operator of the SIM. A sequence number must be greater than
/// `last_sequence`, that of the last challenge answered.
pub fn reply(
    algorithm: Algorithm,
    key: &[u8; 16],
    operator: &Operator,
    nonce: &[u8],
    last_sequence: u64,
) -> Option<Reply> {
    let nonce = Base64::decode_vec(str::from_utf8(nonce).ok()?).ok()?;
    let (rand, autn) = nonce.get(..32)?.split_first_chunk()?;
    let rand = u128::from_be_bytes(*rand);
    let autn = u128::from_be_bytes(autn.try_into().ok()?);
    let (hidden, amf, mac) = ((autn >> 80) as u64, (autn >> 64) as u16, autn as u64);

    let sim = Milenage::new(key, operator);
    let vector = sim.vector(rand);
    let sequence = hidden ^ vector.ak;
    let (expected, _) = sim.sums(rand, sequence, amf);
    if !same(&expected.to_be_bytes(), &mac.to_be_bytes()) {
        return None;
    }
    if sequence <= last_sequence {
        return Some(Reply::OutOfSync(resynchronisation(&sim, rand, last_sequence)));
    }
    let password = match algorithm {
        Algorithm::AkaV2Md5 => second_version(&vector),
        _ => vector.res.to_vec(),
    };
    Some(Reply::Password(Zeroizing::new(password), sequence))
}

/// AUTS: the last sequence number, hidden, and the sum that shows that the SIM sent it.
fn resynchronisation(sim: &Milenage, rand: u128, last_sequence: u64) -> String {
    let (_, mac) = sim.sums(rand, last_sequence, 0);
    let hidden = (last_sequence ^ sim.resync_ak(rand)).to_be_bytes();
    let mut auts = [0; 14];
    for (place, byte) in auts.iter_mut().zip(hidden.iter().skip(2).chain(&mac.to_be_bytes())) {
        *place = *byte;
    }
    Base64::encode_string(&auts)
}

/// The password of AKAv2: `HMAC-MD5(RES || IK || CK, "http-digest-akav2-password")` in base64 (RFC 4169 3).
fn second_version(vector: &Vector) -> Vec<u8> {
    let key = Zeroizing::new([&vector.res[..], &vector.ik, &vector.ck].concat());
    Base64::encode_string(&hmac_md5(&key, b"http-digest-akav2-password")).into_bytes()
}

/// RFC 2104, for keys of up to 64 bytes.
fn hmac_md5(key: &[u8], text: &[u8]) -> [u8; 16] {
    let pad = |with: u8| {
        let mut block = Zeroizing::new([with; 64]);
        block.iter_mut().zip(key).for_each(|(place, byte)| *place ^= byte);
        block
    };
    let inner = Md5::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Md5::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 16] = 0x465b5ce8b199b49faa5f0a2ee238a6bc_u128.to_be_bytes();
    const RAND: u128 = 0x23553cbe9637a89d218ae64dae47bf35;
    const SEQUENCE: u64 = 0xff9bb4d0b607;

    fn operator() -> Operator {
        Operator::Op(0xcdc202d5123e20f62b6d676ac72cb318_u128.to_be_bytes())
    }

    /// The nonce of test set 1 of 3GPP TS 35.208, with a MAC that is off by `error`.
    fn nonce(error: u64) -> String {
        let autn = u128::from(SEQUENCE ^ 0xaa689c648370) << 80
            | 0xb9b9 << 64
            | u128::from(0x4a9ffac354dfafb3 ^ error);
        Base64::encode_string(&[&RAND.to_be_bytes()[..], &autn.to_be_bytes(), b"more"].concat())
    }

    fn reply_to(algorithm: Algorithm, nonce: &str, last_sequence: u64) -> Option<Reply> {
        reply(algorithm, &KEY, &operator(), nonce.as_bytes(), last_sequence)
    }

    #[test]
    fn the_first_version_answers_with_the_octets_of_res() {
        let res = 0xa54211d5e3ba50bf_u64.to_be_bytes().to_vec();
        let expected = Some(Reply::Password(Zeroizing::new(res), SEQUENCE));
        assert_eq!(reply_to(Algorithm::AkaV1Md5, &nonce(0), 0), expected);
        assert_eq!(reply_to(Algorithm::AkaV1Md5, &nonce(0), SEQUENCE - 1), expected);
    }

    #[test]
    fn the_second_version_answers_with_a_sum_of_all_keys() {
        let Some(Reply::Password(password, _)) = reply_to(Algorithm::AkaV2Md5, &nonce(0), 0) else {
            panic!("no password");
        };
        // From the RES, IK and CK that TS 35.208 lists, by other means: RFC 4169 has no example.
        assert_eq!(*password, b"shzt3q8CWaZnCAWqs3WmEQ==");
    }

    #[test]
    fn a_challenge_that_is_not_newer_is_answered_by_auts() {
        for last in [SEQUENCE, SEQUENCE + 5] {
            let Some(Reply::OutOfSync(auts)) = reply_to(Algorithm::AkaV1Md5, &nonce(0), last)
            else {
                panic!("in sync");
            };
            let auts = Base64::decode_vec(&auts).unwrap();
            // The network takes it apart with the functions of its own.
            let sim = Milenage::new(&KEY, &operator());
            let mut number = [0; 8];
            number[2..].copy_from_slice(&auts[..6]);
            assert_eq!(u64::from_be_bytes(number) ^ sim.resync_ak(RAND), last);
            assert_eq!(auts[6..], sim.sums(RAND, last, 0).1.to_be_bytes());
        }
    }

    #[test]
    fn a_challenge_from_somebody_else_is_not_answered() {
        assert_eq!(reply_to(Algorithm::AkaV1Md5, &nonce(1), 0), None);
        for text in ["", "n1", "====", &"A".repeat(40)] {
            assert_eq!(reply_to(Algorithm::AkaV1Md5, text, 0), None, "{text}");
        }
    }

    #[test]
    fn the_key_is_given_as_digits_or_as_bytes() {
        let digits = b"465B5ce8b199b49faa5f0a2ee238a6bc";
        assert_eq!(sim_key(digits).as_deref(), Some(&KEY));
        let padded = *b"secret\0\0\0\0\0\0\0\0\0\0";
        assert_eq!(sim_key(b"secret").as_deref(), Some(&padded));
        assert_eq!(sim_key(&[b'x'; 17]), None);
        assert_eq!(sim_key(&[b'x'; 32]), None);
    }

    #[test]
    fn the_first_test_of_rfc_2202_comes_out() {
        let sum = u128::from_be_bytes(hmac_md5(&[0x0b; 16], b"Hi There"));
        assert_eq!(sum, 0x9294727a3638bb1c13f48ef8158bfc9d);
    }
}
