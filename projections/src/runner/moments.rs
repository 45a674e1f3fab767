//! Tables for other moments than now: derived by the same code from shorter histories, and the
//! last few kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::context::Timestamp;
use domain::date::Day;
use store::{Position, ReadError, Store};

use super::derivation::Derivation;
use super::{AskError, Shared};
use crate::derive::Moment;
use crate::migrants::Source;
use crate::tables::Tables;

const DAY_MS: i64 = 86_400_000;

/// What was known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Known {
    /// Everything that has been recorded.
    Head,
    /// The first so many entries.
    Size(u64),
    /// What had been recorded by this instant, inclusive.
    Time(Timestamp),
}

impl Known {
    /// What was known when a day was over, by UTC (domain.md A.0).
    pub fn end_of(day: Day) -> Self {
        Self::Time(Timestamp(i64::from(day.number() + 1) * DAY_MS - 1))
    }
}

type Ready = Arc<OnceLock<Arc<Tables>>>;

/// The moments that were asked last.
pub(super) struct Moments {
    kept: usize,
    ready: Mutex<VecDeque<((u64, Day), Ready)>>,
}

impl Moments {
    pub(super) fn keeping(kept: usize) -> Self {
        Self { kept: kept.max(1), ready: Mutex::default() }
    }

    /// The place of a moment; whoever comes first fills it while the others wait.
    fn place(&self, size: u64, as_of: Day) -> Ready {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        let found = ready.iter().position(|(moment, _)| *moment == (size, as_of));
        let place = found.and_then(|index| ready.remove(index));
        let (moment, tables) = place.unwrap_or_else(|| ((size, as_of), Ready::default()));
        ready.push_front((moment, Arc::clone(&tables)));
        ready.truncate(self.kept);
        tables
    }

    /// Forgets everything, because what it was derived from was replaced.
    pub(super) fn clear(&self) {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Shared {
    pub(super) fn at(&self, known: Known, as_of: Day) -> Result<Arc<Tables>, AskError> {
        let (published, moment) = self.moment(known, as_of)?;
        if moment == published.moment {
            return Ok(published);
        }
        let place = self.moments.place(moment.size, as_of);
        let tables = place.get_or_init(|| {
            let live = self.live();
            let histories = Arc::clone(&live.histories);
            let threads = self.options.threads;
            // Rows of the same day are made from those that are kept.
            let same_day = published.as_of() == as_of && published.as_of() == live.as_of();
            let source = if same_day {
                Arc::clone(&live.source)
            } else {
                Arc::new(Source::of(Arc::clone(&histories), moment.size, threads))
            };
            drop(live);
            let ground = Derivation::whole(&histories, moment, threads).ground;
            Arc::new(Tables::on(Arc::new(ground), source))
        });
        Ok(Arc::clone(tables))
    }

    fn moment(&self, known: Known, as_of: Day) -> Result<(Arc<Tables>, Moment), AskError> {
        let published = self.published();
        let size = size_at(&self.store, known, published.size())?;
        if size > published.size() {
            return Err(AskError::NotYet { size: published.size() });
        }
        let known_until = if size == published.size() {
            published.moment.known_until
        } else {
            recorded_at(&self.store, size)?
        };
        Ok((published, Moment { size, as_of, known_until }))
    }
}

/// The size of log that was known at some moment.
pub(super) fn size_at(store: &Store, known: Known, newest: u64) -> Result<u64, AskError> {
    match known {
        Known::Head => Ok(newest),
        Known::Size(size) => Ok(size),
        Known::Time(time) => {
            // Stamps never go back, so the entries recorded by then are a first part of the log.
            let (mut known, mut unknown) = (0, newest);
            while known < unknown {
                let middle = known + (unknown - known) / 2;
                if recorded_at(store, middle + 1)? <= time {
                    known = middle + 1;
                } else {
                    unknown = middle;
                }
            }
            Ok(known)
        }
    }
}

/// When the last entry of a log of this size was recorded.
fn recorded_at(store: &Store, size: u64) -> Result<Timestamp, ReadError> {
    let Some(last) = size.checked_sub(1) else { return Ok(Timestamp(0)) };
    let entries = store.read(Position(last), 1)?;
    Ok(Timestamp(entries.first().map_or(0, |entry| entry.recorded_at_ms)))
}
