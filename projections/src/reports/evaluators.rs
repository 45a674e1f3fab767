//! What evaluators ask of programmes (domain.md E.4).

mod p1;
mod p3;
mod p4;

pub(super) use p1::P1;
pub(super) use p3::P3;
pub(super) use p4::P4;
