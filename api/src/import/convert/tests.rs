//! Rows of somebody else's register, as a mapping reads them.

use serde_json::json;

use super::*;
use crate::import::mapping::Mapping;

const REGISTER: &str = r#"
dates = "day-first"
decimal = ","
empty = ["-", "Néant"]

[codes.sex]
H = "M"
F = "F"

[[event]]
type = "migrant_registered"
stream = "Dossier"
occurred_on = "Inscrite le"
[event.fields]
sex = { column = "Sexe", codes = "sex", default = "U" }
birth_year = { column = "Née le", part = "year" }
birth_precision = { value = "DAY" }
nationalities = { column = "Pays", codes = { "Sénégal" = "SN", Mali = "ML" }, split = "/" }
"personal.given_name" = "Prénom"
"personal.family_name" = "Nom"
"personal.documents.0.kind" = { value = "PASSPORT" }
"personal.documents.0.number" = "Passeport"

[[event]]
type = "recruitment_cost_paid"
stream = "Dossier"
occurred_on = "Payé le"
when = { column = "Frais", filled = true }
once = true
[event.fields]
cost = { value = "K1" }
category = { value = "PASSPORT" }
payer = { value = "WORKER" }
receipt = { column = "Reçu", codes = { oui = "true", non = "false" } }
"amount.amount" = "Frais"
"amount.currency" = { value = "XOF" }
"#;

const HEADER: [&str; 12] = [
    "Dossier",
    "Inscrite le",
    "Sexe",
    "Née le",
    "Pays",
    "Prénom",
    "Nom",
    "Passeport",
    "Frais",
    "Payé le",
    "Reçu",
    "Observations",
];

fn texts(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn converter() -> Converter {
    let mapping = Mapping::parse(REGISTER).unwrap();
    Converter::bind(&mapping, (&texts(&HEADER), 1)).unwrap()
}

fn row() -> [&'static str; 12] {
    [
        "ML/2019/7",
        "03/04/2019",
        "h",
        "12/05/1994",
        "Sénégal/Mali",
        "Awa",
        "Sow",
        "-",
        "",
        "",
        "",
        "",
    ]
}

#[track_caller]
fn wrong(at: usize, cell: &str, fault: RowFault) {
    let mut row = row();
    row[at] = cell;
    let found = converter().row(&texts(&row)).err();
    let expected = NotARow::Written(RowError::in_column(fault, HEADER[at]));
    assert_eq!(found, Some(expected), "{cell}");
}

#[test]
fn a_row_becomes_a_fact_in_the_registrys_words() {
    let converted = converter().row(&texts(&row())).unwrap_or_default();
    assert_eq!(converted.drafted.len(), 1);
    let said = json!({
        "stream": "migrant/ML/2019/7",
        "occurred_on": "2019-04-03",
        "type": "migrant_registered",
        "data": {
            "birth_year": 1994, "nationalities": ["SN", "ML"], "sex": "M", "birth_precision": "DAY",
        },
        // No document is made of a constant alone.
        "personal": {"family_name": "Sow", "given_name": "Awa"},
    });
    assert_eq!(json!(converted.drafted[0].members), said);
}

#[test]
fn a_row_yields_a_second_fact_where_its_condition_holds() {
    let mut row = row();
    (row[7], row[8], row[9], row[10]) = ("A 12", "1\u{a0}250.000,50", "1/2/2019", "Oui");
    let drafted = converter().row(&texts(&row)).unwrap_or_default().drafted;
    assert_eq!(drafted.len(), 2);
    let documents = json!([{"number": "A 12", "kind": "PASSPORT"}]);
    assert_eq!(drafted[0].members["personal"]["documents"], documents);
    let paid = json!({"amount": "1250000.50", "currency": "XOF"});
    assert_eq!(drafted[1].members["data"]["amount"], paid);
    assert_eq!(drafted[1].members["data"]["receipt"], true);
    assert!(drafted[1].once && !drafted[0].once);
}

#[test]
fn what_a_cell_cannot_mean_is_told_with_its_column() {
    wrong(0, "", RowFault::NoName);
    wrong(0, "néant", RowFault::NoName);
    wrong(1, "31/02/2019", RowFault::NotADate);
    wrong(1, "03/04/19", RowFault::ShortYear);
    wrong(2, "féminin", RowFault::CodeUntranslated);
    wrong(3, "mai 1994", RowFault::NotADate);
    wrong(4, "Tchad", RowFault::CodeUntranslated);
    wrong(8, "12.50", RowFault::NotAnAmount);
    wrong(8, "gratuit", RowFault::NotAnAmount);
    let mut empty = row();
    empty[2] = "";
    let drafted = converter().row(&texts(&empty)).unwrap_or_default().drafted;
    assert_eq!(drafted[0].members["data"]["sex"], "U");
}

#[test]
fn a_header_is_bound_by_name_and_its_faults_are_told() {
    let mapping = Mapping::parse(REGISTER).unwrap();
    let bind = |header: &[&str]| Converter::bind(&mapping, (&texts(header), 1)).err();
    let missing = FileFault::ColumnMissing { column: "Inscrite le".to_owned() };
    assert_eq!(bind(&["Dossier", "Sexe"]), Some(missing));
    let twice = FileFault::ColumnTwice { column: "Sexe".to_owned() };
    assert_eq!(bind(&["Dossier", "Sexe", "Sexe"]), Some(twice));
}

#[test]
fn a_template_takes_its_own_columns_and_those_of_rejects() {
    let of = crate::catalogue::find("departure_recorded").unwrap();
    let mapping = Mapping::template(of, Default::default());
    let bind = |header: &[&str]| Converter::bind(&mapping, (&texts(header), 3)).err();
    let own = ["rejected.line", "rejected.turns", "stream", "occurred_on", "mode"];
    assert_eq!(bind(&own), None);
    let unknown = FileFault::ColumnUnknown { column: "queen".to_owned() };
    assert_eq!(bind(&["stream", "queen"]), Some(unknown));
    let data = bind(&["migrant/P01", "2024-03-10", "AIR"]);
    assert_eq!(data, Some(FileFault::HeaderMissing { line: 3 }));
    let bound = Converter::bind(&mapping, (&texts(&own), 1)).unwrap();
    let row = bound.row(&texts(&["7", "ff:1", "P01", "2024-03-10", "AIR"])).unwrap_or_default();
    assert_eq!(row.turns, "ff:1");
    assert_eq!(row.drafted[0].members["stream"], "migrant/P01");
    assert_eq!(row.drafted[0].members["data"], json!({"mode": "AIR"}));
}

#[test]
fn the_program_s_own_fields_lead_back_to_the_columns_of_the_file() {
    let converter = converter();
    let column = |rule: usize, path: &str| converter.rule(rule).unwrap().column_of(path);
    assert_eq!(column(0, "sex"), "Sexe");
    assert_eq!(column(0, "personal.documents.0.number"), "Passeport");
    assert_eq!(column(0, "personal.documents"), "Passeport");
    assert_eq!(column(1, "amount"), "Frais");
    assert_eq!(column(0, "stream"), "Dossier");
    assert_eq!(column(0, "recorded_at"), "recorded_at");
}
