//! Death abroad and what the living are owed.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::codes::Country;
use crate::date::Month;
use crate::event::events;
use crate::id::{ContractId, EmployerId, Label, OrganisationId, SubjectId};
use crate::migrant::Refusal;
use crate::money::Money;
use crate::stream::StreamKind;
use crate::text::DocumentNumber;

pub(in crate::migrant) mod rules;

choices! {
    /// What somebody died of.
    pub enum DeathCause as "death_cause" {
        /// An injury at work.
        OccupationalInjury = "OCC_INJURY",
        /// An illness.
        Illness = "ILLNESS",
        /// The road.
        Road = "ROAD",
        /// Violence.
        Violence = "VIOLENCE",
        /// Drowning.
        Drowning = "DROWNING",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

events! {
    /// Death and its settlement.
    pub enum Event, Personal of Abroad on Some(StreamKind::Migrant);

    /// She has died.
    [326, 1] DeathAbroadRecorded as "death_abroad_recorded" {
        /// Of what.
        cause: DeathCause,
        /// In which country.
        country: Option<Country>,
    }
    personal(stream) DeathCertificate {
        /// The certificate's number.
        certificate_number: Option<DocumentNumber>,
    }
    refuses [NotRegistered, CycleUnknown, AlreadyDead] raises ["F17"];

    /// Her family has been told.
    [327, 1] NextOfKinNotified as "next_of_kin_notified" {
        /// Who was told.
        member: Option<SubjectId>,
        /// By whom.
        by: Option<OrganisationId>,
    }
    refuses [NotRegistered, CycleUnknown, NotDead] raises [];

    /// Her remains are brought home.
    [328, 1] RemainsRepatriated as "remains_repatriated" {
        /// To which country.
        country: Option<Country>,
        /// Where they arrive.
        port: Option<Label>,
        /// What it cost.
        cost: Option<Money>,
        /// Who paid.
        paid_by: Option<OrganisationId>,
    }
    refuses [NotRegistered, CycleUnknown, NotDead] raises [];

    /// Compensation for her death is paid.
    [329, 1] CompensationPaid as "compensation_paid" {
        /// How much.
        amount: Money,
        /// To whom.
        member: Option<SubjectId>,
        /// By whom.
        payer: Option<OrganisationId>,
    }
    refuses [NotRegistered, CycleUnknown, NotDead] raises [];

    /// Wages she had earned are paid to her heirs.
    [330, 1] EstateWagesPaid as "estate_wages_paid" {
        /// The contract.
        contract: Option<ContractId>,
        /// The employer.
        employer: Option<EmployerId>,
        /// The month that was worked.
        period: Month,
        /// How much.
        amount: Money,
        /// To whom.
        member: Option<SubjectId>,
    }
    refuses [NotRegistered, CycleUnknown, NotDead, PeriodAfterDeath] raises [];
}
