//! The log: what was recorded, in the order in which it was recorded, sealed and chained.
