//! Blocks: up to 16 entries or 8 KiB under one key, with magic, position and checksum, so that
//! `salvage` finds them in raw bytes even where the database no longer does.

use super::StoredEntry;
use crate::bytes::{Reader, count, length_u32, length_usize};
use crate::chain::Link;
use crate::derive::{Context, context};
use crate::id::Position;

/// The first bytes of every block.
pub(crate) const MAGIC: &[u8; 8] = b"TUKKIBLK";
const FORMAT: u8 = 1;
static CHECK: Context = context!("tukki v1 block");
pub(crate) const HEADER_BYTES: usize = 54;
pub(crate) const CHECK_BYTES: usize = 16;
const ENTRIES_MAX: usize = 16;
const BYTES_MAX: usize = 8 * 1024;
/// Bytes that a block adds to an entry: its length and its link.
const FRAME_BYTES: usize = 2 + 32;

/// Entries that follow each other, and the link before the first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Block {
    pub(crate) first: Position,
    pub(crate) before: Link,
    pub(crate) entries: Vec<StoredEntry>,
}

impl Block {
    /// The position after its last entry.
    pub(crate) fn end(&self) -> u64 {
        self.first.0.saturating_add(count(self.entries.len()))
    }

    /// The link of its last entry.
    pub(crate) fn link(&self) -> Link {
        self.entries.last().map_or(self.before, |entry| entry.link)
    }

    /// Reads a block that may be followed by other bytes, and says how long it is; never panics.
    pub(crate) fn parse_prefix(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut reader = Reader::new(bytes);
        if &reader.array::<8>()? != MAGIC || reader.u8()? != FORMAT {
            return None;
        }
        let number = usize::from(reader.u8()?);
        let first = Position(reader.u64()?);
        let length = length_usize(u64::from(reader.u32()?));
        let before = Link(reader.array()?);
        let check = reader.array::<CHECK_BYTES>()?;
        let payload = reader.take(length)?;
        if check != checksum(bytes.get(..HEADER_BYTES)?, payload) {
            return None;
        }
        let mut reader = Reader::new(payload);
        let mut entries = Vec::with_capacity(number);
        for _ in 0..number {
            let length = usize::from(reader.u16()?);
            let bytes = reader.take(length)?.to_vec();
            entries.push(StoredEntry { bytes, link: Link(reader.array()?) });
        }
        let sound = reader.rest().is_empty() && number > 0;
        sound.then_some((Self { first, before, entries }, HEADER_BYTES + CHECK_BYTES + length))
    }

    /// Reads a block that fills the bytes; never panics.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        Self::parse_prefix(bytes)
            .filter(|(_, length)| *length == bytes.len())
            .map(|(block, _)| block)
    }
}

/// Lays entries out in blocks; the first entry has this position and follows this link.
pub(crate) fn pack(
    mut first: Position,
    mut before: Link,
    mut entries: &[StoredEntry],
) -> Vec<(Position, Vec<u8>)> {
    let mut blocks = Vec::new();
    while let Some((head, rest)) = entries.split_at_checked(fitting(entries)) {
        let Some(last) = head.last() else { break };
        blocks.push((first, to_bytes(first, before, head)));
        first = Position(first.0.saturating_add(count(head.len())));
        before = last.link;
        entries = rest;
    }
    blocks
}

/// How many of the first entries share a block; one that is too large stands alone.
fn fitting(entries: &[StoredEntry]) -> usize {
    let mut bytes = HEADER_BYTES + CHECK_BYTES;
    let fitting = entries.iter().take(ENTRIES_MAX).take_while(|entry| {
        bytes += FRAME_BYTES + entry.bytes.len();
        bytes <= BYTES_MAX
    });
    fitting.count().max(1).min(entries.len())
}

pub(crate) fn to_bytes(first: Position, before: Link, entries: &[StoredEntry]) -> Vec<u8> {
    let mut payload = Vec::with_capacity(BYTES_MAX);
    for entry in entries {
        let length = u16::try_from(entry.bytes.len()).unwrap_or(u16::MAX);
        payload.extend_from_slice(&length.to_be_bytes());
        payload.extend_from_slice(&entry.bytes);
        payload.extend_from_slice(&entry.link.0);
    }
    let mut bytes = Vec::with_capacity(HEADER_BYTES + CHECK_BYTES + payload.len());
    bytes.extend_from_slice(MAGIC);
    bytes.push(FORMAT);
    bytes.push(u8::try_from(entries.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(&first.0.to_be_bytes());
    bytes.extend_from_slice(&length_u32(payload.len()).to_be_bytes());
    bytes.extend_from_slice(&before.0);
    let check = checksum(&bytes, &payload);
    bytes.extend_from_slice(&check);
    bytes.extend_from_slice(&payload);
    bytes
}

pub(crate) fn checksum(header: &[u8], payload: &[u8]) -> [u8; CHECK_BYTES] {
    let mut hasher = CHECK.hasher();
    hasher.update(header).update(payload);
    hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
