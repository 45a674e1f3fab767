//! The mapping file to begin with, as `tukki template --mapping TYPE` prints it.

use std::fmt::Write as _;

use domain::describe::{EventType, Shape};

use crate::catalogue::written;
use crate::template::{self, Cell};

const OPENING: &str = r#"# What the columns of a file mean. Lines that begin with # are not read.
# tukki import FILE --mapping THIS-FILE --dry-run   tells what would happen.

# Which register the ids of people and things come from. Keep it for every file of that register.
source = "ministry-register"
# How the file is written. Without these lines: UTF-8; whichever of ; , tab the header has most of.
#encoding = "windows-1252"
#separator = ";"
#sheet = "Feuille1"              # of a spreadsheet (XLSX) with several
#header_line = 1
# How dates are written: iso (2024-03-10), day-first (10/03/2024) or month-first. Never guessed.
dates = "day-first"
# The sign before decimals: "." or ",".
#decimal = ","
# What stands in a cell that is empty.
empty = ["-", "N/A"]
# Somebody of that name, year of birth and telephone or document is registered already: reject the
# row and name the records, or create another record.
on_probable_duplicate = "reject"

# What their codes mean. A code that is not listed rejects its row.
#[codes.sex]
#H = "M"
#F = "F"

# One row may yield several events: one [[event]] each, in the order in which they are recorded.
# A row is recorded whole or not at all.
[[event]]
"#;

const CELLS: &str = r#"# A part comes from a column,              "Their column"
#   with more to say,                     { column = "Their column", codes = "sex", default = "U" }
#   or is the same in every row,          { value = "SN" }
# codes = "TABLE" or { H = "M" } · dates = "iso" · decimal = "," · part = "year" (of a date) ·
# split = "," (several values in a cell)
"#;

/// The mapping file to begin with for an event type.
pub fn of(event: &EventType) -> String {
    let mut text = OPENING.to_owned();
    let mut line = |words: &str| {
        text.push_str(words);
        text.push('\n');
    };
    line(&format!("type = \"{}\"                # {}", event.name, event.doc));
    line("stream = \"id\"                    # the column with their id of the person or thing");
    line("occurred_on = \"date\"             # when it happened");
    for name in template::context_columns(event).into_iter().skip(2) {
        line(&format!("#{name} = \"\""));
    }
    line("#once = true                     # rows that say the same again mean the same event");
    line("#when = { column = \"Their column\", filled = true }   # or is = [\"PLACED\"]");
    line("");
    line(CELLS.trim_end());
    line("[event.fields]");
    for column in template::columns(event) {
        let mark = if column.required { "" } else { "#" };
        let own = format!("{mark}{} = \"{}\"", key(&column.name), column.name);
        let mut words = format!("{own:<40} # {}", column.doc);
        let _ = write!(words, " [{}]", takes(column.cell));
        line(&words);
    }
    text
}

/// A key with a point in it stands in quotation marks.
fn key(name: &str) -> String {
    if name.contains('.') { format!("\"{name}\"") } else { name.to_owned() }
}

fn takes(cell: Cell) -> String {
    match cell {
        Cell::Amount => "1323.00".to_owned(),
        Cell::Currency => "EUR".to_owned(),
        Cell::Value(shape) => written(shape),
        Cell::Values(shape) => format!("{} | …", written(shape)),
        Cell::Json(shape @ Shape::List { .. }) => format!("JSON: {}", written(shape)),
        Cell::Json(_) => "JSON".to_owned(),
    }
}
