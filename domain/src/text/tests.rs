//! Names in every script; nothing that breaks a line or a log.

use super::*;

#[test]
fn names_in_arabic_and_latin_script_are_kept_as_given() {
    for name in ["Aïssatou Diallo", "عائشة", "N'Diaye", "Fatimetou mint Ahmed"] {
        assert_eq!(PersonName::try_from(name.to_owned()).unwrap().as_str(), name);
    }
}

#[test]
fn empty_overlong_and_control_texts_are_refused() {
    for text in ["", "   ", "a\0b", "a\u{1b}[31m", &"x".repeat(121)] {
        assert!(PersonName::try_from(text.to_owned()).is_err());
    }
}

#[test]
fn debug_never_shows_a_personal_text() {
    let name = PersonName::try_from("Aïssatou".to_owned()).unwrap();
    assert_eq!(format!("{name:?}"), "PersonName");
}
