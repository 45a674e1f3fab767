//! What is recorded about a protection case. All of it is survivor class: opaque entries whose
//! very type is hidden (domain.md A.0). No event here names a person in words.
//!
//! A name on the wire stands for one type. So `referral_made` and `referral_service_delivered` are
//! a case's, `referral_completed` and its like a complaint's, and a case's own are prefixed
//! `case_`; `case_assigned` is about a person's file and `protection_case_assigned` about a case.

use super::Refusal;
use super::choices::{
    AssistanceKind, CaseOutcome, GbvType, PerpetratorRelation, ReferralBasis, ReferralEnd, Service,
    SessionMode, TraffickingForm, TransferReason, TrueReason,
};
use crate::complaint::ForcedLabourIndicator;
use crate::date::{Day, Occurrence};
use crate::event::events;
use crate::id::{CycleId, EmployerId, Label, MigrantId, OrganisationId, ReferralId, UserId};
use crate::money::Money;
use crate::stream::StreamKind;
use crate::text::Narrative;

events! {
    /// The life of a protection case.
    pub enum Event, Personal of Case on Some(StreamKind::Case);

    /// The protection service opened a case for a person.
    [650, 1] CaseOpened as "case_opened" {
        /// For whom.
        migrant: MigrantId,
        /// Whether she is a minor.
        minor: bool,
    }
    refuses [AlreadyOpened, NotSurvivorClass] raises [];

    /// A survivor told of gender-based violence.
    [651, 1] GbvIncidentReported as "gbv_incident_reported" {
        /// The type of violence, as GBVIMS classes it.
        gbv_type: GbvType,
        /// When it happened.
        happened_on: Occurrence,
        /// When she told the service.
        disclosed_on: Occurrence,
        /// The code by which the service knows her; never her name.
        survivor_code: Option<Label>,
        /// Whether she consents to services.
        consent_services: bool,
        /// Whether she consents to being counted in reports.
        consent_reporting: bool,
        /// Whether she lets her union know.
        share_union: bool,
        /// What the perpetrator is to her.
        perpetrator: Option<PerpetratorRelation>,
        /// Whether another service that reports to GBVIMS has already reported it.
        reported_elsewhere: bool,
    }
    personal(stream) GbvNarrative {
        /// What she told. It should name nobody.
        narrative: Option<Narrative>,
    }
    refuses [NotOpened, NotSurvivorClass, DisclosedTooEarly] raises [];

    /// Somebody suspects that the person has been trafficked.
    [652, 1] TraffickingSuspected as "trafficking_suspected" {
        /// Which forms.
        forms: Vec<TraffickingForm>,
        /// The ILO's indicators of forced labour that show.
        indicators: Vec<ForcedLabourIndicator>,
        /// Whether she consents to being counted in reports.
        consent_reporting: bool,
    }
    personal(stream) TraffickingNarrative {
        /// What makes one suspect it. It should name nobody.
        narrative: Option<Narrative>,
    }
    refuses [NotOpened, NotSurvivorClass] raises [];

    /// Why she really left an employer, where her own stream says OTHER.
    [653, 1] TrueReasonRecorded as "true_reason_recorded" {
        /// Why.
        reason: TrueReason,
        /// The employer that she left.
        employer: Option<EmployerId>,
        /// The cycle, in her own record.
        cycle: Option<CycleId>,
    }
    refuses [NotOpened, NotSurvivorClass] raises [];

    /// She was referred to a service.
    [654, 1] ReferralMade as "referral_made" {
        /// The referral's label within this case.
        referral: ReferralId,
        /// To which kind of service.
        service: Service,
        /// To whom.
        organisation: Option<OrganisationId>,
        /// On whose consent, or why without.
        basis: ReferralBasis,
    }
    refuses [NotOpened, NotSurvivorClass, ReferralExists] raises [];

    /// The service took the referral up.
    [655, 1] CaseReferralAccepted as "case_referral_accepted" {
        /// The referral's label within this case.
        referral: ReferralId,
    }
    refuses [NotSurvivorClass, UnknownReferral, ReferralOver] raises [];

    /// She received the service that she was referred to.
    [656, 1] ReferralServiceDelivered as "referral_service_delivered" {
        /// The referral's label within this case.
        referral: ReferralId,
    }
    refuses [NotSurvivorClass, UnknownReferral] raises [];

    /// The referral is done.
    [657, 1] CaseReferralCompleted as "case_referral_completed" {
        /// The referral's label within this case.
        referral: ReferralId,
    }
    refuses [NotSurvivorClass, UnknownReferral, ReferralOver] raises [];

    /// The referral led to nothing, or was taken back.
    [658, 1] CaseReferralDeclined as "case_referral_declined" {
        /// The referral's label within this case.
        referral: ReferralId,
        /// Who ended it, and why.
        by: ReferralEnd,
    }
    refuses [NotSurvivorClass, UnknownReferral, ReferralOver] raises [];

    /// She was sheltered.
    [659, 1] CaseShelterProvided as "case_shelter_provided" {
        /// The first night.
        from: Day,
        /// The day on which she left; none while she stays.
        to: Option<Day>,
        /// By whom.
        organisation: Option<OrganisationId>,
    }
    refuses [NotOpened, NotSurvivorClass, EndsBeforeItBegins] raises [];

    /// She was helped in another way.
    [660, 1] CaseAssistanceProvided as "case_assistance_provided" {
        /// How.
        kind: AssistanceKind,
        /// By whom.
        organisation: Option<OrganisationId>,
        /// What it was worth.
        value: Option<Money>,
    }
    refuses [NotOpened, NotSurvivorClass] raises [];

    /// A session of counselling was held with her.
    [661, 1] CaseCounsellingHeld as "case_counselling_held" {
        /// How.
        mode: SessionMode,
        /// How long, in minutes.
        minutes: Option<u16>,
    }
    refuses [NotOpened, NotSurvivorClass] raises [];

    /// An officer took charge of the case.
    [662, 1] ProtectionCaseAssigned as "protection_case_assigned" {
        /// Who.
        officer: UserId,
    }
    refuses [NotOpened, NotSurvivorClass, Closed] raises [];

    /// The case passed to another officer.
    [663, 1] ProtectionCaseTransferred as "protection_case_transferred" {
        /// From whom.
        from: Option<UserId>,
        /// To whom.
        to: UserId,
        /// Why.
        reason: TransferReason,
    }
    refuses [NotOpened, NotSurvivorClass, Closed] raises [];

    /// The case was closed.
    [664, 1] CaseClosed as "case_closed" {
        /// How it ended.
        outcome: CaseOutcome,
    }
    refuses [NotOpened, NotSurvivorClass, Closed] raises [];
}
