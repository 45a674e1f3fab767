//! The digest of something that lies outside the log: a table, a package, a read model.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::describe::{Described, Referable, Shape};

/// A text is not a digest.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a digest: expected 64 hexadecimal digits")]
pub struct NotADigest;

/// 32 bytes that stand for a content: 64 hexadecimal digits in JSON.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes' value: nothing is hashed here.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut bytes = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return Err(NotADigest);
        }
        for (byte, pair) in bytes.iter_mut().zip(pairs) {
            *byte = half(pair[0])? << 4 | half(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

fn half(digit: u8) -> Result<u8, NotADigest> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(NotADigest),
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { self.0.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
        } else {
            <[u8; 32]>::deserialize(from).map(Self)
        }
    }
}

impl Described for Digest {
    const SHAPE: Shape = Shape::Digest;
}
impl Referable for Digest {}

#[cfg(test)]
mod tests {
    use super::{Digest, NotADigest};

    #[test]
    fn a_digest_comes_back_from_its_text() {
        let mut bytes = [0xab; 32];
        bytes[31] = 0x0f;
        let digest = Digest::from_bytes(bytes);
        assert_eq!(digest.to_string().parse(), Ok(digest));
    }

    #[test]
    fn other_texts_are_no_digests() {
        for text in ["", "ab", &"g".repeat(64), &"0".repeat(63), &"0".repeat(66)] {
            assert_eq!(text.parse::<Digest>(), Err(NotADigest), "{text:?}");
        }
    }
}
