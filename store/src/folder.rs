//! The data folder: making it, opening it, leaving it.
//!
//! Opening is suspicious on purpose. Everything is checked against everything else before the
//! first answer; damage is named and nothing is served from it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::chain::Head;
use crate::clock::ClockLimits;
use crate::engine::EngineError;
use crate::engine::head_file::{HeadFile, Read};
use crate::engine::sled::{self, Depth, OpenFault, Opening, SledLog};
use crate::genesis::{Genesis, LogKind, origin_is_sound};
use crate::id::Position;
use crate::index::Index;
use crate::index::snapshot::{self, Cursor};
use crate::keyring::{KeyError, Keyring, MasterKey, ProtectionKey};
use crate::keys::Keys;
use crate::secret::{Secret, SystemEntropy};
use crate::store::{Pieces, Store};
use crate::vault::Vault;

mod error;
mod keep;
pub(crate) mod probe;
mod rest;

pub use error::{InitError, OpenError};
use keep::Keeper;
use probe::Probe;
pub(crate) use rest::Found;

pub(crate) const GENESIS: &str = "GENESIS";
pub(crate) const HEAD: &str = "HEAD";
const LOCK: &str = "LOCK";
const CLEAN: &str = "CLEAN";
pub(crate) const VAULT: &str = "vault";
const INDEX: &str = "index";
pub(crate) const LOG: &str = "log";
pub(crate) const COPY: &str = "log.before-open";
const CACHE_BYTES_DEFAULT: u64 = 64 * 1024 * 1024;

/// What a new log is made from.
#[derive(Clone, Debug)]
pub struct InitOptions {
    /// The folder of the log; made if it does not exist, refused if it holds anything.
    pub data_dir: PathBuf,
    /// The file that will hold the registry's keys, outside the folder.
    pub keyring: PathBuf,
    /// What the keyring is sealed under.
    pub master: MasterKey,
    /// The log's name: a URL without scheme, such as `registry.example.org/sn-2026`.
    pub origin: String,
    /// Whether it records the world or a story.
    pub kind: LogKind,
    /// The protection service's key. A log made without one never holds opaque entries.
    pub protection: Option<ProtectionKey>,
}

/// What a log is opened with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the log.
    pub data_dir: PathBuf,
    /// The file that holds the registry's keys.
    pub keyring: PathBuf,
    /// What the keyring is sealed under.
    pub master: MasterKey,
    /// Without it, opaque entries are neither written nor read.
    pub protection: Option<ProtectionKey>,
    /// Memory for the database's pages, in bytes.
    pub cache_bytes: u64,
    /// How far ahead a clock may be.
    pub clock: ClockLimits,
    /// Opens a doubtful database in another process first; without it, a panic is caught and an
    /// abort is not.
    pub probe: Option<Probe>,
}

impl Options {
    /// The usual options: no protection key, 64 MiB of cache, no other process.
    pub fn new(data_dir: PathBuf, keyring: PathBuf, master: MasterKey) -> Self {
        let clock = ClockLimits::default();
        Self {
            data_dir,
            keyring,
            master,
            protection: None,
            cache_bytes: CACHE_BYTES_DEFAULT,
            clock,
            probe: None,
        }
    }
}

/// Makes a new log: its keys, its genesis, an empty chain. The only place where keys are made.
///
/// # Errors
/// The folder is not empty, the keyring exists or would lie inside the folder, or the disk fails.
pub fn init(options: &InitOptions) -> Result<Genesis, InitError> {
    if !origin_is_sound(&options.origin) {
        return Err(InitError::OriginUnfit { origin: options.origin.clone() });
    }
    let folder = options.data_dir.as_path();
    make_folder(folder)?;
    if fs::read_dir(folder).map_err(|source| fault(folder, source))?.next().is_some() {
        return Err(InitError::NotEmpty { path: folder.to_owned() });
    }
    if let Some(parent) = options.keyring.parent().filter(|path| !path.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    if lies_inside(&options.keyring, folder) {
        return Err(InitError::KeyringInside { path: options.keyring.clone() });
    }
    let _lock = lock(folder).map_err(|source| fault(folder, source))?;
    let keyring = Keyring::random(options.protection.as_ref(), &SystemEntropy)?;
    let nonce = *Secret::random(&SystemEntropy)?.expose();
    let genesis = Genesis::new(options.kind, &options.origin, keyring.log_key(), nonce);
    let link = genesis.link();
    keyring.write(&options.keyring, link, &options.master)?;
    Vault::create(&folder.join(VAULT), link, keyring.wrapping.clone(), &SystemEntropy)?;
    let head = Head { size: 0, link, recorded_at_ms: 0 };
    let head_path = folder.join(HEAD);
    HeadFile::create(&head_path, link, head).map_err(|source| fault(&head_path, source))?;
    sled::create(&folder.join(LOG))?;
    // Last, because with it the folder is a log.
    let path = folder.join(GENESIS);
    crate::files::replace(&path, &genesis.to_bytes()).map_err(|source| fault(&path, source))?;
    crate::files::sync_parent(folder).map_err(|source| fault(folder, source))?;
    Ok(genesis)
}

fn fault(path: &Path, source: io::Error) -> InitError {
    InitError::Io { path: path.to_owned(), source }
}

pub(crate) fn make_folder(path: &Path) -> Result<(), InitError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|source| fault(path, source))
}

fn lies_inside(file: &Path, folder: &Path) -> bool {
    let parent = file.parent().filter(|path| !path.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new(".")).canonicalize();
    matches!((parent, folder.canonicalize()), (Ok(parent), Ok(folder)) if parent.starts_with(&folder))
}

fn lock(folder: &Path) -> io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        Err(TryLockError::Error(source)) => Err(source),
    }
}

/// A data folder that this process has to itself.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    genesis: Genesis,
    /// Before the lock, so that it has ended when that is released.
    keeper: Keeper,
    /// Released by the operating system, also when the process is killed.
    _lock: File,
}

impl Folder {
    /// Takes the folder and reads what it is.
    pub(crate) fn take(path: &Path) -> Result<Self, OpenError> {
        let name = path.join(GENESIS);
        let bytes = match fs::read(&name) {
            Ok(bytes) => bytes,
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                let parts = [HEAD, VAULT, LOG, COPY];
                let was_one = parts.iter().any(|part| path.join(part).exists());
                return Err(if was_one {
                    OpenError::GenesisDamaged { path: name }
                } else {
                    OpenError::NotALog { path: path.to_owned() }
                });
            }
            Err(source) => return Err(OpenError::Io { path: name, source }),
        };
        let lock = lock(path).map_err(|source| {
            if source.kind() == io::ErrorKind::WouldBlock {
                OpenError::AlreadyOpen { path: path.to_owned() }
            } else {
                OpenError::Io { path: path.join(LOCK), source }
            }
        })?;
        if let Some(format) = Genesis::newer_format(&bytes) {
            return Err(OpenError::NewerFormat { path: name, format });
        }
        let damaged = OpenError::GenesisDamaged { path: name };
        let genesis = Genesis::parse(&bytes).ok_or(damaged)?;
        Ok(Self { path: path.to_owned(), genesis, keeper: Keeper::default(), _lock: lock })
    }

    pub(crate) const fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path.join(LOG)
    }

    /// The HEAD file, which must say something.
    pub(crate) fn head_file(&self) -> Result<HeadFile, OpenError> {
        let path = self.path.join(HEAD);
        match HeadFile::open(&path, self.genesis.link()) {
            Ok(Read::Says(head_file)) => Ok(head_file),
            Ok(Read::Newer(format)) => Err(OpenError::NewerFormat { path, format }),
            Ok(Read::Damaged) => Err(OpenError::HeadFileDamaged { path }),
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                Err(OpenError::HeadFileDamaged { path })
            }
            Err(source) => Err(OpenError::Io { path, source }),
        }
    }

    fn sync(&self) -> Result<(), OpenError> {
        self.sync_names().map_err(|source| OpenError::Io { path: self.path.clone(), source })
    }

    fn sync_names(&self) -> io::Result<()> {
        crate::files::sync_folder(&self.path)
    }

    /// The index as it was left and where the log ended then, if both fit the log.
    fn index(&self, engine: &SledLog, vault: &Vault) -> Option<(Index, Head)> {
        use crate::engine::LogStore;
        let bytes = fs::read(self.path.join(INDEX)).ok()?;
        let (index, cursor) = snapshot::parse(&bytes)?;
        // Heads tell again what a torn record told; one that is needed and cannot be had is found.
        let fits = cursor.genesis == self.genesis.link()
            && vault.is_whole()
            && vault.record_count() >= cursor.vault_records
            && engine.head().ok()?.size >= cursor.size;
        let last = Position(cursor.size.checked_sub(1)?);
        let stored = engine.read(last, 1).ok().filter(|_| fits)?.pop()?;
        let entry = crate::entry::Recorded::parse(stored.bytes, stored.link).ok()?;
        let recorded_at_ms = entry.recorded_at_ms;
        let head = Head { size: cursor.size, link: entry.link, recorded_at_ms };
        (entry.link == cursor.link).then(|| {
            self.keeper.found(cursor.size);
            (index, head)
        })
    }

    /// Writes the index of a log in use in the background, if the log has grown enough.
    pub(crate) fn keep(&self, index: impl FnOnce() -> Index, vault: &Vault, head: &Head) {
        if self.keeper.is_due(head.size) {
            let index = index();
            self.keeper.write(self.path.join(INDEX), index, self.cursor(vault, head));
        }
    }

    #[cfg(test)]
    pub(crate) fn kept(&self) -> u64 {
        self.keeper.size()
    }

    fn cursor(&self, vault: &Vault, head: &Head) -> Cursor {
        Cursor {
            genesis: self.genesis.link(),
            size: head.size,
            link: head.link,
            vault_records: vault.record_count(),
        }
    }

    /// Writes what makes the next open quick, and that this one ended properly.
    pub(crate) fn leave(
        &self,
        index: &Index,
        vault: &Vault,
        head: &Head,
    ) -> Result<(), EngineError> {
        let failed = |source| EngineError::Io { what: "leave the data folder", source };
        vault.sync().map_err(|error| failed(io::Error::other(error)))?;
        self.keeper.finish();
        let cursor = self.cursor(vault, head);
        snapshot::write(&self.path.join(INDEX), index, &cursor).map_err(failed)?;
        self.write_clean().map_err(failed)
    }

    /// The database was found whole and is closed.
    pub(crate) fn mark_clean(&self) -> Result<(), OpenError> {
        let path = self.path.join(CLEAN);
        self.write_clean().map_err(|source| OpenError::Io { path, source })
    }
}

impl Store {
    /// Opens the log in a data folder, which no other process may have open.
    ///
    /// # Errors
    /// Keys are missing or wrong, or something is damaged; nothing is served then.
    pub fn open(options: &Options) -> Result<Self, OpenError> {
        let folder = Folder::take(&options.data_dir)?;
        let genesis = folder.genesis().clone();
        let link = genesis.link();
        let keyring = Keyring::read(&options.keyring, link, &options.master)?;
        if let Some(key) = &options.protection {
            keyring.check_protection(key)?;
        }
        let head_file = folder.head_file()?;
        let vault_path = folder.path.join(VAULT);
        if !vault_path.exists() {
            return Err(OpenError::VaultMissing { path: vault_path });
        }
        let vault = Vault::open(&vault_path, link, keyring.wrapping.clone())
            .map_err(|source| OpenError::Vault { path: vault_path, source })?;
        let found = folder.secure(options.probe.as_ref())?;
        let depth = match found {
            Found::AsLeft | Found::NotClosed => Depth::Tail,
            Found::Changed => Depth::All,
        };
        let opening = Opening { genesis: link, cache_bytes: options.cache_bytes, depth };
        let engine = SledLog::open(&folder.log(), head_file, &opening)
            .map_err(|found| damage(&folder, found))?;
        let seed = *Secret::random(&SystemEntropy).map_err(KeyError::from)?.expose();
        let start = Head { size: 0, link, recorded_at_ms: 0 };
        let (index, head) =
            folder.index(&engine, &vault).unwrap_or_else(|| (Index::new(seed), start));
        let keys = Keys::new(link, keyring, options.protection.as_ref(), vault);
        let limits = options.clock;
        folder.accept()?;
        let (engine, folder) = (Box::new(engine), Some(folder));
        let pieces = Pieces { genesis, keys, engine, index, limits, folder };
        Ok(Self::assemble(pieces, head)?)
    }
}

fn damage(folder: &Folder, fault: OpenFault) -> OpenError {
    let file = folder.log().join("db");
    match fault {
        OpenFault::Engine(source) => OpenError::DatabaseDamaged { file, source },
        OpenFault::Lost { found, promised } => {
            OpenError::EntriesLost { file, first: Position(found.size), end: promised.size }
        }
        OpenFault::Other { promised } => {
            let position = Position(promised.size.saturating_sub(1));
            OpenError::OtherEntry { file, position }
        }
    }
}

#[cfg(test)]
mod tests;
