//! What people did about a finding: open until somebody acknowledges it, then closed.
//!
//! A finding's stream id is the first 16 bytes of the finding's own hash, so its first event needs
//! nothing recorded before it.

use crate::aggregate::{Aggregate, Before, Others};
use crate::date::Occurrence;
use crate::event::event_set;
use crate::history::Fact;
use crate::id::FindingId;
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

pub mod payload;

pub use payload::*;

event_set! {
    /// What can be recorded on a finding's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about a finding.
    pub enum Refusal {
        AlreadyClosed = "finding.already_closed", Conflict, "this finding had already been closed";
    }
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum State {
    /// Nobody has looked at it.
    #[default]
    Open,
    /// Somebody looks after it.
    Acknowledged {
        /// Since when.
        since: Occurrence,
    },
    /// Closed.
    Closed {
        /// When.
        on: Occurrence,
        /// Why.
        reason: FindingEnd,
    },
}

/// The stream of the finding with a hash.
pub const fn stream_of(hash: [u8; 32]) -> FindingId {
    let (first, _) = hash.split_at(16);
    let mut id = [0; 16];
    id.copy_from_slice(first);
    FindingId::from_bytes(id)
}

/// The law of findings.
#[derive(Clone, Copy, Debug)]
pub struct Finding;

impl Aggregate for Finding {
    const KIND: StreamKind = StreamKind::Finding;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        let Event::Own(said) = fact.event else { return };
        *state = match (*state, said) {
            (State::Open, payload::Event::FindingAcknowledged(_)) => {
                State::Acknowledged { since: fact.occurred_on }
            }
            (State::Open | State::Acknowledged { .. }, payload::Event::FindingClosed(said)) => {
                State::Closed { on: fact.occurred_on, reason: said.reason }
            }
            (State::Acknowledged { .. }, payload::Event::FindingAcknowledged(_))
            | (
                State::Closed { .. },
                payload::Event::FindingAcknowledged(_) | payload::Event::FindingClosed(_),
            ) => *state,
        };
    }

    fn check(
        before: &Before<State>,
        _others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        let Event::Own(said) = fact.event else { return Ok(()) };
        let closed = |state: &State| matches!(state, State::Closed { .. });
        match said {
            payload::Event::FindingAcknowledged(_) => {
                refuse_if(before.surely(closed), Refusal::AlreadyClosed)
            }
            payload::Event::FindingClosed(_) => {
                refuse_if(closed(&before.latest), Refusal::AlreadyClosed)
            }
        }
    }
}

#[cfg(test)]
mod tests;
