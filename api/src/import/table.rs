//! A table of one event type: each row an event, columns as `template` prints them.
//!
//! The first form of it: `,` or `;`, UTF-8 with or without a byte order mark, RFC 4180 quoting.

use std::io::Read;

use domain::describe::{EventType, Shape};
use serde_json::{Map, Value};

use super::{Import, ImportError, Progress};
use crate::fields::{FieldError, Problem};
use crate::line::Line;
use crate::template::{self, Cell, Column, SEPARATOR};

enum Meaning {
    Context(&'static str),
    Own(Box<Column>),
}

impl Import<'_> {
    /// Reads a table of one event type to its end.
    ///
    /// # Errors
    /// The header does not fit the type, the file cannot be read, or the log takes nothing more.
    pub fn table(mut self, of: &EventType, file: &mut dyn Read) -> Result<Progress, ImportError> {
        let mut text = std::io::BufReader::new(file);
        let delimiter = delimiter(&mut text)?;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
        let header = reader.headers().map_err(into_io)?.clone();
        let meanings = header
            .iter()
            .map(|name| meaning(of, name.trim()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(ImportError::Header)?;
        let mut record = csv::StringRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_record(&mut record) {
                Ok(false) => return self.end(),
                Ok(true) => {
                    let number = record.position().map_or(line, csv::Position::line);
                    self.progress.bytes = reader.position().byte();
                    let row = row(of, &meanings, &record);
                    self.line(number, row)?;
                }
                Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                    let wrong = FieldError::new("", Problem::NotAValue("text in UTF-8"));
                    self.line(line, Err(wrong))?;
                }
                Err(error) => return Err(into_io(error).into()),
            }
        }
    }
}

fn into_io(error: csv::Error) -> std::io::Error {
    std::io::Error::other(error)
}

/// What separates the cells: whichever of `;` and `,` the header has more of.
fn delimiter(file: &mut dyn std::io::BufRead) -> Result<u8, ImportError> {
    let head = file.fill_buf()?;
    if head.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    let head = file.fill_buf()?;
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let cells = |of: u8| line.split(|byte| *byte == of).count();
    Ok(if cells(b';') > cells(b',') { b';' } else { b',' })
}

fn meaning(of: &EventType, name: &str) -> Result<Meaning, FieldError> {
    if let Some(context) = template::context_columns(of).into_iter().find(|known| *known == name) {
        return Ok(Meaning::Context(context));
    }
    let own = template::columns(of).into_iter().find(|column| column.name == name);
    own.map(|column| Meaning::Own(Box::new(column)))
        .ok_or_else(|| FieldError::new(name, Problem::Unknown))
}

fn row(
    of: &EventType,
    meanings: &[Meaning],
    record: &csv::StringRecord,
) -> Result<Line, FieldError> {
    if record.len() != meanings.len() {
        return Err(FieldError::new("", Problem::WrongType("as many cells as the header has")));
    }
    let mut line = Map::new();
    let (mut data, mut personal) = (Map::new(), Map::new());
    for (meaning, cell) in meanings.iter().zip(record) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match meaning {
            Meaning::Context("stream") if !cell.contains('/') => {
                let kind = of.stream.map_or("migrant", domain::stream::StreamKind::code);
                line.insert("stream".to_owned(), Value::String(format!("{kind}/{cell}")));
            }
            Meaning::Context(name) => {
                line.insert((*name).to_owned(), Value::String(cell.to_owned()));
            }
            Meaning::Own(column) => {
                let side = if column.personal { &mut personal } else { &mut data };
                place(side, column, value(column, cell)?);
            }
        }
    }
    line.insert("type".to_owned(), Value::String(of.name.to_owned()));
    line.insert("data".to_owned(), Value::Object(data));
    if !personal.is_empty() {
        line.insert("personal".to_owned(), Value::Object(personal));
    }
    Line::read(line)
}

/// Puts a value at the end of the way through records.
fn place(side: &mut Map<String, Value>, column: &Column, value: Value) {
    let key = match column.cell {
        Cell::Amount => Some("amount"),
        Cell::Currency => Some("currency"),
        Cell::Value(_) | Cell::Values(_) | Cell::Json(_) => None,
    };
    let way: Vec<&str> = column.path.iter().copied().chain(key).collect();
    let Some((last, records)) = way.split_last() else { return };
    let mut at = side;
    for record in records {
        let entry = at.entry(*record).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = entry else { return };
        at = inner;
    }
    at.insert((*last).to_owned(), value);
}

fn value(column: &Column, cell: &str) -> Result<Value, FieldError> {
    match column.cell {
        Cell::Amount | Cell::Currency => Ok(Value::String(cell.to_owned())),
        Cell::Value(shape) => plain(column, shape, cell),
        Cell::Values(shape) => cell
            .split(SEPARATOR)
            .map(|part| plain(column, shape, part.trim()))
            .collect::<Result<_, _>>()
            .map(Value::Array),
        Cell::Json(_) => {
            let wrong = FieldError::new(&column.name, Problem::NotAValue("a value in JSON"));
            crate::json::parse(cell.as_bytes()).or(Err(wrong))
        }
    }
}

fn plain(column: &Column, shape: Shape, cell: &str) -> Result<Value, FieldError> {
    let wrong = |expected| Err(FieldError::new(&column.name, Problem::WrongType(expected)));
    match shape {
        Shape::Flag => match cell {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => wrong("true or false"),
        },
        Shape::Integer { .. } => {
            cell.parse::<i64>().map(Value::from).or_else(|_| wrong("a whole number"))
        }
        Shape::Decimal { .. }
        | Shape::Day
        | Shape::Month
        | Shape::Occurrence
        | Shape::Money
        | Shape::Code { .. }
        | Shape::Choice { .. }
        | Shape::Reference { .. }
        | Shape::Id
        | Shape::Label
        | Shape::Text { .. }
        | Shape::Digest
        | Shape::List { .. }
        | Shape::Record { .. }
        | Shape::Replacement => Ok(Value::String(cell.to_owned())),
    }
}
