//! What the bench records: the lives of the demonstration's migrants, with every name already
//! looked up, so that a submission is what a client would send.

use domain::catalogue;
use domain::context::Channel;
use domain::stream::StreamKind;
use serde_json::Value;
use store::Expected;

use super::super::Failure;
use crate::fields;
use crate::import::nobody;
use crate::input::EventInput;
use crate::line::Line;
use crate::names::{Names, NoNames};
use crate::record::{Envoy, Recorder, Submission};
use crate::{clock, demo};

const SEED: u64 = 42;
const SOURCE: &str = "bench";
/// Events of one life, so that a million are about fifty thousand migrants.
const EVENTS_MAX: usize = 20;

/// Lives, one after the other; each is recorded in its order.
pub(super) struct Lives<'a> {
    names: Names<'a>,
    next: u32,
}

/// What one caller records, one after the other.
pub(super) type Life = Vec<Submission>;

/// The name by which the demonstration knows a stream.
type OwnName = (StreamKind, String);

impl<'a> Lives<'a> {
    /// Records the agencies, employers and rates that lives name.
    pub(super) fn begin(recorder: &'a Recorder, now_ms: i64) -> Result<Self, Failure> {
        let names = Names::new(recorder.store(), &NoNames, SOURCE);
        let mut lives = Self { names, next: 0 };
        let actor = nobody();
        let envoy = Envoy { actor: &actor, channel: Channel::Api, now_ms };
        for line in demo::world(SEED) {
            let (submission, _) = lives.submission(line)?;
            let answer = recorder.record(&envoy, vec![submission]);
            answer.map_err(|error| Failure::coded(&error))?;
        }
        Ok(lives)
    }

    /// Lives of at least so many events together.
    pub(super) fn take(&mut self, events: usize) -> Result<Vec<Life>, Failure> {
        let (mut lives, mut taken) = (Vec::new(), 0);
        while taken < events {
            let life = self.life()?;
            taken += life.len();
            lives.push(life);
        }
        Ok(lives)
    }

    fn life(&mut self) -> Result<Life, Failure> {
        let lines = demo::life(SEED, self.next);
        self.next += 1;
        let mut told = Vec::with_capacity(EVENTS_MAX);
        let mut own = Vec::new();
        for line in lines.into_iter().take(EVENTS_MAX) {
            let (submission, new) = self.submission(line)?;
            own.extend(new);
            told.push(submission);
        }
        for (kind, name) in own {
            self.names.forget(kind, &name);
        }
        Ok(told)
    }
    /// What a line of the demonstration says, with ids in the place of names; and its stream's
    /// name, if that is new.
    fn submission(&mut self, line: Value) -> Result<(Submission, Option<OwnName>), Failure> {
        let Value::Object(mut members) = line else { return Err(Failure::new("no line")) };
        members.remove("recorded_at");
        let wrong = |wrong: fields::FieldError| Failure::new(wrong.to_string());
        let mut line = Line::read(members).map_err(wrong)?;
        let named = self.names.take(line.kind, &line.name);
        let named = named.map_err(|_several| Failure::new("a name stands for several streams"))?;
        resolve(&mut line.input, &mut self.names).map_err(wrong)?;
        let Line { kind, name, input, .. } = line;
        let submission =
            Submission { kind, stream: named.stream, expected: Expected::Any, events: vec![input] };
        Ok((submission, named.is_new.then_some((kind, name))))
    }
}

/// Puts ids in the place of names.
fn resolve(event: &mut EventInput, names: &mut Names<'_>) -> Result<(), fields::FieldError> {
    let Some(event_type) = catalogue::by_name(&event.type_name) else { return Ok(()) };
    let mut data = Value::Object(std::mem::take(&mut event.data));
    fields::complete(event_type.facts, &mut data, names)?;
    if let Value::Object(members) = data {
        event.data = members;
    }
    match &mut event.personal {
        Some(personal) => fields::complete(event_type.personal, personal, names),
        None => Ok(()),
    }
}

/// An event as a client sends it.
pub(super) fn body(event: &EventInput) -> String {
    let mut members = serde_json::Map::new();
    members.insert("type".to_owned(), Value::from(event.type_name.as_str()));
    members.insert("occurred_on".to_owned(), Value::from(event.occurred_on.as_str()));
    members.insert("data".to_owned(), Value::Object(event.data.clone()));
    if let Some(personal) = &event.personal {
        members.insert("personal".to_owned(), personal.clone());
    }
    for (name, text) in [
        ("cycle", &event.cycle),
        ("channel", &event.channel),
        ("device_recorded_at", &event.device_recorded_at),
    ] {
        if let Some(text) = text {
            members.insert(name.to_owned(), Value::from(text.as_str()));
        }
    }
    members.insert("event_id".to_owned(), Value::from(clock::new_event_id().to_string()));
    Value::Object(members).to_string()
}
