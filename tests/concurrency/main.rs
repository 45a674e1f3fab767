//! Sixty-four writers on few streams: no update is lost, no version has two winners, nothing has a
//! gap, and the read models that followed live are those that are built anew.

mod counters;
mod winners;

/// Writers at the same time.
const WRITERS: usize = 64;
