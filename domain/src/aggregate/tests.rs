//! A small aggregate that only these tests know: a door that opens and closes.

#![expect(unreachable_pub, reason = "the macros declare public types; here nobody else sees them")]

use super::*;
use crate::amendment::{CorrectionReason, CorrectionRecorded, EventAnnulled, Replacement};
use crate::event::event_set;
use crate::refusal::refusals;

mod door {
    use super::Refusal;
    use crate::codes::Country;
    use crate::event::events;
    use crate::id::EmployerId;

    events! {
        /// What happens to a door.
        pub enum Event, Personal of CrossCutting on None;

        /// It was opened.
        [9001, 1] Opened as "door_opened" {
            /// Where to.
            towards: Option<Country>,
            /// By whom.
            keeper: Option<EmployerId>,
        }
        refuses [AlreadyOpen] raises [];

        /// Somebody went through.
        [9002, 1] Passed as "door_passed" {}
        refuses [Shut] raises [];

        /// It was walled up.
        [9003, 1] WalledUp as "door_walled_up" {}
        refuses [] raises [];
    }
}

event_set! {
    /// A door's events.
    pub enum Event, Personal {
        Door(door),
        Amendment(crate::amendment),
    }
}

refusals! {
    /// Why something cannot happen to a door.
    pub enum Refusal {
        AlreadyOpen = "door.already_open", Conflict, "the door is already open";
        Shut = "door.shut", Conflict, "the door is shut";
        WalledUp = "door.walled_up", Conflict, "the door has been walled up";
    }
}

#[derive(Clone, Debug, Default)]
struct State {
    open: bool,
    walled_up: bool,
}

struct Door;

impl Aggregate for Door {
    const KIND: StreamKind = StreamKind::Registry;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn evolve(state: &mut State, fact: &Fact<'_, Event>) {
        match fact.event {
            Event::Door(door::Event::Opened(_)) => state.open = true,
            Event::Door(door::Event::WalledUp(_)) => state.walled_up = true,
            Event::Door(door::Event::Passed(_)) | Event::Amendment(_) => {}
        }
    }

    fn check(before: &Before<State>, _: &Others, fact: &Fact<'_, Event>) -> Result<(), Refusal> {
        match fact.event {
            Event::Door(door::Event::Opened(_)) if before.latest.open => Err(Refusal::AlreadyOpen),
            Event::Door(door::Event::Passed(_)) if before.surely(|state| state.walled_up) => {
                Err(Refusal::WalledUp)
            }
            Event::Door(door::Event::Passed(_)) if !before.possibly(|state| state.open) => {
                Err(Refusal::Shut)
            }
            Event::Door(
                door::Event::Opened(_) | door::Event::Passed(_) | door::Event::WalledUp(_),
            )
            | Event::Amendment(_) => Ok(()),
        }
    }
}

fn opened() -> Event {
    door::Event::from(door::Opened { towards: None, keeper: None }).into()
}

fn passed() -> Event {
    door::Event::from(door::Passed {}).into()
}

fn walled_up() -> Event {
    door::Event::from(door::WalledUp {}).into()
}

fn annulled(target: u8) -> Event {
    let target = EventId::from_bytes([target; 16]);
    amendment::Event::from(EventAnnulled { target, reason: CorrectionReason::Typo }).into()
}

fn corrected(target: u8, happened_on: Option<&str>) -> Event {
    amendment::Event::from(CorrectionRecorded {
        target: EventId::from_bytes([target; 16]),
        reason: CorrectionReason::DocumentSeen,
        changed: vec![],
        happened_on: happened_on.map(|day| day.parse().unwrap()),
        replacement: Replacement { type_id: 0, schema: 1, payload: vec![] },
    })
    .into()
}

fn proposal(id: u8, on: &str, event: Event) -> Proposal<Event> {
    Proposal {
        event_id: EventId::from_bytes([id; 16]),
        stream: StreamId::from_bytes([1; 16]),
        context: Context::on(on.parse::<Occurrence>().unwrap()),
        event,
        replacement: None,
        now: Timestamp(1_735_689_600_000), // 2025-01-01
    }
}

type Told = (&'static str, Event);

fn history(given: Vec<Told>) -> History<Event> {
    let entries = given
        .into_iter()
        .zip(0_u8..)
        .map(|((on, event), index)| proposal(index, on, event).into_entry(u64::from(index)));
    History::new(entries.collect())
}

#[track_caller]
fn check(given: Vec<Told>, when: Proposal<Event>, then: Result<(), &str>) {
    let answer = decide::<Door>(&history(given), &Others::default(), when);
    assert_eq!(
        answer.map(|_| ()).map_err(|refused| refused.code().to_owned()),
        then.map_err(Into::into)
    );
}

#[test]
fn a_late_fact_is_judged_on_what_had_happened_by_then() {
    let given = || vec![("2024-03-01", opened()), ("2024-06-01", walled_up())];
    check(given(), proposal(9, "2024-04-01", passed()), Ok(()));
    check(given(), proposal(9, "2024-07-01", passed()), Err("door.walled_up"));
    check(given(), proposal(9, "2024-02-01", passed()), Err("door.shut"));
}

#[test]
fn a_rule_refuses_only_if_every_day_within_the_precision_breaks_it() {
    let given = || vec![("2024-03-01", opened()), ("2024-06-15", walled_up())];
    check(given(), proposal(9, "2024-06", passed()), Ok(()));
    check(given(), proposal(9, "2024", passed()), Ok(()));
    check(given(), proposal(9, "2023", passed()), Err("door.shut"));
}

#[test]
fn on_one_day_the_registry_does_not_guess_an_order() {
    let given = || vec![("2024-03-01", opened()), ("2024-06-15", walled_up())];
    check(given(), proposal(9, "2024-06-15", passed()), Ok(()));
    check(given(), proposal(9, "2024-03-01", opened()), Err("door.already_open"));
}

#[test]
fn a_fact_after_tomorrow_is_refused() {
    check(vec![], proposal(9, "2025-01-02", opened()), Ok(()));
    check(vec![], proposal(9, "2025-01-03", opened()), Err("event.in_the_future"));
}

#[test]
fn codes_outside_their_list_and_unregistered_streams_are_refused() {
    let towards = |code: &str| door::Opened { towards: Some(code.parse().unwrap()), keeper: None };
    let opened_towards = |code| Event::from(door::Event::from(towards(code)));
    check(vec![], proposal(9, "2024-01-01", opened_towards("ES")), Ok(()));
    check(vec![], proposal(9, "2024-01-01", opened_towards("XZ")), Err("event.unlisted_code"));

    let keeper = crate::id::EmployerId::from_bytes([5; 16]);
    let by = || door::Event::from(door::Opened { towards: None, keeper: Some(keeper) }).into();
    check(vec![], proposal(9, "2024-01-01", by()), Err("event.unknown_reference"));
    let mut others = Others::default();
    others.insert(keeper.into(), Standing::default());
    let answer = decide::<Door>(&History::default(), &others, proposal(9, "2024-01-01", by()));
    assert!(answer.is_ok());
}

#[test]
fn only_a_standing_entry_of_this_record_can_be_annulled() {
    let given = || vec![("2024-03-01", opened())];
    check(given(), proposal(9, "2024-12-01", annulled(0)), Ok(()));
    check(given(), proposal(9, "2024-12-01", annulled(7)), Err("amendment.target_unknown"));
    let twice = vec![("2024-03-01", opened()), ("2024-12-01", annulled(0))];
    check(twice, proposal(9, "2024-12-02", annulled(0)), Err("amendment.target_annulled"));
}

#[test]
fn a_replacement_is_judged_in_its_targets_place() {
    let given = || vec![("2024-03-01", opened()), ("2024-04-01", passed())];
    let moved = |day, replacement| Proposal {
        replacement: Some(replacement),
        ..proposal(9, "2024-12-01", corrected(1, Some(day)))
    };
    check(given(), moved("2024-05-01", passed()), Ok(()));
    check(given(), moved("2024-02-01", passed()), Err("door.shut"));
    check(given(), moved("2024-05-01", walled_up()), Err("amendment.other_type"));
    check(given(), moved("2026-05-01", passed()), Err("event.in_the_future"));
}

#[test]
fn a_correction_cannot_be_corrected() {
    let mut entries: Vec<_> = history(vec![("2024-03-01", opened())]).entries().to_vec();
    let correction =
        Proposal { replacement: Some(opened()), ..proposal(1, "2024-12-01", corrected(0, None)) };
    entries.push(correction.into_entry(1));
    let again =
        Proposal { replacement: Some(opened()), ..proposal(9, "2024-12-02", corrected(1, None)) };
    let answer = decide::<Door>(&History::new(entries), &Others::default(), again);
    assert_eq!(
        answer.map(|_| ()).map_err(|refused| refused.code()),
        Err("amendment.of_an_amendment")
    );
}

#[test]
fn a_fact_that_a_late_one_made_impossible_is_a_conflict() {
    let history = history(vec![
        ("2024-03-01", opened()),
        ("2024-06-01", passed()),
        ("2024-05-01", walled_up()),
    ]);
    let facts = history.effective_now();
    assert_eq!(conflicts::<Door>(&facts, &Others::default()), [(2, Refusal::WalledUp)]);
}

#[test]
fn a_refusal_is_listed_under_its_code() {
    let codes: Vec<_> = Refusal::ALL.iter().map(|(code, ..)| *code).collect();
    let refusals = [Refusal::AlreadyOpen, Refusal::Shut, Refusal::WalledUp];
    assert_eq!(codes, refusals.map(Refusal::code));
}
