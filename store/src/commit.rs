//! The only write path: check, stamp, link, write, sync, show, answer (I1, I2, I3).
//!
//! Sealing has happened before, outside the lock; gathering is `queue`'s.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::append::{AppendError, Expected, Openness, Receipt};
use crate::chain::Head;
use crate::engine::{Batch, Committed, StoredEntry};
use crate::entry::{SealedEvent, Stamp};
use crate::id::{EventId, Position, StreamId, Version};
use crate::index::{ENTRIES_MAX, Index, Row};
use crate::queue::{Outcome, Ticket};
use crate::store::Store;

/// How often a batch is prepared anew because another writer of a remote engine was faster.
const ATTEMPTS_MAX: usize = 16;

/// A transaction whose parts are sealed.
pub(crate) struct Command {
    pub(crate) appends: Vec<SealedAppend>,
    pub(crate) preconditions: Vec<(StreamId, Expected)>,
    pub(crate) recorded_at_ms: i64,
}

/// Sealed events for one stream or case.
pub(crate) struct SealedAppend {
    pub(crate) stream: StreamId,
    pub(crate) expected: Expected,
    pub(crate) kind: Openness,
    /// Of a case, the version that sealing went out from.
    pub(crate) base: Option<Version>,
    pub(crate) events: Vec<SealedEvent>,
}

impl Command {
    pub(crate) fn event_count(&self) -> usize {
        self.appends.iter().map(|append| append.events.len()).sum()
    }

    pub(crate) fn byte_count(&self) -> usize {
        self.events().map(SealedEvent::entry_bytes).sum()
    }

    fn events(&self) -> impl Iterator<Item = &SealedEvent> {
        self.appends.iter().flat_map(|append| &append.events)
    }
}

/// A batch in the making: the durable log and, on top, what earlier commands of the batch add.
struct Round<'a> {
    store: &'a Store,
    index: &'a Index,
    head: Head,
    streams: HashMap<StreamId, Version, RandomState>,
    cases: HashMap<StreamId, Version, RandomState>,
    event_ids: HashSet<EventId, RandomState>,
    entries: Vec<StoredEntry>,
    rows: Vec<(Row, Option<StreamId>)>,
}

/// What a round wants written, and how each command ends when it is.
struct Prepared {
    entries: Vec<StoredEntry>,
    rows: Vec<(Row, Option<StreamId>)>,
    head: Head,
    outcomes: Vec<Outcome>,
}

/// Commits what has gathered and finishes every ticket.
pub(crate) fn commit_round(store: &Store, tickets: &[Arc<Ticket>]) {
    let _writing = store.writing();
    for _ in 0..ATTEMPTS_MAX {
        if let Some(refusal) = store.unfit() {
            return refuse_all(tickets, || store.unfit().unwrap_or(AppendError::Closed), refusal);
        }
        let before = store.head();
        let prepared = prepare(store, before, tickets);
        match write(store, &before, &prepared) {
            Ok(true) => {
                for (ticket, outcome) in tickets.iter().zip(prepared.outcomes) {
                    ticket.finish(outcome);
                }
                store.keep_index();
                return;
            }
            Ok(false) => {}
            Err(reason) => store.fail(reason),
        }
    }
    refuse_all(tickets, || AppendError::Contended, AppendError::Contended);
}

fn refuse_all(tickets: &[Arc<Ticket>], again: impl Fn() -> AppendError, first: AppendError) {
    let mut first = Some(first);
    for ticket in tickets {
        ticket.finish(Outcome::Refused(first.take().unwrap_or_else(&again)));
    }
}

/// Whether the batch is durable and shown; if not, the log has moved and it must be made anew.
fn write(store: &Store, before: &Head, prepared: &Prepared) -> Result<bool, String> {
    let Some(first) = prepared.entries.first() else { return Ok(true) };
    let batch = Batch { entries: &prepared.entries, head: prepared.head };
    let committed = store.engine().commit(before, batch).map_err(|error| describe(&error))?;
    match committed {
        Committed::Durable => {
            store.count_commit();
            store.show(&prepared.rows, prepared.head);
            Ok(true)
        }
        Committed::HeadMoved(head) => {
            store.catch_up(&head).map_err(|error| describe(&error))?;
            Ok(false)
        }
        Committed::Unknown => {
            let head = store.engine().head().map_err(|error| describe(&error))?;
            store.catch_up(&head).map_err(|error| describe(&error))?;
            // Whole or not at all: the first entry tells.
            let at = Position(before.size);
            let found = store.engine().read(at, 1).map_err(|error| describe(&error))?;
            Ok(found.first().is_some_and(|entry| entry.link == first.link))
        }
    }
}

/// An error with its causes, for the operator.
pub(crate) fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(": ");
        text.push_str(&source.to_string());
        cause = source.source();
    }
    text
}

fn prepare(store: &Store, head: Head, tickets: &[Arc<Ticket>]) -> Prepared {
    let index = store.index();
    let mut round = Round {
        store,
        index: &index,
        head,
        streams: HashMap::default(),
        cases: HashMap::default(),
        event_ids: HashSet::default(),
        entries: Vec::new(),
        rows: Vec::new(),
    };
    let outcomes = tickets
        .iter()
        .map(|ticket| match round.check(&ticket.command) {
            Ok(()) => Outcome::Recorded(round.add(&ticket.command)),
            Err(outcome) => outcome,
        })
        .collect();
    let Round { head, entries, rows, .. } = round;
    Prepared { entries, rows, head, outcomes }
}

impl Round<'_> {
    /// Whether the whole command can follow what is there; changes nothing.
    fn check(&self, command: &Command) -> Result<(), Outcome> {
        for event in command.events() {
            if self.event_ids.contains(&event.event_id) {
                return Err(Outcome::Known);
            }
            let found = self.store.find_event(self.index, event.event_id);
            match found {
                Ok(None) => {}
                Ok(Some(_)) => return Err(Outcome::Known),
                Err(error) => return Err(Outcome::Refused(AppendError::Read(error))),
            }
        }
        for &(stream, expected) in &command.preconditions {
            let actual = self.stream_version(stream).or_else(|| self.case_version(stream));
            if !holds(expected, actual) {
                let refusal = AppendError::PreconditionFailed { stream, expected, actual };
                return Err(Outcome::Refused(refusal));
            }
        }
        let mut room = ENTRIES_MAX.saturating_sub(self.head.size);
        for append in &command.appends {
            self.check_append(append)?;
            room = room
                .checked_sub(crate::bytes::count(append.events.len()))
                .ok_or(Outcome::Refused(AppendError::Full))?;
        }
        Ok(())
    }

    fn check_append(&self, append: &SealedAppend) -> Result<(), Outcome> {
        let (stream, expected) = (append.stream, append.expected);
        let actual = match append.kind {
            Openness::Plain => self.stream_version(stream),
            Openness::Opaque => self.case_version(stream),
        };
        if !holds(expected, actual) {
            let refusal = AppendError::VersionConflict { stream, expected, actual };
            return Err(Outcome::Refused(refusal));
        }
        if append.kind == Openness::Opaque && append.base != actual {
            return Err(Outcome::Stale);
        }
        let last = actual.map_or(0, |version| u64::from(version.0) + 1);
        if last + crate::bytes::count(append.events.len()) > u64::from(u32::MAX) {
            return Err(Outcome::Refused(AppendError::Full));
        }
        Ok(())
    }

    fn stream_version(&self, stream: StreamId) -> Option<Version> {
        self.streams.get(&stream).copied().or_else(|| self.index.version(stream))
    }

    fn case_version(&self, case: StreamId) -> Option<Version> {
        self.cases.get(&case).copied().or_else(|| self.index.case_version(case))
    }

    /// Stamps and links every event of a command that has been checked.
    fn add(&mut self, command: &Command) -> Vec<Receipt> {
        // The log's time never goes back.
        let recorded_at_ms = match self.head.size {
            0 => command.recorded_at_ms,
            _ => command.recorded_at_ms.max(self.head.recorded_at_ms),
        };
        let mut receipts = Vec::with_capacity(command.event_count());
        for append in &command.appends {
            for event in &append.events {
                let (version, case) = self.take_version(append);
                let position = Position(self.head.size);
                let stamp = Stamp { position, recorded_at_ms, version };
                let (bytes, head_length) = event.to_entry(stamp);
                let head_bytes = bytes.get(2..head_length + 2).unwrap_or_default();
                let link = self.head.link.next(head_bytes);
                self.head = Head { size: position.0 + 1, link, recorded_at_ms };
                self.entries.push(StoredEntry { bytes, link });
                let (stream, event_id) = (event.stream, event.event_id);
                let opaque = case.is_some();
                self.rows.push((Row { position, stream, version, event_id, opaque }, case));
                self.event_ids.insert(event_id);
                receipts.push(Receipt {
                    position,
                    version,
                    event_id,
                    stream,
                    recorded_at_ms,
                    link,
                    replayed: false,
                });
            }
        }
        receipts
    }

    /// The version that a head shows next, and the case if it hides one.
    fn take_version(&mut self, append: &SealedAppend) -> (Version, Option<StreamId>) {
        let last = match append.kind {
            Openness::Plain => self.stream_version(append.stream),
            Openness::Opaque => self.case_version(append.stream),
        };
        let next = last.and_then(Version::next).unwrap_or(Version(0));
        match append.kind {
            Openness::Plain => {
                self.streams.insert(append.stream, next);
                (next, None)
            }
            Openness::Opaque => {
                self.cases.insert(append.stream, next);
                (Version(0), Some(append.stream))
            }
        }
    }
}

/// Whether a stream is as expected.
pub(crate) fn holds(expected: Expected, actual: Option<Version>) -> bool {
    match expected {
        Expected::Any => true,
        Expected::NoStream => actual.is_none(),
        Expected::Exactly(version) => actual == Some(version),
    }
}
