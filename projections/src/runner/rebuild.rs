//! Everything built anew from the log while the old tables go on being served, then one switch.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use domain::decider::{Class, Coded};
use store::{Position, ReadError};

use super::derivation::Derivation;
use super::follow::{BATCH, take_in};
use super::progress::Progress;
use super::{Live, Shared, moment_of};
use crate::histories::Histories;
use crate::persons::Persons;

/// How often what was built is brought nearer to the live tables before they are held up for it.
const ROUNDS_BESIDE: usize = 8;
/// Entries that the live tables may be ahead when they are held up.
const NEAR: u64 = 1_024;

/// What a rebuild found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rebuilt {
    /// The size of log at which was switched.
    pub size: u64,
    /// How long it took.
    pub took: Duration,
    /// Whether the tables that had been served were different. They never should be.
    pub differed: bool,
}

/// Why nothing was rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// One is going on already.
    #[error("a rebuild is going on already")]
    GoingOn,
    /// The runner was asked to stop.
    #[error("the program is stopping")]
    Stopping,
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] ReadError),
}

impl Coded for RebuildError {
    fn code(&self) -> &'static str {
        match self {
            Self::GoingOn => "rebuild.going_on",
            Self::Stopping => "rebuild.stopping",
            Self::Log(_) => "rebuild.log_unreadable",
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::GoingOn => Class::Conflict,
            Self::Stopping | Self::Log(_) => Class::Unavailable,
        }
    }
}

pub(super) fn rebuild(shared: &Shared) -> Result<Rebuilt, RebuildError> {
    let progress = Progress::beginning(shared.store.head().size);
    {
        let mut watched = shared.watched();
        if watched.rebuild.is_some() {
            return Err(RebuildError::GoingOn);
        }
        watched.rebuild = Some(progress);
    }
    let outcome = build_beside(shared, progress);
    shared.watch(|watched| watched.rebuild = None);
    outcome
}

fn build_beside(shared: &Shared, progress: Progress) -> Result<Rebuilt, RebuildError> {
    let began = Instant::now();
    let (fresh, persons) = std::thread::scope(|scope| {
        let persons = scope.spawn(|| {
            let mut persons = Persons::default();
            take_persons(shared, &mut persons, progress.total).map(|()| persons)
        });
        let fresh = derive_beside(shared, progress);
        // A thread that panicked found nobody; the next step then reads the whole log.
        (fresh, persons.join().unwrap_or_else(|_| Ok(Persons::default())))
    });
    let (mut fresh, persons) = (fresh?, persons?);
    for _ in 0..ROUNDS_BESIDE {
        let size = shared.published().size();
        if fresh.histories.size() + NEAR >= size {
            break;
        }
        advance_to(shared, &mut fresh, size)?;
    }
    let differed = switch(shared, fresh)?;
    switch_persons(shared, persons)?;
    Ok(Rebuilt { size: shared.published().size(), took: began.elapsed(), differed })
}

/// Everything as far as the log reached when this began: a busy log is caught up with afterwards.
fn derive_beside(shared: &Shared, progress: Progress) -> Result<Live, RebuildError> {
    let threads = shared.options.threads;
    let mut histories = Histories::default();
    while histories.size() < progress.total {
        if shared.is_stopping() {
            return Err(RebuildError::Stopping);
        }
        take_in(&shared.store, &mut histories, (BATCH, threads))?;
        let done = histories.size().min(progress.total);
        shared.watch(|watched| watched.rebuild = Some(Progress { done, ..progress }));
    }
    let moment = moment_of(&histories, shared.today());
    let derivation = Derivation::whole(&histories, moment, threads);
    Ok(Live { histories, derivation })
}

/// Brings what was built to where the live tables are, compares the two, and serves the new ones.
fn switch(shared: &Shared, mut fresh: Live) -> Result<bool, ReadError> {
    let mut live = shared.live();
    let size = live.histories.size();
    advance_to(shared, &mut fresh, size)?;
    let comparable = fresh.derivation.tables.moment == live.derivation.tables.moment;
    let differed = comparable && fresh.derivation.tables != live.derivation.tables;
    *live = fresh;
    shared.moments.clear();
    shared.publish(&live);
    Ok(differed)
}

fn advance_to(shared: &Shared, fresh: &mut Live, size: u64) -> Result<(), ReadError> {
    let threads = shared.options.threads;
    while fresh.histories.size() < size {
        let most = usize::try_from(size - fresh.histories.size()).unwrap_or(BATCH).min(BATCH);
        let touched = take_in(&shared.store, &mut fresh.histories, (most, threads))?;
        let moment = moment_of(&fresh.histories, fresh.derivation.tables.as_of());
        fresh.derivation.advance(&fresh.histories, moment, (&touched, threads));
    }
    Ok(())
}

fn switch_persons(shared: &Shared, mut fresh: Persons) -> Result<(), ReadError> {
    let mut persons = shared.persons.write().unwrap_or_else(PoisonError::into_inner);
    take_persons(shared, &mut fresh, persons.size())?;
    *persons = fresh;
    Ok(())
}

fn take_persons(shared: &Shared, persons: &mut Persons, size: u64) -> Result<(), ReadError> {
    while persons.size() < size {
        for entry in &shared.store.read(Position(persons.size()), BATCH)? {
            persons.take(&shared.store, entry);
        }
    }
    Ok(())
}
