//! What is remembered of a stream is what the log says of it.

use std::sync::Arc;

use domain::context::Channel;
use domain::decider::Coded as _;
use domain::stream::StreamKind;
use serde_json::{Value, json};
use store::{Expected, MemoryOptions, Receipt, Store};

use super::{Envoy, Recorder, Submission, desk};
use crate::demo;
use crate::import::nobody;
use crate::line::Line;
use crate::names::{Names, NoNames};

const NOW: i64 = 1_780_000_000_000;

/// Records a line, and says of what kind its stream is.
fn tell(recorder: &Recorder, names: &mut Names<'_>, line: Value) -> (StreamKind, Vec<Receipt>) {
    let Value::Object(mut members) = line else { panic!("a line is an object") };
    members.remove("recorded_at");
    let line = Line::read(members).unwrap();
    let (kind, stream) = (line.kind, names.take(line.kind, &line.name).unwrap().stream);
    let submission = Submission { kind, stream, expected: Expected::Any, events: vec![line.input] };
    let actor = nobody();
    let envoy = Envoy { actor: &actor, channel: Channel::Api, now_ms: NOW };
    (kind, recorder.record_with(&envoy, vec![submission], names).unwrap())
}

#[test]
fn a_remembered_history_is_the_one_that_the_log_holds() {
    let store = Arc::new(Store::in_memory(MemoryOptions::default()).unwrap());
    let recorder = Recorder::new(Arc::clone(&store));
    let mut names = Names::new(&store, &NoNames, "demo");
    for line in demo::world(7) {
        tell(&recorder, &mut names, line);
    }
    let mut compared = 0;
    for migrant in 0..6 {
        for line in demo::life(7, migrant) {
            let (kind, receipts) = tell(&recorder, &mut names, line);
            let stream = domain::id::StreamId::from_bytes(receipts[0].stream.0);
            let (read, version) = desk::read_stored(&store, kind, stream).unwrap();
            let hot = recorder.hot.get(stream, receipts[0].version);
            assert_eq!(hot.as_deref(), Some(&read), "after {version:?}");
            compared += 1;
        }
    }
    assert!(compared > 60, "only {compared} histories were compared");
}

#[test]
fn a_history_that_somebody_else_continued_is_not_taken_from_memory() {
    let store = Arc::new(Store::in_memory(MemoryOptions::default()).unwrap());
    let (one, other) = (Recorder::new(Arc::clone(&store)), Recorder::new(store));
    let stream = crate::clock::new_stream_id();
    let actor = nobody();
    let say = |recorder: &Recorder, event: &str, data: Value| {
        let mut said = json!({"type": event, "occurred_on": "2024-03-10", "data": data});
        if event == "organisation_registered" {
            said["personal"] = json!({"name": "Syndicat"});
        }
        let Value::Object(said) = said else { panic!("an object") };
        let events = vec![crate::line::event(said).unwrap()];
        let kind = StreamKind::Organisation;
        let submission = Submission { kind, stream, expected: Expected::Any, events };
        let envoy = Envoy { actor: &actor, channel: Channel::Api, now_ms: NOW };
        recorder.record(&envoy, vec![submission])
    };
    let facts = json!({"kind": "UNION", "country": "SN"});
    let first = say(&one, "organisation_registered", facts.clone()).unwrap();
    assert!(one.hot.get(stream, first[0].version).is_some());
    let dissolved = say(&other, "organisation_dissolved", json!({"reason": "DISSOLVED"})).unwrap();
    assert!(one.hot.get(stream, dissolved[0].version).is_none());
    let again = say(&one, "organisation_dissolved", json!({"reason": "DISSOLVED"})).unwrap_err();
    assert_eq!(again.code(), "organisation.already_dissolved");
    // Registered once is registered for good, whoever asks.
    assert!(say(&one, "organisation_registered", facts.clone()).is_err());
    assert!(say(&other, "organisation_registered", facts).is_err());
}
