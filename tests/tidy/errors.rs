//! docs/ERRORS.md: every code that an answer may carry, made from the sources.
//!
//! `UPDATE_DOCS=1 cargo test -p tests --test tidy` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::{env, fs};

use api::error::{Fault, status_of};
use api::labels::own_label;
use api::language::Language;
use domain::decider::Class;
use domain::lang::Lang;

use super::scan;

const OPENING: &str = "\
# Every code of an error or a refusal

A code is permanent: it is never used again for something else, and programs may branch on it. In
HTTP it is the `code` of a problem document (RFC 9457) whose `type` leads here; the sentence is its
`title`, in the reader's language. The class says what kind of answer it is:

| class | HTTP | says |
|---|---|---|
| Invalid | 422 | the request itself makes no sense |
| Missing | 404 | something that it names does not exist |
| Forbidden | 403 | the law forbids it to this actor |
| Conflict | 409 | it does not fit what has been recorded |
| Unavailable | 503 | nothing is wrong with the request; the registry cannot answer it now |

This page is made from the sources by the suite `tidy`; do not edit it.
";

struct Entry {
    class: String,
    status: u16,
    english: String,
    french: String,
}

fn class_named(name: &str) -> Class {
    match name {
        "Invalid" => Class::Invalid,
        "Missing" => Class::Missing,
        "Forbidden" => Class::Forbidden,
        "Conflict" => Class::Conflict,
        "Unavailable" => Class::Unavailable,
        other => panic!("no class is called {other}"),
    }
}

fn words(lang: Lang, code: &str) -> String {
    own_label(lang, &format!("refusal.{code}"))
        .unwrap_or_else(|| panic!("refusal.{code} has no words in {lang}"))
        .to_owned()
}

/// Every code: those of the domain's lists, those of errors with values, those of the program.
fn entries() -> BTreeMap<String, Entry> {
    let mut classes = scan::coded();
    for refusal in domain::catalogue::refusals() {
        classes.insert(refusal.code.to_owned(), format!("{:?}", refusal.class));
    }
    let mut entries: BTreeMap<String, Entry> = classes
        .into_iter()
        .map(|(code, class)| {
            let status = status_of(class_named(&class)).as_u16();
            let (english, french) = (words(Lang::En, &code), words(Lang::Fr, &code));
            (code, Entry { class, status, english, french })
        })
        .collect();
    for fault in Fault::ALL {
        let entry = Entry {
            class: "–".to_owned(),
            status: fault.status().as_u16(),
            english: fault.title(Language::English).to_owned(),
            french: fault.title(Language::French).to_owned(),
        };
        let status = entry.status;
        if let Some(other) = entries.insert(fault.code().to_owned(), entry) {
            assert!(other.status == status, "{} has two statuses", fault.code());
        }
    }
    entries
}

fn page() -> String {
    let mut page = OPENING.to_owned();
    let mut subject = String::new();
    for (code, entry) in entries() {
        let (of, _) = code.split_once('.').expect("a code is subject.reason");
        if of != subject {
            subject = of.to_owned();
            let head = "| code | class | HTTP | English | French |\n|---|---|---|---|---|";
            writeln!(page, "\n## {subject}\n\n{head}").expect("a text grows");
        }
        let Entry { class, status, english, french } = entry;
        writeln!(
            page,
            "| <a id=\"{code}\"></a>`{code}` | {class} | {status} | {english} | {french} |"
        )
        .expect("a text grows");
    }
    page
}

#[test]
fn the_page_of_errors_is_what_the_sources_say() {
    let path = scan::root().join("docs/ERRORS.md");
    let made = page();
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &made).expect("the page is written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let differs = made.lines().zip(found.lines()).find(|(made, found)| made != found);
    assert!(
        made == found,
        "docs/ERRORS.md is not what the sources say (first difference: {differs:?}); \
         write it anew with UPDATE_DOCS=1"
    );
}

#[test]
fn every_code_is_a_subject_and_a_reason_in_snake_case() {
    for code in entries().keys() {
        let parts: Vec<&str> = code.split('.').collect();
        let snake = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        assert!(parts.len() == 2 && parts.iter().all(|part| snake(part)), "{code}");
    }
}

#[test]
fn every_code_of_a_refusal_has_a_sentence_in_every_complete_language() {
    for code in scan::coded().keys() {
        for lang in Lang::COMPLETE {
            words(lang, code);
        }
    }
}

#[test]
fn the_scan_finds_codes_whose_class_stands_in_another_arm() {
    let coded = scan::coded();
    let class = |code: &str| coded.get(code).map(String::as_str);
    assert_eq!(class("log.version_conflict"), Some("Conflict"));
    assert_eq!(class("log.entry_too_large"), Some("Invalid"));
    assert_eq!(class("keys.missing"), Some("Unavailable"));
    assert_eq!(class("field.unknown_reference"), Some("Missing"));
    assert_eq!(class("field.missing"), Some("Invalid"));
}
