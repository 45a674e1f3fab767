//! Corrections and annulments: how any stream's past is put right without being touched.
//!
//! Both are entries of the stream whose entry they name; [`crate::history`] applies them.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::date::Occurrence;
use crate::describe::{Described, Referable, Shape};
use crate::event::events;
use crate::id::EventId;
use crate::refusal::refusals;
use crate::text::ExternalId;

choices! {
    /// Why a fact is corrected.
    pub enum CorrectionReason as "correction_reason" {
        /// Somebody mistyped.
        Typo = "TYPO",
        /// A document was seen that says otherwise.
        DocumentSeen = "DOCUMENT_SEEN",
        /// The person herself asked for it.
        SubjectRequest = "SUBJECT_REQUEST",
        /// It was written into the wrong person's record.
        WrongPerson = "WRONG_PERSON",
    }
}

/// The payload that takes a corrected one's place: of the same type, encoded like any other.
#[derive(Clone, Eq, PartialEq, Serialize, Deserialize)]
pub struct Replacement {
    /// The type's number.
    pub type_id: u16,
    /// The version of its layout.
    pub schema: u16,
    /// The encoded payload.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for Replacement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Replacement(type {}, {} bytes)", self.type_id, self.payload.len())
    }
}

impl Described for Replacement {
    const SHAPE: Shape = Shape::Replacement;
}
impl Referable for Replacement {}

events! {
    /// What puts an earlier entry right.
    pub enum Event, Personal of CrossCutting on None;

    /// An earlier entry said something wrong: here is the whole payload as it should read.
    [10, 1] CorrectionRecorded as "correction_recorded" {
        /// The entry that is corrected.
        target: EventId,
        /// Why.
        reason: CorrectionReason,
        /// The names of the fields that change, `occurred_on` among them.
        changed: Vec<crate::id::Label>,
        /// The date on which it really happened, where that was wrong.
        happened_on: Option<Occurrence>,
        /// The payload in its right form.
        replacement: Replacement,
    }
    personal(stream) CorrectedDetails {
        /// Under which number the request or the document is filed.
        file_reference: Option<ExternalId>,
        /// What is said about the person, in its right form, where that was wrong.
        replacement: Option<Replacement>,
    }
    refuses [TargetUnknown, TargetAnnulled, OtherType, Amendment] raises [];

    /// An earlier entry should never have been made.
    [11, 1] EventAnnulled as "event_annulled" {
        /// The entry that no longer counts. It stays readable.
        target: EventId,
        /// Why.
        reason: CorrectionReason,
    }
    refuses [TargetUnknown, TargetAnnulled] raises [];
}

refusals! {
    /// Why a correction or an annulment is refused.
    pub enum Refusal {
        TargetUnknown = "amendment.target_unknown", Missing, "this record holds no such entry";
        TargetAnnulled = "amendment.target_annulled", Conflict, "the entry has already been annulled";
        OtherType = "amendment.other_type", Invalid, "a correction carries a payload of the corrected entry's own type";
        Amendment = "amendment.of_an_amendment", Invalid, "a correction is annulled, not corrected";
    }
}
