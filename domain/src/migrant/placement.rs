//! The placement: who brings her to whom, what is signed, and the journey out.

use serde::{Deserialize, Serialize};

use super::Refusal;
use super::terms::ContractTerms;
use crate::choices::choices;
use crate::codes::{Activity, Country, Occupation};
use crate::date::Day;
use crate::event::events;
use crate::id::{AgencyId, ContractId, EmployerId, Label, VacancyId};
use crate::money::Money;
use crate::stream::StreamKind;

pub(super) mod rules;

choices! {
    /// By which way a worker and a job come together.
    pub enum PlacementChannel as "placement_channel" {
        /// An employment agency.
        Agency = "AGENCY",
        /// A public employment service.
        EmploymentService = "PES",
        /// Directly.
        Direct = "DIRECT",
        /// Collective hiring in the country of origin.
        Gecco = "GECCO",
        /// Family and friends.
        FamilyNetwork = "FAMILY_NETWORK",
        /// A broker without a licence.
        InformalBroker = "INFORMAL_BROKER",
    }
}

choices! {
    /// A term of a contract that changes.
    pub enum ContractField as "contract_field" {
        /// The employer.
        Employer = "EMPLOYER",
        /// The work.
        Occupation = "OCCUPATION",
        /// The workplace.
        Workplace = "WORKPLACE",
        /// Start or end.
        Duration = "DURATION",
        /// The wage.
        Wage = "WAGE",
        /// The hours.
        Hours = "HOURS",
        /// Rest and leave.
        Rest = "REST",
        /// Lodging or food.
        InKind = "IN_KIND",
        /// Insurance.
        Insurance = "INSURANCE",
        /// The journey home.
        Repatriation = "REPATRIATION",
        /// Something else.
        Other = "OTHER",
    }
}

choices! {
    /// Who finds that a contract was replaced by a worse one.
    pub enum DetectedBy as "detected_by" {
        /// The worker.
        Worker = "WORKER",
        /// A union.
        Union = "UNION",
        /// A consulate.
        Consulate = "CONSULATE",
        /// The labour inspection.
        Inspection = "INSPECTION",
    }
}

choices! {
    /// How somebody travels.
    pub enum TravelMode as "travel_mode" {
        /// By air.
        Air = "AIR",
        /// By sea.
        Sea = "SEA",
        /// By land.
        Land = "LAND",
    }
}

choices! {
    /// How a departure became known.
    pub enum DepartureSource as "departure_source" {
        /// The border.
        Border = "BORDER",
        /// The agency.
        Agency = "AGENCY",
        /// The worker.
        SelfDeclared = "SELF_DECLARED",
        /// Inferred from other facts.
        Inferred = "INFERRED",
    }
}

choices! {
    /// In which situation she is in a country of transit.
    pub enum TransitSituation as "transit_situation" {
        /// Travelling on.
        Travelling = "TRAVELLING",
        /// Waiting.
        Waiting = "WAITING",
        /// Working.
        Working = "WORKING",
        /// Stranded.
        Stranded = "STRANDED",
        /// Held.
        Held = "HELD",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

events! {
    /// Placement, contracts, departure.
    pub enum Event, Personal of Placement on Some(StreamKind::Migrant);

    /// She is placed with an employer.
    [200, 1] PlacementMade as "placement_made" {
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// The agency.
        agency: Option<AgencyId>,
        /// The employer.
        employer: Option<EmployerId>,
        /// By which way.
        channel: PlacementChannel,
        /// The employer's activity, ISIC rev. 4.
        activity: Option<Activity>,
        /// The work, ISCO-08.
        occupation: Option<Occupation>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NoOpenCycle] raises ["F03"];

    /// She signs a contract.
    [201, 1] ContractSigned as "contract_signed" {
        /// What it says.
        terms: ContractTerms,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises ["F04", "F07"];

    /// A contract is changed by agreement.
    [202, 1] ContractAmended as "contract_amended" {
        /// What it says now, with its new version.
        terms: ContractTerms,
        /// What changes.
        changed: Vec<ContractField>,
        /// Whether she agreed.
        worker_consent: bool,
    }
    refuses [NotRegistered, CycleUnknown, ContractUnknown] raises ["F07"];

    /// A contract is renewed.
    [203, 1] ContractRenewed as "contract_renewed" {
        /// What it says now, with its new version.
        terms: ContractTerms,
        /// Whether she agreed.
        worker_consent: bool,
    }
    refuses [NotRegistered, CycleUnknown, ContractUnknown] raises ["F07"];

    /// Somebody says that other, worse terms are imposed than those she signed.
    [204, 1] ContractSubstitutionReported as "contract_substitution_reported" {
        /// The contract she signed.
        contract: ContractId,
        /// The version she signed; the latest when absent.
        version: Option<u16>,
        /// The terms that are imposed, as far as they are known.
        substituted: Option<ContractTerms>,
        /// What differs.
        changed: Vec<ContractField>,
        /// Who found out.
        detected_by: DetectedBy,
        /// How much less she earns in a wage period.
        wage_difference: Option<Money>,
    }
    refuses [NotRegistered, CycleUnknown, ContractNotSigned] raises ["F06"];

    /// An inquiry confirms that other terms were imposed.
    [205, 1] ContractSubstitutionConfirmed as "contract_substitution_confirmed" {
        /// The contract she signed.
        contract: ContractId,
        /// Who confirmed it.
        detected_by: DetectedBy,
        /// How much less she earned in a wage period.
        wage_difference: Option<Money>,
    }
    refuses [NotRegistered, CycleUnknown, ContractNotSigned] raises ["F06"];

    /// An inquiry finds that no other terms were imposed.
    [206, 1] ContractSubstitutionRefuted as "contract_substitution_refuted" {
        /// The contract she signed.
        contract: ContractId,
        /// Who refuted it.
        detected_by: DetectedBy,
    }
    refuses [NotRegistered, CycleUnknown, ContractNotSigned] raises [];

    /// She leaves her country.
    [207, 1] DepartureRecorded as "departure_recorded" {
        /// The port or border post.
        port: Option<Label>,
        /// How she travels.
        mode: Option<TravelMode>,
        /// Whether she leaves with papers.
        regular: bool,
        /// To which country.
        destination: Option<Country>,
        /// Through which countries.
        transit: Vec<Country>,
        /// How long she means to stay, in months.
        intended_stay_months: Option<u16>,
        /// How the departure became known.
        source: Option<DepartureSource>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NoOpenCycle, AlreadyDeparted]
    raises ["F04", "F05", "F16"];

    /// She stops in a country on her way.
    [208, 1] TransitStopRecorded as "transit_stop_recorded" {
        /// The country.
        country: Country,
        /// The first day there.
        from: Option<Day>,
        /// The last day there.
        to: Option<Day>,
        /// In which situation.
        situation: Option<TransitSituation>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotDeparted, AlreadyArrived] raises [];
}
