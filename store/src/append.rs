//! What callers hand to the log and what they get back.

use std::fmt;

use domain::decider::{Class, Coded};

use crate::chain::Link;
use crate::engine::EngineError;
use crate::entry::ENTRY_BYTES_MAX;
use crate::id::{EventId, Position, StreamId, SubjectId, TypeId, Version};
use crate::secret::NoEntropy;
use crate::vault::VaultError;

/// Events that one transaction may have; it is committed as a whole.
pub const TRANSACTION_EVENTS_MAX: usize = 1_024;

/// An event in the clear, on its way to the log.
#[derive(Clone, Eq, PartialEq)]
pub struct NewEvent {
    /// Its name; the same name again is the same event.
    pub event_id: EventId,
    /// What kind of event it is; never 0.
    pub type_id: TypeId,
    /// Which version of the kind's fields its facts have.
    pub schema: u16,
    /// Coded facts.
    pub facts: Vec<u8>,
    /// What identifies people, one part per person.
    pub personal: Vec<NewPart>,
}

/// What an event says about one person and nobody else may read.
#[derive(Clone, Eq, PartialEq)]
pub struct NewPart {
    /// The person.
    pub subject: SubjectId,
    /// The text to be sealed.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for NewEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEvent")
            .field("event_id", &self.event_id)
            .field("type_id", &self.type_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPart")
    }
}

/// What must be true of a stream for a transaction to be committed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expected {
    /// Nothing.
    Any,
    /// It has no event yet.
    NoStream,
    /// Its last event has this version.
    Exactly(Version),
}

/// Whether heads show what happened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Openness {
    /// Heads show stream and type.
    Plain,
    /// Heads show nothing; everything is sealed for the protection service.
    Opaque,
}

/// Events to be put at the end of one stream.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Append {
    /// The stream, or the case if opaque.
    pub stream: StreamId,
    /// What the stream must be like *before the transaction*.
    pub expected: Expected,
    /// Whether heads show what happened.
    pub kind: Openness,
    /// The events in their order.
    pub events: Vec<NewEvent>,
}

/// Appends that are committed together or not at all.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Transaction {
    /// Events by stream.
    pub appends: Vec<Append>,
    /// What must be true of other streams (or cases) before the transaction.
    pub preconditions: Vec<(StreamId, Expected)>,
    /// The caller's clock, in milliseconds since 1970-01-01T00:00Z. The log stamps this or, if
    /// that is later, the time of its head.
    pub recorded_at_ms: i64,
}

/// What the log answers for one event.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Receipt {
    /// Where the entry is.
    pub position: Position,
    /// Its version in the stream its head shows.
    pub version: Version,
    /// The event's name.
    pub event_id: EventId,
    /// The stream its head shows.
    pub stream: StreamId,
    /// When it was recorded.
    pub recorded_at_ms: i64,
    /// Its link.
    pub link: Link,
    /// Whether it had been recorded before and this is the receipt of then.
    pub replayed: bool,
}

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The stream has gone on, or is not there.
    #[error("stream {stream} is not at the expected version")]
    VersionConflict {
        /// The stream.
        stream: StreamId,
        /// What was expected.
        expected: Expected,
        /// Version of its last event, if it has one.
        actual: Option<Version>,
    },
    /// Another stream, on which the decision rests, has gone on.
    #[error("stream {stream}, on which this rests, is not at the expected version")]
    PreconditionFailed {
        /// The stream.
        stream: StreamId,
        /// What was expected.
        expected: Expected,
        /// Version of its last event, if it has one.
        actual: Option<Version>,
    },
    /// The event id belongs to another event.
    #[error("event id {event_id} belongs to another event")]
    EventIdReused {
        /// The id.
        event_id: EventId,
    },
    /// One transaction names two events the same.
    #[error("event id {event_id} stands twice in one transaction")]
    EventIdTwice {
        /// The id.
        event_id: EventId,
    },
    /// Some events of the transaction were recorded before and some were not.
    #[error("only a part of these events, among them {event_id}, was recorded before")]
    PartlyRecorded {
        /// One that was.
        event_id: EventId,
    },
    /// The event does not fit into an entry.
    #[error("an event takes {bytes} bytes and an entry has {ENTRY_BYTES_MAX}")]
    EntryTooLarge {
        /// What it would take.
        bytes: usize,
    },
    /// The transaction is larger than one commit may be.
    #[error("a transaction has at most {TRANSACTION_EVENTS_MAX} events, not {events}")]
    TooManyEvents {
        /// What it has.
        events: usize,
    },
    /// An event uses the type that is reserved for opaque heads, or too many personal parts.
    #[error("event {event_id} has type 0, or more than 254 personal parts")]
    NotAnEvent {
        /// The event.
        event_id: EventId,
    },
    /// A stream has all the versions that a number can name, or the log all the positions.
    #[error("there is no version or position left")]
    Full,
    /// The clock is implausibly far ahead of the log.
    #[error("the clock is {ahead_ms} ms ahead of what is plausible; confirm it")]
    ClockJumped {
        /// How far beyond the limit.
        ahead_ms: i64,
    },
    /// The person's data was erased.
    #[error("the keys of subject {subject} were destroyed")]
    SubjectErased {
        /// The person.
        subject: SubjectId,
    },
    /// Opaque entries need the protection key.
    #[error("the store was opened without the protection key")]
    ProtectionKeyAbsent,
    /// Others were faster every time.
    #[error("others wrote to the same stream again and again")]
    Contended,
    /// The store was closed.
    #[error("the log is closed")]
    Closed,
    /// An earlier write or sync failed; whether this was recorded is unknown until restart.
    #[error("the log has failed and must be restarted: {reason}")]
    Failed {
        /// What failed first.
        reason: String,
    },
    /// The vault gives no key.
    #[error("the vault gives no key")]
    Vault(#[source] VaultError),
    /// The operating system gave no random bytes.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// What had been recorded cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<VaultError> for AppendError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::SubjectErased { subject } => Self::SubjectErased { subject },
            VaultError::NoEntropy(error) => Self::NoEntropy(error),
            error @ (VaultError::Io(_)
            | VaultError::KeyDamaged { .. }
            | VaultError::NotThisVault
            | VaultError::Full) => Self::Vault(error),
        }
    }
}

impl Coded for AppendError {
    fn code(&self) -> &'static str {
        match self {
            Self::VersionConflict { .. } => "log.version_conflict",
            Self::PreconditionFailed { .. } => "log.precondition_failed",
            Self::EventIdReused { .. } => "log.event_id_reused",
            Self::EventIdTwice { .. } => "log.event_id_twice",
            Self::PartlyRecorded { .. } => "log.partly_recorded",
            Self::EntryTooLarge { .. } => "log.entry_too_large",
            Self::TooManyEvents { .. } => "log.too_many_events",
            Self::NotAnEvent { .. } => "log.not_an_event",
            Self::Full => "log.full",
            Self::ClockJumped { .. } => "log.clock_jumped",
            Self::SubjectErased { .. } => "keys.subject_erased",
            Self::ProtectionKeyAbsent => "keys.protection_key_absent",
            Self::Contended => "log.contended",
            Self::Closed => "log.closed",
            Self::Failed { .. } => "log.failed",
            Self::Vault(_) => "keys.vault_failed",
            Self::NoEntropy(_) => "keys.no_entropy",
            Self::Read(error) => error.code(),
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::VersionConflict { .. }
            | Self::PreconditionFailed { .. }
            | Self::EventIdReused { .. }
            | Self::PartlyRecorded { .. }
            | Self::SubjectErased { .. }
            | Self::Contended => Class::Conflict,
            Self::EventIdTwice { .. }
            | Self::EntryTooLarge { .. }
            | Self::TooManyEvents { .. }
            | Self::NotAnEvent { .. } => Class::Invalid,
            Self::Full
            | Self::ClockJumped { .. }
            | Self::ProtectionKeyAbsent
            | Self::Closed
            | Self::Failed { .. }
            | Self::Vault(_)
            | Self::NoEntropy(_) => Class::Unavailable,
            Self::Read(error) => error.class(),
        }
    }
}

/// Why entries cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The stored bytes are not those of an entry, or one is missing.
    #[error("the log is damaged at position {position}: {what}")]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong there.
        what: &'static str,
    },
    /// A part that the store must open does not open.
    #[error("a part of the entry at position {position} does not open")]
    Sealed {
        /// Where.
        position: Position,
        /// Why.
        source: crate::seal::Sealed,
    },
    /// The engine failed.
    #[error("the log cannot be read")]
    Engine(#[source] EngineError),
}

impl From<EngineError> for ReadError {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Damaged { position, what } => Self::Damaged { position, what },
            error @ (EngineError::Io { .. } | EngineError::Panicked { .. }) => Self::Engine(error),
        }
    }
}

impl Coded for ReadError {
    fn code(&self) -> &'static str {
        match self {
            Self::Damaged { .. } => "log.damaged",
            Self::Sealed { .. } => "log.part_sealed",
            Self::Engine(_) => "log.unreadable",
        }
    }

    fn class(&self) -> Class {
        Class::Unavailable
    }
}
