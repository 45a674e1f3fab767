//! F03: an agency placed a worker while its licence was not valid on the day of the placement.
//!
//! A licence suspended retroactively raises it for placements of long ago; a suspension that is
//! annulled takes it back.

use super::worker::Worker;
use super::{Anchor, Finding, Rule};
use crate::agency::{Licence, LicenceStatus};
use crate::date::Occurrence;
use crate::migrant::placement::PlacementMade;

/// What an agency's licence was worth when it placed somebody. Where only a month or year is
/// known, the licence counts as valid if it was on the first or the last day of it.
pub fn status_at_placement(licence: Option<&Licence>, placed_on: Occurrence) -> LicenceStatus {
    let Some(licence) = licence else { return LicenceStatus::None };
    match licence.status_on(placed_on.last_day()) {
        LicenceStatus::Valid => LicenceStatus::Valid,
        LicenceStatus::NotYet
        | LicenceStatus::Suspended
        | LicenceStatus::Revoked
        | LicenceStatus::Expired
        | LicenceStatus::None => licence.status_on(placed_on.first_day()),
    }
}

/// One finding a placement.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (cycle, _) in worker.cycles {
        for (fact, said) in cycle.said::<PlacementMade>() {
            let Some(agency) = said.agency else { continue };
            let licence = (worker.around.licence)(agency);
            if status_at_placement(licence, fact.occurred_on) == LicenceStatus::Valid {
                continue;
            }
            let anchor = Anchor::Event(fact.event_id);
            let since = fact.occurred_on.first_day();
            findings.push(Finding {
                evidence: vec![fact.event_id],
                cycle: Some(cycle.cycle.clone()),
                agency: Some(agency),
                employer: said.employer,
                ..Finding::new(Rule::LicenceNotValid, worker.stream(), anchor, since)
            });
        }
    }
    findings
}
