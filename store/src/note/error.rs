//! Why a text is no such form, or why it is not believed.

use domain::decider::{Class, Coded};

use super::PolicyFault;
use super::proof::PROOF_BYTES_MAX;
use super::signed::{NOTE_BYTES_MAX, SIGNATURES_MAX};

/// Why a note, or what is made of notes, is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoteError {
    /// A note is longer than any that is read.
    #[error("the note has more than {NOTE_BYTES_MAX} bytes")]
    TooLong,
    /// Notes hold lines, and no other control character than their ends.
    #[error("the note holds a control character")]
    ControlCharacter,
    /// A text or its last line does not end.
    #[error("the last line of the note does not end")]
    Unfinished,
    /// A blank line stands between the text and its signatures.
    #[error("no blank line stands between the text and the signatures")]
    NoSignatures,
    /// A line is no signature.
    #[error("line {line} of the signatures is no signature")]
    SignatureMalformed {
        /// Its number among the signatures, from 1.
        line: usize,
    },
    /// More signatures than are read.
    #[error("the note has more than {SIGNATURES_MAX} signatures")]
    TooManySignatures,
    /// A key is called by a word without spaces, control characters and plus signs.
    #[error("{name:?} is no name of a key")]
    NameUnfit {
        /// What it was to be called.
        name: String,
    },
    /// The text or the bytes are no key.
    #[error("this is no verifier key")]
    KeyMalformed,
    /// The id is not that of the name and the key.
    #[error("the id of the key {name} is not the one of its name and bytes")]
    KeyIdWrong {
        /// The name.
        name: String,
    },
    /// A type of key of which this program checks no signatures.
    #[error("keys of type {kind:#04x} are not known here")]
    KeyKindUnknown {
        /// The byte that names the type.
        kind: u8,
    },
    /// A log's key cosigns nothing, and a cosigner's key signs no checkpoint of its own.
    #[error("the key {name} is of another type than this calls for")]
    KeyKindUnfit {
        /// The name.
        name: String,
    },
    /// A signature of a known key is not one over this text.
    #[error("the signature of {name} does not hold")]
    SignatureWrong {
        /// The key's name.
        name: String,
    },
    /// No clock shows this.
    #[error("{seconds} is no time of a cosignature")]
    TimeUnfit {
        /// Seconds since 1970.
        seconds: u64,
    },
    /// The text is no checkpoint.
    #[error("line {line} is not what a checkpoint has there")]
    CheckpointMalformed {
        /// Its number, from 1.
        line: usize,
    },
    /// No log of the policy has that origin.
    #[error("no log of the policy is called {origin:?}")]
    OriginUnknown {
        /// The origin.
        origin: String,
    },
    /// The log itself did not sign.
    #[error("the log {origin:?} has not signed this checkpoint")]
    LogSignatureMissing {
        /// The origin.
        origin: String,
    },
    /// A line of a policy says what cannot be.
    #[error("line {line} of the policy: {fault}")]
    PolicyMalformed {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        fault: PolicyFault,
    },
    /// A proof is longer than any that is read.
    #[error("the proof has more than {PROOF_BYTES_MAX} bytes")]
    ProofTooLong,
    /// The text is no proof.
    #[error("line {line} is not what a proof has there")]
    ProofMalformed {
        /// Its number, from 1.
        line: usize,
    },
    /// The text is no submission.
    #[error("line {line} is not what a submission to a witness has there")]
    SubmissionMalformed {
        /// Its number, from 1.
        line: usize,
    },
}

impl Coded for NoteError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong | Self::ProofTooLong => "note.too_long",
            Self::ControlCharacter => "note.control_character",
            Self::Unfinished => "note.unfinished",
            Self::NoSignatures => "note.no_signatures",
            Self::SignatureMalformed { .. } => "note.signature_malformed",
            Self::TooManySignatures => "note.too_many_signatures",
            Self::NameUnfit { .. } => "note.name_unfit",
            Self::KeyMalformed => "note.key_malformed",
            Self::KeyIdWrong { .. } => "note.key_id_wrong",
            Self::KeyKindUnknown { .. } => "note.key_kind_unknown",
            Self::KeyKindUnfit { .. } => "note.key_kind_unfit",
            Self::SignatureWrong { .. } => "note.signature_wrong",
            Self::TimeUnfit { .. } => "note.time_unfit",
            Self::CheckpointMalformed { .. } => "note.checkpoint_malformed",
            Self::OriginUnknown { .. } => "note.origin_unknown",
            Self::LogSignatureMissing { .. } => "note.log_signature_missing",
            Self::PolicyMalformed { .. } => "note.policy_malformed",
            Self::ProofMalformed { .. } => "note.proof_malformed",
            Self::SubmissionMalformed { .. } => "note.submission_malformed",
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::OriginUnknown { .. } => Class::Missing,
            Self::SignatureWrong { .. } | Self::LogSignatureMissing { .. } => Class::Forbidden,
            Self::TooLong
            | Self::ProofTooLong
            | Self::ControlCharacter
            | Self::Unfinished
            | Self::NoSignatures
            | Self::SignatureMalformed { .. }
            | Self::TooManySignatures
            | Self::NameUnfit { .. }
            | Self::KeyMalformed
            | Self::KeyIdWrong { .. }
            | Self::KeyKindUnknown { .. }
            | Self::KeyKindUnfit { .. }
            | Self::TimeUnfit { .. }
            | Self::CheckpointMalformed { .. }
            | Self::PolicyMalformed { .. }
            | Self::ProofMalformed { .. }
            | Self::SubmissionMalformed { .. } => Class::Invalid,
        }
    }
}
