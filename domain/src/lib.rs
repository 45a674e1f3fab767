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

pub mod access;
pub mod agency;
pub mod case;
pub mod complaint;
pub mod employer;
pub mod finding;
pub mod migrant;
pub mod organisation;
pub mod programme;
pub mod registry;
pub mod user;
pub mod vacancy;

pub mod any;
pub mod catalogue;

pub mod findings;
pub mod indicators;
pub mod instruments;
pub mod lang;
pub mod parameters;

#[cfg(test)]
mod testing;
