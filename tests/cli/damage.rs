//! A damaged log: named, never served, with an exit code of its own.

use serde_json::json;

use crate::Desk;

fn filled() -> Desk {
    let desk = Desk::made();
    let event = json!({
        "type": "migrant_registered",
        "occurred_on": "2024-01-08",
        "data": {"sex": "F", "birth_year": 1994, "birth_precision": "YEAR", "nationalities": ["SN"]},
        "personal": {"given_name": "Aïssatou", "family_name": "Diallo"},
    });
    let file = desk.write("event.json", &event.to_string());
    for _ in 0..3 {
        desk.run(&["record", "migrant", "new", &file]).ok();
    }
    desk
}

#[test]
fn one_changed_byte_is_found_without_any_key() {
    let desk = filled();
    std::fs::remove_dir_all(desk.folder.path().join("data-keys")).unwrap();
    desk.run(&["verify"]).ok();
    let database = desk.data().join("log").join("db");
    let mut bytes = std::fs::read(&database).unwrap();
    // Into the newest block; older copies of blocks lie around unused.
    let block = bytes.windows(8).rposition(|found| found == b"TUKKIBLK").unwrap();
    bytes[block + 100] ^= 1;
    std::fs::write(&database, &bytes).unwrap();
    desk.run(&["verify"]).fails(3, "");
}

#[test]
fn a_log_whose_end_is_lost_is_not_opened() {
    let desk = filled();
    let head = desk.data().join("HEAD");
    let bytes = std::fs::read(&head).unwrap();
    std::fs::write(&head, vec![0; bytes.len()]).unwrap();
    desk.run(&["report", "M1"]).fails(3, "log.head_file_damaged");
}

#[test]
fn what_raw_bytes_hold_is_saved_into_a_new_folder_that_verifies() {
    let desk = filled();
    let saved = desk.folder.path().join("saved");
    let told = desk.run(&["salvage", "--into", saved.to_str().unwrap(), "--json"]).ok().json();
    assert_eq!((&told["entries"], &told["lost"]), (&json!(3), &json!(0)));
    let verified = crate::run_in(&saved, &["verify", "--json"]).ok().json();
    assert_eq!(verified["entries"], 3);
}

#[test]
fn acknowledged_entries_that_are_gone_are_counted() {
    let desk = filled();
    let database = desk.data().join("log").join("db");
    let mut bytes = std::fs::read(&database).unwrap();
    // Every copy of the newest block, the only one that holds position 2.
    let first = |at: usize| &bytes[at + 10..at + 18];
    let blocks: Vec<usize> = (0..bytes.len().saturating_sub(18))
        .filter(|at| bytes[*at..].starts_with(b"TUKKIBLK"))
        .filter(|at| [2_u64.to_be_bytes(), 2_u64.to_le_bytes()].iter().any(|two| first(*at) == two))
        .collect();
    assert!(!blocks.is_empty());
    for at in blocks {
        bytes[at] ^= 1;
    }
    std::fs::write(&database, &bytes).unwrap();
    let told = desk.run(&["salvage", "--json"]).fails(3, "positions 2 to 2");
    assert_eq!(told.json()["entries"], 2);
}
