//! Everything built anew from the log while the old tables go on being served, then one switch.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use domain::decider::{Class, Coded};
use store::{ReadError, Recorded};

use super::derivation::Derivation;
use super::follow::{BATCH, arrived, take_in};
use super::progress::Progress;
use super::scan::scan;
use super::{Live, Shared, moment_of};
use crate::histories::{Histories, Readied};
use crate::persons::{Persons, Told};
use crate::tables::Tables;

/// How often what was built is brought nearer to the live tables before they are held up for it.
const ROUNDS_BESIDE: usize = 8;
/// Entries that the live tables may be ahead when they are held up.
const NEAR: u64 = 1_024;

/// What a rebuild found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rebuilt {
    /// The size of log at which was switched.
    pub size: u64,
    /// How long it took until the new ones were served, everybody's rows and people among them.
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
    let (mut fresh, persons) = read_beside(shared, progress)?;
    for _ in 0..ROUNDS_BESIDE {
        let size = shared.published().size();
        if fresh.histories.size() + NEAR >= size {
            break;
        }
        advance_to(shared, &mut fresh, size)?;
    }
    fresh.tables().migrants.settle();
    let (old, new) = switch(shared, fresh)?;
    let old_persons = switch_persons(shared, persons)?;
    let took = began.elapsed();
    // What follows lets go of the old ones and proves something of them; it builds nothing.
    drop(old_persons);
    let differed = old.moment == new.moment && old != new;
    Ok(Rebuilt { size: new.size(), took, differed })
}

/// Everything as far as the log reached when this began: a busy log is caught up with afterwards.
fn read_beside(shared: &Shared, progress: Progress) -> Result<(Live, Persons), RebuildError> {
    let (store, threads) = (&shared.store, shared.options.threads);
    let (histories, mut persons) = (Histories::default(), Persons::default());
    let make = |entry: &Recorded| (arrived(store, entry).readied(), Persons::told(store, entry));
    let take = |made: Vec<(Readied, Told)>| {
        let (entries, told): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        histories.take_all(entries.into_iter());
        for one in told {
            persons.take(store, one);
        }
        let done = histories.size();
        shared.watch(|watched| watched.rebuild = Some(Progress { done, ..progress }));
        !shared.is_stopping()
    };
    scan(store, (0, progress.total), threads, (make, take))?;
    if shared.is_stopping() {
        return Err(RebuildError::Stopping);
    }
    histories.shrink(threads);
    let moment = moment_of(&histories, shared.today());
    let derivation = Derivation::whole(&histories, moment, threads);
    Ok((Live::of(Arc::new(histories), derivation, threads), persons))
}

/// Brings what was built to where the live tables are, and serves it; gives back both.
fn switch(shared: &Shared, mut fresh: Live) -> Result<(Arc<Tables>, Arc<Tables>), ReadError> {
    let mut live = shared.live();
    let size = live.histories.size();
    advance_to(shared, &mut fresh, size)?;
    let (old, new) = (live.tables(), fresh.tables());
    *live = fresh;
    shared.moments.clear();
    shared.publish(&live);
    Ok((old, new))
}

fn advance_to(shared: &Shared, fresh: &mut Live, size: u64) -> Result<(), ReadError> {
    let threads = shared.options.threads;
    while fresh.histories.size() < size {
        let most = (size - fresh.histories.size()).min(BATCH);
        let touched = take_in(&shared.store, &fresh.histories, (most, threads))?;
        fresh.advance(&touched, threads);
    }
    Ok(())
}

/// Gives back the old index: wiping it takes a while, and nobody should wait for that.
fn switch_persons(shared: &Shared, mut fresh: Persons) -> Result<Persons, ReadError> {
    let mut persons = shared.persons.write().unwrap_or_else(PoisonError::into_inner);
    let (store, to) = (&shared.store, persons.size());
    let from = fresh.size();
    let take = |told: Vec<Told>| {
        for one in told {
            fresh.take(store, one);
        }
        true
    };
    scan(store, (from, to), 1, (|entry: &Recorded| Persons::told(store, entry), take))?;
    Ok(std::mem::replace(&mut persons, fresh))
}
