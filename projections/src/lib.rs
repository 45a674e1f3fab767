//! The read models: everything that anyone reads is derived here from the log, and can be again.
//!
//! A read model is a pure function of one stream's record and of what it may look up about others
//! ([`derive::Derive`]); the runner decides when it is asked and for which moment. Nothing here
//! holds what replay cannot restore (I7).

pub mod derive;
pub mod facets;
pub mod figure;
pub mod histories;
pub mod table;
pub mod tables;

pub mod complaints;
mod dossier;
pub mod findings;
pub mod migrants;
pub mod placements;
pub mod programme;
pub mod protection;
pub mod registers;
pub mod wages;

pub mod reports;

pub mod audit;
pub mod persons;
pub mod runner;
pub mod snapshot;
pub mod timeline;

#[cfg(test)]
mod chronicle;
#[cfg(test)]
mod testing;
