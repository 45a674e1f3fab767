//! The full check of a log: every stored byte read again, every link computed again, on all cores
//! and without any key. Shares no code with the writer.
//!
//! It shows that the log follows from its genesis to its end and that HEAD agrees. That the end
//! was not cut off, or everything written anew, only a head that has left the machine can show.

use std::convert::Infallible;
use std::fs;
use std::path::Path;

use crate::append::ReadError;
use crate::chain::{Head, Link};
use crate::engine;
use crate::entry::Recorded;
use crate::folder::probe::Probe;
use crate::folder::{Folder, OpenError};
use crate::id::{Position, StreamId, Version};
use crate::index::Index;
use crate::store::Store;
use check::{Chain, Piece};

mod check;
pub(crate) mod layout;
mod twice;

/// Entries that are taken from a running store at a time.
const RUN_ENTRIES: usize = 1_024;
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// What the check found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifyReport {
    /// Entries that are sound, from the first on.
    pub entries: u64,
    /// Streams that their heads show.
    pub streams: u64,
    /// How many of the entries are opaque.
    pub opaque: u64,
    /// Where the sound part of the log ends.
    pub head: Head,
    /// The first position that is not sound, and what is wrong there.
    pub first_bad: Option<(Position, String)>,
    /// Whether the index agrees with the log; nothing is known of an absent or older one.
    pub index_agrees: Option<bool>,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.first_bad.is_none() && self.index_agrees != Some(false)
    }
}

/// Checks a data folder that no process has open. `progress` hears how many entries are done.
///
/// # Errors
/// The folder is open elsewhere, is no log, or its database does not open. What is wrong inside
/// stands in the report.
pub fn verify_folder(
    path: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<VerifyReport, OpenError> {
    verify_folder_after(None, path, progress)
}

/// The same, looking at a doubtful database in another process first.
///
/// # Errors
/// As [`verify_folder`].
pub fn verify_folder_after(
    probe: Option<&Probe>,
    path: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<VerifyReport, OpenError> {
    let folder = Folder::take(path)?;
    let read = |name: &str| {
        let path = path.join(name);
        fs::read(&path).map_err(|source| OpenError::Io { path, source })
    };
    let damaged = OpenError::GenesisDamaged { path: path.join("GENESIS") };
    let genesis = layout::genesis(&read("GENESIS")?).ok_or(damaged)?;
    let promised = layout::head(&read("HEAD").unwrap_or_default(), genesis);
    let missing = || OpenError::HeadFileDamaged { path: path.join("HEAD") };
    let promised = promised.ok_or_else(|| folder.head_file().err().unwrap_or_else(missing))?;
    folder.secure(probe)?;
    let mut chain = Chain::new(genesis, Some(promised));
    chain.check(|| pieces(&folder), progress)?;
    let index = fs::read(path.join("index")).ok();
    let index = index.and_then(|bytes| crate::index::snapshot::parse(&bytes));
    let index_agrees = index
        .filter(|(_, cursor)| cursor.size == chain.size && chain.fault.is_none())
        .map(|(index, cursor)| cursor.link.0 == chain.link && agrees(&index, &chain));
    let report = report(chain, index_agrees);
    if report.is_sound() {
        folder.accept()?;
        folder.mark_clean()?;
    }
    Ok(report)
}

/// The blocks of a database that nobody has open.
fn pieces(folder: &Folder) -> Result<impl Iterator<Item = Piece>, OpenError> {
    let blocks = engine::sled::raw_blocks(&folder.log(), CACHE_BYTES);
    let file = || folder.log().join("db");
    let blocks = blocks.map_err(|source| OpenError::DatabaseDamaged { file: file(), source })?;
    let mut position = 0_u64;
    Ok(blocks.map(move |block| match block {
        Ok(block) => {
            position = layout::position_of(block.key());
            Piece::Block(block)
        }
        Err(error) => Piece::Unreadable { position, what: error.to_string() },
    }))
}

/// Checks entries that follow a genesis, from the first on, with the links they claim.
/// They are asked for once more if an event id stands in two of them.
pub fn verify_entries<I: Iterator<Item = Result<(Vec<u8>, Link), ReadError>>>(
    genesis: Link,
    entries: impl FnMut() -> I,
    progress: &mut dyn FnMut(u64),
) -> VerifyReport {
    report(chain_of(genesis, None, entries, progress), None)
}

/// Entries gathered into runs, so that each core has some work at a time.
struct Runs<I> {
    entries: I,
    first: u64,
    before: [u8; 32],
    failed: Option<String>,
    over: bool,
}

impl<I: Iterator<Item = Result<(Vec<u8>, Link), ReadError>>> Iterator for Runs<I> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let mut entries = Vec::new();
        while !self.over && entries.len() < RUN_ENTRIES {
            match self.entries.next() {
                Some(Ok((bytes, link))) => entries.push((bytes, link.0)),
                Some(Err(error)) => {
                    self.failed = Some(error.to_string());
                    self.over = true;
                }
                None => self.over = true,
            }
        }
        let (first, before) = (self.first, self.before);
        let Some((_, last)) = entries.last() else {
            return self.failed.take().map(|what| Piece::Unreadable { position: first, what });
        };
        self.before = *last;
        self.first += crate::bytes::count(entries.len());
        Some(Piece::Run { first, before, entries })
    }
}

fn chain_of<I: Iterator<Item = Result<(Vec<u8>, Link), ReadError>>>(
    genesis: Link,
    promised: Option<Head>,
    mut entries: impl FnMut() -> I,
    progress: &mut dyn FnMut(u64),
) -> Chain {
    let mut chain = Chain::new(genesis.0, promised.map(|head| (head.size, head.link.0)));
    let runs = || {
        let (entries, before) = (entries(), genesis.0);
        Ok::<_, Infallible>(Runs { entries, first: 0, before, failed: None, over: false })
    };
    match chain.check(runs, progress) {
        Ok(()) => chain,
    }
}

impl Store {
    /// Checks the log while it is open, up to where it ends now; appending goes on meanwhile.
    pub fn verify(&self, progress: &mut dyn FnMut(u64)) -> VerifyReport {
        let end = self.head();
        let entries = || self.runs(end.size).flatten();
        let chain = chain_of(self.genesis().link(), Some(end), entries, progress);
        let index = self.index();
        // The index may have gone on meanwhile.
        let known = |(stream, version): (&[u8; 16], &u32)| {
            index.version(StreamId(*stream)).is_some_and(|last| last >= Version(*version))
        };
        let index_agrees = chain.fault.is_none().then(|| chain.streams.iter().all(known));
        drop(index);
        report(chain, index_agrees)
    }

    fn runs(&self, end: u64) -> impl Iterator<Item = Vec<Result<(Vec<u8>, Link), ReadError>>> + '_ {
        let (mut from, mut failed) = (0_u64, false);
        std::iter::from_fn(move || {
            let left = usize::try_from(end.saturating_sub(from)).unwrap_or(usize::MAX);
            if left == 0 || failed {
                return None;
            }
            let read = self.read(Position(from), left.min(RUN_ENTRIES));
            failed = read.as_ref().map_or(true, Vec::is_empty);
            from += read.as_ref().map_or(0, |entries| crate::bytes::count(entries.len()));
            let raw = |entry: Recorded| Ok((entry.bytes().to_vec(), entry.link));
            Some(match read {
                Ok(entries) => entries.into_iter().map(raw).collect(),
                Err(error) => vec![Err(error)],
            })
        })
    }
}

/// Whether an index of the same log names the same streams and versions, and each event.
fn agrees(index: &Index, chain: &Chain) -> bool {
    index.has_each_event()
        && index.stream_count() == chain.streams.len()
        && index.streams().all(|(stream, version)| chain.streams.get(&stream.0) == Some(&version.0))
}

fn report(chain: Chain, index_agrees: Option<bool>) -> VerifyReport {
    let recorded_at_ms = if chain.size == 0 { 0 } else { chain.recorded_at_ms };
    VerifyReport {
        entries: chain.size,
        streams: crate::bytes::count(chain.streams.len()),
        opaque: chain.opaque,
        head: Head { size: chain.size, link: Link(chain.link), recorded_at_ms },
        first_bad: chain.fault.map(|(position, what)| (Position(position), what)),
        index_agrees,
    }
}

#[cfg(test)]
mod tests;
