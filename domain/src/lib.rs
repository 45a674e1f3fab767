//! The law of the registry: what can be recorded, what is refused, what each figure means.
//!
//! Everything here is a pure function of its arguments: no I/O, clock, randomness, async, JSON or
//! encryption (I6). Modules in reading order.

pub mod decider;
pub mod describe;

mod choices;
mod refusal;

pub mod aggregate;
pub mod amendment;
pub mod event;
pub mod history;
pub mod stored;

pub mod codes;
pub mod context;
pub mod date;
pub mod digest;
pub mod id;
pub mod money;
pub mod rational;
pub mod stream;
pub mod text;

pub mod labels;
pub mod parameters;

pub mod findings;
pub mod indicators;
pub mod instruments;
pub mod migrant;
