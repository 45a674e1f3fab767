//! What is recorded about a programme of cooperation.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::Country;
use crate::date::Day;
use crate::event::events;
use crate::id::{CycleId, Label, MigrantId, OrganisationId};
use crate::stream::StreamKind;
use crate::text::OrganisationName;

choices! {
    /// What a programme mainly does.
    pub enum ProgrammeType as "programme_type" {
        /// Seasonal or circular migration.
        Circular = "CIRCULAR",
        /// Recruitment and placement abroad.
        Placement = "PLACEMENT",
        /// Training before departure.
        Training = "TRAINING",
        /// Return and reintegration.
        Reintegration = "REINTEGRATION",
        /// Several of these.
        Mixed = "MIXED",
    }
}

choices! {
    /// Why somebody was put on a waiting list instead of being served.
    pub enum WaitingReason as "waiting_reason" {
        /// No place.
        NoPlace = "NO_PLACE",
        /// Another season or round.
        NextRound = "NEXT_ROUND",
        /// Documents are missing.
        Incomplete = "INCOMPLETE",
        /// Chosen by lot, for a fair comparison.
        Lottery = "LOTTERY",
        /// Another reason.
        Other = "OTHER",
    }
}

events! {
    /// The life of a programme.
    pub enum Event, Personal of CrossCutting on Some(StreamKind::Programme);

    /// A programme became known to the registry.
    [760, 1] ProgrammeRegistered as "programme_registered" {
        /// The code by which its partners know it.
        code: Label,
        /// What it mainly does.
        kind: ProgrammeType,
        /// The countries that take part.
        countries: Vec<Country>,
        /// Its first day.
        starts_on: Option<Day>,
        /// Its last day.
        ends_on: Option<Day>,
        /// Who carries it out.
        lead: Option<OrganisationId>,
        /// Who pays for it.
        funder: Option<OrganisationId>,
    }
    personal(stream) ProgrammeName {
        /// Its name.
        name: OrganisationName,
    }
    refuses [AlreadyRegistered, EndsBeforeItBegins] raises [];

    /// Somebody was put on the programme's waiting list.
    [761, 1] ProgrammeWaitlisted as "programme_waitlisted" {
        /// Who.
        migrant: MigrantId,
        /// For which cycle, in her own record.
        cycle: Option<CycleId>,
        /// Why she is not served yet.
        reason: WaitingReason,
    }
    refuses [NotRegistered, AlreadyWaitlisted] raises [];
}
