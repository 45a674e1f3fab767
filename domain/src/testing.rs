//! What the suites of the aggregates share: a stream of facts told as (date, event), judged the
//! way commands are.

use crate::aggregate::{Aggregate, Others, Proposal, Refused, Standing, conflicts, decide};
use crate::context::{Context, Sensitivity, Timestamp};
use crate::date::Occurrence;
use crate::event::EventSet;
use crate::history::History;
use crate::id::{EventId, StreamId};
use crate::stream::StreamKind;

/// An event and the date on which it happened, as people write it.
pub(crate) type Told<E> = (&'static str, E);

/// The first of January 2030, long after everything that is told.
const NOW: Timestamp = Timestamp(1_893_456_000_000);

/// The stream that everything is told on.
const STREAM: StreamId = StreamId::from_bytes([7; 16]);

/// Whether a fact is recorded after others, which were recorded in this order.
pub(crate) fn judge<A: Aggregate>(
    given: &[Told<A::Event>],
    when: &Told<A::Event>,
) -> Result<(), Refused<A::Refusal>> {
    let proposal = proposal::<A>(when, given.len());
    decide::<A>(&history::<A>(given), &others(&when.1), proposal).map(|_| ())
}

/// The state that facts amount to.
pub(crate) fn state<A: Aggregate>(given: &[Told<A::Event>]) -> A::State {
    let mut state = A::State::default();
    for fact in history::<A>(given).effective_now() {
        A::evolve(&mut state, &fact);
    }
    state
}

/// The recorded facts that no longer fit, by the place in which they happened.
pub(crate) fn misfits<A: Aggregate>(given: &[Told<A::Event>]) -> Vec<(usize, A::Refusal)> {
    conflicts::<A>(&history::<A>(given).effective_now(), &Others::default())
}

fn history<A: Aggregate>(given: &[Told<A::Event>]) -> History<A::Event> {
    let entries = given.iter().enumerate().map(|(index, told)| {
        proposal::<A>(told, index).into_entry(u64::try_from(index).expect("a few facts"))
    });
    History::new(entries.collect())
}

fn proposal<A: Aggregate>((date, event): &Told<A::Event>, index: usize) -> Proposal<A::Event> {
    let occurred_on: Occurrence = date.parse().expect("a date");
    let mut context = Context::on(occurred_on);
    if A::KIND == StreamKind::Case {
        context.sensitivity = Sensitivity::Survivor;
    }
    let mut id = [0; 16];
    id[15] = u8::try_from(index).expect("a few facts");
    Proposal {
        event_id: EventId::from_bytes(id),
        stream: STREAM,
        context,
        event: event.clone(),
        replacement: None,
        now: NOW,
    }
}

/// Every stream that a fact names exists.
fn others<E: EventSet>(event: &E) -> Others {
    let mut others = Others::default();
    event.refer(&mut |_, stream| others.insert(stream, Standing::default()));
    others
}
