//! The course of a complaint: how long each step took (U2, U3), and what it means for a worker.

use super::duration::{days_between, is_within_hours};
use crate::codes::Country;
use crate::complaint::{self, payload};
use crate::date::{Day, Occurrence};
use crate::history::Fact;
use crate::id::{ComplaintId, EventId, MigrantId};
use crate::parameters::Threshold;

/// A fact of a complaint's stream.
pub type ComplaintFact<'a> = Fact<'a, complaint::Event>;

/// The deadlines of a complaint's handling, in days; none where nothing sets one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Deadlines {
    /// From filing to acknowledgement. Where the times of day are known, days of 24 hours.
    pub acknowledge_days: Option<u16>,
    /// From filing to the first decision.
    pub decide_days: Option<u16>,
}

impl Deadlines {
    /// Those in force on a day, in a country or everywhere.
    pub fn in_force(country: Option<Country>, day: Day) -> Self {
        Self {
            acknowledge_days: Threshold::ComplaintAcknowledge.in_force(country, day),
            decide_days: Threshold::ComplaintDecide.in_force(country, day),
        }
    }
}

/// The course of a complaint.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Course {
    /// When it was filed, and the entry.
    pub filed: Option<(Occurrence, EventId)>,
    /// When it was acknowledged.
    pub acknowledged: Option<(Occurrence, EventId)>,
    /// When it was first decided.
    pub decided: Option<(Occurrence, EventId)>,
    /// When it was last decided: on appeal, or as at first.
    pub finally_decided: Option<(Occurrence, EventId)>,
    /// When the last complainant withdrew, all of them having done so before a decision.
    pub withdrawn: Option<(Occurrence, EventId)>,
    /// Since when nothing is left to do: decided and paid, or withdrawn by all.
    pub closed: Option<Occurrence>,
}

/// The course of a complaint, from its facts in order.
pub fn course(facts: &[ComplaintFact<'_>]) -> Course {
    use crate::aggregate::Aggregate;
    let mut course = Course::default();
    let mut state = complaint::State::default();
    for fact in facts {
        complaint::Complaint::evolve(&mut state, fact);
        let now = Some((fact.occurred_on, fact.event_id));
        if let complaint::Event::Own(said) = fact.event {
            course.take(said, now);
        }
        match state.stage() {
            complaint::Stage::Withdrawn => {
                course.withdrawn = course.withdrawn.or(now);
                course.closed = course.closed.or(Some(fact.occurred_on));
            }
            complaint::Stage::Closed(_) => {
                course.closed = course.closed.or(Some(fact.occurred_on));
            }
            complaint::Stage::Absent
            | complaint::Stage::Filed { .. }
            | complaint::Stage::Acknowledged { .. }
            | complaint::Stage::InMediation { .. }
            | complaint::Stage::Resolved(_)
            | complaint::Stage::Appealed { .. }
            | complaint::Stage::AppealDecided(_) => course.closed = None,
        }
    }
    course
}

impl Course {
    fn take(&mut self, said: &payload::Event, now: Option<(Occurrence, EventId)>) {
        match said {
            payload::Event::ComplaintFiled(_) => self.filed = self.filed.or(now),
            payload::Event::ComplaintAcknowledged(_) => {
                self.acknowledged = self.acknowledged.or(now);
            }
            payload::Event::ComplaintResolved(_) => {
                self.decided = self.decided.or(now);
                self.finally_decided = now;
            }
            payload::Event::AppealDecided(_) => self.finally_decided = now,
            payload::Event::ComplaintReferred(_)
            | payload::Event::ReferralAccepted(_)
            | payload::Event::ReferralRejected(_)
            | payload::Event::ReferralCompleted(_)
            | payload::Event::ReferralRevoked(_)
            | payload::Event::MediationHeld(_)
            | payload::Event::HearingHeld(_)
            | payload::Event::InspectionCarriedOut(_)
            | payload::Event::ComplaintAppealed(_)
            | payload::Event::ComplaintWithdrawn(_)
            | payload::Event::AwardPaid(_)
            | payload::Event::RetaliationReported(_) => {}
        }
    }

    /// Days from filing to acknowledgement.
    pub fn days_to_acknowledgement(&self) -> Option<i32> {
        days_between(self.filed?.0, self.acknowledged?.0)
    }

    /// Days from filing to the first decision.
    pub fn days_to_decision(&self) -> Option<i32> {
        days_between(self.filed?.0, self.decided?.0)
    }

    /// Days from filing to the last decision.
    pub fn days_to_final_decision(&self) -> Option<i32> {
        days_between(self.filed?.0, self.finally_decided?.0)
    }

    /// The last day for the acknowledgement.
    pub fn acknowledge_by(&self, deadlines: Deadlines) -> Option<Day> {
        Some(self.filed?.0.last_day().plus_days(deadlines.acknowledge_days?.into()))
    }

    /// The last day for the first decision.
    pub fn decide_by(&self, deadlines: Deadlines) -> Option<Day> {
        Some(self.filed?.0.last_day().plus_days(deadlines.decide_days?.into()))
    }

    /// Whether it was acknowledged in time; none while it may still be, or without a deadline.
    pub fn acknowledged_in_time(&self, deadlines: Deadlines, on: Day) -> Option<bool> {
        let last = self.acknowledge_by(deadlines)?;
        match (self.acknowledged, self.withdrawn) {
            (Some((when, _)), _) => {
                let hours = i32::from(deadlines.acknowledge_days?) * 24;
                is_within_hours(self.filed?.0, when, hours)
            }
            (None, Some((when, _))) => (when.first_day() > last).then_some(false),
            (None, None) => (on > last).then_some(false),
        }
    }

    /// Whether it was decided in time; none while it may still be, when nobody wants it any more,
    /// or without a deadline.
    pub fn decided_in_time(&self, deadlines: Deadlines, on: Day) -> Option<bool> {
        let last = self.decide_by(deadlines)?;
        match (self.decided, self.withdrawn) {
            (Some((when, _)), _) => {
                let taken = days_between(self.filed?.0, when)?;
                Some(taken <= i32::from(deadlines.decide_days?))
            }
            (None, Some((when, _))) => (when.first_day() > last).then_some(false),
            (None, None) => (on > last).then_some(false),
        }
    }
}

/// What a worker's own record needs to know of a complaint that names her.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ComplaintOfHers {
    /// The complaint.
    pub complaint: ComplaintId,
    /// When it was filed.
    pub filed_on: Day,
    /// The entry that says so.
    pub filed_by: EventId,
    /// Since when nothing is left to do; none while it is open.
    pub closed_on: Option<Day>,
}

impl ComplaintOfHers {
    /// A complaint as it concerns a worker; none where it does not name her.
    pub fn of(
        complaint: ComplaintId,
        facts: &[ComplaintFact<'_>],
        worker: MigrantId,
    ) -> Option<Self> {
        let names_her = facts.iter().any(|fact| match fact.event {
            complaint::Event::Own(payload::Event::ComplaintFiled(said)) => {
                said.complainants.contains(&worker)
            }
            complaint::Event::Own(_) | complaint::Event::Amendment(_) => false,
        });
        let course = course(facts);
        let (filed, filed_by) = course.filed.filter(|_| names_her)?;
        Some(Self {
            complaint,
            filed_on: filed.first_day(),
            filed_by,
            closed_on: course.closed.map(Occurrence::first_day),
        })
    }

    /// Whether it was open on a day: decided complaints stay open until what was awarded is paid.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.filed_on <= day && self.closed_on.is_none_or(|closed| day < closed)
    }
}
