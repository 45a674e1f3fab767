//! An import that is killed goes on where it stopped, and what it said before stays true.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::register::{HEADER, MAPPING, row, windows};
use crate::{Desk, number, rejects};

const ROWS: u32 = 2_500;
/// People of the long file: it has five lines of each, phase after phase.
const PEOPLE: u64 = 2_500;

/// Every fiftieth row is faulty.
fn register() -> String {
    let mut text = format!("{HEADER}\n");
    for number in 1..=ROWS {
        let good = row(number, number % 5 == 0);
        text.push_str(&if number % 50 == 0 {
            good.replacen("Sénégal", "Tchad", 1)
        } else {
            good
        });
        text.push('\n');
    }
    text
}

/// How many rows the note beside the file says were settled.
fn settled(note: &Path) -> Option<u64> {
    let note: Value = serde_json::from_slice(&std::fs::read(note).ok()?).ok()?;
    note["rows"].as_u64()
}

/// Starts an import and kills it once it has settled more rows than before; whether it was killed
/// before it ended.
fn killed(desk: &Desk, (file, arguments): (&str, &[&str]), more_than: u64) -> bool {
    let mut command = desk.place.command(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let note = desk.path(&format!("{file}.tukki-progress"));
    let give_up = Instant::now() + Duration::from_secs(60);
    loop {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        if settled(&note).is_some_and(|rows| rows > more_than) {
            child.kill().unwrap();
            child.wait().unwrap();
            return true;
        }
        assert!(Instant::now() < give_up, "nothing is settled");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn goes_on(mut desk: Desk) {
    let mapping = desk.write("register.toml", MAPPING.as_bytes()).display().to_string();
    let file = desk.write("register.csv", &windows(&register()));
    let arguments = desk.arguments(&file, &["--mapping", &mapping]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let note = desk.path("register.csv.tukki-progress");
    let mut kills = 0;
    let mut before = 0;
    while kills < 3 && killed(&desk, ("register.csv", &arguments), before) {
        kills += 1;
        let now = settled(&note).expect("the note outlives the run");
        assert!(now > before);
        before = now;
    }
    assert!(kills > 0, "the file is too short to be interrupted");
    let told = desk.report(&file, &["--mapping", &mapping]);
    assert!(number(&told, "rows_before") >= before, "{told}");
    assert!(!note.exists(), "a file that was read to its end leaves no note");
    let refused = u64::from(ROWS / 50);
    assert_eq!(["rows", "refused"].map(|name| number(&told, name)), [u64::from(ROWS), refused]);
    // Each rejected row stands once in one file, in its order.
    let lines = std::fs::read(rejects(&told)).unwrap();
    let lines: Vec<u64> = lines
        .split(|byte| *byte == b'\n')
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| String::from_utf8_lossy(line).split(';').next().unwrap().parse().unwrap())
        .collect();
    let expected: Vec<u64> = (1..=refused).map(|row| row * 50 + 1).collect();
    assert_eq!(lines, expected);
    let again = desk.report(&file, &["--mapping", &mapping]);
    assert_eq!(number(&again, "recorded"), 0);
    assert_eq!(number(&again, "known"), u64::from(ROWS) - refused);
    let gone = u64::from(ROWS / 5 - ROWS / 50);
    assert_eq!(desk.entries(), u64::from(ROWS) - refused + 2 * gone);
}

#[test]
fn an_import_into_a_folder_that_is_killed_goes_on_where_it_stopped() {
    goes_on(Desk::folder());
}

#[test]
fn an_import_into_a_server_that_is_killed_goes_on_where_it_stopped() {
    goes_on(Desk::served());
}

/// A long file in the order of a ministry's tables: everybody registered, everybody's journey
/// opened, and so on, so that each phase comes back to the streams of the one before.
fn phases() -> String {
    let phases = [
        ("migrant_registered", json!({"sex": "F", "birth_precision": "UNKNOWN"})),
        (
            "cycle_opened",
            json!({"cycle": "C01", "ordinal": 1, "path": "REGULAR", "intended_country": "ES",
                "origin": "LIVE", "check_ins": "NONE"}),
        ),
        ("counselling_provided", json!({"service": "PES", "topics": ["RIGHTS"]})),
        ("orientation_completed", json!({"hours": 20, "language": "fr"})),
        (
            "departure_recorded",
            json!({"mode": "AIR", "regular": true, "destination": "ES",
            "source": "AGENCY"}),
        ),
    ];
    let mut text = String::new();
    for (name, data) in phases {
        for person in 1..=PEOPLE {
            let mut line = json!({"stream": format!("migrant/P{person}"), "type": name,
                "occurred_on": "2024-01-08", "data": data});
            if name == "migrant_registered" {
                line["personal"] =
                    json!({"given_name": "Awa", "family_name": format!("Sow{person}")});
            }
            text.push_str(&format!("{line}\n"));
        }
    }
    text
}

#[test]
fn a_long_file_that_is_killed_in_every_phase_is_in_the_log_once_and_whole() {
    let mut desk = Desk::folder();
    let file = desk.write("phases.jsonl", phases().as_bytes());
    let arguments = desk.arguments(&file, &[]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut kills = 0;
    for phase in 0..5 {
        // A little into each phase; one that was over before it was seen is killed in the next.
        let seen = phase * PEOPLE + PEOPLE / 10;
        kills += u32::from(killed(&desk, ("phases.jsonl", &arguments), seen));
    }
    assert!(kills > 2, "the file is too short to be interrupted");
    let told = desk.report(&file, &[]);
    assert_eq!(["rows", "refused"].map(|name| number(&told, name)), [5 * PEOPLE, 0]);
    let again = desk.report(&file, &[]);
    let again = ["rows_before", "recorded", "known"].map(|name| number(&again, name));
    assert_eq!(again, [0, 0, 5 * PEOPLE], "nothing is missing");
    assert_eq!(desk.entries(), 5 * PEOPLE, "and nothing is there twice");
}

#[test]
fn a_note_of_another_log_or_another_file_is_not_believed() {
    let desk = Desk::folder();
    let mapping = desk.write("register.toml", MAPPING.as_bytes()).display().to_string();
    let file = desk.write("register.csv", &windows(&register()));
    let arguments = desk.arguments(&file, &["--mapping", &mapping]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert!(killed(&desk, ("register.csv", &arguments), 0));
    let note = std::fs::read(desk.path("register.csv.tukki-progress")).unwrap();
    // The same file into another registry: the log does not hold what the note says.
    let other = Desk::folder();
    let file = other.write("register.csv", &windows(&register()));
    let mapping = other.write("register.toml", MAPPING.as_bytes()).display().to_string();
    other.write("register.csv.tukki-progress", &note);
    let told = other.report(&file, &["--mapping", &mapping]);
    assert_eq!(number(&told, "rows_before"), 0);
    assert_eq!(number(&told, "known"), 0);
    // Another file of that name.
    let file = desk.write("register.csv", &windows(&register().replacen("Aïssatou", "Fatou", 1)));
    let mapping = desk.write("register.toml", MAPPING.as_bytes()).display().to_string();
    let told = desk.report(&file, &["--mapping", &mapping]);
    assert_eq!(number(&told, "rows_before"), 0);
    assert!(number(&told, "known") > 0);
}
