//! Leaves out zero bytes: fixed-width integers and short lists are mostly zeros.
//!
//! Eight bytes become one byte that says which of them are not zero, followed by those. The length
//! is kept by the caller.

/// Appends the short form of `bytes` to `to`.
pub(super) fn squeeze(bytes: &[u8], to: &mut Vec<u8>) {
    for chunk in bytes.chunks(8) {
        let mark = to.len();
        to.push(0);
        let mut present = 0_u8;
        for (bit, byte) in chunk.iter().enumerate() {
            if *byte != 0 {
                present |= 1 << bit;
                to.push(*byte);
            }
        }
        if let Some(tag) = to.get_mut(mark) {
            *tag = present;
        }
    }
}

/// Appends the `length` bytes whose short form `from` begins with to `to`; what follows it is left
/// in `from`.
pub(super) fn expand(from: &mut &[u8], length: usize, to: &mut Vec<u8>) -> Option<()> {
    to.reserve(length);
    let mut missing = length;
    while missing > 0 {
        let (present, mut rest) = from.split_first()?;
        let width = missing.min(8);
        for bit in 0..width {
            if present & (1 << bit) == 0 {
                to.push(0);
            } else {
                let (byte, after) = rest.split_first()?;
                to.push(*byte);
                rest = after;
            }
        }
        *from = rest;
        missing -= width;
    }
    Some(())
}

/// Steps over the short form of `length` bytes.
pub(super) fn skip(from: &mut &[u8], length: usize) -> Option<()> {
    for _ in 0..length.div_ceil(8) {
        let (present, rest) = from.split_first()?;
        let count = usize::try_from(present.count_ones()).ok()?;
        *from = rest.get(count..)?;
    }
    Some(())
}
