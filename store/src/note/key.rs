//! Keys that sign notes and keys that check them, each under a name and for one kind of
//! signature: the kind is hashed into the id, so that one kind is never taken for the other.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::error::NoteError;
use super::signature::Signature;
use super::text::{from_base64, has_control, is_name, to_base64};
use crate::secret::Secret;

/// What a key signs.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum KeyKind {
    /// The text itself, as a log does.
    Log,
    /// A checkpoint of a log and the time at which it was seen, as a witness does.
    Cosigner,
}

impl KeyKind {
    const fn type_byte(self) -> u8 {
        match self {
            Self::Log => 0x01,
            Self::Cosigner => 0x04,
        }
    }

    fn of_type(byte: u8) -> Result<Self, NoteError> {
        [Self::Log, Self::Cosigner]
            .into_iter()
            .find(|kind| kind.type_byte() == byte)
            .ok_or(NoteError::KeyKindUnknown { kind: byte })
    }
}

/// A key that checks signatures, and the name by which notes call it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    id: [u8; 4],
    key: VerifyingKey,
}

impl VerifierKey {
    /// The Ed25519 key of these bytes under that name.
    ///
    /// # Errors
    /// The name is no name, or the bytes are no key that could tell one signer from another.
    pub fn new(name: &str, kind: KeyKind, key: [u8; 32]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::NameUnfit { name: name.to_owned() });
        }
        let key = VerifyingKey::from_bytes(&key).ok().filter(|key| !key.is_weak());
        let key = key.ok_or(NoteError::KeyMalformed)?;
        let hash = Sha256::new()
            .chain_update(name)
            .chain_update([b'\n', kind.type_byte()])
            .chain_update(key.as_bytes())
            .finalize();
        let mut id = [0; 4];
        id.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
        Ok(Self { name: name.to_owned(), kind, id, key })
    }

    /// What notes call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first bytes of the hash of name, kind and key; finds a key, proves nothing.
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// What it checks.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The Ed25519 key.
    pub fn key(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Whether it made these 64 bytes for that message.
    pub(super) fn holds(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = ed25519_dalek::Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind.type_byte()], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, hex8(self.id), to_base64(&key))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(line: &str) -> Result<Self, NoteError> {
        let mut pieces = line.splitn(3, '+');
        let (Some(name), Some(id), Some(bytes)) = (pieces.next(), pieces.next(), pieces.next())
        else {
            return Err(NoteError::KeyMalformed);
        };
        let bytes = from_base64(bytes).ok_or(NoteError::KeyMalformed)?;
        let (kind, key) = bytes.split_first().ok_or(NoteError::KeyMalformed)?;
        let kind = KeyKind::of_type(*kind)?;
        let key = key.try_into().ok().ok_or(NoteError::KeyMalformed)?;
        let key = Self::new(name, kind, key)?;
        if hex8(key.id) == id { Ok(key) } else { Err(NoteError::KeyIdWrong { name: key.name }) }
    }
}

fn hex8(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// A key that signs; its seed is wiped when it is let go.
#[derive(Clone)]
pub struct SignerKey {
    verifier: VerifierKey,
    seed: Secret,
}

impl SignerKey {
    /// The Ed25519 key that grows from this seed, under that name.
    ///
    /// # Errors
    /// The name is no name.
    pub fn new(name: &str, kind: KeyKind, seed: [u8; 32]) -> Result<Self, NoteError> {
        let seed = Secret::from_bytes(seed);
        let key = SigningKey::from_bytes(seed.expose()).verifying_key();
        Ok(Self { verifier: VerifierKey::new(name, kind, key.to_bytes())?, seed })
    }

    /// The key that checks what this one signs.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a text as its author, as a log signs its checkpoint.
    ///
    /// # Errors
    /// The key is a cosigner's, or the text could not stand in a note.
    pub fn sign(&self, text: &str) -> Result<Signature, NoteError> {
        self.must_be(KeyKind::Log)?;
        check_text(text)?;
        Ok(self.line(self.sign_bytes(text.as_bytes()).to_vec()))
    }

    pub(super) fn must_be(&self, kind: KeyKind) -> Result<(), NoteError> {
        if self.verifier.kind == kind {
            return Ok(());
        }
        Err(NoteError::KeyKindUnfit { name: self.verifier.name.clone() })
    }

    pub(super) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        SigningKey::from_bytes(self.seed.expose()).sign(message).to_bytes()
    }

    pub(super) fn line(&self, bytes: Vec<u8>) -> Signature {
        Signature { name: self.verifier.name.clone(), id: self.verifier.id, bytes }
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignerKey").field(&self.verifier.name).finish()
    }
}

/// A text of a note: lines, the last one ended.
pub(super) fn check_text(text: &str) -> Result<(), NoteError> {
    if has_control(text) {
        return Err(NoteError::ControlCharacter);
    }
    if text.ends_with('\n') { Ok(()) } else { Err(NoteError::Unfinished) }
}

#[cfg(test)]
mod tests;
