//! Which texts of a personal payload people are found by.
//!
//! Decided by the names of the fields, so that a new event type with a name in it is found without
//! a line here. Addresses and narratives never are.

use domain::any::AnyPersonal;
use domain::decider::Format;
use domain::event::PersonalSet;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::codec::Codec;
use zeroize::Zeroize;

use super::Facet;

/// By what a field finds its person; `within` is the list that the record stands in.
pub(super) fn facet_of(field: &str, within: &str) -> Option<Facet> {
    match field {
        "given_name" | "family_name" | "name" | "short_name" | "sign_in_name" => Some(Facet::Name),
        "phone" => Some(Facet::Phone),
        "tax_id" | "email" => Some(Facet::Document),
        "number" if within == "documents" => Some(Facet::Document),
        _ if field.ends_with("_number") => Some(Facet::Document),
        _ => None,
    }
}

/// The texts of an encoded personal payload of an event type, with what each finds.
pub(super) fn of((type_id, schema): (u16, u16), details: &[u8]) -> Vec<(Facet, String)> {
    let mut texts = Vec::new();
    // What this program cannot read finds nobody; the tables say that there is such an entry.
    let Ok(said) = AnyPersonal::decode(&Codec, type_id, schema, details) else { return texts };
    if let Ok(mut json) = said.encode(&Json) {
        if let Ok(value) = serde_json::from_slice(&json) {
            collect(value, ("", ""), &mut texts);
        }
        json.zeroize();
    }
    texts
}

fn collect(value: Value, (field, within): (&str, &str), texts: &mut Vec<(Facet, String)>) {
    match value {
        Value::String(text) => texts.extend(facet_of(field, within).map(|facet| (facet, text))),
        Value::Array(items) => items.into_iter().for_each(|item| collect(item, ("", field), texts)),
        Value::Object(fields) => {
            for (name, value) in fields {
                collect(value, (&name, within), texts);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Field names beside values: what bincode leaves out.
struct Json;

impl Format for Json {
    type Error = serde_json::Error;

    fn encode<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(value)
    }

    fn decode<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}
