//! Returning: how it changes the record, and when it is impossible.

use super::Event;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    let Some(cycle) = state.cycle_of_mut(at.context) else { return };
    match event {
        Event::ReturnDecided(_) => {
            cycle.milestones.return_decided.get_or_insert(at.occurred_on);
        }
        Event::ReturnDepartureRecorded(_) => {
            cycle.milestones.return_departed.get_or_insert(at.occurred_on);
        }
        Event::ReturnArrivalRecorded(_) => {
            cycle.milestones.returned.get_or_insert(at.occurred_on);
        }
        Event::ExitInterviewHeld(_)
        | Event::ConsularReturnCheckRecorded(_)
        | Event::VulnerabilityScreened(_) => {}
    }
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::ReturnDecided(_) | Event::ReturnDepartureRecorded(_) => moment.needs_away(),
        Event::ReturnArrivalRecorded(_) => {
            let returned = moment.cycle().is_some_and(|cycle| cycle.milestones.returned.is_some());
            refuse_if(returned, Refusal::AlreadyReturned)?;
            moment.needs_away()
        }
        Event::ExitInterviewHeld(_)
        | Event::ConsularReturnCheckRecorded(_)
        | Event::VulnerabilityScreened(_) => Ok(()),
    }
}
