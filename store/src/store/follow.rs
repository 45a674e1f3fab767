//! Following the engine: what it has made durable becomes visible, in memory and on opening.

use std::sync::PoisonError;

use super::Store;
use super::read::parse_run;
use crate::append::ReadError;
use crate::chain::Head;
use crate::entry::Recorded;
use crate::id::{Position, StreamId};
use crate::index::Row;

/// Entries read at a time while catching up.
const CATCH_UP_ENTRIES: usize = 4_096;

impl Store {
    /// Lets readers see what has become durable.
    pub(crate) fn show(&self, rows: &[(Row, Option<StreamId>)], head: Head) {
        let mut index = self.index_mut();
        for (row, case) in rows {
            if !index.add(row) {
                self.fail(format!("the index does not follow the log at {}", row.position));
            }
            if let Some(case) = case {
                index.add_to_case(*case, row.position);
            }
        }
        drop(index);
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = head;
        self.moved.notify_all();
    }

    /// Keeps the index on disk, now and then. Called while nobody else writes.
    pub(crate) fn keep_index(&self) {
        if let Some(folder) = &self.folder {
            folder.keep(|| self.index().without_cases(), self.keys.vault(), &self.head());
        }
    }

    /// Entries that the index on disk knows.
    #[cfg(test)]
    pub(crate) fn index_kept(&self) -> u64 {
        self.folder.as_ref().map_or(0, crate::folder::Folder::kept)
    }

    /// Reads what the engine has beyond the known head, checking that it follows.
    pub(crate) fn catch_up(&self, end: &Head) -> Result<(), ReadError> {
        let mut head = self.head();
        while head.size < end.size {
            let from = Position(head.size);
            let stored = self.engine.read(from, CATCH_UP_ENTRIES)?;
            if stored.is_empty() {
                return Err(ReadError::Damaged { position: from, what: "an entry is missing" });
            }
            let entries = parse_run(stored, from)?;
            let mut rows = Vec::with_capacity(entries.len());
            for entry in &entries {
                let position = entry.position;
                if head.link.next(entry.head_bytes()) != entry.link {
                    return Err(ReadError::Damaged { position, what: "the link does not follow" });
                }
                head = Head {
                    size: position.0.saturating_add(1),
                    link: entry.link,
                    recorded_at_ms: entry.recorded_at_ms,
                };
                rows.push(self.row_of(entry)?);
            }
            self.show(&rows, head);
        }
        if head != *end {
            let position = Position(end.size);
            return Err(ReadError::Damaged { position, what: "the head is not the last entry's" });
        }
        if self.failure().is_some() {
            let (position, what) = (Position(end.size), "a stream's versions have a gap");
            return Err(ReadError::Damaged { position, what });
        }
        Ok(())
    }

    fn row_of(&self, entry: &Recorded) -> Result<(Row, Option<StreamId>), ReadError> {
        let position = entry.position;
        let what =
            "the vault lacks a key that this entry was sealed under; put its newest copy back";
        self.keys.learn(entry).map_err(|_lacking| ReadError::Damaged { position, what })?;
        let opaque = entry.is_opaque();
        let case =
            if opaque && self.keys.sees_protected() { Some(self.case_of(entry)?) } else { None };
        let (stream, version, event_id) = (entry.stream, entry.version, entry.event_id);
        Ok((Row { position, stream, version, event_id, opaque }, case))
    }

    pub(super) fn case_of(&self, entry: &Recorded) -> Result<StreamId, ReadError> {
        let position = entry.position;
        let opened = self.keys.open_protected(entry);
        Ok(opened.map_err(|source| ReadError::Sealed { position, source })?.case)
    }
}
