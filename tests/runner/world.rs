//! A registry of arbitrary facts: many streams, late and contradictory facts, corrections,
//! annulments, retroactive acts. Nothing is asked of the law, for what is folded was accepted once.

use std::sync::Arc;
use std::time::Duration;

use domain::any::{self, Request};
use domain::catalogue;
use domain::context::{Context, PersonalPart, Timestamp};
use domain::date::{Day, Occurrence};
use domain::decider::Format;
use domain::describe::Shape;
use domain::id::{EventId, StreamId};
use domain::stream::StreamKind;
use projections::runner::{Options, Runner};
use projections::tables::Tables;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::{
    Append, Codec, Expected, MemoryOptions, NewEvent, NewPart, Openness, Position, Store,
    Transaction, TypeId,
};

pub(crate) const WAIT: Duration = Duration::from_secs(60);

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The day for which tables are derived in these tests.
pub(crate) fn today() -> Day {
    day("2025-06-30")
}

/// Values as they are sent: JSON.
pub(crate) struct Json;

impl Format for Json {
    type Error = serde_json::Error;

    fn encode<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(value)
    }

    fn decode<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

/// Numbers that a seed decides.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A day of 2024 or early 2025, sometimes known only by its month.
    fn date(&mut self) -> String {
        let day = day("2024-01-01").plus_days(i32::try_from(self.below(480)).unwrap());
        if self.below(12) == 0 { day.month().to_string() } else { day.to_string() }
    }
}

/// Puts an empty list where a list is left out.
fn fill_lists(type_name: &str, data: &mut Value) {
    for field in catalogue::by_name(type_name).unwrap().facts {
        if matches!(field.shape, Shape::List { .. }) && data.get(field.name).is_none() {
            data[field.name] = json!([]);
        }
    }
    if let Some(replacement) = data.get_mut("replacement") {
        let of = replacement["type"].as_str().unwrap().to_owned();
        fill_lists(&of, replacement);
    }
}

/// What is written on a log, one event after the other.
pub(crate) struct World {
    pub(crate) store: Arc<Store>,
    pub(crate) dice: Dice,
    clock_ms: i64,
    events: u64,
    /// Every event that may be amended: its stream, kind, type, data and id.
    written: Vec<(StreamKind, StreamId, String, Value, EventId)>,
}

fn stream(kind: u8, number: usize) -> StreamId {
    let mut bytes = [kind; 16];
    bytes[15] = u8::try_from(number).unwrap();
    StreamId::from_bytes(bytes)
}

pub(crate) fn agency(number: usize) -> StreamId {
    stream(0xa0, number)
}

pub(crate) fn employer(number: usize) -> StreamId {
    stream(0xe0, number)
}

pub(crate) fn complaint(number: usize) -> StreamId {
    stream(0xc0, number)
}

pub(crate) fn migrant(number: usize) -> StreamId {
    stream(0x30, number)
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let store = Store::in_memory(MemoryOptions::default()).unwrap();
        Self {
            store: Arc::new(store),
            dice: Dice::new(seed),
            clock_ms: 1_735_689_600_000, // 2025-01-01T00:00:00Z
            events: 0,
            written: Vec::new(),
        }
    }

    pub(crate) fn size(&self) -> u64 {
        self.store.head().size
    }

    /// Writes so many arbitrary facts.
    pub(crate) fn write(&mut self, count: usize) {
        for _ in 0..count {
            match self.dice.below(24) {
                0..=2 => self.agency_fact(),
                3 => self.employer_fact(),
                4..=6 => self.complaint_fact(),
                7 => self.rate(),
                8 => self.annulment(),
                9 => self.correction(),
                _ => self.migrant_fact(),
            }
        }
    }

    pub(crate) fn fact(
        &mut self,
        (kind, stream): (StreamKind, StreamId),
        (type_name, occurred_on): (&str, &str),
        data: Value,
    ) -> EventId {
        let cycle = (kind == StreamKind::Migrant).then(|| format!("C{}", 1 + self.dice.below(2)));
        let context = Context {
            cycle: cycle.map(|cycle| cycle.parse().unwrap()),
            ..Context::on(occurred_on.parse::<Occurrence>().unwrap())
        };
        let event_id = self.next_id();
        let mut sent = data.clone();
        fill_lists(type_name, &mut sent);
        let bytes = serde_json::to_vec(&sent).unwrap();
        let request = Request {
            event_id,
            stream,
            kind,
            type_name,
            context,
            data: &bytes,
            personal: None,
            about: PersonalPart::default(),
            now: Timestamp(self.clock_ms),
        };
        let proposed = any::propose(&Json, &Codec, request)
            .unwrap_or_else(|declined| panic!("{type_name} {data}: {declined}"));
        let sealable = proposed.seal(&Codec).unwrap();
        self.append(
            NewEvent {
                event_id: store::EventId(event_id.to_bytes()),
                type_id: TypeId(sealable.type_id),
                schema: sealable.schema,
                facts: sealable.facts,
                personal: Vec::<NewPart>::new(),
            },
            stream,
        );
        self.written.push((kind, stream, type_name.to_owned(), data, event_id));
        event_id
    }

    pub(crate) fn next_id(&mut self) -> EventId {
        self.events += 1;
        EventId::from_bytes((u128::from(self.events) << 64 | 1).to_be_bytes())
    }

    pub(crate) fn append(&mut self, event: NewEvent, stream: StreamId) {
        self.clock_ms += 1_000 * i64::try_from(1 + self.dice.below(7_200)).unwrap();
        let append = Append {
            stream: store::StreamId(stream.to_bytes()),
            expected: Expected::Any,
            kind: Openness::Plain,
            events: vec![event],
        };
        let transaction = Transaction {
            appends: vec![append],
            preconditions: Vec::new(),
            recorded_at_ms: self.clock_ms,
        };
        self.store.append(transaction).unwrap();
    }

    fn agency_fact(&mut self) {
        let (stream, on) = (agency(self.dice.below(3)), self.dice.date());
        let (type_name, data) = match self.dice.below(5) {
            0 => ("agency_registered", json!({"country": "SN", "kind": "PRIVATE"})),
            1 | 2 => (
                "agency_licence_granted",
                json!({"licence": "L-1", "valid_from": "2024-01-01", "valid_to": "2025-02-28"}),
            ),
            3 => ("agency_licence_suspended", json!({"reason": "ILLEGAL_FEES"})),
            _ => ("agency_licence_revoked", json!({"reason": "ILLEGAL_FEES"})),
        };
        self.fact((StreamKind::Agency, stream), (type_name, &on), data);
    }

    fn employer_fact(&mut self) {
        let (stream, on) = (employer(self.dice.below(3)), self.dice.date());
        let data = json!({"kind": "HOUSEHOLD", "country": "ES", "activity": "9700"});
        self.fact((StreamKind::Employer, stream), ("employer_registered", &on), data);
    }

    fn rate(&mut self) {
        let on = day(&format!("2024-{:02}-01", 1 + self.dice.below(12)));
        let rate = format!("4{}.5", self.dice.below(10));
        let data = json!({"base": "EUR", "quote": "MRU", "rate": rate, "day": on.to_string(),
            "source": "test"});
        let stream = domain::registry::STREAM;
        self.fact((StreamKind::Registry, stream), ("fx_rate_recorded", &on.to_string()), data);
    }

    fn complaint_fact(&mut self) {
        let (stream, on) = (complaint(self.dice.below(4)), self.dice.date());
        let worker = migrant(self.dice.below(8)).to_string();
        let (type_name, data) = match self.dice.below(5) {
            0 | 1 => (
                "complaint_filed",
                json!({"complainants": [worker], "anonymous": false, "respondent": "EMPLOYER",
                    "employer": employer(self.dice.below(3)).to_string(),
                    "categories": ["WAGE_ARREARS"],
                    "claimed": {"amount": "900.00", "currency": "EUR"}}),
            ),
            2 => ("complaint_acknowledged", json!({})),
            3 => (
                "complaint_resolved",
                json!({"outcome": "SETTLED", "award": {"amount": "700.00", "currency": "EUR"}}),
            ),
            _ => (
                "award_paid",
                json!({"amount": {"amount": "300.00", "currency": "EUR"}, "kind": "WAGE",
                    "payer": "EMPLOYER"}),
            ),
        };
        self.fact((StreamKind::Complaint, stream), (type_name, &on), data);
    }

    fn migrant_fact(&mut self) {
        let (stream, on) = (migrant(self.dice.below(8)), self.dice.date());
        let of_agency = agency(self.dice.below(4)).to_string();
        let of_employer = employer(self.dice.below(3)).to_string();
        let cycle = format!("C{}", 1 + self.dice.below(2));
        let currency = *self.dice.one(&["XOF", "MRU"]);
        let month = format!("2024-{:02}", 1 + self.dice.below(12));
        let (type_name, data) = match self.dice.below(14) {
            0 => (
                "migrant_registered",
                json!({"sex": "F", "birth_year": 1994, "birth_precision": "YEAR",
                    "nationalities": ["SN"]}),
            ),
            1 | 2 => (
                "cycle_opened",
                json!({"cycle": cycle, "ordinal": 1, "intended_country": "ES", "path": "REGULAR",
                    "origin": "LIVE", "check_ins": "MONTHLY", "intended_stay_months": 24}),
            ),
            3..=5 => (
                "placement_made",
                json!({"agency": of_agency, "employer": of_employer, "channel": "AGENCY",
                    "activity": "9700", "occupation": "9111"}),
            ),
            6 => (
                "recruitment_cost_paid",
                json!({"cost": format!("K{}", self.events), "category": "FEE_SERVICE",
                    "amount": {"amount": "20000", "currency": currency}, "payer": "WORKER",
                    "payee": "AGENCY", "stage": "BEFORE_DEP"}),
            ),
            7 => (
                "departure_recorded",
                json!({"mode": "AIR", "regular": true, "destination": "ES", "source": "AGENCY"}),
            ),
            8 => ("arrival_recorded", json!({"country": "ES"})),
            9 => (
                "employment_started",
                json!({"employer": of_employer, "contract": "CT-1", "occupation": "9111",
                    "activity": "9700"}),
            ),
            10 => (
                "wage_payment_recorded",
                json!({"employer": of_employer, "period": month, "source": "WORKER",
                    "due": {"amount": "1323.00", "currency": "EUR"},
                    "paid": {"amount": "950.00", "currency": "EUR"}}),
            ),
            11 => ("check_in_recorded", json!({"method": "PHONE", "safe": true})),
            12 => ("document_retained", json!({"document": "PASSPORT", "holder": "EMPLOYER"})),
            _ => ("cycle_closed", json!({"outcome": "SEASON_ENDED"})),
        };
        self.fact((StreamKind::Migrant, stream), (type_name, &on), data);
    }

    fn annulment(&mut self) {
        if self.written.is_empty() {
            return;
        }
        let (kind, stream, _, _, target) = self.dice.one(&self.written).clone();
        let data = json!({"target": target.to_string(), "reason": "TYPO"});
        self.fact((kind, stream), ("event_annulled", "2025-05-01"), data);
    }

    /// Another fact of the same type takes the place of an earlier one, on another day.
    fn correction(&mut self) {
        let placements: Vec<_> =
            self.written.iter().filter(|written| written.2 == "placement_made").collect();
        if placements.is_empty() {
            return;
        }
        let (kind, stream, _, data, target) = (*self.dice.one(&placements)).clone();
        let mut replacement = data;
        replacement["agency"] = json!(agency(self.dice.below(4)).to_string());
        replacement["type"] = json!("placement_made");
        let data = json!({"target": target.to_string(), "reason": "DOCUMENT_SEEN",
            "changed": ["agency", "occurred_on"], "happened_on": self.dice.date(),
            "replacement": replacement});
        self.fact((kind, stream), ("correction_recorded", "2025-05-01"), data);
    }

    pub(crate) fn follow(&self) -> Runner {
        let runner = Runner::start(Arc::clone(&self.store), options());
        assert!(runner.wait_for(self.size(), WAIT), "the runner does not catch up");
        runner
    }

    /// What a registry shows that recorded only the first `size` entries.
    pub(crate) fn cut(&self, size: u64) -> Arc<Tables> {
        let store = Store::in_memory(MemoryOptions::default()).unwrap();
        let entries = self.store.read(Position(0), usize::try_from(size).unwrap()).unwrap();
        for entry in entries {
            let event = NewEvent {
                event_id: entry.event_id,
                type_id: entry.type_id,
                schema: entry.schema,
                facts: self.store.open_facts(&entry).unwrap(),
                personal: Vec::new(),
            };
            let append = Append {
                stream: entry.stream,
                expected: Expected::Any,
                kind: Openness::Plain,
                events: vec![event],
            };
            let transaction = Transaction {
                appends: vec![append],
                preconditions: Vec::new(),
                recorded_at_ms: entry.recorded_at_ms,
            };
            store.append(transaction).unwrap();
        }
        let runner = Runner::start(Arc::new(store), options());
        assert!(runner.wait_for(size, WAIT), "the fresh runner does not catch up");
        runner.tables()
    }
}

pub(crate) fn options() -> Options {
    Options { today: Box::new(today), threads: 2, snapshot: None, moments_kept: 2 }
}
