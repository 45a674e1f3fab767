//! The read models: everything that anyone reads is derived here from the log, and can be again.
