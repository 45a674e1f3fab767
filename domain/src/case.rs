//! A protection case: gender-based violence, suspected trafficking, and the help that follows.
//!
//! ```text
//! Open -> Closed      a referral: InProgress -> Accepted -> Delivered -> Done, or Ended
//! ```
//! Everything here is survivor class and lies in opaque entries, so that nobody outside the
//! protection service learns even that it exists. There is no break-glass.

use std::collections::BTreeMap;

use crate::aggregate::{Aggregate, Before, Others};
use crate::context::Sensitivity;
use crate::date::{Day, Occurrence};
use crate::event::event_set;
use crate::history::Fact;
use crate::id::{EventId, MigrantId, ReferralId, UserId};
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

mod choices;
pub mod payload;

pub use choices::*;
pub use payload::*;

event_set! {
    /// What can be recorded on a case's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about a case.
    pub enum Refusal {
        AlreadyOpened = "case.already_opened", Conflict, "this case has already been opened";
        NotOpened = "case.not_opened", Conflict, "no such case was ever opened";
        NotSurvivorClass = "case.not_survivor_class", Invalid, "everything about a protection case is of the survivor class";
        DisclosedTooEarly = "case.disclosed_too_early", Invalid, "she cannot tell of violence before it happened";
        ReferralExists = "case.referral_exists", Conflict, "this case already has a referral of that name";
        UnknownReferral = "case.unknown_referral", Missing, "this case had no such referral by then";
        ReferralOver = "case.referral_over", Conflict, "this referral had already ended";
        EndsBeforeItBegins = "case.ends_before_it_begins", Invalid, "a stay ends on or after the day on which it begins";
        Closed = "case.closed", Conflict, "this case had already been closed";
    }
}

/// What is known of a case.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// How it was opened.
    pub opened: Option<Opening>,
    /// Its referrals.
    pub referrals: BTreeMap<ReferralId, Referral>,
    /// The officer in charge.
    pub officer: Option<UserId>,
    /// When it was closed.
    pub closed: Option<Occurrence>,
}

/// How a case was opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Opening {
    /// The event that opened it.
    pub event: EventId,
    /// For whom.
    pub migrant: MigrantId,
    /// When.
    pub on: Occurrence,
}

/// A referral to a service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Referral {
    /// To which kind of service; none where only what followed is recorded.
    pub service: Option<Service>,
    /// Where it stands.
    pub stage: ReferralStage,
}

/// Where a referral stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReferralStage {
    /// Made, not yet answered.
    InProgress,
    /// Taken up.
    Accepted,
    /// The service was given.
    Delivered {
        /// When first.
        on: Occurrence,
    },
    /// Done.
    Done,
    /// Declined, rejected or taken back.
    Ended(ReferralEnd),
}

/// The law of protection cases.
#[derive(Clone, Copy, Debug)]
pub struct Case;

impl Aggregate for Case {
    const KIND: StreamKind = StreamKind::Case;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        match fact.event {
            Event::Own(said) => state.take(said, fact.occurred_on, fact.event_id),
            Event::Amendment(_) => {}
        }
    }

    fn check(
        before: &Before<State>,
        _others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        let Event::Own(said) = fact.event else { return Ok(()) };
        if fact.context.sensitivity != Sensitivity::Survivor {
            return Err(Refusal::NotSurvivorClass);
        }
        check(before, said, fact.event_id)
    }
}

impl State {
    fn take(&mut self, said: &payload::Event, on: Occurrence, event: EventId) {
        use payload::Event;
        match said {
            Event::CaseOpened(said) => {
                self.opened.get_or_insert(Opening { event, migrant: said.migrant, on });
            }
            Event::ReferralMade(said) => {
                let known = self.referral(&said.referral);
                known.service.get_or_insert(said.service);
            }
            Event::CaseReferralAccepted(said) => {
                self.referral(&said.referral).stage = ReferralStage::Accepted;
            }
            Event::ReferralServiceDelivered(said) => {
                let known = self.referral(&said.referral);
                match known.stage {
                    ReferralStage::InProgress | ReferralStage::Accepted => {
                        known.stage = ReferralStage::Delivered { on };
                    }
                    // What came first, and what ended it, stays.
                    ReferralStage::Delivered { .. }
                    | ReferralStage::Done
                    | ReferralStage::Ended(_) => {}
                }
            }
            Event::CaseReferralCompleted(said) => {
                self.referral(&said.referral).stage = ReferralStage::Done;
            }
            Event::CaseReferralDeclined(said) => {
                self.referral(&said.referral).stage = ReferralStage::Ended(said.by);
            }
            Event::ProtectionCaseAssigned(said) => self.officer = Some(said.officer),
            Event::ProtectionCaseTransferred(said) => self.officer = Some(said.to),
            Event::CaseClosed(_) => {
                self.closed.get_or_insert(on);
            }
            Event::GbvIncidentReported(_)
            | Event::TraffickingSuspected(_)
            | Event::TrueReasonRecorded(_)
            | Event::CaseShelterProvided(_)
            | Event::CaseAssistanceProvided(_)
            | Event::CaseCounsellingHeld(_) => {}
        }
    }

    fn referral(&mut self, label: &ReferralId) -> &mut Referral {
        self.referrals
            .entry(label.clone())
            .or_insert(Referral { service: None, stage: ReferralStage::InProgress })
    }
}

fn check(before: &Before<State>, said: &payload::Event, event: EventId) -> Result<(), Refusal> {
    use payload::Event;
    match said {
        Event::CaseOpened(_) => {
            let twice = before.head.opened.is_some_and(|first| first.event != event);
            refuse_if(twice, Refusal::AlreadyOpened)
        }
        Event::GbvIncidentReported(said) => {
            opened(before)?;
            let too_early = said.disclosed_on.surely_before(said.happened_on);
            refuse_if(too_early, Refusal::DisclosedTooEarly)
        }
        Event::ReferralMade(said) => {
            opened(before)?;
            let known = before.latest.referrals.get(&said.referral);
            refuse_if(known.is_some_and(|known| known.service.is_some()), Refusal::ReferralExists)
        }
        Event::ReferralServiceDelivered(said) => known_referral(before, &said.referral),
        Event::CaseReferralAccepted(said) => open_referral(before, &said.referral),
        Event::CaseReferralCompleted(said) => open_referral(before, &said.referral),
        Event::CaseReferralDeclined(said) => open_referral(before, &said.referral),
        Event::CaseShelterProvided(said) => {
            opened(before)?;
            refuse_if(ends_early(said.from, said.to), Refusal::EndsBeforeItBegins)
        }
        Event::TraffickingSuspected(_)
        | Event::TrueReasonRecorded(_)
        | Event::CaseAssistanceProvided(_)
        | Event::CaseCounsellingHeld(_) => opened(before),
        Event::ProtectionCaseAssigned(_) | Event::ProtectionCaseTransferred(_) => {
            opened(before)?;
            refuse_if(before.surely(|state| state.closed.is_some()), Refusal::Closed)
        }
        Event::CaseClosed(_) => {
            opened(before)?;
            refuse_if(before.latest.closed.is_some(), Refusal::Closed)
        }
    }
}

/// A case is opened after what it is about, so its opening is looked for at the head.
fn opened(before: &Before<State>) -> Result<(), Refusal> {
    refuse_if(before.head.opened.is_none(), Refusal::NotOpened)
}

fn known_referral(before: &Before<State>, referral: &ReferralId) -> Result<(), Refusal> {
    let known = before.possibly(|state| {
        state.referrals.get(referral).is_some_and(|known| known.service.is_some())
    });
    refuse_if(!known, Refusal::UnknownReferral)
}

fn open_referral(before: &Before<State>, referral: &ReferralId) -> Result<(), Refusal> {
    known_referral(before, referral)?;
    let over = |state: &State| {
        state.referrals.get(referral).is_some_and(|known| match known.stage {
            ReferralStage::Done | ReferralStage::Ended(_) => true,
            ReferralStage::InProgress
            | ReferralStage::Accepted
            | ReferralStage::Delivered { .. } => false,
        })
    };
    refuse_if(before.surely(over), Refusal::ReferralOver)
}

fn ends_early(from: Day, to: Option<Day>) -> bool {
    to.is_some_and(|to| to < from)
}

#[cfg(test)]
mod tests;
