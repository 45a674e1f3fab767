//! The same register in every form that it may come in.

use serde_json::Value;

use crate::xlsx::{Cell, book};
use crate::{Desk, number, rejected, rejects};

const TYPE: [&str; 2] = ["--type", "migrant_registered"];
const COLUMNS: [&str; 7] = [
    "stream",
    "occurred_on",
    "sex",
    "birth_year",
    "birth_precision",
    "personal.given_name",
    "personal.family_name",
];

/// Rows of a table as text.
fn table(separator: &str) -> String {
    let rows = [
        COLUMNS,
        ["1001", "2024-01-08", "F", "1994", "YEAR", "Aïssatou", "Diallo"],
        ["1002", "2024-01-09", "M", "1990", "YEAR", "Modou", "Fall"],
    ];
    rows.map(|row| row.join(separator) + "\r\n").concat()
}

fn shown(desk: &Desk) -> Vec<Value> {
    let found = desk.place.run(&["search", "diallo", "--json"]).ok().json();
    found["rows"].as_array().unwrap().clone()
}

#[test]
fn separators_encodings_and_byte_order_marks_make_no_difference() {
    let desk = Desk::folder();
    let latin = |text: &str| crate::register::windows(text);
    let first = desk.write("first.csv", table(",").as_bytes());
    assert_eq!(number(&desk.report(&first, &TYPE), "recorded"), 2);
    let windows = ["--type", "migrant_registered", "--encoding", "windows-1252"];
    let tab = ["--type", "migrant_registered", "--separator", "tab"];
    for (name, bytes, more) in [
        ("semicolon.csv", table(";").into_bytes(), &TYPE[..]),
        ("tab.csv", table("\t").into_bytes(), &TYPE),
        ("said.csv", table("\t").into_bytes(), &tab),
        ("mark.csv", format!("\u{feff}{}", table(";")).into_bytes(), &TYPE),
        ("windows.csv", latin(&table(";")), &windows),
        ("unix.csv", table(",").replace("\r\n", "\n").into_bytes(), &TYPE),
    ] {
        let file = desk.write(name, &bytes);
        let told = desk.report(&file, more);
        assert_eq!(["recorded", "known"].map(|name| number(&told, name)), [0, 2], "{name}");
    }
    assert_eq!(shown(&desk).len(), 1);
}

#[test]
fn days_come_first_only_when_somebody_says_so() {
    let desk = Desk::folder();
    let text = table(",").replace("2024-01-08", "08/01/2024").replace("2024-01-09", "09/01/2024");
    let file = desk.write("days.csv", text.as_bytes());
    let told = desk.report(&file, &TYPE);
    let expected = [2, 3].map(|line| (line, "import.date_not_said".to_owned()));
    assert_eq!(rejected(&told), expected);
    let told = desk.report(&file, &["--type", "migrant_registered", "--dates", "day-first"]);
    assert_eq!(number(&told, "recorded"), 2);
    // They are the same days as in the registry's own form.
    let iso = desk.write("iso.csv", table(",").as_bytes());
    assert_eq!(number(&desk.report(&iso, &TYPE), "known"), 2);
}

#[test]
fn a_spreadsheet_says_what_the_table_says() {
    let rows = || {
        vec![
            COLUMNS.map(Cell::Text).into_iter().collect::<Vec<_>>(),
            vec![
                Cell::Number("1001"),
                Cell::Day(45_299), // 2024-01-08
                Cell::Text("F"),
                Cell::Number("1994.0"),
                Cell::Text("YEAR"),
                Cell::Text("Aïssatou"),
                Cell::Text("Diallo"),
            ],
            vec![
                Cell::Number("1003"),
                Cell::Day(45_299),
                Cell::Error("#VALUE!"),
                Cell::Text(""),
                Cell::Text("YEAR"),
                Cell::Text("Awa"),
                Cell::Text("Sow"),
            ],
            vec![Cell::Number("12345678901234567890"), Cell::Day(45_299)],
        ]
    };
    for mut desk in Desk::both() {
        let text = desk.write("text.csv", table(",").as_bytes());
        desk.report(&text, &TYPE);
        let file = desk.write("register.xlsx", &book(&[("Feuille1", rows())]));
        let told = desk.report(&file, &TYPE);
        assert_eq!(["rows", "known", "refused"].map(|name| number(&told, name)), [3, 1, 2]);
        let codes = [(3, "import.cell_error".to_owned()), (4, "import.number_rounded".to_owned())];
        assert_eq!(rejected(&told), codes);
        let path = rejects(&told);
        assert!(path.ends_with("register.xlsx.rejects.csv"));
        let mended = std::fs::read_to_string(&path).unwrap();
        assert!(mended.contains(";1003;2024-01-08;;;YEAR;Awa;Sow"), "{mended}");
        let mended = mended.replace("1003;2024-01-08;;;YEAR", "1003;2024-01-08;F;;UNKNOWN");
        let mended = desk.write("mended.csv", mended.as_bytes());
        let told = desk.report(&mended, &TYPE);
        assert_eq!(["recorded", "refused"].map(|name| number(&told, name)), [1, 1]);
        assert_eq!(desk.entries(), 3);
    }
}

#[test]
fn the_sheet_of_a_workbook_is_said_when_there_are_several() {
    let desk = Desk::folder();
    let rows = || vec![COLUMNS.map(Cell::Text).into_iter().collect::<Vec<_>>()];
    let bytes = book(&[("Feuille1", rows()), ("Archives", rows())]);
    let file = desk.write("register.xlsx", &bytes);
    desk.import(&file, &TYPE).fails(1, "import.sheet_not_said");
    let sheet = |name| ["--type", "migrant_registered", "--sheet", name];
    desk.import(&file, &sheet("Feuille2")).fails(1, "import.no_such_sheet");
    assert_eq!(number(&desk.report(&file, &sheet("Archives")), "rows"), 0);
    let cut = desk.write("cut.xlsx", &bytes[..bytes.len() / 2]);
    desk.import(&cut, &TYPE).fails(1, "import.spreadsheet_damaged");
}

#[test]
fn rows_that_say_the_same_count_each_wherever_requests_to_a_server_end() {
    // Enough rows for several requests, and two facts in each that differ in nothing.
    let mut text = String::new();
    let line = |stream: &str, kind: &str, data: &str, personal: &str| {
        format!(
            "{{\"stream\":\"{stream}\",\"type\":\"{kind}\",\"occurred_on\":\"2024-01-08\",\
             \"data\":{data}{personal}}}\n"
        )
    };
    let name = ",\"personal\":{\"given_name\":\"Awa\",\"family_name\":\"Sow\"}";
    let sex = "{\"sex\":\"F\",\"birth_precision\":\"UNKNOWN\"}";
    text.push_str(&line("migrant/P1", "migrant_registered", sex, name));
    for _ in 0..2_100 {
        text.push_str(&line("migrant/P1", "consent_given", "{\"purposes\":[\"STATISTICS\"]}", ""));
    }
    for mut desk in Desk::both() {
        let file = desk.write("lines.jsonl", text.as_bytes());
        let told = desk.report(&file, &["--source", "bureau n° 7 & fils"]);
        assert_eq!(number(&told, "recorded"), 2_101);
        let told = desk.report(&file, &["--source", "bureau n° 7 & fils"]);
        assert_eq!(["recorded", "known"].map(|name| number(&told, name)), [0, 2_101]);
        assert_eq!(desk.entries(), 2_101);
    }
}

#[test]
fn what_comes_from_a_pipe_is_read_and_its_rejects_lie_where_the_program_runs() {
    use std::io::Write;
    use std::process::Stdio;
    let desk = Desk::folder();
    let mut command =
        desk.place.command(&["import", "-", "--type", "migrant_registered", "--json"]);
    command.current_dir(desk.folder.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let text = table(",").replace(",M,", ",Q,");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(crate::REJECTED));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(["recorded", "refused"].map(|name| number(&told, name)), [1, 1]);
    assert_eq!(told["rejects"], "stdin.rejects.csv");
    assert!(desk.path("stdin.rejects.csv").exists());
}
