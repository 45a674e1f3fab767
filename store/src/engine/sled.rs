//! The embedded engine: blocks of entries in sled.
