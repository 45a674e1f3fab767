//! A value of every event type, made from the shapes of the catalogue and nothing else, so that a
//! new event type needs no line here.

use domain::any::{self, Declined, Proposed, Request};
use domain::catalogue;
use domain::context::{Context, PersonalPart, Sensitivity, Timestamp};
use domain::date::Occurrence;
use domain::describe::{EventType, Field, Shape};
use domain::id::{EventId, StreamId};
use domain::stream::StreamKind;
use serde_json::{Map, Value, json};

/// How much a sample says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fullness {
    /// Every field.
    Full,
    /// Required fields only.
    Bare,
    /// Required fields, and of the others some.
    Mixed,
}

/// An event as somebody would send it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its type.
    pub event_type: &'static EventType,
    /// The coded facts.
    pub data: Value,
    /// What is said about a person.
    pub personal: Option<Value>,
}

/// The kind of stream on which samples of amendments stand.
pub const AMENDED: StreamKind = StreamKind::Agency;

/// The type that samples of corrections correct: it has a personal part.
const CORRECTED: &str = "agency_registered";

/// A sample; the same seed gives the same one.
pub fn sample(event_type: &'static EventType, fullness: Fullness, seed: u64) -> Sample {
    let mut writer = Writer { fullness, draw: Draw::new(event_type.name, seed) };
    let data = writer.record(event_type.facts, Part::Facts);
    let said = !event_type.personal.is_empty() && fullness != Fullness::Bare;
    let personal = said.then(|| writer.record(event_type.personal, Part::Personal));
    Sample { event_type, data, personal }
}

impl Sample {
    /// The kind of stream that it is for.
    pub fn kind(&self) -> StreamKind {
        self.event_type.stream.unwrap_or(AMENDED)
    }

    /// The sample on its way into a log.
    pub fn propose(&self, told: &Told) -> Result<Proposed, Declined> {
        let data = self.data.to_string();
        let personal = self.personal.as_ref().map(Value::to_string);
        let mut context = Context::on(told.occurred_on);
        if self.kind() == StreamKind::Case {
            context.sensitivity = Sensitivity::Survivor;
        }
        let request = Request {
            event_id: told.event_id,
            stream: told.stream,
            kind: self.kind(),
            type_name: self.event_type.name,
            context,
            data: data.as_bytes(),
            personal: personal.as_deref().map(str::as_bytes),
            about: PersonalPart::default(),
            now: told.now,
        };
        any::propose(&api::json::Json, &store::Codec, request)
    }
}

/// Where and when a sample is told.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// The event's id.
    pub event_id: EventId,
    /// The stream.
    pub stream: StreamId,
    /// When it happened.
    pub occurred_on: Occurrence,
    /// The registry's clock.
    pub now: Timestamp,
}

impl Told {
    /// On a day of 2024, told in 2030.
    pub fn on(date: &str) -> Self {
        Self {
            event_id: EventId::from_bytes([0xe1; 16]),
            stream: StreamId::from_bytes([0x57; 16]),
            occurred_on: date.parse().expect("a date"),
            now: Timestamp(1_893_456_000_000),
        }
    }
}

/// Numbers that depend on a name and a seed alone (SplitMix64).
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    /// The sequence of a name and a seed.
    pub fn new(name: &str, seed: u64) -> Self {
        let start = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(start ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// The next number below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }

    /// One of several.
    pub fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let bound = u64::try_from(items.len()).expect("a length");
        &items[usize::try_from(self.below(bound)).expect("an index")]
    }
}

#[derive(Clone, Copy)]
enum Part {
    Facts,
    Personal,
}

struct Writer {
    fullness: Fullness,
    draw: Draw,
}

impl Writer {
    fn record(&mut self, fields: &[Field], part: Part) -> Value {
        let mut members = Map::new();
        for field in fields {
            let wanted = match self.fullness {
                Fullness::Full => true,
                Fullness::Bare => field.required,
                Fullness::Mixed => field.required || self.draw.below(2) == 0,
            };
            if let (Shape::List { .. }, false) = (field.shape, wanted) {
                members.insert(field.name.to_owned(), json!([]));
            } else if wanted {
                members.insert(field.name.to_owned(), self.value(field.shape, part));
            }
        }
        Value::Object(members)
    }

    fn value(&mut self, shape: Shape, part: Part) -> Value {
        match shape {
            Shape::Flag => json!(self.draw.below(2) == 1),
            Shape::Integer { min, max } => {
                let span = u64::try_from(max - min).expect("an ordered range").min(100);
                json!(min + i64::try_from(self.draw.below(span + 1)).expect("a small number"))
            }
            Shape::Decimal { .. } => {
                json!(format!("{}.{}5", 1 + self.draw.below(700), self.draw.below(10)))
            }
            Shape::Day => json!(self.day()),
            Shape::Month => json!(self.day()[..7]),
            Shape::Occurrence => json!(self.occurrence()),
            Shape::Money => self.money(),
            Shape::Code { list } => json!(self.code(list)),
            Shape::Choice { codes, .. } => json!(self.draw.one_of(codes)),
            Shape::Reference { .. } | Shape::Id => {
                json!(format!("0190f3c5-7a51-7c1e-8a43-{:012x}", 1 + self.draw.below(9)))
            }
            Shape::Label => json!(format!("L-{}", 1 + self.draw.below(9))),
            Shape::Text { chars_max } => {
                let text = *self.draw.one_of(&["Diallo", "Aïssatou", "سيدي", "N° 17/2024"]);
                json!(text.chars().take(chars_max).collect::<String>())
            }
            Shape::Digest => json!(format!("{:02x}", self.draw.below(256)).repeat(32)),
            Shape::List { item } => {
                let length = 1 + self.draw.below(2);
                Value::Array((0..length).map(|_| self.value(*item, part)).collect())
            }
            Shape::Record { fields } => self.record(fields, part),
            Shape::Replacement => self.replacement(part),
        }
    }

    fn replacement(&mut self, part: Part) -> Value {
        let of = catalogue::by_name(CORRECTED).expect("a type with a personal part");
        let fields = match part {
            Part::Facts => of.facts,
            Part::Personal => of.personal,
        };
        let mut members = Map::new();
        members.insert("type".to_owned(), json!(of.name));
        if let Value::Object(rest) = self.record(fields, part) {
            members.extend(rest);
        }
        Value::Object(members)
    }

    fn day(&mut self) -> String {
        format!("2024-{:02}-{:02}", 1 + self.draw.below(12), 1 + self.draw.below(28))
    }

    fn occurrence(&mut self) -> String {
        let day = self.day();
        match self.draw.below(4) {
            0 => "2024".to_owned(),
            1 => day[..7].to_owned(),
            2 => day,
            _ => format!("{day}T08:{:02}:00+01:00", self.draw.below(60)),
        }
    }

    fn money(&mut self) -> Value {
        let whole = 1 + self.draw.below(5_000);
        match self.draw.below(3) {
            0 => json!({"amount": whole.to_string(), "currency": "XOF"}),
            1 => json!({"amount": format!("{whole}.00"), "currency": "MRU"}),
            _ => json!({"amount": format!("{whole}.45"), "currency": "EUR"}),
        }
    }

    fn code(&mut self, list: &str) -> &'static str {
        let codes: &[&'static str] = match list {
            "iso_3166_1" => &["SN", "ML", "MR", "ES"],
            "iso_3166_2" => &["SN-DK", "ES-MD", "ML-1"],
            "iso_4217" => &["XOF", "EUR", "MRU"],
            "iso_639" => &["fr", "wo", "snk", "mey"],
            "isco_08" => &["9111", "5322", "9211"],
            "isic_4" => &["9700", "0113", "1030"],
            "isced_f_2013" => &["0811", "1013"],
            other => panic!("no sample codes for the list {other}"),
        };
        self.draw.one_of::<&'static str>(codes)
    }
}
