//! What every handler shares: the registry, the tokens, the configuration, the metrics.

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use domain::date::Day;
use projections::tables::Tables;

use crate::auth::tokens::Tokens;
use crate::config::Config;
use crate::intake::Session;
use crate::metrics::Metrics;
use crate::registry::{Registry, RegistryError};
use crate::watch::HeadWatch;

/// Tables of first pages that are kept for the pages after them.
const PINS: usize = 16;

/// The running program, as handlers see it.
pub struct App {
    /// What the operator decided.
    pub config: Config,
    /// Who may come in.
    pub tokens: Tokens,
    /// What is counted.
    pub metrics: Metrics,
    /// The log and what is derived from it.
    pub registry: Registry,
    /// Wakes readers of the feed.
    pub watch: HeadWatch,
    /// Whether somebody is having the log verified.
    pub verifying: AtomicBool,
    /// Held while a file is taken in: one at a time.
    pub importing: Mutex<()>,
    /// The dry run of a file that comes in several requests.
    pub rehearsing: Mutex<Option<Session>>,
    pins: Mutex<VecDeque<Arc<Tables>>>,
}

/// Why the program did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The registry does not open.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The counters are inconsistent.
    #[error(transparent)]
    Metrics(#[from] prometheus::Error),
}

impl App {
    /// Opens everything that a configuration describes.
    ///
    /// # Errors
    /// There is no registry, its keys are missing, or it is damaged.
    pub fn open(config: Config) -> Result<Self, StartError> {
        let registry = Registry::open(&config)?;
        Self::over(config, registry)
    }

    /// The program over a registry that is open already.
    ///
    /// # Errors
    /// The counters are inconsistent.
    pub fn over(config: Config, registry: Registry) -> Result<Self, StartError> {
        Ok(Self {
            tokens: Tokens::at(config.tokens_file()),
            metrics: Metrics::new()?,
            watch: HeadWatch::start(Arc::clone(registry.store())),
            verifying: AtomicBool::new(false),
            importing: Mutex::default(),
            rehearsing: Mutex::default(),
            pins: Mutex::default(),
            registry,
            config,
        })
    }

    /// Keeps tables for the pages that follow.
    pub fn pin(&self, tables: &Arc<Tables>) {
        let mut pins = self.pins.lock().unwrap_or_else(PoisonError::into_inner);
        if !pins.iter().any(|pinned| Arc::ptr_eq(pinned, tables)) {
            pins.push_front(Arc::clone(tables));
            pins.truncate(PINS);
        }
    }

    /// Tables that were kept for the pages that follow.
    pub fn pinned(&self, size: u64, on: Day) -> Option<Arc<Tables>> {
        let pins = self.pins.lock().unwrap_or_else(PoisonError::into_inner);
        pins.iter().find(|tables| tables.size() == size && tables.as_of() == on).cloned()
    }
}
