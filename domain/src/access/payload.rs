//! The traces that reading personal data leaves in the chain (I10). What was looked for is not
//! written down, for a search text is personal itself.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::digest::Digest;
use crate::event::events;
use crate::id::{Label, StreamId};
use crate::stream::StreamKind;

choices! {
    /// A class of data that was read (domain.md H.4).
    pub enum DataClass as "data_class" {
        /// Names, dates of birth, document numbers, telephones, addresses.
        Identity = "IDENTITY",
        /// Agencies, employers, contracts, departures, returns.
        Placement = "PLACEMENT",
        /// Wages and complaints.
        WageAndComplaint = "WAGE_AND_COMPLAINT",
        /// Union membership.
        UnionMembership = "UNION_MEMBERSHIP",
        /// Accidents, illness, detention.
        Incident = "INCIDENT",
        /// What concerns survivors.
        Survivor = "SURVIVOR",
        /// Return and reintegration.
        Reintegration = "REINTEGRATION",
        /// Figures.
        Statistics = "STATISTICS",
    }
}

choices! {
    /// What somebody reads personal data for.
    pub enum AccessPurpose as "access_purpose" {
        /// To follow a person's file.
        CaseManagement = "CASE_MANAGEMENT",
        /// To follow a complaint.
        ComplaintHandling = "COMPLAINT_HANDLING",
        /// To protect somebody.
        Protection = "PROTECTION",
        /// To audit.
        Audit = "AUDIT",
        /// To evaluate a programme.
        Evaluation = "EVALUATION",
        /// To find or rule out a duplicate.
        Deduplication = "DEDUPLICATION",
        /// To answer the person herself.
        SubjectRequest = "SUBJECT_REQUEST",
        /// To answer a court or an authority.
        LegalRequest = "LEGAL_REQUEST",
        /// To keep the registry running.
        Operation = "OPERATION",
    }
}

choices! {
    /// Whether somebody was let in.
    pub enum AccessOutcome as "access_outcome" {
        /// She was.
        Granted = "GRANTED",
        /// She was not.
        Denied = "DENIED",
    }
}

choices! {
    /// By what somebody searched.
    pub enum SearchCriterion as "search_criterion" {
        /// By a name.
        Name = "NAME",
        /// By a telephone.
        Phone = "PHONE",
        /// By a document's number.
        Document = "DOCUMENT",
        /// By another register's id.
        Reference = "REFERENCE",
        /// By a date of birth.
        BirthDate = "BIRTH_DATE",
        /// By a place.
        Place = "PLACE",
    }
}

choices! {
    /// The form of an export.
    pub enum ExportFormat as "export_format" {
        /// JSON.
        Json = "JSON",
        /// CSV.
        Csv = "CSV",
        /// Parquet.
        Parquet = "PARQUET",
        /// A page to print.
        Print = "PRINT",
        /// XES.
        Xes = "XES",
        /// OCEL.
        Ocel = "OCEL",
        /// SDMX-CSV.
        Sdmx = "SDMX",
    }
}

events! {
    /// Who read what.
    pub enum Event, Personal of CrossCutting on Some(StreamKind::Access);

    /// Somebody read a record, or tried to.
    [830, 1] RecordAccessed as "record_accessed" {
        /// Which record.
        stream: StreamId,
        /// What it tells the story of.
        kind: StreamKind,
        /// What was read of it.
        classes: Vec<DataClass>,
        /// What for.
        purpose: AccessPurpose,
        /// Whether it was shown.
        outcome: AccessOutcome,
    }
    refuses [NoDataClass] raises [];

    /// Somebody searched for people or records.
    [831, 1] RecordSearched as "record_searched" {
        /// What was searched for.
        kind: StreamKind,
        /// By what.
        criteria: Vec<SearchCriterion>,
        /// What for.
        purpose: AccessPurpose,
        /// How many were shown.
        rows: u32,
    }
    refuses [] raises [];

    /// Somebody took a report or a list out of the registry.
    [832, 1] ReportExported as "report_exported" {
        /// Which, such as `M4`.
        report: Label,
        /// In which form.
        format: ExportFormat,
        /// What it contains.
        classes: Vec<DataClass>,
        /// What for.
        purpose: AccessPurpose,
        /// How many rows.
        rows: u32,
        /// Below how many persons a cell was hidden; none where nothing was.
        suppressed_below: Option<u8>,
        /// The log position at which it was computed.
        position: u64,
        /// SHA-256 of what was handed out.
        digest: Option<Digest>,
    }
    refuses [NoDataClass] raises [];
}
