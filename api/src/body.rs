//! Request bodies: read strictly (`json`), without control characters, into types.
//!
//! What is wrong is said by place or by the field's name; no value is ever quoted.

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Fault, Problem};
use crate::fields;
use crate::json;

/// The value that a body denotes.
///
/// # Errors
/// It is no JSON, too deep, names a key twice or holds a NUL character.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let value = json::parse(bytes).map_err(refused)?;
    if holds_nul(&value) {
        return Err(Problem::new(Fault::ControlCharacter));
    }
    Ok(value)
}

fn refused(error: serde_json::Error) -> Problem {
    let said = error.to_string();
    let fault = if said.starts_with("an object names a key twice") {
        Fault::DuplicateKey
    } else if said.starts_with("recursion limit") {
        Fault::JsonTooDeep
    } else {
        Fault::MalformedJson
    };
    Problem::new(fault).detail(format!("line {}, column {}", error.line(), error.column()))
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(members) => {
            members.iter().any(|(key, member)| key.contains('\0') || holds_nul(member))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The typed body that a value denotes; unknown fields are errors where the type says so.
///
/// # Errors
/// The value is no such body.
pub fn typed<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, Problem> {
    T::deserialize(value).map_err(|error| {
        // Only the names of fields: serde's other messages quote values, which may be personal.
        let said = error.to_string();
        let problem = Problem::new(Fault::WrongBody);
        match named_field(&said) {
            Some((what, field)) => problem.about(what).field(fields::key_shown(field)),
            None => problem,
        }
    })
}

/// What serde says about a field's name: unknown, missing or given twice.
fn named_field(said: &str) -> Option<(&'static str, &str)> {
    for (start, what) in [
        ("unknown field `", "unknown field"),
        ("missing field `", "missing field"),
        ("duplicate field `", "duplicate field"),
    ] {
        if let Some(rest) = said.strip_prefix(start) {
            return rest.split('`').next().map(|field| (what, field));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code(body: &str) -> String {
        parse(body.as_bytes()).unwrap_err().code().to_owned()
    }

    #[test]
    fn ordinary_json_is_read_as_it_stands() {
        let body = r#"{"b":[1,-2,0.5,true,null],"a":{"é":"\u00e9"}}"#;
        let value = parse(body.as_bytes()).unwrap();
        assert_eq!(value, json!({"b": [1, -2, 0.5, true, null], "a": {"é": "é"}}));
    }

    #[test]
    fn a_key_given_twice_is_refused_however_it_is_spelt() {
        assert_eq!(code(r#"{"a":1,"a":2}"#), "http.duplicate_key");
        assert_eq!(code(r#"{"x":[{"a":1,"\u0061":2}]}"#), "http.duplicate_key");
    }

    #[test]
    fn too_deep_cut_short_or_followed_by_something_is_refused() {
        assert_eq!(code(&"[".repeat(100_000)), "http.json_too_deep");
        assert_eq!(code(r#"{"a":"#), "http.malformed_json");
        assert_eq!(code("{} {}"), "http.malformed_json");
        assert_eq!(code(""), "http.malformed_json");
    }

    #[test]
    fn a_nul_character_is_refused_in_texts_and_keys() {
        assert_eq!(code(r#"{"a":"x\u0000"}"#), "http.control_character");
        assert_eq!(code(r#"{"\u0000":1}"#), "http.control_character");
    }

    #[test]
    fn a_wrong_body_names_the_field_and_never_a_value() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Body {
            #[expect(dead_code, reason = "only its type matters")]
            number: u8,
        }
        let unknown = typed::<Body>(json!({"number": 1, "surname": 2})).unwrap_err();
        assert_eq!(unknown.field_path(), Some("surname"));
        let wrong = typed::<Body>(json!({"number": "Diallo"})).unwrap_err();
        assert!(!format!("{wrong:?} {wrong}").contains("Diallo"));
    }
}
