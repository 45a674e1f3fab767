//! Who read what: traces that stand each for itself, so there is no state to speak of.

use crate::aggregate::{Aggregate, Before, Others};
use crate::event::event_set;
use crate::history::Fact;
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

pub mod payload;

pub use payload::*;

event_set! {
    /// What can be recorded on an access stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why a trace cannot be recorded.
    pub enum Refusal {
        NoDataClass = "access.no_data_class", Invalid, "a trace says which classes of data were read";
    }
}

/// How many traces a stream holds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// So many.
    pub traces: u64,
}

/// The law of traces.
#[derive(Clone, Copy, Debug)]
pub struct Access;

impl Aggregate for Access {
    const KIND: StreamKind = StreamKind::Access;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, _fact: &Fact<'_, Event>) {
        state.traces += 1;
    }

    fn check(
        _before: &Before<State>,
        _others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        let Event::Own(said) = fact.event else { return Ok(()) };
        match said {
            payload::Event::RecordAccessed(said) => {
                refuse_if(said.classes.is_empty(), Refusal::NoDataClass)
            }
            payload::Event::ReportExported(said) => {
                refuse_if(said.classes.is_empty(), Refusal::NoDataClass)
            }
            payload::Event::RecordSearched(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
