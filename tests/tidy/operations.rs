//! docs/OPERATIONS.md: whatever the program can say when it does not start, an operator finds there.

use std::fs;

use super::scan::{root, sources};

/// The codes in these files.
fn codes_of(paths: &[&str]) -> Vec<String> {
    let found = sources().into_iter().filter(|source| paths.contains(&source.path.as_str()));
    let texts: Vec<String> = found.map(|source| source.text).collect();
    assert_eq!(texts.len(), paths.len(), "{paths:?}");
    let quoted = texts.iter().flat_map(|text| text.split('"').skip(1).step_by(2));
    let code = |text: &&str| {
        let of = ["log.", "keys."].iter().find_map(|subject| text.strip_prefix(subject));
        of.is_some_and(|reason| reason.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    quoted.filter(code).map(str::to_owned).collect()
}

#[test]
fn every_code_at_start_stands_in_the_operators_page() {
    let page = fs::read_to_string(root().join("docs/OPERATIONS.md")).expect("the page");
    let codes = codes_of(&["store/src/folder/error.rs", "store/src/keyring.rs"]);
    assert!(codes.len() > 25, "{codes:?}");
    // What only `init` says needs no page: nothing is there yet.
    let of_init =
        ["log.origin_unfit", "log.folder_not_empty", "keys.inside_data_folder", "log.unwritable"];
    let row = |code: &String| page.contains(&format!("| `{code}` |"));
    let missing: Vec<_> =
        codes.iter().filter(|code| !of_init.contains(&code.as_str()) && !row(code)).collect();
    assert!(missing.is_empty(), "not in docs/OPERATIONS.md: {missing:?}");
}
