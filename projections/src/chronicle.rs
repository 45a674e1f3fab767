//! Short histories for tests: who did what when, with the names and values of the wire, recorded
//! in a log in memory and read through the runner.

use std::collections::BTreeMap;

use domain::agency;
use domain::catalogue::by_name;
use domain::complaint;
use domain::context::{Channel, Context};
use domain::date::Occurrence;
use domain::decider::Format;
use domain::describe::{Field, Shape};
use domain::event::EventSet;
use domain::id::{CycleId, EventId, StreamId};
use domain::stream::StreamKind;
use domain::{amendment, employer, finding, migrant, organisation, programme, registry};
use serde_json::{Map, Value, json};

use crate::reports::{Answer, Query, Sources, find};
use crate::runner::{Known, Runner};
use crate::tables::Tables;
use crate::testing::{Log, day};

pub(crate) mod scenarios;

/// Entries as they are told, in any order; the log gets them by the day they were recorded.
#[derive(Clone, Default)]
pub(crate) struct Chronicle {
    told: Vec<Told>,
}

#[derive(Clone)]
struct Told {
    /// In RFC 3339, UTC.
    recorded: String,
    occurred: String,
    who: String,
    cycle: Option<CycleId>,
    what: String,
    said: Value,
}

/// A chronicle that was recorded.
pub(crate) struct Recorded {
    runner: Runner,
}

/// The id that a short name stands for.
pub(crate) fn id<T: From<StreamId>>(name: &str) -> T {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    T::from(StreamId::from_bytes(bytes))
}

impl Chronicle {
    /// Something happened and was recorded on that day.
    pub(crate) fn on(self, when: &str, (who, what): (&str, &str), said: Value) -> Self {
        let recorded = when.parse::<Occurrence>().unwrap().last_day();
        self.late((&recorded.to_string(), when), (who, what), said)
    }

    /// Something happened and was recorded on a later day.
    pub(crate) fn late(
        mut self,
        (recorded, when): (&str, &str),
        (who, what): (&str, &str),
        said: Value,
    ) -> Self {
        let recorded = format!("{recorded}T12:00:00Z");
        let (occurred, who, what) = (when.to_owned(), who.to_owned(), what.to_owned());
        self.told.push(Told { recorded, occurred, who, cycle: None, what, said });
        self
    }

    /// What was told last belongs to this cycle, whichever is open.
    pub(crate) fn in_cycle(mut self, cycle: &str) -> Self {
        self.told.last_mut().unwrap().cycle = cycle.parse().ok();
        self
    }

    /// The entries of a file of JSON Lines, those of protection cases left out.
    pub(crate) fn read(lines: &str) -> Self {
        let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
        let told = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            let stream = text(&line, "stream");
            let (kind, who) = stream.split_once('/').unwrap();
            (kind != "case").then(|| Told {
                recorded: text(&line, "recorded_at"),
                occurred: text(&line, "occurred_on"),
                who: who.to_owned(),
                cycle: line["cycle"].as_str().map(|cycle| cycle.parse().unwrap()),
                what: text(&line, "type"),
                said: line["data"].clone(),
            })
        };
        Self { told: lines.lines().filter_map(told).collect() }
    }

    /// Another chronicle besides.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.told.extend(other.told);
        self
    }

    /// How many entries were told so far.
    pub(crate) fn len(&self) -> usize {
        self.told.len()
    }

    /// Everything, in the order in which it was recorded.
    #[track_caller]
    pub(crate) fn recorded(&self) -> Recorded {
        let log = Log::new();
        let mut order: Vec<usize> = (0..self.told.len()).collect();
        order.sort_by(|left, right| self.told[*left].recorded.cmp(&self.told[*right].recorded));
        let mut ids = vec![EventId::from_bytes([0; 16]); self.told.len()];
        let mut cycles: BTreeMap<&str, CycleId> = BTreeMap::new();
        let mut clock = None;
        for index in order {
            let told = &self.told[index];
            let recorded = day(&told.recorded[..10]);
            if clock != Some(recorded) {
                log.noon(recorded);
                clock = Some(recorded);
            }
            ids[index] = told.record(&log, &mut cycles, &ids);
        }
        Recorded { runner: log.follow(day("2026-12-31")) }
    }
}

impl Told {
    fn record<'t>(
        &'t self,
        log: &Log,
        cycles: &mut BTreeMap<&'t str, CycleId>,
        ids: &[EventId],
    ) -> EventId {
        if let Some(index) = self.said.get("annuls").and_then(Value::as_u64) {
            let target = ids[usize::try_from(index).unwrap()];
            let said = json!({ "target": target.to_string(), "reason": "TYPO" });
            return self.write::<amendment::Event>(log, None, said);
        }
        let named = |key: &str| self.said[key].as_str().map(|cycle| cycle.parse().unwrap());
        let open = cycles.get(self.who.as_str()).cloned();
        let (own, begins): (Option<CycleId>, Option<CycleId>) = match self.what.as_str() {
            "cycle_opened" => (named("cycle"), named("cycle")),
            "remigration_recorded" => (self.cycle.clone().or(open), named("next_cycle")),
            _ => (self.cycle.clone().or(open), None),
        };
        if let Some(begins) = begins {
            cycles.insert(&self.who, begins);
        }
        let said = self.said.clone();
        match by_name(&self.what).expect(&self.what).stream.unwrap() {
            StreamKind::Migrant => self.write::<migrant::Event>(log, own, said),
            StreamKind::Complaint => self.write::<complaint::Event>(log, None, said),
            StreamKind::Agency => self.write::<agency::Event>(log, None, said),
            StreamKind::Employer => self.write::<employer::Event>(log, None, said),
            StreamKind::Organisation => self.write::<organisation::Event>(log, None, said),
            StreamKind::Programme => self.write::<programme::Event>(log, None, said),
            StreamKind::Finding => self.write::<finding::Event>(log, None, said),
            StreamKind::Registry => self.write::<registry::Event>(log, None, said),
            kind @ (StreamKind::Case
            | StreamKind::Vacancy
            | StreamKind::User
            | StreamKind::Access) => panic!("no chronicle tells of a {kind}"),
        }
    }

    fn write<E: EventSet>(&self, log: &Log, cycle: Option<CycleId>, mut said: Value) -> EventId {
        let kind = E::types().into_iter().find(|kind| kind.name == self.what).expect(&self.what);
        fill(kind.facts, said.as_object_mut().unwrap());
        let bytes = serde_json::to_vec(&said).unwrap();
        let event = E::decode(&Json, kind.id, kind.schema, &bytes);
        let event = event.unwrap_or_else(|error| panic!("{}: {error}", self.what));
        let mut context = Context::on(self.occurred.parse::<Occurrence>().unwrap());
        context.cycle = cycle;
        context.channel = Channel::Office;
        let is_registry = kind.stream == Some(StreamKind::Registry);
        let stream = if is_registry { registry::STREAM } else { id(&self.who) };
        log.record(stream, event, context)
    }
}

impl Recorded {
    /// The tables for what was known when a day was over, about another day.
    pub(crate) fn at(&self, known: &str, on: &str) -> std::sync::Arc<Tables> {
        self.runner.at(Known::end_of(day(known)), day(on)).unwrap()
    }

    /// The tables for everything that was recorded, about a day.
    pub(crate) fn on(&self, on: &str) -> std::sync::Arc<Tables> {
        self.runner.at(Known::Head, day(on)).unwrap()
    }

    /// A report's answer from some tables.
    #[track_caller]
    pub(crate) fn ask(&self, code: &str, tables: &Tables, pairs: &[(&str, &str)]) -> Answer {
        let report = find(code).unwrap();
        let query = Query::read(report, pairs.iter().copied()).unwrap();
        let histories = self.runner.histories();
        report.answer(&Sources { tables, histories: &histories }, &query).unwrap()
    }
}

struct Json;

impl Format for Json {
    type Error = serde_json::Error;

    fn encode<T: serde::Serialize>(&self, value: &T) -> Result<Vec<u8>, Self::Error> {
        serde_json::to_vec(value)
    }

    fn decode<T: serde::de::DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, Self::Error> {
        serde_json::from_slice(bytes)
    }
}

/// Writes out what tests leave out or abbreviate.
fn fill(fields: &[Field], members: &mut Map<String, Value>) {
    for field in fields {
        if let Some(value) = members.get_mut(field.name) {
            spell_out(field.shape, value);
        } else if let Shape::List { .. } = field.shape {
            members.insert(field.name.to_owned(), json!([]));
        }
    }
}

fn spell_out(shape: Shape, value: &mut Value) {
    match (shape, &mut *value) {
        (Shape::Money, Value::String(text)) => {
            let (amount, currency) = text.split_once(' ').unwrap();
            *value = json!({ "amount": amount, "currency": currency });
        }
        (Shape::Reference { .. } | Shape::Id, Value::String(name)) if name.len() <= 16 => {
            *value = json!(id::<StreamId>(name).to_string());
        }
        (Shape::List { item }, Value::Array(values)) => {
            for value in values {
                spell_out(*item, value);
            }
        }
        (Shape::Record { fields }, Value::Object(members)) => fill(fields, members),
        _ => {}
    }
}
