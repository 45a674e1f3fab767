//! The words people read: names of events, fields, codes, refusals and reports, by language.
//!
//! The words stand in `domain/labels/`, one file a language, sorted by key. French comes first:
//! it is the language of the services that keep the registry. What has no word in a language is
//! shown in French, else in English, never left out. Titles of maintained lists (ISCO, ISIC)
//! stand with their codes in [`crate::codes::lists`].

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::codes::lists;

#[cfg(test)]
mod tests;

/// A language of screens and exports.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
    /// Spanish.
    Es,
    /// Arabic.
    Ar,
}

/// A text is not the code of a language of the screens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a language of the screens: expected fr, en, es or ar")]
pub struct NotALang;

impl Lang {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::Fr, Self::En, Self::Es, Self::Ar];

    /// The languages in which everything has a label.
    pub const COMPLETE: [Self; 3] = [Self::Fr, Self::En, Self::Es];

    /// Its code, ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
            Self::Es => "es",
            Self::Ar => "ar",
        }
    }

    /// Whether it is written from right to left.
    pub const fn is_right_to_left(self) -> bool {
        match self {
            Self::Ar => true,
            Self::Fr | Self::En | Self::Es => false,
        }
    }

    /// In which languages a word is looked for, this one first.
    const fn fallbacks(self) -> [Self; 3] {
        match self {
            Self::Fr => [Self::Fr, Self::En, Self::En],
            Self::En => [Self::En, Self::Fr, Self::Fr],
            Self::Es => [Self::Es, Self::Fr, Self::En],
            Self::Ar => [Self::Ar, Self::Fr, Self::En],
        }
    }

    fn words(self) -> &'static HashMap<&'static str, &'static str> {
        match self {
            Self::Fr => &FR,
            Self::En => &EN,
            Self::Es => &ES,
            Self::Ar => &AR,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = NotALang;

    fn from_str(text: &str) -> Result<Self, NotALang> {
        Self::ALL.into_iter().find(|lang| lang.code() == text).ok_or(NotALang)
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
    lang.fallbacks().into_iter().find_map(|lang| own_label(lang, key))
}

/// The words for a key in this language and no other.
///
/// A field without words of its own event has those of every field of that name; a code without
/// words of its own list has those of its data file, or those that codes of that name share.
pub fn own_label(lang: Lang, key: &str) -> Option<&'static str> {
    let words = lang.words();
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
    lang.words().keys().copied()
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
