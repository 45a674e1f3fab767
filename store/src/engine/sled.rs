//! The embedded engine: blocks in sled, a sync of our own, and a HEAD file. The only file that
//! names sled.
//!
//! sled calls durable what the disk may still lose, shows what is not durable, can panic, and can
//! open a damaged file as a shorter log; docs/FORMAT.md says how each is met. Nothing here makes
//! an opened log shorter.

use std::any::Any;
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::block::{self, Block};
use super::head_file::HeadFile;
use super::{Batch, Committed, EngineError, LogStore, StoredEntry};
use crate::bytes::length_usize;
use crate::chain::{Head, Link};
use crate::entry::Recorded;
use crate::id::Position;

/// Large, so that no page is ever large enough to go to a file that sled never syncs.
const SEGMENT_BYTES: usize = 8 * 1024 * 1024;
/// Blocks whose checksums and links are checked on open.
const TAIL_BLOCKS: usize = 64;
/// How long the HEAD file may be behind what it says on the disk while commits go on: a commit
/// that comes later syncs it. One sync in so long costs next to nothing; one a commit would cost
/// as much again as the commit.
const HEAD_SYNC_PAUSE: Duration = Duration::from_millis(20);
const BARE_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// Why a log is not served from.
#[derive(Debug)]
pub(crate) enum OpenFault {
    /// The database does not open, or its last blocks are damaged.
    Engine(EngineError),
    /// The database ends before the HEAD file says that the log ends.
    Lost { found: Head, promised: Head },
    /// The entry at the HEAD file's position is another one.
    Other { promised: Head },
}

impl From<EngineError> for OpenFault {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

/// Blocks of entries in sled.
pub struct SledLog {
    database: Database,
    tail: Mutex<Tail>,
}

struct Database {
    db: sled::Db,
    /// Open before the first write, so that the kernel reports every failed write here.
    file: File,
}

impl Database {
    fn with(db: sled::Db, folder: &Path) -> Result<Self, EngineError> {
        let file = File::options().write(true).open(folder.join("db"));
        let file = file.map_err(|source| io_fault("open the file of the database", source))?;
        Ok(Self { db, file })
    }

    /// Writes blocks together or not at all, and makes them durable.
    fn write(&self, blocks: &[(Position, Vec<u8>)]) -> Result<(), EngineError> {
        let mut batch = sled::Batch::default();
        for (first, bytes) in blocks {
            batch.insert(&first.0.to_be_bytes(), bytes.as_slice());
        }
        guarded("write a batch", || self.db.apply_batch(batch))?;
        self.sync()
    }

    fn sync(&self) -> Result<(), EngineError> {
        // I3: flush hands the bytes to the kernel, only our own sync puts them on the disk.
        guarded("flush the database", || self.db.flush())?;
        self.file.sync_data().map_err(|source| io_fault("sync the database", source))
    }
}

struct Tail {
    head: Head,
    head_file: HeadFile,
    synced: Instant,
}

/// How a log is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening {
    pub(crate) genesis: Link,
    pub(crate) cache_bytes: u64,
    pub(crate) depth: Depth,
}

/// How much of a log is checked before it is served from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Depth {
    /// Its last blocks: whatever a crash can have touched.
    Tail,
    /// All of it.
    All,
}

impl Depth {
    const fn blocks(self) -> usize {
        match self {
            Self::Tail => TAIL_BLOCKS,
            Self::All => usize::MAX,
        }
    }
}

impl SledLog {
    /// Opens the blocks in a folder and checks their end against the HEAD file.
    pub(crate) fn open(
        folder: &Path,
        head_file: HeadFile,
        opening: &Opening,
    ) -> Result<Self, OpenFault> {
        let db = open_db(folder, opening.cache_bytes)?;
        let found = check_tail(&db, opening.genesis, opening.depth)?;
        let promised = head_file.head();
        if found.size < promised.size {
            return Err(OpenFault::Lost { found, promised });
        }
        let tail = Mutex::new(Tail { head: found, head_file, synced: Instant::now() });
        let log = Self { database: Database::with(db, folder)?, tail };
        if let Some(last) = promised.size.checked_sub(1) {
            let entry = log.read(Position(last), 1)?.pop();
            if entry.is_none_or(|entry| entry.link != promised.link) {
                return Err(OpenFault::Other { promised });
            }
        }
        // What survived beyond the HEAD file was on its way to be acknowledged; it stays.
        log.database.sync()?;
        let mut tail = log.tail();
        tail.head_file.write(&found).map_err(|source| io_fault("write HEAD", source))?;
        tail.head_file.sync().map_err(|source| io_fault("sync HEAD", source))?;
        drop(tail);
        Ok(log)
    }

    fn tail(&self) -> MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The block that holds a position, or the last one before it.
    fn block_at(&self, position: Position) -> Result<Option<Block>, EngineError> {
        let beyond = position.next().0.to_be_bytes();
        let found = guarded("read a block", || self.database.db.get_lt(beyond))?;
        found.map(|(key, value)| checked_block(&key, &value)).transpose()
    }

    /// The block that begins at a position, or the first one after it.
    ///
    /// Looked up by itself, not by an iterator: sled counts the uses of a page before it lets
    /// pages go, and one use for all the blocks of a page would keep far more than its cache.
    fn block_after(&self, position: Position) -> Result<Option<Block>, EngineError> {
        let key = position.0.to_be_bytes();
        if let Some(value) = guarded("read a block", || self.database.db.get(key))? {
            return checked_block(&key, &value).map(Some);
        }
        let found = guarded("read a block", || self.database.db.get_gt(key))?;
        found.map(|(key, value)| checked_block(&key, &value)).transpose()
    }
}

impl LogStore for SledLog {
    fn head(&self) -> Result<Head, EngineError> {
        Ok(self.tail().head)
    }

    fn commit(&self, expected: &Head, batch: Batch<'_>) -> Result<Committed, EngineError> {
        let mut tail = self.tail();
        if tail.head != *expected {
            return Ok(Committed::HeadMoved(tail.head));
        }
        let blocks = block::pack(Position(expected.size), expected.link, batch.entries);
        self.database.write(&blocks)?;
        tail.head_file.write(&batch.head).map_err(|source| io_fault("write HEAD", source))?;
        if tail.synced.elapsed() >= HEAD_SYNC_PAUSE {
            tail.head_file.sync().map_err(|source| io_fault("sync HEAD", source))?;
            tail.synced = Instant::now();
        }
        tail.head = batch.head;
        Ok(Committed::Durable)
    }

    fn read(&self, from: Position, max: usize) -> Result<Vec<StoredEntry>, EngineError> {
        let Some(block) = self.block_at(from)?.filter(|_| max > 0) else { return Ok(Vec::new()) };
        let (mut end, mut link) = (block.end(), block.link());
        let skipped = length_usize(from.0.saturating_sub(block.first.0));
        let mut entries: Vec<StoredEntry> =
            block.entries.into_iter().skip(skipped).take(max).collect();
        if entries.is_empty() || entries.len() == max {
            return Ok(entries);
        }
        while entries.len() < max {
            let Some(block) = self.block_after(Position(end))? else { break };
            if block.first.0 != end || block.before != link {
                let (position, what) = (Position(end), "a block does not follow the one before");
                return Err(EngineError::Damaged { position, what });
            }
            (end, link) = (block.end(), block.link());
            let room = max - entries.len();
            entries.extend(block.entries.into_iter().take(room));
        }
        Ok(entries)
    }

    fn close(&self) -> Result<(), EngineError> {
        self.database.sync()?;
        self.tail().head_file.sync().map_err(|source| io_fault("sync HEAD", source))
    }
}

/// Makes the database of a new log and leaves it closed and durable.
pub(crate) fn create(folder: &Path) -> Result<(), EngineError> {
    let db = open_db(folder, 1024 * 1024)?;
    guarded("flush the database", || db.flush())?;
    drop(db);
    let sync = || -> io::Result<()> {
        File::open(folder.join("db"))?.sync_all()?;
        crate::files::sync_folder(folder)?;
        crate::files::sync_parent(folder)
    };
    sync().map_err(|source| io_fault("sync the new database", source))
}

/// Opens a database that may be damaged and reads its last blocks; what they say is judged later.
pub(crate) fn look(folder: &Path, cache_bytes: u64) -> Result<(), EngineError> {
    let db = open_db(folder, cache_bytes)?;
    let mut blocks = db.iter();
    for _ in 0..TAIL_BLOCKS {
        if guarded("read the last blocks", || blocks.next_back().transpose())?.is_none() {
            break;
        }
    }
    Ok(())
}

/// The database by itself, for whoever measures what the log adds to it.
pub(crate) struct Bare(Database);

impl Bare {
    pub(crate) fn create(folder: &Path) -> Result<Self, EngineError> {
        Database::with(open_db(folder, BARE_CACHE_BYTES)?, folder).map(Self)
    }

    pub(crate) fn commit(&self, blocks: &[(Position, Vec<u8>)]) -> Result<(), EngineError> {
        self.0.write(blocks)
    }
}

/// A key and the bytes under it, shared with the database's pages.
pub(crate) struct RawBlock {
    key: sled::IVec,
    bytes: sled::IVec,
}

impl RawBlock {
    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Every block's key and bytes in the order of their keys, unread, for whoever checks them.
pub(crate) fn raw_blocks(
    folder: &Path,
    cache_bytes: u64,
) -> Result<impl Iterator<Item = Result<RawBlock, EngineError>> + use<>, EngineError> {
    let db = open_db(folder, cache_bytes)?;
    let mut blocks = db.iter();
    Ok(std::iter::from_fn(move || {
        let next = guarded("read a block", || blocks.next().transpose());
        next.map(|found| found.map(|(key, bytes)| RawBlock { key, bytes })).transpose()
    }))
}

fn open_db(folder: &Path, cache_bytes: u64) -> Result<sled::Db, EngineError> {
    let config = sled::Config::new()
        .path(folder)
        .cache_capacity(cache_bytes)
        .segment_size(SEGMENT_BYTES)
        .mode(sled::Mode::HighThroughput)
        .flush_every_ms(None);
    guarded("open the database", || patiently(&config))
}

/// sled's background threads give its lock back a moment after the last handle is dropped. Our own
/// lock on the folder has already shown that no other process is there.
fn patiently(config: &sled::Config) -> sled::Result<sled::Db> {
    const TRIES: u32 = 500;
    const PAUSE: Duration = Duration::from_millis(10);
    for _ in 0..TRIES {
        match config.open() {
            Err(sled::Error::Io(error)) if error.to_string().contains("could not acquire lock") => {
                std::thread::sleep(PAUSE);
            }
            opened => return opened,
        }
    }
    config.open()
}

/// Where the blocks end, if the last of them are sound and follow each other.
fn check_tail(db: &sled::Db, genesis: Link, depth: Depth) -> Result<Head, EngineError> {
    let mut blocks = db.iter();
    let mut after: Option<Block> = None;
    let mut head = Head { size: 0, link: genesis, recorded_at_ms: 0 };
    for _ in 0..depth.blocks() {
        let found = guarded("read the last blocks", || blocks.next_back().transpose())?;
        let Some((key, value)) = found else { break };
        let block = checked_block(&key, &value)?;
        let recorded_at_ms = check_links(&block)?;
        match &after {
            None => head = Head { size: block.end(), link: block.link(), recorded_at_ms },
            Some(after) if after.first.0 == block.end() && after.before == block.link() => {}
            Some(after) => {
                let (position, what) = (after.first, "a block does not follow the one before");
                return Err(EngineError::Damaged { position, what });
            }
        }
        after = Some(block);
    }
    match after {
        Some(first) if first.first.0 > 0 && depth == Depth::All => {
            let (position, what) = (Position(0), "the blocks before this one are missing");
            Err(EngineError::Damaged { position, what })
        }
        Some(first) if first.first.0 == 0 && first.before != genesis => {
            let (position, what) = (Position(0), "the log begins with another genesis");
            Err(EngineError::Damaged { position, what })
        }
        Some(_) | None => Ok(head),
    }
}

/// The time of a block's last entry, if every link covers its head.
fn check_links(block: &Block) -> Result<i64, EngineError> {
    let (mut link, mut recorded_at_ms, mut position) = (block.before, 0, block.first);
    for stored in &block.entries {
        let what = "an entry does not follow the one before";
        let damaged = || EngineError::Damaged { position, what };
        let entry = Recorded::parse(stored.bytes.clone(), stored.link);
        let entry = entry.map_err(|_malformed| damaged())?;
        link = link.next(entry.head_bytes());
        if link != entry.link || entry.position != position {
            return Err(damaged());
        }
        recorded_at_ms = entry.recorded_at_ms;
        position = position.next();
    }
    Ok(recorded_at_ms)
}

fn checked_block(key: &[u8], value: &[u8]) -> Result<Block, EngineError> {
    let position = Position(key.first_chunk().map_or(0, |key| u64::from_be_bytes(*key)));
    let what = "the checksum of a block is wrong";
    let block = Block::parse(value).filter(|block| block.first.0.to_be_bytes() == *key);
    block.ok_or(EngineError::Damaged { position, what })
}

fn io_fault(what: &'static str, source: io::Error) -> EngineError {
    EngineError::Io { what, source }
}

/// Runs a call into sled so that neither its errors nor its panics go unnoticed.
fn guarded<T>(
    what: &'static str,
    call: impl FnOnce() -> Result<T, sled::Error>,
) -> Result<T, EngineError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(io_fault(what, io::Error::other(error))),
        Err(panic) => Err(EngineError::Panicked { message: message_of(panic.as_ref()) }),
    }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "it did not say why".to_owned())
}
