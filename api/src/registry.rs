//! The open registry: the log with whoever writes to it and whoever derives from it.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use domain::date::Day;
use domain::decider::Coded;
use domain::id::StreamId;
use domain::indicators::said::said;
use domain::migrant::{self, registration::MigrantRegistered};
use domain::stream::StreamKind;
use projections::persons::Likeness;
use projections::runner::{self, Runner};
use store::{
    AppendError, Committer, Genesis, InitError, InitOptions, KeyError, LogKind, MasterKey,
    MemoryOptions, OpenError, Probe, ProtectionKey, Store,
};

use crate::clock;
use crate::config::Config;
use crate::names::NameIndex;
use crate::record::Recorder;

/// The environment variable that may hold the master key.
pub const MASTER_KEY: &str = "TUKKI_MASTER_KEY";
/// The environment variable that may hold the protection service's key.
pub const PROTECTION_KEY: &str = "TUKKI_PROTECTION_KEY";

/// Moments beside the present that the runner keeps ready.
const MOMENTS_KEPT: usize = 16;

/// Why a registry was not opened.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The log does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log was not made.
    #[error(transparent)]
    Init(#[from] InitError),
    /// A key is missing or wrong.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A log in memory was not made.
    #[error(transparent)]
    Memory(#[from] AppendError),
    /// Something that `init` would make exists already.
    #[error("{} exists already; nothing was made", path.display())]
    Exists {
        /// What exists.
        path: PathBuf,
    },
    /// There is no such engine.
    #[error("log.engine is `sled` or `memory`")]
    UnknownEngine,
}

impl Coded for RegistryError {
    fn code(&self) -> &'static str {
        match self {
            Self::Open(error) => error.code(),
            Self::Init(error) => error.code(),
            Self::Keys(error) => error.code(),
            Self::Memory(error) => error.code(),
            Self::Exists { .. } => "registry.exists",
            Self::UnknownEngine => "registry.unknown_engine",
        }
    }

    fn class(&self) -> domain::decider::Class {
        match self {
            Self::Open(error) => error.class(),
            Self::Init(error) => error.class(),
            Self::Keys(error) => error.class(),
            Self::Memory(error) => error.class(),
            Self::Exists { .. } => domain::decider::Class::Conflict,
            Self::UnknownEngine => domain::decider::Class::Invalid,
        }
    }
}

/// The open registry.
pub struct Registry {
    /// Writes to the log.
    pub recorder: Recorder,
    /// Derives what is read.
    pub runner: Runner,
    /// Commits for requests, which must not block their threads.
    _committer: Option<Committer>,
}

impl Registry {
    /// Opens the registry that a configuration describes.
    ///
    /// # Errors
    /// There is none, its keys are missing, or it is damaged.
    pub fn open(config: &Config) -> Result<Self, RegistryError> {
        match config.log.engine.as_str() {
            "memory" => Ok(Self::over(Arc::new(Store::in_memory(real_memory())?), None)),
            "sled" => {
                let store = Arc::new(open_log(config)?);
                Ok(Self::over(store, Some(config.log.data.join("models"))))
            }
            _ => Err(RegistryError::UnknownEngine),
        }
    }

    /// A registry over a log that is open already; `snapshot` is where packed histories are put
    /// aside between two runs.
    pub fn over(store: Arc<Store>, snapshot: Option<PathBuf>) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let options = runner::Options {
            today: Box::new(today),
            threads,
            snapshot,
            moments_kept: MOMENTS_KEPT,
        };
        let runner = Runner::start(Arc::clone(&store), options);
        Self::with_runner(store, runner)
    }

    /// A registry whose read models are derived as somebody else decided.
    pub fn with_runner(store: Arc<Store>, runner: Runner) -> Self {
        let committer = store.commit_in_background();
        if let Err(error) = &committer {
            tracing::warn!(%error, "no thread for commits; requests wait for each other");
        }
        Self { recorder: Recorder::new(store), runner, _committer: committer.ok() }
    }

    /// The log.
    pub fn store(&self) -> &Arc<Store> {
        self.recorder.store()
    }

    /// Now, as far as this log is concerned: a clock that was set back does not make what happened
    /// since then the future.
    pub fn now_ms(&self) -> i64 {
        clock::now_ms().max(self.store().head().recorded_at_ms)
    }

    /// Puts aside what makes the next start quick, and ends writing. Reading goes on.
    ///
    /// # Errors
    /// Something could not be made durable; all entries are, nevertheless.
    pub fn close(&self) -> Result<(), store::ReadError> {
        if let Err(error) = self.runner.save_snapshot() {
            tracing::warn!(%error, "the read models were not put aside; the next start takes longer");
        }
        self.store().close()
    }
}

impl NameIndex for Registry {
    fn streams(&self, kind: StreamKind, source: &str, id: &str) -> Vec<StreamId> {
        self.runner.persons(|persons| persons.by_reference(kind, source, id))
    }

    fn alike(&self, who: &Likeness, birth_year: i64, before: u64) -> Vec<StreamId> {
        let mut alike = self.runner.persons(|persons| persons.alike(who));
        if alike.is_empty() {
            return alike;
        }
        let histories = self.runner.histories();
        alike.retain(|stream| {
            let (history, _) = histories.history::<migrant::Event>(*stream, before);
            let facts = history.effective_now();
            let registered = said::<MigrantRegistered>(&facts).next_back();
            let year = registered.and_then(|(_, said)| said.birth_year);
            year.is_some_and(|year| i64::from(year) == birth_year)
        });
        alike
    }
}

/// Today, by UTC: the day for which live answers are evaluated.
pub fn today() -> Day {
    let days = clock::now_ms().div_euclid(86_400_000);
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    Day::from_number(days)
}

fn real_memory() -> MemoryOptions {
    MemoryOptions { kind: LogKind::Real, ..MemoryOptions::default() }
}

/// Opens the log alone, without deriving anything.
///
/// # Errors
/// There is none, its keys are missing, or it is damaged.
pub fn open_log(config: &Config) -> Result<Store, RegistryError> {
    let master = master_key(config)?;
    let mut options = store::Options::new(config.log.data.clone(), keyring_file(config), master);
    options.protection = protection_key(config)?;
    options.cache_bytes = u64::from(config.log.cache_mib) * 1024 * 1024;
    options.probe = probe();
    Ok(Store::open(&options)?)
}

/// This program, when it is the program itself and not a suite that calls it.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// The subcommand that looks at a doubtful database.
pub const LOOK: &str = "look-at";

/// From now on a database that was not left properly is looked at by this program in a process of
/// its own, before it is opened here.
pub fn look_with(program: PathBuf) {
    // A program is what it is: the first word counts.
    let _ = PROGRAM.set(program);
}

/// How a doubtful database is looked at.
pub fn probe() -> Option<Probe> {
    PROGRAM.get().map(|program| Probe::new(program.clone(), vec![LOOK.into()]))
}

/// The file of the keyring.
pub fn keyring_file(config: &Config) -> PathBuf {
    config.keys_folder().join("keyring")
}

fn master_key(config: &Config) -> Result<MasterKey, KeyError> {
    if std::env::var_os(MASTER_KEY).is_some() {
        return MasterKey::from_env(MASTER_KEY);
    }
    MasterKey::from_file(&config.master_key_file())
}

fn protection_key(config: &Config) -> Result<Option<ProtectionKey>, KeyError> {
    if std::env::var_os(PROTECTION_KEY).is_some() {
        return ProtectionKey::from_env(PROTECTION_KEY).map(Some);
    }
    let file = config.protection_key_file();
    if file.exists() { ProtectionKey::from_file(&file).map(Some) } else { Ok(None) }
}

/// Makes a registry: the folder of keys, the keys that are not in the environment, an empty log.
/// Overwrites nothing.
///
/// # Errors
/// Something of it exists already, or the disk fails.
pub fn init(config: &Config, origin: &str, kind: LogKind) -> Result<Genesis, RegistryError> {
    let from_environment = |name: &str| std::env::var_os(name).is_some();
    let master_file = config.master_key_file();
    let protection_file = config.protection_key_file();
    for path in
        [&config.log.data.join("GENESIS"), &keyring_file(config), &master_file, &protection_file]
    {
        if path.exists() {
            return Err(RegistryError::Exists { path: path.clone() });
        }
    }
    for folder in [config.keys_folder().as_path()]
        .into_iter()
        .chain(master_file.parent())
        .chain(protection_file.parent())
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        private_folder(folder)?;
    }
    let master = if from_environment(MASTER_KEY) {
        MasterKey::from_env(MASTER_KEY)?
    } else {
        MasterKey::create_file(&master_file)?
    };
    let protection = if from_environment(PROTECTION_KEY) {
        ProtectionKey::from_env(PROTECTION_KEY)?
    } else {
        ProtectionKey::create_file(&protection_file)?
    };
    Ok(store::init(&InitOptions {
        data_dir: config.log.data.clone(),
        keyring: keyring_file(config),
        master,
        origin: origin.to_owned(),
        kind,
        protection: Some(protection),
    })?)
}

fn private_folder(folder: &std::path::Path) -> Result<(), KeyError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|source| KeyError::Io { path: folder.to_owned(), source })
}
