//! Follows the log and keeps the tables: live, rebuilt beside what is served, and for any moment
//! of the past.
//!
//! A thread waits on the store for entries that are durable (I3), packs them, derives what they
//! touch, and publishes tables that say up to which size of log they know. Readers hold on to the
//! tables that they were given. What the rows say is the read models'; where packed histories are
//! put aside between two runs is `snapshot`'s.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use domain::date::Day;
use domain::decider::{Class, Coded};
use domain::id::{StreamId, UserId};
use store::{ReadError, Store};

use crate::derive::Moment;
use crate::histories::{Footprint, Histories, note_stop};
use crate::migrants::Source;
use crate::persons::{Persons, Told};
use crate::registers::UserView;
use crate::snapshot;
use crate::tables::{Ground, Stop, Tables};

pub(crate) mod derivation;
mod follow;
mod moments;
mod progress;
mod rebuild;
mod scan;

use derivation::Derivation;
pub use moments::Known;
use moments::Moments;
pub use progress::Progress;
pub use rebuild::Rebuilt;

/// What the runner is told once.
pub struct Options {
    /// The day for which the live tables are evaluated. Asked again and again: days pass.
    pub today: Box<dyn Fn() -> Day + Send + Sync>,
    /// Threads that derive tables for other moments and rebuilds.
    pub threads: usize,
    /// Where packed histories are put aside, so that the next start is quick.
    pub snapshot: Option<PathBuf>,
    /// How many other moments are kept ready.
    pub moments_kept: usize,
}

/// How the runner is doing.
#[derive(Clone, Debug)]
pub struct Health {
    /// What it is doing.
    pub state: State,
    /// The size of log that the published tables show.
    pub size: u64,
    /// The size of the durable log.
    pub head: u64,
    /// The size of log up to which people can be found.
    pub persons_size: u64,
    /// How far the tables are, until they have once shown the whole log.
    pub behind: Option<Progress>,
    /// The same of the index of persons.
    pub persons: Option<Progress>,
    /// Which read models stopped, and where.
    pub stops: Vec<Stop>,
    /// How far the rebuild is, while one is going on.
    pub rebuild: Option<Progress>,
}

/// What the runner is doing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum State {
    /// Reading the log from where the snapshot ends.
    CatchingUp(Progress),
    /// Following the log.
    Live,
    /// The log cannot be read; it is tried again.
    Failing(String),
    /// Asked to stop.
    Stopped,
}

/// Why a moment cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The log, or the tables, are not that long yet.
    #[error("the log has {size} entries so far")]
    NotYet {
        /// How many there are.
        size: u64,
    },
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] ReadError),
}

impl Coded for AskError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotYet { .. } => "moment.not_yet",
            Self::Log(_) => "moment.log_unreadable",
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::NotYet { .. } => Class::Missing,
            Self::Log(_) => Class::Unavailable,
        }
    }
}

/// The keeper of the read models. Stops when it is dropped.
pub struct Runner {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// What the threads and the callers share.
struct Shared {
    store: Arc<Store>,
    options: Options,
    live: Mutex<Live>,
    turn: Mutex<()>,
    published: RwLock<Arc<Tables>>,
    persons: RwLock<Persons>,
    moments: Moments,
    watched: Mutex<Watched>,
    changed: Condvar,
    stopping: AtomicBool,
    ahead: AtomicBool, // whether workers' rows are derived before anybody asks
    saved: AtomicU64,  // entries that the snapshot on disk holds
}

/// What the following thread works on.
struct Live {
    histories: Arc<Histories>,
    derivation: Derivation,
    source: Arc<Source>,
}

/// What callers wait for and look at.
struct Watched {
    state: State,
    size: u64,
    persons_size: u64,
    behind: Option<Progress>,
    persons: Option<Progress>,
    /// Whether the index of persons is followed by a thread of its own.
    persons_apart: bool,
    rebuild: Option<Progress>,
}

impl Runner {
    /// Begins to follow a log. Until it has caught up, the tables show less than the log.
    pub fn start(store: Arc<Store>, options: Options) -> Self {
        let today = (options.today)();
        let live = Live::of(Arc::default(), Derivation::empty(today), options.threads);
        let total = store.head().size;
        let shared = Arc::new(Shared {
            published: RwLock::new(live.tables()),
            live: Mutex::new(live),
            turn: Mutex::default(),
            persons: RwLock::new(Persons::default()),
            moments: Moments::keeping(options.moments_kept),
            watched: Mutex::new(Watched {
                state: State::CatchingUp(Progress::beginning(total)),
                size: 0,
                persons_size: 0,
                behind: Some(Progress::beginning(total)),
                persons: (total > 0).then(|| Progress::beginning(total)),
                persons_apart: false,
                rebuild: None,
            }),
            changed: Condvar::new(),
            stopping: AtomicBool::new(false),
            ahead: AtomicBool::new(true),
            saved: AtomicU64::new(0),
            store,
            options,
        });
        let rows = Arc::clone(&shared);
        let people = Arc::clone(&shared);
        let ahead = Arc::clone(&shared);
        let threads = [
            named("models").spawn(move || follow::tables(&rows)),
            named("people").spawn(move || follow::persons(&people)),
            named("rows").spawn(move || follow::rows(&ahead)),
        ];
        Self { shared, threads: threads.into_iter().flatten().collect() }
    }

    /// From now on workers' rows are derived only when somebody asks for them: for a program that
    /// writes, or that asks once, and then ends.
    pub fn only_when_asked(&self) {
        self.shared.ahead.store(false, Ordering::Release);
    }

    /// The newest tables, for today.
    pub fn tables(&self) -> Arc<Tables> {
        self.shared.published()
    }

    /// The tables for what was known at some moment, evaluated as of some day.
    ///
    /// # Errors
    /// The log is not that long yet, or cannot be read.
    pub fn at(&self, known: Known, as_of: Day) -> Result<Arc<Tables>, AskError> {
        self.shared.at(known, as_of)
    }

    /// The tables for histories that are not, or not yet, those of the log: what would be shown if
    /// they were.
    pub fn supposing(&self, histories: &Arc<Histories>, as_of: Day) -> Tables {
        let (moment, threads) = (moment_of(histories, as_of), self.shared.options.threads);
        let ground = Derivation::whole(histories, moment, threads).ground;
        let source = Source::of(Arc::clone(histories), moment.size, threads);
        Tables::on(Arc::new(ground), Arc::new(source))
    }

    /// The size of log that was known at some moment.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn size_at(&self, known: Known) -> Result<u64, AskError> {
        moments::size_at(&self.shared.store, known, self.shared.store.head().size)
    }

    /// How far the tables are, until they have once shown the whole log.
    pub fn behind(&self) -> Option<Progress> {
        self.shared.watched().behind
    }

    /// How far the index of persons is, until it has once been complete.
    pub fn persons_behind(&self) -> Option<Progress> {
        self.shared.watched().persons
    }

    /// How a user stands: by the tables, or by the log itself before there are any.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn user(&self, user: UserId) -> Result<Option<Arc<UserView>>, ReadError> {
        if self.behind().is_none() {
            return Ok(self.tables().users.get(user).cloned());
        }
        self.shared.user_by_log(user)
    }

    /// Waits until tables and persons show a log of at least this size; whether they do.
    pub fn wait_for(&self, size: u64, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
        let mut watched = self.shared.watched();
        while watched.behind.is_some() || watched.size.min(watched.persons_size) < size {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || watched.state == State::Stopped {
                return false;
            }
            let (next, _) = self
                .shared
                .changed
                .wait_timeout(watched, left)
                .unwrap_or_else(PoisonError::into_inner);
            watched = next;
        }
        true
    }

    /// Looks at the index of persons.
    pub fn persons<T>(&self, look: impl FnOnce(&Persons) -> T) -> T {
        look(&self.shared.persons.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The packed histories: for listings that need every entry. They grow while they are read;
    /// whoever asks says up to which size of log.
    pub fn histories(&self) -> Arc<Histories> {
        Arc::clone(&self.shared.live().histories)
    }

    /// Builds everything anew from the log, beside what is served, and switches to it.
    ///
    /// # Errors
    /// A rebuild is going on already, or the log cannot be read. What is served stays.
    pub fn rebuild(&self) -> Result<Rebuilt, rebuild::RebuildError> {
        rebuild::rebuild(&self.shared)
    }

    /// Puts the packed histories aside for the next start, if they hold more than last time.
    ///
    /// # Errors
    /// The file cannot be written. Nothing is lost by that but time.
    pub fn save_snapshot(&self) -> Result<(), snapshot::SnapshotError> {
        self.shared.save_snapshot()
    }

    /// How it is doing.
    pub fn health(&self) -> Health {
        let tables = self.tables();
        let watched = self.shared.watched();
        Health {
            state: watched.state.clone(),
            size: tables.size(),
            head: self.shared.store.head().size,
            persons_size: watched.persons_size,
            behind: watched.behind,
            persons: watched.persons,
            stops: stops_of(&tables),
            rebuild: watched.rebuild,
        }
    }

    /// What the packed histories take in memory.
    pub fn footprint(&self) -> Footprint {
        self.histories().footprint()
    }

    /// Stops following and waits until the threads have ended. The last tables stay readable.
    pub fn stop(&mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing left to be waited for.
            let _ = thread.join();
        }
        self.shared.watch(|watched| watched.state = State::Stopped);
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Health {
    /// How many durable entries the published tables do not show yet.
    pub fn lag(&self) -> u64 {
        self.head.saturating_sub(self.size)
    }

    /// Whether it follows the log. Models that stopped refuse their answers one by one.
    pub fn is_ready(&self) -> bool {
        self.state == State::Live
    }
}

impl Shared {
    fn published(&self) -> Arc<Tables> {
        Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whoever waits for what is live holds the turn, so that the thread that follows a busy log
    /// cannot take it again and again before her.
    fn live(&self) -> MutexGuard<'_, Live> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn histories(&self) -> Arc<Histories> {
        Arc::clone(&self.live.lock().unwrap_or_else(PoisonError::into_inner).histories)
    }

    /// Puts the next that was told of people into their index.
    fn take_persons(&self, told: impl Iterator<Item = Told>) {
        let mut persons = self.persons.write().unwrap_or_else(PoisonError::into_inner);
        for one in told {
            persons.take(&self.store, one);
        }
        let size = persons.size();
        drop(persons);
        let head = self.store.head().size;
        self.watch(|watched| {
            watched.persons_size = size;
            watched.persons = watched.persons.filter(|_| size < head).map(|progress| Progress {
                done: size,
                total: head,
                ..progress
            });
        });
    }

    fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self, change: impl FnOnce(&mut Watched)) {
        change(&mut self.watched());
        self.changed.notify_all();
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    fn today(&self) -> Day {
        (self.options.today)()
    }

    /// Shows what has been derived.
    fn publish(&self, live: &Live) {
        let tables = live.tables();
        let size = tables.size();
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = tables;
        self.watch(|watched| (watched.size, watched.behind) = (size, None));
    }

    fn user_by_log(&self, user: UserId) -> Result<Option<Arc<UserView>>, ReadError> {
        let stream = StreamId::from(user);
        let histories = Histories::default();
        for entry in self.store.stream(store::StreamId(stream.to_bytes()))? {
            histories.take(follow::arrived(&self.store, &entry));
        }
        let mut ground = Ground::empty(self.today());
        ground.moment = moment_of(&histories, self.today());
        let derived = derivation::derive_as::<UserView>(&histories, &ground, stream);
        Ok(derived.map(|derived| Arc::new(derived.view)))
    }

    fn save_snapshot(&self) -> Result<(), snapshot::SnapshotError> {
        let Some(path) = &self.options.snapshot else { return Ok(()) };
        let histories = Arc::clone(&self.live().histories);
        let size = histories.size();
        if size > self.saved.load(Ordering::Acquire) {
            snapshot::save(path, &self.store, &histories)?;
            self.saved.fetch_max(size, Ordering::AcqRel);
        }
        Ok(())
    }
}

impl Live {
    /// What was derived from these histories.
    fn of(histories: Arc<Histories>, derivation: Derivation, threads: usize) -> Self {
        let size = derivation.ground.moment.size;
        let source = Arc::new(Source::of(Arc::clone(&histories), size, threads));
        Self { histories, derivation, source }
    }

    fn tables(&self) -> Arc<Tables> {
        let ground = Arc::new(self.derivation.ground.clone());
        Arc::new(Tables::on(ground, Arc::clone(&self.source)))
    }

    /// Derives what these streams touch, up to where the histories are now.
    fn advance(&mut self, touched: &BTreeSet<StreamId>, threads: usize) {
        let moment = self.moment(self.as_of());
        let changes = self.derivation.advance(&self.histories, moment, (touched, threads));
        self.source.note(moment.size, &changes);
    }

    fn as_of(&self) -> Day {
        self.derivation.ground.moment.as_of
    }

    fn moment(&self, as_of: Day) -> Moment {
        moment_of(&self.histories, as_of)
    }
}

/// Shown by the operating system, so that an operator sees what following the log costs.
fn named(name: &str) -> Builder {
    Builder::new().name(name.to_owned())
}

/// The newest moment that these histories know.
fn moment_of(histories: &Histories, as_of: Day) -> Moment {
    let taken = histories.taken();
    Moment { size: taken.size, as_of, known_until: taken.recorded_until }
}

/// What is known to have stopped, without deriving anything for the question.
fn stops_of(tables: &Tables) -> Vec<Stop> {
    let mut stops = tables.stops.clone();
    for stop in tables.migrants.stops_known() {
        note_stop(&mut stops, stop.clone());
    }
    stops
}

#[cfg(test)]
mod tests;
