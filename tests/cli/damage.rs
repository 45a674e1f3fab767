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
