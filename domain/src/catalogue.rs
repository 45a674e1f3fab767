//! Everything that can be recorded, listed: event types, code lists, refusals. All of it is read
//! off the types themselves; what a person sees of it is rendered elsewhere.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::aggregate::Refused;
use crate::any::{AnyEvent, Declined};
use crate::decider::Class;
use crate::describe::{EventType, Field, Shape};
use crate::event::EventSet;

static TYPES: LazyLock<Vec<&'static EventType>> = LazyLock::new(|| {
    let mut types = AnyEvent::types();
    types.sort_by_key(|event| event.id);
    types.dedup_by_key(|event| event.id); // each kind of stream has the amendments
    types
});

/// Every event type, by number.
pub fn all() -> &'static [&'static EventType] {
    &TYPES
}

/// The event type with a name on the wire.
pub fn by_name(name: &str) -> Option<&'static EventType> {
    static BY_NAME: LazyLock<BTreeMap<&'static str, &'static EventType>> =
        LazyLock::new(|| all().iter().map(|event| (event.name, *event)).collect());
    BY_NAME.get(name).copied()
}

/// The event type with a number.
pub fn by_id(id: u16) -> Option<&'static EventType> {
    let index = all().binary_search_by_key(&id, |event| event.id).ok()?;
    all().get(index).copied()
}

/// A list of codes that some field uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ListInUse {
    /// Its name.
    pub name: &'static str,
    /// Its codes, where the registry itself defines them; none for lists that others maintain.
    pub codes: Option<&'static [&'static str]>,
}

/// Every list of codes that some field uses, by name.
pub fn code_lists() -> &'static [ListInUse] {
    static LISTS: LazyLock<Vec<ListInUse>> = LazyLock::new(|| {
        let mut lists = BTreeMap::new();
        for event in all() {
            visit_lists(event.facts, &mut lists);
            visit_lists(event.personal, &mut lists);
        }
        lists.into_iter().map(|(name, codes)| ListInUse { name, codes }).collect()
    });
    &LISTS
}

fn visit_lists(
    fields: &[Field],
    lists: &mut BTreeMap<&'static str, Option<&'static [&'static str]>>,
) {
    for field in fields {
        visit_list(field.shape, lists);
    }
}

fn visit_list(shape: Shape, lists: &mut BTreeMap<&'static str, Option<&'static [&'static str]>>) {
    match shape {
        Shape::Choice { list, codes } => {
            lists.insert(list, Some(codes));
        }
        Shape::Code { list } => {
            lists.insert(list, None);
        }
        Shape::Money => {
            lists.insert(crate::codes::Currency::LIST, None);
        }
        Shape::List { item } => visit_list(*item, lists),
        Shape::Record { fields } => visit_lists(fields, lists),
        Shape::Flag
        | Shape::Integer { .. }
        | Shape::Decimal { .. }
        | Shape::Day
        | Shape::Month
        | Shape::Occurrence
        | Shape::Reference { .. }
        | Shape::Id
        | Shape::Label
        | Shape::Text { .. }
        | Shape::Digest
        | Shape::Replacement => {}
    }
}

/// A reason for which something is not recorded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RefusalEntry {
    /// Its permanent code.
    pub code: &'static str,
    /// What kind of answer it deserves.
    pub class: Class,
    /// The sentence, in English.
    pub sentence: &'static str,
}

/// Every refusal of the domain, by code.
pub fn refusals() -> &'static [RefusalEntry] {
    static REFUSALS: LazyLock<Vec<RefusalEntry>> = LazyLock::new(|| {
        let lists: [&[(&'static str, Class, &'static str)]; 15] = [
            crate::access::Refusal::ALL,
            crate::agency::Refusal::ALL,
            crate::amendment::Refusal::ALL,
            crate::case::Refusal::ALL,
            crate::complaint::Refusal::ALL,
            crate::employer::Refusal::ALL,
            crate::finding::Refusal::ALL,
            crate::migrant::Refusal::ALL,
            crate::organisation::Refusal::ALL,
            crate::programme::Refusal::ALL,
            crate::registry::Refusal::ALL,
            crate::user::Refusal::ALL,
            crate::vacancy::Refusal::ALL,
            Refused::<crate::amendment::Refusal>::GENERAL,
            Declined::OWN,
        ];
        let mut entries: Vec<_> = lists
            .concat()
            .into_iter()
            .map(|(code, class, sentence)| RefusalEntry { code, class, sentence })
            .collect();
        entries.sort_by_key(|entry| entry.code);
        entries
    });
    &REFUSALS
}

/// The refusal with a code.
pub fn refusal(code: &str) -> Option<&'static RefusalEntry> {
    let index = refusals().binary_search_by_key(&code, |entry| entry.code).ok()?;
    refusals().get(index)
}

#[cfg(test)]
mod tests;
