//! Each wrong field is named with its path, and its value is never repeated.

use domain::amendment::EventAnnulled;
use serde_json::json;

use super::*;

const fn field(name: &'static str, shape: Shape, required: bool) -> Field {
    Field { name, doc: "", shape, required }
}

const WAGE: &[Field] = &[field("amount", Shape::Money, true), field("days", Shape::Day, false)];

const FIELDS: &[Field] = &[
    field("sex", Shape::Choice { list: "sex", codes: &["F", "M"] }, true),
    field("country", Shape::Code { list: "iso_3166_1" }, false),
    field("hours", Shape::Integer { min: 0, max: 168 }, false),
    field("wages", Shape::List { item: &Shape::Record { fields: WAGE } }, false),
    field("employer", Shape::Reference { kind: StreamKind::Employer }, false),
    field("name", Shape::Text { chars_max: 5 }, false),
];

struct OneEmployer;

impl Resolve for OneEmployer {
    fn stream(&mut self, kind: StreamKind, name: &str) -> Option<String> {
        (kind == StreamKind::Employer && name == "EMP-1")
            .then(|| "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a".to_owned())
    }

    fn subject(&mut self, _: &str) -> Option<String> {
        None
    }
}

#[track_caller]
fn check(given: Value, then: Result<Value, (&str, &str)>) {
    let mut payload = given;
    let answer = complete(FIELDS, &mut payload, &mut OneEmployer).map(|()| payload);
    let answer = answer.map_err(|wrong| (wrong.path.clone(), wrong.code().to_owned()));
    assert_eq!(answer, then.map_err(|(path, code)| (path.to_owned(), code.to_owned())));
}

#[test]
fn absent_lists_become_empty_and_nulls_vanish() {
    check(json!({"sex": "F", "hours": null}), Ok(json!({"sex": "F", "wages": []})));
}

#[test]
fn a_reference_of_another_register_becomes_our_id() {
    check(
        json!({"sex": "F", "wages": [], "employer": "EMP-1"}),
        Ok(json!({"sex": "F", "wages": [], "employer": "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a"})),
    );
    check(json!({"sex": "F", "employer": "EMP-2"}), Err(("employer", "field.unknown_reference")));
}

#[test]
fn the_first_wrong_field_is_named_with_its_path() {
    check(json!({"sex": "F", "wage": 5}), Err(("wage", "field.unknown")));
    check(json!({}), Err(("sex", "field.missing")));
    check(json!({"sex": null}), Err(("sex", "field.missing")));
    check(json!({"sex": "W"}), Err(("sex", "field.not_in_list")));
    check(json!({"sex": 1}), Err(("sex", "field.wrong_type")));
    check(json!({"sex": "F", "country": "Spain"}), Err(("country", "field.not_in_list")));
    check(json!({"sex": "F", "hours": 169}), Err(("hours", "field.out_of_range")));
    check(json!({"sex": "F", "hours": 1.5}), Err(("hours", "field.wrong_type")));
    check(json!({"sex": "F", "name": "a\u{0}b"}), Err(("name", "field.not_a_text")));
    let negative = json!({"sex": "F", "wages": [{"amount": {"amount": "-5", "currency": "EUR"}}]});
    check(negative, Err(("wages.0.amount", "field.not_a_value")));
    let no_day = json!({"sex": "F", "wages": [
        {"amount": {"amount": "5", "currency": "EUR"}, "days": "2024-02-30"},
    ]});
    check(no_day, Err(("wages.0.days", "field.not_a_value")));
    check(json!([]), Err(("", "field.wrong_type")));
}

#[test]
fn an_error_never_repeats_a_value() {
    let mut payload = json!({"sex": "F", "name": "Aïssatou Diallo"});
    let wrong = complete(FIELDS, &mut payload, &mut IdsOnly).unwrap_err();
    assert!(!wrong.to_string().contains("Diallo"));
}

#[test]
fn a_payload_that_passes_is_one_that_the_domain_reads() {
    let mut payload = json!({"target": "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a", "reason": "TYPO"});
    complete(EventAnnulled::TYPE.facts, &mut payload, &mut IdsOnly).unwrap();
    assert!(serde_json::from_value::<EventAnnulled>(payload).is_ok());
}

#[test]
fn a_key_that_may_be_somebody_s_name_is_not_repeated() {
    for key in ["occured_on", "_x", "familyName", "17"] {
        assert_eq!(key_shown(key), key);
    }
    for key in ["Diallo", "fatou ba", "aïssatou", "+221771234567", "771234567", "", "a\u{202e}"] {
        assert_eq!(key_shown(key), "?", "{key}");
    }
    check(json!({"sex": "F", "Diallo": 5}), Err(("?", "field.unknown")));
    check(json!({"sex": "F", "country": "XZ"}), Err(("country", "field.not_in_list")));
}
