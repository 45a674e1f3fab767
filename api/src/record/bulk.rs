//! Many events one after the other, as a file has them: each is decided on all before it, and a
//! few hundred share one commit. A row that is refused does not hold up the others.

use std::collections::BTreeMap;

use domain::any::{AnyHistory, Proposed};
use domain::decider::{Class, Coded as _};
use domain::id::{EventId, StreamId};
use domain::stream::StreamKind;
use store::{Expected, Receipt, Transaction, Version};

use super::desk::{self, Look};
use super::prepare::{self, Prepared};
use super::{Envoy, RecordError, Recorder, Submission};
use crate::fields::Resolve;

/// Rows that share a commit.
const ROWS_MAX: usize = 192;
/// Histories kept between rows; a history is some kilobytes.
const HISTORIES_MAX: usize = 20_000;

/// How a row ended.
#[derive(Debug)]
pub enum Row {
    /// It was recorded.
    Recorded(Vec<Receipt>),
    /// It had been recorded before.
    Known(Vec<Receipt>),
    /// It was refused; nothing of it was recorded.
    Refused(RecordError),
}

struct Cached {
    history: AnyHistory,
    version: Expected,
}

struct Pending {
    row: u64,
    prepared: Prepared,
    transaction: Transaction,
}

/// A sequence of rows on their way to the log.
pub struct Bulk<'a> {
    recorder: &'a Recorder,
    histories: BTreeMap<StreamId, Cached>,
    pending: Vec<Pending>,
    pending_ids: Vec<EventId>,
}

impl<'a> Bulk<'a> {
    /// An empty sequence.
    pub fn new(recorder: &'a Recorder) -> Self {
        let (histories, pending) = (BTreeMap::new(), Vec::new());
        Self { recorder, histories, pending, pending_ids: Vec::new() }
    }

    /// Takes a row in, and tells of those that ended thereby: none, or all that were waiting.
    ///
    /// # Errors
    /// The log does not take anything any more.
    pub fn add(
        &mut self,
        row: u64,
        (envoy, submission): (&Envoy<'_>, &Submission),
        names: &mut dyn Resolve,
    ) -> Result<Vec<(u64, Row)>, RecordError> {
        let prepared = match prepare::one(envoy, submission, 0, names) {
            Ok(prepared) => prepared,
            Err(refused) => return Ok(vec![(row, Row::Refused(refused))]),
        };
        let mut ended = Vec::new();
        let twice =
            prepared.events.iter().any(|event| self.pending_ids.contains(&event.event_id()));
        if twice {
            ended.extend(self.flush()?);
        }
        match self.recorder.recorded_before(std::slice::from_ref(&prepared)) {
            Ok(None) => {}
            Ok(Some(receipts)) => {
                ended.push((row, Row::Known(receipts)));
                return Ok(ended);
            }
            Err(error) if error.class() == Class::Unavailable => return Err(error),
            // The id of another event: this row's own fault.
            Err(refused) => {
                ended.push((row, Row::Refused(refused)));
                return Ok(ended);
            }
        }
        match self.decide(&prepared) {
            Ok(transaction) => {
                let transaction = Transaction { recorded_at_ms: envoy.now_ms, ..transaction };
                self.pending_ids.extend(prepared.events.iter().map(Proposed::event_id));
                self.pending.push(Pending { row, prepared, transaction });
            }
            Err(refused) => ended.push((row, Row::Refused(refused))),
        }
        if self.pending.len() >= ROWS_MAX {
            ended.extend(self.flush()?);
        }
        Ok(ended)
    }

    /// Commits what is waiting, and tells how each row ended.
    ///
    /// # Errors
    /// The log does not take anything any more.
    pub fn flush(&mut self) -> Result<Vec<(u64, Row)>, RecordError> {
        let pending = std::mem::take(&mut self.pending);
        self.pending_ids.clear();
        let transactions = pending.iter().map(|waiting| waiting.transaction.clone()).collect();
        let answers = self.recorder.store().append_in_order(transactions);
        let mut ended = Vec::with_capacity(pending.len());
        let mut overtaken = false;
        for (waiting, answer) in pending.into_iter().zip(answers) {
            let row = if let Ok(receipts) = answer {
                Row::Recorded(receipts)
            } else {
                // Somebody else wrote to the stream meanwhile: decide again, on what there is now.
                overtaken = true;
                self.again(&waiting)
            };
            ended.push((waiting.row, row));
        }
        if overtaken || self.histories.len() > HISTORIES_MAX {
            self.histories.clear();
        }
        Ok(ended)
    }

    fn again(&self, waiting: &Pending) -> Row {
        let prepared = std::slice::from_ref(&waiting.prepared);
        let now_ms = waiting.transaction.recorded_at_ms;
        let store = self.recorder.store();
        match store.execute(now_ms, |view| desk::decide(self.recorder, view, prepared)) {
            Ok(receipts) => Row::Recorded(receipts),
            Err(error) => Row::Refused(error.into()),
        }
    }

    fn decide(&mut self, prepared: &Prepared) -> Result<Transaction, RecordError> {
        let mut cached = self.take(prepared.kind, prepared.stream)?;
        let mut decided = Vec::new();
        let mut history = cached.history.clone();
        for (event, proposed) in prepared.events.iter().enumerate() {
            let judged = desk::judge(self, &history, proposed.clone());
            let facts = match judged {
                Ok(facts) => facts,
                Err(refused) => {
                    self.histories.insert(prepared.stream, cached);
                    return Err(refused.at(event));
                }
            };
            for fact in facts {
                let declined = |declined| RecordError::Declined { event, declined };
                history.push(fact.clone(), desk::PENDING).map_err(declined)?;
                decided.push(fact);
            }
        }
        let append = desk::append(prepared, &decided)?;
        let append = store::Append { expected: cached.version, ..append };
        cached.version = after(cached.version, decided.len());
        cached.history = history;
        self.histories.insert(prepared.stream, cached);
        Ok(Transaction { appends: vec![append], preconditions: Vec::new(), recorded_at_ms: 0 })
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
                let (history, last) = desk::read_stored(self.recorder.store(), kind, stream)?;
                let version = last.map_or(Expected::NoStream, Expected::Exactly);
                Ok(Cached { history, version })
            }
        }
    }
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
    fn history(&mut self, kind: StreamKind, stream: StreamId) -> Result<AnyHistory, RecordError> {
        let cached = self.take(kind, stream)?;
        let history = cached.history.clone();
        self.histories.insert(stream, cached);
        Ok(history)
    }

    fn exists(&mut self, kind: StreamKind, stream: StreamId) -> Result<bool, RecordError> {
        if let Some(cached) = self.histories.get(&stream) {
            return Ok(cached.history.kind() == kind && !cached.history.is_empty());
        }
        Ok(self.recorder.kind_of(stream)? == Some(kind))
    }
}
