//! Damage to the files of a registry, one at a time: a flipped bit, a torn, emptied, swapped,
//! deleted or older file. The registry then opens and shows everything as it was, or it says in
//! time, with a code, which file is not what it should be. Never anything between.

mod bits;
mod files;
mod registry;

use registry::{Depth, Original, Verdict};
