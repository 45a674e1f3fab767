//! The vault's records: fixed in size, each with a checksum, so that a torn one is passed over and
//! a key can be overwritten in its place.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::VaultError;
use crate::bytes::{Reader, length_usize};
use crate::chain::Link;
use crate::id::SubjectId;

/// Bytes of a record, and of the file's header.
pub(crate) const RECORD_BYTES: usize = 80;
const BODY_BYTES: usize = 72;
const MAGIC: &[u8; 8] = b"TUKKIVLT";
const FORMAT: u8 = 1;
const CHECK_CONTEXT: &str = "tukki v1 vault record";

/// One record of the vault.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Record {
    /// A key, wrapped under the wrapping key of an epoch.
    Key { number: u32, epoch: u32, wrapped: [u8; 60] },
    /// A key is a person's.
    Bound { subject: SubjectId, number: u32 },
    /// A key was here and is no more.
    Destroyed { number: u32 },
    /// A person's key was destroyed; she gets no other under this id.
    Erased { subject: SubjectId, number: u32 },
}

impl Record {
    pub(crate) fn to_bytes(self) -> [u8; RECORD_BYTES] {
        let mut body = Vec::with_capacity(RECORD_BYTES);
        match self {
            Self::Key { number, epoch, wrapped } => {
                body.push(1);
                body.extend_from_slice(&number.to_be_bytes());
                body.extend_from_slice(&epoch.to_be_bytes());
                body.extend_from_slice(&wrapped);
            }
            Self::Bound { subject, number } => {
                body.push(2);
                body.extend_from_slice(&number.to_be_bytes());
                body.extend_from_slice(&subject.0);
            }
            Self::Destroyed { number } => {
                body.push(3);
                body.extend_from_slice(&number.to_be_bytes());
            }
            Self::Erased { subject, number } => {
                body.push(4);
                body.extend_from_slice(&number.to_be_bytes());
                body.extend_from_slice(&subject.0);
            }
        }
        with_check(body)
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let body = checked_body(bytes)?;
        let mut reader = Reader::new(body);
        let kind = reader.u8()?;
        let number = reader.u32()?;
        match kind {
            1 => Some(Self::Key { number, epoch: reader.u32()?, wrapped: reader.array()? }),
            2 => Some(Self::Bound { subject: SubjectId(reader.array()?), number }),
            3 => Some(Self::Destroyed { number }),
            4 => Some(Self::Erased { subject: SubjectId(reader.array()?), number }),
            _ => None,
        }
    }
}

pub(crate) fn with_check(mut body: Vec<u8>) -> [u8; RECORD_BYTES] {
    body.resize(BODY_BYTES, 0);
    let check = blake3::derive_key(CHECK_CONTEXT, &body);
    body.extend_from_slice(&check);
    body.first_chunk().copied().unwrap_or([0; RECORD_BYTES])
}

fn checked_body(bytes: &[u8]) -> Option<&[u8]> {
    let (body, check) = bytes.split_at_checked(BODY_BYTES)?;
    blake3::derive_key(CHECK_CONTEXT, body).starts_with(check).then_some(body)
}

fn header(genesis: Link) -> [u8; RECORD_BYTES] {
    let mut body = MAGIC.to_vec();
    body.push(FORMAT);
    body.extend_from_slice(&genesis.0);
    with_check(body)
}

enum Place {
    File(File),
    Memory(Vec<u8>),
}

/// Header and records, on disk or in memory.
pub(super) struct Records {
    place: Place,
    /// Records so far, the header among them, whole or torn.
    count: u32,
}

impl Records {
    pub(super) fn create(path: &Path, genesis: Link) -> Result<Self, VaultError> {
        let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        file.write_all(&header(genesis))?;
        file.sync_all()?;
        crate::files::sync_parent(path)?;
        Ok(Self { place: Place::File(file), count: 1 })
    }

    pub(super) fn in_memory(genesis: Link) -> Self {
        Self { place: Place::Memory(header(genesis).to_vec()), count: 1 }
    }

    pub(super) fn open(path: &Path, genesis: Link) -> Result<Self, VaultError> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut found = [0; RECORD_BYTES];
        if file.read_exact(&mut found).is_err() || found != header(genesis) {
            return Err(VaultError::NotThisVault);
        }
        let whole = length_usize(file.metadata()?.len()) / RECORD_BYTES;
        let count = u32::try_from(whole).map_err(|_too_many| VaultError::Full)?;
        Ok(Self { place: Place::File(file), count })
    }

    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    /// Every record that is whole, with its index.
    pub(super) fn read_all(&mut self) -> io::Result<Vec<(u32, Record)>> {
        let mut bytes = Vec::new();
        match &mut self.place {
            Place::File(file) => {
                file.seek(SeekFrom::Start(0))?;
                file.read_to_end(&mut bytes)?;
            }
            Place::Memory(held) => bytes.clone_from(held),
        }
        let records = (0_u32..).zip(bytes.chunks_exact(RECORD_BYTES)).skip(1);
        Ok(records.filter_map(|(index, bytes)| Some((index, Record::parse(bytes)?))).collect())
    }

    pub(super) fn read(&mut self, index: u32) -> io::Result<Option<Record>> {
        let mut bytes = [0; RECORD_BYTES];
        match &mut self.place {
            Place::File(file) => {
                read_at(file, &mut bytes, offset(index))?;
            }
            Place::Memory(held) => {
                let stored = held.get(length_usize(offset(index))..).unwrap_or_default();
                bytes = stored.first_chunk().copied().unwrap_or(bytes);
            }
        }
        Ok(Record::parse(&bytes))
    }

    pub(super) fn append(&mut self, record: &Record) -> io::Result<u32> {
        let index = self.count;
        self.overwrite(index, record)?;
        self.count = index.checked_add(1).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(index)
    }

    pub(super) fn overwrite(&mut self, index: u32, record: &Record) -> io::Result<()> {
        let bytes = record.to_bytes();
        match &mut self.place {
            Place::File(file) => {
                file.seek(SeekFrom::Start(offset(index)))?;
                file.write_all(&bytes)
            }
            Place::Memory(held) => {
                let at = length_usize(offset(index));
                held.resize(held.len().max(at + RECORD_BYTES), 0);
                let stored = held.get_mut(at..at + RECORD_BYTES);
                stored.ok_or(io::ErrorKind::UnexpectedEof)?.copy_from_slice(&bytes);
                Ok(())
            }
        }
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        match &self.place {
            Place::File(file) => file.sync_data(),
            Place::Memory(_) => Ok(()),
        }
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(bytes)
}

fn offset(index: u32) -> u64 {
    u64::from(index) * crate::bytes::count(RECORD_BYTES)
}
