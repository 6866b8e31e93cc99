//! Milenage, the functions that a SIM and its operator share. 3GPP TS 35.206.

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use zeroize::Zeroize;

/// What the operator adds to the key of each SIM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    /// The same for all SIMs (OP).
    Op([u8; 16]),
    /// OP and the key of this SIM, combined (OPc).
    Opc([u8; 16]),
}

/// The functions f1 to f5* for one SIM.
pub(super) struct Milenage {
    cipher: Aes128,
    opc: u128,
}

/// What one challenge yields.
pub(super) struct Vector {
    /// f2: the proof for the network.
    pub(super) res: [u8; 8],
    /// f3: the cipher key.
    pub(super) ck: [u8; 16],
    /// f4: the integrity key.
    pub(super) ik: [u8; 16],
    /// f5: hides the sequence number; 48 bits.
    pub(super) ak: u64,
}

impl Drop for Vector {
    fn drop(&mut self) {
        self.res.zeroize();
        self.ck.zeroize();
        self.ik.zeroize();
        self.ak.zeroize();
    }
}

impl Milenage {
    pub(super) fn new(key: &[u8; 16], operator: &Operator) -> Self {
        let mut milenage = Self { cipher: Aes128::new(key.into()), opc: 0 };
        milenage.opc = match operator {
            Operator::Opc(opc) => u128::from_be_bytes(*opc),
            Operator::Op(op) => {
                let op = u128::from_be_bytes(*op);
                milenage.encrypt(op) ^ op
            }
        };
        milenage
    }

    fn encrypt(&self, block: u128) -> u128 {
        let mut block = block.to_be_bytes().into();
        self.cipher.encrypt_block(&mut block);
        u128::from_be_bytes(block.into())
    }

    /// One of the five outputs: `input` turned by `turn` bits, with the constant `mark`.
    fn output(&self, input: u128, turn: u32, mark: u128, add: u128) -> u128 {
        self.encrypt((input ^ self.opc).rotate_left(turn) ^ mark ^ add) ^ self.opc
    }

    fn temp(&self, rand: u128) -> u128 {
        self.encrypt(rand ^ self.opc)
    }

    /// f1 and f1*: the sums over a 48-bit sequence number, from the network and from the SIM.
    pub(super) fn sums(&self, rand: u128, sequence: u64, amf: u16) -> (u64, u64) {
        let half = u128::from(sequence << 16 | u64::from(amf));
        let output = self.output(half << 64 | half, 64, 0, self.temp(rand));
        ((output >> 64) as u64, output as u64)
    }

    /// f2 to f5.
    pub(super) fn vector(&self, rand: u128) -> Vector {
        let temp = self.temp(rand);
        let out2 = self.output(temp, 0, 1, 0);
        Vector {
            res: (out2 as u64).to_be_bytes(),
            ck: self.output(temp, 32, 2, 0).to_be_bytes(),
            ik: self.output(temp, 64, 4, 0).to_be_bytes(),
            ak: (out2 >> 80) as u64,
        }
    }

    /// f5*: hides the sequence number that the SIM sends back; 48 bits.
    pub(super) fn resync_ak(&self, rand: u128) -> u64 {
        (self.output(self.temp(rand), 96, 8, 0) >> 80) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A test set of 3GPP TS 35.208: K, RAND, SQN, AMF, OP, OPc, f1, f1*, f2, f5, f3, f4, f5*.
    type Set = [u128; 13];

    const SETS: [Set; 3] = [
        [
            0x465b5ce8b199b49faa5f0a2ee238a6bc,
            0x23553cbe9637a89d218ae64dae47bf35,
            0xff9bb4d0b607,
            0xb9b9,
            0xcdc202d5123e20f62b6d676ac72cb318,
            0xcd63cb71954a9f4e48a5994e37a02baf,
            0x4a9ffac354dfafb3,
            0x01cfaf9ec4e871e9,
            0xa54211d5e3ba50bf,
            0xaa689c648370,
            0xb40ba9a3c58b2a05bbf0d987b21bf8cb,
            0xf769bcd751044604127672711c6d3441,
            0x451e8beca43b,
        ],
        [
            0x0396eb317b6d1c36f19c1c84cd6ffd16,
            0xc00d603103dcee52c4478119494202e8,
            0xfd8eef40df7d,
            0xaf17,
            0xff53bade17df5d4e793073ce9d7579fa,
            0x53c15671c60a4b731c55b4a441c0bde2,
            0x5df5b31807e258b0,
            0xa8c016e51ef4a343,
            0xd3a628ed988620f0,
            0xc47783995f72,
            0x58c433ff7a7082acd424220f2b67c556,
            0x21a8c1f929702adb3e738488b9f5c5da,
            0x30f1197061c1,
        ],
        [
            0xfec86ba6eb707ed08905757b1bb44b8f,
            0x9f7c8d021accf4db213ccff0c7f71a6a,
            0x9d0277595ffc,
            0x725c,
            0xdbc59adcb6f9a0ef735477b7fadf8374,
            0x1006020f0a478bf6b699f15c062e42b3,
            0x9cabc3e99baf7281,
            0x95814ba2b3044324,
            0x8011c48c0c214ed2,
            0x33484dc2136b,
            0x5dbdbb2954e8f3cde665b046179a5098,
            0x59a92d3b476a0443487055cf88b2307b,
            0xdeacdd848cc6,
        ],
    ];

    #[test]
    fn the_test_sets_of_ts_35_208_come_out() {
        for [k, rand, sqn, amf, op, opc, f1, f1_star, f2, f5, f3, f4, f5_star] in SETS {
            let (sqn, amf) = (sqn as u64, amf as u16);
            let key = k.to_be_bytes();
            let sim = Milenage::new(&key, &Operator::Op(op.to_be_bytes()));
            assert_eq!(sim.opc, opc);
            assert_eq!(sim.sums(rand, sqn, amf), (f1 as u64, f1_star as u64));
            let vector = sim.vector(rand);
            assert_eq!(u64::from_be_bytes(vector.res), f2 as u64);
            assert_eq!(u128::from_be_bytes(vector.ck), f3);
            assert_eq!(u128::from_be_bytes(vector.ik), f4);
            assert_eq!(vector.ak, f5 as u64);
            assert_eq!(sim.resync_ak(rand), f5_star as u64);
            assert_eq!(Milenage::new(&key, &Operator::Opc(opc.to_be_bytes())).opc, opc);
        }
    }
}
