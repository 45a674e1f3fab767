//! Reading the project's own sources: which files there are, and the codes in `impl Coded`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path from the project's root, and its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a parent").to_owned()
}

/// Every Rust file of the five crates, by path.
pub(crate) fn sources() -> Vec<Source> {
    let root = root();
    let mut paths = Vec::new();
    for folder in ["domain", "store", "projections", "api", "tests"] {
        walk(&root.join(folder), &mut paths);
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| Source {
            path: path.strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/"),
            text: fs::read_to_string(&path).expect("a source is text"),
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("target") {
                walk(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

impl Source {
    /// Its lines that are no comments, with their numbers.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Whether it is a test.
    pub(crate) fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.contains("/tests/")
    }
}

/// The codes of every `impl Coded for` outside tests, each with its class.
///
/// Errors that carry values have no list of themselves, so the arms of `code` and `class` are read
/// as they are written: a pattern, `=>`, a code or `Class::` and its name.
pub(crate) fn coded() -> BTreeMap<String, String> {
    let mut codes = BTreeMap::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        for block in source.text.split("\nimpl").skip(1) {
            let block = block.split("\n}").next().unwrap_or_default();
            if !block.lines().next().is_some_and(|line| line.contains("Coded for")) {
                continue;
            }
            let (code, class) = block.split_once("fn class").expect("class follows code");
            let classes: BTreeMap<String, String> =
                arms(class).filter_map(|(name, result)| Some((name, class_in(result)?))).collect();
            let only = if class.contains("=>") { None } else { class_in(class) };
            for (name, result) in arms(code) {
                let Some(code) = result.split('"').nth(1) else { continue };
                let class = only.as_ref().or_else(|| classes.get(&name));
                let class = class.unwrap_or_else(|| panic!("{}: no class of {name}", source.path));
                codes.insert(code.to_owned(), class.clone());
            }
        }
    }
    codes
}

fn class_in(text: &str) -> Option<String> {
    let name: String =
        text.split_once("Class::")?.1.chars().take_while(char::is_ascii_alphanumeric).collect();
    Some(name)
}

/// The variants of a match, each with the text up to the next arm.
fn arms(text: &str) -> impl Iterator<Item = (String, &str)> {
    let pieces: Vec<&str> = text.split("=>").collect();
    let results = pieces.clone().into_iter().skip(1);
    pieces.into_iter().zip(results).flat_map(|(before, after)| {
        // What stands before the arrow: the last result, then the pattern of this arm.
        let pattern = before.rsplit_once("\",").map_or(before, |(_, pattern)| pattern);
        let pattern = pattern.rsplit_once("match ").map_or(pattern, |(_, pattern)| pattern);
        variants(pattern).into_iter().map(move |name| (name, after)).collect::<Vec<_>>()
    })
}

fn variants(pattern: &str) -> Vec<String> {
    let names = pattern
        .split("::")
        .skip(1)
        .map(|piece| piece.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>());
    names.filter(|name| !name.is_empty()).collect()
}
