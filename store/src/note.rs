//! Signed notes, and what is made of them: checkpoints, cosignatures, policies, proofs and
//! submissions to witnesses, in the forms of C2SP that other programs read and write, too.
//!
//! Pure: times and seeds come in, texts go out. The tree that a checkpoint speaks of, and whether
//! one tree goes on another, are left to the tree; docs/FORMAT.md, "Notes and checkpoints", says
//! which forms these are and where they are narrower than their specifications.

mod checkpoint;
mod cosignature;
mod error;
mod key;
mod policy;
mod proof;
mod signature;
mod signed;
mod submission;
mod text;

pub use checkpoint::Checkpoint;
pub use cosignature::cosign;
pub use error::NoteError;
pub use key::{KeyKind, SignerKey, VerifierKey};
pub use policy::{Judged, Policy, PolicyFault, TrustedLog, Witness};
pub use proof::{PROOF_BYTES_MAX, Proof};
pub use signature::Signature;
pub use signed::{NOTE_BYTES_MAX, Note, SIGNATURES_MAX, Verified};
pub use submission::{AddCheckpoint, SUBMISSION_BYTES_MAX};
pub use text::PATH_HASHES_MAX;

#[cfg(test)]
mod tests;
