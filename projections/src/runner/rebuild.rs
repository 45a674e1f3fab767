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
    let threads = shared.options.threads;
    let mut histories = Histories::default();
    while histories.size() < shared.store.head().size {
        if shared.is_stopping() {
            return Err(RebuildError::Stopping);
        }
        take_in(&shared.store, &mut histories, threads)?;
        let (done, total) = (histories.size(), shared.store.head().size);
        shared.watch(|watched| watched.rebuild = Some(Progress { done, total, ..progress }));
    }
    let moment = moment_of(&histories, shared.today());
    let derivation = Derivation::whole(&histories, moment, threads);
    let persons = find_persons_anew(shared)?;

    let mut fresh = Live { histories, derivation };
    let mut live = shared.live();
    let differed = catch_up(shared, &mut fresh, &live)?;
    *live = fresh;
    shared.moments.clear();
    shared.publish(&live);
    drop(live);
    switch_persons(shared, persons)?;
    Ok(Rebuilt { size: shared.published().size(), took: began.elapsed(), differed })
}

/// Brings what was built to where the live tables are, and compares the two.
fn catch_up(shared: &Shared, fresh: &mut Live, live: &Live) -> Result<bool, ReadError> {
    let threads = shared.options.threads;
    while fresh.histories.size() < live.histories.size() {
        let touched = take_in(&shared.store, &mut fresh.histories, threads)?;
        let moment = moment_of(&fresh.histories, fresh.derivation.tables.as_of());
        fresh.derivation.advance(&fresh.histories, moment, (&touched, threads));
    }
    let comparable = fresh.derivation.tables.moment == live.derivation.tables.moment;
    Ok(comparable && fresh.derivation.tables != live.derivation.tables)
}

fn find_persons_anew(shared: &Shared) -> Result<Persons, ReadError> {
    let mut persons = Persons::default();
    while persons.size() < shared.store.head().size {
        take_persons(shared, &mut persons)?;
    }
    Ok(persons)
}

fn switch_persons(shared: &Shared, mut fresh: Persons) -> Result<(), ReadError> {
    let mut persons = shared.persons.write().unwrap_or_else(PoisonError::into_inner);
    while fresh.size() < persons.size() {
        take_persons(shared, &mut fresh)?;
    }
    *persons = fresh;
    Ok(())
}

fn take_persons(shared: &Shared, persons: &mut Persons) -> Result<(), ReadError> {
    for entry in &shared.store.read(Position(persons.size()), BATCH)? {
        persons.take(&shared.store, entry);
    }
    Ok(())
}
