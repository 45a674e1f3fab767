//! JSON Lines: a fact a line, as `tukki record` takes it.

use std::io::BufRead;

use serde_json::Value;

use super::ImportError;
use super::fault::{RowError, RowFault};
use super::lines::{Line, Lines};
use super::rows::{Found, Header, Original, Rows, Said};
use crate::json;

/// What a line of rejects says beside the line of the source.
pub const REJECTED: &str = "rejected";
/// Where a line of rejects keeps a line of the source that was no JSON object.
pub const TEXT: &str = "text";

/// A file of JSON Lines.
pub struct JsonLines<'a> {
    lines: Lines<'a>,
}

impl<'a> JsonLines<'a> {
    /// The lines of a file.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(file: &'a mut dyn BufRead) -> Result<Self, ImportError> {
        Ok(Self { lines: Lines::of(file)? })
    }
}

fn said(line: &Line) -> Result<Said, RowError> {
    if line.too_long {
        return Err(RowFault::TooLong.into());
    }
    let parsed = match parse(line.text()) {
        // A whole object is whole although no line end follows it.
        Err(_) if !line.is_ended() => Err(RowFault::Cut),
        parsed => parsed,
    };
    Ok(Said::Members(parsed?))
}

fn parse(text: &[u8]) -> Result<serde_json::Map<String, Value>, RowFault> {
    if std::str::from_utf8(text).is_err() {
        return Err(RowFault::NotUtf8);
    }
    match json::parse(text) {
        Ok(Value::Object(mut members)) => {
            let rejected = members.remove(REJECTED);
            // A line of rejects that was no JSON is mended in its text.
            match (rejected, members.get(TEXT).and_then(Value::as_str)) {
                (Some(_), Some(text)) if members.len() == 1 => parse(text.as_bytes()),
                (Some(rejected), _) => {
                    members.insert(REJECTED.to_owned(), rejected);
                    Ok(members)
                }
                (None, _) => Ok(members),
            }
        }
        Ok(_) | Err(_) => Err(RowFault::NotJson),
    }
}

impl Rows for JsonLines<'_> {
    fn header(&self) -> Option<&Header> {
        None
    }

    fn next(&mut self) -> Result<Option<Found>, ImportError> {
        loop {
            let Some(line) = self.lines.take()? else { return Ok(None) };
            if line.is_blank() {
                continue;
            }
            let said = said(&line);
            let original = Original::Raw(line.text().to_vec());
            return Ok(Some(Found { line: line.number, original, said }));
        }
    }

    fn read(&self) -> u64 {
        self.lines.read()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<(u64, Result<String, RowFault>)> {
        let mut file = text;
        let mut lines = JsonLines::open(&mut file).unwrap();
        let mut all = Vec::new();
        while let Some(found) = lines.next().unwrap() {
            let said = found.said.map_err(|wrong| wrong.fault).map(|said| match said {
                Said::Members(members) => Value::Object(members).to_string(),
                Said::Cells(_) => unreachable!(),
            });
            all.push((found.line, said));
        }
        all
    }

    #[test]
    fn each_line_is_an_object_or_says_why_not() {
        let read = all(b"{\"a\":1}\n\n[1]\n{\"a\":1,\"a\":2}\n\"\xff\"\n{\"a\":2}");
        assert_eq!(read[0], (1, Ok(r#"{"a":1}"#.to_owned())));
        assert_eq!(read[1], (3, Err(RowFault::NotJson)));
        assert_eq!(read[2], (4, Err(RowFault::NotJson)));
        assert_eq!(read[3], (5, Err(RowFault::NotUtf8)));
        assert_eq!(read[4], (6, Ok(r#"{"a":2}"#.to_owned())));
        assert_eq!(all(b"{\"a\":1}\n{\"a\":")[1], (2, Err(RowFault::Cut)));
    }

    #[test]
    fn a_line_of_rejects_says_what_the_line_of_the_source_said() {
        let read = all(b"{\"rejected\":{\"line\":7},\"text\":\"{\\\"a\\\":1}\"}\n");
        assert_eq!(read[0].1.as_deref(), Ok(r#"{"a":1}"#));
        let read = all(b"{\"rejected\":{\"line\":7},\"text\":\"{\\\"a\\\"\"}\n");
        assert_eq!(read[0].1, Err(RowFault::NotJson));
    }
}
