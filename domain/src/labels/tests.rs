//! Looking up words falls back from language to language and from field to field.

use super::{Lang, keys, label, own_label};

#[test]
fn an_unknown_key_has_no_words() {
    assert_eq!(label(Lang::Fr, "event.no_such_event"), None);
}

#[test]
fn a_language_is_read_from_its_code() {
    for lang in Lang::ALL {
        assert_eq!(lang.code().parse(), Ok(lang));
    }
    assert!("de".parse::<Lang>().is_err());
}

#[test]
fn a_complete_language_has_every_key_that_another_has() {
    for lang in Lang::ALL {
        for key in keys(lang) {
            for complete in Lang::COMPLETE {
                assert!(own_label(complete, key).is_some(), "{key} has no words in {complete}");
            }
        }
    }
}
