//! Reproducible chance: whole numbers only, so that every machine draws the same.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of chance.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream with a number, of all those that a seed has.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(stream);
        Self(source)
    }

    /// A number below `end`, or 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(end);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: i32, last: i32) -> i32 {
        let span = u32::try_from(last.saturating_sub(first)).unwrap_or(0).saturating_add(1);
        first.saturating_add(i32::try_from(self.below(span)).unwrap_or(0))
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(super) fn permille(&mut self, times: u32) -> bool {
        self.below(1000) < times
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn percent(&mut self, times: u32) -> bool {
        self.below(100) < times
    }

    /// One of several, all alike.
    pub(super) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let end = u32::try_from(from.len()).unwrap_or(u32::MAX);
        let index = usize::try_from(self.below(end)).unwrap_or(0);
        from.get(index).copied().unwrap_or_default()
    }

    /// One of several, each as often as its weight says.
    pub(super) fn weighted<T: Copy + Default>(&mut self, from: &[(T, u32)]) -> T {
        let total = from.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (value, weight) in from {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        T::default()
    }

    /// A value of a distribution that is known by its deciles, from the least to the greatest.
    pub(super) fn by_deciles(&mut self, deciles: &[i64; 11]) -> i64 {
        let decile = usize::try_from(self.below(10)).unwrap_or(0);
        let within = i64::from(self.below(1000));
        let low = deciles.get(decile).copied().unwrap_or_default();
        let high = deciles.get(decile + 1).copied().unwrap_or(low);
        low + (high - low) * within / 1000
    }
}
