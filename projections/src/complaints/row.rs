//! The rows of the complaint board: what the course and the state of a complaint say, and what its
//! facts say beside.

use domain::complaint::{
    self, ComplaintCategory, ComplaintOutcome, ComplaintReferred, ForcedLabourIndicator,
    ReferralPurpose, ReferralStage, RespondentKind, Stage, WithdrawalReason, payload,
};
use domain::date::{Day, Occurrence};
use domain::id::{
    AgencyId, ComplaintId, ContractId, CycleId, EmployerId, EventId, MigrantId, OrganisationId,
    ReferralId,
};
use domain::indicators::complaints::{ComplaintFact, Course, Deadlines};
use domain::indicators::duration::hours_between;
use domain::money::Money;
use domain::rational::Rational;
use serde::Serialize;

use crate::figure::Figure;

/// A row of the complaint board.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComplaintRow {
    /// The complaint.
    pub complaint: ComplaintId,
    /// Who complains.
    pub complainants: Vec<ComplainantRow>,
    /// Against whom.
    pub respondent: Option<RespondentKind>,
    /// The employer complained of.
    pub employer: Option<EmployerId>,
    /// The agency complained of.
    pub agency: Option<AgencyId>,
    /// The contract concerned, in the first complainant's record.
    pub contract: Option<ContractId>,
    /// The cycle concerned, in the first complainant's record.
    pub cycle: Option<CycleId>,
    /// What about.
    pub categories: Vec<ComplaintCategory>,
    /// The ILO's indicators of forced labour that show, by their numbers.
    pub forced_labour_indicators: Vec<u8>,
    /// Where it stands.
    pub stage: &'static str,
    /// Whether something is left to do on the day asked.
    pub open: bool,
    /// When it was filed.
    pub filed_on: Option<Occurrence>,
    /// When it was acknowledged.
    pub acknowledged_on: Option<Occurrence>,
    /// When it was first decided.
    pub decided_on: Option<Occurrence>,
    /// When the decision was first appealed.
    pub appealed_on: Option<Occurrence>,
    /// When it was last decided, on appeal or as at first; none while an appeal is pending.
    pub finally_decided_on: Option<Occurrence>,
    /// Since when nothing is left to do.
    pub closed_on: Option<Occurrence>,
    /// The last day for acknowledging it in time.
    pub acknowledge_by: Option<Day>,
    /// The last day for deciding it in time.
    pub decide_by: Option<Day>,
    /// Days from filing to acknowledgement.
    pub days_to_acknowledgement: Option<i32>,
    /// Hours from filing to acknowledgement, where both times of day are known.
    pub hours_to_acknowledgement: Option<Figure>,
    /// Days from filing to the first decision.
    pub days_to_decision: Option<i32>,
    /// Days from filing to the last decision.
    pub days_to_final_decision: Option<i32>,
    /// Days from filing to the day asked, while it is open.
    pub days_open: Option<i32>,
    /// Whether it was acknowledged in time; none while it still may be.
    pub acknowledged_in_time: Option<bool>,
    /// Whether it was first decided in time; none while it still may be.
    pub decided_in_time: Option<bool>,
    /// How it was decided.
    pub outcome: Option<ComplaintOutcome>,
    /// What is claimed, all together.
    pub claimed: Option<Money>,
    /// What is to be paid, all together.
    pub awarded: Option<Money>,
    /// What was paid in the currency of the award; nothing yet is zero.
    pub paid: Option<Money>,
    /// What is still to be paid.
    pub outstanding: Option<Money>,
    /// What was paid over what is to be paid.
    pub recovery: Option<Figure>,
    /// To whom it was passed on.
    pub referrals: Vec<ReferralRow>,
    /// How often a complainant was punished for complaining.
    pub retaliations: u32,
    /// The soft rules that its handling breaks, by their codes.
    pub findings: Vec<&'static str>,
}

/// A complainant of a complaint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComplainantRow {
    /// The worker; none for one who is known by a token only.
    pub migrant: Option<MigrantId>,
    /// How it ended for her; none while it has not.
    pub outcome: Option<ComplaintOutcome>,
    /// What was awarded to her alone.
    pub award: Option<Money>,
    /// Why she withdrew, if she did.
    pub withdrew: Option<WithdrawalReason>,
}

/// A referral of a complaint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReferralRow {
    /// Its label.
    pub referral: ReferralId,
    /// To whom.
    pub organisation: OrganisationId,
    /// What for.
    pub purpose: ReferralPurpose,
    /// When.
    pub made_on: Occurrence,
    /// Where it stands.
    pub stage: &'static str,
    /// Since when it stands there.
    pub since: Occurrence,
}

impl ReferralRow {
    /// Whether somebody still has to answer or to act.
    pub fn is_open(&self) -> bool {
        ["IN_PROGRESS", "ACCEPTED"].contains(&self.stage)
    }
}

/// What a row is made for.
pub(super) struct Frame {
    pub(super) id: ComplaintId,
    pub(super) deadlines: Deadlines,
    pub(super) on: Day,
}

impl Frame {
    /// What the state and the course say; the rest is read from the facts.
    pub(super) fn row(&self, course: &Course, state: &complaint::State) -> ComplaintRow {
        let award = state.award();
        let outstanding =
            award.and_then(|award| Money::new(state.outstanding_minor(), award.currency()).ok());
        let paid = award.zip(outstanding).and_then(|(award, rest)| {
            Money::new(award.minor().saturating_sub(rest.minor()), award.currency()).ok()
        });
        let when = |step: Option<(Occurrence, EventId)>| step.map(|(on, _)| on);
        let filed_on = when(course.filed);
        let open = course.filed.is_some() && course.closed.is_none();
        let deadlines = self.deadlines;
        ComplaintRow {
            complaint: self.id,
            complainants: Vec::new(),
            respondent: None,
            employer: None,
            agency: None,
            contract: None,
            cycle: None,
            categories: Vec::new(),
            forced_labour_indicators: Vec::new(),
            stage: stage_code(state.stage()),
            open,
            filed_on,
            acknowledged_on: when(course.acknowledged),
            decided_on: when(course.decided),
            appealed_on: None,
            finally_decided_on: when(course.finally_decided)
                .filter(|_| state.appeal_pending.is_none()),
            closed_on: course.closed,
            acknowledge_by: course.acknowledge_by(deadlines),
            decide_by: course.decide_by(deadlines),
            days_to_acknowledgement: course.days_to_acknowledgement(),
            hours_to_acknowledgement: filed_on
                .zip(when(course.acknowledged))
                .and_then(|(from, to)| hours_between(from, to))
                .map(Figure::from),
            days_to_decision: course.days_to_decision(),
            days_to_final_decision: course
                .days_to_final_decision()
                .filter(|_| state.appeal_pending.is_none()),
            days_open: filed_on.filter(|_| open).map(|on| self.on.days_since(on.first_day())),
            acknowledged_in_time: course.acknowledged_in_time(deadlines, self.on),
            decided_in_time: course.decided_in_time(deadlines, self.on),
            outcome: state.decisions.last().map(|decision| decision.outcome),
            claimed: None,
            awarded: award,
            paid,
            outstanding,
            recovery: award.zip(paid).and_then(|(award, paid)| {
                let share = Rational::of_money(paid).checked_div(Rational::of_money(award));
                share.map(Figure::from)
            }),
            referrals: Vec::new(),
            retaliations: 0,
            findings: Vec::new(),
        }
    }
}

impl ComplaintRow {
    pub(super) fn read(&mut self, facts: &[ComplaintFact<'_>]) {
        for fact in facts {
            if let complaint::Event::Own(said) = fact.event {
                self.take(said, fact.occurred_on);
            }
        }
    }

    fn take(&mut self, said: &payload::Event, on: Occurrence) {
        match said {
            payload::Event::ComplaintFiled(said) => self.take_filing(said),
            payload::Event::InspectionCarriedOut(said) => {
                self.indicators(&said.forced_labour_indicators);
            }
            payload::Event::ComplaintResolved(said) => self.take_decision(said),
            payload::Event::ComplaintAppealed(_) => {
                self.appealed_on.get_or_insert(on);
            }
            payload::Event::ComplaintWithdrawn(said) => {
                let who = self.complainants.iter_mut().find(|one| one.migrant == said.complainant);
                if let Some(who) = who {
                    who.withdrew.get_or_insert(said.reason);
                }
            }
            payload::Event::RetaliationReported(_) => self.retaliations += 1,
            payload::Event::ComplaintReferred(said) => self.refer(said, on),
            payload::Event::ReferralAccepted(said) => {
                self.advance(&said.referral, ReferralStage::Accepted, on);
            }
            payload::Event::ReferralRejected(said) => {
                self.advance(&said.referral, ReferralStage::Rejected, on);
            }
            payload::Event::ReferralCompleted(said) => {
                self.advance(&said.referral, ReferralStage::Done, on);
            }
            payload::Event::ReferralRevoked(said) => {
                self.advance(&said.referral, ReferralStage::Revoked, on);
            }
            payload::Event::ComplaintAcknowledged(_)
            | payload::Event::MediationHeld(_)
            | payload::Event::HearingHeld(_)
            | payload::Event::AppealDecided(_)
            | payload::Event::AwardPaid(_) => {}
        }
    }

    fn take_filing(&mut self, said: &payload::ComplaintFiled) {
        if !self.complainants.is_empty() {
            return; // a complaint is filed once; the first filing counts
        }
        let known = said.complainants.iter().copied().map(Some);
        let unknown = said.token.iter().map(|_| None);
        self.complainants = known
            .chain(unknown)
            .map(|migrant| ComplainantRow { migrant, outcome: None, award: None, withdrew: None })
            .collect();
        self.respondent = Some(said.respondent);
        self.employer = said.employer;
        self.agency = said.agency;
        self.contract.clone_from(&said.contract);
        self.cycle.clone_from(&said.cycle);
        self.categories.clone_from(&said.categories);
        self.categories.sort_unstable();
        self.categories.dedup();
        self.claimed = said.claimed;
        self.indicators(&said.forced_labour_indicators);
    }

    fn indicators(&mut self, shown: &[ForcedLabourIndicator]) {
        self.forced_labour_indicators.extend(shown.iter().map(|indicator| indicator.number()));
        self.forced_labour_indicators.sort_unstable();
        self.forced_labour_indicators.dedup();
    }

    /// Whoever withdrew before has no outcome.
    fn take_decision(&mut self, said: &payload::ComplaintResolved) {
        for one in self.complainants.iter_mut().filter(|one| one.withdrew.is_none()) {
            let own = said.per_complainant.iter().find(|own| Some(own.complainant) == one.migrant);
            one.outcome = Some(own.map_or(said.outcome, |own| own.outcome));
            one.award = own.and_then(|own| own.award);
        }
    }

    fn refer(&mut self, said: &ComplaintReferred, on: Occurrence) {
        if self.referrals.iter().all(|known| known.referral != said.referral) {
            self.referrals.push(ReferralRow {
                referral: said.referral.clone(),
                organisation: said.organisation,
                purpose: said.purpose,
                made_on: on,
                stage: referral_code(ReferralStage::InProgress),
                since: on,
            });
        }
    }

    /// A revoked referral stays revoked, whatever is reported about it afterwards.
    fn advance(&mut self, referral: &ReferralId, to: ReferralStage, on: Occurrence) {
        let known = self.referrals.iter_mut().find(|known| known.referral == *referral);
        let revoked = referral_code(ReferralStage::Revoked);
        if let Some(known) = known.filter(|known| known.stage != revoked) {
            (known.stage, known.since) = (referral_code(to), on);
        }
    }
}

fn stage_code(stage: Stage) -> &'static str {
    match stage {
        Stage::Absent => "ABSENT",
        Stage::Filed { .. } => "FILED",
        Stage::Acknowledged { .. } => "ACKNOWLEDGED",
        Stage::InMediation { .. } => "IN_MEDIATION",
        Stage::Resolved(_) => "RESOLVED",
        Stage::Appealed { .. } => "APPEALED",
        Stage::AppealDecided(_) => "APPEAL_DECIDED",
        Stage::Closed(_) => "CLOSED",
        Stage::Withdrawn => "WITHDRAWN",
    }
}

fn referral_code(stage: ReferralStage) -> &'static str {
    match stage {
        ReferralStage::InProgress => "IN_PROGRESS",
        ReferralStage::Accepted => "ACCEPTED",
        ReferralStage::Rejected => "REJECTED",
        ReferralStage::Done => "DONE",
        ReferralStage::Revoked => "REVOKED",
    }
}
