//! Reading what was sent, before the log is looked at.

use domain::any::{self, Declined, Proposed, Request};
use domain::catalogue;
use domain::describe::EventType;
use domain::id::StreamId;
use domain::stream::StreamKind;
use serde_json::Value;
use store::Expected;

use super::{Envoy, RecordError, Submission};
use crate::clock;
use crate::fields::{self, FieldError, Problem, Resolve};
use crate::input::EventInput;
use crate::json::Json;

/// A submission, read.
pub(super) struct Prepared {
    pub(super) kind: StreamKind,
    pub(super) stream: StreamId,
    pub(super) expected: Expected,
    pub(super) events: Vec<Proposed>,
    /// The place of its first event among all that were sent.
    pub(super) first: usize,
    /// Whether any event came with an id of its own, and so may have come before.
    pub(super) client_ids: bool,
}

/// Reads every submission.
pub(super) fn all(
    envoy: &Envoy<'_>,
    submissions: Vec<Submission>,
    names: &mut dyn Resolve,
) -> Result<Vec<Prepared>, RecordError> {
    let mut first = 0;
    let mut prepared = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let events = submission.events.len();
        prepared.push(one(envoy, submission, first, names)?);
        first += events;
    }
    if first == 0 { Err(RecordError::Nothing) } else { Ok(prepared) }
}

pub(super) fn one(
    envoy: &Envoy<'_>,
    submission: Submission,
    first: usize,
    names: &mut dyn Resolve,
) -> Result<Prepared, RecordError> {
    let elsewhere = submission.stream != domain::registry::STREAM;
    if submission.kind == StreamKind::Registry && elsewhere {
        let declined = Declined::OtherStream { kind: submission.kind };
        return Err(RecordError::Declined { event: first, declined });
    }
    let Submission { kind, stream, expected, events } = submission;
    let client_ids = events.iter().any(|input| input.event_id.is_some());
    let events = events.into_iter().enumerate().map(|(index, input)| {
        let event = first + index;
        event_of(envoy, (kind, stream), input, names).map_err(|failed| match failed {
            Failed::Field(wrong) => RecordError::Field { event, wrong },
            Failed::Declined(declined) => RecordError::Declined { event, declined },
        })
    });
    let events = events.collect::<Result<_, _>>()?;
    Ok(Prepared { kind, stream, expected, events, first, client_ids })
}

enum Failed {
    Field(FieldError),
    Declined(Declined),
}

impl From<FieldError> for Failed {
    fn from(wrong: FieldError) -> Self {
        Self::Field(wrong)
    }
}

fn event_of(
    envoy: &Envoy<'_>,
    (kind, stream): (StreamKind, StreamId),
    mut input: EventInput,
    names: &mut dyn Resolve,
) -> Result<Proposed, Failed> {
    let unknown = || Failed::Declined(Declined::UnknownType);
    let event_type = catalogue::by_name(&input.type_name).ok_or_else(unknown)?;
    let mut data = Value::Object(std::mem::take(&mut input.data));
    let mut personal = input.personal.take().filter(|said| !said.is_null());
    complete(event_type, &mut data, names)?;
    if let Some(said) = &mut personal {
        complete_personal(event_type, &data, said, names)?;
    } else if event_type.personal.iter().any(|field| field.required) {
        return Err(FieldError::new("personal", Problem::Missing).into());
    }
    let data = data.to_string();
    let personal = personal.map(|said| said.to_string());
    let request = Request {
        event_id: input.id()?.unwrap_or_else(clock::new_event_id),
        stream,
        kind,
        type_name: &input.type_name,
        context: input.context(envoy.actor, kind, envoy.channel)?,
        data: data.as_bytes(),
        personal: personal.as_deref().map(str::as_bytes),
        about: input.about()?,
        now: envoy.now(),
    };
    any::propose(&Json, &store::Codec, request).map_err(Failed::Declined)
}

fn complete(
    event_type: &EventType,
    data: &mut Value,
    names: &mut dyn Resolve,
) -> Result<(), FieldError> {
    fields::complete(event_type.facts, data, names)?;
    let Some(replacement) = data.get_mut("replacement") else { return Ok(()) };
    with_target(replacement, |target, rest| {
        nested("replacement", fields::complete(target.facts, rest, names))
    })
}

fn complete_personal(
    event_type: &EventType,
    data: &Value,
    said: &mut Value,
    names: &mut dyn Resolve,
) -> Result<(), FieldError> {
    let target = data.get("replacement").and_then(|said| said.get("type")).and_then(Value::as_str);
    let replacement = said.get_mut("replacement");
    if let (Some(target), Some(replacement)) = (target.and_then(catalogue::by_name), replacement) {
        with_target(replacement, |_, rest| {
            nested("personal.replacement", fields::complete(target.personal, rest, names))
        })?;
    }
    nested("personal", fields::complete(event_type.personal, said, names))
}

/// Looks at a replacement without its key `type`, which names the event type it is of.
fn with_target(
    replacement: &mut Value,
    look: impl FnOnce(&EventType, &mut Value) -> Result<(), FieldError>,
) -> Result<(), FieldError> {
    let Some(name) = replacement.as_object_mut().and_then(|members| members.remove("type")) else {
        return Ok(()); // refused by the domain, with its own code
    };
    let target = name.as_str().and_then(catalogue::by_name);
    let looked = target.map_or(Ok(()), |target| look(target, replacement));
    if let Some(members) = replacement.as_object_mut() {
        members.insert("type".to_owned(), name);
    }
    looked
}

fn nested(path: &str, looked: Result<(), FieldError>) -> Result<(), FieldError> {
    looked.map_err(|wrong| {
        let inner = if wrong.path.is_empty() { String::new() } else { format!(".{}", wrong.path) };
        FieldError { path: format!("{path}{inner}"), ..wrong }
    })
}
