//! What the queue waits with, in one place, so that `schedules` can try the same queue under every
//! order in which threads may run.

pub(crate) use std::sync::atomic::AtomicBool;
pub(crate) use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Lets others run for a moment.
pub(crate) fn pause(duration: std::time::Duration) {
    std::thread::sleep(duration);
}
