//! How a person earned her living a year after an anchor (domain.md A.0, H.2 no. 10): after her
//! return for P4, after the start of an enterprise for P6; and whether that is green (P5).

use super::said::{CycleFacts, Said, WorkerFact};
use crate::date::Day;
use crate::id::{EnterpriseId, EventId};
use crate::migrant::reintegration::livelihood::{
    EmploymentAfterReturnEnded, EmploymentAfterReturnStarted, EnterpriseClosed, EnterpriseStarted,
    EnterpriseStatus, EnterpriseStatusChecked,
};
use crate::migrant::reintegration::support::RssAdministered;

#[cfg(test)]
mod tests;

/// A year after an anchor, in days.
pub const YEAR_DAYS: i32 = 365;
/// Half a year after an anchor, in days.
pub const HALF_YEAR_DAYS: i32 = 182;
/// How far from that day a fact may lie to show what was so on it.
pub const WINDOW_DAYS: i32 = 45;

/// A time for which she had a job or ran an enterprise after her return.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Spell {
    /// The enterprise; none for a job.
    pub enterprise: Option<EnterpriseId>,
    /// The entry that says it began.
    pub event: EventId,
    /// The first day.
    pub from: Day,
    /// The first day on which it was over; none while it goes on.
    pub until: Option<Day>,
    /// Whether it is green.
    pub green: bool,
    /// People at work there at the last count, herself included; none for a job.
    pub jobs: Option<u16>,
    /// Of these, women.
    pub jobs_women: Option<u16>,
}

impl Spell {
    /// Whether it covers a day.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// What is known about a day a year, or half a year, after an anchor.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum YearStatus {
    /// The day has not come.
    NotYet,
    /// She earned her living.
    Yes {
        /// By something green.
        green: bool,
    },
    /// She did not.
    No,
    /// Nobody looked.
    Unknown,
}

/// The jobs and enterprises of a cycle, in the order in which they began.
///
/// An enterprise that somebody found closed, or standing still, is over from that day on.
pub fn spells(cycle: &CycleFacts<'_>) -> Vec<Spell> {
    let mut spells = Vec::new();
    for fact in &cycle.facts {
        let day = fact.occurred_on.first_day();
        take_job(&mut spells, fact, day);
        take_enterprise(&mut spells, fact, day);
    }
    spells
}

fn take_job(spells: &mut Vec<Spell>, fact: &WorkerFact<'_>, from: Day) {
    if let Some(said) = EmploymentAfterReturnStarted::of(fact.event) {
        let event = fact.event_id;
        let (enterprise, jobs, jobs_women, until) = (None, None, None, None);
        spells.push(Spell { enterprise, event, from, until, green: said.green, jobs, jobs_women });
    } else if EmploymentAfterReturnEnded::of(fact.event).is_some() {
        // It names no job: the one that began last ends first.
        let open = spells.iter_mut().rev().find(|s| s.enterprise.is_none() && s.until.is_none());
        if let Some(job) = open {
            job.until = Some(from);
        }
    }
}

fn take_enterprise(spells: &mut Vec<Spell>, fact: &WorkerFact<'_>, day: Day) {
    if let Some(said) = EnterpriseStarted::of(fact.event) {
        spells.push(Spell {
            enterprise: Some(said.enterprise.clone()),
            event: fact.event_id,
            from: day,
            until: None,
            green: said.green,
            jobs: said.jobs,
            jobs_women: said.jobs_women,
        });
    } else if let Some(said) = EnterpriseStatusChecked::of(fact.event) {
        if let Some(known) = of(spells, &said.enterprise) {
            known.jobs = said.jobs.or(known.jobs);
            known.jobs_women = said.jobs_women.or(known.jobs_women);
            match said.status {
                EnterpriseStatus::Operating => known.until = None,
                EnterpriseStatus::Suspended | EnterpriseStatus::Closed => {
                    known.until = known.until.or(Some(day));
                }
                EnterpriseStatus::Unknown => {}
            }
        }
    } else if let Some(said) = EnterpriseClosed::of(fact.event)
        && let Some(known) = of(spells, &said.enterprise)
    {
        known.until = known.until.or(Some(day));
    }
}

fn of<'s>(spells: &'s mut [Spell], enterprise: &EnterpriseId) -> Option<&'s mut Spell> {
    spells.iter_mut().find(|spell| spell.enterprise.as_ref() == Some(enterprise))
}

/// Whether a fact shows how she lives: a check, a survey, or a job's or enterprise's beginning or
/// end.
fn shows_livelihood(fact: &WorkerFact<'_>) -> bool {
    EnterpriseStatusChecked::of(fact.event)
        .is_some_and(|said| said.status != EnterpriseStatus::Unknown)
        || RssAdministered::of(fact.event).is_some()
        || EmploymentAfterReturnStarted::of(fact.event).is_some()
        || EmploymentAfterReturnEnded::of(fact.event).is_some()
        || EnterpriseStarted::of(fact.event).is_some()
        || EnterpriseClosed::of(fact.event).is_some()
}

fn lies_in_window(fact: &WorkerFact<'_>, day: Day) -> bool {
    let first = fact.occurred_on.first_day().days_since(day);
    let last = fact.occurred_on.last_day().days_since(day);
    first >= -WINDOW_DAYS && last <= WINDOW_DAYS
}

/// Whether she earned her living 365 days after an anchor (P4), as far as is known on a day.
pub fn status_after_year(cycle: &CycleFacts<'_>, anchor: Day, on: Day) -> YearStatus {
    status_on(cycle, anchor.plus_days(YEAR_DAYS), on)
}

/// The same 182 days after it.
pub fn status_after_half_year(cycle: &CycleFacts<'_>, anchor: Day, on: Day) -> YearStatus {
    status_on(cycle, anchor.plus_days(HALF_YEAR_DAYS), on)
}

/// Whether she earned her living on a day, as far as is known on another.
fn status_on(cycle: &CycleFacts<'_>, day: Day, on: Day) -> YearStatus {
    if on < day {
        return YearStatus::NotYet;
    }
    let shown = |fact: &WorkerFact<'_>| shows_livelihood(fact) && lies_in_window(fact, day);
    if !cycle.facts.iter().any(shown) {
        return YearStatus::Unknown;
    }
    let spells = spells(cycle);
    let mut covering = spells.iter().filter(|spell| spell.covers(day)).peekable();
    if covering.peek().is_none() {
        return YearStatus::No;
    }
    YearStatus::Yes { green: covering.any(|spell| spell.green) }
}

/// Whether an enterprise was operating 365 days after it started (P6), as far as is known on a
/// day. One that had closed by then needs nobody to look again.
pub fn enterprise_after_year(cycle: &CycleFacts<'_>, spell: &Spell, on: Day) -> YearStatus {
    let day = spell.from.plus_days(YEAR_DAYS);
    if spell.until.is_some_and(|until| until <= day && until <= on) {
        return YearStatus::No;
    }
    if on < day {
        return YearStatus::NotYet;
    }
    let about_it = |fact: &WorkerFact<'_>| {
        let checked = EnterpriseStatusChecked::of(fact.event)
            .filter(|said| said.status != EnterpriseStatus::Unknown)
            .map(|said| &said.enterprise);
        let closed = EnterpriseClosed::of(fact.event).map(|said| &said.enterprise);
        let surveyed = RssAdministered::of(fact.event).is_some();
        checked.or(closed) == spell.enterprise.as_ref() || surveyed
    };
    let known = cycle.facts.iter().any(|fact| about_it(fact) && lies_in_window(fact, day));
    if known { YearStatus::Yes { green: spell.green } } else { YearStatus::Unknown }
}
