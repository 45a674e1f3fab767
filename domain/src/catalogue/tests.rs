//! The catalogue is what clients, templates and documents are made from: no name in it may stand
//! for two things.

use std::collections::{BTreeMap, BTreeSet};

use super::{all, by_id, by_name, code_lists, refusal, refusals};
use crate::describe::{Field, Shape};
use crate::stream::StreamKind;

fn every_shape(visit: &mut dyn FnMut(&str, Shape)) {
    fn walk(path: &str, fields: &[Field], visit: &mut dyn FnMut(&str, Shape)) {
        for field in fields {
            let path = format!("{path}.{}", field.name);
            let mut shape = field.shape;
            while let Shape::List { item } = shape {
                shape = *item;
            }
            visit(&path, shape);
            if let Shape::Record { fields } = shape {
                walk(&path, fields, visit);
            }
        }
    }
    for event in all() {
        walk(event.name, event.facts, visit);
        walk(event.name, event.personal, visit);
    }
}

#[test]
fn every_event_type_is_found_by_its_number_and_by_its_name() {
    for event in all() {
        assert_eq!(by_id(event.id).map(|found| found.name), Some(event.name));
        assert_eq!(by_name(event.name).map(|found| found.id), Some(event.id));
    }
}

#[test]
fn no_number_and_no_name_stands_for_two_event_types() {
    let ids: BTreeSet<_> = all().iter().map(|event| event.id).collect();
    let names: BTreeSet<_> = all().iter().map(|event| event.name).collect();
    assert_eq!((ids.len(), names.len()), (all().len(), all().len()));
}

/// A duplicate number would vanish when amendments are counted once, so it is looked for before.
#[test]
fn only_amendments_stand_on_every_kind_of_stream() {
    let mut kinds = BTreeMap::new();
    for event in <crate::any::AnyEvent as crate::event::EventSet>::types() {
        kinds.entry(event.id).or_insert_with(Vec::new).push((event.name, event.stream));
    }
    for (id, types) in kinds {
        let expected = if types[0].1.is_none() { StreamKind::ALL.len() } else { 1 };
        assert_eq!(types.len(), expected, "type {id}: {types:?}");
        assert!(types.iter().all(|(name, _)| *name == types[0].0), "type {id}: {types:?}");
    }
}

#[test]
fn names_are_snake_case_and_documented() {
    let snake = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    for event in all() {
        assert!(snake(event.name) && !event.doc.is_empty(), "{}", event.name);
        for field in event.facts.iter().chain(event.personal) {
            assert!(snake(field.name) && !field.doc.is_empty(), "{}.{}", event.name, field.name);
        }
    }
}

/// A label is checked when it is read; a closed list may grow, so its codes must stay apart.
#[test]
fn a_closed_list_has_one_set_of_codes_without_repetition() {
    let mut lists = BTreeMap::new();
    every_shape(&mut |path, shape| {
        if let Shape::Choice { list, codes } = shape {
            let known = *lists.entry(list).or_insert(codes);
            assert_eq!(known, codes, "{path}: two lists are called {list}");
            let distinct: BTreeSet<_> = codes.iter().collect();
            assert_eq!(distinct.len(), codes.len(), "{path}: {list} repeats a code");
        }
    });
    for (name, codes) in lists {
        let found = code_lists().iter().find(|list| list.name == name);
        assert_eq!(found.and_then(|list| list.codes), Some(codes));
    }
}

#[test]
fn maintained_lists_are_listed_without_codes() {
    for name in ["iso_3166_1", "iso_4217", "isco_08", "isic_4"] {
        let found = code_lists().iter().find(|list| list.name == name);
        assert!(found.is_some_and(|list| list.codes.is_none()), "{name}");
    }
}

#[test]
fn facts_hold_no_free_text() {
    fn walk(path: &str, fields: &[Field]) {
        for field in fields {
            let path = format!("{path}.{}", field.name);
            let mut shape = field.shape;
            while let Shape::List { item } = shape {
                shape = *item;
            }
            assert!(!matches!(shape, Shape::Text { .. }), "{path} is a free text: personal");
            if let Shape::Record { fields } = shape {
                walk(&path, fields);
            }
        }
    }
    for event in all() {
        walk(event.name, event.facts);
    }
}

#[test]
fn a_refusal_code_says_one_thing() {
    let codes: BTreeSet<_> = refusals().iter().map(|entry| entry.code).collect();
    assert_eq!(codes.len(), refusals().len());
    for entry in refusals() {
        let (subject, reason) = entry.code.split_once('.').expect("subject.reason");
        assert!(!subject.is_empty() && !reason.is_empty() && !reason.contains('.'));
        assert_eq!(refusal(entry.code), Some(entry));
        let first = entry.sentence.chars().next().expect("a sentence");
        assert!(!first.is_uppercase() && !entry.sentence.ends_with('.'), "{}", entry.code);
    }
}

#[test]
fn the_rules_of_an_event_type_are_listed_refusals() {
    for event in all() {
        for code in event.refusals {
            assert!(refusal(code).is_some(), "{}: {code}", event.name);
        }
    }
}

/// Whoever adds a refusal says which event types it concerns, or it will be in no document.
#[test]
fn every_rule_of_an_aggregate_concerns_an_event_type() {
    let named: BTreeSet<_> =
        all().iter().flat_map(|event| event.refusals.iter().copied()).collect();
    for entry in refusals() {
        let general = entry.code.starts_with("event.");
        assert!(general || named.contains(entry.code), "{} concerns no event", entry.code);
    }
}
