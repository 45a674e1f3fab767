//! What a file would record, beside the log: nothing of it is ever written.
//!
//! The packed histories of the read models hold what was recorded; what is decided is added to a
//! copy, about a hundred bytes for each event. So the streams that are read, and the findings that
//! would be raised, come from the same code as ever.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::any::{AnyHistory, Proposed};
use domain::context::Timestamp;
use domain::date::Day;
use domain::event::EventSet;
use domain::history::History;
use domain::id::{EventId, StreamId};
use domain::stored::Head;
use domain::stream::StreamKind;
use projections::histories::{Arrived, Histories};
use projections::runner::Runner;
use projections::tables::Tables;
use store::Codec;

use super::super::{RecordError, Recorder, desk};

/// How far beyond the log its events stand: others may go on recording meanwhile.
const APART: u64 = 1 << 20;

/// What a file would record.
pub struct Rehearsal {
    histories: Arc<Histories>,
    next: u64,
    before: u64,
    ids: HashMap<EventId, u64>,
    cases: BTreeMap<StreamId, AnyHistory>,
}

impl Rehearsal {
    /// Nothing yet, beside what these read models hold.
    pub fn new(runner: &Runner) -> Self {
        let histories = runner.histories().apart();
        let before = histories.size();
        let next = before + APART;
        let (ids, cases) = (HashMap::new(), BTreeMap::new());
        Self { histories: Arc::new(histories), next, before, ids, cases }
    }

    /// How many events it holds.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// How large the log was when it began.
    pub fn before(&self) -> u64 {
        self.before
    }

    /// The line of the file that an event comes from.
    pub fn line_of(&self, id: EventId) -> Option<u64> {
        self.ids.get(&id).copied()
    }

    /// What the read models would show on a day.
    pub fn tables(&self, runner: &Runner, on: Day) -> Tables {
        runner.supposing(&self.histories, on)
    }

    /// Whether it holds this event.
    pub(super) fn holds(&self, id: EventId) -> bool {
        self.ids.contains_key(&id)
    }

    /// Adds what was decided.
    pub(super) fn take(
        &mut self,
        decided: &[Proposed],
        (line, now_ms): (u64, i64),
    ) -> Result<(), RecordError> {
        for (event, fact) in decided.iter().enumerate() {
            let declined = |declined| RecordError::Declined { event, declined };
            self.ids.insert(fact.event_id(), line);
            if fact.kind() == StreamKind::Case {
                let case = self.cases.entry(fact.stream());
                let case = case.or_insert_with(|| AnyHistory::empty(StreamKind::Case));
                case.push(fact.clone(), desk::PENDING).map_err(declined)?;
                continue;
            }
            let sealable = fact.seal(&Codec).map_err(declined)?;
            let head = Head {
                position: self.next,
                recorded_at: Timestamp(now_ms),
                event_id: sealable.event_id,
                stream: sealable.stream,
                type_id: sealable.type_id,
                schema: sealable.schema,
            };
            self.histories.take(Arrived { head, facts: Ok(sealable.facts) });
            self.next += 1;
        }
        Ok(())
    }

    /// A stream's history, with what would be recorded.
    pub(super) fn history(
        &self,
        recorder: &Recorder,
        (kind, stream): (StreamKind, StreamId),
    ) -> Result<AnyHistory, RecordError> {
        if kind == StreamKind::Case {
            if let Some(case) = self.cases.get(&stream) {
                return Ok(case.clone());
            }
            return desk::read_stored(recorder.store(), kind, stream).map(|(history, _)| history);
        }
        if let Some(found) = self.histories.kind(stream).filter(|found| *found != kind) {
            return Err(RecordError::OtherKind { kind: found });
        }
        Ok(match kind {
            StreamKind::Migrant => AnyHistory::Migrant(self.read(stream)?),
            StreamKind::Complaint => AnyHistory::Complaint(self.read(stream)?),
            StreamKind::Case => AnyHistory::Case(self.read(stream)?),
            StreamKind::Agency => AnyHistory::Agency(self.read(stream)?),
            StreamKind::Employer => AnyHistory::Employer(self.read(stream)?),
            StreamKind::Vacancy => AnyHistory::Vacancy(self.read(stream)?),
            StreamKind::Programme => AnyHistory::Programme(self.read(stream)?),
            StreamKind::Organisation => AnyHistory::Organisation(self.read(stream)?),
            StreamKind::User => AnyHistory::User(self.read(stream)?),
            StreamKind::Finding => AnyHistory::Finding(self.read(stream)?),
            StreamKind::Access => AnyHistory::Access(self.read(stream)?),
            StreamKind::Registry => AnyHistory::Registry(self.read(stream)?),
        })
    }

    fn read<E: EventSet>(&self, stream: StreamId) -> Result<History<E>, RecordError> {
        let (history, stop) = self.histories.history(stream, u64::MAX);
        if stop.is_some() { Err(RecordError::History) } else { Ok(history) }
    }

    /// Whether a stream of that kind holds anything.
    pub(super) fn exists(
        &self,
        recorder: &Recorder,
        (kind, stream): (StreamKind, StreamId),
    ) -> Result<bool, RecordError> {
        if kind == StreamKind::Case {
            let known = self.cases.contains_key(&stream);
            return Ok(known || recorder.kind_of(stream)? == Some(kind));
        }
        Ok(self.histories.kind(stream) == Some(kind))
    }
}
