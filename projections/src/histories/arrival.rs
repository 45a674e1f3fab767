//! An entry on its way into the histories: opened, its context read, on whatever thread has time.

use domain::context::Context;
use domain::event::Unreadable;
use domain::id::StreamId;
use domain::stored::{self, Head};
use store::codec::{Codec, CodecError};

use crate::tables::StopReason;

/// An entry of the log whose facts were opened, or could not be.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// What its head says.
    pub head: Head,
    /// Its plaintext facts.
    pub facts: Result<Vec<u8>, NoFacts>,
}

/// Why an entry brings no facts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoFacts {
    /// It is opaque: what it says is for the protection service.
    Opaque,
    /// The key is not at hand or the bytes were altered.
    Unopened,
}

/// An entry whose context has been read, ready to be packed.
pub(crate) struct Readied {
    pub(super) head: Head,
    pub(super) said: Result<(Context, Vec<u8>), Missed>,
}

/// Why nothing of an entry is packed.
pub(super) enum Missed {
    Opaque,
    Stop(StopReason),
}

impl Arrived {
    /// Reads its context; on whatever thread has time for it.
    pub(crate) fn readied(self) -> Readied {
        let said = match self.facts {
            Ok(mut facts) => match stored::read_context(&Codec, &facts) {
                Ok((context, payload)) => {
                    let before = facts.len() - payload.len();
                    facts.drain(..before);
                    Ok((context, facts))
                }
                Err(unreadable) => Err(Missed::Stop(reason_of(&unreadable))),
            },
            Err(NoFacts::Opaque) => Err(Missed::Opaque),
            Err(NoFacts::Unopened) => Err(Missed::Stop(StopReason::Unopened)),
        };
        Readied { head: self.head, said }
    }
}

impl Readied {
    /// The stream that it belongs to.
    pub(crate) fn stream(&self) -> StreamId {
        self.head.stream
    }
}

/// Why nobody can read it.
pub(super) fn reason_of(unreadable: &Unreadable<CodecError>) -> StopReason {
    match unreadable {
        Unreadable::UnknownType(_) => StopReason::UnknownType,
        Unreadable::UnknownSchema { .. } => StopReason::UnknownSchema,
        Unreadable::Truncated | Unreadable::Payload(_) => StopReason::Malformed,
    }
}
