//! What the suites share: samples of every event, builders of streams, folders that vanish, a
//! running server.

pub mod samples;
pub mod server;
