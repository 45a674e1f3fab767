//! All that the rules on a worker's record look at, and the one place that asks each of them.

use super::{
    Finding, closed_with_open_case, conflict, contract_substitution, document_retained,
    history_incomplete, illegal_fee, licence_not_valid, missed_check_ins, no_pdo,
    unverified_departure, wage_arrears,
};
use crate::agency::Licence;
use crate::aggregate::Others;
use crate::date::Day;
use crate::id::{AgencyId, MigrantId, StreamId};
use crate::indicators::arrears::{Ledger, ledgers};
use crate::indicators::awards::Award;
use crate::indicators::complaints::ComplaintOfHers;
use crate::indicators::fx::Rates;
use crate::indicators::milestones::Milestones;
use crate::indicators::said::{CycleFacts, WorkerFact, by_cycle};
use crate::stream::StreamKind;

/// What other streams say that matters for a worker's findings.
#[derive(Clone, Copy)]
pub struct Surroundings<'s> {
    /// Exchange rates.
    pub rates: &'s Rates,
    /// The complaints that name her.
    pub complaints: &'s [ComplaintOfHers],
    /// What was paid to her out of them.
    pub awards: &'s [Award],
    /// An agency's licence; none where no such agency is registered.
    pub licence: &'s dyn Fn(AgencyId) -> Option<&'s Licence>,
    /// How the streams that her facts name stand.
    pub others: &'s Others,
}

/// What several rules read out of a worker's record, and others after them: read once.
pub struct Accounts<'a> {
    /// Her cycles with their courses.
    pub cycles: Vec<(CycleFacts<'a>, Milestones)>,
    /// What is owed to her, contract by contract.
    pub ledgers: Vec<Ledger>,
}

impl<'a> Accounts<'a> {
    /// Those of a record. `awards` are what was paid to her out of complaints.
    pub fn of(record: &[WorkerFact<'a>], awards: &[Award], rates: &Rates) -> Self {
        let cycles = by_cycle(record).into_iter().map(|cycle| {
            let course = Milestones::of(&cycle);
            (cycle, course)
        });
        Self { cycles: cycles.collect(), ledgers: ledgers(record, awards, rates) }
    }
}

/// A worker's record as the rules look at it, on the day that is asked about.
pub struct Worker<'s> {
    /// Her stream.
    pub id: MigrantId,
    /// Her facts up to that day, in the order in which they happened.
    pub record: &'s [WorkerFact<'s>],
    /// Her cycles with their courses.
    pub cycles: &'s [(CycleFacts<'s>, Milestones)],
    /// What is owed to her, contract by contract.
    pub ledgers: &'s [Ledger],
    /// What other streams say.
    pub around: Surroundings<'s>,
    /// The day.
    pub on: Day,
}

impl<'s> Worker<'s> {
    /// A worker's record on a day. Facts after that day must have been left out.
    pub fn new(
        id: MigrantId,
        (record, accounts): (&'s [WorkerFact<'s>], &'s Accounts<'s>),
        around: Surroundings<'s>,
        on: Day,
    ) -> Self {
        let Accounts { cycles, ledgers } = accounts;
        Self { id, record, cycles, ledgers, around, on }
    }

    /// Every soft rule that the record breaks, in the order of work lists.
    pub fn findings(&self) -> Vec<Finding> {
        const RULES: [fn(&Worker<'_>) -> Vec<Finding>; 11] = [
            illegal_fee::findings,
            licence_not_valid::findings,
            unverified_departure::findings,
            no_pdo::findings,
            contract_substitution::findings,
            wage_arrears::findings,
            document_retained::findings,
            missed_check_ins::findings,
            history_incomplete::findings,
            conflict::of_worker,
            closed_with_open_case::findings,
        ];
        let mut findings: Vec<_> = RULES.iter().flat_map(|rule| rule(self)).collect();
        super::sort(&mut findings);
        findings
    }

    /// The stream that its findings are found on.
    pub(super) fn stream(&self) -> (StreamKind, StreamId) {
        (StreamKind::Migrant, self.id.into())
    }
}
