//! An employer: an enterprise, a household or a cooperative.
//!
//! An employer that is barred or gone may still be named by later facts: that is for the findings
//! and the auditors, not for a refusal.

use crate::aggregate::{Aggregate, Before, Others};
use crate::codes::{Activity, Country};
use crate::date::Occurrence;
use crate::event::event_set;
use crate::history::Fact;
use crate::id::EventId;
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

mod choices;
pub mod payload;

pub use choices::*;
pub use payload::*;

event_set! {
    /// What can be recorded on an employer's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about an employer.
    pub enum Refusal {
        AlreadyRegistered = "employer.already_registered", Conflict, "this employer has already been registered";
        NotRegistered = "employer.not_registered", Conflict, "no such employer was ever registered";
        NotListed = "employer.not_listed", Conflict, "this employer was not on the blacklist on that day";
        AlreadyClosed = "employer.already_closed", Conflict, "this employer had already ceased to exist";
    }
}

/// What is known of an employer.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// How it was registered.
    pub registered: Option<Registration>,
    /// Since when it is barred, if it is.
    pub blacklisted: Option<Occurrence>,
    /// When it ceased to exist.
    pub closed: Option<Occurrence>,
}

/// How an employer was registered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Registration {
    /// The event that did.
    pub event: EventId,
    /// What kind it is.
    pub kind: EmployerType,
    /// Its activity.
    pub activity: Option<Activity>,
    /// Where the work is.
    pub country: Country,
}

/// The law of employers.
#[derive(Clone, Copy, Debug)]
pub struct Employer;

impl Aggregate for Employer {
    const KIND: StreamKind = StreamKind::Employer;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        let Event::Own(said) = fact.event else { return };
        match said {
            payload::Event::EmployerRegistered(said) => {
                state.registered.get_or_insert(Registration {
                    event: fact.event_id,
                    kind: said.kind,
                    activity: said.activity,
                    country: said.country,
                });
            }
            payload::Event::EmployerBlacklisted(_) => {
                state.blacklisted.get_or_insert(fact.occurred_on);
            }
            payload::Event::EmployerDelisted(_) => state.blacklisted = None,
            payload::Event::EmployerClosed(_) => {
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
        let registered = before.head.registered;
        match said {
            payload::Event::EmployerRegistered(_) => {
                let twice = registered.is_some_and(|first| first.event != fact.event_id);
                refuse_if(twice, Refusal::AlreadyRegistered)
            }
            payload::Event::EmployerBlacklisted(_) => {
                refuse_if(registered.is_none(), Refusal::NotRegistered)
            }
            payload::Event::EmployerDelisted(_) => {
                refuse_if(registered.is_none(), Refusal::NotRegistered)?;
                refuse_if(before.latest.blacklisted.is_none(), Refusal::NotListed)
            }
            payload::Event::EmployerClosed(_) => {
                refuse_if(registered.is_none(), Refusal::NotRegistered)?;
                refuse_if(before.latest.closed.is_some(), Refusal::AlreadyClosed)
            }
        }
    }
}

#[cfg(test)]
mod tests;
