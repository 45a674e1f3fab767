//! Death and its settlement: how they change the record, and when they are impossible.

use super::Event;
use crate::migrant::abroad::work::EndReason;
use crate::migrant::abroad::work::rules::died_before;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::Death;
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::DeathAbroadRecorded(said) => {
            state.death.get_or_insert(Death {
                on: at.occurred_on,
                position: at.position,
                cause: said.cause,
            });
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                cycle.milestones.died.get_or_insert(at.occurred_on);
            }
            for job in state.jobs.iter_mut().filter(|job| job.spell.is_open()) {
                job.spell.to = Some(at.occurred_on);
                job.end_reason = Some(EndReason::Death);
            }
        }
        Event::CompensationPaid(_) => state.compensation_paid = true,
        Event::NextOfKinNotified(_) | Event::RemainsRepatriated(_) | Event::EstateWagesPaid(_) => {}
    }
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    let dead = moment.maybe().death.is_some();
    match event {
        Event::DeathAbroadRecorded(_) => refuse_if(dead, Refusal::AlreadyDead),
        Event::NextOfKinNotified(_) | Event::RemainsRepatriated(_) | Event::CompensationPaid(_) => {
            refuse_if(!dead, Refusal::NotDead)
        }
        Event::EstateWagesPaid(said) => {
            refuse_if(!dead, Refusal::NotDead)?;
            refuse_if(died_before(moment, said.period), Refusal::PeriodAfterDeath)
        }
    }
}
