//! Numbers as text.

/// Room for the digits of any number.
type Digits = [u8; 20];

/// The digits of a number.
pub fn decimal(mut number: u64, room: &mut Digits) -> &[u8] {
    let mut first = room.len();
    for place in room.iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
        first -= 1;
        if number == 0 {
            break;
        }
    }
    room.get(first..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_are_written() {
        for number in [0, 9, 10, 3600, u64::from(u32::MAX), u64::MAX] {
            assert_eq!(decimal(number, &mut [0; _]), number.to_string().as_bytes());
        }
    }
}
