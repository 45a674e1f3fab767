//! Bare limits to measure the log against, with its own blocks: sled alone, a plain file alone, an
//! ordered scan. No head, no chain, no seal, no index; nothing but benches calls it.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::engine::sled as embedded;
use crate::engine::{EngineError, StoredEntry, block};
use crate::entry::Recorded;
use crate::id::Position;

/// Blocks by commit: keys and bytes.
pub struct Commits(Vec<Vec<(Position, Vec<u8>)>>);

impl Commits {
    /// The blocks of these entries, as they would lie if so many had shared each commit.
    pub fn of(entries: &[Recorded], size: usize) -> Self {
        let mut commits = Vec::new();
        for commit in entries.chunks(size.max(1)) {
            let stored: Vec<_> = commit
                .iter()
                .map(|entry| StoredEntry { bytes: entry.bytes().to_vec(), link: entry.link })
                .collect();
            if let Some(first) = commit.first() {
                commits.push(block::pack(first.position, first.link, &stored));
            }
        }
        Self(commits)
    }

    fn bytes(&self) -> u64 {
        let lengths = self.0.iter().flatten().map(|(_, bytes)| bytes.len());
        crate::bytes::count(lengths.sum())
    }
}

/// How long sled takes for these blocks: a batch, a flush and an `fdatasync` for each commit.
///
/// # Errors
/// The database or the disk fails.
pub fn sled(folder: &Path, commits: &Commits) -> Result<Duration, EngineError> {
    let database = embedded::Bare::create(folder)?;
    let began = Instant::now();
    for blocks in &commits.0 {
        database.commit(blocks)?;
    }
    Ok(began.elapsed())
}

/// How long a file of that length takes for the same bytes: a write and an `fdatasync` for each
/// commit.
///
/// # Errors
/// The disk fails.
pub fn file(path: &Path, commits: &Commits) -> io::Result<Duration> {
    static ZEROS: [u8; 65_536] = [0; 65_536];
    let mut file = OpenOptions::new().create_new(true).write(true).open(path)?;
    for _ in 0..=commits.bytes() / crate::bytes::count(ZEROS.len()) {
        file.write_all(&ZEROS)?;
    }
    file.sync_all()?;
    let (began, mut at) = (Instant::now(), 0);
    for blocks in &commits.0 {
        let bytes: Vec<u8> = blocks.iter().flat_map(|(_, bytes)| bytes).copied().collect();
        file.write_all_at(&bytes, at)?;
        file.sync_data()?;
        at += crate::bytes::count(bytes.len());
    }
    Ok(began.elapsed())
}

/// How long opening a stopped log's database and scanning its blocks in their order takes, and
/// how many bytes it saw.
///
/// # Errors
/// The database does not open or cannot be read.
pub fn scan(folder: &Path, cache_bytes: u64) -> Result<(Duration, u64), EngineError> {
    let (began, mut bytes) = (Instant::now(), 0);
    let blocks = embedded::raw_blocks(&folder.join(crate::folder::LOG), cache_bytes)?;
    for block in blocks {
        bytes += crate::bytes::count(block?.bytes().len());
    }
    Ok((began.elapsed(), bytes))
}

/// How long sled takes to open a stopped log's database.
///
/// # Errors
/// The database does not open.
pub fn open(folder: &Path, cache_bytes: u64) -> Result<Duration, EngineError> {
    let began = Instant::now();
    let opened = embedded::raw_blocks(&folder.join(crate::folder::LOG), cache_bytes)?;
    let took = began.elapsed();
    drop(opened);
    Ok(took)
}
