//! F22: a cycle was closed while a complaint of hers was open. It is over once all the complaints
//! that were open that day are closed.
//!
//! Protection cases never raise it: a finding would disclose that there is one.

use super::worker::Worker;
use super::{Anchor, Finding, Rule};

/// One finding a cycle.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (cycle, course) in worker.cycles {
        let Some(closed) = course.closed else { continue };
        let complaints = worker.around.complaints.iter();
        let open: Vec<_> = complaints.filter(|one| one.is_open_on(closed.day())).collect();
        if open.is_empty() {
            continue;
        }
        let mut evidence = vec![closed.event];
        evidence.extend(open.iter().map(|complaint| complaint.filed_by));
        let ended: Option<Vec<_>> = open.iter().map(|complaint| complaint.closed_on).collect();
        let anchor = Anchor::Cycle(cycle.cycle.clone());
        findings.push(Finding {
            until: ended.and_then(|days| days.into_iter().max()),
            evidence,
            cycle: Some(cycle.cycle.clone()),
            ..Finding::new(Rule::ClosedWithOpenCase, worker.stream(), anchor, closed.day())
        });
    }
    findings
}
