//! Why a request leads to nothing.

use crate::decider::{Class, Coded};
use crate::stream::StreamKind;

/// Why a request leads to nothing. No variant quotes what was sent, for it may be personal.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Declined {
    /// No event type has that name.
    #[error("there is no event type of this name")]
    UnknownType,
    /// The event type is recorded on another kind of stream.
    #[error("this event is not recorded on a stream of kind {kind}")]
    OtherStream {
        /// The kind of stream that was named.
        kind: StreamKind,
    },
    /// The data are not those of the event type.
    #[error("the data do not fit the event type")]
    Malformed,
    /// The personal part is not that of the event type.
    #[error("the personal part does not fit the event type")]
    MalformedPersonal,
    /// The event type says nothing about a person in words.
    #[error("this event type has no personal part")]
    NoPersonalPart,
    /// A correction does not say of which type its replacement is, or of an unknown one.
    #[error("a correction's replacement names its event type under the key type")]
    ReplacementWithoutType,
    /// It takes more bytes than an entry may have.
    #[error("it takes more room than an entry has")]
    TooLarge,
    /// A rule refuses it.
    #[error("{sentence}")]
    Refused {
        /// The rule's permanent code.
        code: &'static str,
        /// What kind of answer it deserves.
        class: Class,
        /// What the rule says.
        sentence: String,
    },
}

impl Declined {
    /// The reasons that are no rule of an aggregate: code, class, sentence.
    pub const OWN: &'static [(&'static str, Class, &'static str)] = &[
        ("event.unknown_type", Class::Invalid, "there is no event type of this name"),
        ("event.other_stream", Class::Invalid, "this event is not recorded on such a stream"),
        ("event.malformed", Class::Invalid, "the data do not fit the event type"),
        (
            "event.malformed_personal",
            Class::Invalid,
            "the personal part does not fit the event type",
        ),
        ("event.no_personal_part", Class::Invalid, "this event type has no personal part"),
        (
            "event.replacement_without_type",
            Class::Invalid,
            "a correction's replacement names its event type under the key type",
        ),
        ("event.too_large", Class::Invalid, "it takes more room than an entry has"),
    ];
}

impl Coded for Declined {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownType => "event.unknown_type",
            Self::OtherStream { .. } => "event.other_stream",
            Self::Malformed => "event.malformed",
            Self::MalformedPersonal => "event.malformed_personal",
            Self::NoPersonalPart => "event.no_personal_part",
            Self::ReplacementWithoutType => "event.replacement_without_type",
            Self::TooLarge => "event.too_large",
            Self::Refused { code, .. } => code,
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::UnknownType
            | Self::OtherStream { .. }
            | Self::Malformed
            | Self::MalformedPersonal
            | Self::NoPersonalPart
            | Self::ReplacementWithoutType
            | Self::TooLarge => Class::Invalid,
            Self::Refused { class, .. } => *class,
        }
    }
}
