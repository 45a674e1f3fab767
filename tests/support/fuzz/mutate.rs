//! Bytes that are nearly right: a saved input with a few things wrong.

use crate::dice::Dice;

/// Longer inputs say nothing new and take long.
const BYTES_MAX: usize = 16 * 1024;

/// Numbers that lie at the edges of what is counted.
const EDGES: [u64; 12] = [
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    u64::MAX,
];

/// Makes inputs from others; the seed decides everything.
pub struct Mutator<'a> {
    dice: Dice,
    inputs: &'a [Vec<u8>],
    words: &'a [&'static str],
}

impl<'a> Mutator<'a> {
    /// From these inputs and words.
    pub fn new(seed: u64, inputs: &'a [Vec<u8>], words: &'a [&'static str]) -> Self {
        Self { dice: Dice::new(seed), inputs, words }
    }

    /// The next input.
    pub fn make(&mut self) -> Vec<u8> {
        let mut bytes = self.one();
        for _ in 0..=self.dice.below(6) {
            self.change(&mut bytes);
        }
        bytes.truncate(BYTES_MAX);
        bytes
    }

    fn one(&mut self) -> Vec<u8> {
        match self.inputs {
            [] => Vec::new(),
            inputs => inputs[self.index(inputs.len())].clone(),
        }
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.dice.below(length as u64)).unwrap()
    }

    /// A place within the bytes or at their end.
    fn place(&mut self, bytes: &[u8]) -> usize {
        self.index(bytes.len() + 1)
    }

    fn piece(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let (one, other) = (self.place(bytes), self.place(bytes));
        one.min(other)..one.max(other)
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.place(bytes);
        match self.dice.below(12) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1 << self.dice.below(8),
            2 if at < bytes.len() => bytes[at] = self.dice.below(256) as u8,
            3 => bytes.insert(at, self.dice.below(256) as u8),
            4 if at < bytes.len() => {
                bytes.remove(at);
            }
            5 => bytes.truncate(at),
            6 => {
                let piece = self.piece(bytes);
                bytes.drain(piece);
            }
            7 => {
                let piece = self.piece(bytes);
                let copy = bytes[piece].to_vec();
                bytes.splice(at..at, copy.into_iter().take(BYTES_MAX));
            }
            8 => self.number(bytes, at),
            9 if !self.words.is_empty() => {
                let word = self.words[self.index(self.words.len())];
                let end = if self.dice.below(2) == 0 { at } else { self.place(&bytes[at..]) + at };
                bytes.splice(at..end, word.bytes());
            }
            10 => {
                let other = self.one();
                let piece = self.piece(&other);
                bytes.splice(at.., other[piece].iter().copied());
            }
            _ => {
                // The same letter often: long texts, deep nesting.
                let letter = bytes.get(at).copied().unwrap_or(b'[');
                let times = 1 << self.dice.below(11);
                bytes.splice(at..at, std::iter::repeat_n(letter, times));
            }
        }
    }

    /// A number at the edge of what is counted, in either order of bytes.
    fn number(&mut self, bytes: &mut [u8], at: usize) {
        let edge = EDGES[self.index(EDGES.len())];
        let width = 1 << self.dice.below(4);
        let Some(place) = bytes.get_mut(at..at + width) else { return };
        if self.dice.below(2) == 0 {
            place.copy_from_slice(&edge.to_be_bytes()[8 - width..]);
        } else {
            place.copy_from_slice(&edge.to_le_bytes()[..width]);
        }
    }
}
