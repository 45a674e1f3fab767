//! A sheet of a spreadsheet (XLSX), row by row. Days come as the registry writes them, whatever
//! the cell shows; whole numbers without a point.
//!
//! The workbook's table of shared texts is in memory as long as the file is read; rows are not.

use std::io::{Read, Seek};

use calamine::{CellErrorType, DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxCellReader};

use super::ImportError;
use super::fault::{FileFault, RowError, RowFault};
use super::mapping::{Dialect, shown};
use super::rows::{Found, Header, Original, Rows, Said};
use super::text::{Encoding, checked};
use super::unpacking::Bounds;

/// Beyond this, two whole numbers share one cell value.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
/// Columns that a sheet may have.
const COLUMNS_MAX: usize = 1_024;

/// An open spreadsheet.
pub struct Book<F: Read + Seek>(Xlsx<F>);

impl<F: Read + Seek> Book<F> {
    /// Opens it, if it unpacks to no more than these bounds.
    ///
    /// # Errors
    /// It is none, it is damaged, or it is too large.
    pub fn open(mut file: F, bounds: Bounds) -> Result<Self, FileFault> {
        bounds.check(&mut file)?;
        Xlsx::new(file).map(Self).map_err(|_broken| FileFault::SpreadsheetDamaged)
    }

    /// The sheet that is asked for, or the only one.
    ///
    /// # Errors
    /// There is no such sheet, several and nobody said which, or it has no header.
    pub fn sheet(&mut self, dialect: &Dialect) -> Result<Sheet<'_, F>, ImportError> {
        let known = self.0.sheet_names();
        let said = || known.iter().map(|name| shown(name)).collect();
        let name = match (&dialect.sheet, known.as_slice()) {
            (Some(name), _) if known.contains(name) => name.clone(),
            (Some(name), _) => {
                return Err(FileFault::NoSuchSheet { sheet: shown(name), known: said() }.into());
            }
            (None, [only]) => only.clone(),
            (None, []) => return Err(FileFault::Empty.into()),
            (None, _) => return Err(FileFault::SheetNotSaid { known: said() }.into()),
        };
        let cells = self.0.worksheet_cells_reader(&name);
        let cells = cells.map_err(|_broken| FileFault::SpreadsheetDamaged)?;
        let separator = dialect.separator.unwrap_or(b';');
        let mut sheet = Sheet {
            cells,
            ahead: None,
            header: Header { separator, encoding: Encoding::Utf8, ..Header::default() },
            rows: 0,
            ended: false,
        };
        let wanted = dialect.header_line.unwrap_or(1);
        loop {
            let Some(row) = sheet.row()? else { return Err(FileFault::Empty.into()) };
            let names: Result<Vec<String>, RowFault> =
                row.cells.into_iter().map(|text| text.map(|text| text.trim().to_owned())).collect();
            let unreadable = |fault| FileFault::HeaderUnreadable { fault };
            let mut names = names.map_err(unreadable)?;
            while names.last().is_some_and(String::is_empty) {
                names.pop();
            }
            if row.line < wanted || names.is_empty() {
                continue;
            }
            (sheet.header.line, sheet.header.columns) = (row.line, names);
            return Ok(sheet);
        }
    }
}

/// A sheet.
pub struct Sheet<'a, F: Read + Seek> {
    cells: XlsxCellReader<'a, F>,
    ahead: Option<At>,
    header: Header,
    rows: u64,
    ended: bool,
}

/// A cell's row, column and text.
type At = ((u32, u32), Result<String, RowFault>);

struct Row {
    line: u64,
    cells: Vec<Result<String, RowFault>>,
}

impl<F: Read + Seek> Sheet<'_, F> {
    /// The next row that has any cell.
    fn row(&mut self) -> Result<Option<Row>, FileFault> {
        let mut row: Option<(u32, Vec<Result<String, RowFault>>)> = None;
        loop {
            let next = match self.ahead.take() {
                Some(ahead) => Some(ahead),
                None => self.cell()?,
            };
            let Some(((at, column), text)) = next else { break };
            let (number, cells) = row.get_or_insert_with(|| (at, Vec::new()));
            if *number != at {
                self.ahead = Some(((at, column), text));
                break;
            }
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column < COLUMNS_MAX {
                if cells.len() <= column {
                    cells.resize(column + 1, Ok(String::new()));
                }
                if let Some(cell) = cells.get_mut(column) {
                    *cell = text;
                }
            }
        }
        self.rows += 1;
        Ok(row.map(|(number, cells)| Row { line: u64::from(number) + 1, cells }))
    }

    fn cell(&mut self) -> Result<Option<At>, FileFault> {
        if self.ended {
            return Ok(None);
        }
        match self.cells.next_cell() {
            Ok(Some(cell)) => Ok(Some((cell.get_position(), written(cell.get_value())))),
            Ok(None) => {
                self.ended = true;
                Ok(None)
            }
            Err(_broken) => {
                self.ended = true;
                Err(FileFault::SpreadsheetDamaged)
            }
        }
    }
}

impl<F: Read + Seek> Rows for Sheet<'_, F> {
    fn header(&self) -> Option<&Header> {
        Some(&self.header)
    }

    fn next(&mut self) -> Result<Option<Found>, ImportError> {
        loop {
            let Some(row) = self.row()? else { return Ok(None) };
            let width = self.header.columns.len();
            let blank = |cell: &Result<String, RowFault>| {
                cell.as_ref().is_ok_and(|text| text.trim().is_empty())
            };
            if row.cells.iter().all(blank) {
                continue;
            }
            let wrong = row.cells.iter().enumerate().find_map(|(at, text)| {
                let column = self.header.columns.get(at).cloned();
                text.as_ref().err().map(|fault| RowError { fault: *fault, column })
            });
            let too_many = row.cells.iter().skip(width).any(|cell| !blank(cell));
            let too_many = too_many.then(|| RowError::from(RowFault::TooManyCells));
            let mut cells: Vec<String> =
                row.cells.into_iter().map(Result::unwrap_or_default).collect();
            if cells.len() < width {
                cells.resize(width, String::new());
            }
            let original = Original::Cells(cells.clone());
            cells.truncate(width);
            let said = wrong.or(too_many).map_or(Ok(Said::Cells(cells)), Err);
            return Ok(Some(Found { line: row.line, original, said }));
        }
    }

    fn read(&self) -> u64 {
        self.rows
    }
}

/// A cell as text.
fn written(value: &DataRef<'_>) -> Result<String, RowFault> {
    match value {
        DataRef::Empty => Ok(String::new()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            checked(text.clone())
        }
        DataRef::SharedString(text) => checked((*text).to_owned()),
        DataRef::Bool(flag) => Ok(flag.to_string()),
        DataRef::Int(number) => Ok(number.to_string()),
        DataRef::Float(number) => float(*number),
        DataRef::DateTime(at) => date(at),
        DataRef::Error(kind) => match kind {
            CellErrorType::NA => Ok(String::new()),
            CellErrorType::Div0
            | CellErrorType::Name
            | CellErrorType::Null
            | CellErrorType::Num
            | CellErrorType::Ref
            | CellErrorType::Value
            | CellErrorType::GettingData => Err(RowFault::CellError),
        },
    }
}

fn float(number: f64) -> Result<String, RowFault> {
    // A number is written without a point unless it has decimals: ids must not become 1.0.
    if number.abs() >= WHOLE_MAX {
        return Err(RowFault::NumberRounded);
    }
    // Spreadsheets show, and mean, fifteen digits: 0.3, not 0.30000000000000004.
    let meant = format!("{number:.14e}").parse().unwrap_or(number);
    Ok(meant.to_string())
}

fn date(at: &ExcelDateTime) -> Result<String, RowFault> {
    if !at.is_datetime() {
        return float(at.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return Ok(day);
    }
    Ok(format!("{day} {hour:02}:{minute:02}:{second:02}"))
}
