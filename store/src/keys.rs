//! Which key seals and opens what: facts under a key of the stream, personal parts under the
//! person's own, opaque entries under the protection service's.

use std::fmt;

use zeroize::Zeroize;

use crate::append::{AppendError, NewEvent};
use crate::chain::Link;
use crate::derive::{Context, context};
use crate::entry::{ENTRY_BYTES_MAX, Part, PartClass, Recorded, SealedEvent};
use crate::id::{EventId, Position, StreamId, SubjectId, TypeId, Version};
use crate::keyring::{Keyring, NumberedKey, ProtectionKey};
use crate::opaque::{self, CaseEvent, InnerPart};
use crate::seal::{self, Binding, PartKey, Sealed};
use crate::secret::{Entropy, NoEntropy, Secret};
use crate::vault::{Vault, VaultError};

static FACTS: Context = context!("tukki v1 facts key of a stream");
const BLOB_CONTEXT: &str = "tukki v1 blob";
static REFERENCE: Context = context!("tukki v1 reference");
const PERSONAL_PARTS_MAX: usize = 254;
const PROTECTION_KEY_NUMBER: u32 = 1;

/// An event with its facts opened; personal parts stay in the [`Recorded`] entry.
#[derive(Clone, Eq, PartialEq)]
pub struct Opened {
    /// Its place in the log.
    pub position: Position,
    /// Its place in the stream.
    pub version: Version,
    /// Its stream.
    pub stream: StreamId,
    /// Its name.
    pub event_id: EventId,
    /// What kind of event it is.
    pub type_id: TypeId,
    /// Which decoder reads the facts.
    pub schema: u16,
    /// When it was recorded.
    pub recorded_at_ms: i64,
    /// The facts, as they were handed in.
    pub facts: Vec<u8>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("position", &self.position)
            .field("type_id", &self.type_id)
            .finish_non_exhaustive()
    }
}

/// An opaque entry, opened.
#[derive(Clone, Eq, PartialEq)]
pub struct OpenedCase {
    /// Its place in the log.
    pub position: Position,
    /// When it was recorded.
    pub recorded_at_ms: i64,
    /// Its name.
    pub event_id: EventId,
    /// The case.
    pub case: StreamId,
    /// Its place in the case.
    pub version: Version,
    /// What kind of event it really is.
    pub type_id: TypeId,
    /// Which decoder reads the facts.
    pub schema: u16,
    /// The facts, as they were handed in.
    pub facts: Vec<u8>,
    /// What it says about persons, as far as their keys exist.
    pub personal: Vec<(SubjectId, Result<Vec<u8>, Sealed>)>,
}

impl fmt::Debug for OpenedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedCase").field("position", &self.position).finish_non_exhaustive()
    }
}

struct Protection {
    sealing: Secret,
    naming: Secret,
}

/// Every key that the store was opened with.
pub(crate) struct Keys {
    genesis: Link,
    facts: Vec<NumberedKey>,
    reference: Secret,
    protection: Option<Protection>,
    vault: Vault,
    entropy: Box<dyn Entropy>,
}

impl Keys {
    pub(crate) fn new(
        genesis: Link,
        keyring: Keyring,
        protection: Option<&ProtectionKey>,
        vault: Vault,
    ) -> Self {
        let protection = protection.map(|key| Protection {
            sealing: Secret::from_bytes(blake3::derive_key(
                "tukki v1 protected part",
                key.0.expose(),
            )),
            naming: Secret::from_bytes(blake3::derive_key(
                "tukki v1 opaque stream",
                key.0.expose(),
            )),
        });
        Self {
            genesis,
            facts: keyring.facts,
            reference: keyring.reference,
            protection,
            vault,
            entropy: Box::new(crate::secret::SystemEntropy),
        }
    }

    #[cfg(test)]
    pub(crate) fn with_entropy(mut self, entropy: Box<dyn Entropy>) -> Self {
        self.entropy = entropy;
        self
    }

    pub(crate) const fn vault(&self) -> &Vault {
        &self.vault
    }

    pub(crate) const fn sees_protected(&self) -> bool {
        self.protection.is_some()
    }

    /// A seed for tables that outsiders must not be able to make collide.
    pub(crate) fn reference_seed(&self) -> [u8; 32] {
        blake3::derive_key("tukki v1 index seed", self.reference.expose())
    }

    /// A name that only the keyring's holder can compute from a reference in the outside world.
    pub(crate) fn reference_id(&self, context: &str, reference: &[u8]) -> [u8; 16] {
        let mut hasher = REFERENCE.hasher();
        hasher.update(self.reference.expose());
        hasher.update(&crate::bytes::count(context.len()).to_be_bytes());
        hasher.update(context.as_bytes()).update(reference);
        first_sixteen(&hasher.finalize())
    }

    /// Seals bytes that lie beside the log, bound to their place in a sequence of that name.
    pub(crate) fn seal_blob(
        &self,
        (context, number): (&str, u64),
        bytes: &[u8],
    ) -> Result<Vec<u8>, NoEntropy> {
        let current = self.facts.last().ok_or(NoEntropy)?;
        let data = self.blob_data(context, number);
        let key = blob_key(&current.secret);
        let sealed = seal::encrypt(&key, &data, bytes.to_vec(), self.entropy.as_ref())?;
        let mut blob = current.number.to_be_bytes().to_vec();
        blob.extend_from_slice(&sealed);
        Ok(blob)
    }

    /// The bytes that were sealed for that place.
    pub(crate) fn open_blob(
        &self,
        (context, number): (&str, u64),
        blob: &[u8],
    ) -> Result<Vec<u8>, Sealed> {
        let (key_number, sealed) = blob.split_first_chunk::<4>().ok_or(Sealed::Altered)?;
        let key_number = u32::from_be_bytes(*key_number);
        let key = self.facts.iter().find(|key| key.number == key_number);
        let key = blob_key(&key.ok_or(Sealed::KeyMissing)?.secret);
        let data = self.blob_data(context, number);
        seal::decrypt(&key, &data, sealed).ok_or(Sealed::Altered)
    }

    fn blob_data(&self, context: &str, number: u64) -> Vec<u8> {
        let mut data = self.genesis.0.to_vec();
        data.extend_from_slice(&number.to_be_bytes());
        data.extend_from_slice(context.as_bytes());
        data
    }

    /// Seals an event whose head will show what kind of event it is.
    pub(crate) fn seal(
        &self,
        stream: StreamId,
        event: &NewEvent,
    ) -> Result<SealedEvent, AppendError> {
        if event.type_id == TypeId::OPAQUE || event.personal.len() > PERSONAL_PARTS_MAX {
            return Err(AppendError::NotAnEvent { event_id: event.event_id });
        }
        let bytes = plain_entry_bytes(event);
        if bytes > ENTRY_BYTES_MAX {
            return Err(AppendError::EntryTooLarge { bytes });
        }
        let binding = Binding {
            genesis: self.genesis,
            event_id: event.event_id,
            stream,
            type_id: event.type_id,
            schema: event.schema,
        };
        let current = self.facts.last().ok_or(NoEntropy)?;
        let facts_key = PartKey {
            class: PartClass::Facts,
            number: 0,
            key_number: current.number,
            subject: None,
            secret: &facts_key(&current.secret, stream),
        };
        let mut parts = Vec::with_capacity(1 + event.personal.len());
        parts.push(seal::seal_part(&binding, &facts_key, &event.facts, self.entropy.as_ref())?);
        for (number, part) in (1_u8..).zip(&event.personal) {
            let (key_number, secret) =
                self.vault.key_for_sealing(part.subject, self.entropy.as_ref())?;
            let key = PartKey {
                class: PartClass::Personal,
                number,
                key_number,
                subject: Some(part.subject),
                secret: &secret,
            };
            parts.push(seal::seal_part(&binding, &key, &part.bytes, self.entropy.as_ref())?);
        }
        Ok(SealedEvent {
            stream,
            event_id: event.event_id,
            type_id: event.type_id,
            schema: event.schema,
            parts,
        })
    }

    /// Seals an event whose head will show nothing.
    pub(crate) fn seal_opaque(
        &self,
        case: StreamId,
        version: Version,
        event: &NewEvent,
    ) -> Result<SealedEvent, AppendError> {
        let protection = self.protection.as_ref().ok_or(AppendError::ProtectionKeyAbsent)?;
        if event.type_id == TypeId::OPAQUE || event.personal.len() > PERSONAL_PARTS_MAX {
            return Err(AppendError::NotAnEvent { event_id: event.event_id });
        }
        let inner = self.inner_binding(case, event);
        let mut personal = Vec::with_capacity(event.personal.len());
        for (number, part) in (1_u8..).zip(&event.personal) {
            let (key_number, secret) =
                self.vault.key_for_sealing(part.subject, self.entropy.as_ref())?;
            let data = inner.associated_data(number, PartClass::Personal);
            let sealed = seal::encrypt(&secret, &data, part.bytes.clone(), self.entropy.as_ref())?;
            personal.push(InnerPart { subject: part.subject, key_number, sealed });
        }
        let mut content = opaque::to_bytes(&CaseEvent {
            case,
            version,
            type_id: event.type_id,
            schema: event.schema,
            facts: event.facts.clone(),
            personal,
        })
        .map_err(|bytes| AppendError::EntryTooLarge { bytes })?;
        let stream = opaque_stream(protection, case, version);
        let binding = Binding {
            genesis: self.genesis,
            event_id: event.event_id,
            stream,
            type_id: TypeId::OPAQUE,
            schema: 0,
        };
        let key = PartKey {
            class: PartClass::Protected,
            number: 0,
            key_number: PROTECTION_KEY_NUMBER,
            subject: None,
            secret: &protection.sealing,
        };
        let sealed = seal::seal_part(&binding, &key, &content, self.entropy.as_ref());
        content.zeroize();
        // The head will not tell whose key this is, so the vault must remember by itself.
        self.vault.sync()?;
        Ok(SealedEvent {
            stream,
            event_id: event.event_id,
            type_id: TypeId::OPAQUE,
            schema: 0,
            parts: vec![sealed?],
        })
    }

    fn inner_binding(&self, case: StreamId, event: &NewEvent) -> Binding {
        Binding {
            genesis: self.genesis,
            event_id: event.event_id,
            stream: case,
            type_id: event.type_id,
            schema: event.schema,
        }
    }

    /// The facts of an entry.
    pub(crate) fn open_facts(&self, entry: &Recorded) -> Result<Vec<u8>, Sealed> {
        let part = part_of(entry, PartClass::Facts)?;
        let key = self.facts.iter().find(|key| key.number == part.key_number);
        let key = key.ok_or(Sealed::KeyMissing)?;
        let binding = Binding::of(entry, self.genesis);
        seal::open_part(&binding, entry, part, &facts_key(&key.secret, entry.stream))
    }

    /// An entry with its facts opened.
    pub(crate) fn opened(&self, entry: &Recorded) -> Result<Opened, Sealed> {
        Ok(Opened {
            position: entry.position,
            version: entry.version,
            stream: entry.stream,
            event_id: entry.event_id,
            type_id: entry.type_id,
            schema: entry.schema,
            recorded_at_ms: entry.recorded_at_ms,
            facts: self.open_facts(entry)?,
        })
    }

    /// What an entry says about persons, as far as their keys exist.
    pub(crate) fn open_personal(
        &self,
        entry: &Recorded,
    ) -> Vec<(SubjectId, Result<Vec<u8>, Sealed>)> {
        let binding = Binding::of(entry, self.genesis);
        let open = |part: &Part, subject: SubjectId| {
            let secret = self.vault.key_for_opening(subject, part.key_number)?;
            seal::open_part(&binding, entry, part, &secret)
        };
        let personal = entry.parts().iter().filter_map(|part| Some((part, part.subject?)));
        personal.map(|(part, subject)| (subject, open(part, subject))).collect()
    }

    /// What an opaque entry really says.
    pub(crate) fn open_protected(&self, entry: &Recorded) -> Result<OpenedCase, Sealed> {
        let part = part_of(entry, PartClass::Protected)?;
        let protection = self.protection.as_ref().ok_or(Sealed::KeyMissing)?;
        let binding = Binding::of(entry, self.genesis);
        let mut content = seal::open_part(&binding, entry, part, &protection.sealing)?;
        let event = opaque::parse(&content).ok_or(Sealed::Altered);
        content.zeroize();
        let event = event?;
        if opaque_stream(protection, event.case, event.version) != entry.stream {
            return Err(Sealed::Altered);
        }
        let inner =
            Binding { stream: event.case, type_id: event.type_id, schema: event.schema, ..binding };
        let open = |number: u8, part: &InnerPart| {
            let secret = self.vault.key_for_opening(part.subject, part.key_number)?;
            let data = inner.associated_data(number, PartClass::Personal);
            seal::decrypt(&secret, &data, &part.sealed).ok_or(Sealed::Altered)
        };
        let personal = (1_u8..).zip(&event.personal);
        let personal = personal.map(|(number, part)| (part.subject, open(number, part))).collect();
        Ok(OpenedCase {
            position: entry.position,
            recorded_at_ms: entry.recorded_at_ms,
            event_id: entry.event_id,
            case: event.case,
            version: event.version,
            type_id: event.type_id,
            schema: event.schema,
            facts: event.facts,
            personal,
        })
    }

    /// Takes from a head whose keys sealed its parts.
    pub(crate) fn learn(&self, entry: &Recorded) -> Result<(), VaultError> {
        let personal = entry.parts().iter().filter_map(|part| Some((part.subject?, part)));
        personal
            .into_iter()
            .try_for_each(|(subject, part)| self.vault.learn(subject, part.key_number))
    }
}

fn plain_entry_bytes(event: &NewEvent) -> usize {
    let rows = 72 + event.personal.len() * 88;
    let texts: usize = event.personal.iter().map(|part| part.bytes.len() + seal::SEAL_BYTES).sum();
    2 + 58 + rows + event.facts.len() + seal::SEAL_BYTES + texts
}

fn part_of(entry: &Recorded, class: PartClass) -> Result<&Part, Sealed> {
    entry.parts().iter().find(|part| part.class == class).ok_or(Sealed::Absent)
}

/// A key for each stream, so that random nonces stay far apart however long the log grows.
fn facts_key(key: &Secret, stream: StreamId) -> Secret {
    let mut hasher = FACTS.hasher();
    hasher.update(key.expose()).update(&stream.0);
    Secret::from_bytes(hasher.finalize().into())
}

/// A key for what lies beside the log, so that it never meets an entry's.
fn blob_key(key: &Secret) -> Secret {
    Secret::from_bytes(blake3::derive_key(BLOB_CONTEXT, key.expose()))
}

fn opaque_stream(protection: &Protection, case: StreamId, version: Version) -> StreamId {
    let mut hasher = blake3::Hasher::new_keyed(protection.naming.expose());
    hasher.update(&case.0).update(&version.0.to_be_bytes());
    StreamId(first_sixteen(&hasher.finalize()))
}

fn first_sixteen(hash: &blake3::Hash) -> [u8; 16] {
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
