//! Files that are not read at all, and rows that say nothing: each with its code, and the log as
//! it was.

use crate::xlsx::{Cell, book};
use crate::{Desk, number, rejected};

const TYPE: [&str; 2] = ["--type", "migrant_registered"];
const HEADER: &str =
    "stream,occurred_on,sex,birth_precision,personal.given_name,personal.family_name\n";

#[track_caller]
fn refused(desk: &Desk, (name, bytes): (&str, &[u8]), more: &[&str], code: &str) {
    let file = desk.write(name, bytes);
    desk.import(&file, more).fails(1, code);
    assert!(!desk.path(&format!("{name}.rejects.csv")).exists());
}

#[test]
fn a_spreadsheet_with_more_in_a_cell_than_a_cell_can_hold_is_refused_whole() {
    let mut desk = Desk::folder();
    let bomb = "x".repeat(2 << 20);
    let rows = vec![vec![Cell::Text("stream")], vec![Cell::Text(&bomb)]];
    let bytes = book(&[("Registre", rows)]);
    refused(&desk, ("a.xlsx", &bytes), &TYPE, "import.spreadsheet_too_large");
    assert_eq!(desk.entries(), 0);
}

#[test]
fn a_file_that_cannot_be_read_is_refused_whole_and_the_log_stays_as_it_was() {
    let mut desk = Desk::folder();
    desk.import(&desk.path("nothing.csv"), &TYPE).fails(1, "import.no_such_file");
    std::fs::create_dir(desk.path("folder")).unwrap();
    desk.import(&desk.path("folder"), &TYPE).fails(1, "import.is_a_folder");
    let row = format!("{HEADER}P1,2024-01-08,F,UNKNOWN,Awa,Sow\n");
    let good = row.as_bytes();
    for (name, bytes, code) in [
        ("empty.csv", &b""[..], "import.empty"),
        ("blank.csv", b"\n\n", "import.empty"),
        ("a.csv", b"\x1f\x8b\x08\0\0\0", "import.compressed"),
        ("b.csv", b"PK\x03\x04\x14\0", "import.compressed"),
        ("c.csv", b"\xff\xfes\0t\0", "import.encoding_unknown"),
        ("d.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "import.old_spreadsheet"),
        ("e.xlsx", b"PK\x03\x04\x14\0", "import.spreadsheet_damaged"),
        ("f.xlsx", good, "import.spreadsheet_damaged"),
        ("g.csv", b"P1,2024-01-08,F\nP2,2024-01-08,M\n", "import.header_missing"),
        ("h.csv", b"stream,occurred_on,stream\n", "import.column_twice"),
        ("i.csv", b"stream,occurred_on,queen\n", "import.column_unknown"),
        ("j.csv", b"str\xe9am\nP\xe9\n", "import.encoding_not_said"),
        ("k.csv", b"stream,\0\n", "import.header_unreadable"),
    ] {
        refused(&desk, (name, bytes), &TYPE, code);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = desk.write("secret.csv", good);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
        // Whoever may read everything reads this too.
        if std::fs::read(&file).is_err() {
            desk.import(&file, &TYPE).fails(1, "import.unreadable");
        }
    }
    let taken = desk.write("taken.csv", good);
    let file = desk.write("l.csv", good);
    let rejects = taken.display().to_string();
    desk.import(&file, &["--type", "migrant_registered", "--rejects", &rejects])
        .fails(1, "import.rejects_exist");
    assert_eq!(std::fs::read(&taken).unwrap(), good);
    assert_eq!(desk.entries(), 0);
}

#[test]
fn what_is_asked_for_wrongly_is_told_as_usage() {
    let desk = Desk::folder();
    let file = desk.write("good.csv", HEADER.as_bytes());
    for (more, words) in [
        (&["--type", "no_such_type"][..], "no event type"),
        (&["--type", "migrant_registered", "--dates", "jour"], "day-first"),
        (&["--type", "migrant_registered", "--encoding", "latin9"], "windows-1252"),
        (&["--type", "migrant_registered", "--separator", "|"], "--separator"),
        (&["--type", "migrant_registered", "--mapping", "m.toml"], "cannot be used"),
        (&["--mapping", "no-such-file.toml"], "no-such-file.toml"),
        (&["--source", " "], "a source"),
    ] {
        desk.import(&file, more).fails(2, words);
    }
    let mapping = desk.write("wrong.toml", b"sorce = 1").display().to_string();
    desk.import(&file, &["--mapping", &mapping]).fails(2, "sorce");
}

#[test]
fn each_faulty_row_is_told_with_its_line_and_the_good_ones_go_in() {
    let mut text = HEADER.as_bytes().to_vec();
    let long = format!("P3,2024-01-08,F,UNKNOWN,Awa,{}\n", "x".repeat(300_000));
    let rows: [(&[u8], Option<&str>); 11] = [
        (b"P1,2024-01-08,F,UNKNOWN,Awa,Sow\n", None),
        (b"P2,2024-01-08,F,UNKNOWN,A\xefssatou,Sow\n", Some("import.wrong_encoding")),
        (long.as_bytes(), Some("import.line_too_long")),
        (b"P4,2024-01-08,F,UNKNOWN,A\0a,Sow\n", Some("import.nul")),
        (b"P5,2024-01-08,F,UNKNOWN,A\x1ba,Sow\n", Some("import.control_character")),
        (b"P6,2024-01-08,F,UNKNOWN,Awa,Sow,Sow\n", Some("import.too_many_cells")),
        (b"P7,03/04/2024,F,UNKNOWN,Awa,Sow\n", Some("import.date_not_said")),
        (b"P8,2024-01-08,Q,UNKNOWN,Awa,Sow\n", Some("field.not_in_list")),
        (b"P9,2024-02-30,F,UNKNOWN,Awa,Sow\n", Some("field.not_a_value")),
        ("P10,2024-01-08,F,UNKNOWN,عائشة,ديالو\n".as_bytes(), None),
        (b"P11,2024-01-08,F,UNKNOWN,\"Awa,Sow", Some("import.open_quote")),
    ];
    let mut expected = Vec::new();
    for (line, (row, code)) in (2..).zip(rows) {
        text.extend(row);
        expected.extend(code.map(|code| (line, code.to_owned())));
    }
    for mut desk in Desk::both() {
        let file = desk.write("register.csv", &text);
        let told = desk.report(&file, &TYPE);
        assert_eq!(rejected(&told), expected);
        assert_eq!(number(&told, "recorded"), 2);
        let columns: Vec<_> =
            told["rejected"].as_array().unwrap().iter().map(|row| &row["field"]).collect();
        assert_eq!(columns[0], "personal.given_name");
        assert_eq!(columns[6], "sex");
        assert_eq!(desk.entries(), 2);
    }
}

#[test]
fn a_table_that_was_cut_in_the_middle_of_a_row_keeps_the_rows_before() {
    for (cut, code) in [
        ("P2,2024-01-08,F,UNKNOWN,Awa,Sar", "import.row_cut"),
        ("P2,2024-01-08,F,UNK", "import.row_cut"),
        ("P2,2024-01-08,F,UNKNOWN,\"Awa", "import.open_quote"),
    ] {
        let mut desk = Desk::folder();
        let text = format!("{HEADER}P1,2024-01-08,F,UNKNOWN,Awa,Sow\n{cut}");
        let file = desk.write("register.csv", text.as_bytes());
        let told = desk.report(&file, &TYPE);
        assert_eq!(rejected(&told), [(3, code.to_owned())], "{cut}");
        assert_eq!(desk.entries(), 1);
    }
}

#[test]
fn lines_of_json_that_are_none_are_told_and_can_be_mended() {
    let line = |name: &str, sex: &str| {
        format!(
            "{{\"stream\":\"migrant/{name}\",\"type\":\"migrant_registered\",\
             \"occurred_on\":\"2024-01-08\",\"data\":{{\"sex\":\"{sex}\",\
             \"birth_precision\":\"UNKNOWN\"}},\
             \"personal\":{{\"given_name\":\"Awa\",\"family_name\":\"Sow\"}}}}"
        )
    };
    let good = line("P1", "F");
    let text = format!("{good}\n[1]\n{}\n{{\"a\":1,\"a\":1}}\n{}", line("P2", "Q"), &good[..40]);
    let mut text = text.into_bytes();
    text.splice(0..0, b"\xef\xbb\xbf".iter().copied());
    for mut desk in Desk::both() {
        let file = desk.write("lines.jsonl", &text);
        let told = desk.report(&file, &[]);
        let codes = ["import.not_json", "field.not_in_list", "import.not_json", "import.row_cut"];
        let expected: Vec<_> =
            (2..).zip(codes).map(|(line, code)| (line, code.to_owned())).collect();
        assert_eq!(rejected(&told), expected);
        let path = crate::rejects(&told);
        assert!(path.ends_with("lines.jsonl.rejects.jsonl"));
        let rejects = std::fs::read_to_string(&path).unwrap();
        let mended =
            rejects.replace("\"Q\"", "\"M\"").replace("[1]", &line("P3", "F").replace('"', "\\\""));
        let back = desk.write("mended.jsonl", mended.as_bytes());
        let told = desk.report(&back, &[]);
        assert_eq!(number(&told, "recorded"), 2, "{told}");
        assert_eq!(desk.entries(), 3);
    }
}
