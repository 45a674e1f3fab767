//! Reads a long piece of the log on several threads, and hands over what they made of it in the
//! order of the log.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use store::{Position, ReadError, Recorded, Store};

/// Entries that a thread reads at a time.
const PORTION: u64 = 1_024;
/// Pieces shorter than this are not worth a second thread.
const SHORT: u64 = 256;

/// Whose turn it is to hand over.
struct Turn<F> {
    next: u64,
    over: bool,
    failed: Option<ReadError>,
    take: F,
}

/// Makes something of each entry from one position up to another, wherever there is time, and
/// gives it to `take` portion by portion; until that has enough.
pub(super) fn scan<T: Send>(
    store: &Store,
    (from, to): (u64, u64),
    threads: usize,
    (make, take): (impl Fn(&Recorded) -> T + Sync, impl FnMut(Vec<T>) -> bool + Send),
) -> Result<(), ReadError> {
    let claimed = AtomicU64::new(from);
    let turn = Mutex::new(Turn { next: from, over: false, failed: None, take });
    let passed = Condvar::new();
    let read = |start: u64| -> Result<Vec<T>, ReadError> {
        let count = usize::try_from(PORTION.min(to - start)).unwrap_or(0);
        Ok(store.read(Position(start), count)?.iter().map(&make).collect())
    };
    let work = || {
        loop {
            let start = claimed.fetch_add(PORTION, Ordering::Relaxed);
            if start >= to {
                break;
            }
            let portion = read(start);
            let mut turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            while turn.next != start && !turn.over {
                turn = passed.wait(turn).unwrap_or_else(PoisonError::into_inner);
            }
            if !turn.over {
                match portion {
                    Ok(portion) => turn.over = !(turn.take)(portion),
                    Err(error) => (turn.failed, turn.over) = (Some(error), true),
                }
                turn.next = start.saturating_add(PORTION);
            }
            let over = turn.over;
            drop(turn);
            passed.notify_all();
            if over {
                break;
            }
        }
    };
    let helpers = if to.saturating_sub(from) < SHORT { 0 } else { threads.saturating_sub(1) };
    std::thread::scope(|scope| {
        for _ in 0..helpers {
            scope.spawn(work);
        }
        work();
    });
    let turn = turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    turn.failed.map_or(Ok(()), Err)
}
