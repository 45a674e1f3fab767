//! The registry's own stream: what holds for everybody, and what left the house.

use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::{Aggregate, Before, Others};
use crate::codes::Currency;
use crate::date::Day;
use crate::event::event_set;
use crate::history::Fact;
use crate::id::{EventId, Label, StreamId};
use crate::money::Decimal;
use crate::refusal::{refusals, refuse_if};
use crate::stream::StreamKind;

pub mod payload;

pub use payload::*;

event_set! {
    /// What can be recorded on the registry's stream.
    pub enum Event, Personal {
        Own(payload),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot be recorded about the registry itself.
    pub enum Refusal {
        SameCurrency = "registry.same_currency", Invalid, "an exchange rate is between two currencies";
        NoRate = "registry.no_rate", Invalid, "an exchange rate is more than zero";
        AlreadyAdopted = "registry.already_adopted", Conflict, "this version has already been adopted";
        EpochNotNew = "registry.epoch_not_new", Conflict, "a rotated key has a higher number than every key before it";
        NeitherConsentNorOverride = "registry.neither_consent_nor_override", Invalid, "a share about persons needs their consent or a reason to do without it";
        ShareExists = "registry.share_exists", Conflict, "a share of that name has already been sent";
    }
}

/// The one stream of this kind: every log has it under the same id, which names nobody.
pub const STREAM: StreamId = StreamId::from_bytes(*b"tukki registry\0\0");

/// What is known of the registry itself.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// Exchange rates by base, quote and day; the last recorded one counts.
    pub rates: BTreeMap<(Currency, Currency, Day), Decimal>,
    /// What was adopted: the matter, its name, its version.
    pub adopted: BTreeSet<Adopted>,
    /// The number of the wrapping key in use, and the event that brought it.
    pub epoch: Option<(u32, EventId)>,
    /// The packages that were sent.
    pub shares: BTreeMap<Label, EventId>,
}

/// A version that was adopted.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Adopted {
    /// Of a code list.
    CodeList(Label, Label),
    /// Of a survey instrument.
    Instrument(Label, u16),
    /// Of a policy.
    Policy(Label, Label),
}

/// The law of the registry's own facts.
#[derive(Clone, Copy, Debug)]
pub struct Registry;

impl Aggregate for Registry {
    const KIND: StreamKind = StreamKind::Registry;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        let Event::Own(said) = fact.event else { return };
        if let Some(version) = adopted(said) {
            state.adopted.insert(version);
        }
        match said {
            payload::Event::FxRateRecorded(said) => {
                state.rates.insert((said.base, said.quote, said.day), said.rate);
            }
            payload::Event::WrappingKeyRotated(said) => {
                if state.epoch.is_none_or(|(epoch, _)| epoch < said.epoch) {
                    state.epoch = Some((said.epoch, fact.event_id));
                }
            }
            payload::Event::ShareSent(said) => {
                state.shares.entry(said.share.clone()).or_insert(fact.event_id);
            }
            payload::Event::CodeListVersionAdopted(_)
            | payload::Event::InstrumentVersionAdopted(_)
            | payload::Event::PolicyVersionAdopted(_)
            | payload::Event::TableReleased(_)
            | payload::Event::ReadModelDigestRecorded(_)
            | payload::Event::ShareReceived(_) => {}
        }
    }

    fn check(
        before: &Before<State>,
        _others: &Others,
        fact: &Fact<'_, Event>,
    ) -> Result<(), Refusal> {
        let Event::Own(said) = fact.event else { return Ok(()) };
        if let Some(version) = adopted(said) {
            return refuse_if(before.latest.adopted.contains(&version), Refusal::AlreadyAdopted);
        }
        match said {
            payload::Event::FxRateRecorded(said) => {
                refuse_if(said.base == said.quote, Refusal::SameCurrency)?;
                refuse_if(said.rate.millionths() == 0, Refusal::NoRate)
            }
            payload::Event::WrappingKeyRotated(said) => {
                let used = before.latest.epoch.is_some_and(|(epoch, _)| said.epoch <= epoch);
                refuse_if(used, Refusal::EpochNotNew)
            }
            payload::Event::ShareSent(said) => share(before, said, fact.event_id),
            payload::Event::CodeListVersionAdopted(_)
            | payload::Event::InstrumentVersionAdopted(_)
            | payload::Event::PolicyVersionAdopted(_)
            | payload::Event::TableReleased(_)
            | payload::Event::ReadModelDigestRecorded(_)
            | payload::Event::ShareReceived(_) => Ok(()),
        }
    }
}

fn share(before: &Before<State>, said: &ShareSent, event: EventId) -> Result<(), Refusal> {
    let founded = !said.consents.is_empty() || said.override_reason.is_some();
    refuse_if(!said.migrants.is_empty() && !founded, Refusal::NeitherConsentNorOverride)?;
    let first = before.head.shares.get(&said.share);
    refuse_if(first.is_some_and(|first| *first != event), Refusal::ShareExists)
}

fn adopted(said: &payload::Event) -> Option<Adopted> {
    match said {
        payload::Event::CodeListVersionAdopted(said) => {
            Some(Adopted::CodeList(said.list.clone(), said.version.clone()))
        }
        payload::Event::InstrumentVersionAdopted(said) => {
            Some(Adopted::Instrument(said.instrument.clone(), said.version))
        }
        payload::Event::PolicyVersionAdopted(said) => {
            Some(Adopted::Policy(said.policy.clone(), said.version.clone()))
        }
        payload::Event::FxRateRecorded(_)
        | payload::Event::WrappingKeyRotated(_)
        | payload::Event::TableReleased(_)
        | payload::Event::ReadModelDigestRecorded(_)
        | payload::Event::ShareSent(_)
        | payload::Event::ShareReceived(_) => None,
    }
}

#[cfg(test)]
mod tests;
