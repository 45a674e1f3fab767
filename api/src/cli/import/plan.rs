//! What was asked for: how the file is written, what its columns mean, from which register it is.

use std::fs::File;
use std::io::BufRead;

use super::{Args, Ended, Failure, read_text};
use crate::catalogue;
use crate::import::convert::Converter;
use crate::import::dates::Order;
use crate::import::json_lines::JsonLines;
use crate::import::mapping::{Dialect, Mapping, OnDuplicate, file};
use crate::import::rows::Rows;
use crate::import::sheet::Book;
use crate::import::table::Table;
use crate::import::text::{Encoding, refuse_other_encodings};
use crate::import::unpacking::Bounds;
use domain::text::ExternalId;

/// Bytes of a file that are looked at before it is read.
const HEAD_BYTES: usize = 64 * 1024;
/// The source of names when nobody says.
const SOURCE: &str = "import";

/// What is done with the rows, once the file is open.
pub(super) type Go<'a> =
    &'a mut dyn FnMut(&mut dyn Rows, Option<&Converter>) -> Result<Ended, Failure>;

/// What was asked for.
pub(super) struct Plan {
    /// What the columns mean; none for JSON Lines.
    pub(super) mapping: Option<Mapping>,
    /// Which register the names come from.
    pub(super) source: String,
    /// Everything that decides what the rows yield, for telling one plan from another.
    pub(super) words: Vec<u8>,
}

impl Plan {
    pub(super) fn of(args: &Args) -> Result<Self, Failure> {
        let mut words = Vec::new();
        let order = order(args.dates.as_deref())?;
        let mut mapping = match (&args.type_name, &args.mapping) {
            (Some(name), _) => {
                words.extend_from_slice(name.as_bytes());
                let unknown = || {
                    Failure::usage(format!("there is no event type {name}; see tukki catalogue"))
                };
                let of = catalogue::find(name).ok_or_else(unknown)?;
                Some(Mapping::template(of, (Dialect::default(), order)))
            }
            (None, Some(path)) => {
                let text = read_text(path)?;
                words.extend_from_slice(text.as_bytes());
                let parsed = Mapping::parse(&text);
                Some(parsed.map_err(|wrong| Failure::usage(wrong.to_string()))?)
            }
            (None, None) => None,
        };
        if let Some(mapping) = &mut mapping {
            dialect(args, &mut mapping.dialect)?;
        }
        let said = mapping.as_ref().and_then(|mapping| mapping.source.clone());
        let source = args.source.clone().or(said).unwrap_or_else(|| SOURCE.to_owned());
        if ExternalId::try_from(source.clone()).is_err() {
            return Err(Failure::usage("a source is a name of 1 to 80 characters"));
        }
        for part in [&args.dates, &args.encoding, &args.separator, &args.sheet] {
            words.push(0);
            words.extend_from_slice(part.as_deref().unwrap_or_default().as_bytes());
        }
        words.push(0);
        words.extend_from_slice(source.as_bytes());
        Ok(Self { mapping, source, words })
    }

    /// What becomes of probable duplicates.
    pub(super) fn on_duplicate(&self) -> OnDuplicate {
        self.mapping.as_ref().map_or(OnDuplicate::default(), |mapping| mapping.on_duplicate)
    }

    /// Reads a file of text.
    pub(super) fn text(&self, file: &mut dyn BufRead, go: Go<'_>) -> Result<Ended, Failure> {
        let Some(mapping) = &self.mapping else {
            return go(&mut JsonLines::open(file)?, None);
        };
        if mapping.dialect.encoding.is_none() {
            let head = file.fill_buf()?;
            refuse_other_encodings(head.get(..HEAD_BYTES).unwrap_or(head))?;
        }
        let mut table = Table::open(file, &mapping.dialect)?;
        let converter = bound(mapping, &table)?;
        go(&mut table, Some(&converter))
    }

    /// Reads a spreadsheet.
    pub(super) fn sheet(&self, file: File, go: Go<'_>) -> Result<Ended, Failure> {
        let Some(mapping) = &self.mapping else {
            return Err(Failure::usage("a spreadsheet needs --type or --mapping"));
        };
        let mut book = Book::open(std::io::BufReader::new(file), Bounds::USUAL)?;
        let mut sheet = book.sheet(&mapping.dialect)?;
        let converter = bound(mapping, &sheet)?;
        go(&mut sheet, Some(&converter))
    }
}

fn bound(mapping: &Mapping, rows: &dyn Rows) -> Result<Converter, Failure> {
    let header = rows.header().cloned().unwrap_or_default();
    Ok(Converter::bind(mapping, (&header.columns, header.line))?)
}

fn order(name: Option<&str>) -> Result<Order, Failure> {
    let unknown = || Failure::usage("--dates is iso, day-first or month-first");
    name.map_or(Ok(Order::Iso), |name| Order::named(name).ok_or_else(unknown))
}

/// What the command line says comes before what the mapping says.
fn dialect(args: &Args, dialect: &mut Dialect) -> Result<(), Failure> {
    if let Some(name) = &args.encoding {
        let unknown = || Failure::usage("--encoding is utf-8 or windows-1252");
        dialect.encoding = Some(Encoding::named(name).ok_or_else(unknown)?);
    }
    if let Some(sign) = &args.separator {
        let unknown = || Failure::usage("--separator is ; , or tab");
        dialect.separator = Some(file::separator(sign).ok_or_else(unknown)?);
    }
    if let Some(sheet) = &args.sheet {
        dialect.sheet = Some(sheet.clone());
    }
    Ok(())
}
