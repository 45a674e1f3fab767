//! Packed histories put aside between two runs, so that a start need not open every entry again.
//!
//! Disposable: a snapshot that does not fit the log, the program or itself is ignored (I7). It is
//! sealed, because the disk holds facts nowhere in the clear, and it holds no identity (I8).
//!
//! ```text
//! "TUKKISNP" | u32 version | u64 size | 32 bytes BLAKE3 of the rest | (u32 length | sealed part)*
//! ```
//! Part 0 says what the others are; each is sealed for its number.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use domain::context::{Context, Timestamp};
use domain::decider::Format;
use domain::id::{EventId, StreamId};
use store::codec::Codec;
use store::{NoEntropy, Position, Store};

use crate::histories::Histories;
use crate::histories::packing::{Stream, put, take, take_array};

const MAGIC: &[u8; 8] = b"TUKKISNP";
/// Grows with every change to how histories are packed.
const VERSION: u32 = 1;
const SEAL_CONTEXT: &str = "snapshot of histories";
const PART_BYTES: usize = 1 << 20;

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

/// What part 0 says.
struct Manifest {
    size: u64,
    link: [u8; 32],
    recorded_until: Timestamp,
    opaque: u64,
    contexts: Vec<Context>,
    correlations: u64,
    streams: u64,
    parts: u64,
}

/// Writes a snapshot in the place of the one before. Histories that miss entries, because a key was
/// not at hand, are not put aside: next time it may be.
///
/// # Errors
/// The file cannot be written, sealed, or bound to the log.
pub fn save(path: &Path, store: &Store, histories: &Histories) -> Result<(), SnapshotError> {
    if histories.size() == 0 || !histories.unopened().is_empty() {
        return Ok(());
    }
    let link = link_of(store, histories.size())?;
    let parts = parts_of(histories);
    let manifest = histories.manifest(link, u64::try_from(parts.len()).unwrap_or(u64::MAX));
    let mut sealed = Vec::with_capacity(parts.len() + 1);
    let texts = std::iter::once(manifest).chain(parts);
    for (number, text) in (0..).zip(texts) {
        sealed.push(store.seal_blob(SEAL_CONTEXT, number, &text)?);
    }
    let draft = path.with_extension("new");
    let mut file = BufWriter::new(File::create(&draft)?);
    file.write_all(MAGIC)?;
    file.write_all(&VERSION.to_be_bytes())?;
    file.write_all(&histories.size().to_be_bytes())?;
    file.write_all(digest_of(&sealed).as_bytes())?;
    for part in &sealed {
        file.write_all(&length_of(part))?;
        file.write_all(part)?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(&draft, path)?;
    Ok(())
}

/// The histories that a snapshot holds; none when there is no file that fits this log and program.
pub fn load(path: &Path, store: &Store) -> Option<Histories> {
    let bytes = fs::read(path).ok()?;
    let mut rest = bytes.as_slice();
    let magic: [u8; 8] = take_array(&mut rest)?;
    let version = u32::from_be_bytes(take_array(&mut rest)?);
    let size = u64::from_be_bytes(take_array(&mut rest)?);
    let digest: [u8; 32] = take_array(&mut rest)?;
    let known = &magic == MAGIC && version == VERSION && size <= store.head().size;
    if !known || blake3::hash(rest) != blake3::Hash::from_bytes(digest) {
        return None;
    }
    let mut parts = Vec::new();
    for number in 0.. {
        if rest.is_empty() {
            break;
        }
        let length = usize::try_from(u32::from_be_bytes(take_array(&mut rest)?)).ok()?;
        let (sealed, after) = rest.split_at_checked(length)?;
        parts.push(store.open_blob(SEAL_CONTEXT, number, sealed).ok()?);
        rest = after;
    }
    let manifest = decode_manifest(parts.first()?)?;
    let fits = manifest.size == size
        && link_of(store, size).ok()? == manifest.link
        && u64::try_from(parts.len()).ok()? == manifest.parts + 1;
    if !fits {
        return None;
    }
    parts.remove(0);
    let content = parts.concat();
    read_content(&manifest, &content)
}

fn link_of(store: &Store, size: u64) -> Result<[u8; 32], store::ReadError> {
    let last = store.read(Position(size.saturating_sub(1)), 1)?;
    Ok(last.first().map_or([0; 32], |entry| entry.link.0))
}

fn length_of(part: &[u8]) -> [u8; 4] {
    u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes()
}

fn digest_of(sealed: &[Vec<u8>]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in sealed {
        hasher.update(&length_of(part)).update(part);
    }
    hasher.finalize()
}

/// Correlations and streams, behind each other, cut into parts.
fn parts_of(histories: &Histories) -> Vec<Vec<u8>> {
    let mut content = Vec::new();
    for correlation in histories.dictionary().parts().1 {
        content.extend(correlation.to_bytes());
    }
    for (id, stream) in histories.packed() {
        let (bytes, numbers) = stream.parts();
        content.extend(id.to_bytes());
        for number in numbers {
            put(&mut content, number);
        }
        put(&mut content, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        content.extend_from_slice(bytes);
    }
    content.chunks(PART_BYTES).map(<[u8]>::to_vec).collect()
}

fn read_content(manifest: &Manifest, content: &[u8]) -> Option<Histories> {
    let mut rest = content;
    let mut correlations = Vec::new();
    for _ in 0..manifest.correlations {
        correlations.push(EventId::from_bytes(take_array(&mut rest)?));
    }
    let mut streams = Vec::new();
    for _ in 0..manifest.streams {
        let id = StreamId::from_bytes(take_array(&mut rest)?);
        let mut numbers = [0; 5];
        for number in &mut numbers {
            *number = take(&mut rest)?;
        }
        let length = usize::try_from(take(&mut rest)?).ok()?;
        let (bytes, after) = rest.split_at_checked(length)?;
        rest = after;
        streams.push((id, Stream::from_parts(bytes.to_vec(), numbers)?));
    }
    let dictionary = (manifest.contexts.as_slice(), correlations.as_slice());
    let until = manifest.recorded_until;
    let opaque = manifest.opaque;
    rest.is_empty().then(|| Histories::of(dictionary, streams, (manifest.size, until, opaque)))
}

impl Histories {
    fn manifest(&self, link: [u8; 32], parts: u64) -> Vec<u8> {
        let (contexts, correlations) = self.dictionary().parts();
        let mut bytes = Vec::new();
        put(&mut bytes, self.size());
        bytes.extend(link);
        put(&mut bytes, self.recorded_until().0.cast_unsigned());
        put(&mut bytes, self.opaque());
        put(&mut bytes, parts);
        put(&mut bytes, u64::try_from(correlations.len()).unwrap_or(u64::MAX));
        put(&mut bytes, u64::try_from(self.packed().count()).unwrap_or(u64::MAX));
        for context in contexts {
            // Contexts were read from entries, so they encode; each is a few hundred bytes.
            let context = Codec.encode(context).unwrap_or_default();
            put(&mut bytes, u64::try_from(context.len()).unwrap_or(u64::MAX));
            bytes.extend(context);
        }
        bytes
    }
}

fn decode_manifest(bytes: &[u8]) -> Option<Manifest> {
    let mut rest = bytes;
    let mut manifest = Manifest {
        size: take(&mut rest)?,
        link: take_array(&mut rest)?,
        recorded_until: Timestamp(take(&mut rest)?.cast_signed()),
        opaque: take(&mut rest)?,
        parts: take(&mut rest)?,
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
