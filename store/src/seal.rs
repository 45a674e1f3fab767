//! Sealing and opening parts: AES-256-GCM, a random nonce, and a commitment to what was sealed.
//!
//! Which key seals what is decided in `keys`; this file knows keys only as 32 bytes.

use aes_gcm::aead::{AeadInPlace, KeyInit};
use aes_gcm::{Aes256Gcm, Key, Nonce, Tag};
use zeroize::Zeroize;

use crate::chain::Link;
use crate::derive::{Context, context};
use crate::entry::{Part, PartClass, Recorded, SealedPart};
use crate::id::{EventId, StreamId, SubjectId, TypeId};
use crate::secret::{Entropy, NoEntropy, Secret};

static COMMITMENT: Context = context!("tukki v1 commitment");
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
const SALT_BYTES: usize = 32;

/// Bytes that sealing adds to a part: nonce, salt and tag.
pub(crate) const SEAL_BYTES: usize = NONCE_BYTES + SALT_BYTES + TAG_BYTES;

/// Why a part stays closed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Sealed {
    /// The person's key was destroyed at her request or by law.
    #[error("the key of this part was destroyed")]
    Erased,
    /// The key is not among those that the store was opened with.
    #[error("the key of this part is not at hand")]
    KeyMissing,
    /// The stored bytes are not those that were sealed for this place.
    #[error("the part is not what was sealed")]
    Altered,
    /// The entry has no such part.
    #[error("the entry has no such part")]
    Absent,
}

/// What a part is bound to besides its key; the commit stamp is absent on purpose, for it is not
/// yet known when the part is sealed.
#[derive(Clone, Copy)]
pub(crate) struct Binding {
    pub(crate) genesis: Link,
    pub(crate) event_id: EventId,
    pub(crate) stream: StreamId,
    pub(crate) type_id: TypeId,
    pub(crate) schema: u16,
}

impl Binding {
    pub(crate) const fn of(entry: &Recorded, genesis: Link) -> Self {
        Self {
            genesis,
            event_id: entry.event_id,
            stream: entry.stream,
            type_id: entry.type_id,
            schema: entry.schema,
        }
    }

    pub(crate) fn associated_data(&self, number: u8, class: PartClass) -> Vec<u8> {
        let mut data = Vec::with_capacity(70);
        data.extend_from_slice(&self.genesis.0);
        data.extend_from_slice(&self.event_id.0);
        data.extend_from_slice(&self.stream.0);
        data.extend_from_slice(&self.type_id.0.to_be_bytes());
        data.extend_from_slice(&self.schema.to_be_bytes());
        data.extend_from_slice(&[number, class.number()]);
        data
    }
}

/// Which key seals a part, and whom the part is for.
pub(crate) struct PartKey<'a> {
    pub(crate) class: PartClass,
    pub(crate) number: u8,
    pub(crate) key_number: u32,
    pub(crate) subject: Option<SubjectId>,
    pub(crate) secret: &'a Secret,
}

/// Seals one part of an event.
pub(crate) fn seal_part(
    binding: &Binding,
    key: &PartKey<'_>,
    plaintext: &[u8],
    entropy: &dyn Entropy,
) -> Result<SealedPart, NoEntropy> {
    let mut salt = [0; SALT_BYTES];
    entropy.fill(&mut salt)?;
    let data = binding.associated_data(key.number, key.class);
    let mut salted = Vec::with_capacity(SALT_BYTES + plaintext.len());
    salted.extend_from_slice(&salt);
    salted.extend_from_slice(plaintext);
    let bytes = encrypt(key.secret, &data, salted, entropy)?;
    Ok(SealedPart {
        class: key.class,
        key_number: key.key_number,
        subject: key.subject,
        digest: blake3::hash(&bytes).into(),
        commitment: commitment(&salt, key.number, plaintext),
        bytes,
    })
}

/// Opens one part and checks that it is what the head committed to.
pub(crate) fn open_part(
    binding: &Binding,
    entry: &Recorded,
    part: &Part,
    secret: &Secret,
) -> Result<Vec<u8>, Sealed> {
    let data = binding.associated_data(part.number, part.class);
    let mut salted = decrypt(secret, &data, entry.sealed_bytes(part)).ok_or(Sealed::Altered)?;
    let committed = salted
        .split_first_chunk::<SALT_BYTES>()
        .is_some_and(|(salt, plain)| commitment(salt, part.number, plain) == part.commitment);
    if !committed {
        salted.zeroize();
        return Err(Sealed::Altered);
    }
    salted.drain(..SALT_BYTES);
    Ok(salted)
}

/// BLAKE3 over salt, part number and plaintext.
pub(crate) fn commitment(salt: &[u8; SALT_BYTES], number: u8, plaintext: &[u8]) -> [u8; 32] {
    let mut hasher = COMMITMENT.hasher();
    hasher.update(salt).update(&[number]).update(plaintext);
    hasher.finalize().into()
}

fn cipher(secret: &Secret) -> Aes256Gcm {
    Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(secret.expose()))
}

/// Nonce, ciphertext and tag of some bytes.
pub(crate) fn encrypt(
    secret: &Secret,
    data: &[u8],
    mut plain: Vec<u8>,
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, NoEntropy> {
    let mut nonce = [0; NONCE_BYTES];
    entropy.fill(&mut nonce)?;
    let sealed = cipher(secret).encrypt_in_place_detached(
        Nonce::from_slice(&nonce),
        data,
        plain.as_mut_slice(),
    );
    let Ok(tag) = sealed else {
        // GCM refuses only texts of 64 GiB; an entry is bounded long before.
        plain.zeroize();
        return Err(NoEntropy);
    };
    let mut bytes = Vec::with_capacity(NONCE_BYTES + plain.len() + TAG_BYTES);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&plain);
    bytes.extend_from_slice(&tag);
    Ok(bytes)
}

/// The bytes that were sealed under this key for this place, if these are they.
pub(crate) fn decrypt(secret: &Secret, data: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let (text, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
    let mut plain = text.to_vec();
    cipher(secret)
        .decrypt_in_place_detached(
            Nonce::from_slice(nonce),
            data,
            plain.as_mut_slice(),
            Tag::from_slice(tag),
        )
        .ok()?;
    Some(plain)
}

#[cfg(test)]
mod tests;
