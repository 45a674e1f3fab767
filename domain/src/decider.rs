//! What an aggregate owes its callers, said without a word about labour migration.
//!
//! `store` may import this module and no other: it moves bytes and knows no law. How a value
//! becomes bytes is a [`Format`], which the store (bincode) and the program (JSON) bring along.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// All that the domain says about how a refusal should be answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Class {
    /// The request itself makes no sense: a wrong code, an impossible date.
    Invalid,
    /// Something it names does not exist.
    Missing,
    /// The law forbids it to this actor.
    Forbidden,
    /// It does not fit what has been recorded.
    Conflict,
    /// Nothing is wrong with the request; the registry itself cannot answer it now.
    Unavailable,
}

/// A refusal or an error that has a permanent name.
///
/// The code is `subject.reason` in `snake_case`; it is never reused, stands in docs/ERRORS.md, and
/// clients may branch on it.
pub trait Coded: std::error::Error {
    /// The permanent code.
    fn code(&self) -> &'static str;
    /// What kind of answer it deserves.
    fn class(&self) -> Class;
}

/// How values become bytes and come back.
///
/// The log's one implementation is `store::codec`; requests in JSON have another.
pub trait Format {
    /// Why bytes do not denote a value.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The bytes of a value.
    ///
    /// # Errors
    /// The value is larger than the format allows.
    fn encode<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, Self::Error>;

    /// The value that *all* of these bytes denote; never panics.
    ///
    /// # Errors
    /// The bytes denote no such value, or something is left over.
    fn decode<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, Self::Error>;
}
