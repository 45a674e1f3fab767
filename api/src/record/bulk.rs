//! Many rows one after the other, as a file has them: each is decided on all before it, and a few
//! hundred share one commit. A row is recorded whole or not at all; one that is refused does not
//! hold up the others.
//!
//! A rehearsal takes the same decisions and commits nothing: what it decided stands beside the log.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use domain::any::{AnyHistory, Proposed};
use domain::decider::{Class, Coded as _};
use domain::id::{EventId, StreamId};
use domain::stream::StreamKind;
use store::{Expected, Transaction, Version};

use super::desk::{self, Look};
use super::prepare::{self, Prepared};
use super::{Envoy, RecordError, Recorder, Submission};
use crate::fields::Resolve;

mod rehearsal;

pub use rehearsal::Rehearsal;

/// Events that share a commit, after which no row is added to it.
const EVENTS_MAX: usize = 240;
/// Histories kept between rows; a history is some kilobytes.
const HISTORIES_MAX: usize = 20_000;

/// How a row ended.
#[derive(Debug)]
pub enum Row {
    /// It was recorded: these types of events.
    Recorded(Vec<&'static str>),
    /// It had been recorded before.
    Known(usize),
    /// It was refused; nothing of it was recorded.
    Refused(RecordError),
}

#[derive(Clone)]
struct Cached {
    history: AnyHistory,
    version: Expected,
}

struct Pending {
    row: u64,
    prepared: Vec<Prepared>,
    decided: Vec<Proposed>,
    transaction: Transaction,
}

/// What was decided about a row.
struct Decided {
    facts: Vec<Proposed>,
    transaction: Transaction,
}

/// A sequence of rows on their way to the log.
pub struct Bulk<'a> {
    recorder: &'a Recorder,
    rehearsal: Option<&'a mut Rehearsal>,
    histories: BTreeMap<StreamId, Cached>,
    pending: Vec<Pending>,
    pending_ids: HashSet<EventId>,
}

impl<'a> Bulk<'a> {
    /// An empty sequence.
    pub fn new(recorder: &'a Recorder) -> Self {
        let (histories, pending) = (BTreeMap::new(), Vec::new());
        Self { recorder, rehearsal: None, histories, pending, pending_ids: HashSet::new() }
    }

    /// An empty sequence that will never be committed.
    pub fn rehearsing(recorder: &'a Recorder, rehearsal: &'a mut Rehearsal) -> Self {
        Self { rehearsal: Some(rehearsal), ..Self::new(recorder) }
    }

    /// Whether no row is on its way.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether an event of this id is on its way.
    pub fn is_waiting(&self, id: EventId) -> bool {
        self.pending_ids.contains(&id)
    }

    /// Whether an event of this id was recorded.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn is_recorded(&self, id: EventId) -> Result<bool, RecordError> {
        if self.rehearsal.as_ref().is_some_and(|rehearsal| rehearsal.holds(id)) {
            return Ok(true);
        }
        Ok(self.recorder.store().by_event_id(store::EventId(id.to_bytes()))?.is_some())
    }

    /// Takes a row in, and tells of those that ended thereby: none, or all that were waiting. Its
    /// submissions are for different streams.
    ///
    /// # Errors
    /// The log does not take anything any more.
    pub fn add(
        &mut self,
        row: u64,
        (envoy, submissions): (&Envoy<'_>, Vec<Submission>),
        names: &mut dyn Resolve,
    ) -> Result<Vec<(u64, Row)>, RecordError> {
        let prepared = match prepare::all(envoy, submissions, names) {
            Ok(prepared) => prepared,
            Err(refused) => return Ok(vec![(row, Row::Refused(refused))]),
        };
        let mut ended = Vec::new();
        let ids = || prepared.iter().flat_map(|one| &one.events).map(Proposed::event_id);
        if ids().any(|id| self.pending_ids.contains(&id)) {
            ended.extend(self.flush()?);
        }
        if let Some(known) = self.known(&prepared)? {
            ended.push((row, known));
            return Ok(ended);
        }
        match self.decide(&prepared) {
            Ok(Decided { facts, transaction }) => {
                let transaction = Transaction { recorded_at_ms: envoy.now_ms, ..transaction };
                self.pending_ids.extend(ids());
                self.pending.push(Pending { row, prepared, decided: facts, transaction });
            }
            Err(error) if error.class() == Class::Unavailable => return Err(error),
            Err(refused) => ended.push((row, Row::Refused(refused))),
        }
        if self.pending_ids.len() >= EVENTS_MAX {
            ended.extend(self.flush()?);
        }
        Ok(ended)
    }

    /// How a row ended whose ids, given by whoever sent it, were used before.
    fn known(&self, prepared: &[Prepared]) -> Result<Option<Row>, RecordError> {
        let events: usize = prepared.iter().map(|one| one.events.len()).sum();
        let mut recorded = false;
        for id in prepared.iter().flat_map(|one| &one.events).map(Proposed::event_id) {
            recorded |= self.is_recorded(id)?;
        }
        if !recorded {
            return Ok(None);
        }
        match self.recorder.recorded_before(prepared) {
            // In a rehearsal, what stands beside the log is compared by its id alone.
            Ok(Some(_) | None) => Ok(Some(Row::Known(events))),
            Err(error) if error.class() == Class::Unavailable => Err(error),
            // The id of another event: this row's own fault.
            Err(refused) => Ok(Some(Row::Refused(refused))),
        }
    }

    /// Commits what is waiting, and tells how each row ended.
    ///
    /// # Errors
    /// The log does not take anything any more.
    pub fn flush(&mut self) -> Result<Vec<(u64, Row)>, RecordError> {
        let pending = std::mem::take(&mut self.pending);
        self.pending_ids.clear();
        if self.histories.len() > HISTORIES_MAX {
            self.histories.clear();
        }
        if let Some(rehearsal) = &mut self.rehearsal {
            let take = |waiting: Pending| {
                let now_ms = waiting.transaction.recorded_at_ms;
                let taken = rehearsal.take(&waiting.decided, (waiting.row, now_ms));
                (waiting.row, taken.map_or_else(Row::Refused, |()| recorded(&waiting.decided)))
            };
            return Ok(pending.into_iter().map(take).collect());
        }
        let (waiting, transactions): (Vec<_>, Vec<_>) = pending
            .into_iter()
            .map(|one| {
                (
                    (one.row, one.prepared, one.decided, one.transaction.recorded_at_ms),
                    one.transaction,
                )
            })
            .unzip();
        let answers = self.recorder.store().append_in_order(transactions);
        let mut ended = Vec::with_capacity(waiting.len());
        let mut overtaken = false;
        for ((row, prepared, decided, now_ms), answer) in waiting.into_iter().zip(answers) {
            let outcome = match answer {
                Ok(_) => recorded(&decided),
                Err(error) if error.class() == Class::Unavailable => {
                    return Err(RecordError::Append(error));
                }
                Err(_) => {
                    // Somebody else wrote to the stream meanwhile: decide on what there is now.
                    overtaken = true;
                    self.again(&prepared, now_ms)?
                }
            };
            ended.push((row, outcome));
        }
        if overtaken {
            self.histories.clear();
        }
        Ok(ended)
    }

    fn again(&self, prepared: &[Prepared], now_ms: i64) -> Result<Row, RecordError> {
        let store = self.recorder.store();
        match store.execute(now_ms, |view| desk::decide(self.recorder, view, prepared)) {
            Ok(_) => {
                let events = prepared.iter().flat_map(|one| &one.events);
                Ok(Row::Recorded(events.map(|event| event.event_type().name).collect()))
            }
            Err(error) if error.class() == Class::Unavailable => Err(error.into()),
            Err(error) => Ok(Row::Refused(error.into())),
        }
    }

    fn decide(&mut self, prepared: &[Prepared]) -> Result<Decided, RecordError> {
        let mut before: Vec<(StreamId, Option<Cached>)> = Vec::new();
        let mut facts = Vec::new();
        let mut appends = Vec::with_capacity(prepared.len());
        for (index, one) in prepared.iter().enumerate() {
            let more = index + 1 < prepared.len();
            match self.decide_one(one, more.then_some(&mut before)) {
                Ok((append, decided)) => {
                    appends.push(append);
                    facts.extend(decided);
                }
                Err(error) => {
                    // Nothing of the row was decided.
                    for (stream, cached) in before {
                        match cached {
                            Some(cached) => self.histories.insert(stream, cached),
                            None => self.histories.remove(&stream),
                        };
                    }
                    return Err(error);
                }
            }
        }
        let transaction = Transaction { appends, preconditions: Vec::new(), recorded_at_ms: 0 };
        Ok(Decided { facts, transaction })
    }

    fn decide_one(
        &mut self,
        prepared: &Prepared,
        before: Option<&mut Vec<(StreamId, Option<Cached>)>>,
    ) -> Result<(store::Append, Vec<Proposed>), RecordError> {
        let mut cached = self.take(prepared.kind, prepared.stream)?;
        // Most rows say one thing, and then nothing is added before everything is known to fit.
        let several = prepared.events.len() > 1;
        let backup = (several || before.is_some()).then(|| cached.clone());
        let decided = self.judge_all(prepared, &mut cached.history);
        let decided = decided.and_then(|(facts, added)| {
            let append = desk::append(prepared, &facts)?;
            add(&mut cached.history, facts.get(added..).unwrap_or_default(), prepared.first)?;
            Ok((append, facts))
        });
        let (append, facts) = match decided {
            Ok(decided) => decided,
            Err(error) => {
                self.histories.insert(prepared.stream, backup.unwrap_or(cached));
                return Err(error);
            }
        };
        let append = store::Append { expected: cached.version, ..append };
        cached.version = after(cached.version, facts.len());
        self.histories.insert(prepared.stream, cached);
        if let Some(before) = before {
            before.push((prepared.stream, backup));
        }
        Ok((append, facts))
    }

    /// Judges each event of a row on what came before it, the row's own events among that. How
    /// many of the facts it added to the history is told: not yet those of the last event.
    fn judge_all(
        &mut self,
        prepared: &Prepared,
        history: &mut AnyHistory,
    ) -> Result<(Vec<Proposed>, usize), RecordError> {
        let (mut decided, mut added) = (Vec::with_capacity(prepared.events.len()), 0);
        for (index, proposed) in prepared.events.iter().enumerate() {
            let event = prepared.first + index;
            add(history, decided.get(added..).unwrap_or_default(), event)?;
            added = decided.len();
            let judged = desk::judge(self, history, proposed.clone());
            decided.extend(judged.map_err(|refused| refused.at(event))?);
        }
        Ok((decided, added))
    }

    fn take(&mut self, kind: StreamKind, stream: StreamId) -> Result<Cached, RecordError> {
        match self.histories.remove(&stream) {
            Some(cached) if cached.history.kind() == kind => Ok(cached),
            Some(cached) => {
                let found = cached.history.kind();
                self.histories.insert(stream, cached);
                Err(RecordError::OtherKind { kind: found })
            }
            None => {
                if let Some(rehearsal) = &self.rehearsal {
                    let history = rehearsal.history(self.recorder, (kind, stream))?;
                    return Ok(Cached { history, version: Expected::Any });
                }
                let (history, last) = desk::read_stored(self.recorder.store(), kind, stream)?;
                let version = last.map_or(Expected::NoStream, Expected::Exactly);
                Ok(Cached { history, version })
            }
        }
    }
}

fn add(history: &mut AnyHistory, facts: &[Proposed], event: usize) -> Result<(), RecordError> {
    let declined = |declined| RecordError::Declined { event, declined };
    facts.iter().try_for_each(|fact| history.push(fact.clone(), desk::PENDING).map_err(declined))
}

fn recorded(decided: &[Proposed]) -> Row {
    Row::Recorded(decided.iter().map(|fact| fact.event_type().name).collect())
}

fn after(version: Expected, events: usize) -> Expected {
    let events = u32::try_from(events).unwrap_or(u32::MAX);
    match version {
        Expected::Exactly(Version(last)) => Expected::Exactly(Version(last.saturating_add(events))),
        Expected::NoStream if events > 0 => Expected::Exactly(Version(events - 1)),
        Expected::NoStream | Expected::Any => version,
    }
}

impl Look for Bulk<'_> {
    fn history(
        &mut self,
        kind: StreamKind,
        stream: StreamId,
    ) -> Result<Arc<AnyHistory>, RecordError> {
        let cached = self.take(kind, stream)?;
        let history = Arc::new(cached.history.clone());
        self.histories.insert(stream, cached);
        Ok(history)
    }

    fn exists(&mut self, kind: StreamKind, stream: StreamId) -> Result<bool, RecordError> {
        if let Some(cached) = self.histories.get(&stream) {
            return Ok(cached.history.kind() == kind && !cached.history.is_empty());
        }
        if let Some(rehearsal) = &self.rehearsal {
            return rehearsal.exists(self.recorder, (kind, stream));
        }
        Ok(self.recorder.kind_of(stream)? == Some(kind))
    }
}
