//! Event ids that stand in more than one entry. Found when all are known, by sorting: looking each
//! up in a table of all costs a miss of the cache every time.

use std::num::NonZeroUsize;
use std::thread;

const DRAWERS: usize = 256;

/// Every event id and the position of its entry, by the last byte of the id.
pub(super) struct EventIds(Vec<Vec<([u64; 2], u64)>>);

impl EventIds {
    pub(super) fn new() -> Self {
        Self(vec![Vec::new(); DRAWERS])
    }

    pub(super) fn add(&mut self, id: [u8; 16], position: u64) {
        let number = u128::from_be_bytes(id);
        let halves = [number >> 64, number & u128::from(u64::MAX)];
        let halves = halves.map(|half| u64::try_from(half).unwrap_or_default());
        let [.., last] = id;
        if let Some(drawer) = self.0.get_mut(usize::from(last)) {
            drawer.push((halves, position));
        }
    }

    /// The first position whose event id stands in an earlier entry too.
    pub(super) fn first_twice(mut self) -> Option<u64> {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let share = DRAWERS.div_ceil(cores);
        thread::scope(|scope| {
            let shares = self.0.chunks_mut(share);
            let threads: Vec<_> = shares.map(|drawers| scope.spawn(|| first_of(drawers))).collect();
            let found = threads.into_iter().map(|thread| match thread.join() {
                Ok(found) => found,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            found.flatten().min()
        })
    }
}

fn first_of(drawers: &mut [Vec<([u64; 2], u64)>]) -> Option<u64> {
    let first_in = |drawer: &mut Vec<([u64; 2], u64)>| {
        drawer.sort_unstable();
        let pairs = drawer.iter().zip(drawer.iter().skip(1));
        pairs.filter(|((id, _), (next, _))| id == next).map(|(_, (_, position))| *position).min()
    };
    drawers.iter_mut().filter_map(first_in).min()
}
