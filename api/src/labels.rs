//! The words people read: names of events, fields, codes, refusals and reports, by language.
//!
//! The words stand in `api/labels/`, one file a language, sorted by key. French comes first:
//! it is the language of the services that keep the registry. What has no word in a language is
//! shown in French, else in English, never left out. Titles of maintained lists (ISCO, ISIC)
//! stand with their codes in [`domain::codes::lists`].

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::codes::lists;
use domain::lang::Lang;

#[cfg(test)]
mod tests;

/// In which languages a word is looked for, this one first.
const fn fallbacks(lang: Lang) -> [Lang; 3] {
    match lang {
        Lang::Fr => [Lang::Fr, Lang::En, Lang::En],
        Lang::En => [Lang::En, Lang::Fr, Lang::Fr],
        Lang::Es => [Lang::Es, Lang::Fr, Lang::En],
        Lang::Ar => [Lang::Ar, Lang::Fr, Lang::En],
    }
}

fn words(lang: Lang) -> &'static HashMap<&'static str, &'static str> {
    match lang {
        Lang::Fr => &FR,
        Lang::En => &EN,
        Lang::Es => &ES,
        Lang::Ar => &AR,
    }
}

static FR: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| entries(include_str!("../labels/fr.csv")).collect());
static EN: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| entries(include_str!("../labels/en.csv")).collect());
static ES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| entries(include_str!("../labels/es.csv")).collect());
static AR: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| entries(include_str!("../labels/ar.csv")).collect());

/// The lines `key;text` of a file of labels, without its header and its notes.
fn entries(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(';'))
        .filter(|(key, _)| *key != "key")
}

/// The words for a key, in this language if it has them, else in French, else in English.
///
/// Keys are `event.NAME`, `field.NAME.FIELD` (else `field.FIELD`), `choice.LIST.CODE`,
/// `phase.CODE`, `stream.CODE`, `refusal.CODE`, `finding.F01`, `role.CODE`, `report.CODE`,
/// `column.REPORT.NAME` (else `column.NAME`), `dimension.CODE`, `scale.NAME.ANSWER`, `state.CODE`,
/// `class.CODE`, `lang.CODE`, `word.NAME`.
pub fn label(lang: Lang, key: &str) -> Option<&'static str> {
    fallbacks(lang).into_iter().find_map(|lang| own_label(lang, key))
}

/// The words for a key in this language and no other.
///
/// A field without words of its own event has those of every field of that name; a code without
/// words of its own list has those of its data file, or those that codes of that name share.
pub fn own_label(lang: Lang, key: &str) -> Option<&'static str> {
    let words = words(lang);
    let find = |key: String| words.get(key.as_str()).copied();
    if let Some(own) = words.get(key) {
        return Some(own);
    }
    let titled = |list, code| match lang {
        Lang::Ar => None,
        Lang::Fr | Lang::En | Lang::Es => lists::title(list, code, lang),
    };
    let (area, rest) = key.split_once('.')?;
    let (owner, name) = rest.split_once('.')?;
    match (area, owner) {
        ("field", _) => find(format!("field.{name}")).or_else(|| titled("c189_checklist", name)),
        ("column", _) => find(format!("column.{name}")),
        ("choice", "role") => find(format!("role.{name}")),
        ("choice", "stream_kind") => find(format!("stream.{name}")),
        ("choice", "finding_rule") => find(format!("finding.{name}")),
        ("choice", _) => titled(owner, name).or_else(|| find(format!("choice.{name}"))),
        _ => None,
    }
}

/// Every key that has words in this language.
pub fn keys(lang: Lang) -> impl Iterator<Item = &'static str> {
    words(lang).keys().copied()
}

/// The words for an event type.
pub fn event(lang: Lang, name: &str) -> Option<&'static str> {
    label(lang, &format!("event.{name}"))
}

/// The words for a field of an event type.
pub fn field(lang: Lang, event: &str, field: &str) -> Option<&'static str> {
    label(lang, &format!("field.{event}.{field}"))
}

/// The words for a code of one of the registry's own lists.
pub fn choice(lang: Lang, list: &str, code: &str) -> Option<&'static str> {
    label(lang, &format!("choice.{list}.{code}"))
}
