//! What is recorded about an organisation. Its name and telephone are sealed under its own key, so
//! that a copied log says nothing in words.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::{Country, Subdivision};
use crate::event::events;
use crate::id::OrganisationId;
use crate::stream::StreamKind;
use crate::text::{Address, DocumentNumber, OrganisationName, PhoneNumber};

choices! {
    /// What an organisation is.
    pub enum OrganisationType as "organisation_type" {
        /// A ministry.
        Ministry = "MINISTRY",
        /// A public employment service.
        EmploymentService = "EMPLOYMENT_SERVICE",
        /// A labour inspectorate.
        LabourInspection = "LABOUR_INSPECTION",
        /// An embassy or a consulate.
        Consulate = "CONSULATE",
        /// A trade union.
        Union = "UNION",
        /// A non-governmental organisation.
        Ngo = "NGO",
        /// A network of the diaspora.
        DiasporaNetwork = "DIASPORA_NETWORK",
        /// A protection service, shelter or safe house.
        ProtectionService = "PROTECTION_SERVICE",
        /// A health service.
        HealthService = "HEALTH_SERVICE",
        /// A school or training centre.
        TrainingProvider = "TRAINING_PROVIDER",
        /// A bank, a microfinance institution, a fund.
        FinancialInstitution = "FINANCIAL_INSTITUTION",
        /// A court or a public prosecutor.
        Justice = "JUSTICE",
        /// A data-protection authority.
        DataProtectionAuthority = "DATA_PROTECTION_AUTHORITY",
        /// An international organisation or agency.
        International = "INTERNATIONAL",
        /// An institute or bureau that evaluates.
        Evaluator = "EVALUATOR",
        /// Something else.
        Other = "OTHER",
    }
}

choices! {
    /// Why an organisation ceased to exist.
    pub enum DissolutionReason as "dissolution_reason" {
        /// It was dissolved.
        Dissolved = "DISSOLVED",
        /// It became part of another.
        Merged = "MERGED",
        /// It was renamed and registered anew.
        Renamed = "RENAMED",
    }
}

events! {
    /// The life of an organisation.
    pub enum Event, Personal of CrossCutting on Some(StreamKind::Organisation);

    /// An organisation became known to the registry.
    [780, 1] OrganisationRegistered as "organisation_registered" {
        /// What it is.
        kind: OrganisationType,
        /// Where it works from.
        country: Country,
        /// The subdivision where it works from.
        subdivision: Option<Subdivision>,
    }
    personal(stream) OrganisationIdentity {
        /// Its name.
        name: OrganisationName,
        /// Its usual short name.
        short_name: Option<OrganisationName>,
        /// Its number in a public register.
        registration_number: Option<DocumentNumber>,
        /// Its address.
        address: Option<Address>,
        /// Its telephone.
        phone: Option<PhoneNumber>,
    }
    refuses [AlreadyRegistered] raises [];

    /// The organisation ceased to exist.
    [781, 1] OrganisationDissolved as "organisation_dissolved" {
        /// Why.
        reason: DissolutionReason,
        /// The one that took its place.
        successor: Option<OrganisationId>,
    }
    refuses [NotRegistered, AlreadyDissolved] raises [];
}
