//! Who she is and what she agreed to: registration and consents.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::{Country, Language, Subdivision};
use crate::date::Day;
use crate::event::{events, records};
use crate::id::{Label, OrganisationId};
use crate::stream::StreamKind;
use crate::text::{Address, DocumentNumber, PersonName, PhoneNumber};

pub(super) mod rules;

choices! {
    /// Sex as the person states it.
    pub enum Sex as "sex" {
        /// Female.
        Female = "F",
        /// Male.
        Male = "M",
        /// Neither, or another.
        Other = "X",
        /// Unknown or not stated.
        Unknown = "U",
    }
}

choices! {
    /// How much of a birth date is known.
    pub enum BirthPrecision as "birth_precision" {
        /// The day.
        Day = "DAY",
        /// The month.
        Month = "MONTH",
        /// The year.
        Year = "YEAR",
        /// Nothing.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// Whether somebody is married.
    pub enum MaritalStatus as "marital_status" {
        /// Never married.
        Single = "SINGLE",
        /// Married, by whatever rite.
        Married = "MARRIED",
        /// Living with a partner.
        Partnered = "PARTNERED",
        /// Separated.
        Separated = "SEPARATED",
        /// Divorced.
        Divorced = "DIVORCED",
        /// Widowed.
        Widowed = "WIDOWED",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// A kind of document that a person holds.
    pub enum DocumentType as "document_type" {
        /// Passport.
        Passport = "PASSPORT",
        /// National identity card.
        IdentityCard = "IDENTITY_CARD",
        /// Consular card.
        ConsularCard = "CONSULAR_CARD",
        /// Residence permit.
        ResidencePermit = "RESIDENCE_PERMIT",
        /// Work permit.
        WorkPermit = "WORK_PERMIT",
        /// Birth certificate.
        BirthCertificate = "BIRTH_CERTIFICATE",
        /// Emergency travel document.
        TravelDocument = "TRAVEL_DOCUMENT",
        /// Contract of employment.
        Contract = "CONTRACT",
        /// Another one.
        Other = "OTHER",
    }
}

choices! {
    /// What she may agree to.
    pub enum Purpose as "consent_purpose" {
        /// Being registered.
        Registration = "REGISTRATION",
        /// Being accompanied.
        CaseManagement = "CASE_MGMT",
        /// Sharing with a ministry.
        ShareMinistry = "SHARE_MINISTRY",
        /// Sharing with a union.
        ShareUnion = "SHARE_UNION",
        /// Sharing with services of the country of destination.
        ShareDestination = "SHARE_DESTINATION",
        /// Sharing with an agency.
        ShareAgency = "SHARE_AGENCY",
        /// Statistics.
        Statistics = "STATISTICS",
        /// Research.
        Research = "RESEARCH",
        /// Statistics on gender-based violence.
        GbvReporting = "GBV_REPORTING",
    }
}

choices! {
    /// How consent was expressed.
    pub enum ConsentMethod as "consent_method" {
        /// In writing.
        Written = "WRITTEN",
        /// Aloud, before a witness.
        OralWitnessed = "ORAL_WITNESSED",
        /// By thumbprint.
        Thumbprint = "THUMBPRINT",
    }
}

records! {
    /// A document that shows who somebody is.
    pub struct IdentityDocument {
        /// What kind of document.
        kind: DocumentType,
        /// The country that issued it.
        issuer: Option<Country>,
        /// Its number.
        number: DocumentNumber,
        /// The last day on which it is valid.
        expires_on: Option<Day>,
    }
}

events! {
    /// Registration and consent.
    pub enum Event, Personal of PreDeparture on Some(StreamKind::Migrant);

    /// A person is entered into the registry.
    [100, 1] MigrantRegistered as "migrant_registered" {
        /// Her sex, as she states it.
        sex: Sex,
        /// Her year of birth.
        birth_year: Option<u16>,
        /// How much of her birth date is known.
        birth_precision: BirthPrecision,
        /// Her nationalities.
        nationalities: Vec<Country>,
        /// Where she lives.
        residence: Option<Subdivision>,
        /// The languages she speaks.
        languages: Vec<Language>,
        /// Her highest level of education, ISCED 2011, 0 to 8.
        education: Option<u8>,
        /// Whether she is married.
        marital_status: Option<MaritalStatus>,
        /// Whether she lives with a disability (Washington Group short set).
        disability: Option<bool>,
        /// How many people live in her household.
        household_size: Option<u8>,
        /// The office that registers her.
        office: Option<Label>,
    }
    personal(stream) Identity {
        /// Her given names.
        given_name: PersonName,
        /// Her family name.
        family_name: PersonName,
        /// Her birth date; the first possible day where only a year or month is known.
        birth_date: Option<Day>,
        /// Her telephone number.
        phone: Option<PhoneNumber>,
        /// Where she lives.
        address: Option<Address>,
        /// Her mother's name.
        mother_name: Option<PersonName>,
        /// Her documents.
        documents: Vec<IdentityDocument>,
    }
    refuses [AlreadyRegistered] raises ["F18"];

    /// She agrees that her data are used for these purposes.
    [130, 1] ConsentGiven as "consent_given" {
        /// To what she agrees.
        purposes: Vec<Purpose>,
        /// The only recipient she agrees to; none means every one the purpose needs.
        recipient: Option<OrganisationId>,
        /// The version of the form that was read to her.
        form_version: Option<Label>,
        /// The language it was explained in.
        language: Option<Language>,
        /// How she expressed it.
        method: Option<ConsentMethod>,
        /// The last day on which it holds.
        expires_on: Option<Day>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// She was asked and does not agree.
    [131, 1] ConsentRefused as "consent_refused" {
        /// To what she does not agree.
        purposes: Vec<Purpose>,
        /// The recipient it was asked for.
        recipient: Option<OrganisationId>,
        /// The version of the form that was read to her.
        form_version: Option<Label>,
        /// The language it was explained in.
        language: Option<Language>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// She takes back a consent she gave.
    [132, 1] ConsentWithdrawn as "consent_withdrawn" {
        /// What she no longer agrees to.
        purposes: Vec<Purpose>,
        /// The only recipient it concerns; none means all of them.
        recipient: Option<OrganisationId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, ConsentNotGiven] raises [];
}
