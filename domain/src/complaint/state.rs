//! What the facts on a complaint's stream amount to. Facts may be late, twofold or contradictory;
//! the state keeps what they say, and the stage is read off it.

use std::collections::BTreeMap;

use super::payload::Event;
use super::{AwardKind, ComplaintOutcome};
use crate::date::{Day, Occurrence};
use crate::id::{EventId, Label, MigrantId, ReferralId};
use crate::money::Money;

/// What is known of a complaint.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// How it was filed.
    pub filed: Option<Filing>,
    /// When it was acknowledged, and the day by which it should be decided.
    pub acknowledged: Option<(Occurrence, Option<Day>)>,
    /// When mediations, hearings and inspections took place.
    pub sessions: Vec<Occurrence>,
    /// Its decisions in order, those on appeal among them.
    pub decisions: Vec<Decision>,
    /// Since when an appeal is pending.
    pub appeal_pending: Option<Occurrence>,
    /// What was paid.
    pub payments: Vec<Payment>,
    /// Its referrals.
    pub referrals: BTreeMap<ReferralId, ReferralStage>,
    /// Who withdrew; none stands for the complainant known by a token.
    pub withdrawn: Vec<Option<MigrantId>>,
}

/// How a complaint was filed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Filing {
    /// The event that filed it.
    pub event: EventId,
    /// When.
    pub on: Occurrence,
    /// By which workers.
    pub complainants: Vec<MigrantId>,
    /// The token of a complainant unknown to the registry.
    pub token: Option<Label>,
}

/// A decision on a complaint.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Decision {
    /// When it was taken.
    pub on: Occurrence,
    /// How the complaint ended; on appeal, as before.
    pub outcome: ComplaintOutcome,
    /// What is to be paid from then on.
    pub award: Option<Money>,
    /// Whether it was taken on appeal.
    pub on_appeal: bool,
}

/// A payment of an award.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Payment {
    /// When.
    pub on: Occurrence,
    /// How much.
    pub amount: Money,
    /// What for.
    pub kind: AwardKind,
}

/// Where a referral stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReferralStage {
    /// Made, not yet answered.
    InProgress,
    /// Taken up.
    Accepted,
    /// Not taken up.
    Rejected,
    /// Done.
    Done,
    /// Taken back.
    Revoked,
}

/// Where a complaint stands, and what that stage knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
    /// Nothing was filed.
    Absent,
    /// Filed, not acknowledged.
    Filed {
        /// When.
        on: Occurrence,
    },
    /// Acknowledged.
    Acknowledged {
        /// When.
        on: Occurrence,
        /// The day by which it should be decided.
        due_on: Option<Day>,
    },
    /// In mediation, hearing or inspection.
    InMediation {
        /// Since when.
        since: Occurrence,
    },
    /// Decided; an award is still due.
    Resolved(Decision),
    /// Appealed, not decided again.
    Appealed {
        /// The decision that is appealed.
        decision: Decision,
        /// Since when.
        since: Occurrence,
    },
    /// Decided on appeal; an award is still due.
    AppealDecided(Decision),
    /// Decided, and nothing is due any more.
    Closed(Decision),
    /// Every complainant withdrew before a decision.
    Withdrawn,
}

impl State {
    /// Where the complaint stands.
    pub fn stage(&self) -> Stage {
        if let Some(decision) = self.decisions.last() {
            return match self.appeal_pending {
                Some(since) => Stage::Appealed { decision: *decision, since },
                None if self.outstanding_minor() == 0 => Stage::Closed(*decision),
                None if decision.on_appeal => Stage::AppealDecided(*decision),
                None => Stage::Resolved(*decision),
            };
        }
        let Some(filed) = &self.filed else { return Stage::Absent };
        if self.everybody_withdrew(filed) {
            return Stage::Withdrawn;
        }
        match (self.sessions.first(), self.acknowledged) {
            (Some(since), _) => Stage::InMediation { since: *since },
            (None, Some((on, due_on))) => Stage::Acknowledged { on, due_on },
            (None, None) => Stage::Filed { on: filed.on },
        }
    }

    /// Since when nothing more is to be done: the last decision or payment, or, where everybody
    /// withdrew, at the earliest the filing; none while it is open.
    pub fn over_since(&self) -> Option<Day> {
        match self.stage() {
            Stage::Closed(decision) => {
                let paid = self.payments.iter().map(|payment| payment.on.last_day()).max();
                Some(decision.on.last_day()).max(paid)
            }
            Stage::Withdrawn => self.filed.as_ref().map(|filed| filed.on.last_day()),
            Stage::Absent
            | Stage::Filed { .. }
            | Stage::Acknowledged { .. }
            | Stage::InMediation { .. }
            | Stage::Resolved(_)
            | Stage::Appealed { .. }
            | Stage::AppealDecided(_) => None,
        }
    }

    /// What is to be paid today, all together.
    pub fn award(&self) -> Option<Money> {
        self.decisions.last().and_then(|decision| decision.award)
    }

    /// Minor units of the award's currency that are still to be paid.
    pub fn outstanding_minor(&self) -> u64 {
        let Some(award) = self.award() else { return 0 };
        self.payments
            .iter()
            .filter(|payment| payment.amount.currency() == award.currency())
            .fold(award.minor(), |due, payment| due.saturating_sub(payment.amount.minor()))
    }

    /// Whether a person complains here; none asks for the one known by a token.
    pub fn is_complainant(&self, complainant: Option<MigrantId>) -> bool {
        self.filed.as_ref().is_some_and(|filed| match complainant {
            Some(migrant) => filed.complainants.contains(&migrant),
            None => filed.token.is_some(),
        })
    }

    fn everybody_withdrew(&self, filed: &Filing) -> bool {
        let gone = |who: Option<MigrantId>| self.withdrawn.contains(&who);
        let named = filed.complainants.iter().all(|migrant| gone(Some(*migrant)));
        named && (filed.token.is_none() || gone(None)) && !self.withdrawn.is_empty()
    }

    pub(super) fn take(&mut self, said: &Event, on: Occurrence, event: EventId) {
        match said {
            Event::ComplaintFiled(said) => {
                let (complainants, token) = (said.complainants.clone(), said.token.clone());
                self.filed.get_or_insert(Filing { event, on, complainants, token });
            }
            Event::ComplaintAcknowledged(said) => {
                self.acknowledged.get_or_insert((on, said.due_on));
            }
            Event::MediationHeld(_) | Event::HearingHeld(_) | Event::InspectionCarriedOut(_) => {
                self.sessions.push(on);
            }
            Event::ComplaintResolved(said) => {
                let (outcome, award) = (said.outcome, said.award);
                self.decisions.push(Decision { on, outcome, award, on_appeal: false });
            }
            Event::ComplaintAppealed(_) => {
                self.appeal_pending.get_or_insert(on);
            }
            Event::AppealDecided(said) => {
                self.appeal_pending = None;
                let last = self.decisions.last();
                let outcome = last.map_or(ComplaintOutcome::Upheld, |decision| decision.outcome);
                let award = said.award.or(self.award());
                self.decisions.push(Decision { on, outcome, award, on_appeal: true });
            }
            Event::ComplaintWithdrawn(said) => {
                if !self.withdrawn.contains(&said.complainant) {
                    self.withdrawn.push(said.complainant);
                }
            }
            Event::AwardPaid(said) => {
                self.payments.push(Payment { on, amount: said.amount, kind: said.kind });
            }
            Event::RetaliationReported(_) => {}
            Event::ComplaintReferred(_)
            | Event::ReferralAccepted(_)
            | Event::ReferralRejected(_)
            | Event::ReferralCompleted(_)
            | Event::ReferralRevoked(_) => self.refer(said),
        }
    }

    fn refer(&mut self, said: &Event) {
        let Some((referral, stage)) = referral_of(said) else { return };
        let known = self.referrals.entry(referral.clone()).or_insert(stage);
        // A revoked referral stays revoked, whatever is reported about it afterwards.
        if *known != ReferralStage::Revoked {
            *known = stage;
        }
    }
}

/// The referral that an event is about, and where the event leaves it.
pub(super) fn referral_of(said: &Event) -> Option<(&ReferralId, ReferralStage)> {
    match said {
        Event::ComplaintReferred(said) => Some((&said.referral, ReferralStage::InProgress)),
        Event::ReferralAccepted(said) => Some((&said.referral, ReferralStage::Accepted)),
        Event::ReferralRejected(said) => Some((&said.referral, ReferralStage::Rejected)),
        Event::ReferralCompleted(said) => Some((&said.referral, ReferralStage::Done)),
        Event::ReferralRevoked(said) => Some((&said.referral, ReferralStage::Revoked)),
        Event::ComplaintFiled(_)
        | Event::ComplaintAcknowledged(_)
        | Event::MediationHeld(_)
        | Event::HearingHeld(_)
        | Event::InspectionCarriedOut(_)
        | Event::ComplaintResolved(_)
        | Event::ComplaintAppealed(_)
        | Event::AppealDecided(_)
        | Event::ComplaintWithdrawn(_)
        | Event::AwardPaid(_)
        | Event::RetaliationReported(_) => None,
    }
}
