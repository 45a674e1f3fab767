//! F16: a cycle taken over from an older file lacks phases that it must have had.

use super::worker::Worker;
use super::{Anchor, Finding, Rule};
use crate::date::Day;
use crate::indicators::contracts::versions;
use crate::indicators::milestones::Milestones;
use crate::indicators::preparation::orientation;
use crate::indicators::said::{CycleFacts, WorkerFact};
use crate::migrant::pre_departure::CycleOrigin;
use crate::migrant::reintegration::Outcome;

/// A phase without which no journey of a worker is complete.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Phase {
    /// A contract, verified, signed or told.
    Contract,
    /// An orientation or a waiver that holds.
    Orientation,
    /// The departure.
    Departure,
    /// The arrival.
    Arrival,
}

/// The phases that a cycle lacks, on the day up to which the record goes. A journey that was
/// called off lacks nothing.
pub fn missing_phases(
    cycle: &CycleFacts<'_>,
    course: &Milestones,
    (record, on): (&[WorkerFact<'_>], Day),
) -> Vec<Phase> {
    if course.outcome == Some(Outcome::Cancelled) {
        return Vec::new();
    }
    let has_orientation = orientation(cycle, record, (course, on)).is_some();
    [
        (Phase::Contract, !versions(&cycle.facts).is_empty()),
        (Phase::Orientation, has_orientation),
        (Phase::Departure, course.departed.is_some()),
        (Phase::Arrival, course.arrived.is_some()),
    ]
    .into_iter()
    .filter_map(|(phase, is_there)| (!is_there).then_some(phase))
    .collect()
}

/// One finding a cycle.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (cycle, course) in worker.cycles {
        let Some(opened) = course.opened else { continue };
        let imported = course.origin == Some(CycleOrigin::ImportLegacy);
        let moment = (worker.record, worker.on);
        if !imported || missing_phases(cycle, course, moment).is_empty() {
            continue;
        }
        let anchor = Anchor::Cycle(cycle.cycle.clone());
        findings.push(Finding {
            evidence: vec![opened.event],
            cycle: Some(cycle.cycle.clone()),
            ..Finding::new(Rule::HistoryIncomplete, worker.stream(), anchor, opened.day())
        });
    }
    findings
}
