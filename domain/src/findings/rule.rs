//! The catalogue of soft rules: number, name, usual severity, and the text each rests on.

use serde::{Deserialize, Serialize};

use super::Severity;
use crate::choices::choices;

choices! {
    /// A soft rule (domain.md H.1).
    pub enum Rule as "finding_rule" {
        /// A worker was charged a recruitment fee or a related cost.
        IllegalFee = "F01",
        /// Workers paid an agency more than the national cap.
        FeeOverCap = "F02",
        /// An agency placed a worker without a valid licence.
        LicenceNotValid = "F03",
        /// A worker left by a regular path before a contract was verified.
        UnverifiedDeparture = "F04",
        /// A worker left by a regular path without orientation or a waiver that holds.
        NoPdo = "F05",
        /// Other terms took the place of the contract that was signed.
        ContractSubstitution = "F06",
        /// The contract pays less than the minimum wage.
        BelowMinimumWage = "F07",
        /// Wages are owed for longer than the grace after their pay date.
        WageArrears = "F08",
        /// Wages were paid late.
        LateWage = "F09",
        /// Somebody else holds the worker's document.
        DocumentRetained = "F10",
        /// Working hours or rest break the limits.
        ExcessiveHours = "F11",
        /// A worker stayed longer than authorised.
        StayExceeded = "F12",
        /// Nobody has heard from the worker.
        MissedCheckIns = "F13",
        /// A complaint was not acknowledged or decided in time.
        SlaBreach = "F14",
        /// Data was shared without consent.
        ConsentMissing = "F15",
        /// An imported cycle lacks phases that it must have had.
        HistoryIncomplete = "F16",
        /// Two accepted facts cannot both be true.
        Conflict = "F17",
        /// Two records may be about one person.
        DuplicateSuspected = "F18",
        /// A fact reached the registry late.
        LateRecorded = "F19",
        /// An agency or employer keeps breaking rules.
        RepeatOffender = "F20",
        /// A person of high vulnerability got no assistance.
        VulnerableUnserved = "F21",
        /// A cycle was closed while a complaint was open.
        ClosedWithOpenCase = "F22",
    }
}

impl Rule {
    /// The rules that this version of the registry evaluates.
    pub const EVALUATED: [Self; 12] = [
        Self::IllegalFee,
        Self::LicenceNotValid,
        Self::UnverifiedDeparture,
        Self::NoPdo,
        Self::ContractSubstitution,
        Self::WageArrears,
        Self::DocumentRetained,
        Self::MissedCheckIns,
        Self::SlaBreach,
        Self::HistoryIncomplete,
        Self::Conflict,
        Self::ClosedWithOpenCase,
    ];

    /// Its name, for exports and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IllegalFee => "illegal_fee",
            Self::FeeOverCap => "fee_over_cap",
            Self::LicenceNotValid => "licence_not_valid",
            Self::UnverifiedDeparture => "unverified_departure",
            Self::NoPdo => "no_pdo",
            Self::ContractSubstitution => "contract_substitution",
            Self::BelowMinimumWage => "below_minimum_wage",
            Self::WageArrears => "wage_arrears",
            Self::LateWage => "late_wage",
            Self::DocumentRetained => "document_retained",
            Self::ExcessiveHours => "excessive_hours",
            Self::StayExceeded => "stay_exceeded",
            Self::MissedCheckIns => "missed_checkins",
            Self::SlaBreach => "sla_breach",
            Self::ConsentMissing => "consent_missing",
            Self::HistoryIncomplete => "history_incomplete",
            Self::Conflict => "conflict",
            Self::DuplicateSuspected => "duplicate_suspected",
            Self::LateRecorded => "late_recorded",
            Self::RepeatOffender => "repeat_offender",
            Self::VulnerableUnserved => "vulnerable_unserved",
            Self::ClosedWithOpenCase => "closed_with_open_case",
        }
    }

    /// How grave it is unless its circumstances say otherwise.
    pub const fn usual_severity(self) -> Severity {
        match self {
            Self::IllegalFee
            | Self::UnverifiedDeparture
            | Self::ContractSubstitution
            | Self::WageArrears
            | Self::ExcessiveHours
            | Self::StayExceeded
            | Self::MissedCheckIns
            | Self::ClosedWithOpenCase => Severity::Medium,
            Self::FeeOverCap
            | Self::LicenceNotValid
            | Self::BelowMinimumWage
            | Self::DocumentRetained
            | Self::ConsentMissing
            | Self::Conflict
            | Self::RepeatOffender
            | Self::VulnerableUnserved => Severity::High,
            Self::NoPdo | Self::LateWage | Self::SlaBreach => Severity::Low,
            Self::HistoryIncomplete | Self::DuplicateSuspected | Self::LateRecorded => {
                Severity::Info
            }
        }
    }

    /// The text that it rests on; none where it is a practice of this registry. Titles are ours.
    pub const fn basis(self) -> Option<&'static str> {
        match self {
            Self::IllegalFee => Some(
                "ILO general principles and operational guidelines for fair recruitment, with the \
                 definition of recruitment fees and related costs (2019); C181, article 7",
            ),
            Self::FeeOverCap => Some("national fee cap, where there is one"),
            Self::LicenceNotValid => Some("C181, article 3"),
            Self::UnverifiedDeparture => Some("C189, article 8"),
            Self::ContractSubstitution => Some("ILO forced-labour indicator 2, deception"),
            Self::BelowMinimumWage => Some("national minimum wage; C189, article 11"),
            Self::WageArrears => Some("ILO forced-labour indicator 8; C189, article 12"),
            Self::LateWage => Some("C189, article 12"),
            Self::DocumentRetained => Some("ILO forced-labour indicator 7; C189, article 9"),
            Self::ExcessiveHours => Some("ILO forced-labour indicator 11; C189, article 10"),
            Self::StayExceeded => Some("terms of the permit"),
            Self::ConsentMissing => Some("national data-protection law"),
            Self::NoPdo
            | Self::MissedCheckIns
            | Self::SlaBreach
            | Self::HistoryIncomplete
            | Self::Conflict
            | Self::DuplicateSuspected
            | Self::LateRecorded
            | Self::RepeatOffender
            | Self::VulnerableUnserved
            | Self::ClosedWithOpenCase => None,
        }
    }
}
