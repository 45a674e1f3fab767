//! Deciding: reads the streams that a decision needs, asks the domain, keeps what was decided.

use std::sync::Arc;

use domain::aggregate::{Others, Standing};
use domain::any::{AnyHistory, Declined, Proposed};
use domain::date::Occurrence;
use domain::history::History;
use domain::id::{CycleId, StreamId};
use domain::stored::Head;
use domain::stream::StreamKind;
use domain::{context::Timestamp, id::EventId, migrant};
use store::{
    Append, Codec, NewEvent, NewPart, Opened, OpenedCase, Openness, Receipt, Store, SubjectId,
    Version, View,
};

use super::prepare::Prepared;
use super::{RecordError, Recorder};

/// The position of what is decided but not committed yet: after everything that is.
pub(super) const PENDING: u64 = u64::MAX - 1;

/// The store's name of a stream.
pub(super) fn stored(stream: StreamId) -> store::StreamId {
    store::StreamId(stream.to_bytes())
}

/// Where a decision looks at other streams.
pub(super) trait Look {
    /// The history of a stream; empty when it holds nothing.
    fn history(
        &mut self,
        kind: StreamKind,
        stream: StreamId,
    ) -> Result<Arc<AnyHistory>, RecordError>;
    /// Whether a stream of that kind holds anything.
    fn exists(&mut self, kind: StreamKind, stream: StreamId) -> Result<bool, RecordError>;
}

/// Looks through a view of the log: what was looked at must still be so at the commit.
struct Through<'a>(&'a Recorder, &'a View<'a>);

impl Look for Through<'_> {
    fn history(
        &mut self,
        kind: StreamKind,
        stream: StreamId,
    ) -> Result<Arc<AnyHistory>, RecordError> {
        let Self(recorder, view) = *self;
        if kind == StreamKind::Case {
            return Ok(Arc::new(read_case(stream, &view.read_case(stored(stream)))?));
        }
        let Some(version) = view.version(stored(stream)) else {
            return Ok(Arc::new(AnyHistory::empty(kind)));
        };
        if let Some(hot) = recorder.hot.get(stream, version) {
            return match hot.kind() {
                found if found == kind => Ok(hot),
                found => Err(RecordError::OtherKind { kind: found }),
            };
        }
        let entries = view.read(stored(stream));
        let history = Arc::new(read_plain(kind, stream, &entries)?);
        if let Some(last) = entries.last() {
            recorder.hot.put(stream, last.version, Arc::clone(&history));
        }
        Ok(history)
    }

    fn exists(&mut self, kind: StreamKind, stream: StreamId) -> Result<bool, RecordError> {
        Ok(self.1.exists(stored(stream)) && self.0.kind_of(stream)? == Some(kind))
    }
}

/// A stream's history as the log holds it, and the version of its last event.
pub(super) fn read_stored(
    store: &Store,
    kind: StreamKind,
    stream: StreamId,
) -> Result<(AnyHistory, Option<Version>), RecordError> {
    if kind == StreamKind::Case {
        let entries = store.case_stream(stored(stream))?;
        let last = entries.last().map(|entry| entry.version);
        return Ok((read_case(stream, &entries)?, last));
    }
    let entries = store.opened(stored(stream))?;
    let last = entries.last().map(|entry| entry.version);
    Ok((read_plain(kind, stream, &entries)?, last))
}

fn read_case(case: StreamId, entries: &[OpenedCase]) -> Result<AnyHistory, RecordError> {
    read(
        StreamKind::Case,
        entries.iter().map(|entry| {
            let of = (entry.position, entry.recorded_at_ms, entry.event_id);
            (head(case, of, (entry.type_id, entry.schema)), entry.facts.as_slice())
        }),
    )
}

fn read_plain(
    kind: StreamKind,
    stream: StreamId,
    entries: &[Opened],
) -> Result<AnyHistory, RecordError> {
    let found = entries.first().and_then(|first| domain::any::kind_of(first.type_id.0));
    if let Some(found) = found.filter(|found| *found != kind) {
        return Err(RecordError::OtherKind { kind: found });
    }
    read(
        kind,
        entries.iter().map(|entry| {
            let of = (entry.position, entry.recorded_at_ms, entry.event_id);
            (head(stream, of, (entry.type_id, entry.schema)), entry.facts.as_slice())
        }),
    )
}

fn read<'a>(
    kind: StreamKind,
    entries: impl Iterator<Item = (Head, &'a [u8])>,
) -> Result<AnyHistory, RecordError> {
    AnyHistory::read(kind, &Codec, entries).map_err(|_unreadable| RecordError::History)
}

fn head(
    stream: StreamId,
    (position, recorded_at_ms, event_id): (store::Position, i64, store::EventId),
    (type_id, schema): (store::TypeId, u16),
) -> Head {
    Head {
        position: position.0,
        recorded_at: Timestamp(recorded_at_ms),
        event_id: EventId::from_bytes(event_id.0),
        stream,
        type_id: type_id.0,
        schema,
    }
}

/// What was decided about a stream: its history before, and the facts that follow.
pub(super) struct Sequel {
    pub(super) stream: StreamId,
    history: Arc<AnyHistory>,
    facts: Vec<Proposed>,
}

/// Decides every prepared event, each on what came before it.
pub(super) fn decide(
    recorder: &Recorder,
    view: &View<'_>,
    prepared: &[Prepared],
) -> Result<(Vec<Append>, Vec<Sequel>), RecordError> {
    let mut look = Through(recorder, view);
    let mut sequels: Vec<Sequel> = Vec::with_capacity(prepared.len());
    let mut appends = Vec::with_capacity(prepared.len());
    for submission in prepared {
        let earlier = sequels.iter().position(|earlier| earlier.stream == submission.stream);
        let mut sequel = match earlier {
            Some(index) => sequels.swap_remove(index),
            None => Sequel {
                stream: submission.stream,
                history: look.history(submission.kind, submission.stream)?,
                facts: Vec::new(),
            },
        };
        let before = sequel.facts.len();
        for (index, proposed) in submission.events.iter().enumerate() {
            let event = submission.first + index;
            let history = sequel.as_it_will_be(event)?;
            let judged = judge(&mut look, &history, proposed.clone());
            sequel.facts.extend(judged.map_err(|refused| refused.at(event))?);
        }
        appends.push(append(submission, sequel.facts.get(before..).unwrap_or_default())?);
        sequels.push(sequel);
    }
    Ok((appends, sequels))
}

impl Sequel {
    /// The history with the facts that were decided but are not committed yet.
    fn as_it_will_be(&self, event: usize) -> Result<Arc<AnyHistory>, RecordError> {
        if self.facts.is_empty() {
            return Ok(Arc::clone(&self.history));
        }
        let mut history = AnyHistory::clone(&self.history);
        for fact in &self.facts {
            let declined = |declined| RecordError::Declined { event, declined };
            history.push(fact.clone(), PENDING).map_err(declined)?;
        }
        Ok(Arc::new(history))
    }
}

/// Keeps the histories of streams that have just gone on, for the decisions that follow.
pub(super) fn keep(recorder: &Recorder, sequels: Vec<Sequel>, receipts: &[Receipt]) {
    if receipts.iter().any(|receipt| receipt.replayed) {
        return;
    }
    for Sequel { stream, history, facts } in sequels {
        // What others hold of it stays as it is; nobody does, as a rule, and nothing is copied.
        recorder.hot.forget(stream);
        let mut history = history;
        let known = Arc::make_mut(&mut history);
        let of_stream = facts.into_iter().map(|fact| {
            let id = fact.event_id().to_bytes();
            let receipt = receipts.iter().find(|receipt| receipt.event_id.0 == id)?;
            let now = Timestamp(receipt.recorded_at_ms);
            known.push(fact.recorded_at(now), receipt.position.0).ok()?;
            Some(receipt.version)
        });
        // A version that no receipt tells (a case's) is not guessed: it is read again.
        let last = of_stream.collect::<Option<Vec<_>>>().and_then(|all| all.last().copied());
        if let Some(last) = last.filter(|_| known.kind() != StreamKind::Case) {
            recorder.hot.put(stream, last, history);
        }
    }
}

/// Why a proposal was not accepted.
pub(super) enum NotAccepted {
    Declined(Declined),
    Failed(RecordError),
}

impl NotAccepted {
    pub(super) fn at(self, event: usize) -> RecordError {
        match self {
            Self::Declined(declined) => RecordError::Declined { event, declined },
            Self::Failed(error) => error,
        }
    }
}

/// Judges one proposal on a history, with the streams that it names.
pub(super) fn judge(
    look: &mut dyn Look,
    history: &AnyHistory,
    mut proposed: Proposed,
) -> Result<Vec<Proposed>, NotAccepted> {
    let mut others = Others::default();
    for (kind, stream) in proposed.references() {
        if stream == proposed.stream() {
            others.insert(stream, Standing::default());
        } else if kind == StreamKind::Vacancy {
            let vacancy = look.history(kind, stream).map_err(NotAccepted::Failed)?;
            if let Some(standing) = vacancy.standing() {
                others.insert(stream, standing);
            }
        } else if look.exists(kind, stream).map_err(NotAccepted::Failed)? {
            others.insert(stream, Standing::default());
        }
    }
    if proposed.context().cycle.is_none() {
        let on = proposed.context().occurred_on;
        proposed.context_mut().cycle = cycle_open_on(history, on);
    }
    history.decide(&others, &proposed).map_err(NotAccepted::Declined)
}

/// The cycle that was open when something happened, on a migrant's record.
fn cycle_open_on(history: &AnyHistory, on: Occurrence) -> Option<CycleId> {
    let AnyHistory::Migrant(history) = history else { return None };
    let state = state_by(history, on);
    let cycle = state.cycle_open_on(on.last_day()).or_else(|| state.cycle_open_on(on.first_day()));
    cycle.map(|cycle| cycle.id.clone())
}

fn state_by(history: &History<migrant::Event>, on: Occurrence) -> migrant::State {
    use domain::aggregate::Aggregate;
    let mut state = migrant::State::default();
    for fact in history.effective_now() {
        if fact.occurred_on.first_day() <= on.last_day() {
            migrant::Migrant::evolve(&mut state, &fact);
        }
    }
    state
}

/// Decided facts as the log takes them.
pub(super) fn append(submission: &Prepared, decided: &[Proposed]) -> Result<Append, RecordError> {
    let openness = match submission.kind {
        StreamKind::Case => Openness::Opaque,
        StreamKind::Migrant
        | StreamKind::Complaint
        | StreamKind::Agency
        | StreamKind::Employer
        | StreamKind::Vacancy
        | StreamKind::Programme
        | StreamKind::Organisation
        | StreamKind::User
        | StreamKind::Finding
        | StreamKind::Access
        | StreamKind::Registry => Openness::Plain,
    };
    let events = decided.iter().enumerate().map(|(index, fact)| {
        let event = submission.first + index;
        let sealable =
            fact.seal(&Codec).map_err(|declined| RecordError::Declined { event, declined })?;
        let part = |(subject, bytes): (domain::id::SubjectId, Vec<u8>)| NewPart {
            subject: SubjectId(subject.to_bytes()),
            bytes,
        };
        Ok(NewEvent {
            event_id: store::EventId(sealable.event_id.to_bytes()),
            type_id: store::TypeId(sealable.type_id),
            schema: sealable.schema,
            facts: sealable.facts,
            personal: sealable.personal.into_iter().map(part).collect(),
        })
    });
    Ok(Append {
        stream: stored(submission.stream),
        expected: submission.expected,
        kind: openness,
        events: events.collect::<Result<_, RecordError>>()?,
    })
}
