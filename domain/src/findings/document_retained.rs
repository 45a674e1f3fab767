//! F10: somebody else holds a worker's document. It is over once she has it back.

use super::worker::Worker;
use super::{Anchor, Finding, Rule};
use crate::indicators::documents::{Retention, retentions};
use crate::indicators::employment::jobs;
use crate::indicators::said::CycleFacts;
use crate::migrant::abroad::protection::DocumentHolder;

/// One finding a document that was taken.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let cycles = worker.cycles.iter();
    cycles
        .flat_map(|(cycle, _)| {
            let taken = retentions(cycle).into_iter();
            taken.map(move |retention| finding(worker, cycle, &retention))
        })
        .collect()
}

fn finding(worker: &Worker<'_>, cycle: &CycleFacts<'_>, retention: &Retention) -> Finding {
    let anchor = Anchor::Event(retention.event);
    let mut evidence = vec![retention.event];
    evidence.extend(retention.returned.map(|(_, event)| event));
    // A document is often taken on arrival, days before the first day of work.
    let held_by_employer = retention.holder == DocumentHolder::Employer;
    let jobs = jobs(cycle);
    let employer = jobs.iter().find(|job| job.covers(retention.from));
    let employer = employer.or_else(|| jobs.iter().find(|job| job.from >= retention.from));
    Finding {
        until: retention.returned.map(|(day, _)| day),
        evidence,
        cycle: Some(cycle.cycle.clone()),
        employer: employer.filter(|_| held_by_employer).map(|job| job.employer),
        ..Finding::new(Rule::DocumentRetained, worker.stream(), anchor, retention.from)
    }
}
