//! Bodies that are no JSON, or JSON that is meant to harm.

use serde_json::{Value, json};

use crate::{Case, Desk, NOBODY, SECRET, counselling, events_of, registration};

fn raw(name: &'static str, body: impl Into<Vec<u8>>, code: &'static str) -> Case {
    Case::new(name, body).refused(400, code, "")
}

/// The registration with bytes in the place of the family name's quoted text.
fn named(name: &[u8]) -> Vec<u8> {
    let text = registration().to_string();
    let (before, after) = text.split_once("\"Diallo\"").expect("a family name");
    [before.as_bytes(), name, after.as_bytes()].concat()
}

#[test]
fn what_is_no_json_is_refused() {
    let desk = Desk::new();
    desk.check(vec![
        raw("nothing", "", "http.malformed_json"),
        raw("white space", " \r\n\t ", "http.malformed_json"),
        raw("a name", SECRET, "http.malformed_json"),
        raw("cut off", format!("{{\"type\":\"{SECRET}"), "http.malformed_json"),
        raw("two values", "{} {}", "http.malformed_json"),
        raw("a comma too many", r#"{"type":"x",}"#, "http.malformed_json"),
        raw("single quotes", "{'type':'x'}", "http.malformed_json"),
        raw("a comment", "/* x */ {}", "http.malformed_json"),
        raw("NaN", r#"{"type":NaN}"#, "http.malformed_json"),
        raw("a byte order mark", b"\xef\xbb\xbf{}".as_slice(), "http.malformed_json"),
        raw("UTF-16", b"\xff\xfe{\0}\0".as_slice(), "http.malformed_json"),
        raw("binary", (0..=255_u8).collect::<Vec<_>>(), "http.malformed_json"),
        raw("a number beyond every number", r#"{"type":1e400}"#, "http.malformed_json"),
        raw("minus such a number", r#"{"type":-1e99999}"#, "http.malformed_json"),
        raw("a form", format!("type=migrant_registered&name={SECRET}"), "http.malformed_json"),
        raw("XML", format!("<event>{SECRET}</event>"), "http.malformed_json"),
    ]);
}

#[test]
fn json_of_another_form_is_refused() {
    let desk = Desk::new();
    desk.check(vec![
        raw("null", "null", "http.wrong_body"),
        raw("a text", format!("\"{SECRET}\""), "http.wrong_body"),
        raw("a number", "17", "http.wrong_body"),
        raw("a list", "[{}]", "http.wrong_body"),
        Case::new("an empty object", "{}").refused(422, "field.missing", "type"),
        raw("an empty batch", r#"{"events":[]}"#, "http.empty_batch"),
        Case::new("a batch that is none", r#"{"events":{}}"#).refused(
            400,
            "http.wrong_body",
            "events",
        ),
        Case::event(
            "something beside a batch",
            json!({"events": [registration()], "type": SECRET}),
        )
        .refused(400, "http.wrong_body", "type"),
        Case::event("a batch in a batch", json!({"events": [[registration()]]})).refused(
            400,
            "http.wrong_body",
            "",
        ),
    ]);
}

#[test]
fn nesting_without_end_is_refused() {
    let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    let within = |depth: usize| {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        registration().to_string().replacen("\"F\"", &deep, 1)
    };
    let desk = Desk::new();
    desk.check(vec![
        raw("lists", "[".repeat(100_000), "http.json_too_deep"),
        raw("objects", objects(100_000), "http.json_too_deep"),
        raw("in a field", within(100_000), "http.json_too_deep"),
        raw("one level too deep", within(126), "http.json_too_deep"),
        Case::new("as deep as is read", within(100)).refused(422, "field.wrong_type", "sex"),
    ]);
}

#[test]
fn keys_that_stand_twice_are_refused_however_they_are_spelt() {
    let twice = |from: &str, to: &str| registration().to_string().replacen(from, to, 1);
    let desk = Desk::new();
    desk.check(vec![
        raw(
            "of the event",
            r#"{"type":"a","type":"b","occurred_on":"2024"}"#,
            "http.duplicate_key",
        ),
        raw(
            "escaped",
            r#"{"type":"a","\u0074ype":"b","occurred_on":"2024"}"#,
            "http.duplicate_key",
        ),
        raw("of the data", twice("\"sex\":", "\"sex\":\"M\",\"sex\":"), "http.duplicate_key"),
        raw(
            "of the personal part, escaped",
            twice(
                "\"family_name\":",
                &format!("\"f\\u0061mily_name\":\"{SECRET}\",\"family_name\":"),
            ),
            "http.duplicate_key",
        ),
        raw(
            "of what nobody reads",
            r#"{"x":[{"Fatoumata":1,"Fatoumata":2}]}"#,
            "http.duplicate_key",
        ),
        raw("empty", r#"{"":1,"":2}"#, "http.duplicate_key"),
    ]);
}

#[test]
fn texts_that_are_no_texts_are_refused() {
    let control = |name, text: &[u8]| {
        Case::new(name, named(text)).refused(422, "field.not_a_text", "personal.family_name")
    };
    let desk = Desk::new();
    desk.check(vec![
        raw("NUL, escaped", named(br#""Fatoumata\u0000""#), "http.control_character"),
        raw("NUL in a key", "{\"ty\\u0000pe\":1}", "http.control_character"),
        raw("NUL, bare", named(b"\"Fatoumata\0\""), "http.malformed_json"),
        raw("a bare line break", named(b"\"Fatoumata\n\""), "http.malformed_json"),
        raw("half a surrogate pair", named(br#""Fatoumata \ud83d""#), "http.malformed_json"),
        raw("the other half", named(br#""\udc00 Fatoumata""#), "http.malformed_json"),
        raw(
            "halves in the wrong order",
            named(br#""Fatoumata \udc00\ud83d""#),
            "http.malformed_json",
        ),
        raw("a byte of Latin-1", named(b"\"Fatoumata B\xe2\""), "http.malformed_json"),
        raw("an overlong form", named(b"\"Fatoumata \xc0\x80\""), "http.malformed_json"),
        raw("a surrogate in UTF-8", named(b"\"Fatoumata \xed\xa0\x80\""), "http.malformed_json"),
        raw("beyond Unicode", named(b"\"Fatoumata \xf4\x90\x80\x80\""), "http.malformed_json"),
        raw("an unknown escape", named(br#""Fatoumata \x41""#), "http.malformed_json"),
        control("a tab", br#""Fatoumata\tBa""#),
        control("an escape sequence", br#""Fatoumata \u001b[2J""#),
        control("a deletion", br#""Fatoumata\u007f""#),
        control("a control character of Latin-1", br#""Fatoumata\u0085Ba""#),
        control("nothing", br#""""#),
        control("blanks", br#""   \u00a0""#),
    ]);
}

#[test]
fn too_much_of_anything_is_refused() {
    let desk = Desk::with(&[("limits.batch_events_max", "4")]);
    let long = |name: &'static str, place: &str, chars: usize, field| {
        let text = "é".repeat(chars);
        let event = crate::with(registration(), place, json!(text));
        Case::event(name, event).refused(422, "field.not_a_text", field).hides("éééé")
    };
    let many = vec![json!("SN"); 201];
    let batch: Vec<Value> = (0..5).map(|_| counselling("2024-01-10")).collect();
    let padded = |bytes: usize| {
        let mut body = registration().to_string().into_bytes();
        body.resize(bytes, b' ');
        body
    };
    let note = crate::beside(registration(), "", "note", json!("é".repeat(8_001)));
    desk.check(vec![
        long("a name", "personal.family_name", 121, "personal.family_name"),
        long("a telephone number", "personal.phone", 33, "personal.phone"),
        long("a name of half a megabyte", "personal.given_name", 250_000, "personal.given_name"),
        Case::event("a note", note).refused(422, "field.not_a_text", "note").hides("éééé"),
        Case::event("a list", crate::with(registration(), "data.nationalities", json!(many)))
            .refused(422, "field.wrong_type", "nationalities"),
        Case::event("a batch", json!({"events": batch})).refused(413, "http.batch_too_large", ""),
        Case::new("one byte more than a body has", padded((1 << 20) + 1)).refused(
            413,
            "http.body_too_large",
            "",
        ),
        Case::new("ten megabytes", padded(10 << 20)).refused(413, "http.body_too_large", ""),
        Case::event("a word to search for", json!({"words": "é".repeat(20_000)}))
            .to("/v1/search")
            .refused(400, "http.wrong_parameter", "words")
            .hides("éééé"),
        Case::new("a search for a number", r#"{"words":17}"#).to("/v1/search").refused(
            400,
            "http.wrong_body",
            "",
        ),
    ]);
}

#[test]
fn a_batch_stands_or_falls_as_one() {
    let wrong = crate::with(counselling("2024-01-12"), "data.minutes", json!(SECRET));
    let desk = Desk::new();
    let batch = json!({"events": [counselling("2024-01-10"), counselling("2024-01-11"), wrong]});
    let case = Case::event("the third of three", batch).refused(422, "field.wrong_type", "minutes");
    assert_eq!(desk.send(&case).json()["index"], 2);
    desk.check(vec![
        case,
        Case::event("for somebody unknown", json!({"events": [counselling("2024-01-10")]}))
            .to(events_of(NOBODY))
            .refused(404, "migrant.not_registered", ""),
    ]);
}
