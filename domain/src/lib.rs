//! The law of the registry: what can be recorded, what is refused, what each figure means.
//!
//! Everything here is a pure function of its arguments: no I/O, clock, randomness, async, JSON or
//! encryption (I6). Modules in reading order.

pub mod decider;
