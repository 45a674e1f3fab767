//! A vacancy: published, then closed. Nothing new is accepted on it from its recorded closing on;
//! a closing date that was merely announced closes nothing.

use crate::aggregate::{Aggregate, Before, Others, Standing};
use crate::date::Occurrence;
use crate::event::event_set;
use crate::history::Fact;
use crate::id::{EmployerId, EventId};
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

pub mod payload;

pub use payload::*;

event_set! {
    /// What can be recorded on a vacancy's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about a vacancy.
    pub enum Refusal {
        AlreadyPublished = "vacancy.already_published", Conflict, "this vacancy has already been published";
        NotPublished = "vacancy.not_published", Conflict, "this vacancy had not been published by then";
        AlreadyClosed = "vacancy.already_closed", Conflict, "this vacancy has already been closed";
        WageRangeInverted = "vacancy.wage_range_inverted", Invalid, "the highest wage offered is not below the least one, and both are in one currency";
    }
}

/// What is known of a vacancy.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// How it was published.
    pub published: Option<Publication>,
    /// When it was closed.
    pub closed: Option<Occurrence>,
}

/// How a vacancy was published.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Publication {
    /// The event that did.
    pub event: EventId,
    /// When.
    pub on: Occurrence,
    /// Who hires.
    pub employer: EmployerId,
    /// How many are wanted.
    pub places: u16,
}

/// The law of vacancies.
#[derive(Clone, Copy, Debug)]
pub struct Vacancy;

impl Aggregate for Vacancy {
    const KIND: StreamKind = StreamKind::Vacancy;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        let Event::Own(said) = fact.event else { return };
        match said {
            payload::Event::VacancyPublished(said) => {
                state.published.get_or_insert(Publication {
                    event: fact.event_id,
                    on: fact.occurred_on,
                    employer: said.employer,
                    places: said.places,
                });
            }
            payload::Event::VacancyClosed(_) => {
                state.closed.get_or_insert(fact.occurred_on);
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
            payload::Event::VacancyPublished(said) => {
                let first = before.head.published;
                let twice = first.is_some_and(|first| first.event != fact.event_id);
                refuse_if(twice, Refusal::AlreadyPublished)?;
                refuse_if(wages_are_inverted(said), Refusal::WageRangeInverted)
            }
            payload::Event::VacancyClosed(_) => {
                let published = before.possibly(|state| state.published.is_some());
                refuse_if(!published, Refusal::NotPublished)?;
                refuse_if(before.latest.closed.is_some(), Refusal::AlreadyClosed)
            }
        }
    }

    fn standing(state: &State) -> Standing {
        // The last day on which it may have been closed: only what is surely too late is refused.
        Standing { closed_on: state.closed.map(Occurrence::last_day) }
    }
}

fn wages_are_inverted(said: &VacancyPublished) -> bool {
    match (said.wage_from, said.wage_to) {
        (Some(from), Some(to)) => from.currency() != to.currency() || from.minor() > to.minor(),
        (Some(_), None) | (None, Some(_) | None) => false,
    }
}

#[cfg(test)]
mod tests;
