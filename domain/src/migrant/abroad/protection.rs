//! What endangers her and what helps: incidents, detention, documents held by others, assistance.
//!
//! Gender-based violence and suspected trafficking are never written here: they are opaque
//! entries of the protection service's cases.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::codes::Country;
use crate::date::Day;
use crate::event::events;
use crate::id::OrganisationId;
use crate::migrant::Refusal;
use crate::migrant::registration::DocumentType;
use crate::money::Money;
use crate::stream::StreamKind;
use crate::text::Narrative;

pub(in crate::migrant) mod rules;

choices! {
    /// A kind of incident.
    pub enum IncidentClass as "incident_class" {
        /// An injury at work.
        OccupationalInjury = "OCC_INJURY",
        /// An illness.
        Illness = "ILLNESS",
        /// Detention.
        Detention = "DETENTION",
        /// Documents withheld.
        DocumentRetention = "DOCUMENT_RETENTION",
        /// Gender-based violence. Refused here; it goes to the protection service.
        Gbv = "GBV",
        /// Physical abuse.
        PhysicalAbuse = "ABUSE_PHYSICAL",
        /// Suspected trafficking. Refused here; it goes to the protection service.
        TraffickingSuspected = "TRAFFICKING_SUSPECTED",
        /// An accident outside work.
        Accident = "ACCIDENT",
        /// Another one.
        Other = "OTHER",
    }
}

choices! {
    /// How bad an incident is.
    pub enum Severity as "severity" {
        /// It killed.
        Fatal = "FATAL",
        /// Severe.
        Severe = "SEVERE",
        /// Moderate.
        Moderate = "MODERATE",
        /// Minor.
        Minor = "MINOR",
    }
}

choices! {
    /// Where something happens.
    pub enum PlaceType as "place_type" {
        /// At work.
        Workplace = "WORKPLACE",
        /// In the employer's home.
        EmployerHome = "EMPLOYER_HOME",
        /// Where she lives.
        Lodging = "LODGING",
        /// On the way.
        Journey = "JOURNEY",
        /// At sea.
        Sea = "SEA",
        /// In public.
        PublicPlace = "PUBLIC_PLACE",
        /// In detention.
        Detention = "DETENTION",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// How whoever caused it stands to her.
    pub enum PerpetratorRelation as "perpetrator_relation" {
        /// Nobody did.
        None = "NONE",
        /// The employer or the household.
        Employer = "EMPLOYER",
        /// A superior.
        Supervisor = "SUPERVISOR",
        /// A fellow worker.
        Colleague = "COLLEAGUE",
        /// An agency or broker.
        Agency = "AGENCY",
        /// An official.
        Official = "OFFICIAL",
        /// A smuggler.
        Smuggler = "SMUGGLER",
        /// A stranger.
        Stranger = "STRANGER",
        /// Somebody else.
        Other = "OTHER",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// Why somebody is detained.
    pub enum DetentionGround as "detention_ground" {
        /// Stay without papers.
        Status = "STATUS",
        /// Interception at sea.
        SeaInterception = "SEA_INTERCEPTION",
        /// Interception at a border.
        BorderInterception = "BORDER_INTERCEPTION",
        /// A criminal charge.
        Criminal = "CRIMINAL",
        /// Awaiting removal.
        Removal = "REMOVAL",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// Who holds a document that is not theirs.
    pub enum DocumentHolder as "document_holder" {
        /// The employer.
        Employer = "EMPLOYER",
        /// The agency.
        Agency = "AGENCY",
        /// A broker.
        Broker = "BROKER",
        /// A smuggler.
        Smuggler = "SMUGGLER",
        /// An authority.
        Authority = "AUTHORITY",
        /// Somebody else.
        Other = "OTHER",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// A kind of help.
    pub enum AssistanceType as "assistance_type" {
        /// By the consulate.
        Consular = "CONSULAR",
        /// Legal.
        Legal = "LEGAL",
        /// Medical.
        Health = "HEALTH",
        /// A place to sleep.
        Shelter = "SHELTER",
        /// Cash.
        Cash = "CASH",
        /// Transport.
        Transport = "TRANSPORT",
        /// Psychosocial.
        Psychosocial = "PSYCHOSOCIAL",
        /// An interpreter.
        Interpreter = "INTERPRETER",
        /// A safe house.
        SafeHouse = "SAFE_HOUSE",
    }
}

events! {
    /// Danger and help.
    pub enum Event, Personal of Abroad on Some(StreamKind::Migrant);

    /// An accident, injury, illness or abuse is reported.
    [315, 1] IncidentReported as "incident_reported" {
        /// What kind.
        class: IncidentClass,
        /// How bad.
        severity: Option<Severity>,
        /// Days of work lost.
        days_lost: Option<u16>,
        /// Where.
        place: Option<PlaceType>,
        /// How whoever caused it stands to her.
        perpetrator: Option<PerpetratorRelation>,
    }
    personal(stream) IncidentAccount {
        /// What happened, as it was told.
        account: Option<Narrative>,
    }
    refuses [NotRegistered, CycleUnknown, ProtectedContent] raises [];

    /// She is detained.
    [316, 1] DetentionStarted as "detention_started" {
        /// In which country.
        country: Option<Country>,
        /// Why.
        ground: Option<DetentionGround>,
        /// On which day her consulate was given access.
        consular_access_on: Option<Day>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, AlreadyDetained] raises [];

    /// She is set free.
    [317, 1] DetentionEnded as "detention_ended" {
        /// On which day her consulate was given access.
        consular_access_on: Option<Day>,
    }
    refuses [NotRegistered, CycleUnknown, NotDetained] raises [];

    /// Somebody withholds a document of hers.
    [318, 1] DocumentRetained as "document_retained" {
        /// Which document.
        document: DocumentType,
        /// Who holds it.
        holder: DocumentHolder,
    }
    refuses [NotRegistered, CycleUnknown, DocumentAlreadyHeld] raises ["F10"];

    /// A withheld document is given back.
    [319, 1] DocumentReturned as "document_returned" {
        /// Which document.
        document: DocumentType,
    }
    refuses [NotRegistered, CycleUnknown, DocumentNotHeld] raises [];

    /// She is helped.
    [320, 1] AssistanceProvided as "assistance_provided" {
        /// What kind of help.
        kinds: Vec<AssistanceType>,
        /// Who helps.
        provider: Option<OrganisationId>,
        /// What it is worth.
        value: Option<Money>,
        /// The first night, for shelter.
        from: Option<Day>,
        /// The day on which she left, for shelter.
        to: Option<Day>,
        /// How many nights, for shelter.
        nights: Option<u16>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises ["F21"];
}
