//! What complaints brought a worker: the payments that count as hers.

use crate::complaint::{self, AwardKind, AwardPaid, ComplaintFiled};
use crate::date::Day;
use crate::history::Fact;
use crate::id::{ContractId, CycleId, EventId, MigrantId};
use crate::money::Money;

/// A payment to a worker out of a complaint.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Award {
    /// The entry.
    pub event: EventId,
    /// When it was paid.
    pub on: Day,
    /// How much.
    pub amount: Money,
    /// What it makes good.
    pub kind: AwardKind,
    /// The contract that the complaint was about, in her record.
    pub contract: Option<ContractId>,
    /// The cycle that the complaint was about, in her record.
    pub cycle: Option<CycleId>,
}

impl Award {
    /// Whether it pays wages.
    pub fn is_wage(&self) -> bool {
        self.kind == AwardKind::Wage
    }

    /// Whether it pays back recruitment costs.
    pub fn is_fee_refund(&self) -> bool {
        self.kind == AwardKind::FeeRefund
    }
}

/// The payments out of one complaint that went to a worker: those that name her, and, where she
/// complains alone, those that name nobody.
///
/// What was paid to several without saying how much to whom is nobody's: it is not guessed at.
pub fn awards(facts: &[Fact<'_, complaint::Event>], worker: MigrantId) -> Vec<Award> {
    let filed = facts.iter().find_map(|fact| filing(fact.event));
    let is_alone = filed.is_some_and(|filed| filed.complainants == [worker]);
    // The labels that a complaint carries are those of its first complainant's record.
    let own = filed.filter(|filed| filed.complainants.first() == Some(&worker));
    let paid = facts.iter().filter_map(|fact| Some((fact, payment(fact.event)?)));
    paid.filter(|(_, said)| said.complainant.map_or(is_alone, |named| named == worker))
        .map(|(fact, said)| Award {
            event: fact.event_id,
            on: fact.occurred_on.first_day(),
            amount: said.amount,
            kind: said.kind,
            contract: own.and_then(|filed| filed.contract.clone()),
            cycle: own.and_then(|filed| filed.cycle.clone()),
        })
        .collect()
}

fn filing(event: &complaint::Event) -> Option<&ComplaintFiled> {
    if let complaint::Event::Own(complaint::payload::Event::ComplaintFiled(said)) = event {
        Some(said)
    } else {
        None
    }
}

fn payment(event: &complaint::Event) -> Option<&AwardPaid> {
    if let complaint::Event::Own(complaint::payload::Event::AwardPaid(said)) = event {
        Some(said)
    } else {
        None
    }
}
