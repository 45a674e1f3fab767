//! A synthetic programme of labour migration, for demonstrations, scenarios of load and first
//! steps. No person in it exists.
//!
//! The same seed and size give the same lines for ever; each migrant has a stream of chance of
//! her own, so a larger programme begins with the smaller one. Shares follow domain.md H.8: women
//! from 25 % (circular) to 90 % (domestic work), agency clients charged 30 %, substitution 8 %,
//! arrears 6 % a year, complaints 4 a hundred worker-years, 15 % of them withdrawn, loss of contact
//! 2 % a year, 71 % of returnees with a plan, 12 % of field reports late, duplicates 1.5 %.

use domain::date::Day;
use serde_json::Value;

mod abroad;
mod chance;
mod complaint;
mod corridor;
mod cycle;
mod person;
mod returned;
mod story;
mod world;

/// How large a programme, and which one.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many migrants.
    pub migrants: u32,
    /// Which of all programmes of that size.
    pub seed: u64,
}

/// The first day of the programme.
pub fn first_day() -> Day {
    day(2023, 1, 2)
}

/// The last day on which anything was recorded.
pub fn last_day() -> Day {
    day(2025, 12, 31)
}

/// A day that the calendar has: the generator names no other.
fn day(year: i16, month: i8, of_month: i8) -> Day {
    Day::new(year, month, of_month).unwrap_or_else(|_| Day::from_number(0))
}

/// What is there before the first migrant comes, as lines of a simulation file.
pub fn world(seed: u64) -> Vec<Value> {
    ordered(world::lines(seed))
}

/// One migrant's life, with the complaints and cases of it, as lines of a simulation file.
pub fn life(seed: u64, migrant: u32) -> Vec<Value> {
    ordered(person::life(seed, migrant))
}

fn ordered(mut told: Vec<story::Told>) -> Vec<Value> {
    told.sort_by_key(|told| told.order);
    told.into_iter().map(|told| told.line).collect()
}

/// The programme as lines of a simulation file, in the order in which they were recorded.
pub fn lines(options: Options) -> Vec<Value> {
    let mut told = world::lines(options.seed);
    for index in 0..options.migrants {
        told.extend(person::life(options.seed, index));
    }
    ordered(told)
}

#[cfg(test)]
mod tests;
