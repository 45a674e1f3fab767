//! The HEAD file: where the log ended at the last commit, told outside the database, because a
//! damaged database can open as a valid shorter log.
//!
//! Two slots, written in turn, so that a torn write leaves the other. It is a lower bound: it is
//! synced a moment later and on close, not with every commit.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek, SeekFrom, Write};
use std::path::Path;

use crate::bytes::Reader;
use crate::chain::{Head, Link};

const MAGIC: &[u8; 8] = b"TUKKIHED";
const FORMAT: u8 = 1;
const CHECK_CONTEXT: &str = "tukki v1 head slot";
const BODY_BYTES: usize = 89;
const SLOT_BYTES: u64 = 512;

/// What a HEAD file turned out to be.
#[derive(Debug)]
pub(crate) enum Read {
    /// At least one slot is whole.
    Says(HeadFile),
    /// Written by a newer program, in this format.
    Newer(u8),
    /// No slot is whole.
    Damaged,
}

/// The file and whose turn it is.
#[derive(Debug)]
pub(crate) struct HeadFile {
    file: File,
    genesis: Link,
    head: Head,
    second_is_next: bool,
}

impl HeadFile {
    /// Writes the file of an empty log.
    pub(crate) fn create(path: &Path, genesis: Link, head: Head) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        for _ in 0..2 {
            file.write_all(&slot(genesis, &head))?;
        }
        file.sync_all()?;
        crate::files::sync_parent(path)
    }

    /// Reads the later of the two slots.
    pub(crate) fn open(path: &Path, genesis: Link) -> io::Result<Read> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let slots = bytes.split_at_checked(crate::bytes::length_usize(SLOT_BYTES));
        let (first, second) = slots.unwrap_or((&bytes, &[]));
        let newer = [first, second]
            .iter()
            .find_map(|slot| crate::files::newer_format(slot, *MAGIC, FORMAT));
        let first = parse(first, genesis);
        let second = parse(second, genesis);
        let second_is_next = match (first, second) {
            (Some(first), Some(second)) => first.size >= second.size,
            (first, _) => first.is_some(),
        };
        let head = if second_is_next { first } else { second };
        Ok(match (head, newer) {
            (Some(head), _) => Read::Says(Self { file, genesis, head, second_is_next }),
            (None, Some(format)) => Read::Newer(format),
            (None, None) => Read::Damaged,
        })
    }

    /// What it says.
    pub(crate) const fn head(&self) -> Head {
        self.head
    }

    /// Says that the log ends here.
    pub(crate) fn write(&mut self, head: &Head) -> io::Result<()> {
        let offset = if self.second_is_next { SLOT_BYTES } else { 0 };
        self.file.seek(SeekFrom::Start(offset))?;
        self.file.write_all(&slot(self.genesis, head))?;
        self.second_is_next = !self.second_is_next;
        self.head = *head;
        Ok(())
    }

    /// Makes what it says survive a power cut.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

pub(crate) fn slot(genesis: Link, head: &Head) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.push(FORMAT);
    bytes.extend_from_slice(&genesis.0);
    bytes.extend_from_slice(&head.size.to_be_bytes());
    bytes.extend_from_slice(&head.recorded_at_ms.to_be_bytes());
    bytes.extend_from_slice(&head.link.0);
    let check = blake3::derive_key(CHECK_CONTEXT, &bytes);
    bytes.extend_from_slice(&check);
    bytes.resize(crate::bytes::length_usize(SLOT_BYTES), 0);
    bytes
}

pub(crate) fn parse(bytes: &[u8], genesis: Link) -> Option<Head> {
    let mut reader = Reader::new(bytes);
    if &reader.array::<8>()? != MAGIC || reader.u8()? != FORMAT || reader.array()? != genesis.0 {
        return None;
    }
    let size = reader.u64()?;
    let recorded_at_ms = reader.i64()?;
    let link = Link(reader.array()?);
    let sound = reader.array()? == blake3::derive_key(CHECK_CONTEXT, bytes.get(..BODY_BYTES)?);
    sound.then_some(Head { size, link, recorded_at_ms })
}

#[cfg(test)]
mod tests;
