//! The kinds of streams: whose story an event belongs to.

use serde::{Deserialize, Serialize};

use crate::choices::choices;

choices! {
    /// What a stream tells the story of (domain.md A.0).
    pub enum StreamKind as "stream_kind" {
        /// A person, her consents and all her cycles.
        Migrant = "migrant",
        /// A complaint and its handling.
        Complaint = "complaint",
        /// A protection case; its entries are opaque.
        Case = "case",
        /// An employment agency and its licence.
        Agency = "agency",
        /// An employer.
        Employer = "employer",
        /// A vacancy.
        Vacancy = "vacancy",
        /// A programme.
        Programme = "programme",
        /// An organisation.
        Organisation = "organisation",
        /// A user of the registry.
        User = "user",
        /// A finding and what people did about it.
        Finding = "finding",
        /// Who read what.
        Access = "access",
        /// The registry's own facts: rates, lists, policies, shares.
        Registry = "registry",
    }
}
