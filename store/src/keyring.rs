//! The keys that live outside the data folder: master key, keyring, protection key.
//!
//! The keyring holds the wrapping, facts, signing and reference keys, sealed under the master key.
//! Only `init` makes keys. The keys of persons are in the `vault`.

use std::io;
use std::path::{Path, PathBuf};

use domain::decider::{Class, Coded};
use ed25519_dalek::SigningKey;
use zeroize::Zeroize;

use crate::bytes::Reader;
use crate::chain::Link;
use crate::seal;
use crate::secret::{Entropy, NoEntropy, Secret, SystemEntropy};

mod outside;

pub use outside::{MasterKey, ProtectionKey};
use outside::{read_private, write_private};

const MAGIC: &[u8; 8] = b"TUKKIKEY";
const FORMAT: u8 = 1;
const KEYRING_CONTEXT: &str = "tukki v1 keyring";
const CHECK_CONTEXT: &str = "tukki v1 key check";

/// What is wrong with keys or the files that hold them.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file that should hold a key does not exist.
    #[error("there is no key file at {}", path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// A key file exists and would be overwritten.
    #[error("a key file exists already at {}", path.display())]
    Exists {
        /// Where it is.
        path: PathBuf,
    },
    /// Others than its owner may read the file.
    #[error("{} may be read by others than its owner; run chmod 600 on it", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// A text is no key.
    #[error("a key is 32 bytes as 64 hexadecimal digits or as base64")]
    NotAKey,
    /// A file that should hold a key holds something else.
    #[error("{} holds no key: put it back from a backup; a key is 64 hexadecimal digits or base64", path.display())]
    NotAKeyFile {
        /// The file.
        path: PathBuf,
    },
    /// An environment variable that should hold a key is not set.
    #[error("the environment variable {name} is not set")]
    NotInEnvironment {
        /// Its name.
        name: String,
    },
    /// The keyring was sealed under another master key.
    #[error("the master key is not the one that sealed the keyring")]
    MasterKeyWrong,
    /// The keyring belongs to another log.
    #[error("the keyring belongs to another log")]
    OtherLog,
    /// The keyring's bytes are not what was sealed.
    #[error("the keyring {} is damaged; put it back from a backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The protection key is not the one the log was made with, or it was made without one.
    #[error("the protection key is not the one this log was made with")]
    ProtectionKeyWrong,
    /// A key file cannot be read or written.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The operating system gave no random bytes.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}

impl Coded for KeyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "keys.missing",
            Self::Exists { .. } => "keys.exists",
            Self::Exposed { .. } => "keys.exposed",
            Self::NotAKey | Self::NotAKeyFile { .. } => "keys.not_a_key",
            Self::NotInEnvironment { .. } => "keys.not_in_environment",
            Self::MasterKeyWrong => "keys.master_key_wrong",
            Self::OtherLog => "keys.other_log",
            Self::Damaged { .. } => "keys.damaged",
            Self::ProtectionKeyWrong => "keys.protection_key_wrong",
            Self::Io { .. } => "keys.io",
            Self::NoEntropy(_) => "keys.no_entropy",
        }
    }

    fn class(&self) -> Class {
        Class::Unavailable
    }
}

/// The registry's own keys, opened.
#[derive(Debug)]
pub(crate) struct Keyring {
    pub(crate) wrapping: NumberedKey,
    /// Facts keys by epoch, the current one last.
    pub(crate) facts: Vec<NumberedKey>,
    pub(crate) signing: Secret,
    pub(crate) reference: Secret,
    /// Key check of the protection key the log was made with; zeros if it was made without.
    pub(crate) protection_check: [u8; 8],
}

/// A key and the number by which heads and wrapped keys name it.
#[derive(Clone, Debug)]
pub(crate) struct NumberedKey {
    pub(crate) number: u32,
    pub(crate) secret: Secret,
}

impl Keyring {
    pub(crate) fn random(
        protection: Option<&ProtectionKey>,
        entropy: &dyn Entropy,
    ) -> Result<Self, NoEntropy> {
        Ok(Self {
            wrapping: NumberedKey { number: 1, secret: Secret::random(entropy)? },
            facts: vec![NumberedKey { number: 1, secret: Secret::random(entropy)? }],
            signing: Secret::random(entropy)?,
            reference: Secret::random(entropy)?,
            protection_check: protection.map_or([0; 8], |key| key_check(&key.0)),
        })
    }

    pub(crate) fn log_key(&self) -> [u8; 32] {
        SigningKey::from_bytes(self.signing.expose()).verifying_key().to_bytes()
    }

    /// Whether this is the protection key that the log was made with.
    pub(crate) fn check_protection(&self, key: &ProtectionKey) -> Result<(), KeyError> {
        if self.protection_check == key_check(&key.0) {
            Ok(())
        } else {
            Err(KeyError::ProtectionKeyWrong)
        }
    }

    pub(crate) fn to_bytes(
        &self,
        genesis: Link,
        master: &MasterKey,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, NoEntropy> {
        let mut content = Vec::with_capacity(256);
        write_numbered(&self.wrapping, &mut content);
        content.push(u8::try_from(self.facts.len()).unwrap_or(u8::MAX));
        for key in &self.facts {
            write_numbered(key, &mut content);
        }
        content.extend_from_slice(self.signing.expose());
        content.extend_from_slice(self.reference.expose());
        content.extend_from_slice(&self.protection_check);
        let mut bytes = MAGIC.to_vec();
        bytes.push(FORMAT);
        bytes.extend_from_slice(&genesis.0);
        bytes.extend_from_slice(&key_check(&master.0));
        let sealed = seal::encrypt(&sealing_key(master), &bytes, content, entropy)?;
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    pub(crate) fn write(
        &self,
        path: &Path,
        genesis: Link,
        master: &MasterKey,
    ) -> Result<(), KeyError> {
        write_private(path, &self.to_bytes(genesis, master, &SystemEntropy)?)
    }

    pub(crate) fn read(path: &Path, genesis: Link, master: &MasterKey) -> Result<Self, KeyError> {
        let bytes = read_private(path)?;
        let damaged = || KeyError::Damaged { path: path.to_owned() };
        let (header, sealed) = bytes.split_at_checked(49).ok_or_else(damaged)?;
        let mut reader = Reader::new(header);
        if reader.array::<8>() != Some(*MAGIC) || reader.u8() != Some(FORMAT) {
            return Err(damaged());
        }
        if reader.array() != Some(genesis.0) {
            return Err(KeyError::OtherLog);
        }
        if reader.array() != Some(key_check(&master.0)) {
            return Err(KeyError::MasterKeyWrong);
        }
        let mut content =
            seal::decrypt(&sealing_key(master), header, sealed).ok_or_else(damaged)?;
        let keyring = Self::parse(&content).ok_or_else(damaged);
        content.zeroize();
        keyring
    }

    fn parse(content: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(content);
        let wrapping = read_numbered(&mut reader)?;
        let count = reader.u8()?;
        let facts =
            (0..count).map(|_| read_numbered(&mut reader)).collect::<Option<Vec<NumberedKey>>>()?;
        let keyring = Self {
            wrapping,
            facts,
            signing: Secret::from_bytes(reader.array()?),
            reference: Secret::from_bytes(reader.array()?),
            protection_check: reader.array()?,
        };
        (reader.rest().is_empty() && !keyring.facts.is_empty()).then_some(keyring)
    }
}

fn write_numbered(key: &NumberedKey, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&key.number.to_be_bytes());
    bytes.extend_from_slice(key.secret.expose());
}

fn read_numbered(reader: &mut Reader<'_>) -> Option<NumberedKey> {
    Some(NumberedKey { number: reader.u32()?, secret: Secret::from_bytes(reader.array()?) })
}

fn sealing_key(master: &MasterKey) -> Secret {
    Secret::from_bytes(blake3::derive_key(KEYRING_CONTEXT, master.0.expose()))
}

/// Eight bytes that tell two keys apart and say nothing else about them.
fn key_check(key: &Secret) -> [u8; 8] {
    let derived = blake3::derive_key(CHECK_CONTEXT, key.expose());
    derived.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
