//! What raw bytes still hold when the database does not open: every block that its checksum says
//! is whole, in any file of the log, and the longest chain that leads from the genesis through
//! them. Needs no key.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use domain::decider::{Class, Coded};

use crate::bytes::count;
use crate::chain::{Head, Link};
use crate::engine::block::{Block, MAGIC};
use crate::engine::head_file::{HeadFile, Read};
use crate::engine::sled::{self, Depth, Opening, SledLog};
use crate::engine::{Batch, Committed, EngineError, LogStore};
use crate::entry::Recorded;
use crate::folder::{self, Folder, InitError, OpenError, make_folder};
use crate::id::Position;

/// Bytes read at a time.
const CHUNK_BYTES: usize = 4 * 1024 * 1024;
/// More than any block has.
const BLOCK_BYTES_MAX: usize = 70 * 1024;
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// What was found in raw bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SalvageReport {
    /// Files that were searched.
    pub files: Vec<PathBuf>,
    /// Different blocks that are whole.
    pub blocks: u64,
    /// Where the longest chain from the genesis ends.
    pub head: Head,
    /// Where the log ended according to its HEAD file, if that can be read.
    pub promised: Option<Head>,
    /// Positions of whole blocks beyond that end, from and to; their predecessors are missing.
    pub unchained: Vec<(Position, Position)>,
}

impl SalvageReport {
    /// How many entries that were acknowledged are not in the chain.
    pub fn lost(&self) -> u64 {
        self.promised.map_or(0, |promised| promised.size.saturating_sub(self.head.size))
    }
}

/// Why nothing was salvaged.
#[derive(Debug, thiserror::Error)]
pub enum SalvageError {
    /// The folder is no log or is open elsewhere.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The new folder cannot be made.
    #[error(transparent)]
    Init(#[from] InitError),
    /// The new database cannot be written.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The new database is not what was just written.
    #[error("the new log is not what was written to it")]
    NotWritten,
    /// The disk failed.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl Coded for SalvageError {
    fn code(&self) -> &'static str {
        match self {
            Self::Open(error) => error.code(),
            Self::Init(error) => error.code(),
            Self::Engine(_) | Self::NotWritten => "log.unwritable",
            Self::Io { .. } => "log.io",
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::Open(error) => error.class(),
            Self::Init(error) => error.class(),
            Self::Engine(_) | Self::NotWritten | Self::Io { .. } => Class::Unavailable,
        }
    }
}

#[derive(Clone, Debug)]
struct Found {
    file: usize,
    offset: u64,
    before: Link,
    link: Link,
    end: u64,
    recorded_at_ms: i64,
    /// Where the longest chain through this block ends.
    reach: u64,
}

struct Search {
    files: Vec<PathBuf>,
    blocks: BTreeMap<u64, Vec<Found>>,
}

/// Searches the files of a log that no process has open. Changes nothing.
///
/// # Errors
/// The folder is no log, is open elsewhere, or cannot be read.
pub fn scan(path: &Path) -> Result<SalvageReport, SalvageError> {
    let folder = Folder::take(path)?;
    let search = Search::of(&folder)?;
    let genesis = folder.genesis().link();
    Ok(search.report(&folder, &search.chain(genesis)))
}

/// Writes the longest chain to a new data folder, which the same keyring opens.
///
/// # Errors
/// As [`scan`]; or the new folder is not empty or cannot be written.
pub fn recover(path: &Path, into: &Path) -> Result<SalvageReport, SalvageError> {
    let from = Folder::take(path)?;
    let search = Search::of(&from)?;
    let genesis = from.genesis().link();
    let chain = search.chain(genesis);
    make_folder(into)?;
    let io_error = |path: &Path| {
        let path = path.to_owned();
        move |source| SalvageError::Io { path, source }
    };
    if fs::read_dir(into).map_err(io_error(into))?.next().is_some() {
        return Err(InitError::NotEmpty { path: into.to_owned() }.into());
    }
    let vault = from.path().join(folder::VAULT);
    if vault.exists() {
        fs::copy(&vault, into.join(folder::VAULT)).map_err(io_error(&vault))?;
    }
    let head_path = into.join(folder::HEAD);
    let mut head = Head { size: 0, link: genesis, recorded_at_ms: 0 };
    HeadFile::create(&head_path, genesis, head).map_err(io_error(&head_path))?;
    let head_file = HeadFile::open(&head_path, genesis).map_err(io_error(&head_path))?;
    let Read::Says(head_file) = head_file else { return Err(SalvageError::NotWritten) };
    sled::create(&into.join(folder::LOG))?;
    let opening = Opening { genesis, cache_bytes: CACHE_BYTES, depth: Depth::Tail };
    let log = SledLog::open(&into.join(folder::LOG), head_file, &opening)
        .map_err(|_fault| SalvageError::NotWritten)?;
    for found in &chain {
        let block = search.read(found)?.ok_or(SalvageError::NotWritten)?;
        let (size, link, recorded_at_ms) = (found.end, found.link, found.recorded_at_ms);
        let next = Head { size, link, recorded_at_ms };
        let written = log.commit(&head, Batch { entries: &block.entries, head: next })?;
        if written != Committed::Durable {
            return Err(SalvageError::NotWritten);
        }
        head = next;
    }
    log.close()?;
    let genesis_path = into.join(folder::GENESIS);
    crate::files::replace(&genesis_path, &from.genesis().to_bytes())
        .map_err(io_error(&genesis_path))?;
    Ok(search.report(&from, &chain))
}

impl Search {
    fn of(folder: &Folder) -> Result<Self, SalvageError> {
        let mut search = Self { files: Vec::new(), blocks: BTreeMap::new() };
        for place in [folder::LOG, folder::COPY] {
            search.walk(&folder.path().join(place))?;
        }
        search.measure();
        Ok(search)
    }

    fn walk(&mut self, place: &Path) -> Result<(), SalvageError> {
        let io_error = |source| SalvageError::Io { path: place.to_owned(), source };
        let listed = match fs::read_dir(place) {
            Ok(listed) => listed,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(io_error(source)),
        };
        let mut paths = Vec::new();
        for found in listed {
            paths.push(found.map_err(io_error)?.path());
        }
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.walk(&path)?;
            } else {
                self.search(&path).map_err(|source| SalvageError::Io { path, source })?;
            }
        }
        Ok(())
    }

    /// Looks for blocks at every byte of a file.
    fn search(&mut self, path: &Path) -> io::Result<()> {
        let mut file = File::open(path)?;
        self.files.push(path.to_owned());
        let (mut held, mut start) = (Vec::new(), 0_u64);
        loop {
            let fresh = file.by_ref().take(count(CHUNK_BYTES)).read_to_end(&mut held)?;
            // A block that may go on beyond what is held is left for the next round.
            let end =
                if fresh == 0 { held.len() } else { held.len().saturating_sub(BLOCK_BYTES_MAX) };
            let mut at = 0;
            while let Some(offset) = held.get(at..).and_then(find_magic) {
                at += offset;
                if at >= end {
                    break;
                }
                let bytes = held.get(at..).unwrap_or_default();
                if let Some((block, _)) = Block::parse_prefix(bytes) {
                    self.note(&block, start + count(at));
                }
                at += 1;
            }
            if fresh == 0 {
                return Ok(());
            }
            held.drain(..end);
            start += count(end);
        }
    }

    fn note(&mut self, block: &Block, offset: u64) {
        let Some(recorded_at_ms) = check(block) else { return };
        let found = Found {
            file: self.files.len() - 1,
            offset,
            before: block.before,
            link: block.link(),
            end: block.end(),
            recorded_at_ms,
            reach: block.end(),
        };
        let same = self.blocks.entry(block.first.0).or_default();
        if !same.iter().any(|known| known.before == found.before && known.link == found.link) {
            same.push(found);
        }
    }

    /// From the last block to the first: how far a chain through each block leads.
    fn measure(&mut self) {
        let firsts: Vec<u64> = self.blocks.keys().rev().copied().collect();
        for first in firsts {
            let mut here = self.blocks.remove(&first).unwrap_or_default();
            for found in &mut here {
                found.reach =
                    self.after(found.end, found.link).map_or(found.end, |next| next.reach);
            }
            self.blocks.insert(first, here);
        }
    }

    /// The block with the longest chain among those that follow this link. There can be several:
    /// a commit that was never acknowledged may lie beside the one that took its place.
    fn after(&self, position: u64, link: Link) -> Option<&Found> {
        let here = self.blocks.get(&position)?;
        here.iter().filter(|found| found.before == link).max_by_key(|found| found.reach)
    }

    fn chain(&self, genesis: Link) -> Vec<Found> {
        let (mut chain, mut position, mut link) = (Vec::new(), 0, genesis);
        while let Some(next) = self.after(position, link) {
            (position, link) = (next.end, next.link);
            chain.push(next.clone());
        }
        chain
    }

    fn read(&self, found: &Found) -> Result<Option<Block>, SalvageError> {
        let Some(path) = self.files.get(found.file) else { return Ok(None) };
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(found.offset))?;
            let mut bytes = Vec::new();
            file.take(count(BLOCK_BYTES_MAX)).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(|source| SalvageError::Io { path: path.clone(), source })?;
        Ok(Block::parse_prefix(&bytes).map(|(block, _)| block))
    }

    fn report(&self, folder: &Folder, chain: &[Found]) -> SalvageReport {
        let start = Head { size: 0, link: folder.genesis().link(), recorded_at_ms: 0 };
        let head = chain.last().map_or(start, |last| Head {
            size: last.end,
            link: last.link,
            recorded_at_ms: last.recorded_at_ms,
        });
        let mut unchained: Vec<(Position, Position)> = Vec::new();
        for (first, here) in self.blocks.range(head.size..) {
            let end = Position(here.iter().map(|found| found.end).max().unwrap_or(*first));
            match unchained.last_mut() {
                Some((_, last)) if last.0 == *first => *last = end,
                Some(_) | None => unchained.push((Position(*first), end)),
            }
        }
        let blocks = self.blocks.values().map(Vec::len).sum();
        let promised = folder.head_file().ok().map(|file| file.head());
        let (files, blocks) = (self.files.clone(), count(blocks));
        SalvageReport { files, blocks, head, promised, unchained }
    }
}

/// The time of a block's last entry, if all its entries follow each other.
fn check(block: &Block) -> Option<i64> {
    let (mut link, mut position, mut recorded_at_ms) = (block.before, block.first, 0);
    for stored in &block.entries {
        let entry = Recorded::parse(stored.bytes.clone(), stored.link).ok()?;
        link = link.next(entry.head_bytes());
        if entry.position != position || entry.link != link {
            return None;
        }
        position = position.next();
        recorded_at_ms = entry.recorded_at_ms;
    }
    Some(recorded_at_ms)
}

fn find_magic(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        at += rest.iter().position(|byte| byte == &b'T')?;
        if bytes.get(at..)?.starts_with(MAGIC) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests;
