//! Numbers that a seed decides, so that a failure can be had again.

/// A small generator; what it gives depends on the seed alone.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The seed decides everything.
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 16
    }

    /// A number below `count`.
    pub fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }
}

/// The seed of a suite: `SUITE_SEED`, or what the suite names.
pub fn seed(usual: u64) -> u64 {
    std::env::var("SUITE_SEED").map_or(usual, |text| text.parse().expect("SUITE_SEED is a number"))
}

/// How many rounds: `SUITE_ROUNDS`, or what the suite names. The long run uses it.
pub fn rounds(usual: u64) -> u64 {
    std::env::var("SUITE_ROUNDS")
        .map_or(usual, |text| text.parse().expect("SUITE_ROUNDS is a number"))
}
