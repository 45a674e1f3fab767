//! The log as callers see it: append, read, wait. It shows nothing beyond its durable head (I3).

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard,
    RwLockWriteGuard,
};
use std::time::{Duration, Instant};

use crate::append::{
    Append, AppendError, NewEvent, Openness, ReadError, Receipt, TRANSACTION_EVENTS_MAX,
    Transaction,
};
use crate::bytes::{count, length_usize};
use crate::chain::Head;
use crate::clock::{ClockGuard, ClockLimits};
use crate::commit::{self, Command, SealedAppend};
use crate::engine::{LogStore, StoredEntry};
use crate::entry::Recorded;
use crate::execute::{self, ExecuteError, View};
use crate::folder::Folder;
use crate::genesis::{Genesis, LogKind};
use crate::id::{EventId, Position, StreamId, SubjectId, Version};
use crate::index::{Index, Row};
use crate::keys::{Keys, Opened, OpenedCase};
use crate::queue::{Outcome, Queue, Ticket};
use crate::seal::Sealed;

/// How often an opaque append is sealed anew because its case went on meanwhile.
const SEALINGS_MAX: usize = 256;
/// Entries read at a time while catching up.
const CATCH_UP_ENTRIES: usize = 4_096;

/// The log. Share it in an `Arc`; every call blocks until it is done.
pub struct Store {
    genesis: Genesis,
    keys: Keys,
    engine: Box<dyn LogStore>,
    index: RwLock<Index>,
    head: Mutex<Head>,
    moved: Condvar,
    queue: Queue,
    writing: Mutex<()>,
    clock: ClockGuard,
    failure: OnceLock<String>,
    closed: OnceLock<()>,
    folder: Option<Folder>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("origin", &self.genesis.origin()).finish_non_exhaustive()
    }
}

/// What a store is put together from.
pub(crate) struct Pieces {
    pub(crate) genesis: Genesis,
    pub(crate) keys: Keys,
    pub(crate) engine: Box<dyn LogStore>,
    pub(crate) index: Index,
    pub(crate) limits: ClockLimits,
    pub(crate) folder: Option<Folder>,
}

impl Store {
    /// Puts a store together and brings its index up to the engine's head. The index may already
    /// know the beginning; `head` is where the log ended there.
    pub(crate) fn assemble(pieces: Pieces, head: Head) -> Result<Self, ReadError> {
        let limits = match pieces.genesis.kind() {
            LogKind::Real => Some(pieces.limits),
            LogKind::Simulation => None,
        };
        let known = pieces.index.opaque();
        let store = Self {
            genesis: pieces.genesis,
            keys: pieces.keys,
            engine: pieces.engine,
            index: RwLock::new(pieces.index),
            head: Mutex::new(head),
            moved: Condvar::new(),
            queue: Queue::default(),
            writing: Mutex::new(()),
            clock: ClockGuard::new(limits),
            failure: OnceLock::new(),
            closed: OnceLock::new(),
            folder: pieces.folder,
        };
        if store.keys.sees_protected() {
            for position in known {
                let entry = store.entry_at(position)?;
                let case = store.case_of(&entry)?;
                store.index_mut().add_to_case(case, position);
            }
        }
        let end = store.engine.head()?;
        store.catch_up(&end)?;
        Ok(store)
    }

    /// Records events together or not at all, and answers when they are durable.
    ///
    /// The same event ids again, with the same content, return the receipts of then.
    ///
    /// # Errors
    /// Nothing was recorded, except that [`AppendError::Failed`] leaves it open until a restart.
    pub fn append(&self, transaction: Transaction) -> Result<Vec<Receipt>, AppendError> {
        check_shape(&transaction)?;
        for _ in 0..SEALINGS_MAX {
            if let Some(refusal) = self.unfit() {
                return Err(refusal);
            }
            if let Some(receipts) = self.replayed(&transaction.appends)? {
                return Ok(receipts);
            }
            self.clock.check(transaction.recorded_at_ms, &self.head())?;
            let command = self.seal(&transaction)?;
            let round = |batch: &[Arc<Ticket>]| {
                commit::commit_round(self, batch);
            };
            match self.queue.submit(command, &round, &|| self.broken()) {
                Outcome::Recorded(receipts) => return Ok(receipts),
                Outcome::Refused(error) => return Err(error),
                Outcome::Known | Outcome::Stale => {}
            }
        }
        Err(AppendError::Contended)
    }

    /// Records transactions one after the other, in this order, sharing commits. Each stands or
    /// falls alone, so the caller bounds how many it hands over at once.
    pub fn append_in_order(
        &self,
        transactions: Vec<Transaction>,
    ) -> Vec<Result<Vec<Receipt>, AppendError>> {
        let prepared: Vec<_> = transactions.iter().map(|wanted| self.prepare(wanted)).collect();
        let (mut commands, mut early) = (Vec::new(), Vec::new());
        for prepared in prepared {
            match prepared {
                Ok(command) => {
                    commands.push(command);
                    early.push(None);
                }
                Err(refusal) => early.push(Some(refusal)),
            }
        }
        let round = |batch: &[Arc<Ticket>]| {
            commit::commit_round(self, batch);
        };
        let outcomes = self.queue.submit_all(commands, &round, &|| self.broken());
        let mut outcomes = outcomes.into_iter();
        let answer = |(wanted, early): (Transaction, Option<AppendError>)| {
            if let Some(refusal) = early {
                return Err(refusal);
            }
            match outcomes.next() {
                Some(Outcome::Recorded(receipts)) => Ok(receipts),
                Some(Outcome::Refused(error)) => Err(error),
                Some(Outcome::Known | Outcome::Stale) | None => self.append(wanted),
            }
        };
        transactions.into_iter().zip(early).map(answer).collect()
    }

    fn prepare(&self, transaction: &Transaction) -> Result<Command, AppendError> {
        check_shape(transaction)?;
        if let Some(refusal) = self.unfit() {
            return Err(refusal);
        }
        self.clock.check(transaction.recorded_at_ms, &self.head())?;
        self.seal(transaction)
    }

    fn broken(&self) -> AppendError {
        self.fail("the writer gave up in the middle of a commit".to_owned());
        self.unfit().unwrap_or(AppendError::Closed)
    }

    /// Loads, decides and appends; what the decision looked at becomes a precondition, and if
    /// that has changed meanwhile, it is decided again.
    ///
    /// # Errors
    /// The decision was a refusal, or the log did not take it.
    pub fn execute<E: std::error::Error + 'static>(
        &self,
        now_ms: i64,
        decide: impl FnMut(&View<'_>) -> Result<Vec<Append>, E>,
    ) -> Result<Vec<Receipt>, ExecuteError<E>> {
        execute::execute(self, now_ms, decide)
    }

    /// The receipts of these events if *all* of them were recorded before, with this content.
    ///
    /// A caller who decides on history asks this first, because the history of a retry already
    /// contains its own event.
    ///
    /// # Errors
    /// An id belongs to another event, only some were recorded, or the log cannot be read.
    pub fn replayed(&self, appends: &[Append]) -> Result<Option<Vec<Receipt>>, AppendError> {
        let mut receipts = Vec::new();
        let mut missing = 0_usize;
        for append in appends {
            for event in &append.events {
                let found = self.find_event(&self.index(), event.event_id)?;
                match found {
                    None => missing += 1,
                    Some(entry) if self.is_same(append, event, &entry)? => {
                        receipts.push(receipt_of(&entry));
                    }
                    Some(_other) => {
                        return Err(AppendError::EventIdReused { event_id: event.event_id });
                    }
                }
            }
        }
        match receipts.first() {
            None => Ok(None),
            Some(_) if missing == 0 => Ok(Some(receipts)),
            Some(known) => Err(AppendError::PartlyRecorded { event_id: known.event_id }),
        }
    }

    /// Where the durable log ends.
    pub fn head(&self) -> Head {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

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
        let stored = self.engine.read(from, max.min(left))?;
        parse_run(stored, from)
    }

    /// A stream's entries in their order, as stored.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn stream(&self, stream: StreamId) -> Result<Vec<Recorded>, ReadError> {
        let positions = self.index().positions(stream);
        positions.into_iter().map(|position| self.entry_at(position)).collect()
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

    /// An id that the same reference gives every time, and that nobody without the keyring can
    /// compute; `context` keeps kinds of references apart.
    pub fn reference_id(&self, context: &str, reference: &[u8]) -> [u8; 16] {
        self.keys.reference_id(context, reference)
    }

    /// Destroys the key of a person: what is sealed under it can never be opened again, here.
    ///
    /// Copies of the vault made before still hold the key until the wrapping key is rotated.
    ///
    /// # Errors
    /// The vault cannot be written.
    pub fn erase_subject(&self, subject: SubjectId) -> Result<(), AppendError> {
        self.keys.vault().erase(subject).map_err(AppendError::from)
    }

    /// An operator says that the clock is right although it jumped.
    pub fn confirm_clock(&self, now_ms: i64) {
        self.clock.confirm(now_ms);
    }

    /// What this log is.
    pub const fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// What failed, if writing has failed for good; the program should stop.
    pub fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    /// Ends writing, and leaves the folder so that it opens quickly. Reading goes on.
    ///
    /// # Errors
    /// Something could not be made durable; all entries are, nevertheless.
    pub fn close(&self) -> Result<(), ReadError> {
        if self.closed.set(()).is_err() {
            return Ok(());
        }
        // Whoever is committing finishes first; whoever comes later is refused.
        let _writing = self.writing();
        if self.failure().is_none() {
            self.engine.close()?;
            if let Some(folder) = &self.folder {
                folder.leave(&self.index(), self.keys.vault(), &self.head())?;
            }
        }
        Ok(())
    }

    /// Held from the version check until the answer (I2).
    pub(crate) fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn engine(&self) -> &dyn LogStore {
        self.engine.as_ref()
    }

    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why nothing can be appended any more.
    pub(crate) fn unfit(&self) -> Option<AppendError> {
        let failed = self.failure().map(|reason| AppendError::Failed { reason: reason.to_owned() });
        failed.or_else(|| self.closed.get().map(|()| AppendError::Closed))
    }

    /// Stops appending for good.
    pub(crate) fn fail(&self, reason: String) {
        // The first reason is the one that counts.
        let _already_failed = self.failure.set(reason);
    }

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
        let what = "the vault lacks a key that this entry was sealed under";
        self.keys.learn(entry).map_err(|_lacking| ReadError::Damaged { position, what })?;
        let opaque = entry.is_opaque();
        let case =
            if opaque && self.keys.sees_protected() { Some(self.case_of(entry)?) } else { None };
        let (stream, version, event_id) = (entry.stream, entry.version, entry.event_id);
        Ok((Row { position, stream, version, event_id, opaque }, case))
    }

    fn case_of(&self, entry: &Recorded) -> Result<StreamId, ReadError> {
        let position = entry.position;
        let opened = self.keys.open_protected(entry);
        Ok(opened.map_err(|source| ReadError::Sealed { position, source })?.case)
    }

    pub(crate) fn entry_at(&self, position: Position) -> Result<Recorded, ReadError> {
        let stored = self.engine.read(position, 1)?;
        let missing = ReadError::Damaged { position, what: "an entry is missing" };
        parse_run(stored, position)?.pop().ok_or(missing)
    }

    /// The entry with this event id. The index only says which entries may have it.
    pub(crate) fn find_event(
        &self,
        index: &Index,
        event_id: EventId,
    ) -> Result<Option<Recorded>, ReadError> {
        for position in index.candidates(event_id) {
            let entry = self.entry_at(position)?;
            if entry.event_id == event_id {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Whether an entry is what this event would have become.
    fn is_same(
        &self,
        append: &Append,
        event: &NewEvent,
        entry: &Recorded,
    ) -> Result<bool, AppendError> {
        let sealed = |source| ReadError::Sealed { position: entry.position, source };
        let (stream, type_id, schema, facts, personal) = match append.kind {
            Openness::Plain if entry.is_opaque() => return Ok(false),
            Openness::Plain => {
                let facts = self.open_facts(entry).map_err(sealed)?;
                (entry.stream, entry.type_id, entry.schema, facts, self.open_personal(entry))
            }
            Openness::Opaque if !entry.is_opaque() => return Ok(false),
            Openness::Opaque => {
                if !self.keys.sees_protected() {
                    return Err(AppendError::ProtectionKeyAbsent);
                }
                let opened = self.open_protected(entry).map_err(sealed)?;
                (opened.case, opened.type_id, opened.schema, opened.facts, opened.personal)
            }
        };
        let same_head = (stream, type_id, schema) == (append.stream, event.type_id, event.schema);
        let same_persons = personal.len() == event.personal.len()
            && personal.iter().zip(&event.personal).all(|((subject, text), part)| {
                // After erasure only the facts can be compared.
                let same_text = match text {
                    Ok(bytes) => *bytes == part.bytes,
                    Err(sealed) => *sealed == Sealed::Erased,
                };
                *subject == part.subject && same_text
            });
        Ok(same_head && facts == event.facts && same_persons)
    }

    fn seal(&self, transaction: &Transaction) -> Result<Command, AppendError> {
        let mut next = HashMap::<StreamId, Option<Version>>::new();
        let mut appends = Vec::with_capacity(transaction.appends.len());
        for append in &transaction.appends {
            let base = match append.kind {
                Openness::Plain => None,
                Openness::Opaque => self.index().case_version(append.stream),
            };
            let mut events = Vec::with_capacity(append.events.len());
            for event in &append.events {
                events.push(match append.kind {
                    Openness::Plain => self.keys.seal(append.stream, event)?,
                    Openness::Opaque => {
                        let last = next.entry(append.stream).or_insert(base);
                        let version = match *last {
                            None => Version(0),
                            Some(last) => last.next().ok_or(AppendError::Full)?,
                        };
                        *last = Some(version);
                        self.keys.seal_opaque(append.stream, version, event)?
                    }
                });
            }
            let (stream, expected, kind) = (append.stream, append.expected, append.kind);
            appends.push(SealedAppend { stream, expected, kind, base, events });
        }
        Ok(Command {
            appends,
            preconditions: transaction.preconditions.clone(),
            recorded_at_ms: transaction.recorded_at_ms,
        })
    }
}

fn check_shape(transaction: &Transaction) -> Result<(), AppendError> {
    let events: usize = transaction.appends.iter().map(|append| append.events.len()).sum();
    if events > TRANSACTION_EVENTS_MAX {
        return Err(AppendError::TooManyEvents { events });
    }
    let mut names = HashSet::with_capacity(events);
    for event in transaction.appends.iter().flat_map(|append| &append.events) {
        if !names.insert(event.event_id) {
            return Err(AppendError::EventIdTwice { event_id: event.event_id });
        }
    }
    Ok(())
}

fn receipt_of(entry: &Recorded) -> Receipt {
    Receipt {
        position: entry.position,
        version: entry.version,
        event_id: entry.event_id,
        stream: entry.stream,
        recorded_at_ms: entry.recorded_at_ms,
        link: entry.link,
        replayed: true,
    }
}

fn parse_run(stored: Vec<StoredEntry>, from: Position) -> Result<Vec<Recorded>, ReadError> {
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

#[cfg(test)]
mod tests;
