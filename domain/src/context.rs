//! What every event carries beside its payload (domain.md A.1): when, who, in which role, why.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::codes::Country;
use crate::date::Occurrence;
use crate::id::{CycleId, EventId, OrganisationId, UserId};
use crate::text::{ExternalId, Narrative};

choices! {
    /// In which capacity somebody records or reads. Written into entries for ever.
    pub enum Role as "role" {
        /// Registers people and their journeys.
        Registrar = "registrar",
        /// Counsellor of a public employment service.
        PesCounsellor = "pes_counsellor",
        /// Clerk of an employment agency.
        AgencyClerk = "agency_clerk",
        /// Auditor of a ministry.
        MinistryAuditor = "ministry_auditor",
        /// Labour inspector.
        LabourInspector = "labour_inspector",
        /// Officer of a trade union.
        UnionOfficer = "union_officer",
        /// Consular officer.
        ConsularOfficer = "consular_officer",
        /// Officer of the protection service.
        ProtectionOfficer = "protection_officer",
        /// Evaluator of programmes.
        Evaluator = "evaluator",
        /// Data-protection officer.
        Dpo = "dpo",
        /// One of the two officers who destroy keys.
        KeyOfficer = "key_officer",
        /// Sees configuration and health, no person.
        Administrator = "administrator",
        /// The worker herself.
        Migrant = "migrant",
    }
}

choices! {
    /// The way by which a fact reached the registry.
    pub enum Channel as "channel" {
        /// At a counter.
        Office = "OFFICE",
        /// A connected telephone or tablet.
        MobileOnline = "MOBILE_ONLINE",
        /// A device that was offline and delivered later.
        MobileOffline = "MOBILE_OFFLINE",
        /// A telephone hotline.
        Hotline = "HOTLINE",
        /// A file.
        Import = "IMPORT",
        /// Another program.
        Api = "API",
        /// The worker herself.
        SelfService = "SELF",
    }
}

choices! {
    /// The ground on which personal data is processed.
    pub enum LegalBasis as "legal_basis" {
        /// Her consent.
        Consent = "CONSENT",
        /// A duty laid down by law.
        LegalObligation = "LEGAL_OBLIGATION",
        /// A task of public interest.
        PublicTask = "PUBLIC_TASK",
        /// Her life or somebody's.
        VitalInterest = "VITAL_INTEREST",
        /// A contract with her.
        Contract = "CONTRACT",
    }
}

choices! {
    /// How much harm disclosure would do; decides key, role and suppression threshold.
    pub enum Sensitivity as "sensitivity" {
        /// Anyone may know.
        Public = "PUBLIC",
        /// For the partner services.
        Internal = "INTERNAL",
        /// About a person.
        Personal = "PERSONAL",
        /// Health, union membership, detention.
        Sensitive = "SENSITIVE",
        /// About a survivor; opaque entries only.
        Survivor = "SURVIVOR",
    }
}

/// An instant, in milliseconds since 1970-01-01T00:00:00 UTC.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
)]
pub struct Timestamp(pub i64);

/// What an event carries beside its payload.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// When it happened.
    pub occurred_on: Occurrence,
    /// Who recorded it; none for the system itself.
    pub actor: Option<UserId>,
    /// In which role, at that time.
    pub role: Role,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// The actor's country.
    pub country: Option<Country>,
    /// By which way it came.
    pub channel: Channel,
    /// What an offline device's clock said.
    pub device_recorded_at: Option<Timestamp>,
    /// On which legal ground.
    pub legal_basis: LegalBasis,
    /// How sensitive it is.
    pub sensitivity: Sensitivity,
    /// What binds several entries together: an import, a referral chain.
    pub correlation: Option<EventId>,
    /// The event that led to this one.
    pub causation: Option<EventId>,
    /// The cycle it belongs to, on a migrant's stream.
    pub cycle: Option<CycleId>,
}

impl Context {
    /// A context that says only when, and leaves the rest to the defaults of an office.
    pub fn on(occurred_on: impl Into<Occurrence>) -> Self {
        Self {
            occurred_on: occurred_on.into(),
            actor: None,
            role: Role::Registrar,
            organisation: None,
            country: None,
            channel: Channel::Office,
            device_recorded_at: None,
            legal_basis: LegalBasis::PublicTask,
            sensitivity: Sensitivity::Personal,
            correlation: None,
            causation: None,
            cycle: None,
        }
    }

    /// The same, within a cycle.
    #[must_use]
    pub fn in_cycle(self, cycle: &CycleId) -> Self {
        Self { cycle: Some(cycle.clone()), ..self }
    }
}

/// The name by which another register knows a stream's subject. Personal.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct ExternalReference {
    /// Which register: `simulation`, a ministry's file, a partner's system.
    pub source: ExternalId,
    /// Its id there.
    pub id: ExternalId,
}

/// A document that shows a fact; its content lies outside the log. Personal.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// Its media type.
    pub media_type: ExternalId,
    /// What kind of document it is.
    pub doc_type: ExternalId,
}

/// What one personal part of an entry says, about the one person whose key seals it.
#[derive(Clone, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct PersonalPart {
    /// Under which names other registers know her.
    pub references: Vec<ExternalReference>,
    /// Documents that show the fact.
    pub evidence: Vec<Evidence>,
    /// A remark.
    pub note: Option<Narrative>,
    /// The encoded personal payload of the event's type; empty when it has none.
    pub details: Vec<u8>,
}

impl std::fmt::Debug for PersonalPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonalPart") // I8: never its content
    }
}
