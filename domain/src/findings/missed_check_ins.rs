//! F13: nobody has heard from a worker abroad: check-ins missed in a row, or too long a silence.
//! The first is of medium weight, the second grave. It is over with the next sign of life, the
//! return, or the death.
//!
//! It concerns cycles that somebody watches over: with a check-in policy, a failed attempt or a
//! declared loss of contact. For all others silence is no breach of anything.

use super::worker::Worker;
use super::{Anchor, Finding, Rule, Severity};
use crate::date::Day;
use crate::id::EventId;
use crate::indicators::check_ins::{CheckInResult, DueCheckIn, ON_TIME_DAYS, check_ins};
use crate::indicators::contact::{Contact, contacts};
use crate::indicators::milestones::{Milestone, Milestones};
use crate::indicators::said::CycleFacts;
use crate::migrant::abroad::contact::{CheckInMissed, LossOfContactDeclared};
use crate::migrant::pre_departure::CheckInPolicy;
use crate::parameters::Threshold;

/// One finding a silence; it hangs on the last sign of life before it, so that a later one that
/// arrives late shortens the silence and leaves its id.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let cycles = worker.cycles.iter().filter(|(cycle, course)| is_watched(cycle, course));
    cycles.flat_map(|(cycle, course)| of_cycle(worker, cycle, course)).collect()
}

fn is_watched(cycle: &CycleFacts<'_>, course: &Milestones) -> bool {
    course.check_ins == Some(CheckInPolicy::Monthly)
        || cycle.said::<CheckInMissed>().next().is_some()
        || cycle.said::<LossOfContactDeclared>().next().is_some()
}

fn of_cycle(worker: &Worker<'_>, cycle: &CycleFacts<'_>, course: &Milestones) -> Vec<Finding> {
    let mut signs = contacts(cycle, course, worker.around.complaints);
    if course.arrived.is_none() {
        // Who never arrived was last heard of when she left.
        let left = course.departed.map(|m| Contact { on: m.day(), event: m.event });
        signs.splice(0..0, left);
    }
    let end = end_of_watch(course, worker.on);
    let misses = misses(cycle, &check_ins(cycle, course, worker.on));
    let mut findings = Vec::new();
    for (index, sign) in signs.iter().enumerate() {
        let next = signs.get(index + 1).map(|next| next.on);
        let silence = Silence { from: *sign, until: next.or(end), on: worker.on };
        findings.extend(finding(worker, (cycle, course), &silence, &misses));
    }
    findings
}

/// The day on which nobody needs to hear from her any more, if it has come.
fn end_of_watch(course: &Milestones, on: Day) -> Option<Day> {
    let closed = course.closed.map(Milestone::day);
    let ended = course.left_or_died_on().into_iter().chain(closed).min();
    ended.filter(|end| *end <= on)
}

/// The time between two signs of life.
struct Silence {
    from: Contact,
    until: Option<Day>,
    on: Day,
}

impl Silence {
    /// Whether it still lasts on a day.
    fn holds(&self, day: Day) -> bool {
        self.from.on < day && day <= self.on && self.until.is_none_or(|until| day < until)
    }
}

/// A check-in that was missed, the day on which that was certain, and the entry of an attempt.
struct Miss {
    due: Day,
    certain_on: Day,
    attempt: Option<EventId>,
}

fn misses(cycle: &CycleFacts<'_>, due: &[DueCheckIn]) -> Vec<Miss> {
    let attempts: Vec<_> = cycle.said::<CheckInMissed>().map(|(fact, _)| fact).collect();
    let missed = due.iter().filter(|one| match one.result {
        CheckInResult::Late(..) | CheckInResult::Missed | CheckInResult::Pending => true,
        CheckInResult::OnTime(..) => false,
    });
    missed
        .map(|one| {
            let near = |day: Day| day.days_since(one.on).abs() <= ON_TIME_DAYS;
            let attempt = attempts.iter().find(|fact| near(fact.occurred_on.first_day()));
            let over = one.on.plus_days(ON_TIME_DAYS + 1);
            let certain_on = attempt.map_or(over, |fact| fact.occurred_on.first_day());
            Miss { due: one.on, certain_on, attempt: attempt.map(|fact| fact.event_id) }
        })
        .collect()
}

fn finding(
    worker: &Worker<'_>,
    (cycle, course): (&CycleFacts<'_>, &Milestones),
    silence: &Silence,
    misses: &[Miss],
) -> Option<Finding> {
    let from = silence.from.on;
    let threshold = |which: Threshold| which.in_force(course.destination, from);
    let too_long = threshold(Threshold::Silence)
        .map(|days| from.plus_days(i32::from(days)))
        .filter(|day| silence.holds(*day));
    let within: Vec<_> =
        misses.iter().filter(|miss| miss.due > from && silence.holds(miss.certain_on)).collect();
    let count = usize::from(threshold(Threshold::CheckInsMissed)?);
    let in_a_row = within.get(count.checked_sub(1)?).map(|miss| miss.certain_on);
    let since = too_long.into_iter().chain(in_a_row).min()?;
    let mut evidence = vec![silence.from.event];
    evidence.extend(within.iter().filter_map(|miss| miss.attempt));
    Some(Finding {
        severity: if too_long.is_some() { Severity::High } else { Severity::Medium },
        until: silence.until,
        evidence,
        cycle: Some(cycle.cycle.clone()),
        ..Finding::new(
            Rule::MissedCheckIns,
            worker.stream(),
            Anchor::Event(silence.from.event),
            since,
        )
    })
}
