//! Packed histories put aside between two runs, so that a start need not open every entry again.
//!
//! Disposable: a snapshot that does not fit the log, the program or itself is ignored (I7). It is
//! sealed, because the disk holds facts nowhere in the clear, and it holds no identity (I8).
//!
//! ```text
//! "TUKKISNP" | u32 version | u64 size | (u32 length | sealed part)*
//! ```
//! The first part says what follows, the last is a digest of all the others; each is sealed for
//! its number, so none can be left out or moved. Written and read part by part: histories may be
//! larger than what memory has to spare.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use domain::catalogue;
use domain::context::{Context, Timestamp};
use domain::decider::Format;
use domain::id::{EventId, StreamId};
use store::codec::Codec;
use store::{NoEntropy, Position, Store};

use crate::histories::dictionary::Shared;
use crate::histories::packing::{Stream, put, take, take_array};
use crate::histories::{Histories, Taken, is_known, kind_of_type};
use crate::tables::{Stop, StopReason};

const MAGIC: &[u8; 8] = b"TUKKISNP";
/// Grows with every change to how histories are packed.
const VERSION: u32 = 2;
const SEAL_CONTEXT: &str = "snapshot of histories";
const PART_BYTES: usize = if cfg!(test) { 1 << 12 } else { 1 << 20 };

/// Why no snapshot was written.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It cannot be sealed.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// The log, whose head it must name, cannot be read.
    #[error(transparent)]
    Log(#[from] store::ReadError),
}

/// What the first part says.
struct Manifest {
    size: u64,
    link: [u8; 32],
    recorded_until: Timestamp,
    opaque: u64,
    /// Entries of a type that the program that wrote it did not know.
    unknown: Vec<u64>,
    correlations: u64,
    streams: u64,
    contexts: Vec<Context>,
}

/// Writes a snapshot in the place of the one before. Histories that miss entries, because a key was
/// not at hand, are not put aside: next time it may be.
///
/// # Errors
/// The file cannot be written, sealed, or bound to the log.
pub fn save(path: &Path, store: &Store, histories: &Histories) -> Result<(), SnapshotError> {
    let taken = histories.taken().clone();
    if taken.size == 0 || !taken.unopened.is_empty() {
        return Ok(());
    }
    // Whoever follows the log goes on adding meanwhile: what came after is cut off.
    let streams = || histories.packed().filter_map(|(id, one)| Some((id, one.cut(taken.size)?)));
    let (shared, count) = (histories.shared(), streams().count());
    let manifest = manifest_of(&taken, link_of(store, taken.size)?, (&shared, count));
    let draft = path.with_extension("new");
    let mut file = BufWriter::new(File::create(&draft)?);
    file.write_all(MAGIC)?;
    file.write_all(&VERSION.to_be_bytes())?;
    file.write_all(&taken.size.to_be_bytes())?;
    let mut parts = Parts { store, file, number: 0, digest: blake3::Hasher::new() };
    parts.add(&manifest)?;
    let mut text = Vec::with_capacity(PART_BYTES);
    for correlation in shared.parts().1 {
        text.extend(correlation.to_bytes());
        parts.add_when_full(&mut text)?;
    }
    parts.add_rest(&mut text)?;
    for (id, stream) in streams() {
        let (bytes, numbers) = stream.parts();
        text.extend(id.to_bytes());
        for number in numbers {
            put(&mut text, number);
        }
        put(&mut text, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        text.extend_from_slice(bytes);
        parts.add_when_full(&mut text)?;
    }
    parts.add_rest(&mut text)?;
    let digest = parts.digest.finalize();
    parts.add(digest.as_bytes())?;
    parts.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(&draft, path)?;
    Ok(())
}

/// A snapshot that is being written.
struct Parts<'a> {
    store: &'a Store,
    file: BufWriter<File>,
    number: u64,
    digest: blake3::Hasher,
}

impl Parts<'_> {
    fn add(&mut self, text: &[u8]) -> Result<(), SnapshotError> {
        self.digest.update(text);
        let sealed = self.store.seal_blob(SEAL_CONTEXT, self.number, text)?;
        self.number += 1;
        let length = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
        self.file.write_all(&length.to_be_bytes())?;
        self.file.write_all(&sealed)?;
        Ok(())
    }

    fn add_when_full(&mut self, text: &mut Vec<u8>) -> Result<(), SnapshotError> {
        if text.len() >= PART_BYTES { self.add_rest(text) } else { Ok(()) }
    }

    fn add_rest(&mut self, text: &mut Vec<u8>) -> Result<(), SnapshotError> {
        if !text.is_empty() {
            self.add(text)?;
            text.clear();
        }
        Ok(())
    }
}

/// The histories that a snapshot holds; none when there is no file that fits this log and program.
pub fn load(path: &Path, store: &Store) -> Option<Histories> {
    let mut file = BufReader::new(File::open(path).ok()?);
    let magic: [u8; 8] = read_array(&mut file)?;
    let version = u32::from_be_bytes(read_array(&mut file)?);
    let size = u64::from_be_bytes(read_array(&mut file)?);
    let known = &magic == MAGIC && version == VERSION;
    if !known || size == 0 || size > store.head().size {
        return None;
    }
    let mut parts = Opening { store, file, number: 0, digest: blake3::Hasher::new() };
    let manifest = decode_manifest(&parts.next()?)?;
    if manifest.size != size || link_of(store, size).ok()? != manifest.link {
        return None;
    }
    let mut correlations = Vec::new();
    while u64::try_from(correlations.len()).ok()? < manifest.correlations {
        let text = parts.next()?;
        let mut rest = text.as_slice();
        while !rest.is_empty() {
            correlations.push(EventId::from_bytes(take_array(&mut rest)?));
        }
    }
    let mut streams = Vec::new();
    while u64::try_from(streams.len()).ok()? < manifest.streams {
        let text = parts.next()?;
        let mut rest = text.as_slice();
        while !rest.is_empty() {
            streams.push(take_stream(&mut rest)?);
        }
    }
    let digest = parts.digest.finalize();
    if parts.next()? != digest.as_bytes() || parts.file.read(&mut [0]).ok()? != 0 {
        return None;
    }
    let taken = Taken {
        size: manifest.size,
        recorded_until: manifest.recorded_until,
        opaque: manifest.opaque,
        unopened: Vec::new(),
        unknown: still_unknown(store, &manifest.unknown)?,
    };
    let dictionary = (manifest.contexts.as_slice(), correlations.as_slice());
    Some(Histories::of(dictionary, streams, taken))
}

/// Of the entries that were of no known type, those that this program does not know either. A
/// program that knows one of them reads the log anew: later ones may hide behind it.
fn still_unknown(store: &Store, positions: &[u64]) -> Option<Vec<Stop>> {
    let stop = |position: &u64| {
        let entry = store.read(Position(*position), 1).ok()?.pop()?;
        let mut entries = store.stream(entry.stream).ok()?.into_iter();
        let kind = entries.find_map(|entry| kind_of_type(entry.type_id.0));
        let known = catalogue::all().iter().any(|known| known.id == entry.type_id.0);
        let reason = if known { StopReason::UnknownSchema } else { StopReason::UnknownType };
        let stop = Stop { kind, position: *position, type_id: entry.type_id.0, reason };
        (!is_known(entry.type_id.0, entry.schema)).then_some(stop)
    };
    positions.iter().map(stop).collect()
}

/// A snapshot that is being read.
struct Opening<'a> {
    store: &'a Store,
    file: BufReader<File>,
    number: u64,
    digest: blake3::Hasher,
}

impl Opening<'_> {
    fn next(&mut self) -> Option<Vec<u8>> {
        let length = u32::from_be_bytes(read_array(&mut self.file)?);
        let mut sealed = Vec::new();
        let read = self.file.by_ref().take(length.into()).read_to_end(&mut sealed).ok()?;
        if read != usize::try_from(length).ok()? {
            return None;
        }
        let text = self.store.open_blob(SEAL_CONTEXT, self.number, &sealed).ok()?;
        self.number += 1;
        self.digest.update(&text);
        Some(text)
    }
}

fn read_array<const N: usize>(from: &mut impl Read) -> Option<[u8; N]> {
    let mut array = [0; N];
    from.read_exact(&mut array).ok()?;
    Some(array)
}

fn take_stream(rest: &mut &[u8]) -> Option<(StreamId, Stream)> {
    let id = StreamId::from_bytes(take_array(rest)?);
    let mut numbers = [0; 5];
    for number in &mut numbers {
        *number = take(rest)?;
    }
    let length = usize::try_from(take(rest)?).ok()?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some((id, Stream::from_parts(bytes.to_vec(), numbers)?))
}

fn link_of(store: &Store, size: u64) -> Result<[u8; 32], store::ReadError> {
    let last = store.read(Position(size.saturating_sub(1)), 1)?;
    Ok(last.first().map_or([0; 32], |entry| entry.link.0))
}

fn manifest_of(taken: &Taken, link: [u8; 32], (shared, streams): (&Shared, usize)) -> Vec<u8> {
    let (contexts, correlations) = shared.parts();
    let mut bytes = Vec::new();
    put(&mut bytes, taken.size);
    bytes.extend(link);
    put(&mut bytes, taken.recorded_until.0.cast_unsigned());
    put(&mut bytes, taken.opaque);
    put(&mut bytes, u64::try_from(taken.unknown.len()).unwrap_or(u64::MAX));
    for stop in &taken.unknown {
        put(&mut bytes, stop.position);
    }
    put(&mut bytes, u64::try_from(correlations.len()).unwrap_or(u64::MAX));
    put(&mut bytes, u64::try_from(streams).unwrap_or(u64::MAX));
    for context in contexts {
        // Contexts were read from entries, so they encode; each is a few hundred bytes.
        let context = Codec.encode(context).unwrap_or_default();
        put(&mut bytes, u64::try_from(context.len()).unwrap_or(u64::MAX));
        bytes.extend(context);
    }
    bytes
}

fn decode_manifest(bytes: &[u8]) -> Option<Manifest> {
    let mut rest = bytes;
    let mut manifest = Manifest {
        size: take(&mut rest)?,
        link: take_array(&mut rest)?,
        recorded_until: Timestamp(take(&mut rest)?.cast_signed()),
        opaque: take(&mut rest)?,
        unknown: (0..take(&mut rest)?).map(|_| take(&mut rest)).collect::<Option<_>>()?,
        correlations: take(&mut rest)?,
        streams: take(&mut rest)?,
        contexts: Vec::new(),
    };
    while !rest.is_empty() {
        let length = usize::try_from(take(&mut rest)?).ok()?;
        let (context, after) = rest.split_at_checked(length)?;
        manifest.contexts.push(Codec.decode(context).ok()?);
        rest = after;
    }
    Some(manifest)
}

#[cfg(test)]
mod tests;
