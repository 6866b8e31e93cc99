//! Any stream, cut into pieces anywhere: the same messages come out.

#[allow(dead_code)]
#[path = "../../src/net/framing.rs"]
mod cut;

use cut::{Frame, Framer, Unframed};

pub fn run(bytes: &[u8]) {
    let Some((&size, stream)) = bytes.split_first() else { return };
    let whole = frames([stream]);
    let pieces = frames(stream.chunks(usize::from(size % 64) + 1));
    assert_eq!(whole, pieces);
}

#[derive(Debug, PartialEq)]
enum Got {
    Message(Vec<u8>),
    LineEnd,
    Bad(Unframed),
}

fn frames<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Got> {
    let mut framer = Framer::new(2000);
    let mut got = Vec::new();
    for piece in pieces {
        framer.push(piece);
        loop {
            match framer.next() {
                Ok(Some(Frame::Message(text))) => got.push(Got::Message(text.to_vec())),
                // Two line ends may come in two pieces.
                Ok(Some(Frame::Ping)) => got.extend([Got::LineEnd, Got::LineEnd]),
                Ok(Some(Frame::Pong)) => got.push(Got::LineEnd),
                Ok(None) => break,
                Err(bad) => {
                    got.push(Got::Bad(bad));
                    return got;
                }
            }
        }
    }
    got
}
