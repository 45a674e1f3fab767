//! The database at rest: what it looked like when it was closed, and a fresh copy to work on when
//! it does not look so any more.
//!
//! The database can cut a damaged tail while it opens, so damaged bytes are kept before it sees
//! them. And after a failed sync the kernel may show bytes that the disk never got, and call them
//! synced the next time; so after every end that was not a proper one, work goes on with a copy
//! that was written and synced anew, and the original is kept until the copy has shown itself whole.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::probe::Probe;
use super::{CLEAN, COPY, Folder, OpenError};

/// Pieces of a file that have a digest of their own.
const PIECE_BYTES: u64 = 16 * 1024 * 1024;
/// Few enough to stay near the core between being read and being hashed.
const READ_BYTES: usize = 256 * 1024;

/// The copy while it is made.
const DRAFT: &str = "log.copying";
/// What is about to be removed.
const DISCARDED: &str = "log.discarded";

/// In which state the database was found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Found {
    /// Closed properly, and not a byte has changed since.
    AsLeft,
    /// Never closed properly: the process was killed, or the power went.
    NotClosed,
    /// Closed properly, and other bytes now: a worn disk, a backup put back, somebody's hand.
    Changed,
}

impl Folder {
    /// Finds out in which state the database is, before the database itself looks; unless it is as
    /// it was left, keeps it as it is and puts a fresh copy in its place.
    pub(crate) fn secure(&self, probe: Option<&Probe>) -> Result<Found, OpenError> {
        let clean = self.path.join(CLEAN);
        let found = match fs::read(&clean) {
            Ok(promised) => match describe(&self.log()) {
                Ok(description) if description.as_bytes() == promised => Found::AsLeft,
                Ok(_) | Err(_) => Found::Changed,
            },
            Err(source) if source.kind() == io::ErrorKind::NotFound => Found::NotClosed,
            Err(source) => return Err(OpenError::Io { path: clean, source }),
        };
        if found == Found::AsLeft {
            // Gone before anything is written, so that nothing that follows looks like a proper end.
            self.forget_rest()?;
            return Ok(found);
        }
        self.set_aside()?;
        if let Some(probe) = probe {
            let file = self.log().join("db");
            let damaged = |source| OpenError::DatabaseDamaged { file, source };
            probe.look(&self.log()).map_err(damaged)?;
        }
        Ok(found)
    }

    /// Puts a fresh copy in the place of the database and keeps the original, unless one is kept
    /// already: what the first start saw counts. After a crash in the middle, goes on.
    fn set_aside(&self) -> Result<(), OpenError> {
        let (log, copy, draft) = (self.log(), self.path.join(COPY), self.path.join(DRAFT));
        let discarded = self.path.join(DISCARDED);
        if log.exists() {
            remove_folder(&discarded)?;
        }
        let Some(original) = [&log, &discarded, &copy].into_iter().find(|place| place.exists())
        else {
            return Err(OpenError::DatabaseMissing { path: log });
        };
        remove_folder(&draft)?;
        if let Err(error) = copy_folder(original, &draft) {
            // Half a copy must not take the space that is missing.
            remove_folder(&draft)?;
            return Err(error);
        }
        let place = || -> io::Result<()> {
            if log.exists() {
                fs::rename(&log, if copy.exists() { &discarded } else { &copy })?;
            }
            fs::rename(&draft, &log)?;
            crate::files::sync_folder(&self.path)
        };
        place().map_err(|source| OpenError::Io { path: log.clone(), source })?;
        remove_folder(&discarded)
    }

    /// The database has shown that it is whole: the original is not needed any more, and the next
    /// start must not take an old description for its own.
    pub(crate) fn accept(&self) -> Result<(), OpenError> {
        let (copy, discarded) = (self.path.join(COPY), self.path.join(DISCARDED));
        if copy.exists() {
            // Under another name first, so that what is left of it is never taken for an original.
            remove_folder(&discarded)?;
            let renamed = fs::rename(&copy, &discarded).and_then(|()| self.sync_names());
            renamed.map_err(|source| OpenError::Io { path: copy, source })?;
            remove_folder(&discarded)?;
        }
        self.forget_rest()
    }

    fn forget_rest(&self) -> Result<(), OpenError> {
        let clean = self.path.join(CLEAN);
        match fs::remove_file(&clean) {
            Ok(()) => self.sync(),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(OpenError::Io { path: clean, source }),
        }
    }

    /// The database is closed and will not be written to: says what it looks like.
    pub(super) fn write_clean(&self) -> io::Result<()> {
        let description = describe(&self.log())?;
        crate::files::replace(&self.path.join(CLEAN), description.as_bytes())
    }
}

/// Name, length and digest of every file of the database, a line each.
fn describe(log: &Path) -> io::Result<String> {
    let mut lines = Vec::new();
    for found in fs::read_dir(log)? {
        let found = found?;
        if found.file_type()?.is_file() {
            let (length, digest) = digest(&found.path())?;
            let name = found.file_name();
            lines.push(format!("{} {length} {}\n", name.display(), digest));
        }
    }
    lines.sort();
    Ok(lines.concat())
}

/// Length of a file and a digest of it: BLAKE3 of the digests of its pieces, which all cores read.
fn digest(path: &Path) -> io::Result<(u64, blake3::Hash)> {
    let length = fs::metadata(path)?.len();
    let numbers = 0..length.div_ceil(PIECE_BYTES);
    let (threads, next) = (std::thread::available_parallelism()?, AtomicU64::new(0));
    let read = || -> io::Result<Vec<(u64, blake3::Hash)>> {
        let mut digests = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if !numbers.contains(&number) {
                return Ok(digests);
            }
            digests.push((number, piece_digest(path, number)?));
        }
    };
    let mut digests = Vec::new();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..threads.get()).map(|_| scope.spawn(read)).collect();
        for reader in readers {
            let panicked = |_panic| io::Error::other("a reader gave up");
            digests.extend(reader.join().map_err(panicked)??);
        }
        Ok::<(), io::Error>(())
    })?;
    digests.sort_unstable_by_key(|(number, _)| *number);
    let mut hasher = blake3::Hasher::new();
    for (_, digest) in digests {
        hasher.update(digest.as_bytes());
    }
    Ok((length, hasher.finalize()))
}

fn piece_digest(path: &Path, number: u64) -> io::Result<blake3::Hash> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(number.saturating_mul(PIECE_BYTES)))?;
    let mut file = file.take(PIECE_BYTES);
    let (mut hasher, mut bytes) = (blake3::Hasher::new(), vec![0; READ_BYTES]);
    loop {
        let read = file.read(&mut bytes)?;
        match bytes.get(..read) {
            Some(fresh) if read > 0 => hasher.update(fresh),
            Some(_) | None => return Ok(hasher.finalize()),
        };
    }
}

fn remove_folder(path: &Path) -> Result<(), OpenError> {
    match fs::remove_dir_all(path) {
        Ok(()) => Ok(()),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(OpenError::Io { path: path.to_owned(), source }),
    }
}

/// Copies files and folders, and makes the copy durable.
pub(super) fn copy_folder(from: &Path, to: &Path) -> Result<(), OpenError> {
    let copy = || -> io::Result<()> {
        fs::create_dir(to)?;
        for found in fs::read_dir(from)? {
            let found = found?;
            let target = to.join(found.file_name());
            let kind = found.file_type()?;
            if kind.is_file() {
                fs::copy(found.path(), &target)?;
                File::options().write(true).open(&target)?.sync_all()?;
            } else if kind.is_dir() {
                copy_folder(&found.path(), &target).map_err(io::Error::other)?;
            }
        }
        crate::files::sync_folder(to)
    };
    copy().map_err(|source| {
        let path = to.to_owned();
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
        if full.contains(&source.kind()) {
            OpenError::NoSpace { path, source }
        } else {
            OpenError::Io { path, source }
        }
    })
}
