//! The way back: decision, journey, first screening.

use serde::{Deserialize, Serialize};

use super::Refusal;
use super::placement::TravelMode;
use crate::choices::choices;
use crate::codes::{Country, Occupation, Subdivision};
use crate::event::events;
use crate::id::Label;
use crate::money::Money;
use crate::stream::StreamKind;

pub(super) mod rules;

choices! {
    /// How a return comes about.
    pub enum ReturnKind as "return_kind" {
        /// The contract ended.
        EndOfContract = "END_OF_CONTRACT",
        /// By her own decision.
        Voluntary = "VOLUNTARY",
        /// By her own decision, with help.
        AssistedVoluntary = "ASSISTED_VOLUNTARY",
        /// Removed by force.
        ForcedRemoval = "FORCED_REMOVAL",
        /// Readmitted under an agreement.
        Readmission = "READMISSION",
        /// Evacuated.
        EmergencyEvacuation = "EMERGENCY_EVACUATION",
    }
}

choices! {
    /// Why somebody returns.
    pub enum ReturnReason as "return_reason" {
        /// The job ended.
        JobEnded = "JOB_ENDED",
        /// Working conditions.
        Conditions = "CONDITIONS",
        /// Her health.
        Health = "HEALTH",
        /// Her family.
        Family = "FAMILY",
        /// Her papers.
        Papers = "PAPERS",
        /// A project at home.
        Project = "PROJECT",
        /// Danger.
        Safety = "SAFETY",
        /// Intercepted on the way.
        Interception = "INTERCEPTION",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// How vulnerable somebody is found to be.
    pub enum Vulnerability as "vulnerability" {
        /// Low.
        Low = "LOW",
        /// Medium.
        Medium = "MEDIUM",
        /// High.
        High = "HIGH",
    }
}

choices! {
    /// What makes somebody vulnerable.
    pub enum VulnerabilityFactor as "vulnerability_factor" {
        /// A minor.
        Minor = "MINOR",
        /// Alone with children.
        SingleParent = "SINGLE_PARENT",
        /// Pregnant.
        Pregnancy = "PREGNANCY",
        /// Ill.
        Health = "HEALTH",
        /// Living with a disability.
        Disability = "DISABILITY",
        /// Distressed.
        Distress = "DISTRESS",
        /// In debt.
        Debt = "DEBT",
        /// Without a home.
        Housing = "HOUSING",
        /// Rejected by family or community.
        Stigma = "STIGMA",
        /// Another factor.
        Other = "OTHER",
    }
}

events! {
    /// Returning.
    pub enum Event, Personal of Return on Some(StreamKind::Migrant);

    /// It is decided that she returns.
    [400, 1] ReturnDecided as "return_decided" {
        /// How the return comes about.
        kind: ReturnKind,
        /// Why.
        reasons: Vec<ReturnReason>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAway] raises [];

    /// She is asked how it was.
    [401, 1] ExitInterviewHeld as "exit_interview_held" {
        /// Whether the contract was respected.
        contract_respected: Option<bool>,
        /// Whether all wages were paid.
        wages_settled: Option<bool>,
        /// How satisfied she is, 1 to 5.
        satisfaction: Option<u8>,
        /// Whether she would leave again.
        would_migrate_again: Option<bool>,
        /// What she saved.
        savings: Option<Money>,
        /// The occupations she learnt, ISCO-08.
        skills_gained: Vec<Occupation>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// She sets out for home.
    [402, 1] ReturnDepartureRecorded as "return_departure_recorded" {
        /// From which country.
        country: Option<Country>,
        /// The port or border post.
        port: Option<Label>,
        /// How she travels.
        mode: Option<TravelMode>,
        /// Whether she is escorted.
        escorted: Option<bool>,
        /// How many minors travel with her.
        minors: Option<u8>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAway] raises [];

    /// She arrives home.
    [403, 1] ReturnArrivalRecorded as "return_arrival_recorded" {
        /// To which country.
        country: Option<Country>,
        /// To which part of it.
        subdivision: Option<Subdivision>,
        /// The port or border post.
        port: Option<Label>,
        /// How the return came about, where no decision was recorded.
        kind: Option<ReturnKind>,
        /// Whether she is escorted.
        escorted: Option<bool>,
        /// How many minors travel with her.
        minors: Option<u8>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAway, AlreadyReturned] raises ["F12"];

    /// A consulate sees that a circular worker is back.
    [404, 1] ConsularReturnCheckRecorded as "consular_return_check_recorded" {
        /// Days since the return, as the consulate counts them.
        days_since_return: Option<u16>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// Her vulnerability is assessed.
    [405, 1] VulnerabilityScreened as "vulnerability_screened" {
        /// The result.
        result: Vulnerability,
        /// What it rests on.
        factors: Vec<VulnerabilityFactor>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises ["F21"];
}
