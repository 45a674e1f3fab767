//! How long a worker may stay, and whether she went home in time (M10).

use super::milestones::Milestones;
use super::said::{WorkerFact, said};
use crate::date::Day;
use crate::migrant::recruitment::VisaGranted;

#[cfg(test)]
mod tests;

/// The last day of an authorised stay: the end of the permit, or of the longest stay that it
/// allows after entry, whichever comes first (A.0). None where no permit says.
///
/// A permit may have been granted in an earlier cycle: `record` is all of the worker's facts. The
/// latest one that was valid on the day of entry counts.
pub fn authorised_end(record: &[WorkerFact<'_>], course: &Milestones) -> Option<Day> {
    let entry = course.arrived?.day();
    let covers = |permit: &&VisaGranted| {
        permit.valid_from.is_none_or(|from| from <= entry)
            && permit.valid_to.is_none_or(|to| entry <= to)
            && !differs(permit.country, course.destination)
    };
    let mut granted = said::<VisaGranted>(record)
        .filter(|(fact, _)| fact.occurred_on.first_day() <= entry)
        .map(|(_, permit)| permit);
    let permit = granted.rfind(|permit| covers(permit))?;
    let longest = permit.max_stay_months.map(|months| entry.plus_months(i32::from(months)));
    permit.valid_to.into_iter().chain(longest).min()
}

fn differs<T: PartialEq>(left: Option<T>, right: Option<T>) -> bool {
    left.zip(right).is_some_and(|(left, right)| left != right)
}

/// Days from arrival to return, or to the day asked.
pub fn days_of_stay(course: &Milestones, on: Day) -> Option<i32> {
    let arrived = course.arrived?.day();
    let until = course.left_or_died_on().map_or(on, |end| end.min(on));
    (arrived <= until).then(|| until.days_since(arrived))
}

/// Days by which a stay went past its authorised end, by the day asked; zero where it did not.
pub fn overstay_days(authorised_end: Day, course: &Milestones, on: Day) -> i32 {
    let until = course.left_or_died_on().map_or(on, |end| end.min(on));
    until.days_since(authorised_end).max(0)
}
