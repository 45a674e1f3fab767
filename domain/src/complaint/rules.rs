//! The hard rules of complaints: what would be impossible, or would corrupt the record.

use super::payload::Event;
use super::state::{ReferralStage, Stage, State};
use super::{AwardPaid, ComplaintFiled, ComplaintReferred, Refusal};
use crate::aggregate::Before;
use crate::id::{EventId, MigrantId, ReferralId};
use crate::refusal::refuse_if;

type Verdict = Result<(), Refusal>;

pub(super) fn check(before: &Before<State>, said: &Event, event: EventId) -> Verdict {
    match said {
        Event::ComplaintFiled(said) => file(before, said, event),
        Event::ComplaintAcknowledged(_) => {
            filed(before)?;
            not_withdrawn(before)?;
            refuse_if(before.latest.acknowledged.is_some(), Refusal::AlreadyAcknowledged)
        }
        Event::ComplaintReferred(said) => refer(before, said),
        Event::ReferralAccepted(said) => open_referral(before, &said.referral),
        Event::ReferralRejected(said) => {
            open_referral(before, &said.referral)?;
            let accepted = |state: &State| {
                state.referrals.get(&said.referral) == Some(&ReferralStage::Accepted)
            };
            refuse_if(before.surely(accepted), Refusal::ReferralOver)
        }
        Event::ReferralCompleted(said) => open_referral(before, &said.referral),
        Event::ReferralRevoked(said) => {
            let stage = before.latest.referrals.get(&said.referral);
            refuse_if(stage.is_none(), Refusal::UnknownReferral)?;
            refuse_if(stage == Some(&ReferralStage::Revoked), Refusal::ReferralRevoked)
        }
        Event::MediationHeld(_) | Event::HearingHeld(_) | Event::InspectionCarriedOut(_) => {
            filed(before)?;
            let acknowledged = before.possibly(|state| state.acknowledged.is_some());
            refuse_if(!acknowledged, Refusal::NotAcknowledged)
        }
        Event::ComplaintResolved(said) => {
            filed(before)?;
            not_closed(before)?;
            not_withdrawn(before)?;
            said.per_complainant
                .iter()
                .try_for_each(|one| complainant(before, Some(one.complainant)))
        }
        Event::ComplaintAppealed(_) => {
            let resolved = before.possibly(|state| !state.decisions.is_empty());
            refuse_if(!resolved, Refusal::NotResolved)?;
            refuse_if(before.latest.appeal_pending.is_some(), Refusal::AlreadyAppealed)
        }
        Event::AppealDecided(_) => {
            refuse_if(before.latest.appeal_pending.is_none(), Refusal::NotAppealed)
        }
        Event::ComplaintWithdrawn(said) => {
            filed(before)?;
            complainant(before, said.complainant)?;
            not_closed(before)?;
            let gone = before.latest.withdrawn.contains(&said.complainant);
            refuse_if(gone, Refusal::AlreadyWithdrawn)
        }
        Event::AwardPaid(said) => pay(before, said),
        Event::RetaliationReported(said) => {
            // A worker may be punished for what she is about to say: the complaint exists, whenever.
            refuse_if(before.head.filed.is_none(), Refusal::NotFiled)?;
            said.complainant.map_or(Ok(()), |who| complainant(before, Some(who)))
        }
    }
}

fn file(before: &Before<State>, said: &ComplaintFiled, event: EventId) -> Verdict {
    let first = before.head.filed.as_ref();
    refuse_if(first.is_some_and(|first| first.event != event), Refusal::AlreadyFiled)?;
    let nobody = said.complainants.is_empty() && said.token.is_none();
    refuse_if(nobody, Refusal::NoComplainant)?;
    refuse_if(said.categories.is_empty(), Refusal::NoCategory)
}

fn refer(before: &Before<State>, said: &ComplaintReferred) -> Verdict {
    filed(before)?;
    not_withdrawn(before)?;
    let unfounded = said.consent.is_none() && said.override_reason.is_none();
    refuse_if(unfounded, Refusal::NeitherConsentNorOverride)?;
    refuse_if(before.latest.referrals.contains_key(&said.referral), Refusal::ReferralExists)
}

fn pay(before: &Before<State>, said: &AwardPaid) -> Verdict {
    let awarded = before.possibly(|state| state.award().is_some());
    refuse_if(!awarded, Refusal::NothingAwarded)?;
    let same_currency = before.possibly(|state| {
        state.award().is_some_and(|award| award.currency() == said.amount.currency())
    });
    refuse_if(!same_currency, Refusal::OtherCurrency)?;
    let covered = before.possibly(|state| said.amount.minor() <= state.outstanding_minor());
    refuse_if(!covered, Refusal::MoreThanAwarded)?;
    said.complainant.map_or(Ok(()), |who| complainant(before, Some(who)))
}

fn open_referral(before: &Before<State>, referral: &ReferralId) -> Verdict {
    let known = before.possibly(|state| state.referrals.contains_key(referral));
    refuse_if(!known, Refusal::UnknownReferral)?;
    let over = |state: &State| match state.referrals.get(referral) {
        Some(ReferralStage::Rejected | ReferralStage::Done | ReferralStage::Revoked) => true,
        Some(ReferralStage::InProgress | ReferralStage::Accepted) | None => false,
    };
    refuse_if(before.surely(over), Refusal::ReferralOver)
}

fn filed(before: &Before<State>) -> Verdict {
    refuse_if(!before.possibly(|state| state.filed.is_some()), Refusal::NotFiled)
}

fn not_withdrawn(before: &Before<State>) -> Verdict {
    refuse_if(before.surely(|state| state.stage() == Stage::Withdrawn), Refusal::Withdrawn)
}

fn not_closed(before: &Before<State>) -> Verdict {
    refuse_if(before.surely(|state| matches!(state.stage(), Stage::Closed(_))), Refusal::Closed)
}

/// Who complains is looked up at the head: a complaint names its complainants once and for all.
fn complainant(before: &Before<State>, who: Option<MigrantId>) -> Verdict {
    refuse_if(!before.head.is_complainant(who), Refusal::NotAComplainant)
}
