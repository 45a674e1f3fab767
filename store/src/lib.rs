//! The log: what was recorded, in the order in which it was recorded, sealed and chained.
//!
//! Cannot tell a worker from a contract: it moves bytes and knows no law. In reading order: `id`,
//! `append` (what goes in and comes out), `store` (the facade), `entry`, `seal`, `keys`, `chain`
//! (the bytes), `queue`, `commit`, `execute` (writing), `engine` (where bytes lie), `folder`
//! (opening), `verify` and `salvage`, `note` (what is signed and shown to others). Every byte on
//! disk stands in docs/FORMAT.md.

mod append;
pub mod bare;
mod bytes;
mod chain;
mod clock;
pub mod codec;
mod commit;
mod derive;
pub mod engine;
mod entry;
mod execute;
mod files;
mod folder;
#[doc(hidden)]
pub mod fuzzing;
mod genesis;
mod id;
mod index;
mod keyring;
mod keys;
mod memory_store;
pub mod note;
mod opaque;
mod queue;
pub mod salvage;
#[cfg(test)]
mod schedules;
mod seal;
mod secret;
mod store;
mod sync;
#[cfg(test)]
mod testing;
mod vault;
pub mod verify;

pub use append::{
    Append, AppendError, Expected, NewEvent, NewPart, Openness, ReadError, Receipt,
    TRANSACTION_EVENTS_MAX, Transaction,
};
pub use chain::{Head, Link};
pub use clock::ClockLimits;
pub use codec::{Codec, CodecError};
pub use entry::{ENTRY_BYTES_MAX, Malformed, Part, PartClass, Recorded};
pub use execute::{ExecuteError, View};
pub use folder::probe::{Probe, look_at};
pub use folder::{InitError, InitOptions, OpenError, Options, init};
pub use genesis::{Genesis, LogKind};
pub use id::{EventId, NotAnId, Position, StreamId, SubjectId, TypeId, Version};
pub use keyring::{KeyError, MasterKey, ProtectionKey};
pub use keys::{Opened, OpenedCase};
pub use memory_store::MemoryOptions;
pub use seal::Sealed;
pub use secret::NoEntropy;
pub use store::{Committer, Store};
pub use vault::VaultError;
pub use verify::{VerifyReport, verify_entries, verify_folder, verify_folder_after};
