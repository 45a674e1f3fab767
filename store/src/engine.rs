//! Where entries are kept: one trait, so that the log does not depend on one database.
//!
//! An engine knows bytes and their order. Stamps, links and indexes are made by the store. The
//! trait is shaped for a remote engine too: its head may have moved, and a commit's outcome may be
//! unknown.

use std::io;

use crate::chain::{Head, Link};
use crate::id::Position;

pub(crate) mod block;
pub(crate) mod head_file;
pub mod memory;
pub mod sled;

/// An entry's stored bytes and its link.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredEntry {
    /// Length, head and parts, as `entry` lays them out.
    pub bytes: Vec<u8>,
    /// The link that covers its head.
    pub link: Link,
}

/// Entries that follow the head, and the head after them.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// At least one entry, in the order of their positions.
    pub entries: &'a [StoredEntry],
    /// Where the log ends when they are durable.
    pub head: Head,
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Committed {
    /// All entries are durable.
    Durable,
    /// Nothing was written: the log ends elsewhere than the caller thought.
    HeadMoved(Head),
    /// The answer was lost; the entries are there as a whole or not at all.
    Unknown,
}

/// Why an engine cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A read, write or sync failed.
    #[error("cannot {what}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What the operating system or the database said.
        source: io::Error,
    },
    /// Stored bytes are not what was written.
    #[error("damaged at position {position}: {what}")]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong there.
        what: &'static str,
    },
    /// The database gave up in the middle of something.
    #[error("the database gave up: {message}")]
    Panicked {
        /// What it said.
        message: String,
    },
}

/// A place that keeps entries in order.
///
/// There is one writer; readers may call at any time and may see entries that are not durable yet,
/// so the store shows nothing beyond its own durable head (I3).
pub trait LogStore: Send + Sync {
    /// Where the durable log ends.
    ///
    /// # Errors
    /// The engine failed.
    fn head(&self) -> Result<Head, EngineError>;

    /// Appends entries if the log ends where the caller thinks, and answers when they are durable.
    ///
    /// # Errors
    /// The engine failed; it must not be written to again.
    fn commit(&self, expected: &Head, batch: Batch<'_>) -> Result<Committed, EngineError>;

    /// Up to `max` entries from a position on; fewer only at the end of the log.
    ///
    /// # Errors
    /// The engine failed or something stored is damaged.
    fn read(&self, from: Position, max: usize) -> Result<Vec<StoredEntry>, EngineError>;

    /// Makes durable all that the engine keeps beside the entries.
    ///
    /// # Errors
    /// The engine failed.
    fn close(&self) -> Result<(), EngineError>;
}

#[cfg(test)]
mod tests;
