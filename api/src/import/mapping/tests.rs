//! Mapping files as people write them, with the mistakes that they make.

use super::starter;
use super::*;

const EVENT: &str = r#"
[[event]]
type = "departure_recorded"
stream = "Id"
occurred_on = "Date"
[event.fields]
mode = { value = "AIR" }
regular = { column = "Régulier", codes = { O = "true", N = "false" } }
destination = "Pays"
source = { value = "AGENCY" }
"#;

#[track_caller]
fn refused(text: &str, words: &str) {
    let error = Mapping::parse(text).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains(words), "{words} is not in: {error}");
}

#[test]
fn a_mapping_says_how_the_file_is_written_and_what_it_means() {
    let head = "source = \"m\"\nencoding = \"windows-1252\"\nseparator = \"\\t\"\nsheet = \"S\"\n";
    let mapping = Mapping::parse(&format!("{head}header_line = 3\n{EVENT}")).unwrap();
    let dialect = Dialect {
        encoding: Some(Encoding::Windows1252),
        separator: Some(b'\t'),
        sheet: Some("S".to_owned()),
        header_line: Some(3),
    };
    assert_eq!(mapping.dialect, dialect);
    assert_eq!(mapping.on_duplicate, OnDuplicate::Reject);
    let rules = mapping.events.rules(&[], 1).unwrap();
    assert_eq!(rules[0].of.name, "departure_recorded");
    // Constants come after columns.
    let columns: Vec<bool> = rules[0].cells.iter().map(|cell| cell.column.is_some()).collect();
    assert!(columns.is_sorted_by(|left, right| left >= right));
}

#[test]
fn a_mistake_is_told_with_its_place() {
    refused("", "at least one event");
    refused("sorce = \"m\"", "sorce");
    refused(&format!("encoding = \"latin9\"\n{EVENT}"), "encoding");
    refused(&format!("separator = \"|\"\n{EVENT}"), "separator");
    refused(&format!("dates = \"jour\"\n{EVENT}"), "iso, day-first or month-first");
    refused(&format!("decimal = \"'\"\n{EVENT}"), "decimal");
    refused(&format!("on_probable_duplicate = \"guess\"\n{EVENT}"), "reject or create");
    refused(&EVENT.replace("departure_recorded", "departed"), "no event type of this name");
    refused(&EVENT.replace("mode =", "mood ="), "departure_recorded.mood");
    let regular = "regular = { column = \"Régulier\", codes = { O = \"true\", N = \"false\" } }";
    refused(&EVENT.replace(regular, ""), "departure_recorded.regular: this field is required");
    refused(&EVENT.replace("{ value = \"AIR\" }", "7"), "expected a column or {");
    refused(&EVENT.replace("{ value = \"AIR\" }", "{ }"), "expected column or value");
    refused(&EVENT.replace("{ value = \"AIR\" }", "{ column = \"a\", value = \"b\" }"), "exclude");
    refused(&EVENT.replace("codes = {", "kodes = {"), "departure_recorded.regular");
    refused(&EVENT.replace("{ O = \"true\", N = \"false\" }", "\"none\""), "[codes.none]");
    refused(&EVENT.replace("N = \"false\"", "o = \"false\""), "means two things");
    refused(&EVENT.replace("\"Date\"", "\"Date\"\nwhen = { column = \"a\", is = [] }"), "filled");
    refused(&EVENT.replace("\"Pays\"", "{ column = \"a\", part = \"day\" }"), "year or month");
    refused(&EVENT.replace("\"Pays\"", "{ column = \"a\", split = \"||\" }"), "one character");
}

#[test]
fn the_starter_of_every_type_is_a_mapping_once_it_is_printed() {
    for of in crate::catalogue::types() {
        let text = starter::of(of);
        Mapping::parse(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", of.name));
    }
}
