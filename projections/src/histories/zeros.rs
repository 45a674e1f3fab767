//! Leaves out zero bytes: fixed-width integers and short lists are mostly zeros.
//!
//! Eight bytes become one byte that says which of them are not zero, followed by those. The length
//! is kept by the caller.

/// Appends the short form of `bytes` to `to`.
///
/// Which bytes are zero nobody can guess, so no branch depends on it: each is written where the
/// next one belongs, and stays if it counts.
pub(super) fn squeeze(bytes: &[u8], to: &mut Vec<u8>) {
    for chunk in bytes.chunks(8) {
        let (mut short, mut length, mut present) = ([0; 9], 1, 0);
        for (bit, byte) in chunk.iter().enumerate() {
            if let Some(place) = short.get_mut(length) {
                *place = *byte;
            }
            let counts = *byte != 0;
            present |= u8::from(counts) << bit;
            length += usize::from(counts);
        }
        let [tag, ..] = &mut short;
        *tag = present;
        to.extend_from_slice(short.get(..length).unwrap_or_default());
    }
}

/// Appends the `length` bytes whose short form `from` begins with to `to`; what follows it is left
/// in `from`.
pub(super) fn expand(from: &mut &[u8], length: usize, to: &mut Vec<u8>) -> Option<()> {
    to.reserve(length);
    let mut missing = length;
    while missing > 0 {
        let (present, rest) = from.split_first()?;
        let width = missing.min(8);
        let (mut long, mut taken) = ([0; 8], 0);
        for (bit, place) in long.iter_mut().enumerate().take(width) {
            let counts = (present >> bit) & 1;
            *place = rest.get(taken).copied().unwrap_or(0) * counts;
            taken += usize::from(counts);
        }
        *from = rest.get(taken..)?;
        to.extend_from_slice(long.get(..width)?);
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
