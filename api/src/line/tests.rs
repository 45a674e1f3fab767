//! Lines as people make them.

use super::*;

#[track_caller]
fn wrong(line: &str, path: &str) {
    let found = Line::parse(line.as_bytes()).err().map(|error| error.path);
    assert_eq!(found.as_deref(), Some(path), "{line}");
}

#[test]
fn a_line_names_its_stream_its_times_and_its_recorder() {
    let line = Line::parse(
        br#"{"stream":"migrant/P01","type":"departure_recorded","occurred_on":"2024-03-10",
            "recorded_at":"2024-03-10T09:00:00Z","role":"consular_officer","data":{"regular":true}}"#,
    )
    .unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!((line.kind, line.name.as_str()), (StreamKind::Migrant, "P01"));
    assert_eq!(line.recorded_at_ms, Some(1_710_061_200_000));
    assert_eq!(line.role, Some(Role::ConsularOfficer));
    assert_eq!(line.input.type_name, "departure_recorded");
}

#[test]
fn a_misspelt_key_is_refused_and_named() {
    wrong(r#"{"stream":"migrant/P01","type":"x","occured_on":"2024"}"#, "occured_on");
    wrong(r#"{"stream":"migrant/P01","type":"x"}"#, "occurred_on");
    wrong(r#"{"type":"x","occurred_on":"2024"}"#, "stream");
    wrong(r#"{"stream":"person/P01","type":"x","occurred_on":"2024"}"#, "stream");
    wrong(r#"{"stream":"migrant/","type":"x","occurred_on":"2024"}"#, "stream");
    wrong(r#"{"stream":"migrant/P01","type":"x","occurred_on":"2024","role":"king"}"#, "role");
    wrong(r#"{"stream":"migrant/P01","type":"x","occurred_on":"2024","data":[]}"#, "data");
    wrong(r#"{"stream":5,"type":"x","occurred_on":"2024"}"#, "stream");
}

#[test]
fn what_is_no_json_object_is_refused() {
    for line in ["", "[]", "{", "null", r#"{"a":1,"a":2}"#, "\u{feff}{}"] {
        wrong(line, "");
    }
}
