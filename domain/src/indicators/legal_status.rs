//! A worker's standing under the law on foreigners, by day (M11).

use super::milestones::Milestones;
use super::said::CycleFacts;
use crate::date::Day;
use crate::migrant::abroad::{LegalStatus, LegalStatusChanged};

/// Her standing on a day: the last change that took effect by then, else the one that she left
/// with.
pub fn legal_status_on(cycle: &CycleFacts<'_>, course: &Milestones, day: Day) -> LegalStatus {
    let changes = cycle.said::<LegalStatusChanged>();
    let changes = changes
        .map(|(fact, said)| (said.from.unwrap_or(fact.occurred_on.first_day()), said.status));
    let last = changes.filter(|(from, _)| *from <= day).max_by_key(|(from, _)| *from);
    match (last, course.departed) {
        (Some((_, status)), _) => status,
        (None, Some(_)) if course.departed_regularly => LegalStatus::Regular,
        (None, Some(_)) => LegalStatus::Irregular,
        (None, None) => LegalStatus::Unknown,
    }
}
