//! What the suites share: samples of every event, builders of streams, folders that vanish, a
//! running server, the real program under load and the ledger of what it acknowledged.

pub mod dice;
pub mod disk;
pub mod fuzz;
pub mod load;
pub mod native;
pub mod program;
pub mod samples;
pub mod server;

/// A folder in memory where that is possible: for trials without number that ask nothing of a disk.
pub fn folder_in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_no_such_place| tempfile::tempdir()).unwrap()
}
