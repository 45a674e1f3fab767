//! What no compiler checks: the shape of the sources, and documents that are made from them.

mod errors;
mod operations;
mod scan;
mod sources;
mod words;
