//! The index as it lies beside the log, so that a large log opens without reading it all.
//!
//! Disposable: whatever does not fit the log beside it is thrown away and derived again.

use std::io::{self, Write};
use std::path::Path;

use super::table::EventTable;
use super::{Index, LastOfStream};
use crate::bytes::{Reader, count, length_usize};
use crate::chain::Link;
use crate::id::StreamId;

const MAGIC: &[u8; 8] = b"TUKKIIDX";
const FORMAT: u8 = 1;
pub(crate) const CHECK_CONTEXT: &str = "tukki v1 index snapshot";

/// What a snapshot was taken of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Cursor {
    pub(crate) genesis: Link,
    pub(crate) size: u64,
    pub(crate) link: Link,
    /// Records of the vault at that moment; with fewer, heads must tell again whose key is whose.
    pub(crate) vault_records: u32,
}

/// Writes the index beside the log.
pub(crate) fn write(path: &Path, index: &Index, cursor: &Cursor) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(index.before.len() * 24 + index.streams.len() * 24 + 256);
    bytes.write_all(MAGIC)?;
    bytes.write_all(&[FORMAT])?;
    bytes.write_all(&cursor.genesis.0)?;
    bytes.write_all(&cursor.size.to_be_bytes())?;
    bytes.write_all(&cursor.link.0)?;
    bytes.write_all(&cursor.vault_records.to_be_bytes())?;
    bytes.write_all(index.events.seed())?;
    for length in
        [index.streams.len(), index.before.len(), index.opaque.len(), index.events.cells().len()]
    {
        bytes.write_all(&count(length).to_be_bytes())?;
    }
    for (stream, last) in &index.streams {
        bytes.write_all(&stream.0)?;
        bytes.write_all(&last.position.to_be_bytes())?;
        bytes.write_all(&last.version.to_be_bytes())?;
    }
    for position in index.before.iter().chain(&index.opaque) {
        bytes.write_all(&position.to_be_bytes())?;
    }
    for cell in index.events.cells() {
        bytes.write_all(&cell.to_be_bytes())?;
    }
    let check = blake3::derive_key(CHECK_CONTEXT, &bytes);
    bytes.write_all(&check)?;
    crate::files::replace(path, &bytes)
}

/// The index that a snapshot's bytes hold; never panics.
pub(crate) fn parse(bytes: &[u8]) -> Option<(Index, Cursor)> {
    let (body, check) = bytes.split_last_chunk::<32>()?;
    if blake3::derive_key(CHECK_CONTEXT, body) != *check {
        return None;
    }
    let mut reader = Reader::new(body);
    if &reader.array::<8>()? != MAGIC || reader.u8()? != FORMAT {
        return None;
    }
    let cursor = Cursor {
        genesis: Link(reader.array()?),
        size: reader.u64()?,
        link: Link(reader.array()?),
        vault_records: reader.u32()?,
    };
    let seed = reader.array()?;
    let streams = length_usize(reader.u64()?);
    let before = length_usize(reader.u64()?);
    let opaque = length_usize(reader.u64()?);
    let cells = length_usize(reader.u64()?);
    let mut index = Index::new(seed);
    for mut row in rows(&mut reader, streams, 24)? {
        let stream = StreamId(row.array()?);
        let last = LastOfStream { position: row.u32()?, version: row.u32()? };
        index.streams.insert(stream, last);
    }
    index.before = rows(&mut reader, before, 4)?.filter_map(|mut row| row.u32()).collect();
    index.opaque = rows(&mut reader, opaque, 4)?.filter_map(|mut row| row.u32()).collect();
    let cells = rows(&mut reader, cells, 8)?.filter_map(|mut row| row.u64()).collect();
    index.events = EventTable::restore(seed, cells)?;
    (reader.rest().is_empty() && index.size() == cursor.size).then_some((index, cursor))
}

fn rows<'a>(
    reader: &mut Reader<'a>,
    number: usize,
    bytes: usize,
) -> Option<impl Iterator<Item = Reader<'a>>> {
    let taken = reader.take(number.checked_mul(bytes)?)?;
    Some(taken.chunks_exact(bytes).map(Reader::new))
}
