//! The catalogue of `domain`, rendered: JSON for programs, words for people.
//!
//! Names, fields, shapes and rules come from the types themselves; labels from the resource files.

use domain::describe::{EventType, Field, Shape};
use domain::stream::StreamKind;
use serde_json::{Map, Value, json};

use crate::error::status_of;
use crate::labels;
use crate::language::Language;

pub mod schema;

/// Every event type, in the order of their numbers.
pub fn types() -> &'static [&'static EventType] {
    domain::catalogue::all()
}

/// The event type of a name.
pub fn find(name: &str) -> Option<&'static EventType> {
    domain::catalogue::by_name(name)
}

/// What a refusal of the domain is called, in a language.
pub fn refusal_title(code: &str, language: Language) -> Option<String> {
    word(language, &format!("refusal.{code}"))
}

/// The words for a key of the resource files, in a language.
pub fn word(language: Language, key: &str) -> Option<String> {
    labels::label(language.lang(), key).map(str::to_owned)
}

/// The whole catalogue.
pub fn document() -> Value {
    json!({
        "types": types().iter().map(|of| event_type(of)).collect::<Vec<_>>(),
        "lists": lists(),
        "refusals": refusals(),
        "streams": StreamKind::CODES,
        "roles": domain::context::Role::CODES,
        "channels": domain::context::Channel::CODES,
        "legal_bases": domain::context::LegalBasis::CODES,
        "sensitivities": domain::context::Sensitivity::CODES,
    })
}

fn lists() -> Vec<Value> {
    let list = |of: &domain::catalogue::ListInUse| {
        json!({
            "name": of.name,
            "file": domain::codes::lists::list(of.name).map(file),
            "codes": of.codes.map(|codes| {
                codes
                    .iter()
                    .map(|code| {
                        json!({
                            "code": code,
                            "labels": labels_of(&format!("choice.{}.{code}", of.name)),
                        })
                    })
                    .collect::<Vec<_>>()
            }),
        })
    };
    domain::catalogue::code_lists().iter().map(list).collect()
}

/// What a list's data file says about itself; `unverified` titles must be shown as such.
fn file(of: &domain::codes::lists::CodeList) -> Value {
    let keys = ["name", "version", "source", "licence", "status"];
    Value::Object(keys.map(|key| (key.to_owned(), json!(of.about(key)))).into_iter().collect())
}

fn refusals() -> Vec<Value> {
    let refusal = |of: &domain::catalogue::RefusalEntry| {
        json!({
            "code": of.code,
            "status": status_of(of.class).as_u16(),
            "description": of.sentence,
            "labels": labels_of(&format!("refusal.{}", of.code)),
        })
    };
    domain::catalogue::refusals().iter().map(refusal).collect()
}

/// One event type.
pub fn event_type(of: &EventType) -> Value {
    json!({
        "name": of.name,
        "id": of.id,
        "schema": of.schema,
        "phase": of.phase.code(),
        "stream": of.stream.map(StreamKind::code),
        "description": of.doc,
        "labels": labels_of(&format!("event.{}", of.name)),
        "facts": of.facts.iter().map(|part| field(of.name, part)).collect::<Vec<_>>(),
        "personal": of.personal.iter().map(|part| field(of.name, part)).collect::<Vec<_>>(),
        "refusals": of.refusals,
        "findings": of.findings,
    })
}

fn field(event: &str, of: &Field) -> Value {
    let mut value = shape(event, of.shape);
    if let Value::Object(members) = &mut value {
        let mut whole = Map::new();
        whole.insert("name".to_owned(), json!(of.name));
        whole.insert("required".to_owned(), json!(of.required));
        whole.insert("description".to_owned(), json!(of.doc));
        whole.insert("labels".to_owned(), labels_of(&format!("field.{event}.{}", of.name)));
        whole.append(members);
        *members = whole;
    }
    value
}

fn shape(event: &str, of: Shape) -> Value {
    match of {
        Shape::Flag => json!({"kind": "flag"}),
        Shape::Integer { min, max } => json!({"kind": "integer", "min": min, "max": max}),
        Shape::Decimal { decimals } => json!({"kind": "decimal", "decimals": decimals}),
        Shape::Day => json!({"kind": "day"}),
        Shape::Month => json!({"kind": "month"}),
        Shape::Occurrence => json!({"kind": "occurrence"}),
        Shape::Money => json!({"kind": "money"}),
        Shape::Code { list } => json!({"kind": "code", "list": list}),
        Shape::Choice { list, codes } => {
            json!({"kind": "choice", "list": list, "codes": codes})
        }
        Shape::Reference { kind } => json!({"kind": "reference", "stream": kind.code()}),
        Shape::Id => json!({"kind": "id"}),
        Shape::Label => json!({"kind": "label"}),
        Shape::Text { chars_max } => json!({"kind": "text", "chars_max": chars_max}),
        Shape::Digest => json!({"kind": "digest"}),
        Shape::List { item } => json!({"kind": "list", "item": shape(event, *item)}),
        Shape::Record { fields } => json!({
            "kind": "record",
            "fields": fields.iter().map(|part| field(event, part)).collect::<Vec<_>>(),
        }),
        Shape::Replacement => json!({"kind": "replacement"}),
    }
}

fn labels_of(key: &str) -> Value {
    let mut words = Map::new();
    for language in [Language::French, Language::English, Language::Spanish] {
        if let Some(label) = labels::own_label(language.lang(), key) {
            words.insert(language.code().to_owned(), json!(label));
        }
    }
    Value::Object(words)
}

/// How a shape is written, in a few words for people.
pub fn written(of: Shape) -> String {
    match of {
        Shape::Flag => "true | false".to_owned(),
        Shape::Integer { min, max } => format!("{min} – {max}"),
        Shape::Decimal { decimals } => format!("\"0.5\" ({decimals})"),
        Shape::Day => "YYYY-MM-DD".to_owned(),
        Shape::Month => "YYYY-MM".to_owned(),
        Shape::Occurrence => "YYYY | YYYY-MM | YYYY-MM-DD | RFC 3339".to_owned(),
        Shape::Money => "{\"amount\": \"1323.00\", \"currency\": \"EUR\"}".to_owned(),
        Shape::Code { list } => list.to_owned(),
        Shape::Choice { codes, .. } => codes.join(" | "),
        Shape::Reference { kind } => format!("UUID ({kind})"),
        Shape::Id => "UUID".to_owned(),
        Shape::Label => "A-Z a-z 0-9 . _ / - (1 – 32)".to_owned(),
        Shape::Text { chars_max } => format!("1 – {chars_max} ✎"),
        Shape::Digest => "64 hex".to_owned(),
        Shape::List { item } => format!("[{}]", written(*item)),
        Shape::Record { fields } => {
            let fields: Vec<String> = fields
                .iter()
                .map(|part| format!("{}: {}", part.name, written(part.shape)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        Shape::Replacement => "{\"type\": …, …}".to_owned(),
    }
}
