//! What can be wrong with a file, or with a row before any law is asked: each with its permanent
//! code. What is wrong with a fact itself is `record`'s to say.

use domain::decider::{Class, Coded};

/// Why a file is not read at all. Nothing of it was recorded.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FileFault {
    /// There is none.
    #[error("there is no such file")]
    NoSuchFile,
    /// It is a folder.
    #[error("this is a folder, not a file")]
    IsAFolder,
    /// The operating system does not let it be read.
    #[error("the file cannot be opened")]
    Unreadable,
    /// It holds nothing.
    #[error("the file is empty")]
    Empty,
    /// It is compressed.
    #[error("the file is compressed ({form}): unpack it first")]
    Compressed {
        /// How.
        form: &'static str,
    },
    /// It is in UTF-16.
    #[error("the file is in UTF-16: save it as UTF-8 or as Windows-1252")]
    Utf16,
    /// It is not in UTF-8 and nobody said in what.
    #[error(
        "line {line} is not UTF-8: if the file comes from Windows, say --encoding windows-1252"
    )]
    EncodingNotSaid {
        /// The first line that shows it.
        line: u64,
    },
    /// It is a spreadsheet of before 2007.
    #[error("this is an old spreadsheet (XLS): save it as XLSX or CSV")]
    OldSpreadsheet,
    /// It ends with XLSX, or looks like it, and cannot be opened as such.
    #[error("the spreadsheet is damaged or cut")]
    SpreadsheetDamaged,
    /// It unpacks to more than is read.
    #[error(
        "the spreadsheet unpacks to more than {all_bytes_max} bytes, to more than {kept_bytes_max} \
         bytes of shared texts, or has a cell far beyond what cells hold: save it as CSV"
    )]
    SpreadsheetTooLarge {
        /// What all of it may unpack to.
        all_bytes_max: u64,
        /// What its shared texts may unpack to.
        kept_bytes_max: u64,
    },
    /// The spreadsheet has no sheet of that name.
    #[error("the spreadsheet has no sheet {sheet:?}; it has {}", known.join(", "))]
    NoSuchSheet {
        /// What was asked for.
        sheet: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Nobody said which sheet of several.
    #[error("the spreadsheet has several sheets: say --sheet NAME; it has {}", known.join(", "))]
    SheetNotSaid {
        /// What there is.
        known: Vec<String>,
    },
    /// The first line names no column.
    #[error("line {line} names no column of this table: the header is missing")]
    HeaderMissing {
        /// Where it should stand.
        line: u64,
    },
    /// The header names a column twice.
    #[error("the header names the column {column:?} twice")]
    ColumnTwice {
        /// Which.
        column: String,
    },
    /// The event type has no such column.
    #[error("the event type has no column {column:?}; see tukki template")]
    ColumnUnknown {
        /// Which.
        column: String,
    },
    /// The mapping names a column that the file has not.
    #[error("the mapping names the column {column:?}, which the file has not")]
    ColumnMissing {
        /// Which.
        column: String,
    },
    /// A line of the header cannot be read.
    #[error("the header cannot be read: {fault}")]
    HeaderUnreadable {
        /// Why.
        fault: RowFault,
    },
    /// Rejects are never written over.
    #[error("the file of rejects exists already; nothing was read")]
    RejectsExist,
}

impl Coded for FileFault {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchFile => "import.no_such_file",
            Self::IsAFolder => "import.is_a_folder",
            Self::Unreadable => "import.unreadable",
            Self::Empty => "import.empty",
            Self::Compressed { .. } => "import.compressed",
            Self::Utf16 => "import.encoding_unknown",
            Self::EncodingNotSaid { .. } => "import.encoding_not_said",
            Self::OldSpreadsheet => "import.old_spreadsheet",
            Self::SpreadsheetDamaged => "import.spreadsheet_damaged",
            Self::SpreadsheetTooLarge { .. } => "import.spreadsheet_too_large",
            Self::NoSuchSheet { .. } => "import.no_such_sheet",
            Self::SheetNotSaid { .. } => "import.sheet_not_said",
            Self::HeaderMissing { .. } => "import.header_missing",
            Self::ColumnTwice { .. } => "import.column_twice",
            Self::ColumnUnknown { .. } => "import.column_unknown",
            Self::ColumnMissing { .. } => "import.column_missing",
            Self::HeaderUnreadable { .. } => "import.header_unreadable",
            Self::RejectsExist => "import.rejects_exist",
        }
    }

    fn class(&self) -> Class {
        Class::Invalid
    }
}

/// What is wrong with a row as it is written, or with whom it names.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RowFault {
    /// Its bytes are no UTF-8.
    #[error("not UTF-8: if the file comes from Windows, say --encoding windows-1252")]
    NotUtf8,
    /// It holds a NUL character.
    #[error("a NUL character")]
    Nul,
    /// It holds a control character.
    #[error("a control character")]
    Control,
    /// It is longer than a line may be.
    #[error("longer than 262,144 bytes")]
    TooLong,
    /// It has more cells than the header.
    #[error("more cells than the header has")]
    TooManyCells,
    /// It has fewer cells than the header.
    #[error("fewer cells than the header has")]
    TooFewCells,
    /// A quotation mark was opened and not closed.
    #[error("a quotation mark is opened and not closed")]
    OpenQuote,
    /// The file ends in the middle of it.
    #[error("the file ends in this line without a line end: it may have been cut")]
    Cut,
    /// A line is no JSON object.
    #[error("not a JSON object, each key once")]
    NotJson,
    /// A date whose order of day and month nobody said.
    #[error("a date with the day or the month first: say --dates day-first or month-first")]
    DateNotSaid,
    /// A date that the calendar, or the order that was said, does not have.
    #[error("not a date of the order that was said")]
    NotADate,
    /// A year of two digits.
    #[error("a year of two digits")]
    ShortYear,
    /// A code that the mapping does not translate.
    #[error("the mapping does not say what this code means")]
    CodeUntranslated,
    /// An amount that is not written as the mapping says.
    #[error("not an amount as the mapping says they are written")]
    NotAnAmount,
    /// A cell of a spreadsheet holds an error.
    #[error("the spreadsheet could not compute this cell")]
    CellError,
    /// A number of more digits than a spreadsheet keeps.
    #[error("a number of more than fifteen digits, which spreadsheets round: store it as text")]
    NumberRounded,
    /// The reference names several people.
    #[error("this reference names several records")]
    AmbiguousReference,
    /// Somebody of that name, year of birth and telephone or document is registered already.
    #[error("probably registered already under another reference")]
    ProbableDuplicate,
    /// Nothing says who it is about.
    #[error("the row names nobody")]
    NoName,
}

impl Coded for RowFault {
    fn code(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "import.wrong_encoding",
            Self::Nul => "import.nul",
            Self::Control => "import.control_character",
            Self::TooLong => "import.line_too_long",
            Self::TooManyCells => "import.too_many_cells",
            Self::TooFewCells => "import.too_few_cells",
            Self::OpenQuote => "import.open_quote",
            Self::Cut => "import.row_cut",
            Self::NotJson => "import.not_json",
            Self::DateNotSaid => "import.date_not_said",
            Self::NotADate => "import.not_a_date",
            Self::ShortYear => "import.short_year",
            Self::CodeUntranslated => "import.code_untranslated",
            Self::NotAnAmount => "import.not_an_amount",
            Self::CellError => "import.cell_error",
            Self::NumberRounded => "import.number_rounded",
            Self::AmbiguousReference => "import.ambiguous_reference",
            Self::ProbableDuplicate => "import.probable_duplicate",
            Self::NoName => "import.no_name",
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::AmbiguousReference | Self::ProbableDuplicate => Class::Conflict,
            Self::NotUtf8
            | Self::Nul
            | Self::Control
            | Self::TooLong
            | Self::TooManyCells
            | Self::TooFewCells
            | Self::OpenQuote
            | Self::Cut
            | Self::NotJson
            | Self::DateNotSaid
            | Self::NotADate
            | Self::ShortYear
            | Self::CodeUntranslated
            | Self::NotAnAmount
            | Self::CellError
            | Self::NumberRounded
            | Self::NoName => Class::Invalid,
        }
    }
}

/// What is wrong with a row, and in which column of the file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RowError {
    /// What.
    pub fault: RowFault,
    /// The column, as the file names it.
    pub column: Option<String>,
}

impl RowError {
    /// Wrong in a column.
    pub fn in_column(fault: RowFault, column: &str) -> Self {
        Self { fault, column: Some(column.to_owned()) }
    }
}

impl From<RowFault> for RowError {
    fn from(fault: RowFault) -> Self {
        Self { fault, column: None }
    }
}
