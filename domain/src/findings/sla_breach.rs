//! F14: a complaint was not acknowledged or not decided in time. It is over once that was done.

use super::{Anchor, Finding, Rule, Step, conflict};
use crate::aggregate::Others;
use crate::complaint::{self, Complaint, payload};
use crate::date::{Day, Occurrence};
use crate::id::{ComplaintId, EventId};
use crate::indicators::complaints::{ComplaintFact, Course, Deadlines, course};
use crate::stream::StreamKind;

/// One finding a deadline, on a day. Facts after that day must have been left out.
pub fn findings(
    complaint: ComplaintId,
    facts: &[ComplaintFact<'_>],
    (deadlines, on): (Deadlines, Day),
) -> Vec<Finding> {
    let course = course(facts);
    let mut findings = Vec::new();
    if course.acknowledged_in_time(deadlines, on) == Some(false) {
        let last = course.acknowledge_by(deadlines);
        let done = course.acknowledged;
        findings.extend(finding(complaint, (facts, &course), Step::Acknowledgement, (last, done)));
    }
    if course.decided_in_time(deadlines, on) == Some(false) {
        let last = course.decide_by(deadlines);
        let done = course.decided;
        findings.extend(finding(complaint, (facts, &course), Step::Decision, (last, done)));
    }
    findings
}

/// Every soft rule that a complaint's own record breaks, in the order of work lists: its deadlines,
/// those in force on the day asked, and facts that contradict each other (F17).
pub fn of_complaint(
    complaint: ComplaintId,
    facts: &[ComplaintFact<'_>],
    (others, on): (&Others, Day),
) -> Vec<Finding> {
    let mut found = findings(complaint, facts, (Deadlines::in_force(None, on), on));
    found.extend(conflict::findings::<Complaint>(complaint.into(), facts, others));
    super::sort(&mut found);
    found
}

fn finding(
    complaint: ComplaintId,
    (facts, course): (&[ComplaintFact<'_>], &Course),
    step: Step,
    (last, done): (Option<Day>, Option<(Occurrence, EventId)>),
) -> Option<Finding> {
    let (_, filed) = course.filed?;
    let ended = done.or(course.withdrawn);
    // Where times of day are known, the deadline may pass on its last day.
    let end = ended.map(|(when, _)| when.first_day());
    let since = last?.plus_days(1);
    let since = end.map_or(since, |end| end.min(since));
    let mut evidence = vec![filed];
    evidence.extend(ended.map(|(_, event)| event));
    let said = facts.iter().find_map(|fact| match fact.event {
        complaint::Event::Own(payload::Event::ComplaintFiled(said)) => Some(said),
        complaint::Event::Own(_) | complaint::Event::Amendment(_) => None,
    });
    let stream = (StreamKind::Complaint, complaint.into());
    Some(Finding {
        until: end,
        evidence,
        agency: said.and_then(|said| said.agency),
        employer: said.and_then(|said| said.employer),
        ..Finding::new(Rule::SlaBreach, stream, Anchor::Step(step), since)
    })
}
