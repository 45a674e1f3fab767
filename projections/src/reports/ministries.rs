//! What ministries ask that audit placement histories (domain.md E.1).

mod m1;
mod m11;
mod m2;
mod m4;
mod m7;
mod m9;

pub(super) use m1::M1;
pub(super) use m2::M2;
pub(super) use m4::M4;
pub(super) use m7::M7;
pub(super) use m9::M9;
pub(super) use m11::M11;
