//! From an event as it was sent to a receipt: check fields, read, decide, seal, append.
//!
//! The one place where the program writes to the log. Rules are the domain's; durability, order
//! and uniqueness are the store's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::context::{Channel, Timestamp};
use domain::id::StreamId;
use domain::stream::StreamKind;
use store::{Expected, Receipt, Store};

use crate::fields::{IdsOnly, Resolve};
use crate::input::{Actor, EventInput};

mod bulk;
mod desk;
mod failure;
mod prepare;

pub use bulk::{Bulk, Rehearsal, Row};
pub use failure::RecordError;

/// Events for one stream, in their order.
#[derive(Clone)]
pub struct Submission {
    /// What the stream tells the story of.
    pub kind: StreamKind,
    /// The stream.
    pub stream: StreamId,
    /// What it must be like beforehand.
    pub expected: Expected,
    /// The events.
    pub events: Vec<EventInput>,
}

/// Who sends something, by which way, at what time.
#[derive(Clone, Debug)]
pub struct Envoy<'a> {
    /// Who records.
    pub actor: &'a Actor,
    /// By which way it came, unless the event says otherwise.
    pub channel: Channel,
    /// The registry's clock, in milliseconds.
    pub now_ms: i64,
}

/// Writes to the log.
pub struct Recorder {
    store: Arc<Store>,
    kinds: Mutex<BTreeMap<StreamId, StreamKind>>,
}

impl Recorder {
    /// A recorder for a log.
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, kinds: Mutex::new(BTreeMap::new()) }
    }

    /// The log.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Records all events of all submissions, or none; answers when they are durable.
    ///
    /// Events that carry the id of an earlier one and say the same get its receipt. Blocks.
    ///
    /// # Errors
    /// The first event that is wrong or refused, by its place among all events.
    pub fn record(
        &self,
        envoy: &Envoy<'_>,
        submissions: &[Submission],
    ) -> Result<Vec<Receipt>, RecordError> {
        self.record_with(envoy, submissions, &mut IdsOnly)
    }

    /// The same, where other registers' names stand in the place of ids.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn record_with(
        &self,
        envoy: &Envoy<'_>,
        submissions: &[Submission],
        names: &mut dyn Resolve,
    ) -> Result<Vec<Receipt>, RecordError> {
        let prepared = prepare::all(envoy, submissions, names)?;
        if let Some(receipts) = self.recorded_before(&prepared)? {
            return Ok(receipts);
        }
        let decided = self.store.execute(envoy.now_ms, |view| desk::decide(self, view, &prepared));
        decided.map_err(RecordError::from)
    }

    /// What a stream tells the story of; none when it holds nothing.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn kind_of(&self, stream: StreamId) -> Result<Option<StreamKind>, RecordError> {
        const KINDS_MAX: usize = 65_536; // 2 MiB; a stream's kind never changes
        let known = || self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = known().get(&stream) {
            return Ok(Some(*kind));
        }
        let entries = self.store.stream(desk::stored(stream))?;
        let kind = entries.iter().find_map(|entry| domain::any::kind_of(entry.type_id.0));
        if let Some(kind) = kind {
            let mut kinds = known();
            if kinds.len() >= KINDS_MAX {
                kinds.clear();
            }
            kinds.insert(stream, kind);
        }
        Ok(kind)
    }

    /// The receipts of a request that was recorded before, whole and with the same content.
    fn recorded_before(
        &self,
        prepared: &[prepare::Prepared],
    ) -> Result<Option<Vec<Receipt>>, RecordError> {
        let mut known = false;
        let mut appends = Vec::new();
        for submission in prepared {
            let mut events = Vec::new();
            for proposed in &submission.events {
                let id = store::EventId(proposed.event_id().to_bytes());
                let receipt =
                    if submission.client_ids { self.store.by_event_id(id)? } else { None };
                let mut again = proposed.clone();
                if let Some(receipt) = receipt {
                    known = true;
                    self.take_context(&receipt, submission.kind, &mut again)?;
                }
                events.push(again);
            }
            appends.push(desk::append(submission, &events)?);
        }
        if !known {
            return Ok(None);
        }
        self.store.replayed(&appends).map_err(RecordError::Append)
    }

    /// A retry is the same event if its date and payload are; who sent it again, by which way and
    /// in which cycle it was put then is taken from the entry.
    fn take_context(
        &self,
        receipt: &Receipt,
        kind: StreamKind,
        again: &mut domain::any::Proposed,
    ) -> Result<(), RecordError> {
        let entries = self.store.read(receipt.position, 1)?;
        let Some(entry) = entries.first() else { return Ok(()) };
        let facts = if kind == StreamKind::Case {
            self.store.open_protected(entry).map(|case| case.facts)
        } else {
            self.store.open_facts(entry)
        };
        let Ok(facts) = facts else { return Ok(()) };
        if let Ok((then, _)) = domain::stored::read_context(&store::Codec, &facts) {
            let occurred_on = again.context().occurred_on;
            *again.context_mut() = domain::context::Context { occurred_on, ..then };
        }
        Ok(())
    }
}

impl Envoy<'_> {
    fn now(&self) -> Timestamp {
        Timestamp(self.now_ms)
    }
}
