//! A table as records of cells: RFC 4180 with any separator, and with a way on after a quotation
//! mark that nobody closed.
//!
//! The bytes of a record are kept as they were, for the file of rejects. A record that has not as
//! many cells as the header although it goes over several lines, or whose last cell is never
//! closed, is most likely a stray quotation mark: then its first line alone is wrong, and what
//! follows is read again.

use std::io;

use super::fault::RowFault;
use super::lines::{BYTES_MAX, Line, Lines};

/// The character that holds cells together.
const QUOTE: u8 = b'"';
/// The most lines that one record goes over.
const LINES_MAX: usize = 200;

/// One record.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Record {
    /// The number of its first line.
    pub line: u64,
    /// Its bytes, without the last line end.
    pub raw: Vec<u8>,
    /// Its cells, without their quotation marks.
    pub cells: Vec<Vec<u8>>,
    /// What is wrong with it as a whole.
    pub fault: Option<RowFault>,
}

/// Cells of a line so far, and whether the last one is still open.
struct Split {
    cells: Vec<Vec<u8>>,
    is_open: bool,
    ends_quoted: bool,
    /// Something stands between a closing mark and the next separator.
    is_broken: bool,
}

/// Reads the next record; none at the end. Blank lines are passed over. `width` is how many cells
/// the header has, once it is known.
///
/// # Errors
/// The file cannot be read.
pub fn next(
    lines: &mut Lines<'_>,
    (separator, width): (u8, Option<usize>),
) -> io::Result<Option<Record>> {
    let first = loop {
        match lines.take()? {
            None => return Ok(None),
            Some(line) if line.is_blank() => {}
            Some(line) => break line,
        }
    };
    if first.too_long {
        let fault = Some(RowFault::TooLong);
        return Ok(Some(Record { line: first.number, fault, ..Record::default() }));
    }
    let mut all = vec![first];
    let mut whole = all.iter().flat_map(|line| &line.bytes).copied().collect::<Vec<u8>>();
    let mut split = split(&whole, separator);
    while split.is_open {
        let next = match lines.take()? {
            Some(next) if !next.too_long && whole.len() < BYTES_MAX && all.len() < LINES_MAX => {
                next
            }
            beyond => {
                lines.take_back(beyond);
                return Ok(Some(stray(lines, all, separator)));
            }
        };
        let closes = next.bytes.contains(&QUOTE);
        whole.extend_from_slice(&next.bytes);
        all.push(next);
        if closes {
            split = self::split(&whole, separator);
        }
    }
    let several = all.len() > 1;
    if split.is_broken || several && width.is_some_and(|width| !fits(&split.cells, width)) {
        return Ok(Some(stray(lines, all, separator)));
    }
    let cut = all.last().is_some_and(|last| !last.is_ended()) && !split.ends_quoted;
    let fault = match width {
        Some(width) if split.cells.len() < width && cut => Some(RowFault::Cut),
        Some(width) if split.cells.len() < width => Some(RowFault::TooFewCells),
        Some(width) if !fits(&split.cells, width) => Some(RowFault::TooManyCells),
        Some(_) if cut => Some(RowFault::Cut),
        Some(_) | None => None,
    };
    let number = all.first().map_or(0, |line| line.number);
    let raw = without_end(&whole).to_vec();
    Ok(Some(Record { line: number, raw, cells: split.cells, fault }))
}

/// Empty cells beyond the header's are what spreadsheets leave.
fn fits(cells: &[Vec<u8>], width: usize) -> bool {
    cells.len() >= width && cells.iter().skip(width).all(|cell| cell.trim_ascii().is_empty())
}

/// The first of these lines alone, with its quotation marks as they stand; the others are read
/// again.
fn stray(lines: &mut Lines<'_>, mut all: Vec<Line>, separator: u8) -> Record {
    let rest = all.split_off(1);
    lines.take_back(rest);
    let first = all.pop().unwrap_or_default();
    let cells = first.text().split(|byte| *byte == separator).map(<[u8]>::to_vec).collect();
    let fault = Some(RowFault::OpenQuote);
    Record { line: first.number, raw: Vec::new(), cells, fault }
}

fn without_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

fn split(bytes: &[u8], separator: u8) -> Split {
    let bytes = without_end(bytes);
    let mut found =
        Split { cells: Vec::new(), is_open: false, ends_quoted: false, is_broken: false };
    let mut rest = bytes;
    loop {
        let mut cell = Vec::new();
        found.ends_quoted = false;
        if let Some(quoted) = rest.strip_prefix(&[QUOTE]) {
            let after = unquote(quoted, &mut cell);
            let Some(after) = after else {
                found.is_open = true;
                found.cells.push(cell);
                return found;
            };
            found.ends_quoted = true;
            rest = after;
        }
        let end = rest.iter().position(|byte| *byte == separator);
        let (tail, more) = rest.split_at(end.unwrap_or(rest.len()));
        found.is_broken |= found.ends_quoted && !tail.trim_ascii().is_empty();
        cell.extend_from_slice(tail);
        found.cells.push(cell);
        match more.split_first() {
            Some((_, more)) => rest = more,
            None => return found,
        }
    }
}

/// Reads a quoted cell to its end; what follows the closing mark, or none where none closes it.
fn unquote<'a>(mut rest: &'a [u8], cell: &mut Vec<u8>) -> Option<&'a [u8]> {
    loop {
        let mark = rest.iter().position(|byte| *byte == QUOTE)?;
        let (text, after) = rest.split_at(mark);
        cell.extend_from_slice(text);
        let (_, after) = after.split_first()?;
        match after.strip_prefix(&[QUOTE]) {
            Some(after) => {
                cell.push(QUOTE);
                rest = after;
            }
            None => return Some(after),
        }
    }
}

/// What separates the cells of a header: whichever of `;`, `,` and tab it has most of.
pub fn separator(header: &[u8]) -> u8 {
    let times = |of: u8| {
        let outside = header.split(|byte| *byte == QUOTE).step_by(2).flatten();
        outside.filter(|byte| **byte == of).count()
    };
    let candidates = [b',', b';', b'\t'];
    candidates.into_iter().max_by_key(|of| (times(*of), *of == b',')).unwrap_or(b',')
}

/// The cells of a record that was read before.
pub fn cells(raw: &[u8], separator: u8) -> Vec<Vec<u8>> {
    split(raw, separator).cells
}

/// A cell as it is written into a table.
pub fn quoted(cell: &[u8], separator: u8) -> Vec<u8> {
    let special = |byte: &u8| [QUOTE, separator, b'\n', b'\r'].contains(byte);
    if !cell.iter().any(special) {
        return cell.to_vec();
    }
    let mut written = vec![QUOTE];
    for byte in cell {
        if *byte == QUOTE {
            written.push(QUOTE);
        }
        written.push(*byte);
    }
    written.push(QUOTE);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, width: Option<usize>) -> Vec<(u64, Vec<String>, Option<RowFault>)> {
        let mut file = text.as_bytes();
        let mut lines = Lines::of(&mut file).unwrap();
        let mut all = Vec::new();
        while let Some(record) = next(&mut lines, (b';', width)).unwrap() {
            let cells = record.cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned());
            all.push((record.line, cells.collect(), record.fault));
        }
        all
    }

    #[test]
    fn cells_are_read_as_rfc_4180_writes_them() {
        let read = read("a;\"b;\"\"c\"\"\";d e\r\n\n;;\n\"x\ny\";z;\n", Some(3));
        let cells = |row: usize| read[row].1.clone();
        assert_eq!(cells(0), ["a", "b;\"c\"", "d e"]);
        assert_eq!(cells(1), ["", "", ""]);
        assert_eq!(
            (read[2].0, cells(2)),
            (4, vec!["x\ny".to_owned(), "z".to_owned(), String::new()])
        );
        assert!(read.iter().all(|(_, _, fault)| fault.is_none()));
    }

    #[test]
    fn a_cell_that_goes_on_after_its_closing_mark_is_told() {
        let read = read("1;\"a\" b\n2;\"c\"\n", Some(2));
        assert_eq!((read[0].2, read[1].2), (Some(RowFault::OpenQuote), None));
    }

    #[test]
    fn a_quotation_mark_inside_a_cell_is_a_letter() {
        assert_eq!(read("Rue \"du Lac\";2\n", Some(2))[0].1, ["Rue \"du Lac\"", "2"]);
    }

    #[test]
    fn a_stray_quotation_mark_costs_its_own_line_only() {
        let read = read("1;\"a\n2;b\n3;\"c\n4;d\n", Some(2));
        let told: Vec<_> = read.iter().map(|(line, _, fault)| (*line, *fault)).collect();
        let stray = Some(RowFault::OpenQuote);
        assert_eq!(told, [(1, stray), (2, None), (3, stray), (4, None)]);
    }

    #[test]
    fn rows_of_another_width_are_told_and_empty_cells_at_the_end_are_not() {
        let read = read("1;2;3\n1\n1;2;;\n", Some(2));
        let faults: Vec<_> = read.iter().map(|(_, _, fault)| *fault).collect();
        assert_eq!(faults, [Some(RowFault::TooManyCells), Some(RowFault::TooFewCells), None]);
    }

    #[test]
    fn the_last_line_without_its_end_may_have_been_cut_unless_a_mark_closes_it() {
        assert_eq!(read("1;2\n3;4", Some(2))[1].2, Some(RowFault::Cut));
        assert_eq!(read("1;2\n3", Some(2))[1].2, Some(RowFault::Cut));
        assert_eq!(read("1;2\n3;\"4\"", Some(2))[1].2, None);
        assert_eq!(read("1;2\n3;\"4", Some(2))[1].2, Some(RowFault::OpenQuote));
    }

    #[test]
    fn the_separator_is_what_the_header_has_most_of() {
        for (header, expected) in [
            ("a,b;c;d", b';'),
            ("a,b,c", b','),
            ("a\tb", b'\t'),
            ("alone", b','),
            ("\"a;b;c;d\",e", b','),
        ] {
            assert_eq!(separator(header.as_bytes()), expected, "{header}");
        }
    }

    #[test]
    fn a_written_cell_is_read_back() {
        for cell in ["", "a", "a;b", "say \"no\"", "two\nlines", "\""] {
            let line = [quoted(cell.as_bytes(), b';'), b";end\n".to_vec()].concat();
            let line = String::from_utf8(line).unwrap();
            assert_eq!(read(&line, Some(2))[0].1[0], cell);
        }
    }
}
