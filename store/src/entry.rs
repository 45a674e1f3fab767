//! One entry: a head in the open and sealed parts, every byte of it.
//!
//! The layout stands in docs/FORMAT.md. Sealing and opening are `seal`'s; linking is `chain`'s.

use std::ops::Range;

use crate::bytes::Reader;
use crate::chain::Link;
use crate::id::{EventId, Position, StreamId, SubjectId, TypeId, Version};

/// Bytes that an entry may have: its head, its parts and two bytes of length.
pub const ENTRY_BYTES_MAX: usize = 65_535;

const FORMAT: u8 = 1;

/// Whose eyes a part is for, and so under which key it is sealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PartClass {
    /// Coded facts, under the registry's key.
    Facts,
    /// Identity and narrative of one person, under her own key.
    Personal,
    /// Everything about a protected event, under the protection service's key.
    Protected,
}

impl PartClass {
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Facts => 1,
            Self::Personal => 2,
            Self::Protected => 3,
        }
    }

    const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Facts),
            2 => Some(Self::Personal),
            3 => Some(Self::Protected),
            _ => None,
        }
    }
}

/// One row of a head's table of parts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    /// Whose eyes it is for.
    pub class: PartClass,
    /// Its place in the entry, from 0.
    pub number: u8,
    /// Which key of its class sealed it: an epoch, or for a person the number of her key.
    pub key_number: u32,
    /// The person it speaks of; only of a personal part.
    pub subject: Option<SubjectId>,
    /// BLAKE3 of the sealed bytes.
    pub digest: [u8; 32],
    /// BLAKE3 of salt, part number and plaintext: what nobody can later open to another text.
    pub commitment: [u8; 32],
    /// Where its sealed bytes lie in the entry.
    pub(crate) range: Range<usize>,
}

/// An entry as it is stored: its head read, its parts still sealed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recorded {
    /// Its place in the log.
    pub position: Position,
    /// When the registry learnt it, in milliseconds since 1970-01-01T00:00Z.
    pub recorded_at_ms: i64,
    /// The stream it belongs to; of an opaque entry a name that leads nowhere.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// The name its recorder gave it.
    pub event_id: EventId,
    /// What kind of event it is.
    pub type_id: TypeId,
    /// Which decoder reads its facts.
    pub schema: u16,
    /// Its link in the chain.
    pub link: Link,
    parts: Vec<Part>,
    bytes: Vec<u8>,
    head_length: usize,
}

/// Bytes are no entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the bytes are no entry")]
pub struct Malformed;

impl Recorded {
    /// Reads the head of an entry's stored bytes; never panics.
    ///
    /// # Errors
    /// The bytes are no entry of this format.
    pub fn parse(bytes: Vec<u8>, link: Link) -> Result<Self, Malformed> {
        Self::read(bytes, link).ok_or(Malformed)
    }

    fn read(bytes: Vec<u8>, link: Link) -> Option<Self> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return None;
        }
        let mut reader = Reader::new(&bytes);
        let head_length = usize::from(reader.u16()?);
        let mut head = Reader::new(reader.take(head_length)?);
        if head.u8()? != FORMAT {
            return None;
        }
        let position = Position(head.u64()?);
        let recorded_at_ms = head.i64()?;
        let stream = StreamId(head.array()?);
        let version = Version(head.u32()?);
        let event_id = EventId(head.array()?);
        let type_id = TypeId(head.u16()?);
        let schema = head.u16()?;
        let count = head.u8()?;
        let mut at = head_length.checked_add(2)?;
        let mut parts = Vec::with_capacity(usize::from(count));
        for number in 0..count {
            let part = Part::read(&mut head, at).filter(|part| part.number == number)?;
            at = part.range.end;
            parts.push(part);
        }
        let sound = count > 0 && head.rest().is_empty() && at == bytes.len();
        sound.then_some(())?;
        Some(Self {
            position,
            recorded_at_ms,
            stream,
            version,
            event_id,
            type_id,
            schema,
            link,
            parts,
            bytes,
            head_length,
        })
    }

    /// Its parts in their order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The entry, byte for byte as stored.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What its link covers.
    pub fn head_bytes(&self) -> &[u8] {
        self.bytes.get(2..self.head_length.saturating_add(2)).unwrap_or_default()
    }

    /// The sealed bytes of one of its parts.
    pub fn sealed_bytes(&self, part: &Part) -> &[u8] {
        self.bytes.get(part.range.clone()).unwrap_or_default()
    }

    /// Whether its head hides what happened.
    pub fn is_opaque(&self) -> bool {
        self.type_id == TypeId::OPAQUE
    }
}

impl Part {
    fn read(head: &mut Reader<'_>, at: usize) -> Option<Self> {
        let class = PartClass::from_number(head.u8()?)?;
        let number = head.u8()?;
        let key_number = head.u32()?;
        let length = usize::from(head.u16()?);
        let subject = match class {
            PartClass::Personal => Some(SubjectId(head.array()?)),
            PartClass::Facts | PartClass::Protected => None,
        };
        let digest = head.array()?;
        let commitment = head.array()?;
        let range = at..at.checked_add(length)?;
        Some(Self { class, number, key_number, subject, digest, commitment, range })
    }
}

/// A part that is sealed and waits for its entry to be stamped.
#[derive(Clone, Debug)]
pub(crate) struct SealedPart {
    pub(crate) class: PartClass,
    pub(crate) key_number: u32,
    pub(crate) subject: Option<SubjectId>,
    pub(crate) digest: [u8; 32],
    pub(crate) commitment: [u8; 32],
    pub(crate) bytes: Vec<u8>,
}

/// An event that lacks only what the writer gives it: position, time, version.
#[derive(Clone, Debug)]
pub(crate) struct SealedEvent {
    pub(crate) stream: StreamId,
    pub(crate) event_id: EventId,
    pub(crate) type_id: TypeId,
    pub(crate) schema: u16,
    pub(crate) parts: Vec<SealedPart>,
}

/// What the writer gives an event under the head's lock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    pub(crate) position: Position,
    pub(crate) recorded_at_ms: i64,
    pub(crate) version: Version,
}

const HEAD_BYTES_FIXED: usize = 58;
const ROW_BYTES: usize = 72;

impl SealedEvent {
    /// How many bytes its entry will have.
    pub(crate) fn entry_bytes(&self) -> usize {
        let parts: usize = self.parts.iter().map(|part| part.row_bytes() + part.bytes.len()).sum();
        2 + HEAD_BYTES_FIXED + parts
    }

    /// The entry's bytes, and how many of them (after the first two) are its head.
    pub(crate) fn to_entry(&self, stamp: Stamp) -> (Vec<u8>, usize) {
        let rows: usize = self.parts.iter().map(SealedPart::row_bytes).sum();
        let head_length = HEAD_BYTES_FIXED + rows;
        let mut bytes = Vec::with_capacity(self.entry_bytes());
        bytes.extend_from_slice(&u16::try_from(head_length).unwrap_or(u16::MAX).to_be_bytes());
        bytes.push(FORMAT);
        bytes.extend_from_slice(&stamp.position.0.to_be_bytes());
        bytes.extend_from_slice(&stamp.recorded_at_ms.to_be_bytes());
        bytes.extend_from_slice(&self.stream.0);
        bytes.extend_from_slice(&stamp.version.0.to_be_bytes());
        bytes.extend_from_slice(&self.event_id.0);
        bytes.extend_from_slice(&self.type_id.0.to_be_bytes());
        bytes.extend_from_slice(&self.schema.to_be_bytes());
        bytes.push(u8::try_from(self.parts.len()).unwrap_or(u8::MAX));
        for (number, part) in (0_u8..).zip(&self.parts) {
            part.write_row(number, &mut bytes);
        }
        for part in &self.parts {
            bytes.extend_from_slice(&part.bytes);
        }
        (bytes, head_length)
    }
}

impl SealedPart {
    fn row_bytes(&self) -> usize {
        ROW_BYTES + if self.subject.is_some() { 16 } else { 0 }
    }

    fn write_row(&self, number: u8, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&[self.class.number(), number]);
        bytes.extend_from_slice(&self.key_number.to_be_bytes());
        bytes.extend_from_slice(&u16::try_from(self.bytes.len()).unwrap_or(u16::MAX).to_be_bytes());
        if let Some(subject) = &self.subject {
            bytes.extend_from_slice(&subject.0);
        }
        bytes.extend_from_slice(&self.digest);
        bytes.extend_from_slice(&self.commitment);
    }
}

#[cfg(test)]
mod tests;
