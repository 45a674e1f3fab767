//! A table in text: CSV and its relatives.

use std::io::BufRead;

use super::ImportError;
use super::fault::{FileFault, RowError, RowFault};
use super::lines::Lines;
use super::mapping::Dialect;
use super::records::{self, Record};
use super::rows::{Found, Header, Original, Rows, Said};

/// A table of text.
pub struct Table<'a> {
    lines: Lines<'a>,
    header: Header,
}

impl<'a> Table<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn open(file: &'a mut dyn BufRead, dialect: &Dialect) -> Result<Self, ImportError> {
        let encoding = dialect.encoding.unwrap_or_default();
        let mut lines = Lines::of(file)?;
        let wanted = dialect.header_line.unwrap_or(1);
        let first = loop {
            match lines.take()? {
                None => return Err(FileFault::Empty.into()),
                Some(line) if line.is_blank() || line.number < wanted => {}
                Some(line) => break line,
            }
        };
        let separator = dialect.separator.unwrap_or_else(|| records::separator(first.text()));
        let number = first.number;
        lines.take_back([first]);
        let record = records::next(&mut lines, (separator, None))?.unwrap_or_default();
        let unreadable = |fault: RowFault| {
            if fault == RowFault::NotUtf8 {
                return FileFault::EncodingNotSaid { line: number };
            }
            FileFault::HeaderUnreadable { fault }
        };
        if let Some(fault) = record.fault {
            return Err(unreadable(fault).into());
        }
        let name = |cell: &Vec<u8>| encoding.text(cell).map(|text| text.trim().to_owned());
        let columns: Result<Vec<String>, RowFault> = record.cells.iter().map(name).collect();
        let mut columns = columns.map_err(unreadable)?;
        while columns.last().is_some_and(String::is_empty) {
            columns.pop();
        }
        let raw = record.raw;
        Ok(Self { lines, header: Header { line: number, columns, raw, separator, encoding } })
    }

    fn found(&self, record: Record) -> Found {
        let Record { line, raw, cells, fault } = record;
        let texts: Vec<Result<String, RowFault>> =
            cells.iter().map(|cell| self.header.encoding.text(cell)).collect();
        let wrong = texts.iter().enumerate().find_map(|(at, text)| {
            let column = self.header.columns.get(at).cloned();
            text.as_ref().err().map(|fault| RowError { fault: *fault, column })
        });
        let wrong = fault.map(RowError::from).or(wrong);
        let mut texts: Vec<String> = texts.into_iter().map(Result::unwrap_or_default).collect();
        // Of a row whose marks do not pair, no bytes are kept: they would garble the next ones.
        let original =
            if raw.is_empty() { Original::Cells(texts.clone()) } else { Original::Raw(raw) };
        texts.truncate(self.header.columns.len());
        let said = wrong.map_or(Ok(Said::Cells(texts)), Err);
        Found { line, original, said }
    }
}

impl Rows for Table<'_> {
    fn header(&self) -> Option<&Header> {
        Some(&self.header)
    }

    fn next(&mut self) -> Result<Option<Found>, ImportError> {
        let dialect = (self.header.separator, Some(self.header.columns.len()));
        loop {
            let Some(record) = records::next(&mut self.lines, dialect)? else { return Ok(None) };
            let blank = |cell: &Vec<u8>| cell.trim_ascii().is_empty();
            let is_blank = !record.cells.is_empty() && record.cells.iter().all(blank);
            if !is_blank {
                return Ok(Some(self.found(record)));
            }
        }
    }

    fn read(&self) -> u64 {
        self.lines.read()
    }
}
