//! Golden bytes: what is written today must be readable for ever (I9), and read as the same thing.
//!
//! `events/<name>.<schema>.txt` holds, for one version of one event type, payloads as they are
//! sent and the bytes that they are in the log. `UPDATE_GOLDEN=1 cargo test -p tests --test golden`
//! writes files that are missing and never touches one that is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use api::json::Json;
use domain::any;
use domain::catalogue;
use domain::context::{Context, Evidence, ExternalReference, PersonalPart, Timestamp};
use domain::decider::Format;
use domain::describe::EventType;
use domain::stored::read_context;
use serde_json::Value;
use store::Codec;
use tests::samples::{Fullness, Sample, Told, sample};

/// One value in both forms.
#[derive(Debug, Eq, PartialEq)]
struct Golden {
    /// Which part of an entry, and how much of it.
    what: String,
    /// As it is sent and shown.
    json: String,
    /// As it lies in the log.
    hex: String,
}

#[test]
fn every_event_type_has_golden_bytes() {
    for event_type in catalogue::all() {
        let path = folder().join(file_name(event_type));
        assert!(path.exists(), "{} is missing; UPDATE_GOLDEN=1 writes it", path.display());
    }
}

#[test]
fn golden_bytes_are_of_known_types() {
    let known: BTreeSet<_> = catalogue::all().iter().map(|known| known.name).collect();
    for path in files() {
        let (name, _) = name_and_schema(&path);
        assert!(known.contains(name.as_str()), "{}: the type is gone", path.display());
    }
}

#[test]
fn golden_bytes_of_every_version_are_read_as_the_same_values() {
    for path in files() {
        let (name, schema) = name_and_schema(&path);
        let Some(event_type) = catalogue::by_name(&name) else { continue };
        let of = (event_type.id, schema);
        for golden in read(&path) {
            let bytes = unhex(&golden.hex);
            let shown = if golden.what.starts_with("facts") {
                any::show(&Codec, &Json, of, &bytes)
            } else {
                any::show_personal(&Codec, &Json, of, &bytes)
            };
            let shown = shown.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            // A later version shows the earlier one's values, and may show more.
            if schema == event_type.schema {
                let shown = without_nulls(serde_json::from_slice(&shown).expect("JSON"));
                let sent: Value = serde_json::from_str(&golden.json).expect("JSON");
                assert_eq!(shown, sent, "{} {}", path.display(), golden.what);
            }
        }
    }
}

#[test]
fn what_is_sent_today_becomes_the_golden_bytes() {
    for event_type in catalogue::all() {
        let path = folder().join(file_name(event_type));
        let golden = read(&path);
        assert!(!golden.is_empty(), "{} is empty", path.display());
        for golden in golden {
            let sent = serde_json::from_str(&golden.json).expect("JSON");
            let hex = if golden.what.starts_with("facts") {
                facts(&Sample { event_type, data: sent, personal: None })
            } else {
                let data = sample(event_type, Fullness::Full, 0).data;
                details(&Sample { event_type, data, personal: Some(sent) })
            };
            assert_eq!(hex, golden.hex, "{} {}", path.display(), golden.what);
        }
    }
}

#[test]
fn the_context_of_an_entry_has_golden_bytes() {
    let bare = Context::on("2024-03-10".parse::<domain::date::Day>().expect("a day"));
    let full = Context {
        actor: Some("0190f3c5-7a51-7c1e-8a43-000000000001".parse().expect("an id")),
        organisation: Some("0190f3c5-7a51-7c1e-8a43-000000000002".parse().expect("an id")),
        country: Some("SN".parse().expect("a code")),
        device_recorded_at: Some(Timestamp(1_710_000_000_000)),
        correlation: Some("0190f3c5-7a51-7c1e-8a43-000000000003".parse().expect("an id")),
        causation: Some("0190f3c5-7a51-7c1e-8a43-000000000004".parse().expect("an id")),
        cycle: Some("C01".parse().expect("a label")),
        occurred_on: "2024-03-10T09:00:00+01:00".parse().expect("an instant"),
        ..bare.clone()
    };
    check_shared("context.1.txt", &[("context full", full), ("context bare", bare)]);
}

#[test]
fn a_personal_part_has_golden_bytes() {
    let text = |text: &str| domain::text::ExternalId::try_from(text.to_owned()).expect("a text");
    let full = PersonalPart {
        references: vec![ExternalReference { source: text("simulation"), id: text("P01") }],
        evidence: vec![Evidence {
            sha256: [7; 32],
            media_type: text("application/pdf"),
            doc_type: text("CONTRACT"),
        }],
        note: Some(String::from("vu au guichet").try_into().expect("a text")),
        details: vec![1, 2, 3],
    };
    let bare = PersonalPart::default();
    check_shared("personal_part.1.txt", &[("part full", full), ("part bare", bare)]);
}

#[track_caller]
fn check_shared<T>(file: &str, values: &[(&str, T)])
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq,
{
    let path = folder().with_file_name(file);
    let golden: Vec<_> = values
        .iter()
        .map(|(what, value)| Golden {
            what: (*what).to_owned(),
            json: serde_json::to_string(value).expect("JSON"),
            hex: hex(&Codec.encode(value).expect("small enough")),
        })
        .collect();
    if !path.exists() && std::env::var_os("UPDATE_GOLDEN").is_some() {
        let text = golden.iter().map(Golden::to_text).collect::<String>();
        fs::write(&path, text).expect("a golden file is written");
    }
    assert_eq!(read(&path), golden, "{}", path.display());
    for (golden, (what, value)) in golden.iter().zip(values) {
        let same: T = Codec.decode(&unhex(&golden.hex)).expect("readable");
        assert!(same == *value, "{what} is read as something else");
    }
}

fn written(event_type: &'static EventType) -> String {
    let mut text =
        format!("# {}: type {}, schema {}\n", event_type.name, event_type.id, event_type.schema);
    for (how, fullness) in [("full", Fullness::Full), ("bare", Fullness::Bare)] {
        let said = sample(event_type, fullness, 0);
        let (what, json) = (format!("facts {how}"), said.data.to_string());
        text += &Golden { what, json, hex: facts(&said) }.to_text();
        if let Some(personal) = &said.personal {
            let (what, json) = (format!("personal {how}"), personal.to_string());
            text += &Golden { what, json, hex: details(&said) }.to_text();
        }
    }
    text
}

/// The payload that a sample becomes in the log.
fn facts(said: &Sample) -> String {
    let proposed = said.propose(&Told::on("2024-03-10"));
    let proposed = proposed.unwrap_or_else(|error| panic!("{}: {error}", said.event_type.name));
    let sealed = proposed.seal(&Codec).expect("small enough");
    hex(read_context(&Codec, &sealed.facts).expect("readable").1)
}

/// The details of the personal part that a sample becomes in the log.
fn details(said: &Sample) -> String {
    let proposed = said.propose(&Told::on("2024-03-10"));
    let proposed = proposed.unwrap_or_else(|error| panic!("{}: {error}", said.event_type.name));
    let sealed = proposed.seal(&Codec).expect("small enough");
    let [(subject, part)] = sealed.personal.as_slice() else { panic!("one personal part") };
    assert_eq!(*subject, proposed.subject());
    let part: PersonalPart = Codec.decode(part).expect("readable");
    hex(&part.details)
}

impl Golden {
    fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.what, self.json, self.hex)
    }
}

fn read(path: &Path) -> Vec<Golden> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut golden = Vec::new();
    while let (Some(what), Some(json), Some(hex)) = (lines.next(), lines.next(), lines.next()) {
        golden.push(Golden { what: what.to_owned(), json: json.to_owned(), hex: hex.to_owned() });
    }
    golden
}

/// The folder, with its missing files written first if that is asked for.
fn folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/events");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            for event_type in catalogue::all() {
                let path = folder.join(file_name(event_type));
                if !path.exists() {
                    fs::write(path, written(event_type)).expect("a golden file is written");
                }
            }
        }
        folder
    });
    &FOLDER
}

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the golden folder");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

fn file_name(event_type: &EventType) -> String {
    format!("{}.{}.txt", event_type.name, event_type.schema)
}

fn name_and_schema(path: &Path) -> (String, u16) {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
    let (name, schema) = stem.rsplit_once('.').expect("name.schema.txt");
    (name.to_owned(), schema.parse().expect("a schema version"))
}

/// What is absent is sent as absent and shown as null.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, member)| !member.is_null())
                .map(|(name, member)| (name, without_nulls(member)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "half a byte");
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal"))
        .collect()
}
