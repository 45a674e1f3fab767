//! What people did about a finding. Findings themselves are derived, never recorded.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::event::events;
use crate::id::{FindingId, Label, StreamId};
use crate::stream::StreamKind;
use crate::text::Narrative;

choices! {
    /// Why a finding was closed.
    pub enum FindingEnd as "finding_end" {
        /// What was wrong has been put right.
        Remedied = "REMEDIED",
        /// There is a good explanation.
        Explained = "EXPLAINED",
        /// What was recorded is not so.
        False = "FALSE",
        /// Another finding says the same.
        Duplicate = "DUPLICATE",
    }
}

events! {
    /// What people did about a finding.
    pub enum Event, Personal of CrossCutting on Some(StreamKind::Finding);

    /// Somebody took note of a finding and looks after it.
    [820, 1] FindingAcknowledged as "finding_acknowledged" {
        /// The rule's code, such as `F01`.
        rule: Label,
        /// The stream that the finding is about.
        about: StreamId,
    }
    personal(stream) AcknowledgementNote {
        /// What she noted.
        note: Option<Narrative>,
    }
    refuses [AlreadyClosed] raises [];

    /// A finding was closed.
    [821, 1] FindingClosed as "finding_closed" {
        /// The rule's code, such as `F01`.
        rule: Label,
        /// The stream that the finding is about.
        about: StreamId,
        /// Why.
        reason: FindingEnd,
        /// The finding that says the same, for a duplicate.
        duplicate_of: Option<FindingId>,
    }
    personal(stream) ClosingNote {
        /// What was found out.
        note: Option<Narrative>,
    }
    refuses [AlreadyClosed] raises [];
}
