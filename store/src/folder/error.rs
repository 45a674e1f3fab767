//! Why a log is not made or not opened; each says what to do.

use std::io;
use std::path::PathBuf;

use domain::decider::{Class, Coded};

use crate::append::ReadError;
use crate::engine::EngineError;
use crate::id::Position;
use crate::keyring::KeyError;
use crate::secret::NoEntropy;
use crate::vault::VaultError;

/// Why no log was made.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The name is no name for a log.
    #[error("{origin:?} is no name for a log: one word like a URL without scheme, no plus sign")]
    OriginUnfit {
        /// The name.
        origin: String,
    },
    /// The folder holds something.
    #[error("{} is not empty", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// Whoever steals the folder must not find the keys in it.
    #[error("the keyring {} would lie inside the data folder", path.display())]
    KeyringInside {
        /// The keyring.
        path: PathBuf,
    },
    /// A key file is in the way or cannot be written.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The vault cannot be written.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database cannot be made.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The operating system gave no random bytes.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// The disk failed.
    #[error("cannot write {}", path.display())]
    Io {
        /// What was to be written.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl Coded for InitError {
    fn code(&self) -> &'static str {
        match self {
            Self::OriginUnfit { .. } => "log.origin_unfit",
            Self::NotEmpty { .. } => "log.folder_not_empty",
            Self::KeyringInside { .. } => "keys.inside_data_folder",
            Self::Keys(error) => error.code(),
            Self::Vault(_) => "keys.vault_failed",
            Self::Engine(_) | Self::Io { .. } => "log.unwritable",
            Self::NoEntropy(_) => "keys.no_entropy",
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::OriginUnfit { .. } | Self::KeyringInside { .. } => Class::Invalid,
            Self::NotEmpty { .. } => Class::Conflict,
            Self::Keys(error) => error.class(),
            Self::Vault(_) | Self::Engine(_) | Self::NoEntropy(_) | Self::Io { .. } => {
                Class::Unavailable
            }
        }
    }
}

/// Why a log was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no log here.
    #[error("{} holds no log; run tukki init", path.display())]
    NotALog {
        /// The folder.
        path: PathBuf,
    },
    /// Another process has it.
    #[error("{} is open in another process", path.display())]
    AlreadyOpen {
        /// The folder.
        path: PathBuf,
    },
    /// The genesis is not what was written.
    #[error("{} is missing or damaged; it never changes, so put back any copy of it", path.display())]
    GenesisDamaged {
        /// The file.
        path: PathBuf,
    },
    /// A file was written by a newer program.
    #[error("{} has format {format}, which this program does not know; run the program that wrote it", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u8,
    },
    /// Neither slot of the HEAD file is whole.
    #[error("{} is missing or damaged, so nobody knows where the log ended; run tukki salvage", path.display())]
    HeadFileDamaged {
        /// The file.
        path: PathBuf,
    },
    /// The log ends before the place that had been acknowledged.
    #[error(
        "{} has lost the entries from {first} to {}; nothing is served; run tukki salvage",
        file.display(), end.saturating_sub(1)
    )]
    EntriesLost {
        /// The file that lost them.
        file: PathBuf,
        /// The first that is lost.
        first: Position,
        /// The position after the last that is lost.
        end: u64,
    },
    /// The last acknowledged entry is not the one in the database.
    #[error("{} holds another entry at {position} than was acknowledged; run tukki salvage", file.display())]
    OtherEntry {
        /// The database's file.
        file: PathBuf,
        /// Where.
        position: Position,
    },
    /// The database does not open, or its last blocks are damaged.
    #[error("{} is damaged; nothing is served; run tukki salvage", file.display())]
    DatabaseDamaged {
        /// The database's file.
        file: PathBuf,
        /// What is wrong, and where.
        source: EngineError,
    },
    /// The folder of the database is not there.
    #[error("the database {} is missing; put it back from a backup", path.display())]
    DatabaseMissing {
        /// The folder.
        path: PathBuf,
    },
    /// There is no space for the copy on which an open after an unclean stop works.
    #[error("{} cannot be written: free as much space as the log takes and start again", path.display())]
    NoSpace {
        /// The copy.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The vault is gone, and with it the keys of all persons.
    #[error("the vault {} is missing; put it back from a backup", path.display())]
    VaultMissing {
        /// The file.
        path: PathBuf,
    },
    /// The vault cannot be used.
    #[error("the vault {} cannot be used; put its newest copy back from a backup", path.display())]
    Vault {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: VaultError,
    },
    /// A key is missing or wrong.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// An entry is damaged or does not fit the others.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The disk failed.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl Coded for OpenError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotALog { .. } => "log.not_a_log",
            Self::AlreadyOpen { .. } => "log.already_open",
            Self::GenesisDamaged { .. } => "log.genesis_damaged",
            Self::NewerFormat { .. } => "log.newer_format",
            Self::HeadFileDamaged { .. } => "log.head_file_damaged",
            Self::EntriesLost { .. } => "log.entries_lost",
            Self::OtherEntry { .. } => "log.other_entry",
            Self::DatabaseDamaged { .. } => "log.database_damaged",
            Self::DatabaseMissing { .. } => "log.database_missing",
            Self::NoSpace { .. } => "log.no_space",
            Self::VaultMissing { .. } => "keys.vault_missing",
            Self::Vault { .. } => "keys.vault_failed",
            Self::Keys(error) => error.code(),
            Self::Read(error) => error.code(),
            Self::Io { .. } => "log.io",
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::NotALog { .. } => Class::Missing,
            Self::AlreadyOpen { .. } => Class::Conflict,
            Self::GenesisDamaged { .. }
            | Self::HeadFileDamaged { .. }
            | Self::EntriesLost { .. }
            | Self::OtherEntry { .. }
            | Self::DatabaseDamaged { .. }
            | Self::NewerFormat { .. }
            | Self::DatabaseMissing { .. }
            | Self::NoSpace { .. }
            | Self::VaultMissing { .. }
            | Self::Vault { .. }
            | Self::Keys(_)
            | Self::Read(_)
            | Self::Io { .. } => Class::Unavailable,
        }
    }
}
