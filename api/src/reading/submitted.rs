//! Events as they were sent, and receipts as they are shown.

use domain::id::{EventId, StreamId};
use domain::stream::StreamKind;
use serde::Serialize;
use serde_json::Value;
use store::Receipt;

use super::log::link;
use crate::clock;
use crate::error::{Fault, Problem};
use crate::fields;
use crate::input::EventInput;
use crate::line;

/// The events of a body.
pub struct Sent {
    /// The events, in their order.
    pub events: Vec<EventInput>,
    /// Whether they came as a batch.
    pub batch: bool,
}

/// The events of a body: one object, or `{"events": [..]}`. `key` is the id of a single event.
///
/// # Errors
/// The body is neither, holds too many, or the key does not fit.
pub fn sent(value: Value, key: Option<EventId>, events_max: u32) -> Result<Sent, Problem> {
    let (items, batch) = items(value)?;
    if items.is_empty() {
        return Err(Problem::new(Fault::EmptyBatch));
    }
    if items.len() > usize::try_from(events_max).unwrap_or(usize::MAX) {
        let most = format!("at most {events_max} events");
        return Err(Problem::new(Fault::BatchTooLarge).detail(most));
    }
    let mut events = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let Value::Object(members) = item else {
            return Err(Problem::new(Fault::WrongBody).index(index));
        };
        let event = line::event(members);
        events.push(event.map_err(|wrong| Problem::field_error(&wrong).index(index))?);
    }
    if let Some(key) = key {
        let [event] = events.as_mut_slice() else {
            return Err(Problem::new(Fault::KeyMismatch));
        };
        if event.event_id.as_ref().is_some_and(|id| id.parse() != Ok(key)) {
            return Err(Problem::new(Fault::KeyMismatch));
        }
        event.event_id = Some(key.to_string());
    }
    Ok(Sent { events, batch })
}

fn items(value: Value) -> Result<(Vec<Value>, bool), Problem> {
    let mut value = value;
    let Some(events) = value.get_mut("events").map(Value::take) else {
        return Ok((vec![value], false));
    };
    // A key beside `events` would be a fact lost.
    let beside = |members: &serde_json::Map<String, Value>| {
        members.keys().find(|name| *name != "events").cloned()
    };
    if let Some(name) = value.as_object().and_then(beside) {
        return Err(Problem::new(Fault::WrongBody).field(fields::key_shown(&name)));
    }
    if let Value::Array(items) = events {
        Ok((items, true))
    } else {
        Err(Problem::new(Fault::WrongBody).field("events"))
    }
}

/// Receipts, as whoever recorded is shown them: one, or those of a batch.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// Of a single event.
    One(ReceiptShown),
    /// Of a batch.
    Batch {
        /// In the order of the events.
        receipts: Vec<ReceiptShown>,
    },
}

/// A receipt as it is shown.
#[derive(Serialize)]
pub struct ReceiptShown {
    kind: &'static str,
    stream: StreamId,
    event_id: EventId,
    position: u64,
    version: Option<u32>,
    recorded_at: String,
    link: String,
    replayed: bool,
}

/// Receipts, as whoever recorded is shown them.
pub fn receipts_shown(of: (StreamKind, StreamId), receipts: &[Receipt], batch: bool) -> Shown {
    let shown = |receipt| receipt_shown(of, receipt);
    match (batch, receipts) {
        (false, [one]) => Shown::One(shown(one)),
        _ => Shown::Batch { receipts: receipts.iter().map(shown).collect() },
    }
}

fn receipt_shown((kind, stream): (StreamKind, StreamId), of: &Receipt) -> ReceiptShown {
    ReceiptShown {
        kind: kind.code(),
        stream,
        event_id: EventId::from_bytes(of.event_id.0),
        position: of.position.0,
        // The head of an opaque entry says nothing of the case.
        version: (kind != StreamKind::Case).then_some(of.version.0),
        recorded_at: clock::rfc_3339(of.recorded_at_ms),
        link: link(of.link),
        replayed: of.replayed,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code(value: Value, key: Option<&str>) -> Option<String> {
        let key = key.map(|key| key.parse().unwrap());
        sent(value, key, 2).err().map(|problem| problem.code().to_owned())
    }

    #[test]
    fn a_body_is_one_event_or_a_batch_and_nothing_beside() {
        let event = json!({"type": "x", "occurred_on": "2024"});
        assert_eq!(code(event.clone(), None), None);
        assert_eq!(code(json!({"events": [event, event]}), None), None);
        assert_eq!(code(json!({"events": []}), None).unwrap(), "http.empty_batch");
        let three = json!({"events": [event, event, event]});
        assert_eq!(code(three, None).unwrap(), "http.batch_too_large");
        let beside = json!({"events": [event], "type": "x"});
        assert_eq!(code(beside, None).unwrap(), "http.wrong_body");
        assert_eq!(code(json!({"events": 1}), None).unwrap(), "http.wrong_body");
        assert_eq!(code(json!([event]), None).unwrap(), "http.wrong_body");
    }

    #[test]
    fn an_idempotency_key_names_exactly_one_event() {
        let key = "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a";
        let event = json!({"type": "x", "occurred_on": "2024"});
        assert_eq!(code(event.clone(), Some(key)), None);
        let batch = json!({"events": [event, event]});
        assert_eq!(code(batch, Some(key)).unwrap(), "http.idempotency_key_mismatch");
        let other = json!({"type": "x", "occurred_on": "2024", "event_id": "nothing"});
        assert_eq!(code(other, Some(key)).unwrap(), "http.idempotency_key_mismatch");
    }
}
