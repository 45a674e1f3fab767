//! Short histories for tests: who did what when, with the names and values of the wire.

pub(crate) mod scenarios;

use serde_json::{Map, Value};

use super::said::until;
use crate::context::{Context, Timestamp};
use crate::date::Day;
use crate::decider::Format;
use crate::describe::{EventType, Field, Shape};
use crate::event::EventSet;
use crate::history::{Entry, Fact, History};
use crate::id::{CycleId, EventId, StreamId};

/// The entries of one stream, told one after the other.
#[derive(Clone)]
pub(crate) struct Story<E> {
    stream: StreamId,
    cycle: Option<CycleId>,
    entries: Vec<Entry<E>>,
}

struct Json;

impl Format for Json {
    type Error = serde_json::Error;

    fn encode<T: serde::Serialize>(&self, value: &T) -> Result<Vec<u8>, Self::Error> {
        serde_json::to_vec(value)
    }

    fn decode<T: serde::de::DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, Self::Error> {
        serde_json::from_slice(bytes)
    }
}

/// The id that a short name stands for.
pub(crate) fn id<T: From<StreamId>>(name: &str) -> T {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    T::from(StreamId::from_bytes(bytes))
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl<E: EventSet> Story<E> {
    pub(crate) fn of(stream: &str) -> Self {
        Self { stream: id(stream), cycle: None, entries: Vec::new() }
    }

    /// What follows belongs to this cycle.
    pub(crate) fn cycle(mut self, cycle: &str) -> Self {
        self.cycle = Some(cycle.parse().unwrap());
        self
    }

    /// Something happened; `said` is JSON, with amounts as `950.00 EUR` and names for ids.
    #[track_caller]
    pub(crate) fn on(self, when: &str, what: &str, said: Value) -> Self {
        let position = u64::try_from(self.entries.len()).unwrap();
        self.at(position, when, (what, said))
    }

    /// The same, recorded at a position of the log.
    #[track_caller]
    pub(crate) fn at(mut self, position: u64, when: &str, (what, said): (&str, Value)) -> Self {
        let types = E::types();
        let kind: &EventType = types.iter().find(|kind| kind.name == what).expect(what);
        let mut said = said;
        fill(kind.facts, said.as_object_mut().unwrap());
        let bytes = serde_json::to_vec(&said).unwrap();
        let event = E::decode(&Json, kind.id, kind.schema, &bytes).expect(what);
        let mut context = Context::on(when.parse::<crate::date::Occurrence>().unwrap());
        context.cycle.clone_from(&self.cycle);
        let (recorded_at, event_id) = (Timestamp(0), self.event_id(self.entries.len()));
        let (stream, replacement) = (self.stream, None);
        let entry = Entry { position, recorded_at, event_id, stream, context, event, replacement };
        self.entries.push(entry);
        self
    }

    /// The stream that it is told of.
    pub(crate) fn stream(&self) -> StreamId {
        self.stream
    }

    /// The same facts, recorded in the opposite order.
    pub(crate) fn reversed_log(mut self) -> Self {
        let last = u64::try_from(self.entries.len()).unwrap();
        for entry in &mut self.entries {
            entry.position = last - entry.position;
        }
        self
    }

    /// The id of the entry that was told as the n-th, from 0.
    pub(crate) fn event_id(&self, index: usize) -> EventId {
        let mut bytes = self.stream.to_bytes();
        bytes[14..].copy_from_slice(&u16::try_from(index + 1).unwrap().to_be_bytes());
        EventId::from_bytes(bytes)
    }

    /// Every fact, in the order in which it happened.
    pub(crate) fn told<T>(&self, ask: impl FnOnce(&[Fact<'_, E>]) -> T) -> T {
        ask(&History::new(self.entries.clone()).effective_now())
    }

    /// The facts up to a day.
    pub(crate) fn by<T>(&self, on: &str, ask: impl FnOnce(&[Fact<'_, E>]) -> T) -> T {
        self.told(|facts| ask(&until(facts, day(on))))
    }

    /// The facts that a log of so many entries knows.
    pub(crate) fn known<T>(&self, size: u64, ask: impl FnOnce(&[Fact<'_, E>]) -> T) -> T {
        ask(&History::new(self.entries.clone()).effective(size))
    }

    /// The entry of an index with another payload.
    pub(crate) fn corrected(mut self, index: usize, change: impl FnOnce(&mut Entry<E>)) -> Self {
        change(&mut self.entries[index]);
        self
    }

    /// Without the entry of an index, as if it had been annulled.
    pub(crate) fn without(mut self, index: usize) -> Self {
        let gone = self.event_id(index);
        self.entries.retain(|entry| entry.event_id != gone);
        self
    }
}

/// Writes out what tests leave out or abbreviate.
fn fill(fields: &[Field], members: &mut Map<String, Value>) {
    for field in fields {
        if let Some(value) = members.get_mut(field.name) {
            spell_out(field.shape, value);
        } else if let Shape::List { .. } = field.shape {
            members.insert(field.name.to_owned(), Value::Array(Vec::new()));
        }
    }
}

fn spell_out(shape: Shape, value: &mut Value) {
    match (shape, &mut *value) {
        (Shape::Money, Value::String(text)) => {
            let (amount, currency) = text.split_once(' ').unwrap();
            *value = serde_json::json!({ "amount": amount, "currency": currency });
        }
        (Shape::Reference { .. } | Shape::Id, Value::String(name)) if name.len() <= 16 => {
            *value = Value::String(id::<StreamId>(name).to_string());
        }
        (Shape::List { item }, Value::Array(values)) => {
            for value in values {
                spell_out(*item, value);
            }
        }
        (Shape::Record { fields }, Value::Object(members)) => fill(fields, members),
        _ => {}
    }
}
