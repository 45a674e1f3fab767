//! The closed lists of agencies and licences.

use serde::{Deserialize, Serialize};

use crate::choices::choices;

choices! {
    /// Who owns an agency.
    pub enum AgencyType as "agency_type" {
        /// A private employment agency.
        Private = "PRIVATE",
        /// A public one.
        Public = "PUBLIC",
    }
}

choices! {
    /// Why a licence was suspended.
    pub enum SuspensionReason as "licence_suspension_reason" {
        /// It charged workers.
        IllegalFees = "ILLEGAL_FEES",
        /// It deceived workers on their contracts.
        ContractSubstitution = "CONTRACT_SUBSTITUTION",
        /// Its bond is missing or too small.
        Bond = "BOND",
        /// It did not report, or reported falsely.
        Reporting = "REPORTING",
        /// Complaints are under investigation.
        Investigation = "INVESTIGATION",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Why a suspension was lifted.
    pub enum ReinstatementReason as "licence_reinstatement_reason" {
        /// What was wrong has been put right.
        Remedied = "REMEDIED",
        /// The agency won its appeal.
        Appeal = "APPEAL",
        /// The suspension had run its time.
        TimeServed = "TIME_SERVED",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Why a licence was revoked.
    pub enum RevocationReason as "licence_revocation_reason" {
        /// It charged workers.
        IllegalFees = "ILLEGAL_FEES",
        /// Trafficking or forced labour.
        Trafficking = "TRAFFICKING",
        /// Fraud.
        Fraud = "FRAUD",
        /// It did not put right what was wrong.
        NotRemedied = "NOT_REMEDIED",
        /// It asked for it.
        OwnRequest = "OWN_REQUEST",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Why a licence ran out.
    pub enum LicenceEndReason as "licence_end_reason" {
        /// Its last day passed without renewal.
        NotRenewed = "NOT_RENEWED",
        /// The agency ceased.
        Ceased = "CEASED",
    }
}

choices! {
    /// Why a sub-agent no longer recruits for an agency.
    pub enum SubAgentEnd as "sub_agent_end" {
        /// The agency ended it.
        EndedByAgency = "ENDED_BY_AGENCY",
        /// The sub-agent ended it.
        EndedBySubAgent = "ENDED_BY_SUB_AGENT",
        /// An authority forbade it.
        Forbidden = "FORBIDDEN",
        /// Another reason.
        Other = "OTHER",
    }
}
