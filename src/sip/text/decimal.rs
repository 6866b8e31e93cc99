//! Numbers as text.

/// Room for the digits of any number.
type Digits = [u8; 20];

/// The digits of a number.
pub fn decimal(mut number: u64, room: &mut Digits) -> &[u8] {
    let mut first = room.len();
    for place in room.as_chunks_mut().0.iter_mut().rev() {
        *place = PAIRS.get((number % 100) as usize).copied().unwrap_or_default();
        number /= 100;
        first -= 2;
        if number == 0 {
            first += usize::from(place.starts_with(b"0"));
            break;
        }
    }
    room.get(first..).unwrap_or_default()
}

/// The numbers below a hundred with two digits each.
static PAIRS: [[u8; 2]; 100] = pairs();

// Every number has its place in the table.
#[allow(clippy::indexing_slicing)]
const fn pairs() -> [[u8; 2]; 100] {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + number as u8 / 10, b'0' + number as u8 % 10];
        number += 1;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_are_written() {
        let powers = (0..20).map(|power| 10_u64.pow(power));
        let around = powers.flat_map(|power| [power - 1, power, power + 1]);
        for number in around.chain([3600, u64::from(u32::MAX), u64::MAX]) {
            assert_eq!(decimal(number, &mut [0; _]), number.to_string().as_bytes());
        }
    }
}
