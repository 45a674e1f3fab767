//! JSON Schema (draft 2020-12) of what is sent to record an event, made from the catalogue.

use domain::context::{Channel, LegalBasis, Sensitivity};
use domain::describe::{EventType, Field, Shape};
use serde_json::{Map, Value, json};

/// The dialect that every schema names.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of an event type as it is sent.
pub fn event(of: &EventType) -> Value {
    let mut properties = Map::new();
    properties.insert("type".to_owned(), json!({"const": of.name}));
    properties.insert("data".to_owned(), object(of.facts));
    if !of.personal.is_empty() {
        properties.insert("personal".to_owned(), object(of.personal));
    }
    properties.append(&mut context());
    let mut required = vec!["type", "occurred_on"];
    if of.facts.iter().any(|field| field.required) {
        required.push("data");
    }
    json!({
        "$schema": DIALECT,
        "$id": format!("/v1/catalogue/{}", of.name),
        "title": of.name,
        "description": of.doc,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// What any event may carry beside its payload.
pub fn context() -> Map<String, Value> {
    let uuid = json!({"type": "string", "format": "uuid"});
    let evidence = json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "sha256": shape(Shape::Digest),
                "media_type": {"type": "string"},
                "doc_type": {"type": "string"},
            },
            "required": ["sha256", "media_type", "doc_type"],
            "additionalProperties": false,
        },
    });
    let references = json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"source": {"type": "string"}, "id": {"type": "string"}},
            "required": ["source", "id"],
            "additionalProperties": false,
        },
    });
    let mut members = Map::new();
    for (name, value) in [
        ("occurred_on", shape(Shape::Occurrence)),
        ("event_id", uuid.clone()),
        ("cycle", shape(Shape::Label)),
        ("references", references),
        ("evidence", evidence),
        ("note", json!({"type": "string"})),
        ("channel", json!({"enum": Channel::CODES})),
        ("legal_basis", json!({"enum": LegalBasis::CODES})),
        ("sensitivity", json!({"enum": Sensitivity::CODES})),
        ("device_recorded_at", json!({"type": "string", "format": "date-time"})),
        ("correlation", uuid.clone()),
        ("causation", uuid),
    ] {
        members.insert(name.to_owned(), value);
    }
    members
}

fn object(fields: &[Field]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), described(field))).collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn described(field: &Field) -> Value {
    let mut value = shape(field.shape);
    if let Value::Object(members) = &mut value {
        members.insert("description".to_owned(), json!(field.doc));
    }
    value
}

/// The schema of the values that a shape takes.
pub fn shape(of: Shape) -> Value {
    match of {
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Integer { min, max } => {
            json!({"type": "integer", "minimum": min, "maximum": max})
        }
        Shape::Decimal { decimals: 0 } => json!({"type": "string", "pattern": "^-?[0-9]+$"}),
        Shape::Decimal { decimals } => json!({
            "type": "string",
            "pattern": format!("^-?[0-9]+(\\.[0-9]{{1,{decimals}}})?$"),
        }),
        Shape::Day => json!({"type": "string", "format": "date"}),
        Shape::Month => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}),
        Shape::Occurrence => json!({
            "type": "string",
            "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T.+)?)?)?$",
            "examples": ["2024", "2024-03", "2024-03-10", "2024-03-10T09:00:00Z"],
        }),
        Shape::Money => json!({
            "type": "object",
            "properties": {
                "amount": {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$"},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            },
            "required": ["amount", "currency"],
            "additionalProperties": false,
        }),
        Shape::Code { list } => json!({"type": "string", "x-code-list": list}),
        Shape::Choice { list, codes } => json!({"enum": codes, "x-code-list": list}),
        Shape::Reference { kind } => {
            json!({"type": "string", "format": "uuid", "x-stream": kind.code()})
        }
        Shape::Id => json!({"type": "string", "format": "uuid"}),
        Shape::Label => json!({"type": "string", "pattern": "^[A-Za-z0-9._/-]{1,32}$"}),
        Shape::Text { chars_max } => {
            json!({"type": "string", "minLength": 1, "maxLength": chars_max})
        }
        Shape::Digest => json!({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
        Shape::List { item } => json!({"type": "array", "items": shape(*item)}),
        Shape::Record { fields } => object(fields),
        Shape::Replacement => json!({
            "type": "object",
            "description": "the corrected event's type, beside the fields of its payload as they should read",
            "properties": {"type": {"type": "string"}},
            "required": ["type"],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_schema_that_closes_its_objects_and_names_its_dialect() {
        for of in crate::catalogue::types() {
            let schema = event(of);
            assert_eq!(schema["$schema"], DIALECT);
            assert_eq!(schema["properties"]["type"]["const"], of.name);
            assert_eq!(schema["properties"]["data"]["additionalProperties"], false);
            let required = schema["properties"]["data"]["required"].as_array().unwrap();
            assert_eq!(required.len(), of.facts.iter().filter(|field| field.required).count());
        }
    }
}
