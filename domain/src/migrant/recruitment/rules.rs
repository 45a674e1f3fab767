//! Recruitment, papers and costs: how they change the record, and when they are impossible.

use super::{Event, RecruitmentCostPaid, RecruitmentCostReimbursed};
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::reintegration::Outcome;
use crate::migrant::state::{Basis, Closing};
use crate::migrant::{At, Refusal, State, placement};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::ContractVerified(said) => {
            placement::rules::add_terms(state, at, (Basis::Verified, &said.terms));
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                cycle.milestones.verified.get_or_insert(at.occurred_on);
            }
        }
        Event::RecruitmentCostPaid(said) => pay(state, at, said),
        Event::RecruitmentCostReimbursed(said) => {
            let cost = state.costs.entry(said.cost.clone()).or_default();
            cost.reimbursed_minor = cost.reimbursed_minor.saturating_add(said.amount.minor());
        }
        Event::JobOfferAccepted(_) => {
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                cycle.milestones.matched.get_or_insert(at.occurred_on);
            }
        }
        Event::VisaApplied(_) => {
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                cycle.milestones.visa_applied.get_or_insert(at.occurred_on);
            }
        }
        Event::VisaGranted(_) | Event::ExitClearanceIssued(_) => {
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                cycle.milestones.cleared.get_or_insert(at.occurred_on);
            }
        }
        Event::PreDepartureWithdrawn(_) | Event::CycleCancelled(_) => {
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                let closing = Closing { on: at.occurred_on, outcome: Outcome::Cancelled };
                cycle.closing.get_or_insert(closing);
            }
        }
        Event::JobApplied(_)
        | Event::JobMatched(_)
        | Event::JobOfferReceived(_)
        | Event::JobOfferDeclined(_)
        | Event::ContractVerificationRefused(_)
        | Event::MedicalClearanceRecorded(_)
        | Event::VisaRefused(_)
        | Event::ExitClearanceRefused(_) => {}
    }
}

fn pay(state: &mut State, at: &At<'_>, said: &RecruitmentCostPaid) {
    let cost = state.costs.entry(said.cost.clone()).or_default();
    if cost.paid.is_none() {
        cost.paid = Some(said.amount);
        cost.position = Some(at.position);
    }
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::JobApplied(said) => moment.needs_open_vacancy(said.vacancy),
        Event::JobMatched(said) => moment.needs_open_vacancy(said.vacancy),
        Event::JobOfferReceived(said) => {
            said.vacancy.map_or(Ok(()), |vacancy| moment.needs_open_vacancy(vacancy))
        }
        Event::VisaGranted(_) | Event::VisaRefused(_) => {
            let applied =
                moment.cycle().is_some_and(|cycle| cycle.milestones.visa_applied.is_some());
            refuse_if(!applied && !moment.is_imported(), Refusal::VisaNotApplied)
        }
        Event::RecruitmentCostPaid(said) => {
            let known = moment.head().costs.get(&said.cost).and_then(|cost| cost.position);
            refuse_if(moment.taken(known), Refusal::CostExists)
        }
        Event::RecruitmentCostReimbursed(said) => reimbursed(moment, said),
        Event::PreDepartureWithdrawn(_) | Event::CycleCancelled(_) => {
            moment.needs_cycle_not_closed()?;
            moment.needs_before_departure()
        }
        Event::JobOfferAccepted(_)
        | Event::JobOfferDeclined(_)
        | Event::ContractVerified(_)
        | Event::ContractVerificationRefused(_)
        | Event::MedicalClearanceRecorded(_)
        | Event::VisaApplied(_)
        | Event::ExitClearanceIssued(_)
        | Event::ExitClearanceRefused(_) => Ok(()),
    }
}

fn reimbursed(moment: &Moment<'_>, said: &RecruitmentCostReimbursed) -> Result<(), Refusal> {
    let cost = moment.maybe().costs.get(&said.cost).ok_or(Refusal::CostUnknown)?;
    let paid = cost.paid.ok_or(Refusal::CostUnknown)?;
    refuse_if(paid.currency() != said.amount.currency(), Refusal::CurrencyDiffers)?;
    let back = cost.reimbursed_minor.saturating_add(said.amount.minor());
    refuse_if(back > paid.minor(), Refusal::OverReimbursed)
}
