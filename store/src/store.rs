//! The log as callers see it: append, read, wait. It shows nothing beyond its durable head (I3).

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard,
    RwLockWriteGuard,
};
use std::thread::JoinHandle;

use crate::append::{
    Append, AppendError, Openness, ReadError, Receipt, TRANSACTION_EVENTS_MAX, Transaction,
};
use crate::chain::Head;
use crate::clock::{ClockGuard, ClockLimits};
use crate::commit::{self, Command, SealedAppend};
use crate::engine::LogStore;
use crate::execute::{self, ExecuteError, View};
use crate::folder::Folder;
use crate::genesis::{Genesis, LogKind};
use crate::id::{StreamId, SubjectId, Version};
use crate::index::Index;
use crate::keys::Keys;
use crate::queue::{Outcome, Queue, Ticket};
use crate::seal::Sealed;
use crate::secret::NoEntropy;
use crate::vault::VaultError;

mod follow;
mod read;
mod replay;

/// How often an opaque append is sealed anew because its case went on meanwhile.
const SEALINGS_MAX: usize = 256;

/// The log. Share it in an `Arc`; every call blocks until it is done.
pub struct Store {
    genesis: Genesis,
    keys: Keys,
    engine: Box<dyn LogStore>,
    index: RwLock<Index>,
    head: Mutex<Head>,
    moved: Condvar,
    queue: Queue,
    writing: Mutex<()>,
    clock: ClockGuard,
    commits: AtomicU64,
    failure: OnceLock<String>,
    closed: OnceLock<()>,
    folder: Option<Folder>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("origin", &self.genesis.origin()).finish_non_exhaustive()
    }
}

/// What is known of a transaction before its commit.
enum Begun {
    /// It was recorded before.
    Recorded(Vec<Receipt>),
    /// It is sealed and waits for position, time and link.
    Sealed(Command),
}

/// A thread that commits for all callers. Dropping it commits what waits and ends the thread.
pub struct Committer {
    store: Arc<Store>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.store.queue.stop(&self.stop);
        // What broke down in it has failed the store, and whoever waited has been told.
        let _ended = self.thread.take().map(JoinHandle::join);
    }
}

/// What a store is put together from.
pub(crate) struct Pieces {
    pub(crate) genesis: Genesis,
    pub(crate) keys: Keys,
    pub(crate) engine: Box<dyn LogStore>,
    pub(crate) index: Index,
    pub(crate) limits: ClockLimits,
    pub(crate) folder: Option<Folder>,
}

impl Store {
    /// Puts a store together and brings its index up to the engine's head. The index may already
    /// know the beginning; `head` is where the log ended there.
    pub(crate) fn assemble(pieces: Pieces, head: Head) -> Result<Self, ReadError> {
        let limits = match pieces.genesis.kind() {
            LogKind::Real => Some(pieces.limits),
            LogKind::Simulation => None,
        };
        let known = pieces.index.opaque();
        let store = Self {
            genesis: pieces.genesis,
            keys: pieces.keys,
            engine: pieces.engine,
            index: RwLock::new(pieces.index),
            head: Mutex::new(head),
            moved: Condvar::new(),
            queue: Queue::default(),
            writing: Mutex::new(()),
            clock: ClockGuard::new(limits),
            commits: AtomicU64::new(0),
            failure: OnceLock::new(),
            closed: OnceLock::new(),
            folder: pieces.folder,
        };
        if store.keys.sees_protected() {
            for position in known {
                let entry = store.entry_at(position)?;
                let case = store.case_of(&entry)?;
                store.index_mut().add_to_case(case, position);
            }
        }
        let end = store.engine.head()?;
        store.catch_up(&end)?;
        store.keep_index();
        Ok(store)
    }

    /// Records events together or not at all, and answers when they are durable.
    ///
    /// The same event ids again, with the same content, return the receipts of then.
    ///
    /// # Errors
    /// Nothing was recorded, except that [`AppendError::Failed`] leaves it open until a restart.
    pub fn append(&self, transaction: Transaction) -> Result<Vec<Receipt>, AppendError> {
        check_shape(&transaction)?;
        for _ in 0..SEALINGS_MAX {
            let command = match self.begin(&transaction)? {
                Begun::Recorded(receipts) => return Ok(receipts),
                Begun::Sealed(command) => command,
            };
            let round = |batch: &[Arc<Ticket>]| commit::commit_round(self, batch);
            match self.queue.submit(command, &round, &|| self.broken()) {
                Outcome::Recorded(receipts) => return Ok(receipts),
                Outcome::Refused(error) => return Err(error),
                Outcome::Known | Outcome::Stale => {}
            }
        }
        Err(AppendError::Contended)
    }

    /// The same for a task: while a [`Committer`] runs, it waits without blocking its thread.
    ///
    /// Dropping the future does not take the events back: they may be recorded all the same.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn append_task(&self, transaction: Transaction) -> Result<Vec<Receipt>, AppendError> {
        check_shape(&transaction)?;
        for _ in 0..SEALINGS_MAX {
            let command = match self.begin(&transaction)? {
                Begun::Recorded(receipts) => return Ok(receipts),
                Begun::Sealed(command) => command,
            };
            let round = |batch: &[Arc<Ticket>]| commit::commit_round(self, batch);
            match self.queue.submit_task(command, &round, &|| self.broken()).await {
                Outcome::Recorded(receipts) => return Ok(receipts),
                Outcome::Refused(error) => return Err(error),
                Outcome::Known | Outcome::Stale => {}
            }
        }
        Err(AppendError::Contended)
    }

    /// What can be done before the commit: look whether it was done before, and seal.
    fn begin(&self, transaction: &Transaction) -> Result<Begun, AppendError> {
        if let Some(refusal) = self.unfit() {
            return Err(refusal);
        }
        if let Some(receipts) = self.replayed(&transaction.appends)? {
            return Ok(Begun::Recorded(receipts));
        }
        self.clock.check(transaction.recorded_at_ms, &self.head())?;
        self.sealed(transaction).map(Begun::Sealed)
    }

    /// Starts a thread that commits for all callers, so that tasks need not block theirs.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub fn commit_in_background(self: &Arc<Self>) -> std::io::Result<Committer> {
        let (store, stop) = (Arc::clone(self), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        let serve = move || {
            let round = |batch: &[Arc<Ticket>]| commit::commit_round(&store, batch);
            store.queue.serve(&stopped, &round, &|| store.broken());
        };
        let thread = std::thread::Builder::new().name("tukki-commit".to_owned()).spawn(serve)?;
        Ok(Committer { store: Arc::clone(self), stop, thread: Some(thread) })
    }

    /// Records transactions one after the other, in this order, sharing commits. Each stands or
    /// falls alone, so the caller bounds how many it hands over at once.
    pub fn append_in_order(
        &self,
        transactions: Vec<Transaction>,
    ) -> Vec<Result<Vec<Receipt>, AppendError>> {
        let prepared: Vec<_> = transactions.iter().map(|wanted| self.prepare(wanted)).collect();
        let (mut commands, mut early) = (Vec::new(), Vec::new());
        for prepared in prepared {
            match prepared {
                Ok(command) => {
                    commands.push(command);
                    early.push(None);
                }
                Err(refusal) => early.push(Some(refusal)),
            }
        }
        let round = |batch: &[Arc<Ticket>]| commit::commit_round(self, batch);
        let outcomes = self.queue.submit_all(commands, &round, &|| self.broken());
        let mut outcomes = outcomes.into_iter();
        let answer = |(wanted, early): (Transaction, Option<AppendError>)| {
            if let Some(refusal) = early {
                return Err(refusal);
            }
            match outcomes.next() {
                Some(Outcome::Recorded(receipts)) => Ok(receipts),
                Some(Outcome::Refused(error)) => Err(error),
                Some(Outcome::Known | Outcome::Stale) | None => self.append(wanted),
            }
        };
        transactions.into_iter().zip(early).map(answer).collect()
    }

    fn prepare(&self, transaction: &Transaction) -> Result<Command, AppendError> {
        check_shape(transaction)?;
        if let Some(refusal) = self.unfit() {
            return Err(refusal);
        }
        self.clock.check(transaction.recorded_at_ms, &self.head())?;
        self.sealed(transaction)
    }

    fn broken(&self) -> AppendError {
        self.fail("the writer gave up in the middle of a commit".to_owned());
        self.unfit().unwrap_or(AppendError::Closed)
    }

    /// Loads, decides and appends; what the decision looked at becomes a precondition, and if
    /// that has changed meanwhile, it is decided again. Answers with whatever else the last
    /// decision gave.
    ///
    /// # Errors
    /// The decision was a refusal, or the log did not take it.
    pub fn execute<E: std::error::Error + 'static, T>(
        &self,
        now_ms: i64,
        decide: impl FnMut(&View<'_>) -> Result<(Vec<Append>, T), E>,
    ) -> Result<(Vec<Receipt>, T), ExecuteError<E>> {
        execute::execute(self, now_ms, decide)
    }

    /// The same for a task. See [`Store::append_task`].
    ///
    /// # Errors
    /// As [`Store::execute`].
    pub async fn execute_task<E: std::error::Error + 'static, T>(
        &self,
        now_ms: i64,
        decide: impl FnMut(&View<'_>) -> Result<(Vec<Append>, T), E>,
    ) -> Result<(Vec<Receipt>, T), ExecuteError<E>> {
        execute::execute_task(self, now_ms, decide).await
    }

    /// Where the durable log ends.
    pub fn head(&self) -> Head {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An id that the same reference gives every time, and that nobody without the keyring can
    /// compute; `context` keeps kinds of references apart.
    pub fn reference_id(&self, context: &str, reference: &[u8]) -> [u8; 16] {
        self.keys.reference_id(context, reference)
    }

    /// Seals what somebody keeps beside this log, under the registry's key for facts and bound to
    /// its number in a sequence of that name: a snapshot in pieces, for instance.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub fn seal_blob(
        &self,
        context: &str,
        number: u64,
        bytes: &[u8],
    ) -> Result<Vec<u8>, NoEntropy> {
        self.keys.seal_blob((context, number), bytes)
    }

    /// Opens what [`Store::seal_blob`] sealed for this log, name and number.
    ///
    /// # Errors
    /// The key is not at hand, or these are not those bytes.
    pub fn open_blob(&self, context: &str, number: u64, blob: &[u8]) -> Result<Vec<u8>, Sealed> {
        self.keys.open_blob((context, number), blob)
    }

    /// Destroys the key of a person: what is sealed under it can never be opened again, here.
    ///
    /// Copies of the vault made before still hold the key until the wrapping key is rotated.
    ///
    /// # Errors
    /// The vault cannot be written.
    pub fn erase_subject(&self, subject: SubjectId) -> Result<(), AppendError> {
        let erased = self.keys.vault().erase(subject).map_err(AppendError::from);
        erased.inspect_err(|error| self.fail_with(error))
    }

    /// An operator says that the clock is right although it jumped.
    pub fn confirm_clock(&self, now_ms: i64) {
        self.clock.confirm(now_ms);
    }

    /// How many commits were made durable since this was opened.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// What this log is.
    pub const fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// What failed, if writing has failed for good; the program should stop.
    pub fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    /// Ends writing, and leaves the folder so that it opens quickly. Reading goes on.
    ///
    /// # Errors
    /// Something could not be made durable; all entries are, nevertheless.
    pub fn close(&self) -> Result<(), ReadError> {
        if self.closed.set(()).is_err() {
            return Ok(());
        }
        // Whoever is committing finishes first; whoever comes later is refused.
        let _writing = self.writing();
        if self.failure().is_none() {
            self.engine.close()?;
            if let Some(folder) = &self.folder {
                folder.leave(&self.index(), self.keys.vault(), &self.head())?;
            }
        }
        Ok(())
    }

    /// Held from the version check until the answer (I2).
    pub(crate) fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn count_commit(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn engine(&self) -> &dyn LogStore {
        self.engine.as_ref()
    }

    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why nothing can be appended any more.
    pub(crate) fn unfit(&self) -> Option<AppendError> {
        let failed = self.failure().map(|reason| AppendError::Failed { reason: reason.to_owned() });
        failed.or_else(|| self.closed.get().map(|()| AppendError::Closed))
    }

    /// Stops appending for good.
    pub(crate) fn fail(&self, reason: String) {
        // The first reason is the one that counts.
        let _already_failed = self.failure.set(reason);
    }

    /// A vault that could not be written or synced ends writing as a database does: what the
    /// kernel says of it from now on is not to be believed.
    fn fail_with(&self, error: &AppendError) {
        if let AppendError::Vault(VaultError::Io(_)) = error {
            self.fail(commit::describe(error));
        }
    }

    fn sealed(&self, transaction: &Transaction) -> Result<Command, AppendError> {
        self.seal(transaction).inspect_err(|error| self.fail_with(error))
    }

    fn seal(&self, transaction: &Transaction) -> Result<Command, AppendError> {
        let mut next = HashMap::<StreamId, Option<Version>>::new();
        let mut appends = Vec::with_capacity(transaction.appends.len());
        for append in &transaction.appends {
            let base = match append.kind {
                Openness::Plain => None,
                Openness::Opaque => self.index().case_version(append.stream),
            };
            let mut events = Vec::with_capacity(append.events.len());
            for event in &append.events {
                events.push(match append.kind {
                    Openness::Plain => self.keys.seal(append.stream, event)?,
                    Openness::Opaque => {
                        let last = next.entry(append.stream).or_insert(base);
                        let version = match *last {
                            None => Version(0),
                            Some(last) => last.next().ok_or(AppendError::Full)?,
                        };
                        *last = Some(version);
                        self.keys.seal_opaque(append.stream, version, event)?
                    }
                });
            }
            let (stream, expected, kind) = (append.stream, append.expected, append.kind);
            appends.push(SealedAppend { stream, expected, kind, base, events });
        }
        Ok(Command {
            appends,
            preconditions: transaction.preconditions.clone(),
            recorded_at_ms: transaction.recorded_at_ms,
        })
    }
}

fn check_shape(transaction: &Transaction) -> Result<(), AppendError> {
    let events: usize = transaction.appends.iter().map(|append| append.events.len()).sum();
    if events > TRANSACTION_EVENTS_MAX {
        return Err(AppendError::TooManyEvents { events });
    }
    if events <= 1 {
        return Ok(());
    }
    let mut names = HashSet::with_capacity(events);
    for event in transaction.appends.iter().flat_map(|append| &append.events) {
        if !names.insert(event.event_id) {
            return Err(AppendError::EventIdTwice { event_id: event.event_id });
        }
    }
    Ok(())
}

#[cfg(test)]
mod task_tests;
#[cfg(test)]
mod tests;
