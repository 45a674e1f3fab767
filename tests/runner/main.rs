//! Laws that hold for every log: rebuilt equals live, what was known is what a shorter log shows,
//! and whatever cannot be read is seen to be missing.

mod effects;
mod live;
mod moments;
mod world;
