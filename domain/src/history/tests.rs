//! Given entries in the order of the log, what counts and in which order.

#![expect(unreachable_pub, reason = "the macros declare public types; here nobody else sees them")]

use super::*;
use crate::amendment::{CorrectionReason, CorrectionRecorded, EventAnnulled, Refusal, Replacement};
use crate::event::{event_set, events};

mod notes {
    use super::*;
    use crate::id::Label;

    events! {
        /// A set of events that only these tests know.
        pub enum Event, Personal of CrossCutting on None;

        /// Somebody noted a number.
        [9001, 1] Noted as "noted" {
            /// The number.
            number: u32,
            /// A mark.
            mark: Option<Label>,
        }
        refuses [TargetUnknown] raises [];
    }
}

event_set! {
    /// Notes and their amendments.
    pub enum Event, Personal {
        Notes(notes),
        Amendment(amendment),
    }
}

fn noted(number: u32) -> Event {
    notes::Event::from(notes::Noted { number, mark: None }).into()
}

fn id(position: u64) -> EventId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&position.to_be_bytes());
    EventId::from_bytes(bytes)
}

fn entry(position: u64, on: &str, event: Event, replacement: Option<Event>) -> Entry<Event> {
    Entry {
        position,
        recorded_at: Timestamp(0),
        event_id: id(position),
        stream: StreamId::from_bytes([7; 16]),
        context: Context::on(on.parse::<Occurrence>().unwrap()),
        event,
        replacement,
    }
}

fn annulment(position: u64, target: u64) -> Entry<Event> {
    let event = EventAnnulled { target: id(target), reason: CorrectionReason::Typo };
    entry(position, "2024-12-31", amendment::Event::from(event).into(), None)
}

fn correction(position: u64, target: u64, number: u32, on: Option<&str>) -> Entry<Event> {
    let event = CorrectionRecorded {
        target: id(target),
        reason: CorrectionReason::DocumentSeen,
        changed: vec![],
        happened_on: on.map(|on| on.parse().unwrap()),
        replacement: Replacement { type_id: 9001, schema: 1, payload: vec![] },
    };
    entry(position, "2024-12-31", amendment::Event::from(event).into(), Some(noted(number)))
}

#[track_caller]
fn check(given: Vec<Entry<Event>>, then: &[u32]) {
    let history = History::new(given);
    let facts = history.effective_now();
    let numbers: Vec<u32> = facts
        .iter()
        .map(|fact| match fact.event {
            Event::Notes(notes::Event::Noted(noted)) => noted.number,
            Event::Amendment(_) => panic!("an amendment is no fact"),
        })
        .collect();
    assert_eq!(numbers, then);
}

#[test]
fn late_facts_are_folded_in_the_order_in_which_they_happened() {
    check(
        vec![
            entry(0, "2024-03-02", noted(2), None),
            entry(1, "2024-03-01", noted(1), None),
            entry(2, "2024", noted(0), None),
        ],
        &[0, 1, 2],
    );
}

#[test]
fn facts_of_one_day_keep_the_order_of_the_log() {
    check(
        vec![entry(0, "2024-03-02", noted(5), None), entry(1, "2024-03-02", noted(4), None)],
        &[5, 4],
    );
}

#[test]
fn a_correction_takes_its_targets_place_and_may_move_it() {
    let first = || entry(0, "2024-03-01", noted(1), None);
    let second = || entry(1, "2024-03-02", noted(2), None);
    check(vec![first(), second(), correction(2, 0, 10, None)], &[10, 2]);
    check(vec![first(), second(), correction(2, 0, 10, Some("2024-04-01"))], &[2, 10]);
}

#[test]
fn the_last_correction_counts() {
    check(
        vec![
            entry(0, "2024-03-01", noted(1), None),
            correction(1, 0, 10, None),
            correction(2, 0, 20, None),
        ],
        &[20],
    );
}

#[test]
fn an_annulled_entry_does_not_count_and_an_annulled_annulment_brings_it_back() {
    let one = || entry(0, "2024-03-01", noted(1), None);
    check(vec![one(), annulment(1, 0)], &[]);
    check(vec![one(), annulment(1, 0), annulment(2, 1)], &[1]);
    check(vec![one(), correction(1, 0, 10, None), annulment(2, 1)], &[1]);
}

#[test]
fn what_was_not_yet_recorded_was_not_known() {
    let history = History::new(vec![entry(3, "2024-03-01", noted(1), None), annulment(8, 3)]);
    assert_eq!(history.effective(3).len(), 0);
    assert_eq!(history.effective(4).len(), 1);
    assert_eq!(history.effective(9).len(), 0);
    assert_eq!(history.known_at(8).effective_now().len(), 1);
}

#[test]
fn the_catalogue_entry_comes_from_the_declaration() {
    let described = notes::Noted::TYPE;
    assert_eq!((described.name, described.doc), ("noted", "Somebody noted a number."));
    let required: Vec<_> = described.facts.iter().map(|field| field.required).collect();
    assert_eq!(required, [true, false]);
    assert_eq!(described.refusals, [Refusal::TargetUnknown.code()]);
}
