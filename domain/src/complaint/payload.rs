//! What is recorded about a complaint. Whose narrative it is nobody can tell from the facts: it
//! is sealed under the complaint's own key and should name nobody.

use super::Refusal;
use super::choices::{
    AppealGround, AppealOutcome, Appellant, AwardKind, AwardPayer, ComplaintCategory,
    ComplaintChannel, ComplaintOutcome, ForcedLabourIndicator, InspectionResult, OverrideReason,
    Party, ReferralPurpose, ReferralRejection, ReferralRevocation, ReferredDocument,
    RespondentKind, RetaliationType, SessionResult, WithdrawalReason,
};
use crate::codes::Language;
use crate::date::Day;
use crate::event::{events, records};
use crate::id::{
    AgencyId, ContractId, CycleId, EmployerId, EventId, Label, MigrantId, OrganisationId,
    ReferralId, SubjectId,
};
use crate::money::Money;
use crate::stream::StreamKind;
use crate::text::Narrative;

records! {
    /// How a complaint ended for one of its complainants.
    pub struct ComplainantOutcome {
        /// The complainant.
        complainant: MigrantId,
        /// How it ended for her.
        outcome: ComplaintOutcome,
        /// What was awarded to her; part of the whole award.
        award: Option<Money>,
    }
}

events! {
    /// The life of a complaint.
    pub enum Event, Personal of Complaint on Some(StreamKind::Complaint);

    /// A complaint on working conditions or recruitment was filed.
    [600, 1] ComplaintFiled as "complaint_filed" {
        /// The workers who complain; none only where the complainant is known by a token.
        complainants: Vec<MigrantId>,
        /// The token by which a complainant unknown to the registry can be found again.
        token: Option<Label>,
        /// Whether the complainants' names must not reach the respondent.
        anonymous: bool,
        /// Against whom.
        respondent: RespondentKind,
        /// The employer, where it is one or works for one.
        employer: Option<EmployerId>,
        /// The agency, where it is one or recruits for one.
        agency: Option<AgencyId>,
        /// The sub-agent, official or other person complained of.
        respondent_person: Option<SubjectId>,
        /// What about.
        categories: Vec<ComplaintCategory>,
        /// The ILO's indicators of forced labour that show.
        forced_labour_indicators: Vec<ForcedLabourIndicator>,
        /// What the complainants claim, all together.
        claimed: Option<Money>,
        /// The door through which it came in.
        channel: Option<ComplaintChannel>,
        /// In which language it was told.
        language: Option<Language>,
        /// The contract concerned, in the first complainant's record.
        contract: Option<ContractId>,
        /// The cycle concerned, in the first complainant's record.
        cycle: Option<CycleId>,
    }
    personal(stream) ComplaintNarrative {
        /// What happened, in the complainants' words. It should name nobody.
        narrative: Option<Narrative>,
    }
    refuses [AlreadyFiled, NoComplainant, NoCategory] raises ["F14", "F20", "F22"];

    /// Whoever handles the complaint confirmed that it has arrived.
    [601, 1] ComplaintAcknowledged as "complaint_acknowledged" {
        /// Its number with whoever handles it.
        reference: Option<Label>,
        /// The day by which it should be decided.
        due_on: Option<Day>,
    }
    refuses [NotFiled, AlreadyAcknowledged, Withdrawn] raises ["F14"];

    /// The complaint was passed on to another organisation.
    [602, 1] ComplaintReferred as "complaint_referred" {
        /// The referral's label within this complaint.
        referral: ReferralId,
        /// To whom.
        organisation: OrganisationId,
        /// What for.
        purpose: ReferralPurpose,
        /// The event by which the complainant consented.
        consent: Option<EventId>,
        /// Why it is passed on without consent.
        override_reason: Option<OverrideReason>,
        /// Which documents go with it.
        documents: Vec<ReferredDocument>,
    }
    refuses [NotFiled, NeitherConsentNorOverride, ReferralExists, Withdrawn] raises ["F15"];

    /// The organisation took the referral up.
    [603, 1] ReferralAccepted as "referral_accepted" {
        /// The referral's label within this complaint.
        referral: ReferralId,
    }
    refuses [UnknownReferral, ReferralOver] raises [];

    /// The organisation did not take the referral up.
    [604, 1] ReferralRejected as "referral_rejected" {
        /// The referral's label within this complaint.
        referral: ReferralId,
        /// Why.
        reason: ReferralRejection,
    }
    refuses [UnknownReferral, ReferralOver] raises [];

    /// The organisation did what it was asked for.
    [605, 1] ReferralCompleted as "referral_completed" {
        /// The referral's label within this complaint.
        referral: ReferralId,
    }
    refuses [UnknownReferral, ReferralOver] raises [];

    /// The referral was taken back; whatever its state, it no longer holds.
    [606, 1] ReferralRevoked as "referral_revoked" {
        /// The referral's label within this complaint.
        referral: ReferralId,
        /// Why.
        reason: ReferralRevocation,
    }
    refuses [UnknownReferral, ReferralRevoked] raises [];

    /// A mediation was held.
    [607, 1] MediationHeld as "mediation_held" {
        /// Who mediated.
        mediator: Option<OrganisationId>,
        /// Who took part.
        parties: Vec<Party>,
        /// What came of it.
        result: Option<SessionResult>,
    }
    refuses [NotFiled, NotAcknowledged] raises [];

    /// A hearing was held.
    [608, 1] HearingHeld as "hearing_held" {
        /// The body that heard the parties.
        body: Option<OrganisationId>,
        /// Who took part.
        parties: Vec<Party>,
        /// What came of it.
        result: Option<SessionResult>,
    }
    refuses [NotFiled, NotAcknowledged] raises [];

    /// The workplace or the lodging was inspected.
    [609, 1] InspectionCarriedOut as "inspection_carried_out" {
        /// Who inspected.
        inspectorate: Option<OrganisationId>,
        /// What was found.
        result: Option<InspectionResult>,
        /// The ILO's indicators of forced labour that showed.
        forced_labour_indicators: Vec<ForcedLabourIndicator>,
    }
    refuses [NotFiled, NotAcknowledged] raises [];

    /// The complaint was decided or settled.
    [610, 1] ComplaintResolved as "complaint_resolved" {
        /// How.
        outcome: ComplaintOutcome,
        /// What must be paid, all together; none where nothing must.
        award: Option<Money>,
        /// How it ended for each complainant, where that differs.
        per_complainant: Vec<ComplainantOutcome>,
    }
    refuses [NotFiled, NotAComplainant, Closed, Withdrawn] raises ["F14"];

    /// The decision was appealed.
    [611, 1] ComplaintAppealed as "complaint_appealed" {
        /// By whom.
        appellant: Appellant,
        /// On what ground.
        ground: AppealGround,
        /// The body that will decide.
        body: Option<OrganisationId>,
        /// Whether the appeal came in time.
        within_window: bool,
    }
    refuses [NotResolved, AlreadyAppealed] raises [];

    /// The appeal was decided.
    [612, 1] AppealDecided as "appeal_decided" {
        /// How.
        outcome: AppealOutcome,
        /// What must be paid from now on, all together; none where the earlier award stands.
        award: Option<Money>,
    }
    refuses [NotAppealed] raises [];

    /// A complainant withdrew. The complaint goes on for the others.
    [613, 1] ComplaintWithdrawn as "complaint_withdrawn" {
        /// Who; none for a complainant known by a token only.
        complainant: Option<MigrantId>,
        /// Why.
        reason: WithdrawalReason,
    }
    refuses [NotFiled, NotAComplainant, AlreadyWithdrawn, Closed] raises [];

    /// Part or all of an award was paid.
    [614, 1] AwardPaid as "award_paid" {
        /// How much.
        amount: Money,
        /// What it makes good.
        kind: AwardKind,
        /// Who paid.
        payer: AwardPayer,
        /// To which complainant, where it went to one.
        complainant: Option<MigrantId>,
    }
    refuses [NothingAwarded, OtherCurrency, MoreThanAwarded, NotAComplainant] raises [];

    /// A complainant was punished for complaining.
    [615, 1] RetaliationReported as "retaliation_reported" {
        /// How.
        kind: RetaliationType,
        /// Which complainant, where it is one.
        complainant: Option<MigrantId>,
    }
    personal(stream) RetaliationNarrative {
        /// What happened. It should name nobody.
        narrative: Option<Narrative>,
    }
    refuses [NotFiled, NotAComplainant] raises [];
}
