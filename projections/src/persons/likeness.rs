//! Whether somebody is probably known already: by her name and by a number that is hers alone.
//!
//! Two people are alike if every word of one name is in the other's and they share a telephone
//! number or a document. Whoever asks compares what the index does not hold, such as birth years.

use std::collections::BTreeSet;

use domain::id::StreamId;
use zeroize::Zeroize;

use super::folding;
use super::{Facet, PHONE_DIGITS_COMPARED, PHONE_DIGITS_MIN, Persons};

/// Words that a name must have to be compared.
const WORDS_MIN: usize = 2;

/// What somebody is recognised by. Personal: wiped when it is let go, and never shown.
#[derive(Clone, Default)]
pub struct Likeness {
    words: BTreeSet<String>,
    phones: Vec<String>,
    documents: Vec<String>,
}

impl Drop for Likeness {
    fn drop(&mut self) {
        for mut word in std::mem::take(&mut self.words) {
            word.zeroize();
        }
        self.phones.iter_mut().chain(&mut self.documents).for_each(Zeroize::zeroize);
    }
}

impl Likeness {
    /// Somebody of this name.
    pub fn named(name: &str) -> Self {
        let mut folded = folding::fold(name);
        let words = folding::words(&folded).map(str::to_owned).collect();
        folded.zeroize();
        Self { words, phones: Vec::new(), documents: Vec::new() }
    }

    /// The same with a telephone number.
    pub fn phone(&mut self, number: &str) {
        let digits = folding::phone(number);
        if digits.len() >= PHONE_DIGITS_MIN {
            self.phones.push(digits.get(..PHONE_DIGITS_COMPARED).unwrap_or(&digits).to_owned());
        }
    }

    /// The same with a document.
    pub fn document(&mut self, number: &str) {
        let number = folding::compact(number);
        if !number.is_empty() {
            self.documents.push(number);
        }
    }

    /// Whether there is enough to recognise somebody by.
    pub fn says_enough(&self) -> bool {
        self.words.len() >= WORDS_MIN && (!self.phones.is_empty() || !self.documents.is_empty())
    }

    /// The words of her name.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Her numbers, each with what it is a number of.
    pub fn numbers(&self) -> impl Iterator<Item = (Facet, &str)> {
        let phones = self.phones.iter().map(|number| (Facet::Phone, number.as_str()));
        phones.chain(self.documents.iter().map(|number| (Facet::Document, number.as_str())))
    }
}

impl Persons {
    /// The streams that are probably hers, in the order of their ids.
    pub fn alike(&self, who: &Likeness) -> Vec<StreamId> {
        let mut found = BTreeSet::new();
        if !who.says_enough() {
            return Vec::new();
        }
        for (facet, number) in who.numbers() {
            let holders = self.index.find(facet, number).flat_map(|(_, holders)| holders.iter());
            let hers = holders.filter(|stream| self.shares_name(*stream, who));
            found.extend(hers.filter_map(|number| self.index.stream(number)).map(|(id, _)| id));
        }
        found.into_iter().collect()
    }

    fn shares_name(&self, stream: u32, who: &Likeness) -> bool {
        let words: BTreeSet<&str> = self.index.words(stream).collect();
        let hers: BTreeSet<&str> = who.words().collect();
        words.len() >= WORDS_MIN && (hers.is_subset(&words) || words.is_subset(&hers))
    }
}
