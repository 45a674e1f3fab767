//! What the bench records: the lives of the demonstration's migrants, with every name already
//! looked up, so that a submission is what a client would send.

use domain::catalogue;
use domain::stream::StreamKind;
use serde_json::Value;
use store::Expected;

use super::super::Failure;
use crate::fields::{self, Resolve as _};
use crate::import::{Import, Listener, Progress, Recorded, Rejected, nobody};
use crate::input::EventInput;
use crate::line::Line;
use crate::names::{Named, Names, NoNames};
use crate::record::{Recorder, Submission};
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

struct Refused(Option<Rejected>);

impl Listener for Refused {
    fn refused(&mut self, row: Rejected) {
        self.0.get_or_insert(row);
    }

    fn progress(&mut self, _: &Progress) {}
}

impl<'a> Lives<'a> {
    /// Records the agencies, employers and rates that lives name.
    pub(super) fn begin(recorder: &'a Recorder, now_ms: i64) -> Result<Self, Failure> {
        let mut names = Names::new(recorder.store(), &NoNames, SOURCE);
        let mut refused = Refused(None);
        let brought = Names::new(recorder.store(), &NoNames, SOURCE);
        let when = (Recorded::Now(now_ms), nobody());
        let mut import = Import::new(recorder, brought, when, &mut refused);
        for (line, number) in demo::world(SEED).into_iter().zip(1..) {
            let Value::Object(mut members) = line else { continue };
            members.remove("recorded_at");
            // The same id here and there, for the import keeps its names to itself.
            if let Some((kind, name)) = stream_of(&members) {
                let stream = only(names.take(kind, &name))?.stream;
                members.insert("stream".to_owned(), Value::from(format!("{kind}/{stream}")));
            }
            let line =
                Line::read(members).map(|mut line| resolve(&mut line, &mut names).map(|()| line));
            let line = line.and_then(|line| line);
            import.line(number, line).map_err(|error| Failure::import(&error))?;
        }
        import.end().map_err(|error| Failure::import(&error))?;
        match refused.0 {
            None => Ok(Self { names, next: 0 }),
            Some(row) => Err(Failure::new(format!("line {} of the world: {}", row.line, row.code))),
        }
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
            let Value::Object(mut members) = line else { continue };
            members.remove("recorded_at");
            let wrong = |wrong: fields::FieldError| Failure::new(wrong.to_string());
            let mut line = Line::read(members).map_err(wrong)?;
            let named = only(self.names.take(line.kind, &line.name))?;
            if named.is_new {
                own.push((line.kind, line.name.clone()));
            }
            resolve(&mut line, &mut self.names).map_err(wrong)?;
            told.push(Submission {
                kind: line.kind,
                stream: named.stream,
                expected: Expected::Any,
                events: vec![line.input],
            });
        }
        for (kind, name) in own {
            self.names.forget(kind, &name);
        }
        Ok(told)
    }
}

/// A log of the bench's own has no two streams of one name.
fn only<E>(found: Result<Named, E>) -> Result<Named, Failure> {
    found.map_err(|_several| Failure::new("a name stands for several streams"))
}

fn stream_of(members: &serde_json::Map<String, Value>) -> Option<(StreamKind, String)> {
    let (kind, name) = members.get("stream")?.as_str()?.split_once('/')?;
    Some((StreamKind::from_code(kind)?, name.to_owned()))
}

/// Puts ids in the place of names.
fn resolve(line: &mut Line, names: &mut Names<'_>) -> Result<(), fields::FieldError> {
    let Some(event_type) = catalogue::by_name(&line.input.type_name) else { return Ok(()) };
    let mut data = Value::Object(std::mem::take(&mut line.input.data));
    fields::complete(event_type.facts, &mut data, names)?;
    if let Value::Object(members) = data {
        line.input.data = members;
    }
    if let Some(personal) = &mut line.input.personal {
        fields::complete(event_type.personal, personal, names)?;
    }
    if let Some(organisation) = &line.organisation {
        line.organisation = names.stream(StreamKind::Organisation, organisation);
    }
    Ok(())
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
