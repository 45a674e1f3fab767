//! F01: a worker bore a recruitment fee or a related cost (domain.md B.3).
//!
//! Grave where it is a fee or illegitimate. It is over once all of it was paid back.

use super::worker::Worker;
use super::{Anchor, Finding, Rule, Severity};
use crate::date::Day;
use crate::history::Fact;
use crate::id::EventId;
use crate::indicators::recruitment_cost::{LoanInterest, is_recruitment};
use crate::indicators::said::CycleFacts;
use crate::migrant::Event;
use crate::migrant::recruitment::{
    CostCategory, Payer, RecruitmentCostPaid, RecruitmentCostReimbursed,
};

/// One finding a cost.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (cycle, _) in worker.cycles {
        let paid = cycle.said::<RecruitmentCostPaid>();
        let charged = paid.filter(|(_, said)| {
            said.payer == Payer::Worker && is_recruitment(said.category, LoanInterest::LeftOut)
        });
        findings.extend(charged.map(|(fact, said)| finding(worker, cycle, (fact, said))));
    }
    findings
}

fn finding(
    worker: &Worker<'_>,
    cycle: &CycleFacts<'_>,
    (fact, said): (&Fact<'_, Event>, &RecruitmentCostPaid),
) -> Finding {
    let repaid = repaid(cycle, said);
    let mut evidence = vec![fact.event_id];
    evidence.extend(repaid.iter().map(|(_, _, event)| *event));
    let since = fact.occurred_on.first_day();
    let anchor = Anchor::Event(fact.event_id);
    Finding {
        severity: if is_fee(said.category) { Severity::High } else { Severity::Medium },
        until: paid_back_on(said, &repaid).map(|day| day.max(since)),
        evidence,
        cycle: Some(cycle.cycle.clone()),
        agency: said.agency,
        employer: said.employer,
        ..Finding::new(Rule::IllegalFee, worker.stream(), anchor, since)
    }
}

fn repaid(cycle: &CycleFacts<'_>, cost: &RecruitmentCostPaid) -> Vec<(Day, u64, EventId)> {
    let repaid = cycle.said::<RecruitmentCostReimbursed>();
    let of_cost = repaid.filter(|(_, said)| {
        said.cost == cost.cost && said.amount.currency() == cost.amount.currency()
    });
    of_cost
        .map(|(fact, said)| (fact.occurred_on.first_day(), said.amount.minor(), fact.event_id))
        .collect()
}

/// The day on which the last part of a cost was paid back.
fn paid_back_on(cost: &RecruitmentCostPaid, repaid: &[(Day, u64, EventId)]) -> Option<Day> {
    let mut open = cost.amount.minor();
    repaid.iter().find_map(|(day, minor, _)| {
        open = open.saturating_sub(*minor);
        (open == 0).then_some(*day)
    })
}

fn is_fee(category: CostCategory) -> bool {
    match category {
        CostCategory::FeeService
        | CostCategory::FeeThirdParty
        | CostCategory::FeeDirectEmployer
        | CostCategory::FeeRecovery
        | CostCategory::Illegitimate => true,
        CostCategory::Medical
        | CostCategory::Insurance
        | CostCategory::SkillTest
        | CostCategory::TrainingOrientation
        | CostCategory::Equipment
        | CostCategory::TravelLodging
        | CostCategory::Administrative
        | CostCategory::Smuggling
        | CostCategory::LoanInterest => false,
    }
}
