//! F17: two accepted facts cannot both be true: a hard rule would refuse one of them today, with
//! what is known by now of the time before it.

use super::worker::Worker;
use super::{Anchor, Finding, Rule};
use crate::aggregate::{Aggregate, Others, conflicts};
use crate::decider::Coded;
use crate::history::Fact;
use crate::id::StreamId;
use crate::migrant::Migrant;

/// One finding a fact and rule, for any kind of stream.
pub fn findings<A: Aggregate>(
    stream: StreamId,
    facts: &[Fact<'_, A::Event>],
    others: &Others,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, refusal) in conflicts::<A>(facts, others) {
        let Some(fact) = facts.get(index) else { continue };
        let anchor = Anchor::Conflict(fact.event_id, refusal.code().to_owned());
        let since = fact.occurred_on.first_day();
        findings.push(Finding {
            evidence: vec![fact.event_id],
            cycle: fact.context.cycle.clone(),
            ..Finding::new(Rule::Conflict, (A::KIND, stream), anchor, since)
        });
    }
    findings
}

/// Those of a worker's record.
pub fn of_worker(worker: &Worker<'_>) -> Vec<Finding> {
    findings::<Migrant>(worker.id.into(), worker.record, worker.around.others)
}
