//! Keeping in touch: check-ins, loss of contact, tracing.
//!
//! When a check-in is due is derived by date ([`crate::migrant::Cycle::check_ins_due`]).

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::event::events;
use crate::id::OrganisationId;
use crate::migrant::Refusal;
use crate::stream::StreamKind;

pub(in crate::migrant) mod rules;

choices! {
    /// How somebody is reached.
    pub enum ContactMethod as "contact_method" {
        /// By telephone.
        Phone = "PHONE",
        /// By message.
        Message = "MESSAGE",
        /// Face to face.
        Visit = "VISIT",
        /// At the consulate.
        Consulate = "CONSULATE",
        /// Through her family.
        Family = "FAMILY",
        /// She comes herself.
        WalkIn = "WALK_IN",
        /// Another way.
        Other = "OTHER",
    }
}

choices! {
    /// Who says or asks.
    pub enum ContactParty as "contact_party" {
        /// The registry's own service.
        Service = "SERVICE",
        /// Her family.
        Family = "FAMILY",
        /// The employer.
        Employer = "EMPLOYER",
        /// The agency.
        Agency = "AGENCY",
        /// A consulate.
        Consulate = "CONSULATE",
        /// A union.
        Union = "UNION",
        /// She herself.
        Worker = "WORKER",
        /// Somebody else.
        Other = "OTHER",
    }
}

choices! {
    /// By which way a missing person is sought.
    pub enum TracingRoute as "tracing_route" {
        /// Consulates.
        Consular = "CONSULAR",
        /// The Red Cross and Red Crescent.
        RedCross = "RED_CROSS",
        /// The police.
        Police = "POLICE",
        /// Unions and associations.
        CivilSociety = "CIVIL_SOCIETY",
        /// Diaspora networks.
        Diaspora = "DIASPORA",
        /// Her family.
        Family = "FAMILY",
    }
}

events! {
    /// Keeping in touch.
    pub enum Event, Personal of Abroad on Some(StreamKind::Migrant);

    /// Somebody spoke with her.
    [305, 1] CheckInRecorded as "check_in_recorded" {
        /// How she was reached.
        method: Option<ContactMethod>,
        /// How well she feels, 1 (very bad) to 5 (very well).
        wellbeing: Option<u8>,
        /// Whether she holds her own passport.
        holds_passport: Option<bool>,
        /// Whether she is paid on time.
        paid_on_time: Option<bool>,
        /// Whether she has her day of rest.
        rest_day: Option<bool>,
        /// Whether she feels safe.
        safe: Option<bool>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAbroad] raises [];

    /// Somebody tried to speak with her, in vain.
    [306, 1] CheckInMissed as "check_in_missed" {
        /// How it was tried.
        method: Option<ContactMethod>,
        /// How often.
        attempts: Option<u8>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAbroad] raises ["F13"];

    /// Contact with her is lost.
    [307, 1] LossOfContactDeclared as "loss_of_contact_declared" {
        /// Days since she was last heard of, as whoever declares it counts them.
        days_since_contact: Option<u16>,
        /// Who declares it.
        by: Option<ContactParty>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAway] raises ["F13"];

    /// She is being sought.
    [308, 1] TracingRequested as "tracing_requested" {
        /// Who asks.
        by: Option<ContactParty>,
        /// By which way.
        route: Option<TracingRoute>,
        /// Who seeks.
        organisation: Option<OrganisationId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotAway] raises [];

    /// She has been found or has called.
    [309, 1] ContactReestablished as "contact_reestablished" {
        /// Through whom.
        by: Option<ContactParty>,
        /// By which way.
        route: Option<TracingRoute>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, ContactNotLost] raises [];
}
