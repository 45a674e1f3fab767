//! The closed lists of employers.

use serde::{Deserialize, Serialize};

use crate::choices::choices;

choices! {
    /// What kind of employer it is.
    pub enum EmployerType as "employer_type" {
        /// An enterprise.
        Enterprise = "ENTERPRISE",
        /// A private household.
        Household = "HOUSEHOLD",
        /// A cooperative.
        Cooperative = "COOPERATIVE",
    }
}

choices! {
    /// Why an employer was barred.
    pub enum BlacklistReason as "blacklist_reason" {
        /// It did not pay wages.
        WageArrears = "WAGE_ARREARS",
        /// It changed contracts after arrival.
        ContractSubstitution = "CONTRACT_SUBSTITUTION",
        /// Violence or harassment.
        Violence = "VIOLENCE",
        /// It kept workers' documents.
        DocumentRetention = "DOCUMENT_RETENTION",
        /// Bad lodging or unsafe work.
        WorkingConditions = "WORKING_CONDITIONS",
        /// It did not carry out a decision.
        DecisionIgnored = "DECISION_IGNORED",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Why an employer may hire again.
    pub enum DelistReason as "delist_reason" {
        /// What was wrong has been put right.
        Remedied = "REMEDIED",
        /// It won its appeal.
        Appeal = "APPEAL",
        /// The bar had run its time.
        TimeServed = "TIME_SERVED",
        /// It had been listed by mistake.
        Mistake = "MISTAKE",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Why an employer ceased to exist.
    pub enum ClosureReason as "employer_closure_reason" {
        /// A household dissolved.
        HouseholdDissolved = "HOUSEHOLD_DISSOLVED",
        /// Insolvency.
        Insolvency = "INSOLVENCY",
        /// It gave up its business.
        Ceased = "CEASED",
        /// It became part of another.
        Merged = "MERGED",
        /// Another reason.
        Other = "OTHER",
    }
}
