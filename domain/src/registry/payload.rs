//! The registry's own facts: rates, lists, policies, keys, what was published and shared.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::{Country, Currency};
use crate::complaint::OverrideReason;
use crate::date::Day;
use crate::digest::Digest;
use crate::event::events;
use crate::id::{EventId, Label, MigrantId, OrganisationId};
use crate::money::Decimal;
use crate::stream::StreamKind;

choices! {
    /// Why data goes to another registry.
    pub enum SharePurpose as "share_purpose" {
        /// To follow a worker across a border.
        Continuity = "CONTINUITY",
        /// To protect somebody.
        Protection = "PROTECTION",
        /// To handle a complaint.
        Complaint = "COMPLAINT",
        /// For a social-security scheme.
        SocialSecurity = "SOCIAL_SECURITY",
        /// For statistics.
        Statistics = "STATISTICS",
    }
}

choices! {
    /// Why a wrapping key was rotated.
    pub enum RotationReason as "key_rotation_reason" {
        /// Keys of subjects were destroyed since the last rotation.
        Erasure = "ERASURE",
        /// The time had come.
        Schedule = "SCHEDULE",
        /// A key may be in other hands.
        Compromise = "COMPROMISE",
    }
}

events! {
    /// The registry's own facts.
    pub enum Event, Personal of CrossCutting on Some(StreamKind::Registry);

    /// The exchange rate of a day. Conversions use the latest one on or before their day.
    [850, 1] FxRateRecorded as "fx_rate_recorded" {
        /// The currency of which one unit is priced.
        base: Currency,
        /// The currency of the price.
        quote: Currency,
        /// How many units of the price one unit of the base costs.
        rate: Decimal,
        /// The day of the rate.
        day: Day,
        /// Who publishes it, such as `BCEAO`.
        source: Label,
    }
    refuses [SameCurrency, NoRate] raises [];

    /// A version of a code list is used from now on.
    [851, 1] CodeListVersionAdopted as "code_list_version_adopted" {
        /// The list.
        list: Label,
        /// Its version.
        version: Label,
        /// SHA-256 of its data file.
        digest: Option<Digest>,
    }
    refuses [AlreadyAdopted] raises [];

    /// A version of a survey instrument is used from now on.
    [852, 1] InstrumentVersionAdopted as "instrument_version_adopted" {
        /// The instrument.
        instrument: Label,
        /// Its version.
        version: u16,
        /// SHA-256 of its data file.
        digest: Option<Digest>,
    }
    refuses [AlreadyAdopted] raises [];

    /// A version of a policy (access, suppression, retention) is in force from now on.
    [853, 1] PolicyVersionAdopted as "policy_version_adopted" {
        /// The policy.
        policy: Label,
        /// Its version.
        version: Label,
        /// SHA-256 of its text.
        digest: Option<Digest>,
    }
    refuses [AlreadyAdopted] raises [];

    /// The wrapping key was rotated: no copy of a key that was erased before can be read any more.
    [854, 1] WrappingKeyRotated as "wrapping_key_rotated" {
        /// The new key's number.
        epoch: u32,
        /// Why.
        reason: RotationReason,
        /// How many subjects' keys were wrapped anew.
        survivors: u32,
        /// How many subjects' keys were erased since the last rotation.
        erased: u32,
    }
    refuses [EpochNotNew] raises [];

    /// A table was published.
    [855, 1] TableReleased as "table_released" {
        /// The report that it comes from, such as `M4`.
        report: Label,
        /// The log position at which it was computed.
        position: u64,
        /// Below how many persons a cell was hidden; none where nothing was.
        suppressed_below: Option<u8>,
        /// How many rows.
        rows: u32,
        /// SHA-256 of what was published.
        digest: Digest,
    }
    refuses [] raises [];

    /// What a read model amounted to at a position of the log, so that others can recompute it.
    [856, 1] ReadModelDigestRecorded as "read_model_digest_recorded" {
        /// The read model.
        model: Label,
        /// The version of its derivation.
        version: u32,
        /// The log position.
        position: u64,
        /// The digest of its rows.
        digest: Digest,
    }
    refuses [] raises [];

    /// Selected entries were sealed for another registry and sent.
    [857, 1] ShareSent as "share_sent" {
        /// The package's label.
        share: Label,
        /// To whom.
        recipient: OrganisationId,
        /// In which country.
        country: Country,
        /// What for.
        purpose: SharePurpose,
        /// About whom.
        migrants: Vec<MigrantId>,
        /// The events by which they consented.
        consents: Vec<EventId>,
        /// Why it is sent without consent.
        override_reason: Option<OverrideReason>,
        /// How many entries.
        entries: u32,
        /// The last day on which the recipient may use it.
        expires_on: Option<Day>,
        /// SHA-256 of the package.
        digest: Digest,
    }
    refuses [NeitherConsentNorOverride, ShareExists] raises ["F15"];

    /// A package came from another registry.
    [858, 1] ShareReceived as "share_received" {
        /// The package's label, as its sender gave it.
        share: Label,
        /// From whom.
        sender: OrganisationId,
        /// From which country.
        country: Country,
        /// How many entries.
        entries: u32,
        /// The last day on which it may be used.
        expires_on: Option<Day>,
        /// SHA-256 of the package.
        digest: Digest,
    }
    refuses [] raises [];
}
