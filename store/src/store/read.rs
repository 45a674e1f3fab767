//! Reading: entries as stored, streams and cases opened, and waiting for more. Nothing here shows
//! what is beyond the durable head (I3).

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::Store;
use super::replay::receipt_of;
use crate::append::{ReadError, Receipt};
use crate::bytes::{count, length_usize};
use crate::chain::Head;
use crate::engine::StoredEntry;
use crate::entry::Recorded;
use crate::id::{EventId, Position, StreamId, SubjectId, Version};
use crate::keys::{Opened, OpenedCase};
use crate::seal::Sealed;

impl Store {
    /// Where the durable log ends, as soon as it has more than `size` entries or the time is over.
    pub fn wait_beyond(&self, size: u64, timeout: Duration) -> Head {
        let end = Instant::now().checked_add(timeout);
        let mut head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        while head.size <= size {
            let left = match end {
                Some(end) => end.saturating_duration_since(Instant::now()),
                None => timeout,
            };
            if left.is_zero() {
                break;
            }
            head = self.moved.wait_timeout(head, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *head
    }

    /// Up to `max` durable entries from a position on, as stored.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn read(&self, from: Position, max: usize) -> Result<Vec<Recorded>, ReadError> {
        let left = length_usize(self.head().size.saturating_sub(from.0));
        let wanted = max.min(left);
        let entries = parse_run(self.engine.read(from, wanted)?, from)?;
        // What the database no longer knows must not look like the end of the log.
        if entries.len() < wanted {
            let position = Position(from.0.saturating_add(count(entries.len())));
            return Err(ReadError::Damaged { position, what: "an entry is missing" });
        }
        Ok(entries)
    }

    /// A stream's entries in their order, as stored.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn stream(&self, stream: StreamId) -> Result<Vec<Recorded>, ReadError> {
        let positions = self.index().positions(stream);
        positions.into_iter().map(|position| self.entry_at(position)).collect()
    }

    /// A stream's first entry, as stored; none when it holds nothing.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn first_of(&self, stream: StreamId) -> Result<Option<Recorded>, ReadError> {
        let first = self.index().positions(stream).first().copied();
        first.map(|position| self.entry_at(position)).transpose()
    }

    /// A stream's entries in their order, with their facts opened.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn opened(&self, stream: StreamId) -> Result<Vec<Opened>, ReadError> {
        let entries = self.stream(stream)?;
        let open = |entry: &Recorded| {
            let position = entry.position;
            self.keys.opened(entry).map_err(|source| ReadError::Sealed { position, source })
        };
        entries.iter().map(open).collect()
    }

    /// A protected case's entries in their order, opened. Without the protection key, an error.
    ///
    /// # Errors
    /// The log cannot be read, or the store was opened without the protection key.
    pub fn case_stream(&self, case: StreamId) -> Result<Vec<OpenedCase>, ReadError> {
        if !self.keys.sees_protected() {
            let (position, source) = (Position(self.head().size), Sealed::KeyMissing);
            return Err(ReadError::Sealed { position, source });
        }
        let positions = self.index().case_positions(case);
        let open = |position: Position| {
            let entry = self.entry_at(position)?;
            self.open_protected(&entry).map_err(|source| ReadError::Sealed { position, source })
        };
        positions.into_iter().map(open).collect()
    }

    /// The receipt of an event, if it was recorded.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn by_event_id(&self, event_id: EventId) -> Result<Option<Receipt>, ReadError> {
        let found = self.find_event(&self.index(), event_id)?;
        Ok(found.as_ref().map(receipt_of))
    }

    /// Whether a stream, or a case if the store sees cases, has any event.
    pub fn exists(&self, stream: StreamId) -> bool {
        self.version(stream).is_some()
    }

    /// Version of the last event of a stream, or of a case if the store sees cases.
    pub fn version(&self, stream: StreamId) -> Option<Version> {
        let index = self.index();
        index.version(stream).or_else(|| index.case_version(stream))
    }

    /// The facts of an entry.
    ///
    /// # Errors
    /// The entry is opaque, or its facts are not what was sealed.
    pub fn open_facts(&self, entry: &Recorded) -> Result<Vec<u8>, Sealed> {
        self.keys.open_facts(entry)
    }

    /// What an entry says about persons, as far as their keys exist.
    pub fn open_personal(&self, entry: &Recorded) -> Vec<(SubjectId, Result<Vec<u8>, Sealed>)> {
        self.keys.open_personal(entry)
    }

    /// What an opaque entry really says.
    ///
    /// # Errors
    /// The entry is not opaque, or the protection key is not at hand.
    pub fn open_protected(&self, entry: &Recorded) -> Result<OpenedCase, Sealed> {
        self.keys.open_protected(entry)
    }

    /// Whether the store was opened with the protection key.
    pub const fn sees_protected(&self) -> bool {
        self.keys.sees_protected()
    }

    pub(crate) fn entry_at(&self, position: Position) -> Result<Recorded, ReadError> {
        let stored = self.engine.read(position, 1)?;
        let missing = ReadError::Damaged { position, what: "an entry is missing" };
        parse_run(stored, position)?.pop().ok_or(missing)
    }
}

pub(super) fn parse_run(
    stored: Vec<StoredEntry>,
    from: Position,
) -> Result<Vec<Recorded>, ReadError> {
    let mut entries = Vec::with_capacity(stored.len());
    for stored in stored {
        let position = Position(from.0.saturating_add(count(entries.len())));
        let entry = Recorded::parse(stored.bytes, stored.link)
            .map_err(|_malformed| ReadError::Damaged { position, what: "not an entry" })?;
        if entry.position != position {
            return Err(ReadError::Damaged { position, what: "an entry of another position" });
        }
        entries.push(entry);
    }
    Ok(entries)
}
