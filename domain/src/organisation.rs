//! An organisation: a ministry, a service, a union, a network, a shelter.

use crate::aggregate::{Aggregate, Before, Others};
use crate::codes::Country;
use crate::date::Occurrence;
use crate::event::event_set;
use crate::history::Fact;
use crate::id::EventId;
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

pub mod payload;

pub use payload::*;

event_set! {
    /// What can be recorded on an organisation's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about an organisation.
    pub enum Refusal {
        AlreadyRegistered = "organisation.already_registered", Conflict, "this organisation has already been registered";
        NotRegistered = "organisation.not_registered", Conflict, "no such organisation was ever registered";
        AlreadyDissolved = "organisation.already_dissolved", Conflict, "this organisation had already ceased to exist";
    }
}

/// What is known of an organisation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// How it was registered.
    pub registered: Option<Registration>,
    /// When it ceased to exist.
    pub dissolved: Option<Occurrence>,
}

/// How an organisation was registered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Registration {
    /// The event that did.
    pub event: EventId,
    /// What it is.
    pub kind: OrganisationType,
    /// Where it works from.
    pub country: Country,
}

/// The law of organisations.
#[derive(Clone, Copy, Debug)]
pub struct Organisation;

impl Aggregate for Organisation {
    const KIND: StreamKind = StreamKind::Organisation;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        let Event::Own(said) = fact.event else { return };
        match said {
            payload::Event::OrganisationRegistered(said) => {
                state.registered.get_or_insert(Registration {
                    event: fact.event_id,
                    kind: said.kind,
                    country: said.country,
                });
            }
            payload::Event::OrganisationDissolved(_) => {
                state.dissolved.get_or_insert(fact.occurred_on);
            }
        }
    }

    fn check(
        before: &Before<State>,
        _others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        let Event::Own(said) = fact.event else { return Ok(()) };
        let registered = before.head.registered;
        match said {
            payload::Event::OrganisationRegistered(_) => {
                let twice = registered.is_some_and(|first| first.event != fact.event_id);
                refuse_if(twice, Refusal::AlreadyRegistered)
            }
            payload::Event::OrganisationDissolved(_) => {
                refuse_if(registered.is_none(), Refusal::NotRegistered)?;
                refuse_if(before.latest.dissolved.is_some(), Refusal::AlreadyDissolved)
            }
        }
    }
}

#[cfg(test)]
mod tests;
