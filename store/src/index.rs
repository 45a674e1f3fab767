//! Where a stream's entries and an event id's entry are: derived from the log, never its truth.
//!
//! Packed in memory: 4 bytes an entry for the way back in its stream, 11 to 21 for its event id
//! (an open table of 8-byte cells, 3/8 to 3/4 full), and about 50 a stream; so some 20 to 30 bytes
//! an entry where a stream has ten entries or more. It is rebuilt from heads on open, or read from
//! a snapshot of earlier (`index/snapshot`) and from the heads that came since.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::id::{EventId, Position, StreamId, Version};

pub(crate) mod snapshot;
mod table;

use table::EventTable;

/// Positions that the packed index can name.
pub(crate) const ENTRIES_MAX: u64 = 0xffff_fffe;

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct LastOfStream {
    position: u32,
    version: u32,
}

/// What the index keeps of an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) position: Position,
    pub(crate) stream: StreamId,
    pub(crate) version: Version,
    pub(crate) event_id: EventId,
    pub(crate) opaque: bool,
}

/// Streams, event ids and opaque entries of the durable log.
#[derive(Debug)]
pub(crate) struct Index {
    streams: HashMap<StreamId, LastOfStream, RandomState>,
    /// By position, the entry before it in its stream.
    before: Vec<u32>,
    events: EventTable,
    opaque: Vec<u32>,
    /// Cases and their entries, as far as the protection key has opened them.
    cases: HashMap<StreamId, Vec<u32>>,
}

impl Index {
    /// An empty index; the seed keeps outsiders from choosing event ids that collide.
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self {
            streams: HashMap::default(),
            before: Vec::new(),
            events: EventTable::new(seed),
            opaque: Vec::new(),
            cases: HashMap::new(),
        }
    }

    /// What a snapshot holds of it: all but the cases, which only the protection key opens.
    pub(crate) fn without_cases(&self) -> Self {
        Self {
            streams: self.streams.clone(),
            before: self.before.clone(),
            events: self.events.clone(),
            opaque: self.opaque.clone(),
            cases: HashMap::new(),
        }
    }

    /// Number of entries it knows.
    pub(crate) fn size(&self) -> u64 {
        crate::bytes::count(self.before.len())
    }

    /// Adds the entry that follows; `false` if it does not follow in the log or in its stream.
    pub(crate) fn add(&mut self, row: &Row) -> bool {
        let Some(position) = u32::try_from(row.position.0).ok().filter(|place| *place != NONE)
        else {
            return false;
        };
        let last = self.streams.get(&row.stream).copied();
        let follows = match last {
            None => row.version.0 == 0,
            Some(last) => last.version.checked_add(1) == Some(row.version.0),
        };
        if row.position.0 != self.size() || !follows {
            return false;
        }
        self.before.push(last.map_or(NONE, |last| last.position));
        self.streams.insert(row.stream, LastOfStream { position, version: row.version.0 });
        self.events.insert(row.event_id, position);
        if row.opaque {
            self.opaque.push(position);
        }
        true
    }

    /// Version of the last event of a stream.
    pub(crate) fn version(&self, stream: StreamId) -> Option<Version> {
        self.streams.get(&stream).map(|last| Version(last.version))
    }

    /// Positions of a stream's entries, in their order.
    pub(crate) fn positions(&self, stream: StreamId) -> Vec<Position> {
        let mut positions = Vec::new();
        let mut at = self.streams.get(&stream).map_or(NONE, |last| last.position);
        while at != NONE {
            positions.push(Position(u64::from(at)));
            let place = usize::try_from(at).unwrap_or(usize::MAX);
            at = self.before.get(place).copied().unwrap_or(NONE);
        }
        positions.reverse();
        positions
    }

    /// Entries that may have this event id; whoever asks compares.
    pub(crate) fn candidates(&self, event_id: EventId) -> Vec<Position> {
        self.events.candidates(event_id).map(|position| Position(u64::from(position))).collect()
    }

    /// Whether each entry stands among the event ids exactly once.
    pub(crate) fn has_each_event(&self) -> bool {
        self.events.names_each_of(self.before.len())
    }

    /// Positions of all opaque entries.
    pub(crate) fn opaque(&self) -> Vec<Position> {
        self.opaque.iter().map(|position| Position(u64::from(*position))).collect()
    }

    /// Adds an entry to its case.
    pub(crate) fn add_to_case(&mut self, case: StreamId, position: Position) {
        if let Ok(position) = u32::try_from(position.0) {
            self.cases.entry(case).or_default().push(position);
        }
    }

    /// Version of the last event of a case.
    pub(crate) fn case_version(&self, case: StreamId) -> Option<Version> {
        let count = self.cases.get(&case)?.len();
        u32::try_from(count).ok()?.checked_sub(1).map(Version)
    }

    /// Positions of a case's entries, in their order.
    pub(crate) fn case_positions(&self, case: StreamId) -> Vec<Position> {
        let positions = self.cases.get(&case).map(Vec::as_slice).unwrap_or_default();
        positions.iter().map(|position| Position(u64::from(*position))).collect()
    }

    /// Every stream with the version of its last event.
    pub(crate) fn streams(&self) -> impl Iterator<Item = (StreamId, Version)> + '_ {
        self.streams.iter().map(|(stream, last)| (*stream, Version(last.version)))
    }

    /// Number of streams that heads show.
    pub(crate) fn stream_count(&self) -> usize {
        self.streams.len()
    }
}

#[cfg(test)]
mod tests;
