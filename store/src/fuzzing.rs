//! Ways in for fuzzing: each takes any bytes, reads them as one of the forms that lie on a disk,
//! and writes what it read again. What is read must be what was written (I4); a reader that the
//! check of a file would shield gets a check that fits.
//!
//! No part of the interface: `tests` calls it, nothing else.

use crate::bytes::{Reader, length_u32};
use crate::chain::{Head, Link};
use crate::engine::block::{self, Block};
use crate::engine::head_file;
use crate::entry::{Recorded, SealedEvent, SealedPart, Stamp};
use crate::genesis::{Genesis, LogKind};
use crate::index::snapshot;
use crate::note;
use crate::opaque;
use crate::vault::file as vault;
use crate::verify::layout;

/// Whether the bytes were read, and if so, as what they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tried {
    /// They are no such thing.
    Refused,
    /// They are, and writing it again gives the same.
    Kept,
    /// They are, and writing it again gives something else.
    Changed,
}

impl Tried {
    fn of(kept: Option<bool>) -> Self {
        match kept {
            None => Self::Refused,
            Some(true) => Self::Kept,
            Some(false) => Self::Changed,
        }
    }
}

/// An entry: the log's own reader and the verifier's must agree on it.
pub fn entry(bytes: &[u8]) -> Tried {
    let read = Recorded::parse(bytes.to_vec(), Link([0; 32])).ok();
    let seen = layout::entry(bytes, &mut Vec::new()).is_some();
    if read.is_some() != seen {
        return Tried::Changed;
    }
    Tried::of(read.map(|entry| {
        let parts = entry.parts().iter().map(|part| SealedPart {
            class: part.class,
            key_number: part.key_number,
            subject: part.subject,
            digest: part.digest,
            commitment: part.commitment,
            bytes: entry.sealed_bytes(part).to_vec(),
        });
        let sealed = SealedEvent {
            stream: entry.stream,
            event_id: entry.event_id,
            type_id: entry.type_id,
            schema: entry.schema,
            parts: parts.collect(),
        };
        let (position, recorded_at_ms) = (entry.position, entry.recorded_at_ms);
        let stamp = Stamp { position, recorded_at_ms, version: entry.version };
        let (again, head_length) = sealed.to_entry(stamp);
        again == bytes && entry.head_bytes().len() == head_length
    }))
}

/// A block, with a length and a check of its own.
pub fn block(bytes: &[u8]) -> Tried {
    const LENGTH: std::ops::Range<usize> = 18..22;
    if Block::parse_prefix(bytes).is_some_and(|(_, length)| length > bytes.len()) {
        return Tried::Changed;
    }
    let Some((header, rest)) = bytes.split_at_checked(block::HEADER_BYTES) else {
        return Tried::Refused;
    };
    let (mut header, payload) = (header.to_vec(), rest.get(block::CHECK_BYTES..).unwrap_or(&[]));
    if let Some(length) = header.get_mut(LENGTH) {
        length.copy_from_slice(&length_u32(payload.len()).to_be_bytes());
    }
    let check = block::checksum(&header, payload);
    let sealed = [&header, check.as_slice(), payload].concat();
    Tried::of(
        Block::parse(&sealed)
            .map(|block| block::to_bytes(block.first, block.before, &block.entries) == sealed),
    )
}

/// A slot of the HEAD file: any bytes, and what any bytes say when they are written as one.
pub fn head(bytes: &[u8]) -> Tried {
    let genesis = Link([7; 32]);
    if head_file::parse(bytes, genesis).is_some() {
        return Tried::Kept;
    }
    let mut reader = Reader::new(bytes);
    let said = || Some((reader.u64()?, reader.i64()?, Link(reader.array()?)));
    Tried::of({ said }().map(|(size, recorded_at_ms, link)| {
        let head = Head { size, link, recorded_at_ms };
        head_file::parse(&head_file::slot(genesis, &head), genesis) == Some(head)
    }))
}

/// A genesis: any bytes, and one whose name they are.
pub fn genesis(bytes: &[u8]) -> Tried {
    if let Some(genesis) = Genesis::parse(bytes) {
        return Tried::of(Some(genesis.to_bytes() == bytes));
    }
    let Ok(origin) = std::str::from_utf8(bytes) else { return Tried::Refused };
    let genesis = Genesis::new(LogKind::Real, origin, [1; 32], [2; 32]);
    Tried::of(Genesis::parse(&genesis.to_bytes()).map(|again| again == genesis))
}

/// A snapshot of the index, with a check of its own.
pub fn index(bytes: &[u8]) -> Tried {
    let check = blake3::derive_key(snapshot::CHECK_CONTEXT, bytes);
    let sealed = [bytes, check.as_slice()].concat();
    Tried::of(snapshot::parse(&sealed).map(|(index, cursor)| index.size() == cursor.size))
}

/// A record of the vault, with a check of its own.
pub fn vault_record(bytes: &[u8]) -> Tried {
    let sealed = vault::with_check(bytes.to_vec());
    Tried::of(
        vault::Record::parse(&sealed)
            .map(|record| vault::Record::parse(&record.to_bytes()) == Some(record)),
    )
}

/// What an opaque entry hides, once it is opened. Lengths that are no class are never written.
pub fn opaque_text(bytes: &[u8]) -> Tried {
    Tried::of(opaque::parse(bytes).map(|event| match opaque::to_bytes(&event) {
        Ok(again) => again.len() != bytes.len() || again == bytes,
        Err(needed) => needed <= bytes.len(),
    }))
}

/// A note, and what is a checkpoint among notes.
pub fn note(text: &str) -> Tried {
    Tried::of(note::Note::parse(text).ok().map(|note| {
        let checkpoint = note.checkpoint().ok();
        note.to_string() == text
            && checkpoint.is_none_or(|checkpoint| checkpoint.to_string() == note.text())
    }))
}

/// A proof to take along.
pub fn proof(text: &str) -> Tried {
    Tried::of(text.parse().ok().map(|proof: note::Proof| proof.to_string() == text))
}

/// What a log sends to a witness.
pub fn submission(text: &str) -> Tried {
    Tried::of(text.parse().ok().map(|body: note::AddCheckpoint| body.to_string() == text))
}
