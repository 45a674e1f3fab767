//! What is recorded about an employer. A household is a natural person's: its name and address
//! are hers.

use super::Refusal;
use super::choices::{BlacklistReason, ClosureReason, DelistReason, EmployerType};
use crate::codes::{Activity, Country, Subdivision};
use crate::event::events;
use crate::id::OrganisationId;
use crate::stream::StreamKind;
use crate::text::{Address, DocumentNumber, OrganisationName, PhoneNumber};

events! {
    /// The life of an employer.
    pub enum Event, Personal of Placement on Some(StreamKind::Employer);

    /// An employer became known to the registry.
    [720, 1] EmployerRegistered as "employer_registered" {
        /// What kind of employer it is.
        kind: EmployerType,
        /// Its economic activity (ISIC rev. 4; 9700 for a household).
        activity: Option<Activity>,
        /// Where the work is.
        country: Country,
        /// The subdivision where the work is.
        subdivision: Option<Subdivision>,
    }
    personal(stream) EmployerIdentity {
        /// Its name, or the householder's.
        name: OrganisationName,
        /// Its tax number.
        tax_id: Option<DocumentNumber>,
        /// Its address.
        address: Option<Address>,
        /// Its telephone.
        phone: Option<PhoneNumber>,
    }
    refuses [AlreadyRegistered] raises [];

    /// An authority barred the employer from hiring.
    [721, 1] EmployerBlacklisted as "employer_blacklisted" {
        /// Why.
        reason: BlacklistReason,
        /// Which authority.
        authority: Option<OrganisationId>,
    }
    refuses [NotRegistered] raises [];

    /// The employer may hire again.
    [722, 1] EmployerDelisted as "employer_delisted" {
        /// Why.
        reason: DelistReason,
        /// Which authority.
        authority: Option<OrganisationId>,
    }
    refuses [NotRegistered, NotListed] raises [];

    /// The employer ceased to exist: a household dissolved, an enterprise closed.
    [723, 1] EmployerClosed as "employer_closed" {
        /// Why.
        reason: ClosureReason,
    }
    refuses [NotRegistered, AlreadyClosed] raises [];
}
