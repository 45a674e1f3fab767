//! Placement, contracts, departure: how they change the record, and when they are impossible.

use super::{DepartureRecorded, Event};
use crate::date::Day;
use crate::id::ContractId;
use crate::migrant::abroad::LegalStatus;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::{Basis, Contract, Departure, Substitution, Version};
use crate::migrant::terms::ContractTerms;
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::PlacementMade(_) => {
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                cycle.milestones.placed.get_or_insert(at.occurred_on);
            }
        }
        Event::ContractSigned(said) => {
            add_terms(state, at, (Basis::Signed, &said.terms));
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                cycle.milestones.contracted.get_or_insert(at.occurred_on);
            }
        }
        Event::ContractAmended(said) => add_terms(state, at, (Basis::Amended, &said.terms)),
        Event::ContractRenewed(said) => add_terms(state, at, (Basis::Amended, &said.terms)),
        Event::ContractSubstitutionReported(said) => {
            substitute(state, at, (&said.contract, Substitution::Reported));
        }
        Event::ContractSubstitutionConfirmed(said) => {
            substitute(state, at, (&said.contract, Substitution::Confirmed));
        }
        Event::ContractSubstitutionRefuted(said) => {
            substitute(state, at, (&said.contract, Substitution::Refuted));
        }
        Event::DepartureRecorded(said) => depart(state, at, said),
        Event::TransitStopRecorded(_) => {}
    }
}

/// Notes the terms of a contract, whoever says them.
pub(in crate::migrant) fn add_terms(
    state: &mut State,
    at: &At<'_>,
    (basis, terms): (Basis, &ContractTerms),
) {
    let cycle = state.cycle_id_of(at.context);
    let contract = state.contracts.entry(terms.contract.clone()).or_default();
    contract.cycle = contract.cycle.take().or(cycle);
    contract.versions.push(Version { on: at.occurred_on, basis, terms: terms.clone() });
}

fn substitute(state: &mut State, at: &At<'_>, (contract, what): (&ContractId, Substitution)) {
    let contract = state.contracts.entry(contract.clone()).or_default();
    contract.substitutions.push((at.occurred_on, what));
}

fn depart(state: &mut State, at: &At<'_>, said: &DepartureRecorded) {
    let Some(cycle) = state.cycle_of_mut(at.context) else { return };
    cycle.departure.get_or_insert(Departure {
        on: at.occurred_on,
        regular: said.regular,
        destination: said.destination,
    });
    leave(state, (at.occurred_on.first_day(), said.regular));
}

/// Until somebody says more, her standing abroad is that with which she left.
pub(in crate::migrant) fn leave(state: &mut State, (on, regular): (Day, bool)) {
    let status = if regular { LegalStatus::Regular } else { LegalStatus::Irregular };
    state.legal.push((on, status));
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::PlacementMade(_) => moment.needs_open_cycle(),
        Event::ContractAmended(said) => needs_contract(moment, &said.terms.contract),
        Event::ContractRenewed(said) => needs_contract(moment, &said.terms.contract),
        Event::ContractSubstitutionReported(said) => needs_signed(moment, &said.contract),
        Event::ContractSubstitutionConfirmed(said) => needs_signed(moment, &said.contract),
        Event::ContractSubstitutionRefuted(said) => needs_signed(moment, &said.contract),
        Event::DepartureRecorded(_) => {
            let departed = moment.cycle().is_some_and(|cycle| cycle.departure.is_some());
            refuse_if(departed, Refusal::AlreadyDeparted)?;
            moment.needs_open_cycle()
        }
        Event::TransitStopRecorded(_) => {
            let departed =
                moment.cycle().is_some_and(|cycle| cycle.is_legacy() || cycle.departure.is_some());
            refuse_if(!departed, Refusal::NotDeparted)?;
            let arrived =
                moment.sure_cycle().is_some_and(|cycle| cycle.milestones.arrived.is_some());
            refuse_if(arrived || moment.has_surely_returned(), Refusal::AlreadyArrived)
        }
        Event::ContractSigned(_) => Ok(()),
    }
}

fn needs_contract(moment: &Moment<'_>, contract: &ContractId) -> Result<(), Refusal> {
    let known = moment.maybe().contracts.get(contract);
    refuse_if(known.is_none_or(|known| known.versions.is_empty()), Refusal::ContractUnknown)
}

fn needs_signed(moment: &Moment<'_>, contract: &ContractId) -> Result<(), Refusal> {
    let known = moment.maybe().contracts.get(contract);
    refuse_if(!known.is_some_and(Contract::is_signed), Refusal::ContractNotSigned)
}
