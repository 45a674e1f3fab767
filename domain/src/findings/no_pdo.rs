//! F05: a worker left with papers without a pre-departure orientation or a waiver that holds.

use super::worker::Worker;
use super::{Anchor, Finding, Rule};
use crate::indicators::preparation::orientation;

/// One finding a cycle.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (cycle, course) in worker.cycles {
        let Some(departed) = course.departed.filter(|_| course.departed_regularly) else {
            continue;
        };
        if orientation(cycle, worker.record, (course, worker.on)).is_some() {
            continue;
        }
        let anchor = Anchor::Cycle(cycle.cycle.clone());
        findings.push(Finding {
            evidence: vec![departed.event],
            cycle: Some(cycle.cycle.clone()),
            ..Finding::new(Rule::NoPdo, worker.stream(), anchor, departed.day())
        });
    }
    findings
}
