//! A complaint on working conditions or recruitment, of one worker or of several.
//!
//! ```text
//! Filed -> Acknowledged -> InMediation -> Resolved -> Closed, once the award is paid or none is due
//!                                            |   ^
//!                                            v   |
//!                                 Appealed -> AppealDecided -> Closed
//! ```
//! It is withdrawn for each complainant apart, and as a whole when all of them withdrew. Its
//! referrals have a small machine of their own ([`ReferralStage`]). What breaks a deadline or a
//! good practice is accepted and becomes a finding elsewhere.

use crate::aggregate::{Aggregate, Before, Others, Standing};
use crate::event::event_set;
use crate::history::Fact;
use crate::refusal::refusals;
use crate::stream::StreamKind;

mod choices;
pub mod payload;
mod state;

pub use choices::*;
pub use payload::*;
pub use state::{Decision, Filing, Payment, ReferralStage, Stage, State};

event_set! {
    /// What can be recorded on a complaint's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about a complaint.
    pub enum Refusal {
        AlreadyFiled = "complaint.already_filed", Conflict, "this complaint has already been filed";
        NoComplainant = "complaint.no_complainant", Invalid, "a complaint names at least one complainant or an anonymous complainant's token";
        NoCategory = "complaint.no_category", Invalid, "a complaint says what it is about";
        NotFiled = "complaint.not_filed", Conflict, "this complaint had not been filed by then";
        AlreadyAcknowledged = "complaint.already_acknowledged", Conflict, "this complaint has already been acknowledged";
        NotAcknowledged = "complaint.not_acknowledged", Conflict, "this complaint had not been acknowledged by then";
        NeitherConsentNorOverride = "complaint.neither_consent_nor_override", Invalid, "a referral needs the complainant's consent or a reason to do without it";
        ReferralExists = "complaint.referral_exists", Conflict, "this complaint already has a referral of that name";
        UnknownReferral = "complaint.unknown_referral", Missing, "this complaint had no such referral by then";
        ReferralOver = "complaint.referral_over", Conflict, "this referral had already ended or been revoked";
        ReferralRevoked = "complaint.referral_revoked", Conflict, "this referral had already been revoked";
        NotAComplainant = "complaint.not_a_complainant", Invalid, "this person is not a complainant of this complaint";
        Closed = "complaint.closed", Conflict, "this complaint had already been closed";
        Withdrawn = "complaint.withdrawn", Conflict, "all complainants had already withdrawn";
        AlreadyWithdrawn = "complaint.already_withdrawn", Conflict, "this complainant has already withdrawn";
        NotResolved = "complaint.not_resolved", Conflict, "this complaint had not been decided by then";
        AlreadyAppealed = "complaint.already_appealed", Conflict, "an appeal was already pending";
        NotAppealed = "complaint.not_appealed", Conflict, "no appeal was pending";
        NothingAwarded = "complaint.nothing_awarded", Conflict, "nothing had been awarded by then";
        OtherCurrency = "complaint.other_currency", Invalid, "an award is paid in the currency in which it was made";
        MoreThanAwarded = "complaint.more_than_awarded", Conflict, "that is more than what is still due of the award";
    }
}

/// The law of complaints.
#[derive(Clone, Copy, Debug)]
pub struct Complaint;

impl Aggregate for Complaint {
    const KIND: StreamKind = StreamKind::Complaint;
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
        match fact.event {
            Event::Own(said) => rules::check(before, said, fact.event_id),
            Event::Amendment(_) => Ok(()),
        }
    }

    fn standing(state: &State) -> Standing {
        Standing { closed_on: state.over_since() }
    }
}

mod rules;

#[cfg(test)]
mod tests;
