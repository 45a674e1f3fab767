//! How long somebody was detained (M14).

use super::said::{CycleFacts, Said};
use crate::date::Day;
use crate::id::EventId;
use crate::migrant::abroad::protection::{DetentionEnded, DetentionStarted};
use crate::migrant::return_home::ReturnArrivalRecorded;

/// A detention.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Detention {
    /// The entry that says it began.
    pub event: EventId,
    /// The first day.
    pub from: Day,
    /// The day of release, or of arrival at home; none while it lasts.
    pub until: Option<Day>,
}

/// The detentions of a cycle, in order.
pub fn detentions(cycle: &CycleFacts<'_>) -> Vec<Detention> {
    let mut detentions: Vec<Detention> = Vec::new();
    for fact in &cycle.facts {
        let day = fact.occurred_on.first_day();
        let open = detentions.last_mut().filter(|last| last.until.is_none());
        let ends = DetentionEnded::of(fact.event).is_some()
            || ReturnArrivalRecorded::of(fact.event).is_some();
        match open {
            Some(open) if ends => open.until = Some(day),
            None if DetentionStarted::of(fact.event).is_some() => {
                detentions.push(Detention { event: fact.event_id, from: day, until: None });
            }
            Some(_) | None => {}
        }
    }
    detentions
}

/// Days in detention, up to a day where one still lasts.
pub fn days_detained(detentions: &[Detention], on: Day) -> i32 {
    let days = |one: &Detention| one.until.map_or(on, |until| until.min(on)).days_since(one.from);
    detentions.iter().map(|one| days(one).max(0)).sum()
}
