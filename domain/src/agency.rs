//! An employment agency, its licence and its sub-agents.
//!
//! An agency that is suspended may still place workers: that is a finding, not an impossibility.
//! Refused is only what makes no sense, such as suspending what was never granted. The agency must
//! be registered, whenever; a licence is usually older than its agency's entry here.

use crate::aggregate::{Aggregate, Before, Others};
use crate::codes::Country;
use crate::date::{Day, Occurrence};
use crate::event::event_set;
use crate::history::Fact;
use crate::id::{EventId, SubjectId};
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

mod choices;
mod licence;
pub mod payload;

pub use choices::*;
pub use licence::{Act, Licence, LicenceStatus, Period};
pub use payload::*;

event_set! {
    /// What can be recorded on an agency's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about an agency.
    pub enum Refusal {
        AlreadyRegistered = "agency.already_registered", Conflict, "this agency has already been registered";
        NotRegistered = "agency.not_registered", Conflict, "no such agency was ever registered";
        NoLicence = "agency.no_licence", Conflict, "this agency had not been granted a licence";
        NotSuspended = "agency.not_suspended", Conflict, "the licence was not suspended on that day";
        EndsBeforeItBegins = "agency.ends_before_it_begins", Invalid, "a licence ends on or after the day on which it begins";
        NoSuchSubAgent = "agency.no_such_sub_agent", Missing, "this person was not linked to the agency by then";
    }
}

/// What is known of an agency.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// How it was registered.
    pub registered: Option<Registration>,
    /// Its licence.
    pub licence: Licence,
    /// Who recruits for it.
    pub sub_agents: Vec<SubjectId>,
}

/// How an agency was registered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Registration {
    /// The event that did.
    pub event: EventId,
    /// Where it is established.
    pub country: Country,
    /// Private or public.
    pub kind: AgencyType,
}

/// The law of agencies.
#[derive(Clone, Copy, Debug)]
pub struct Agency;

impl Aggregate for Agency {
    const KIND: StreamKind = StreamKind::Agency;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        match fact.event {
            Event::Own(said) => state.take(said, fact.occurred_on, fact.event_id),
            Event::Amendment(_) => {}
        }
    }

    fn check(
        before: &Before<State>,
        _others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        match fact.event {
            Event::Own(said) => check(before, said, fact),
            Event::Amendment(_) => Ok(()),
        }
    }
}

impl State {
    fn take(&mut self, said: &payload::Event, on: Occurrence, event: EventId) {
        use payload::Event;
        let since = on.first_day();
        match said {
            Event::AgencyRegistered(said) => {
                let (country, kind) = (said.country, said.kind);
                self.registered.get_or_insert(Registration { event, country, kind });
            }
            Event::AgencyLicenceGranted(said) => {
                self.licence.grant(Period { from: said.valid_from, to: said.valid_to });
            }
            Event::AgencyLicenceRenewed(said) => {
                self.licence.renew(Period { from: said.valid_from, to: said.valid_to });
            }
            Event::AgencyLicenceSuspended(said) => {
                self.licence.act(since, Act::Suspended { until: said.until });
            }
            Event::AgencyLicenceReinstated(_) => self.licence.act(since, Act::Reinstated),
            Event::AgencyLicenceRevoked(_) => self.licence.act(since, Act::Revoked),
            Event::AgencyLicenceExpired(_) => self.licence.act(since, Act::Expired),
            Event::SubAgentLinked(said) => {
                if !self.sub_agents.contains(&said.sub_agent) {
                    self.sub_agents.push(said.sub_agent);
                }
            }
            Event::SubAgentUnlinked(said) => {
                self.sub_agents.retain(|known| *known != said.sub_agent);
            }
        }
    }
}

fn check(
    before: &Before<State>,
    said: &payload::Event,
    fact: &Fact<'_, Event>,
) -> Result<(), Refusal> {
    use payload::Event;
    if let Event::AgencyRegistered(_) = said {
        let first = before.head.registered;
        let twice = first.is_some_and(|first| first.event != fact.event_id);
        return refuse_if(twice, Refusal::AlreadyRegistered);
    }
    refuse_if(before.head.registered.is_none(), Refusal::NotRegistered)?;
    match said {
        Event::AgencyRegistered(_) | Event::SubAgentLinked(_) => Ok(()),
        Event::AgencyLicenceGranted(said) => in_order(said.valid_from, said.valid_to),
        Event::AgencyLicenceRenewed(said) => {
            licensed(before)?;
            in_order(said.valid_from, said.valid_to)
        }
        Event::AgencyLicenceSuspended(_)
        | Event::AgencyLicenceRevoked(_)
        | Event::AgencyLicenceExpired(_) => licensed(before),
        Event::AgencyLicenceReinstated(_) => {
            licensed(before)?;
            let day = fact.occurred_on.last_day();
            let status = before.latest.licence.status_on(day);
            let first = before.latest.licence.status_on(fact.occurred_on.first_day());
            let suspended = [status, first].contains(&LicenceStatus::Suspended);
            refuse_if(!suspended, Refusal::NotSuspended)
        }
        Event::SubAgentUnlinked(said) => {
            let linked = before.possibly(|state| state.sub_agents.contains(&said.sub_agent));
            refuse_if(!linked, Refusal::NoSuchSubAgent)
        }
    }
}

/// A licence decision is a registry act: it is enough that a licence is known at the head.
fn licensed(before: &Before<State>) -> Result<(), Refusal> {
    refuse_if(!before.head.licence.was_granted(), Refusal::NoLicence)
}

fn in_order(from: Day, to: Option<Day>) -> Result<(), Refusal> {
    refuse_if(to.is_some_and(|to| to < from), Refusal::EndsBeforeItBegins)
}

#[cfg(test)]
mod tests;
