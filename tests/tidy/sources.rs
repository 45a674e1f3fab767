//! The house rules that are about text: openings, lengths, words, and who may name whom.

use super::scan::{Source, sources};

/// Fails with every place where a rule is broken.
#[track_caller]
fn check(rule: &str, broken: impl Fn(&Source) -> Vec<String>) {
    let found: Vec<String> = sources().iter().flat_map(broken).collect();
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

fn at(source: &Source, line: usize) -> String {
    format!("{}:{line}", source.path)
}

fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

#[test]
fn every_file_says_first_what_it_is_for() {
    check("opens without `//!`", |source| {
        if source.text.starts_with("//! ") || source.text.trim().is_empty() {
            vec![]
        } else {
            vec![source.path.clone()]
        }
    });
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    check("longer than 500 lines", |source| {
        let lines = source.text.lines().count();
        if lines > 500 { vec![format!("{}: {lines}", source.path)] } else { vec![] }
    });
}

#[test]
fn nothing_is_left_to_do_in_the_sources() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME")];
    check("left to do", |source| {
        let marked = |line: &str| words.iter().any(|word| has_word(line, word));
        let lines = (1..).zip(source.text.lines()).filter(|(_, line)| marked(line));
        lines.map(|(number, _)| at(source, number)).collect()
    });
}

#[test]
fn only_one_file_names_the_crate_of_the_codec() {
    let name = concat!("bin", "code");
    check("names the codec's crate", |source| {
        if source.path == "store/src/codec.rs" {
            return vec![];
        }
        let lines = source.code().filter(|(_, line)| has_word(line, name));
        lines.map(|(number, _)| at(source, number)).collect()
    });
}

#[test]
fn only_the_engine_of_that_name_names_sled() {
    let name = concat!("sl", "ed");
    let path = format!("{name}::");
    check("names the sled crate", |source| {
        if ["store/src/engine/sled", "store/examples/", "tests/"]
            .iter()
            .any(|own| source.path.starts_with(own))
        {
            return vec![];
        }
        // The engine's own module is called like the crate: what is imported from it is ours.
        let ours = ["engine::", "super::"].iter().any(|from| {
            source.text.contains(&format!("{from}{path}"))
                || source.text.contains(&format!("{from}{name};"))
        });
        let foreign = |line: &str| {
            line.contains(&format!("use {name}"))
                || line.contains(&format!(" ::{path}"))
                || (!ours && line.contains(&path) && has_word(line, name))
        };
        source.code().filter(|(_, line)| foreign(line)).map(|(n, _)| at(source, n)).collect()
    });
}

#[test]
fn of_the_domain_the_store_knows_only_the_decider() {
    let all = concat!("domain", "::");
    let allowed = concat!("domain", "::decider");
    check("imports more of domain than the decider", |source| {
        if !source.path.starts_with("store/src/") {
            return vec![];
        }
        let more = |line: &str| {
            line.match_indices(all).any(|(start, _)| !line[start..].starts_with(allowed))
        };
        source.code().filter(|(_, line)| more(line)).map(|(n, _)| at(source, n)).collect()
    });
}

#[test]
fn no_stored_type_uses_a_serde_attribute_that_changes_its_bytes() {
    let harmful = ["default", "flatten", "tag", "untagged", "skip", "skip_serializing_if"];
    let harmful = harmful.into_iter().chain(["skip_serializing", "skip_deserializing"]);
    let harmful: Vec<&str> = harmful.collect();
    check("a serde attribute that changes stored bytes", |source| {
        if !source.path.starts_with("domain/src/") {
            return vec![];
        }
        let bad =
            |line: &str| line.contains("serde(") && harmful.iter().any(|word| has_word(line, word));
        source.code().filter(|(_, line)| bad(line)).map(|(n, _)| at(source, n)).collect()
    });
}

#[test]
fn the_domain_names_no_clock_file_or_network() {
    let outside = ["std::fs", "std::net", "std::time::SystemTime", "std::env", "std::process"];
    check("reaches outside", |source| {
        if !source.path.starts_with("domain/src/") {
            return vec![];
        }
        let reaches = |line: &str| outside.iter().any(|name| line.contains(name));
        source.code().filter(|(_, line)| reaches(line)).map(|(n, _)| at(source, n)).collect()
    });
}
