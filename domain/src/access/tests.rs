//! Given-when-then cases of traces.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::id::StreamId;
use crate::testing::{self, Told};

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Access>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn accessed(classes: Vec<DataClass>) -> Told<Event> {
    let (kind, stream) = (StreamKind::Migrant, StreamId::from_bytes([1; 16]));
    let (purpose, outcome) = (AccessPurpose::Audit, AccessOutcome::Denied);
    told("2024-03-01", RecordAccessed { stream, kind, classes, purpose, outcome })
}

fn exported(classes: Vec<DataClass>) -> Told<Event> {
    told(
        "2024-03-01",
        ReportExported {
            report: "M4".parse().expect("a label"),
            format: ExportFormat::Csv,
            classes,
            purpose: AccessPurpose::Evaluation,
            rows: 12,
            suppressed_below: Some(5),
            position: 1_000,
            digest: None,
        },
    )
}

#[test]
fn a_trace_says_what_was_read() {
    check(&[], accessed(vec![DataClass::Identity]), Ok(()));
    check(&[], accessed(Vec::new()), Err(Refusal::NoDataClass));
    check(&[], exported(vec![DataClass::Statistics]), Ok(()));
    check(&[], exported(Vec::new()), Err(Refusal::NoDataClass));
}

#[test]
fn traces_are_counted() {
    let given = [accessed(vec![DataClass::Identity]), exported(vec![DataClass::Statistics])];
    assert_eq!(testing::state::<Access>(&given).traces, 2);
}
