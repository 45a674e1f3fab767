//! Laws that hold for every history, tried on arbitrary ones.
//!
//! Payloads are made from the catalogue's own description of their fields, with few labels, ids
//! and months, so that facts meet each other.

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::aggregate::{Standing, conflicts};
use crate::decider::Format;
use crate::describe::{EventType, Field, Shape};
use crate::event::EventSet;

struct Json;

impl Format for Json {
    type Error = serde_json::Error;

    fn encode<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, Self::Error> {
        serde_json::to_vec(value)
    }

    fn decode<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, Self::Error> {
        serde_json::from_slice(bytes)
    }
}

/// A stream of choices that follows from its seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    fn month(&mut self) -> String {
        format!("{}-{:02}", 2024 + self.roll(2), 1 + self.roll(12))
    }

    fn date(&mut self) -> String {
        format!("{}-{:02}", self.month(), 1 + self.roll(28))
    }

    fn value(&mut self, shape: Shape) -> Value {
        match shape {
            Shape::Flag => json!(self.roll(2) == 0),
            Shape::Integer { min, max } => {
                json!(min + (max - min).min(i64::from(self.roll(4) == 0)))
            }
            Shape::Decimal { .. } => json!("4.5"),
            Shape::Day => json!(self.date()),
            Shape::Month => json!(self.month()),
            Shape::Occurrence => json!(self.pick(&["2024", "2024-05", "2024-05-20"])),
            Shape::Money => {
                let currency = self.pick(&["EUR", "EUR", "XOF"]);
                json!({ "amount": self.pick(&["0", "5", "9"]), "currency": currency })
            }
            Shape::Code { list } => json!(match list {
                "iso_3166_1" => "SN",
                "iso_3166_2" => "SN-DK",
                "iso_4217" => "EUR",
                "iso_639" => "wo",
                "isco_08" => "9111",
                "isic_4" => "9700",
                "isced_f_2013" => "0811",
                other => panic!("no sample of {other}"),
            }),
            Shape::Choice { codes, .. } => json!(self.pick(codes)),
            Shape::Reference { .. } | Shape::Id => json!(self.pick(&IDS)),
            Shape::Label => json!(self.pick(&["A", "B", "test-dims-1"])),
            Shape::Text { .. } => json!("said"),
            Shape::Digest => json!("00".repeat(32)),
            Shape::List { item } => {
                let items = self.roll(3);
                Value::Array((0..items).map(|_| self.value(*item)).collect())
            }
            Shape::Record { fields } => self.record(fields),
            Shape::Replacement => Value::Null,
        }
    }

    fn record(&mut self, fields: &[Field]) -> Value {
        let list = |shape| matches!(shape, Shape::List { .. });
        let field = |field: &Field| {
            let given = field.required || list(field.shape) || self.roll(2) == 0;
            let value = if given { self.value(field.shape) } else { Value::Null };
            (field.name.to_owned(), value)
        };
        fields.iter().map(field).collect()
    }

    fn event(&mut self, of: &EventType) -> Event {
        let payload = self.record(of.facts).to_string();
        Event::decode(&Json, of.id, of.schema, payload.as_bytes()).expect("a described payload")
    }
}

const IDS: [&str; 3] = [
    "01010101-0101-0101-0101-010101010101",
    "02020202-0202-0202-0202-020202020202",
    "03030303-0303-0303-0303-030303030303",
];

/// The events that carry a story forward come up more often than the rest.
const BACKBONE: [&str; 14] = [
    "contract_signed",
    "cycle_opened",
    "departure_recorded",
    "arrival_recorded",
    "employment_started",
    "employment_ended",
    "loss_of_contact_declared",
    "return_arrival_recorded",
    "reintegration_plan_agreed",
    "reintegration_dropped",
    "remigration_recorded",
    "cycle_closed",
    "training_started",
    "erasure_requested",
];

fn types() -> Vec<&'static EventType> {
    Event::types().into_iter().filter(|of| of.stream.is_some()).collect()
}

fn arbitrary_event(seed: u64) -> Event {
    let (mut dice, types) = (Dice(seed), types());
    let of = if dice.roll(2) == 0 {
        let name = dice.pick(&BACKBONE);
        types.into_iter().find(|of| of.name == name).expect("a backbone event")
    } else {
        dice.pick(&types)
    };
    dice.event(of)
}

fn proposal(index: usize, occurred_on: Occurrence, seed: u64) -> Proposal<Event> {
    let event = arbitrary_event(seed);
    let mut proposal = told("2024-01-01", event).proposal(index);
    let mut dice = Dice(!seed);
    proposal.context.occurred_on = occurred_on;
    proposal.context.cycle =
        dice.pick(&[None, None, None, None, None, None, Some("A"), Some("B")]).map(cycle);
    proposal.context.actor = Some(UserId::from_bytes([u8::try_from(dice.roll(2)).unwrap(); 16]));
    proposal
}

fn occurrence(seed: u64) -> Occurrence {
    let mut dice = Dice(seed);
    let text = match dice.roll(6) {
        0 => dice.month(),
        1 => format!("{}", 2024 + dice.roll(2)),
        _ => dice.date(),
    };
    text.parse().unwrap()
}

fn at(position: usize) -> u64 {
    u64::try_from(position).unwrap()
}

fn fold_all(history: &History<Event>) -> State {
    let mut state = State::default();
    for fact in history.effective_now() {
        Migrant::evolve(&mut state, &fact);
    }
    state
}

/// Asks every question that the state answers.
fn ask_everything(state: &State, on: Day) {
    for cycle in state.cycles() {
        let _ = (cycle.stage_on(on), cycle.stage(), cycle.is_abroad_on(on), cycle.country_on(on));
        let _ = (cycle.check_ins_due(on), cycle.contact_on(on, None), cycle.plan_open_on(on));
    }
    let _ = (state.legal_on(on), state.employment_on(on), state.liberty_on(on));
    let _ = (state.documents_on(on), state.life_on(on, Some(on)), state.data());
}

fn standing_of_all(event: &Event, open: bool) -> Others {
    let mut others = Others::default();
    let standing = Standing { closed_on: (!open).then(|| day("2024-06-01")) };
    event.refer(&mut |_, stream| others.insert(stream, standing));
    others
}

#[test]
fn every_payload_that_the_catalogue_describes_is_read_and_written() {
    for of in types() {
        for seed in 0..20 {
            let event = Dice(seed).event(of);
            let bytes = event.encode(&Json).unwrap();
            assert_eq!(Event::decode(&Json, of.id, of.schema, &bytes).unwrap(), event);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn deciding_never_panics_and_refuses_only_as_declared(
        seeds in proptest::collection::vec(any::<u64>(), 1..50),
    ) {
        let all = seeds.iter().enumerate();
        let mut told: Vec<_> = all.map(|(i, seed)| proposal(i, occurrence(*seed), *seed)).collect();
        let when = told.pop().expect("at least one");
        let entries = told.into_iter().zip(0..).map(|(told, at)| told.into_entry(at)).collect();
        let history = History::new(entries);
        let others = standing_of_all(&when.event, seeds.len() % 2 == 0);
        let declared = when.event.event_type().refusals;
        if let Err(Refused::Law(refusal)) = decide::<Migrant>(&history, &others, when) {
            prop_assert!(declared.contains(&refusal.code()), "{} is not declared", refusal.code());
        }
        let _ = conflicts::<Migrant>(&history.effective_now(), &others);
        ask_everything(&fold_all(&history), day("2024-12-31"));
    }

    #[test]
    fn replay_is_deterministic(seeds in proptest::collection::vec(any::<u64>(), 1..60)) {
        let entries = || seeds.iter().enumerate().map(|(i, seed)| {
            proposal(i, occurrence(*seed), *seed).into_entry(at(i))
        });
        let state = fold_all(&History::new(entries().collect()));
        prop_assert_eq!(&fold_all(&History::new(entries().collect())), &state);
        prop_assert_eq!(&fold_all(&History::new(entries().rev().collect())), &state);
    }

    /// What was possible when it was recorded stays possible while the past does not change.
    #[test]
    fn facts_recorded_as_they_happen_never_conflict(
        seeds in proptest::collection::vec(any::<u64>(), 1..80),
    ) {
        let mut entries = Vec::new();
        let first = told("2024-01-01", registers("2024-01-01").event).proposal(1000);
        entries.push(first.into_entry(0));
        for (index, seed) in seeds.iter().enumerate() {
            let on = day("2024-01-01").plus_days(i32::try_from(index).unwrap() + 1);
            let proposal = proposal(index, on.into(), *seed);
            let others = standing_of_all(&proposal.event, true);
            let history = History::new(entries.clone());
            if let Ok(accepted) = decide::<Migrant>(&history, &others, proposal) {
                let next = at(entries.len());
                entries.extend(accepted.into_iter().map(|proposal| proposal.into_entry(next)));
            }
        }
        let history = History::new(entries);
        let found = conflicts::<Migrant>(&history.effective_now(), &Others::default());
        prop_assert!(found.is_empty(), "{found:?}");
    }
}
