//! The registers that placements and complaints refer to: agencies with their licences, employers,
//! vacancies, programmes, organisations, users, and the registry's own facts.

use std::collections::BTreeMap;

use domain::aggregate::Standing;
use domain::codes::Currency;
use domain::date::Day;
use domain::id::{AgencyId, EmployerId, OrganisationId, ProgrammeId, UserId, VacancyId};
use domain::money::Decimal;

macro_rules! views {
    ($($(#[$doc:meta])* $name:ident of $id:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            /// The stream.
            pub id: $id,
            /// How it stands for facts on other streams.
            pub standing: Standing,
            /// The position of the last entry that the view is made from.
            pub last_position: u64,
        }
    )+};
}

views! {
    /// An agency and its licence.
    AgencyView of AgencyId;
    /// An employer.
    EmployerView of EmployerId;
    /// A vacancy.
    VacancyView of VacancyId;
    /// A programme.
    ProgrammeView of ProgrammeId;
    /// An organisation.
    OrganisationView of OrganisationId;
    /// A user.
    UserView of UserId;
}

/// The registry's own facts, from all its streams.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistryView {
    /// Exchange rates: for a base and a quote currency, units of quote for one of base, by day.
    pub rates: BTreeMap<(Currency, Currency), BTreeMap<Day, Decimal>>,
}
