//! Support and surveys: how they change the record, and when they are impossible.

use super::{CreditGranted, CreditRepaid, Event, RssAdministered};
use crate::id::PlanId;
use crate::instruments;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::CreditGranted(said) => grant_credit(state, at, said),
        Event::CreditRepaid(said) => {
            let credit = state.credits.entry(said.credit.clone()).or_default();
            credit.repaid_minor = credit.repaid_minor.saturating_add(said.amount.minor());
        }
        Event::RssAdministered(_)
        | Event::PsychosocialSessionHeld(_)
        | Event::GrantDisbursed(_)
        | Event::InKindSupportDelivered(_) => {}
    }
}

fn grant_credit(state: &mut State, at: &At<'_>, said: &CreditGranted) {
    let credit = state.credits.entry(said.credit.clone()).or_default();
    if credit.owed.is_none() {
        credit.owed = Some(said.repayable.unwrap_or(said.amount));
        credit.position = Some(at.position);
    }
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::RssAdministered(said) => answers_fit(said),
        Event::PsychosocialSessionHeld(_) => Ok(()),
        Event::GrantDisbursed(said) => needs_plan(moment, said.plan.as_ref()),
        Event::InKindSupportDelivered(said) => needs_plan(moment, said.plan.as_ref()),
        Event::CreditGranted(said) => {
            needs_plan(moment, said.plan.as_ref())?;
            let known = moment.head().credits.get(&said.credit).and_then(|known| known.position);
            refuse_if(moment.taken(known), Refusal::CreditExists)
        }
        Event::CreditRepaid(said) => repaid(moment, said),
    }
}

fn answers_fit(said: &RssAdministered) -> Result<(), Refusal> {
    let instrument = instruments::instrument(said.instrument.as_str(), said.version)
        .ok_or(Refusal::InstrumentUnknown)?;
    let answers = said.answers.iter().map(|given| (given.question.as_str(), given.answer));
    refuse_if(instrument.validate(answers).is_err(), Refusal::AnswersInvalid)
}

/// A plan that may have been open then: agreed by then, and not surely ended.
fn needs_plan(moment: &Moment<'_>, which: Option<&PlanId>) -> Result<(), Refusal> {
    let surely_ended =
        |id: &PlanId| moment.surely().plan(id).is_some_and(|plan| !plan.spell.is_open());
    let mut plans = moment.cycle().into_iter().flat_map(|cycle| &cycle.plans);
    let open = plans
        .any(|plan| which.is_none_or(|which| *which == plan.plan) && !surely_ended(&plan.plan));
    refuse_if(!open, Refusal::PlanNotOpen)
}

fn repaid(moment: &Moment<'_>, said: &CreditRepaid) -> Result<(), Refusal> {
    let credit = moment.maybe().credits.get(&said.credit).ok_or(Refusal::CreditUnknown)?;
    let owed = credit.owed.ok_or(Refusal::CreditUnknown)?;
    refuse_if(owed.currency() != said.amount.currency(), Refusal::CurrencyDiffers)?;
    let back = credit.repaid_minor.saturating_add(said.amount.minor());
    refuse_if(back > owed.minor(), Refusal::OverRepaid)
}
