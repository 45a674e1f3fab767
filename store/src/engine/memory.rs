//! The engine for tests: a vector. Durable as long as the process lives.

use std::sync::{PoisonError, RwLock};

use super::{Batch, Committed, EngineError, LogStore, StoredEntry};
use crate::bytes::length_usize;
use crate::chain::{Head, Link};
use crate::id::Position;

/// Entries in memory.
#[derive(Debug)]
pub struct MemoryLog {
    state: RwLock<(Vec<StoredEntry>, Head)>,
}

impl MemoryLog {
    /// An empty log after this genesis.
    pub fn new(genesis: Link) -> Self {
        let head = Head { size: 0, link: genesis, recorded_at_ms: 0 };
        Self { state: RwLock::new((Vec::new(), head)) }
    }
}

impl LogStore for MemoryLog {
    fn head(&self) -> Result<Head, EngineError> {
        Ok(self.state.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    fn commit(&self, expected: &Head, batch: Batch<'_>) -> Result<Committed, EngineError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let (entries, head) = &mut *state;
        if head != expected {
            return Ok(Committed::HeadMoved(*head));
        }
        entries.extend_from_slice(batch.entries);
        *head = batch.head;
        Ok(Committed::Durable)
    }

    fn read(&self, from: Position, max: usize) -> Result<Vec<StoredEntry>, EngineError> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        Ok(state.0.iter().skip(length_usize(from.0)).take(max).cloned().collect())
    }

    fn close(&self) -> Result<(), EngineError> {
        Ok(())
    }
}
