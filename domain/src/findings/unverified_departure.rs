//! F04: a worker left with papers before any contract of hers was verified.

use super::worker::Worker;
use super::{Anchor, Finding, Rule};
use crate::indicators::preparation::contract_verified;

/// One finding a cycle.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (cycle, course) in worker.cycles {
        let Some(departed) = course.departed.filter(|_| course.departed_regularly) else {
            continue;
        };
        if contract_verified(cycle, course, worker.on).is_some() {
            continue;
        }
        let anchor = Anchor::Cycle(cycle.cycle.clone());
        findings.push(Finding {
            evidence: vec![departed.event],
            cycle: Some(cycle.cycle.clone()),
            ..Finding::new(Rule::UnverifiedDeparture, worker.stream(), anchor, departed.day())
        });
    }
    findings
}
