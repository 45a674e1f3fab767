//! The index written beside a log that is in use, so that a start after a kill reads only what came
//! since. In the background, and as disposable as the one that a clean close leaves.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};

use crate::index::Index;
use crate::index::snapshot::{self, Cursor};

/// A log that has grown by fewer entries than this, or than an eighth, is not worth writing.
const GROWN_MIN: u64 = 65_536;

/// Whoever writes the index in the background. Dropping it waits until that is done.
#[derive(Debug, Default)]
pub(super) struct Keeper(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Entries that the last one knew.
    size: u64,
    writing: Option<JoinHandle<io::Result<()>>>,
}

impl Keeper {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An index of so many entries lies there.
    pub(super) fn found(&self, size: u64) {
        self.kept().size = size;
    }

    /// Entries that the index on disk knows, once it is written.
    #[cfg(test)]
    pub(super) fn size(&self) -> u64 {
        self.kept().size
    }

    /// Whether a log of this size is worth it; one that is still being written is not disturbed.
    pub(super) fn is_due(&self, size: u64) -> bool {
        let kept = self.kept();
        size.saturating_sub(kept.size) >= GROWN_MIN.max(size / 8)
            && kept.writing.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Writes an index in the background. What goes wrong makes the next start slower, no more.
    pub(super) fn write(&self, path: PathBuf, index: Index, cursor: Cursor) {
        self.finish();
        let mut kept = self.kept();
        kept.size = cursor.size;
        let write = move || snapshot::write(&path, &index, &cursor);
        kept.writing = Builder::new().name("tukki-index".to_owned()).spawn(write).ok();
    }

    /// Waits until nothing is being written.
    pub(super) fn finish(&self) {
        let writing = self.kept().writing.take();
        let _disposable = writing.map(JoinHandle::join);
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.finish();
    }
}

#[cfg(test)]
mod tests;
