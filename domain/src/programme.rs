//! A programme of cooperation, and who waits to be served by it: the waiting list is what an
//! evaluator compares the served with.

use std::collections::BTreeSet;

use crate::aggregate::{Aggregate, Before, Others};
use crate::event::event_set;
use crate::history::Fact;
use crate::id::{CycleId, EventId, MigrantId};
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

pub mod payload;

pub use payload::*;

event_set! {
    /// What can be recorded on a programme's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about a programme.
    pub enum Refusal {
        AlreadyRegistered = "programme.already_registered", Conflict, "this programme has already been registered";
        NotRegistered = "programme.not_registered", Conflict, "no such programme was ever registered";
        EndsBeforeItBegins = "programme.ends_before_it_begins", Invalid, "a programme ends on or after the day on which it begins";
        AlreadyWaitlisted = "programme.already_waitlisted", Conflict, "this person is already on the waiting list for that cycle";
    }
}

/// What is known of a programme.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// The event that registered it.
    pub registered: Option<EventId>,
    /// Who waits, and for which cycle.
    pub waiting: BTreeSet<(MigrantId, Option<CycleId>)>,
}

/// The law of programmes.
#[derive(Clone, Copy, Debug)]
pub struct Programme;

impl Aggregate for Programme {
    const KIND: StreamKind = StreamKind::Programme;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        let Event::Own(said) = fact.event else { return };
        match said {
            payload::Event::ProgrammeRegistered(_) => {
                state.registered.get_or_insert(fact.event_id);
            }
            payload::Event::ProgrammeWaitlisted(said) => {
                state.waiting.insert((said.migrant, said.cycle.clone()));
            }
        }
    }

    fn check(
        before: &Before<State>,
        _others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        let Event::Own(said) = fact.event else { return Ok(()) };
        match said {
            payload::Event::ProgrammeRegistered(said) => {
                let twice = before.head.registered.is_some_and(|first| first != fact.event_id);
                refuse_if(twice, Refusal::AlreadyRegistered)?;
                let inverted = matches!(
                    (said.starts_on, said.ends_on),
                    (Some(starts), Some(ends)) if ends < starts
                );
                refuse_if(inverted, Refusal::EndsBeforeItBegins)
            }
            payload::Event::ProgrammeWaitlisted(said) => {
                refuse_if(before.head.registered.is_none(), Refusal::NotRegistered)?;
                let known = (said.migrant, said.cycle.clone());
                refuse_if(before.latest.waiting.contains(&known), Refusal::AlreadyWaitlisted)
            }
        }
    }
}

#[cfg(test)]
mod tests;
