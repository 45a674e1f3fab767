//! A line of a file: an event as it is sent, with the stream and the recorder that a request
//! would get from its path and its token.

use domain::context::Role;
use domain::stream::StreamKind;
use serde_json::{Map, Value};

use crate::fields::{self, FieldError, Problem};
use crate::input::{self, EventInput};
use crate::json;

/// A line, read.
pub struct Line {
    /// What its stream tells the story of.
    pub kind: StreamKind,
    /// The stream's id, or its name in the file's source.
    pub name: String,
    /// When it was recorded, in milliseconds; for simulations only.
    pub recorded_at_ms: Option<i64>,
    /// Who recorded it, by id or name.
    pub actor: Option<String>,
    /// In which role.
    pub role: Option<Role>,
    /// For which organisation, by id or name.
    pub organisation: Option<String>,
    /// The event.
    pub input: EventInput,
}

impl Line {
    /// Reads a line of JSON.
    ///
    /// # Errors
    /// It is not a JSON object with the keys of a line.
    pub fn parse(text: &[u8]) -> Result<Self, FieldError> {
        let wrong = || FieldError::new("", Problem::WrongType("a line of JSON, each key once"));
        match json::parse(text) {
            Ok(Value::Object(members)) => Self::read(members),
            Ok(_) | Err(_) => Err(wrong()),
        }
    }

    /// Reads the members of a line.
    ///
    /// # Errors
    /// A key is unknown, missing, or its value is of another type.
    pub fn read(mut members: Map<String, Value>) -> Result<Self, FieldError> {
        let mut take = |key: &str| text(key, members.remove(key));
        let stream = take("stream")?.ok_or_else(|| FieldError::new("stream", Problem::Missing))?;
        let recorded_at = take("recorded_at")?;
        let role = take("role")?;
        let (actor, organisation) = (take("actor")?, take("organisation")?);
        let (kind, name) = split(&stream)?;
        let role = role
            .map(|code| {
                let wrong = || FieldError::new("role", Problem::NotInList("role"));
                Role::from_code(&code).ok_or_else(wrong)
            })
            .transpose()?;
        let recorded_at_ms =
            recorded_at.map(|at| input::timestamp("recorded_at", &at)).transpose()?.map(|at| at.0);
        let input = event(members)?;
        Ok(Self { kind, name, recorded_at_ms, actor, role, organisation, input })
    }
}

/// `migrant/P01` names a kind and, there, a name.
fn split(stream: &str) -> Result<(StreamKind, String), FieldError> {
    let wrong =
        || FieldError::new("stream", Problem::NotAValue("a kind and a name such as migrant/P01"));
    let (kind, name) = stream.split_once('/').ok_or_else(wrong)?;
    let kind = StreamKind::from_code(kind).ok_or_else(wrong)?;
    let named = (1..=80).contains(&name.chars().count());
    if named { Ok((kind, name.to_owned())) } else { Err(wrong()) }
}

fn text(key: &str, value: Option<Value>) -> Result<Option<String>, FieldError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(FieldError::new(key, Problem::WrongType("a text in quotation marks")))
        }
    }
}

const KEYS: [&str; 15] = [
    "type",
    "occurred_on",
    "data",
    "personal",
    "event_id",
    "cycle",
    "channel",
    "legal_basis",
    "sensitivity",
    "device_recorded_at",
    "correlation",
    "causation",
    "evidence",
    "references",
    "note",
];

/// The event of an object's members, with a word about the first that is wrong.
///
/// # Errors
/// A key is unknown or missing, or its value is of another type.
pub fn event(mut members: Map<String, Value>) -> Result<EventInput, FieldError> {
    if let Some(key) = members.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(FieldError::new(fields::key_shown(key), Problem::Unknown));
    }
    for key in ["type", "occurred_on"] {
        if !members.get(key).is_some_and(Value::is_string) {
            return Err(FieldError::new(key, Problem::Missing));
        }
    }
    if members.get("data").is_some_and(|data| !data.is_object()) {
        return Err(FieldError::new("data", Problem::WrongType("an object")));
    }
    let wrong =
        || FieldError::new("", Problem::WrongType("an event with the keys of the catalogue"));
    // Payloads are kept as they are: reading them again would only copy them.
    let data = members.remove("data");
    let personal = members.remove("personal").filter(|said| !said.is_null());
    let input: EventInput = serde_json::from_value(Value::Object(members)).or(Err(wrong()))?;
    let data = if let Some(Value::Object(data)) = data { data } else { Map::new() };
    Ok(EventInput { data, personal, ..input })
}

#[cfg(test)]
mod tests;
