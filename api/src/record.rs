//! From an event as it was sent to a receipt: check fields, read, decide, seal, append.
//!
//! The one place where the program writes to the log. Rules are the domain's; durability, order
//! and uniqueness are the store's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::context::{Channel, Timestamp};
use domain::id::StreamId;
use domain::stream::StreamKind;
use store::{Expected, Receipt, Store, View};

use crate::fields::{IdsOnly, Resolve};
use crate::input::{Actor, EventInput};

mod bulk;
mod desk;
mod failure;
mod hot;
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
    hot: hot::Hot,
}

impl Recorder {
    /// A recorder for a log.
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, kinds: Mutex::default(), hot: hot::Hot::default() }
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
        submissions: Vec<Submission>,
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
        submissions: Vec<Submission>,
        names: &mut dyn Resolve,
    ) -> Result<Vec<Receipt>, RecordError> {
        let prepared = prepare::all(envoy, submissions, names)?;
        if let Some(receipts) = self.recorded_before(&prepared)? {
            return Ok(receipts);
        }
        let decide = |view: &View<'_>| desk::decide(self, view, &prepared);
        let (receipts, sequels) = self.store.execute(envoy.now_ms, decide)?;
        desk::keep(self, sequels, &receipts);
        Ok(receipts)
    }

    /// The same for a task: while the store commits in the background, it does not block its
    /// thread for the commit; for what must be read from the disk it does.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub async fn record_task(
        &self,
        envoy: &Envoy<'_>,
        submissions: Vec<Submission>,
    ) -> Result<Vec<Receipt>, RecordError> {
        let prepared = prepare::all(envoy, submissions, &mut IdsOnly)?;
        if let Some(receipts) = self.recorded_before(&prepared)? {
            return Ok(receipts);
        }
        let decide = |view: &View<'_>| desk::decide(self, view, &prepared);
        let (receipts, sequels) = self.store.execute_task(envoy.now_ms, decide).await?;
        desk::keep(self, sequels, &receipts);
        Ok(receipts)
    }

    /// Whether a submission can be decided without reading the log: small, on a stream that is new
    /// or was recorded on lately.
    pub fn is_hot(&self, submission: &Submission) -> bool {
        const EVENTS_MAX: usize = 8;
        let few = submission.events.len() <= EVENTS_MAX && submission.kind != StreamKind::Case;
        few && match self.store.version(desk::stored(submission.stream)) {
            None => true,
            Some(version) => self.hot.get(submission.stream, version).is_some(),
        }
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
        let first = self.store.first_of(desk::stored(stream))?;
        let kind = first.and_then(|entry| domain::any::kind_of(entry.type_id.0));
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
        let mut known = Vec::new();
        for submission in prepared.iter().filter(|submission| submission.client_ids) {
            for proposed in &submission.events {
                let id = store::EventId(proposed.event_id().to_bytes());
                known.extend(self.store.by_event_id(id)?);
            }
        }
        if known.is_empty() {
            return Ok(None);
        }
        let mut appends = Vec::with_capacity(prepared.len());
        for submission in prepared {
            let mut events = submission.events.clone();
            for again in &mut events {
                let id = again.event_id().to_bytes();
                if let Some(receipt) = known.iter().find(|receipt| receipt.event_id.0 == id) {
                    self.take_context(receipt, submission.kind, again)?;
                }
            }
            appends.push(desk::append(submission, &events)?);
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

#[cfg(test)]
mod tests;
