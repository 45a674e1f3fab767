//! What unions ask that check complaints on working conditions (domain.md E.2).

mod u1;
mod u2;
mod u3;
mod u6;

pub(super) use u1::U1;
pub(super) use u2::U2;
pub(super) use u3::U3;
pub(super) use u6::U6;
