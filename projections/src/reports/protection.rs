//! What services ask that protect women migrant workers (domain.md E.3). What their own cases
//! hold is counted elsewhere, under their own rules.

mod w1;
mod w5;
mod w6;
mod w8;

pub(super) use w1::W1;
pub(super) use w5::W5;
pub(super) use w6::W6;
pub(super) use w8::W8;
