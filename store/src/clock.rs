//! Whether a caller's time is plausible. A clock that once ran far ahead would stamp every later
//! entry with its error, because stamps never go back.
//!
//! Two limits, because two things happen. While the process runs, the clock may not run away from
//! the processor's own count of elapsed time. On the first append after opening there is no such
//! count, and the log may simply have slept over the holidays, so a longer silence is believed.
//! A simulation takes its times from a file and is not limited.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::append::AppendError;
use crate::chain::Head;

/// How far ahead of the log a clock may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClockLimits {
    /// Ahead of the last stamp plus the time that has really passed since, while running.
    pub running_ahead_max_ms: i64,
    /// Ahead of the head on the first append after opening.
    pub asleep_max_ms: i64,
}

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

impl Default for ClockLimits {
    /// One day while running, 90 days asleep.
    fn default() -> Self {
        Self { running_ahead_max_ms: DAY_MS, asleep_max_ms: 90 * DAY_MS }
    }
}

#[derive(Debug)]
struct Seen {
    /// The latest plausible time, and when on the processor's count it was seen.
    last: Option<(i64, Instant)>,
    /// Up to here an operator has confirmed.
    confirmed_ms: i64,
}

/// The store's judgement of its callers' clock.
#[derive(Debug)]
pub(crate) struct ClockGuard {
    limits: Option<ClockLimits>,
    seen: Mutex<Seen>,
}

impl ClockGuard {
    /// Without limits, every time is believed.
    pub(crate) fn new(limits: Option<ClockLimits>) -> Self {
        Self { limits, seen: Mutex::new(Seen { last: None, confirmed_ms: i64::MIN }) }
    }

    /// Refuses an implausible time; remembers a plausible one.
    pub(crate) fn check(&self, now_ms: i64, head: &Head) -> Result<(), AppendError> {
        let Some(limits) = self.limits.filter(|_| head.size > 0) else { return Ok(()) };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = match seen.last {
            Some((last_ms, since)) => {
                let passed = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
                let base = last_ms.max(head.recorded_at_ms);
                base.saturating_add(passed).saturating_add(limits.running_ahead_max_ms)
            }
            None => head.recorded_at_ms.saturating_add(limits.asleep_max_ms),
        };
        let ahead_ms = now_ms.saturating_sub(latest.max(seen.confirmed_ms));
        if ahead_ms > 0 {
            return Err(AppendError::ClockJumped { ahead_ms });
        }
        seen.last = Some((now_ms, Instant::now()));
        Ok(())
    }

    /// An operator says that this time is right.
    pub(crate) fn confirm(&self, now_ms: i64) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.confirmed_ms = seen.confirmed_ms.max(now_ms.saturating_add(DAY_MS));
    }
}

#[cfg(test)]
mod tests;
