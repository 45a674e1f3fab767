//! Every identifier of the registry, each a type of its own, in one list.
//!
//! Ids are random and say nothing about whom they name. They travel as UUID text and lie in
//! events as 16 bytes. A [`Label`] names something inside one record (a contract, a cycle).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::describe::{Described, Referable, Shape};
use crate::stream::StreamKind;

/// A text is not an identifier of ours.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an identifier: expected a UUID such as 0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $(-> $kind:ident)?;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id of these 16 bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its 16 bytes, as the log keeps them.
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Uuid::from_bytes(self.0).hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(|id| Self(id.into_bytes())).or(Err(NotAnId))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() { to.collect_str(self) } else { self.0.serialize(to) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                if from.is_human_readable() {
                    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
                } else {
                    <[u8; 16]>::deserialize(from).map(Self)
                }
            }
        }

        ids!(@describe $name $($kind)?);
    )+};
    (@describe $name:ident $kind:ident) => {
        impl Described for $name {
            const SHAPE: Shape = Shape::Reference { kind: StreamKind::$kind };
        }
        impl Referable for $name {
            fn refer(&self, to: &mut dyn FnMut(StreamKind, StreamId)) {
                to(StreamKind::$kind, StreamId(self.0));
            }
        }
        impl From<$name> for StreamId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
        impl From<StreamId> for $name {
            fn from(id: StreamId) -> Self {
                Self(id.0)
            }
        }
    };
    (@describe $name:ident) => {
        impl Described for $name {
            const SHAPE: Shape = Shape::Id;
        }
        impl Referable for $name {}
    };
}

ids! {
    /// An employment agency, private or public.
    AgencyId -> Agency;
    /// A protection case. Its number is known to the protection service only.
    CaseId -> Case;
    /// A complaint on working conditions or recruitment.
    ComplaintId -> Complaint;
    /// An employer: enterprise, household or cooperative.
    EmployerId -> Employer;
    /// One event, for ever; given by whoever sends it, so that sending twice records once.
    EventId;
    /// A numbered breach of a soft rule; stable over rebuilds.
    FindingId -> Finding;
    /// A migrant worker with all her cycles.
    MigrantId -> Migrant;
    /// A ministry, service, union, diaspora network, shelter.
    OrganisationId -> Organisation;
    /// A programme of cooperation.
    ProgrammeId -> Programme;
    /// Any stream, whatever its kind.
    StreamId;
    /// A natural person (or a complaint) whose own key seals what is said about her.
    SubjectId;
    /// Whoever signs in and records.
    UserId -> User;
    /// A vacancy published by an employer.
    VacancyId -> Vacancy;
}

macro_rules! stream_subjects {
    ($($name:ident)+) => {$(
        impl From<$name> for SubjectId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
    )+};
}
stream_subjects! { AgencyId CaseId ComplaintId EmployerId MigrantId OrganisationId StreamId UserId }

/// A text is not a label.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a label: expected 1 to 32 of A-Z a-z 0-9 . _ / -")]
pub struct NotALabel;

/// A short code that somebody chose: a contract's number inside a record, a course, a form version.
///
/// It stays in the coded facts after an erasure, so it must never name a person.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

impl Label {
    /// The most characters of a label.
    pub const CHARS_MAX: usize = 32;

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Label {
    type Error = NotALabel;

    fn try_from(text: String) -> Result<Self, NotALabel> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte);
        let fits = (1..=Self::CHARS_MAX).contains(&text.len());
        if fits && text.bytes().all(allowed) { Ok(Self(text)) } else { Err(NotALabel) }
    }
}

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(text: &str) -> Result<Self, NotALabel> {
        Self::try_from(text.to_owned())
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Described for Label {
    const SHAPE: Shape = Shape::Label;
}
impl Referable for Label {}

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
        pub struct $name(pub Label);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = NotALabel;

            fn from_str(text: &str) -> Result<Self, NotALabel> {
                text.parse().map(Self)
            }
        }
        impl Described for $name {
            const SHAPE: Shape = Shape::Label;
        }
        impl Referable for $name {}
    )+};
}

labels! {
    /// A contract, unique within its worker's record.
    ContractId;
    /// A migration cycle, unique within its worker's record.
    CycleId;
    /// An enterprise after return, unique within its founder's record.
    EnterpriseId;
    /// A reintegration plan, unique within its person's record.
    PlanId;
    /// A referral, unique within its complaint or case.
    ReferralId;
}
