//! Pages of a list. A cursor holds the moment of the first page, so that the pages fit together
//! although the log goes on; to its reader it is opaque.

use domain::date::Day;

use crate::auth::tokens::hex;
use crate::error::{Fault, Problem};

/// Where a page begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cursor {
    /// Which list, and which filters.
    list: u64,
    /// The size of log of the first page.
    pub size: u64,
    /// The day of the first page.
    pub on: Day,
    /// How many rows came before.
    pub offset: u64,
}

/// A mark of a list and of the filters that it is narrowed by.
pub fn mark(list: &str, filters: &[(&str, String)]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(list.as_bytes());
    for (name, value) in filters {
        for text in [*name, value.as_str()] {
            hasher.update(&[0]);
            hasher.update(text.as_bytes());
        }
    }
    let hash = hasher.finalize();
    hash.as_bytes().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

impl Cursor {
    /// The first row after `offset` rows of a list at a moment.
    pub fn new(list: u64, (size, on): (u64, Day), offset: u64) -> Self {
        Self { list, size, on, offset }
    }

    /// The text that is handed out.
    pub fn to_text(self) -> String {
        hex(format!("{:x}.{}.{}.{}", self.list, self.size, self.on, self.offset).as_bytes())
    }

    /// The cursor of a text, for the list that it was made for.
    ///
    /// # Errors
    /// The text is no cursor of this list.
    pub fn read(text: &str, list: u64) -> Result<Self, Problem> {
        Self::parse(text)
            .filter(|cursor| cursor.list == list)
            .ok_or_else(|| Problem::new(Fault::WrongCursor))
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes: Option<Vec<u8>> = text
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        let text = String::from_utf8(bytes?).ok()?;
        let mut parts = text.split('.');
        let cursor = Self {
            list: u64::from_str_radix(parts.next()?, 16).ok()?,
            size: parts.next()?.parse().ok()?,
            on: parts.next()?.parse().ok()?,
            offset: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was_and_only_for_its_own_list() {
        let list = mark("placements", &[("agency", "x".to_owned())]);
        let cursor = Cursor::new(list, (17, "2024-03-10".parse().unwrap()), 100);
        assert_eq!(Cursor::read(&cursor.to_text(), list).unwrap(), cursor);
        let other = mark("placements", &[("agency", "y".to_owned())]);
        assert_eq!(Cursor::read(&cursor.to_text(), other).unwrap_err().code(), "http.wrong_cursor");
    }

    #[test]
    fn any_other_text_is_refused() {
        for text in ["", "0", "zz", "é", "31", &"00".repeat(5_000)] {
            assert!(Cursor::read(text, 1).is_err(), "{text}");
        }
    }
}
