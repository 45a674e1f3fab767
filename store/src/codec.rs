//! How a value becomes the bytes inside a sealed part: bincode, in one profile, named only here.
//!
//! The profile (fixed-width little-endian integers, nothing left over, at most one entry's bytes)
//! is written out in docs/FORMAT.md, so that the bytes can be read without this crate.

use bincode::Options;
use domain::decider::Format;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::entry::ENTRY_BYTES_MAX;

/// The log's one [`Format`].
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Codec;

/// A value does not fit into an entry, or bytes denote no such value.
///
/// Says nothing about the content, which may be personal.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CodecError {
    /// The value takes more bytes than an entry may have.
    #[error("the value takes more than {ENTRY_BYTES_MAX} bytes")]
    TooLarge,
    /// The bytes end early, go on for too long, or hold what the type does not allow.
    #[error("the bytes do not denote such a value")]
    Malformed,
}

fn profile() -> impl Options {
    bincode::DefaultOptions::new()
        .with_fixint_encoding()
        .with_little_endian()
        .with_limit(crate::bytes::count(ENTRY_BYTES_MAX))
        .reject_trailing_bytes()
}

impl Format for Codec {
    type Error = CodecError;

    #[expect(clippy::map_err_ignore, reason = "the cause may quote personal data")]
    fn encode<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, CodecError> {
        profile().serialize(value).map_err(|_| CodecError::TooLarge)
    }

    #[expect(clippy::map_err_ignore, reason = "the cause may quote personal data")]
    fn decode<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, CodecError> {
        profile().deserialize(bytes).map_err(|_| CodecError::Malformed)
    }
}

#[cfg(test)]
mod tests;
