//! Rows that say the same thing twice mean it twice: the second has another turn, and so another
//! id. Which turn a row has depends on the rows before it and on nothing else.
//!
//! Memory grows by some 12 to 20 bytes for each event of a file.

use std::collections::{HashMap, HashSet};

use crate::line::Line;

/// What an event says, in words that make its id.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// How often they were said before.
    pub turn: u32,
}

/// How often the words of a file were said.
#[derive(Default)]
pub struct Turns {
    once: HashSet<u64>,
    again: HashMap<u64, u32>,
}

/// What an event says: everything that makes it this event, and nothing about where it stands.
pub fn words(line: &Line) -> String {
    let input = &line.input;
    let said = (
        &line.name,
        &input.type_name,
        &input.occurred_on,
        &input.cycle,
        &input.data,
        &input.personal,
    );
    // Values of JSON are always written.
    serde_json::to_string(&said).unwrap_or_default()
}

/// A short name of words, the same on every machine.
pub fn fingerprint(words: &str) -> u64 {
    let hash = blake3::hash(words.as_bytes());
    let first = hash.as_bytes().first_chunk::<8>().copied().unwrap_or_default();
    u64::from_be_bytes(first)
}

impl Turns {
    /// The turn of words that are said once more.
    pub fn take(&mut self, words: &str) -> u32 {
        let of = fingerprint(words);
        if self.once.insert(of) {
            return 0;
        }
        let again = self.again.entry(of).or_default();
        *again += 1;
        *again
    }

    /// The turn that a file of rejects gives to these words, if they are still the same.
    pub fn told(told: &str, words: &str) -> Option<u32> {
        let of = fingerprint(words);
        told.split_whitespace().find_map(|entry| {
            let (name, turn) = entry.split_once(':')?;
            let same = u64::from_str_radix(name, 16).is_ok_and(|name| name == of);
            same.then(|| turn.parse().ok()).flatten()
        })
    }

    /// How a file of rejects tells the turns of a row's events; nothing when all are first.
    pub fn tell<'a>(events: impl IntoIterator<Item = &'a Words>) -> String {
        let later = events.into_iter().filter(|words| words.turn > 0);
        let told: Vec<String> = later
            .map(|words| format!("{:016x}:{}", fingerprint(&words.text), words.turn))
            .collect();
        told.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_have_one_turn_after_the_other() {
        let mut turns = Turns::default();
        let taken: Vec<u32> = ["a", "b", "a", "a", "b"].map(|words| turns.take(words)).to_vec();
        assert_eq!(taken, [0, 0, 1, 2, 1]);
    }

    #[test]
    fn a_file_of_rejects_keeps_the_turn_of_words_that_nobody_changed() {
        let words = |text: &str, turn| Words { text: text.to_owned(), turn };
        assert_eq!(Turns::tell(&[words("a", 0)]), "");
        let told = Turns::tell(&[words("a", 0), words("b", 3)]);
        assert_eq!(Turns::told(&told, "b"), Some(3));
        assert_eq!(Turns::told(&told, "c"), None);
        assert_eq!(Turns::told("nonsense ff:x", "c"), None);
    }
}
