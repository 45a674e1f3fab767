//! F06: other terms took the place of the contract that was signed. Reported it is of medium
//! weight, confirmed it is grave; it is over once an inquiry refutes it.

use std::collections::BTreeMap;

use super::worker::Worker;
use super::{Anchor, Finding, Rule, Severity};
use crate::date::Day;
use crate::id::{ContractId, EmployerId};
use crate::indicators::contracts::versions;
use crate::indicators::said::{CycleFacts, Said, WorkerFact};
use crate::migrant::placement::{
    ContractSubstitutionConfirmed, ContractSubstitutionRefuted, ContractSubstitutionReported,
};

/// One finding a contract. A report that follows a refutation opens it anew.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let mut by_contract: BTreeMap<ContractId, Finding> = BTreeMap::new();
    for (cycle, _) in worker.cycles {
        for fact in &cycle.facts {
            take(worker, &mut by_contract, (cycle, fact));
        }
    }
    by_contract.into_values().collect()
}

fn take(
    worker: &Worker<'_>,
    by_contract: &mut BTreeMap<ContractId, Finding>,
    (cycle, fact): (&CycleFacts<'_>, &WorkerFact<'_>),
) {
    let day = fact.occurred_on.first_day();
    if let Some(said) = ContractSubstitutionRefuted::of(fact.event) {
        if let Some(known) = by_contract.get_mut(&said.contract) {
            known.until = known.until.or(Some(day));
            known.evidence.push(fact.event_id);
        }
        return;
    }
    let (contract, severity) = if let Some(said) = ContractSubstitutionReported::of(fact.event) {
        (&said.contract, Severity::Medium)
    } else if let Some(said) = ContractSubstitutionConfirmed::of(fact.event) {
        (&said.contract, Severity::High)
    } else {
        return;
    };
    let known = by_contract.entry(contract.clone()).or_insert_with(|| Finding {
        cycle: Some(cycle.cycle.clone()),
        employer: employer(worker, contract),
        ..new(worker, contract, day)
    });
    if known.until.take().is_some() {
        (known.since, known.severity) = (day, severity);
    }
    known.severity = known.severity.max(severity);
    known.evidence.push(fact.event_id);
}

fn new(worker: &Worker<'_>, contract: &ContractId, since: Day) -> Finding {
    let anchor = Anchor::Contract(contract.clone());
    Finding::new(Rule::ContractSubstitution, worker.stream(), anchor, since)
}

fn employer(worker: &Worker<'_>, contract: &ContractId) -> Option<EmployerId> {
    let versions = versions(worker.record);
    let of_contract = versions.iter().filter(|version| version.terms.contract == *contract);
    of_contract.filter_map(|version| version.terms.employer).next_back()
}
