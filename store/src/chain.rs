//! The chain: each link covers the head of its entry and, through the link before, all earlier ones.
//!
//! What is hashed are the stored bytes (I4); nothing here can encode a head.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::derive::{Context, context};

static LINK: Context = context!("tukki v1 link");
const GENESIS_CONTEXT: &str = "tukki v1 genesis";

/// BLAKE3 over the link before and the stored head.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq, Deserialize, Serialize)]
pub struct Link(pub [u8; 32]);

impl Link {
    /// The link of the entry that comes after this one and has these head bytes.
    #[must_use]
    pub fn next(&self, head: &[u8]) -> Self {
        let mut hasher = LINK.hasher();
        hasher.update(&self.0).update(head);
        Self(hasher.finalize().into())
    }

    /// The link before the first entry.
    pub(crate) fn genesis(content: &[u8]) -> Self {
        Self(blake3::derive_key(GENESIS_CONTEXT, content))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({self})")
    }
}

/// Where the log ends: how many entries it has, the link of the last one, and its time.
///
/// Of an empty log the link is that of the genesis and the time is 0.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub struct Head {
    /// Number of entries, which is also the position of the next one.
    pub size: u64,
    /// Link of the last entry.
    pub link: Link,
    /// When the last entry was recorded, in milliseconds since 1970-01-01T00:00Z.
    pub recorded_at_ms: i64,
}
