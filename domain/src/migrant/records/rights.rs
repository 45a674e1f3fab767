//! Her rights over her record: access, erasure, restriction; and what holds an erasure back.
//!
//! These are acts of the registry: they are judged in the order of the log, whatever day they
//! bear.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::date::Day;
use crate::event::events;
use crate::id::{ComplaintId, Label, OrganisationId, SubjectId};
use crate::migrant::Refusal;
use crate::stream::StreamKind;
use crate::text::ExternalId;

pub(in crate::migrant) mod rules;

choices! {
    /// On which ground an erasure is asked for or granted.
    pub enum ErasureGround as "erasure_ground" {
        /// The data are no longer needed.
        NoLongerNeeded = "NO_LONGER_NEEDED",
        /// Consent was withdrawn.
        ConsentWithdrawn = "CONSENT_WITHDRAWN",
        /// She objects.
        Objection = "OBJECTION",
        /// The processing was unlawful.
        Unlawful = "UNLAWFUL",
        /// A law demands it.
        LegalDuty = "LEGAL_DUTY",
        /// The retention period is over.
        RetentionOver = "RETENTION_OVER",
    }
}

choices! {
    /// Why an erasure is refused.
    pub enum ErasureExemption as "erasure_exemption" {
        /// A law demands that the data be kept.
        LegalObligation = "LEGAL_OBLIGATION",
        /// A claim is being pursued.
        LegalClaims = "LEGAL_CLAIMS",
        /// A task of public interest.
        PublicInterest = "PUBLIC_INTEREST",
        /// Archives or statistics.
        Archiving = "ARCHIVING",
        /// Whoever asks is not entitled to.
        NotEntitled = "NOT_ENTITLED",
    }
}

choices! {
    /// How a request for access is answered.
    pub enum AccessAnswer as "access_answer" {
        /// In full.
        Full = "FULL",
        /// In part, to protect others.
        Partial = "PARTIAL",
        /// Refused.
        Refused = "REFUSED",
    }
}

choices! {
    /// Why the use of a record is restricted.
    pub enum RestrictionGround as "restriction_ground" {
        /// She contests that it is right.
        AccuracyContested = "ACCURACY_CONTESTED",
        /// The processing was unlawful, and she does not want it erased.
        Unlawful = "UNLAWFUL",
        /// She needs it for a claim.
        LegalClaims = "LEGAL_CLAIMS",
        /// She objects, and it is being examined.
        ObjectionPending = "OBJECTION_PENDING",
    }
}

choices! {
    /// Why a record must be kept.
    pub enum HoldGround as "hold_ground" {
        /// A complaint.
        Complaint = "COMPLAINT",
        /// A case in court.
        Court = "COURT",
        /// An investigation.
        Investigation = "INVESTIGATION",
        /// An audit.
        Audit = "AUDIT",
    }
}

events! {
    /// Rights over the record.
    pub enum Event, Personal of CrossCutting on Some(StreamKind::Migrant);

    /// She asks what is held about her.
    [511, 1] SubjectAccessRequested as "subject_access_requested" {
        /// The request, unique within her record.
        request: Label,
        /// By which day it must be answered.
        due_on: Option<Day>,
    }
    refuses [NotRegistered, CycleUnknown, RequestExists] raises [];

    /// She is told what is held about her.
    [512, 1] SubjectAccessAnswered as "subject_access_answered" {
        /// The request.
        request: Label,
        /// How it is answered.
        answer: AccessAnswer,
    }
    refuses [NotRegistered, CycleUnknown, RequestUnknown] raises [];

    /// Somebody asks that what is held about her be erased.
    [513, 1] ErasureRequested as "erasure_requested" {
        /// The request, unique within her record.
        request: Label,
        /// Whose data; hers when absent.
        subject: Option<SubjectId>,
        /// On which ground.
        ground: ErasureGround,
        /// By which day it must be answered.
        due_on: Option<Day>,
    }
    refuses [NotRegistered, CycleUnknown, RequestExists] raises [];

    /// An officer grants an erasure. A second one carries it out.
    [514, 1] ErasureApproved as "erasure_approved" {
        /// The request.
        request: Label,
        /// On which ground.
        ground: ErasureGround,
    }
    refuses [NotRegistered, CycleUnknown, RequestUnknown] raises [];

    /// An officer refuses an erasure.
    [515, 1] ErasureRefused as "erasure_refused" {
        /// The request.
        request: Label,
        /// Why.
        exemption: ErasureExemption,
    }
    refuses [NotRegistered, CycleUnknown, RequestUnknown] raises [];

    /// Her record may be kept, but not used.
    [516, 1] RestrictionApplied as "restriction_applied" {
        /// On which ground.
        ground: RestrictionGround,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// Her record may be used again.
    [517, 1] RestrictionLifted as "restriction_lifted" {
        /// The ground that no longer holds.
        ground: RestrictionGround,
    }
    refuses [NotRegistered, CycleUnknown, NotRestricted] raises [];

    /// The key that seals what is held about her is destroyed: nobody can read it any more.
    [518, 1] SubjectKeyDestroyed as "subject_key_destroyed" {
        /// The request that was granted.
        request: Label,
        /// Whose key; hers when absent.
        subject: Option<SubjectId>,
        /// Every complaint that names her; each must be closed.
        complaints: Vec<ComplaintId>,
        /// How many entries become unreadable.
        entries: Option<u32>,
    }
    refuses [
        NotRegistered, CycleUnknown, ErasureNotApproved, SecondOfficerMissing, LegalHoldInForce,
        ComplaintOpen, CompensationUnpaid, AlreadyErased
    ] raises [];

    /// Her record must be kept.
    [519, 1] LegalHoldPlaced as "legal_hold_placed" {
        /// The hold, unique within her record.
        hold: Label,
        /// On which ground.
        ground: HoldGround,
        /// The complaint it protects.
        complaint: Option<ComplaintId>,
        /// Who demands it.
        authority: Option<OrganisationId>,
    }
    personal(stream) HoldReference {
        /// The court's or the authority's file number.
        file_reference: Option<ExternalId>,
    }
    refuses [NotRegistered, CycleUnknown, HoldExists] raises [];

    /// Her record need no longer be kept.
    [520, 1] LegalHoldReleased as "legal_hold_released" {
        /// The hold.
        hold: Label,
    }
    refuses [NotRegistered, CycleUnknown, HoldUnknown] raises [];
}
