//! How far a long piece of work is, and when it will be done.

use std::time::{Duration, Instant};

/// How far reading the log is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Progress {
    /// Entries that have been read.
    pub done: u64,
    /// Entries that there are to read.
    pub total: u64,
    /// Entries that had been read before the clock was started.
    pub from: u64,
    /// When it was started.
    pub since: Instant,
}

impl Progress {
    /// Of work on so many entries that begins now.
    pub fn beginning(total: u64) -> Self {
        Self { done: 0, total, from: 0, since: Instant::now() }
    }

    /// The same with the first entries done already, by a snapshot.
    #[must_use]
    pub fn from(self, done: u64) -> Self {
        Self { done, from: done, ..self }
    }

    /// How long it will still take, if it goes on as it has so far.
    pub fn remaining(&self) -> Option<Duration> {
        let did = self.done.checked_sub(self.from).filter(|did| *did > 0)?;
        let left = self.total.saturating_sub(self.done);
        let nanos = self.since.elapsed().as_nanos() * u128::from(left) / u128::from(did);
        u64::try_from(nanos).ok().map(Duration::from_nanos)
    }
}
