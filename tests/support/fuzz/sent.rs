//! What people send: JSON, lines and tables of files, events on their way into a log.

use std::sync::Arc;

use api::body;
use api::import::convert::Converter;
use api::import::dates::Order;
use api::import::feed::Feed;
use api::import::mapping::{Dialect, Mapping};
use api::import::rows::Rows;
use api::import::sheet::Book;
use api::import::table::Table;
use api::import::unpacking::Bounds;
use api::import::{Import, ImportError, Listener, Progress, Recorded, Rejected, nobody};
use api::line::Line;
use api::names::{Names, NoNames};
use api::reading::submitted::sent;
use api::record::{Envoy, Recorder, Submission};
use domain::catalogue;
use domain::context::Channel;
use domain::decider::Coded;
use domain::describe::EventType;
use domain::id::StreamId;
use domain::stream::StreamKind;
use serde_json::{Value, json};
use store::{Expected, MemoryOptions, Store};

use crate::samples::{Fullness, sample};

pub(super) const WORDS: &[&str] = &[
    "\"type\":",
    "\"occurred_on\":",
    "\"data\":",
    "\"personal\":",
    "\"events\":[",
    "null",
    "true",
    "1e400",
    "99999999999999999999",
    "-1",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\u{feff}",
    "\u{200f}",
    "\n",
    "\r\n",
    ";",
    "2024-02-30",
    "\"stream\":\"migrant/",
    "{\"a\":",
    "\"XOF\"",
    "\"EUR\"",
    "\"QQQ\"",
    "cycle_opened",
    "migrant_registered",
    "correction_recorded",
];

pub(super) const MAPPING_WORDS: &[&str] = &[
    "[[event]]\n",
    "[event.fields]\n",
    "[codes.x]\n",
    "type = ",
    "stream = ",
    "column = ",
    "value = ",
    "when = ",
    "dates = ",
    "\"day-first\"",
    "{ column = \"nom\" }",
    "\"personal.documents.0.kind\"",
    "\"",
    "\n",
    " = ",
    "header_line = ",
    "sheet = ",
    "encoding = \"windows-1252\"",
    "{",
    "}",
    "[",
    "]",
    "part = \"year\"",
    "split = \",\"",
    "is = [\"F\"]",
    "default = ",
    "99999999999999999999",
    "nan",
];

/// What strict JSON takes, any reader of JSON takes, and understands in the same way.
pub(super) fn json(bytes: &[u8]) {
    if let Ok(value) = api::json::parse(bytes) {
        assert_eq!(serde_json::from_slice::<Value>(bytes).unwrap(), value);
    }
    if let Err(problem) = body::parse(bytes) {
        assert!(problem.code().starts_with("http."), "{problem}");
    }
}

pub(super) fn line(bytes: &[u8]) {
    if let Err(wrong) = Line::parse(bytes) {
        assert!(wrong.code().starts_with("field."), "{wrong}");
    }
}

/// Chance enough for a stream of its own, and the same for the same bytes.
fn stream_of(bytes: &[u8]) -> StreamId {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut id = [0x57; 16];
    id[8..].copy_from_slice(&hash.to_be_bytes());
    StreamId::from_bytes(id)
}

/// A body recorded on a stream of its own: a receipt for every event, or a code and nothing else.
pub(super) fn event(bytes: &[u8]) {
    let Ok(value) = body::parse(bytes) else { return };
    let Ok(said) = sent(value, None, 16) else { return };
    let store = Arc::new(Store::in_memory(MemoryOptions::default()).unwrap());
    let recorder = Recorder::new(Arc::clone(&store));
    let of = said.events.first().and_then(|event| catalogue::by_name(&event.type_name));
    let kind = of.and_then(|of| of.stream).unwrap_or(StreamKind::Migrant);
    let events = said.events.len();
    let (stream, expected) = (stream_of(bytes), Expected::Any);
    let submission = Submission { kind, stream, expected, events: said.events };
    let actor = nobody();
    let envoy = Envoy { actor: &actor, channel: Channel::Api, now_ms: 1_893_456_000_000 };
    match recorder.record(&envoy, vec![submission]) {
        Ok(receipts) => {
            assert_eq!(receipts.len(), events);
            assert_eq!(store.head().size, events as u64);
        }
        Err(error) => {
            assert_eq!(store.head().size, 0, "refused, and yet something was recorded");
            assert!(error.code().contains('.'), "{error}");
        }
    }
}

/// Hears of every row that was refused.
#[derive(Default)]
struct Heard(u64);

impl Listener for Heard {
    fn refused(&mut self, row: Rejected) {
        self.0 += 1;
        assert!(row.line > 0 && row.code.contains('.') && !row.sentence.is_empty(), "{row:?}");
    }

    fn progress(&mut self, _: &Progress) {}
}

fn imported(work: impl FnOnce(Import<'_>) -> Result<Progress, ImportError>) {
    let store = Arc::new(Store::in_memory(MemoryOptions::default()).unwrap());
    let recorder = Recorder::new(Arc::clone(&store));
    let mut heard = Heard::default();
    let names = Names::new(&store, &NoNames, "fuzzing");
    let import =
        Import::new(&recorder, names, (Recorded::Now(1_893_456_000_000), nobody()), &mut heard);
    match work(import) {
        Ok(progress) => {
            assert_eq!(progress.refused, heard.0, "each refused row is told once");
            assert_eq!(progress.recorded, store.head().size);
        }
        Err(ImportError::Record(error)) => panic!("the log failed: {error}"),
        Err(_) => {}
    }
}

pub(super) fn import_lines(bytes: &[u8]) {
    imported(|import| import.json_lines(&mut &*bytes));
}

/// The event type that a number chooses.
fn type_of(number: u8) -> &'static EventType {
    let types = catalogue::all();
    types[usize::from(number) % types.len()]
}

fn template(of: &'static EventType) -> Mapping {
    Mapping::template(of, (Dialect::default(), Order::Iso))
}

/// Rows under a mapping, to their end.
fn fed(
    rows: &mut dyn Rows,
    mapping: &Mapping,
    mut import: Import<'_>,
) -> Result<Progress, ImportError> {
    let header = rows.header().cloned().unwrap_or_default();
    let converter = Converter::bind(mapping, (&header.columns, header.line))?;
    Feed::table(&converter).run(rows, &mut import)?;
    import.end()
}

/// A table of the type that the first byte chooses.
pub(super) fn import_table(bytes: &[u8]) {
    let Some((first, mut table)) = bytes.split_first() else { return };
    let mapping = template(type_of(*first));
    imported(|import| fed(&mut Table::open(&mut table, &mapping.dialect)?, &mapping, import));
}

/// A spreadsheet of registrations.
pub(super) fn import_sheet(bytes: &[u8]) {
    let mapping = template(catalogue::by_name("migrant_registered").unwrap());
    imported(|import| {
        let mut book = Book::open(std::io::Cursor::new(bytes), Bounds::USUAL)?;
        fed(&mut book.sheet(&mapping.dialect)?, &mapping, import)
    });
}

/// A mapping, and a small table read under it.
pub(super) fn mapping(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(mapping) = Mapping::parse(text) else { return };
    let mut table = &b"dossier;nom;sexe;date\n17;Diallo;F;10/03/2024\n18;;X;31/02/2024\n"[..];
    imported(|import| fed(&mut Table::open(&mut table, &mapping.dialect)?, &mapping, import));
}

fn said(name: &str, fullness: Fullness) -> Value {
    let of = catalogue::by_name(name).unwrap();
    let sample = sample(of, fullness, 1);
    let mut event = json!({"type": name, "occurred_on": "2024-03-10", "data": sample.data});
    if let Some(personal) = sample.personal {
        event["personal"] = personal;
    }
    event
}

pub(super) fn bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = catalogue::all()
        .iter()
        .step_by(9)
        .map(|of| said(of.name, Fullness::Full).to_string().into_bytes())
        .collect();
    let begun = [said("migrant_registered", Fullness::Full), said("cycle_opened", Fullness::Bare)];
    bodies.push(json!({"events": begun}).to_string().into_bytes());
    bodies.push(br#"{"a":[1,-2,0.5,1e9,true,null,"\u00e9\ud83d\ude00"],"b":{}}"#.to_vec());
    bodies
}

fn line_of(event: &Value) -> String {
    let mut line = event.clone();
    line["stream"] = json!("migrant/P01");
    line.to_string()
}

pub(super) fn lines() -> Vec<Vec<u8>> {
    let names = ["migrant_registered", "cycle_opened", "consent_given"];
    names.iter().map(|name| line_of(&said(name, Fullness::Full)).into_bytes()).collect()
}

pub(super) fn files() -> Vec<Vec<u8>> {
    let lines: Vec<String> =
        lines().into_iter().map(|line| String::from_utf8(line).unwrap()).collect();
    vec![lines.join("\n").into_bytes(), lines.join("\r\n\r\n").into_bytes()]
}

/// A template with two rows, in either common separator, in either common encoding.
pub(super) fn tables() -> Vec<Vec<u8>> {
    let types = catalogue::all();
    let names = ["migrant_registered", "cycle_opened", "agency_registered"];
    let mut tables = Vec::new();
    for name in names {
        let number = types.iter().position(|of| of.name == name).unwrap();
        let Ok(first) = u8::try_from(number) else { continue };
        let header = api::template::header(types[number]);
        let columns = header.trim_end().split(',').count();
        let row = |stream: &str| {
            let rest = ["2024-03-10", "F", "1994", "SN", "C01", "\"B\u{e2}, A.\""];
            let cells = [stream].into_iter().chain(rest.into_iter().cycle()).take(columns);
            cells.collect::<Vec<_>>().join(",")
        };
        let table = format!("{}\n{}\r\n{}\n", header.trim_end(), row("P1"), row("P2"));
        tables.push([&[first][..], table.as_bytes()].concat());
        let latin: Vec<u8> = table.replace(',', ";").chars().map(|c| c as u8).collect();
        tables.push([&[first][..], &latin].concat());
    }
    tables
}

/// None of their own: spreadsheets lie with the saved inputs.
pub(super) fn sheets() -> Vec<Vec<u8>> {
    Vec::new()
}

pub(super) fn mappings() -> Vec<Vec<u8>> {
    let text = r#"
source = "anpej"
separator = ";"
dates = "day-first"
decimal = ","
empty = ["-", "NC"]
on_probable_duplicate = "reject"

[codes.sexe]
F = "F"
X = "U"

[[event]]
type = "migrant_registered"
stream = "dossier"
occurred_on = "date"
once = true
when = { column = "nom", filled = true }
[event.fields]
sex = { column = "sexe", codes = "sexe" }
birth_precision = { value = "UNKNOWN" }
"personal.given_name" = { column = "nom", default = "-" }
"personal.family_name" = "nom"
"#;
    vec![text.as_bytes().to_vec()]
}
