//! Reintegration and the end of the cycle: how they change the record, and when they are
//! impossible.

use super::{Event, Outcome, ReintegrationPlanAgreed, RemigrationRecorded};
use crate::id::PlanId;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::pre_departure::{CheckInPolicy, CycleOrigin, Path};
use crate::migrant::state::{Closing, Cycle, Departure, Opening, Plan, PlanEnd, Spell};
use crate::migrant::{At, Refusal, State, placement};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    if let Event::RemigrationRecorded(said) = event {
        leave_again(state, at, said);
        return;
    }
    let Some(cycle) = state.cycle_of_mut(at.context) else { return };
    match event {
        Event::ReintegrationPlanAgreed(said) => cycle.plans.push(Plan {
            plan: said.plan.clone(),
            position: at.position,
            spell: Spell::since(at.occurred_on),
            end: None,
        }),
        Event::ReintegrationPlanClosed(said) => {
            end_plans(cycle, at, (Some(&said.plan), PlanEnd::Closed));
        }
        Event::ReintegrationCompleted(_) => {
            end_plans(cycle, at, (None, PlanEnd::Completed));
            cycle.milestones.completed.get_or_insert(at.occurred_on);
        }
        Event::ReintegrationDropped(_) => end_plans(cycle, at, (None, PlanEnd::Dropped)),
        Event::CycleClosed(said) => {
            cycle.closing.get_or_insert(Closing { on: at.occurred_on, outcome: said.outcome });
        }
        Event::ReintegrationPlanRevised(_) | Event::RemigrationRecorded(_) => {}
    }
}

fn end_plans(cycle: &mut Cycle, at: &At<'_>, (which, how): (Option<&PlanId>, PlanEnd)) {
    let named = |plan: &&mut Plan| which.is_none_or(|which| *which == plan.plan);
    for plan in cycle.plans.iter_mut().filter(|plan| plan.spell.is_open()).filter(named) {
        plan.spell.to = Some(at.occurred_on);
        plan.end = Some(how);
    }
}

/// The cycle ends, and the next one begins on its way.
fn leave_again(state: &mut State, at: &At<'_>, said: &RemigrationRecorded) {
    let mut ordinal = 0;
    if let Some(cycle) = state.cycle_of_mut(at.context)
        && cycle.id != said.next_cycle
    {
        let closing = Closing { on: at.occurred_on, outcome: Outcome::Remigrated };
        cycle.closing.get_or_insert(closing);
        ordinal = cycle.opening.as_ref().map_or(0, |opening| opening.ordinal);
    }
    let next = state.cycle_mut(&said.next_cycle);
    next.opening.get_or_insert(Opening {
        on: at.occurred_on,
        position: at.position,
        ordinal: ordinal.saturating_add(1),
        programme: None,
        intended_country: said.destination,
        path: if said.regular { Path::Regular } else { Path::Irregular },
        origin: CycleOrigin::Live,
        check_ins: CheckInPolicy::None,
        intended_stay_months: None,
    });
    next.departure.get_or_insert(Departure {
        on: at.occurred_on,
        regular: said.regular,
        destination: said.destination,
    });
    placement::rules::leave(state, (at.occurred_on.first_day(), said.regular));
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::ReintegrationPlanAgreed(said) => agreed(moment, said),
        Event::ReintegrationPlanRevised(said) => needs_open_plan(moment, Some(&said.plan)),
        Event::ReintegrationPlanClosed(said) => needs_open_plan(moment, Some(&said.plan)),
        Event::ReintegrationCompleted(_) | Event::ReintegrationDropped(_) => {
            needs_open_plan(moment, None)
        }
        Event::RemigrationRecorded(said) => {
            moment.needs_cycle_not_closed()?;
            moment.needs_returned()?;
            refuse_if(moment.cycle_exists(&said.next_cycle), Refusal::CycleExists)
        }
        Event::CycleClosed(_) => moment.needs_cycle_not_closed(),
    }
}

fn agreed(moment: &Moment<'_>, said: &ReintegrationPlanAgreed) -> Result<(), Refusal> {
    moment.needs_returned()?;
    let known = moment.head().plan(&said.plan).map(|plan| plan.position);
    refuse_if(moment.taken(known), Refusal::PlanExists)?;
    let open =
        moment.cycle().is_some_and(|cycle| cycle.plans.iter().any(|plan| plan.spell.is_open()));
    refuse_if(open, Refusal::PlanAlreadyOpen)
}

fn needs_open_plan(moment: &Moment<'_>, which: Option<&PlanId>) -> Result<(), Refusal> {
    let mut plans = moment.cycle().into_iter().flat_map(|cycle| &cycle.plans);
    let open =
        plans.any(|plan| plan.spell.is_open() && which.is_none_or(|which| *which == plan.plan));
    refuse_if(!open, Refusal::PlanNotOpen)
}
