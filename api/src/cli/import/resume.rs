//! How far a file has come, beside it: so that a run which was interrupted goes on where it
//! stopped. Nothing rests on it: a file that is read from its beginning adds nothing twice either.
//!
//! It says nothing about people: how many rows were settled, a digest of what was read of the file,
//! and where the log ended then. A log that does not hold that entry, a file that begins otherwise
//! or other ways of reading it begin anew.

use std::fs::{self, File};
use std::io::{self, BufRead, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::auth::tokens::hex;
use crate::import::Progress;

/// How often it is written, at the most.
const EVERY: Duration = Duration::from_secs(1);
const FORMAT: u32 = 1;

/// Where the log ended.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub(super) struct LogEnd {
    /// How many entries it had.
    pub(super) size: u64,
    /// The link of the last one.
    pub(super) link: String,
}

/// What is known about an interrupted run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    format: u32,
    plan: String,
    bytes: u64,
    digest: String,
    /// Rows that were settled.
    pub(super) rows: u64,
    /// How it had gone so far.
    pub(super) progress: Progress,
    /// The file of rejects, and how many bytes of it are whole.
    pub(super) rejects: Option<(PathBuf, u64)>,
    /// Where the log ended.
    pub(super) log: Option<LogEnd>,
}

/// The file beside the source.
pub(super) struct Resume {
    path: PathBuf,
    plan: String,
    digest: Running,
    written: Option<Instant>,
}

impl Resume {
    /// For a source that is read by a plan.
    pub(super) fn beside(source: &Path, plan: &[u8], digest: Running) -> Self {
        let mut name = source.file_name().unwrap_or_default().to_owned();
        name.push(".tukki-progress");
        let plan = hex(blake3::hash(plan).as_bytes());
        Self { path: source.with_file_name(name), plan, digest, written: None }
    }

    /// What an interrupted run left, if it read the same file in the same way.
    pub(super) fn state(&self, source: &Path) -> Option<State> {
        let text = fs::read(&self.path).ok()?;
        let state: State = serde_json::from_slice(&text).ok()?;
        let fits = state.format == FORMAT && state.plan == self.plan;
        (fits && digest_of(source, state.bytes).ok()? == state.digest).then_some(state)
    }

    /// Whether it is time to write it again.
    pub(super) fn is_due(&self) -> bool {
        self.written.is_none_or(|written| written.elapsed() >= EVERY)
    }

    /// Writes it: whole, or as it was.
    pub(super) fn save(
        &mut self,
        (rows, progress): (u64, &Progress),
        rejects: Option<(PathBuf, u64)>,
        log: Option<LogEnd>,
    ) -> io::Result<()> {
        let (bytes, digest) = self.digest.now();
        let plan = self.plan.clone();
        let progress = progress.clone();
        let state = State { format: FORMAT, plan, bytes, digest, rows, progress, rejects, log };
        let beside = self.path.with_extension("tukki-progress-new");
        let mut file = File::create(&beside)?;
        file.write_all(&serde_json::to_vec(&state)?)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        self.written = Some(Instant::now());
        Ok(())
    }

    /// Removes it: the file was read to its end.
    pub(super) fn done(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// A digest of what was read so far.
#[derive(Clone, Default)]
pub(super) struct Running(Arc<Mutex<(blake3::Hasher, u64)>>);

impl Running {
    fn add(&self, bytes: &[u8]) {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.0.update(bytes);
        running.1 += u64::try_from(bytes.len()).unwrap_or(0);
    }

    fn now(&self) -> (u64, String) {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (running.1, hex(running.0.finalize().as_bytes()))
    }

    /// The digest of a whole file.
    pub(super) fn whole(path: &Path) -> io::Result<Self> {
        let running = Self::default();
        let mut file = File::open(path)?;
        let mut piece = vec![0; 1 << 16];
        loop {
            let read = file.read(&mut piece)?;
            if read == 0 {
                return Ok(running);
            }
            running.add(piece.get(..read).unwrap_or_default());
        }
    }
}

fn digest_of(path: &Path, bytes: u64) -> io::Result<String> {
    let running = Running::default();
    let mut file = File::open(path)?.take(bytes);
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            let (found, digest) = running.now();
            return if found == bytes {
                Ok(digest)
            } else {
                Err(io::ErrorKind::UnexpectedEof.into())
            };
        }
        running.add(piece.get(..read).unwrap_or_default());
    }
}

/// A file whose digest is taken while it is read.
pub(super) struct Watched<R> {
    file: R,
    digest: Running,
}

impl<R: BufRead> Watched<R> {
    /// Watches a file.
    pub(super) fn new(file: R, digest: Running) -> Self {
        Self { file, digest }
    }
}

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let found = self.file.fill_buf()?;
        let length = found.len().min(to.len());
        for (to, from) in to.iter_mut().zip(found) {
            *to = *from;
        }
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Watched<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed is still in the buffer: asking for it reads nothing.
        if amount > 0 {
            let seen = self.file.fill_buf().unwrap_or_default();
            self.digest.add(seen.get(..amount).unwrap_or(seen));
        }
        self.file.consume(amount);
    }
}
