//! When somebody should have asked how a worker is, and whether anybody did (domain.md A.0, W5).

use super::milestones::Milestones;
use super::said::CycleFacts;
use crate::date::Day;
use crate::id::EventId;
use crate::migrant::abroad::contact::{CheckInMissed, CheckInRecorded};
use crate::migrant::abroad::work::{EmployerChanged, EmploymentStarted};
use crate::migrant::pre_departure::CheckInPolicy;

#[cfg(test)]
mod tests;

/// How far from its day a check-in still counts as done on time.
pub const ON_TIME_DAYS: i32 = 7;

/// More months than the registry's calendar has.
const MONTHS_MAX: i32 = 3_600;

/// A check-in that was due.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DueCheckIn {
    /// The day on which it was due.
    pub on: Day,
    /// What became of it.
    pub result: CheckInResult,
}

/// What became of a check-in that was due.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CheckInResult {
    /// Done, at most a week before or after its day.
    OnTime(Day, EventId),
    /// Done later, before the next one was due.
    Late(Day, EventId),
    /// Not done, and its time is over.
    Missed,
    /// Not done, and there is still time.
    Pending,
}

/// The check-ins that fell due in a cycle up to a day, the earliest first.
///
/// A monthly policy runs from the first day of the first job, and stops with the return or the
/// death. A failed attempt that somebody recorded is due on its own day, where the policy has
/// none near it.
pub fn check_ins(cycle: &CycleFacts<'_>, course: &Milestones, on: Day) -> Vec<DueCheckIn> {
    let done: Vec<(Day, EventId)> = cycle
        .said::<CheckInRecorded>()
        .map(|(fact, _)| (fact.occurred_on.first_day(), fact.event_id))
        .collect();
    let due = due_days(cycle, course, on);
    let mut check_ins = Vec::new();
    let mut next = done.iter().peekable();
    for (index, day) in due.iter().enumerate() {
        let (first, last) = (day.plus_days(-ON_TIME_DAYS), day.plus_days(ON_TIME_DAYS));
        while next.next_if(|(day, _)| *day < first).is_some() {}
        let following = due.get(index + 1).map(|day| day.plus_days(-ON_TIME_DAYS));
        let before_next = |done: Day| following.is_none_or(|following| done < following);
        let result = match next.peek() {
            Some((done, event)) if *done <= last => CheckInResult::OnTime(*done, *event),
            Some((done, event)) if before_next(*done) => CheckInResult::Late(*done, *event),
            Some(_) | None if on <= last => CheckInResult::Pending,
            Some(_) | None => CheckInResult::Missed,
        };
        check_ins.push(DueCheckIn { on: *day, result });
    }
    check_ins
}

fn due_days(cycle: &CycleFacts<'_>, course: &Milestones, on: Day) -> Vec<Day> {
    let last = course.left_or_died_on().map_or(on, |end| end.min(on));
    let mut due = match course.check_ins {
        Some(CheckInPolicy::Monthly) => monthly(first_day_of_work(cycle), last),
        Some(CheckInPolicy::None) | None => Vec::new(),
    };
    for (fact, _) in cycle.said::<CheckInMissed>() {
        let day = fact.occurred_on.first_day();
        let near = |other: &Day| other.days_since(day).abs() <= ON_TIME_DAYS;
        if day <= last && !due.iter().any(near) {
            due.push(day);
        }
    }
    due.sort_unstable();
    due
}

fn monthly(from: Option<Day>, last: Day) -> Vec<Day> {
    let Some(from) = from else { return Vec::new() };
    // From the first day each time: the 31st comes back after a short month.
    (1..MONTHS_MAX).map(|months| from.plus_months(months)).take_while(|day| *day <= last).collect()
}

fn first_day_of_work(cycle: &CycleFacts<'_>) -> Option<Day> {
    let started = cycle.said::<EmploymentStarted>().map(|(fact, _)| fact);
    let changed = cycle.said::<EmployerChanged>().map(|(fact, _)| fact);
    started.chain(changed).map(|fact| fact.occurred_on.first_day()).min()
}

impl CheckInResult {
    /// Whether it was done on time.
    pub fn is_on_time(self) -> bool {
        match self {
            Self::OnTime(..) => true,
            Self::Late(..) | Self::Missed | Self::Pending => false,
        }
    }

    /// Whether it was missed: not done in its time, even if somebody reached her later.
    pub fn is_missed(self) -> bool {
        match self {
            Self::Late(..) | Self::Missed => true,
            Self::OnTime(..) | Self::Pending => false,
        }
    }
}
