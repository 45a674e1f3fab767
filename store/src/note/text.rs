//! What all these forms are made of: lines that end, decimals and base64 of which there is one
//! way to write each value, names of keys.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Sizes, indexes and times stay below 2^63, as the specifications ask of trees and clocks.
pub(super) const NUMBER_MAX: u64 = u64::MAX >> 1;

/// The most hashes that a path in a tree of fewer than 2^63 entries can have.
pub const PATH_HASHES_MAX: usize = 63;

/// Characters of a hash in base64.
const HASH_CHARS: usize = 44;

/// Lines, each with its newline; what follows the last newline is no line.
pub(super) struct Lines<'a> {
    rest: &'a str,
    read: usize,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { rest: text, read: 0 }
    }

    /// The next line without its newline. The line that is missing is counted, too: it is the one
    /// at fault.
    pub(super) fn next_line(&mut self) -> Option<&'a str> {
        self.read += 1;
        let (line, rest) = self.rest.split_once('\n')?;
        self.rest = rest;
        Some(line)
    }

    /// Number of the line last asked for, from 1.
    pub(super) const fn number(&self) -> usize {
        self.read
    }

    /// What was not read.
    pub(super) const fn rest(&self) -> &'a str {
        self.rest
    }
}

/// A decimal below 2^63 without sign and without leading zeros.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let leading = text.len() > 1 && text.starts_with('0');
    if leading || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| *number <= NUMBER_MAX)
}

pub(super) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Standard base64 with its padding and without stray bits: one text for the same bytes.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A hash in base64.
pub(super) fn hash(text: &str) -> Option<[u8; 32]> {
    if text.len() != HASH_CHARS {
        return None;
    }
    from_base64(text)?.try_into().ok()
}

/// Hashes, one a line, and the blank line that ends them.
pub(super) fn path(lines: &mut Lines<'_>) -> Option<Vec<[u8; 32]>> {
    let mut path = Vec::new();
    loop {
        match lines.next_line()? {
            "" => return Some(path),
            _ if path.len() == PATH_HASHES_MAX => return None,
            line => path.push(hash(line)?),
        }
    }
}

/// Whether a key may have that name.
pub(super) fn is_name(name: &str) -> bool {
    let fit = |c: char| !c.is_whitespace() && c >= ' ' && c != '+';
    !name.is_empty() && name.chars().all(fit)
}

/// Whether a text has a control character that no note may have.
pub(super) fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' && byte != b'\n')
}

#[cfg(test)]
mod tests;
