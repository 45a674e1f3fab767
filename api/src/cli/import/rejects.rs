//! The file of rejected rows: the columns of the source, and before them where, what and why. It is
//! mended and read as it is; what it says about a rejection is passed over then.
//!
//! It holds what the source holds about people, so only its owner may read it (0600).

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::import::convert::{REJECTED, TURNS};
use crate::import::records::{cells, quoted};
use crate::import::rows::{Header, Original};
use crate::import::{FileFault, ImportError, Rejected, json_lines};

/// The columns that come before those of the source.
const COLUMNS: [&str; 5] =
    ["rejected.line", "rejected.column", "rejected.code", "rejected.sentence", TURNS];
/// Files that are tried when names are taken.
const NUMBERS_MAX: u32 = 1_000;
/// Lines that may stand before a header.
const LINES_BEFORE_MAX: u64 = 100;

/// Where rejects go.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Where {
    /// To this file, which must not exist.
    Said(PathBuf),
    /// Beside this file, under a name that is free.
    Beside(PathBuf),
}

/// The rejected rows of one file.
pub(super) struct Rejects {
    to: Where,
    header: Option<Header>,
    file: Option<(PathBuf, BufWriter<File>)>,
}

impl Rejects {
    /// None so far; `header` is that of a table, none for JSON Lines.
    pub(super) fn new(to: Where, header: Option<Header>) -> Result<Self, ImportError> {
        if let Where::Said(path) = &to
            && path.exists()
        {
            return Err(FileFault::RejectsExist.into());
        }
        Ok(Self { to, header, file: None })
    }

    /// Goes on with the file of an earlier run, as far as that run knew it to be whole.
    pub(super) fn resume(
        to: Where,
        header: Option<Header>,
        (path, bytes): (&Path, u64),
    ) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        if file.metadata()?.len() < bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        file.set_len(bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { to, header, file: Some((path.to_owned(), BufWriter::new(file))) })
    }

    /// The file, once it has a row.
    pub(super) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|(path, _)| path.as_path())
    }

    /// Writes a row.
    pub(super) fn write(
        &mut self,
        row: &Rejected,
        original: &Original,
        turns: &str,
    ) -> io::Result<()> {
        let written = match &self.header {
            Some(header) => record(header, row, (original, turns)),
            None => object(row, (original, turns)),
        };
        let file = self.open()?;
        file.write_all(&written)?;
        file.write_all(b"\n")
    }

    /// Makes what was written durable; how many bytes the file has.
    pub(super) fn sync(&mut self) -> io::Result<u64> {
        let Some((_, file)) = &mut self.file else { return Ok(0) };
        file.flush()?;
        file.get_ref().sync_data()?;
        file.stream_position()
    }

    fn open(&mut self) -> io::Result<&mut BufWriter<File>> {
        let made = if let Some(file) = self.file.take() {
            file
        } else {
            let (path, file) = self.create()?;
            let mut file = BufWriter::new(file);
            if let Some(header) = &self.header {
                file.write_all(&heading(header))?;
            }
            (path, file)
        };
        Ok(&mut self.file.insert(made).1)
    }

    fn create(&self) -> io::Result<(PathBuf, File)> {
        let beside = match &self.to {
            Where::Said(path) => return Ok((path.clone(), private(path)?)),
            Where::Beside(source) => source,
        };
        let ending = if self.header.is_some() { "csv" } else { "jsonl" };
        let name = beside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Rejects of rejects are numbered, not nested.
        let name = name.split(".rejects").next().unwrap_or(&name).to_owned();
        for number in 1..NUMBERS_MAX {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            let path = beside.with_file_name(format!("{name}.rejects{number}.{ending}"));
            match private(&path) {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

/// A row of a table with what is wrong with it.
fn record(header: &Header, row: &Rejected, (original, turns): (&Original, &str)) -> Vec<u8> {
    let line = row.line.to_string();
    let field = row.field.as_deref().unwrap_or_default();
    let about = [line.as_str(), field, &row.code, &row.sentence, turns];
    let about = about.map(|text| quoted(&header.encoding.bytes(text), header.separator));
    let mut written = about.join(&header.separator);
    written.push(header.separator);
    written.extend(match original {
        Original::Raw(raw) => own(raw, header),
        Original::Cells(texts) => {
            let cell = |(at, text): (usize, &String)| {
                let own = header.columns.get(at).is_none_or(|name| !name.starts_with(REJECTED));
                own.then(|| quoted(&header.encoding.bytes(text), header.separator))
            };
            let cells: Vec<Vec<u8>> = texts.iter().enumerate().filter_map(cell).collect();
            cells.join(&header.separator)
        }
    });
    written
}

/// The lines before the first row.
fn heading(header: &Header) -> Vec<u8> {
    let mut written = Vec::new();
    if header.encoding == crate::import::text::Encoding::Utf8 {
        written.extend_from_slice("\u{feff}".as_bytes()); // spreadsheets take it for UTF-8 then
    }
    // The header stays on its line, for a mapping may say which that is.
    let before = usize::try_from(header.line.min(LINES_BEFORE_MAX)).unwrap_or(0);
    written.extend(std::iter::repeat_n(b'\n', before.saturating_sub(1)));
    written.extend(COLUMNS.map(|name| name.as_bytes().to_vec()).join(&header.separator));
    for name in header.columns.iter().filter(|name| !name.starts_with(REJECTED)) {
        written.push(header.separator);
        written.extend(quoted(&header.encoding.bytes(name), header.separator));
    }
    written.push(b'\n');
    written
}

/// The cells of a row that are the source's, as they stood.
fn own(raw: &[u8], header: &Header) -> Vec<u8> {
    if !header.columns.iter().any(|name| name.starts_with(REJECTED)) {
        return raw.to_vec();
    }
    let own = |(at, cell): (usize, Vec<u8>)| {
        let rejected = header.columns.get(at).is_some_and(|name| name.starts_with(REJECTED));
        (!rejected).then(|| quoted(&cell, header.separator))
    };
    let cells = cells(raw, header.separator).into_iter().enumerate();
    cells.filter_map(own).collect::<Vec<_>>().join(&header.separator)
}

/// A line of JSON with what is wrong with it.
fn object(row: &Rejected, (original, turns): (&Original, &str)) -> Vec<u8> {
    let text = match original {
        Original::Raw(raw) => String::from_utf8_lossy(raw).into_owned(),
        Original::Cells(_) => String::new(),
    };
    let mut about = json!({
        "line": row.line, "column": row.field, "code": row.code, "sentence": row.sentence,
    });
    if let (Value::Object(about), false) = (&mut about, turns.is_empty()) {
        about.insert("turns".to_owned(), json!(turns));
    }
    let members = match crate::json::parse(text.as_bytes()) {
        Ok(Value::Object(members)) => Some(members),
        Ok(_) | Err(_) => None,
    };
    let written = match members {
        Some(mut members) => {
            members.insert(json_lines::REJECTED.to_owned(), about);
            Value::Object(members)
        }
        None => json!({json_lines::REJECTED: about, json_lines::TEXT: text}),
    };
    written.to_string().into_bytes()
}

/// A new file that only its owner reads.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}
