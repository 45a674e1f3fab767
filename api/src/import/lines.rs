//! A file as lines of bytes, each with its number: bounded, and able to take lines back.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read as _};

/// The longest line, and the longest row of several lines, in bytes.
pub const BYTES_MAX: usize = 256 * 1024;

/// One line.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes with its line end; of a line that is too long, nothing.
    pub bytes: Vec<u8>,
    /// Whether it is too long.
    pub too_long: bool,
}

impl Line {
    /// Whether it ends as lines do; the last one of a file that was cut does not.
    pub fn is_ended(&self) -> bool {
        self.too_long || self.bytes.ends_with(b"\n")
    }

    /// Whether it holds nothing but blanks.
    pub fn is_blank(&self) -> bool {
        !self.too_long && self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// Its bytes without its line end.
    pub fn text(&self) -> &[u8] {
        let bytes = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        bytes.strip_suffix(b"\r").unwrap_or(bytes)
    }
}

/// The lines of a file.
pub struct Lines<'a> {
    file: &'a mut dyn BufRead,
    taken_back: VecDeque<Line>,
    number: u64,
    read: u64,
}

impl<'a> Lines<'a> {
    /// The lines of a file, from its beginning. A byte order mark is passed over.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(file: &'a mut dyn BufRead) -> io::Result<Self> {
        let mut read = 0;
        if file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            file.consume(3);
            read = 3;
        }
        Ok(Self { file, taken_back: VecDeque::new(), number: 0, read })
    }

    /// Bytes read so far.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// The next line; none at the end.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn take(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.taken_back.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX) + 1;
        let length = (&mut *self.file).take(limit).read_until(b'\n', &mut bytes)?;
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.read += u64::try_from(length).unwrap_or(0);
        let too_long = length > BYTES_MAX;
        if too_long {
            if !bytes.ends_with(b"\n") {
                self.read += skip_line(self.file)?;
            }
            bytes = Vec::new();
        }
        Ok(Some(Line { number: self.number, bytes, too_long }))
    }

    /// Gives lines back, to be read again in their order.
    pub fn take_back(
        &mut self,
        lines: impl IntoIterator<Item = Line, IntoIter: DoubleEndedIterator>,
    ) {
        for line in lines.into_iter().rev() {
            self.taken_back.push_front(line);
        }
    }
}

fn skip_line(file: &mut dyn BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = file.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(buffer.len(), |end| end + 1);
        file.consume(length);
        skipped += u64::try_from(length).unwrap_or(0);
        if end.is_some() || length == 0 {
            return Ok(skipped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<Line> {
        let mut file = text;
        let mut lines = Lines::of(&mut file).unwrap();
        std::iter::from_fn(|| lines.take().unwrap()).collect()
    }

    #[test]
    fn lines_have_numbers_and_lose_their_ends_and_the_byte_order_mark() {
        let lines = all(b"\xef\xbb\xbfa\r\nb\n\nc");
        let texts: Vec<_> = lines.iter().map(|line| (line.number, line.text())).collect();
        assert_eq!(texts, [(1, &b"a"[..]), (2, b"b"), (3, b""), (4, b"c")]);
        assert!(lines[1].is_ended() && lines[2].is_blank() && !lines[3].is_ended());
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_counted() {
        let mut text = vec![b'x'; 3 * BYTES_MAX];
        text.extend(b"\nnext\n");
        let lines = all(&text);
        assert!(lines[0].too_long && lines[0].bytes.is_empty());
        assert_eq!((lines[1].number, lines[1].text()), (2, &b"next"[..]));
    }

    #[test]
    fn lines_that_were_taken_back_come_again_in_their_order() {
        let mut file = &b"a\nb\nc\n"[..];
        let mut lines = Lines::of(&mut file).unwrap();
        let (a, b) = (lines.take().unwrap().unwrap(), lines.take().unwrap().unwrap());
        lines.take_back([a, b]);
        let numbers: Vec<u64> =
            std::iter::from_fn(|| lines.take().unwrap()).map(|line| line.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
    }
}
