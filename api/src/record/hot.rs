//! Histories of the streams that were recorded on last, decoded, so that the next decision on them
//! reads nothing. A copy counts only if its version is the log's: whoever writes past this memory
//! makes it useless, never wrong.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::any::AnyHistory;
use domain::id::StreamId;
use store::Version;

/// Parts that are locked apart, so that callers seldom wait for each other.
const SHARDS: usize = 16;
/// Entries that each half of a part keeps: some two kilobytes each, so about 64 MiB in all.
const ENTRIES_MAX: usize = 1_024;

/// The memory.
#[derive(Default)]
pub(super) struct Hot {
    shards: [Mutex<Shard>; SHARDS],
}

/// Two generations: when the young one is full it becomes the old one, and the old one goes.
#[derive(Default)]
struct Shard {
    young: HashMap<StreamId, Kept>,
    young_entries: usize,
    old: HashMap<StreamId, Kept>,
}

struct Kept {
    version: Version,
    history: Arc<AnyHistory>,
}

impl Hot {
    /// The history of a stream whose last event has this version, if it is at hand.
    pub(super) fn get(&self, stream: StreamId, version: Version) -> Option<Arc<AnyHistory>> {
        let mut shard = self.shard(stream);
        if let Some(kept) = shard.young.get(&stream) {
            return (kept.version == version).then(|| Arc::clone(&kept.history));
        }
        let kept = shard.old.remove(&stream).filter(|kept| kept.version == version)?;
        let history = Arc::clone(&kept.history);
        shard.keep(stream, kept);
        Some(history)
    }

    /// Keeps a history, unless a later one of the same stream is there.
    pub(super) fn put(&self, stream: StreamId, version: Version, history: Arc<AnyHistory>) {
        let mut shard = self.shard(stream);
        if shard.young.get(&stream).is_none_or(|kept| kept.version < version) {
            shard.keep(stream, Kept { version, history });
        }
    }

    /// Lets a history go.
    pub(super) fn forget(&self, stream: StreamId) {
        let mut shard = self.shard(stream);
        shard.young.remove(&stream);
        shard.old.remove(&stream);
    }

    fn shard(&self, stream: StreamId) -> MutexGuard<'_, Shard> {
        let byte = stream.to_bytes().last().copied().map_or(0, usize::from);
        // There are shards for every remainder; the first stands in for none.
        let [first, ..] = &self.shards;
        let shard = self.shards.get(byte % SHARDS).unwrap_or(first);
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn keep(&mut self, stream: StreamId, kept: Kept) {
        self.young_entries += kept.history.len();
        self.young.insert(stream, kept);
        if self.young_entries > ENTRIES_MAX {
            self.old = std::mem::take(&mut self.young);
            self.young_entries = 0;
        }
    }
}
