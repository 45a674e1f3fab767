//! Why nothing was recorded.

use domain::any::Declined;
use domain::decider::{Class, Coded};
use domain::stream::StreamKind;
use store::{AppendError, ExecuteError, ReadError};

use crate::fields::FieldError;

/// Why nothing was recorded. `event` is the place of the event among all that were sent, from 0.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// A field is wrong.
    #[error("event {event}: {wrong}")]
    Field {
        /// Which event.
        event: usize,
        /// What is wrong.
        wrong: FieldError,
    },
    /// The domain declines it.
    #[error("event {event}: {declined}")]
    Declined {
        /// Which event.
        event: usize,
        /// Why.
        declined: Declined,
    },
    /// The stream tells another kind of story.
    #[error("this id belongs to a {kind}")]
    OtherKind {
        /// The kind of the stream that has this id.
        kind: StreamKind,
    },
    /// An earlier entry of the stream cannot be read by this program.
    #[error("an entry of this record cannot be read by this version of the program")]
    History,
    /// No event was sent.
    #[error("no event was sent")]
    Nothing,
    /// The log did not take it.
    #[error(transparent)]
    Append(AppendError),
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl RecordError {
    /// The codes that only this module gives: code, class, sentence.
    pub const OWN: &'static [(&'static str, Class, &'static str)] = &[
        ("stream.other_kind", Class::Conflict, "this id belongs to another kind of record"),
        (
            "stream.unreadable",
            Class::Unavailable,
            "an entry of this record cannot be read by this version of the program",
        ),
        ("event.none", Class::Invalid, "no event was sent"),
    ];

    /// Which event it was, where it was one.
    pub fn event(&self) -> Option<usize> {
        match self {
            Self::Field { event, .. } | Self::Declined { event, .. } => Some(*event),
            Self::OtherKind { .. }
            | Self::History
            | Self::Nothing
            | Self::Append(_)
            | Self::Read(_) => None,
        }
    }

    /// The same about another place among all events.
    #[must_use]
    pub fn of_event(self, place: impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Field { event, wrong } => Self::Field { event: place(event), wrong },
            Self::Declined { event, declined } => Self::Declined { event: place(event), declined },
            other @ (Self::OtherKind { .. }
            | Self::History
            | Self::Nothing
            | Self::Append(_)
            | Self::Read(_)) => other,
        }
    }

    /// Which field it was, where it was one.
    pub fn field(&self) -> Option<&str> {
        if let Self::Field { wrong, .. } = self { Some(&wrong.path) } else { None }
    }
}

impl Coded for RecordError {
    fn code(&self) -> &'static str {
        match self {
            Self::Field { wrong, .. } => wrong.code(),
            Self::Declined { declined, .. } => declined.code(),
            Self::OtherKind { .. } => "stream.other_kind",
            Self::History => "stream.unreadable",
            Self::Nothing => "event.none",
            Self::Append(error) => error.code(),
            Self::Read(error) => error.code(),
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::Field { wrong, .. } => wrong.class(),
            Self::Declined { declined, .. } => declined.class(),
            Self::OtherKind { .. } => Class::Conflict,
            Self::History => Class::Unavailable,
            Self::Nothing => Class::Invalid,
            Self::Append(error) => error.class(),
            Self::Read(error) => error.class(),
        }
    }
}

impl From<ExecuteError<RecordError>> for RecordError {
    fn from(error: ExecuteError<RecordError>) -> Self {
        match error {
            ExecuteError::Refused(refused) => refused,
            ExecuteError::Append(error) => Self::Append(error),
        }
    }
}
