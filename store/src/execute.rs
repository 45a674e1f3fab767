//! The one loop of every command: load, decide, append, and decide again if others were faster.

use std::cell::RefCell;
use std::collections::BTreeMap;

use domain::decider::{Class, Coded};

use crate::append::{Append, AppendError, Expected, ReadError, Receipt, Transaction};
use crate::chain::Head;
use crate::id::{StreamId, Version};
use crate::keys::{Opened, OpenedCase};
use crate::store::Store;

/// How often a decision is taken anew before the caller is told.
const DECISIONS_MAX: usize = 256;

/// Why a command led to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<E: std::error::Error + 'static> {
    /// The decision was to refuse.
    #[error(transparent)]
    Refused(E),
    /// The log did not take what was decided.
    #[error(transparent)]
    Append(AppendError),
}

impl<E: Coded + 'static> Coded for ExecuteError<E> {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Append(error) => error.code(),
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::Refused(refusal) => refusal.class(),
            Self::Append(error) => error.class(),
        }
    }
}

/// What a decision may look at. Everything it looks at must still be so when it is committed.
pub struct View<'a> {
    store: &'a Store,
    seen: RefCell<BTreeMap<StreamId, Expected>>,
    broken: RefCell<Option<ReadError>>,
}

impl View<'_> {
    /// The stream's events in their order; of a stream that does not exist, none.
    ///
    /// If the log cannot be read, this is empty, nothing is committed whatever is decided, and
    /// [`Store::execute`] returns the error.
    pub fn read(&self, stream: StreamId) -> Vec<Opened> {
        self.look(self.store.opened(stream), |events: &Vec<Opened>| {
            let expected =
                events.last().map_or(Expected::NoStream, |last| Expected::Exactly(last.version));
            self.seen.borrow_mut().insert(stream, expected);
        })
    }

    /// The case's events in their order; needs the protection key.
    ///
    /// Errors are kept as by [`View::read`].
    pub fn read_case(&self, case: StreamId) -> Vec<OpenedCase> {
        self.look(self.store.case_stream(case), |events: &Vec<OpenedCase>| {
            let expected =
                events.last().map_or(Expected::NoStream, |last| Expected::Exactly(last.version));
            self.seen.borrow_mut().insert(case, expected);
        })
    }

    /// Version of the stream's (or case's) last event, for whoever knows its events already.
    pub fn version(&self, stream: StreamId) -> Option<Version> {
        let version = self.store.version(stream);
        let expected = version.map_or(Expected::NoStream, Expected::Exactly);
        self.seen.borrow_mut().insert(stream, expected);
        version
    }

    /// Whether the stream has any event. What exists stays, so only its absence is watched.
    pub fn exists(&self, stream: StreamId) -> bool {
        let exists = self.store.exists(stream);
        if !exists {
            self.seen.borrow_mut().insert(stream, Expected::NoStream);
        }
        exists
    }

    /// Where the log ended when this was asked.
    pub fn head(&self) -> Head {
        self.store.head()
    }

    /// The store, for reads that nothing is decided on.
    pub const fn store(&self) -> &Store {
        self.store
    }

    fn look<T: Default>(&self, found: Result<T, ReadError>, note: impl Fn(&T)) -> T {
        match found {
            Ok(found) => {
                note(&found);
                found
            }
            Err(error) => {
                *self.broken.borrow_mut() = Some(error);
                T::default()
            }
        }
    }
}

pub(crate) fn execute<E: std::error::Error + 'static, T>(
    store: &Store,
    now_ms: i64,
    mut decide: impl FnMut(&View<'_>) -> Result<(Vec<Append>, T), E>,
) -> Result<(Vec<Receipt>, T), ExecuteError<E>> {
    for _ in 0..DECISIONS_MAX {
        let Decided { transaction, seen, beside } = decide_once(store, now_ms, &mut decide)?;
        let appended = store.append(transaction);
        if let Some(receipts) = unless_overtaken(appended, &seen)? {
            return Ok((receipts, beside));
        }
    }
    Err(ExecuteError::Append(AppendError::Contended))
}

pub(crate) async fn execute_task<E: std::error::Error + 'static, T>(
    store: &Store,
    now_ms: i64,
    mut decide: impl FnMut(&View<'_>) -> Result<(Vec<Append>, T), E>,
) -> Result<(Vec<Receipt>, T), ExecuteError<E>> {
    for _ in 0..DECISIONS_MAX {
        let Decided { transaction, seen, beside } = decide_once(store, now_ms, &mut decide)?;
        let appended = store.append_task(transaction).await;
        if let Some(receipts) = unless_overtaken(appended, &seen)? {
            return Ok((receipts, beside));
        }
    }
    Err(ExecuteError::Append(AppendError::Contended))
}

/// A decision, what it rests on, and what else it gave.
struct Decided<T> {
    transaction: Transaction,
    seen: Vec<StreamId>,
    beside: T,
}

fn decide_once<E: std::error::Error + 'static, T>(
    store: &Store,
    now_ms: i64,
    decide: &mut impl FnMut(&View<'_>) -> Result<(Vec<Append>, T), E>,
) -> Result<Decided<T>, ExecuteError<E>> {
    let view = View { store, seen: RefCell::new(BTreeMap::new()), broken: RefCell::new(None) };
    let decided = decide(&view);
    if let Some(error) = view.broken.take() {
        return Err(ExecuteError::Append(AppendError::Read(error)));
    }
    let (appends, beside) = decided.map_err(ExecuteError::Refused)?;
    let preconditions: Vec<_> = view.seen.into_inner().into_iter().collect();
    let seen = preconditions.iter().map(|(stream, _)| *stream).collect();
    let transaction = Transaction { appends, preconditions, recorded_at_ms: now_ms };
    Ok(Decided { transaction, seen, beside })
}

/// The receipts; none if what was looked at has gone on meanwhile, so that it must be decided anew.
fn unless_overtaken<E: std::error::Error + 'static>(
    appended: Result<Vec<Receipt>, AppendError>,
    seen: &[StreamId],
) -> Result<Option<Vec<Receipt>>, ExecuteError<E>> {
    match appended {
        Ok(receipts) => Ok(Some(receipts)),
        Err(AppendError::PreconditionFailed { stream, .. }) if seen.contains(&stream) => Ok(None),
        Err(error) => Err(ExecuteError::Append(error)),
    }
}
