//! An open table from event ids to positions: 8 bytes a cell, half a fingerprint and half a
//! position, so that it stays small; a rare false match costs one read of the log.

use crate::id::EventId;

const CELLS_MIN: usize = 64;

/// Fingerprints of event ids and where their entries are.
#[derive(Clone, Debug)]
pub(super) struct EventTable {
    seed: [u8; 32],
    /// Empty is 0; else the fingerprint above and the position plus one below. The length is a
    /// power of two.
    cells: Vec<u64>,
    used: usize,
}

impl EventTable {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        Self { seed, cells: vec![0; CELLS_MIN], used: 0 }
    }

    pub(super) const fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    pub(super) fn cells(&self) -> &[u64] {
        &self.cells
    }

    /// A table as a snapshot holds it.
    pub(super) fn restore(seed: [u8; 32], cells: Vec<u64>) -> Option<Self> {
        let used = cells.iter().filter(|cell| **cell != 0).count();
        let sound = cells.len() >= CELLS_MIN && cells.len().is_power_of_two() && used < cells.len();
        sound.then_some(Self { seed, cells, used })
    }

    /// Whether each of the first entries has exactly one cell. Of the fingerprints it says nothing.
    pub(super) fn names_each_of(&self, size: usize) -> bool {
        let mut seen = vec![false; size];
        let mut positions =
            self.cells.iter().filter(|cell| **cell != 0).map(|cell| position_in(*cell));
        let once = |position: Option<u32>| {
            let place = position.and_then(|position| usize::try_from(position).ok());
            let found = place.and_then(|place| seen.get_mut(place));
            found.is_some_and(|seen| !std::mem::replace(seen, true))
        };
        self.used == size && positions.all(once)
    }

    /// Adds an entry; positions stay below 2^32 - 1, so a cell with one in it is never 0.
    pub(super) fn insert(&mut self, event_id: EventId, position: u32) {
        if self.used * 4 >= self.cells.len() * 3 {
            self.grow();
        }
        let fingerprint = self.fingerprint(event_id);
        self.put(u64::from(fingerprint) << 32 | u64::from(position.saturating_add(1)));
        self.used += 1;
    }

    pub(super) fn candidates(&self, event_id: EventId) -> impl Iterator<Item = u32> + '_ {
        let fingerprint = self.fingerprint(event_id);
        let found = self
            .from(fingerprint)
            .take_while(|cell| **cell != 0)
            .filter(move |cell| **cell >> 32 == u64::from(fingerprint));
        found.filter_map(|cell| position_in(*cell))
    }

    fn from(&self, fingerprint: u32) -> impl Iterator<Item = &u64> + '_ {
        let (before, after) = self.cells.split_at(self.home(fingerprint));
        after.iter().chain(before)
    }

    fn home(&self, fingerprint: u32) -> usize {
        // Spread over all cells, also when there are more of them than fingerprints.
        let spread = u64::from(fingerprint).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bits = self.cells.len().trailing_zeros().clamp(1, 63);
        usize::try_from(spread >> (64 - bits)).unwrap_or(0).min(self.cells.len() - 1)
    }

    fn put(&mut self, cell: u64) {
        let home = self.home(u32::try_from(cell >> 32).unwrap_or(0));
        let (before, after) = self.cells.split_at_mut(home);
        if let Some(free) = after.iter_mut().chain(before).find(|found| **found == 0) {
            *free = cell;
        }
    }

    fn grow(&mut self) {
        let larger = vec![0; self.cells.len().saturating_mul(2)];
        let cells = std::mem::replace(&mut self.cells, larger);
        for cell in cells.into_iter().filter(|cell| *cell != 0) {
            self.put(cell);
        }
    }

    fn fingerprint(&self, event_id: EventId) -> u32 {
        let hash = blake3::keyed_hash(&self.seed, &event_id.0);
        hash.as_bytes().first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes))
    }
}

fn position_in(cell: u64) -> Option<u32> {
    u32::try_from(cell & 0xffff_ffff).ok()?.checked_sub(1)
}
