//! Names in the scripts of those who bear them: taken as they are, found, and shown unchanged.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{Case, Desk, events_of, registration, with};

/// Given name, family name, and a word under which she is looked for.
const NAMES: [(&str, &str, &str); 12] = [
    ("Aïssatou", "N'Diaye-Bâ", "aissatou"),
    ("Ndèye Fatou", "Müller", "ndeye"),
    ("سيدي محمد", "ولد أحمد", "سيدي"),
    ("فاطمة الزهراء", "بنت مُحَمَّد", "بنت"),
    // A mark that says: from right to left.
    ("\u{200f}مريم\u{200f}", "منت الشيخ", "منت"),
    // Letters that are joined or kept apart by marks of their own.
    ("می\u{200c}خواهم", "آزاد", "آزاد"),
    // e and its accent, apart.
    ("He\u{301}le\u{300}ne", "Traore\u{301}", "helene"),
    ("Đặng Thị", "Ngọc Hân", "ngoc"),
    // An apostrophe joins, whichever it is.
    ("O’Connor", "d'Étaples", "oconnor"),
    ("Łucja", "Żółć", "zoł"),
    ("𞤀𞤣𞤤𞤢𞤥", "𞤆𞤵𞤤𞤢𞤪", "𞤆𞤵𞤤𞤢𞤪"),
    ("ߒߞߏ", "ߞߎߟߌߓߊߟߌ", "ߞߎߟߌߓߊߟߌ"),
];

#[test]
fn names_of_any_script_are_kept_shown_and_found_as_they_are() {
    let desk = Desk::new();
    for (number, (given, family, word)) in NAMES.iter().enumerate() {
        let stream = format!("0190f3c5-7a51-7c1e-8a43-{number:012x}");
        let event = with(registration(), "personal.given_name", json!(given));
        let event = with(event, "personal.family_name", json!(family));
        let case = Case::event("a name", event).to(events_of(&stream));
        let answer = desk.send(&case);
        assert_eq!(answer.status, 201, "{given} {family}: {}", answer.text());
        let reached = desk.server.app().registry.store().head().size;
        assert!(desk.server.app().registry.runner.wait_for(reached, Duration::from_secs(10)));

        let shown = desk.send(&Case::get("her story", events_of(&stream))).json();
        let personal = &shown["entries"][0]["personal"];
        assert!(holds(personal, given) && holds(personal, family), "{given} {family}: {shown}");

        let found =
            desk.send(&Case::new("a search", json!({"words": word}).to_string()).to("/v1/search"));
        let rows = found.json();
        let streams: Vec<&Value> =
            rows["rows"].as_array().into_iter().flatten().map(|row| &row["stream"]).collect();
        assert!(streams.contains(&&json!(stream)), "{word}: {rows}");
    }
}

/// Whether a text stands somewhere in a value, letter for letter.
fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(said) => said == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(members) => members.values().any(|member| holds(member, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[test]
fn two_forms_of_one_letter_are_one_name_for_whoever_looks_and_two_for_the_log() {
    let desk = Desk::new();
    for (number, given) in ["Hélène", "He\u{301}le\u{300}ne"].iter().enumerate() {
        let stream = format!("0190f3c5-7a51-7c1e-8a43-{number:012x}");
        let event = with(registration(), "personal.given_name", json!(given));
        let answer = desk.send(&Case::event("a name", event).to(events_of(&stream)));
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    let reached = desk.server.app().registry.store().head().size;
    assert!(desk.server.app().registry.runner.wait_for(reached, Duration::from_secs(10)));
    for word in ["Hélène", "He\u{301}le\u{300}ne", "HELENE"] {
        let found =
            desk.send(&Case::new("a search", json!({"words": word}).to_string()).to("/v1/search"));
        assert_eq!(found.json()["rows"].as_array().map(Vec::len), Some(2), "{word}");
    }
}
