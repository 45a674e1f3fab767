//! The description describes itself: every reference resolves, every name is unique.

use std::collections::BTreeSet;

use super::*;

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(to)) = members.get("$ref") {
                found.insert(to.clone());
            }
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_reference_resolves() {
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 2);
    for to in found {
        let name = to.strip_prefix("#/components/schemas/").unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{to}");
    }
}

#[test]
fn the_components_file_is_json() {
    let components: Map<String, Value> = serde_json::from_str(COMPONENTS).unwrap();
    assert!(!components.is_empty());
}

#[test]
fn every_operation_has_a_name_of_its_own_and_declares_the_parameters_of_its_path() {
    let mut names = BTreeSet::new();
    for route in ROUTES {
        assert!(names.insert(route.name), "{} twice", route.name);
        for piece in route.path.split('/').filter_map(|piece| piece.strip_prefix('{')) {
            let name = piece.trim_end_matches('}');
            let declared = route
                .parameters
                .iter()
                .any(|parameter| parameter.place == Place::Path && parameter.name == name);
            assert!(declared, "{} does not declare {name}", route.path);
        }
    }
}

#[test]
fn only_health_and_documentation_are_open() {
    let open: Vec<&str> = ROUTES
        .iter()
        .filter(|route| route.needs == Needs::Open)
        .map(|route| route.path)
        .filter(|path| !path.starts_with("/docs"))
        .collect();
    assert!(
        open.iter().all(|path| ["/healthz", "/readyz", "/openapi.json"].contains(path)),
        "{open:?}"
    );
}
