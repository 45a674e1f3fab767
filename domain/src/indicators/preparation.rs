//! Whether a departure was prepared: contract verified (M2), orientation held or waived (M3).

use super::milestones::Milestones;
use super::said::{CycleFacts, WorkerFact, said};
use crate::date::{Day, Occurrence};
use crate::id::EventId;
use crate::migrant::pre_departure::{OrientationCompleted, OrientationWaived, WaiverReason};
use crate::migrant::recruitment::ContractVerified;
use crate::parameters::Threshold;

/// The day by which preparation counts: that of departure, else the day asked.
fn cutoff(course: &Milestones, on: Day) -> Day {
    course.departed.map_or(on, |departed| departed.on.last_day())
}

/// When a contract was first verified, on or before the day of departure.
pub fn contract_verified(
    cycle: &CycleFacts<'_>,
    course: &Milestones,
    on: Day,
) -> Option<Occurrence> {
    let cutoff = cutoff(course, on);
    cycle
        .said::<ContractVerified>()
        .map(|(fact, _)| fact.occurred_on)
        .find(|when| when.first_day() <= cutoff)
}

/// What spares a departure the finding of no orientation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Orientation {
    /// She completed one.
    Completed(Occurrence, EventId),
    /// It was waived with good reason.
    Waived(Occurrence, EventId),
}

/// The orientation of a cycle, or a waiver that holds, on or before the day of departure.
///
/// A waiver for a repeated orientation holds only if the record shows an earlier one that is at
/// most as many months old as [`Threshold::OrientationValid`] says; `record` is all of the worker's facts.
pub fn orientation(
    cycle: &CycleFacts<'_>,
    record: &[WorkerFact<'_>],
    (course, on): (&Milestones, Day),
) -> Option<Orientation> {
    let cutoff = cutoff(course, on);
    let by_then = |when: Occurrence| when.first_day() <= cutoff;
    let completed = cycle.said::<OrientationCompleted>().map(|(fact, _)| fact);
    if let Some(fact) = completed.into_iter().find(|fact| by_then(fact.occurred_on)) {
        return Some(Orientation::Completed(fact.occurred_on, fact.event_id));
    }
    cycle
        .said::<OrientationWaived>()
        .find(|(fact, waiver)| by_then(fact.occurred_on) && holds(fact, waiver, record))
        .map(|(fact, _)| Orientation::Waived(fact.occurred_on, fact.event_id))
}

fn holds(fact: &WorkerFact<'_>, waiver: &OrientationWaived, record: &[WorkerFact<'_>]) -> bool {
    match waiver.reason {
        WaiverReason::Emergency | WaiverReason::Other => true,
        WaiverReason::Repeat => {
            let waived_on = fact.occurred_on.last_day();
            let from = fact.occurred_on.first_day();
            let Some(months) = Threshold::OrientationValid.in_force(None, from) else {
                return true;
            };
            let oldest = from.plus_months(-i32::from(months));
            said::<OrientationCompleted>(record).any(|(earlier, _)| {
                earlier.occurred_on.last_day() >= oldest
                    && earlier.occurred_on.first_day() <= waived_on
            })
        }
    }
}
