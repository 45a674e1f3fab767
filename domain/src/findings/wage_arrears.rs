//! F08: wages are owed for longer than the grace after their pay date. It grows with the months
//! that are short, and is over once nothing is owed any more.

use super::worker::Worker;
use super::{Anchor, Finding, Rule, Severity};
use crate::date::Day;
use crate::indicators::arrears::{Debt, Ledger};
use crate::parameters::Threshold;
use crate::rational::Rational;

/// From how many months on it is grave.
const GRAVE_MONTHS: usize = 2;

/// One finding a contract; its dates are those of the last time during which wages were owed.
pub fn findings(worker: &Worker<'_>) -> Vec<Finding> {
    let Some(grace) = Threshold::WageGrace.in_force(None, worker.on) else { return Vec::new() };
    let grace_days = i32::from(grace) + 1; // the finding begins when the grace is over
    worker.ledgers.iter().filter_map(|ledger| finding(worker, ledger, grace_days)).collect()
}

fn finding(worker: &Worker<'_>, ledger: &Ledger, grace_days: i32) -> Option<Finding> {
    let (since, until) = last_time_owed(ledger, worker.on, grace_days)?;
    let worst_day = until.map_or(worker.on, |until| until.plus_days(-1));
    let is_short = |day: Day| {
        ledger
            .due_by(day, grace_days)
            .filter(move |(_, account)| account.balance_on(day) > Rational::ZERO)
    };
    let months = is_short(worst_day).count();
    let mut evidence: Vec<_> =
        is_short(worst_day).flat_map(|(_, account)| account.evidence.iter().copied()).collect();
    let settled = ledger.settled.iter().filter(|(day, ..)| *day <= worker.on);
    evidence.extend(settled.map(|(_, _, event)| *event));
    let anchor = match &ledger.debt {
        Debt::Contract(contract) => Anchor::Contract(contract.clone()),
        Debt::Employer(employer) => Anchor::Employer(*employer),
        Debt::Unnamed => Anchor::Record,
    };
    Some(Finding {
        severity: if months >= GRAVE_MONTHS { Severity::High } else { Severity::Medium },
        until,
        evidence,
        cycle: ledger.cycle.clone(),
        employer: ledger.employer,
        ..Finding::new(Rule::WageArrears, worker.stream(), anchor, since)
    })
}

/// The last stretch of days, up to the one asked, on which something was owed past its grace.
fn last_time_owed(ledger: &Ledger, on: Day, grace_days: i32) -> Option<(Day, Option<Day>)> {
    let mut last: Option<(Day, Option<Day>)> = None;
    for (day, owed) in ledger.course(on, grace_days) {
        let is_owed = owed > Rational::ZERO;
        last = match last {
            None | Some((_, Some(_))) if is_owed => Some((day, None)),
            Some((since, None)) if !is_owed => Some((since, Some(day))),
            None | Some(_) => last,
        };
    }
    last
}
