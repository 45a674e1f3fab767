//! The genesis of a log: what it is called, whether it is real, and whose key will sign it.
//!
//! It holds no secret; `verify` reads the same file with its own eyes.

use crate::bytes::Reader;
use crate::chain::Link;
use serde::{Deserialize, Serialize};

const MAGIC: &[u8; 8] = b"TUKKIGEN";
const FORMAT: u8 = 1;
const ORIGIN_BYTES_MAX: usize = 255;

/// Whether a log records the world or a story; it says so for ever.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub enum LogKind {
    /// Times come from the registry's clock.
    Real,
    /// Times come from a file: a demonstration, a scenario, a load test.
    Simulation,
}

impl LogKind {
    const fn number(self) -> u8 {
        match self {
            Self::Real => 1,
            Self::Simulation => 2,
        }
    }
}

/// What was decided when the log was made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Genesis {
    kind: LogKind,
    origin: String,
    log_key: [u8; 32],
    nonce: [u8; 32],
    link: Link,
}

impl Genesis {
    pub(crate) fn new(kind: LogKind, origin: &str, log_key: [u8; 32], nonce: [u8; 32]) -> Self {
        let mut content = vec![FORMAT, kind.number()];
        content.extend_from_slice(origin.as_bytes());
        content.extend_from_slice(&log_key);
        content.extend_from_slice(&nonce);
        Self { kind, origin: origin.to_owned(), log_key, nonce, link: Link::genesis(&content) }
    }

    /// Whether times are the registry's or a story's.
    pub const fn kind(&self) -> LogKind {
        self.kind
    }

    /// The log's name: a URL without scheme, as checkpoints will carry it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The Ed25519 key that will verify the log's signatures.
    pub const fn log_key(&self) -> &[u8; 32] {
        &self.log_key
    }

    /// The link before the first entry, which names this log among all logs.
    pub const fn link(&self) -> Link {
        self.link
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let length = u16::try_from(self.origin.len()).unwrap_or(u16::MAX);
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&[FORMAT, self.kind.number()]);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(self.origin.as_bytes());
        bytes.extend_from_slice(&self.log_key);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.link.0);
        bytes
    }

    /// The format of a genesis that a newer program wrote.
    pub(crate) fn newer_format(bytes: &[u8]) -> Option<u8> {
        crate::files::newer_format(bytes, *MAGIC, FORMAT)
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        if &reader.array::<8>()? != MAGIC || reader.u8()? != FORMAT {
            return None;
        }
        let kind = match reader.u8()? {
            1 => LogKind::Real,
            2 => LogKind::Simulation,
            _ => return None,
        };
        let length = usize::from(reader.u16()?);
        let origin = std::str::from_utf8(reader.take(length)?).ok()?;
        let genesis = Self::new(kind, origin, reader.array()?, reader.array()?);
        let sound = reader.array::<32>()? == genesis.link.0 && reader.rest().is_empty();
        (sound && origin_is_sound(origin)).then_some(genesis)
    }
}

/// Whether a text can be a log's name: not empty, one word, no `+` (signed notes forbid it).
pub(crate) fn origin_is_sound(origin: &str) -> bool {
    !origin.is_empty()
        && origin.len() <= ORIGIN_BYTES_MAX
        && !origin.contains("://")
        && !origin.contains('+')
        && !origin.chars().any(|c| c.is_whitespace() || c.is_control())
}
