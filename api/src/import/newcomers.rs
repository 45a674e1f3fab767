//! The people whom a file registers, as far as two rows may be about one of them. The index of
//! people knows those of before; here are those of the rows above.
//!
//! Numbers and words are kept as hashes; some two hundred bytes for each person with a number.

use std::collections::HashMap;

use domain::id::StreamId;
use projections::persons::{Facet, Likeness};

/// How far back a person is looked for who is to be forgotten: rows end within a commit.
const BACK_MAX: usize = 1_024;

/// The people whom a file registers.
#[derive(Default)]
pub struct Newcomers {
    people: Vec<Newcomer>,
    by_number: HashMap<u64, Vec<u32>>,
}

struct Newcomer {
    stream: Option<StreamId>,
    birth_year: i64,
    words: Box<[u64]>,
}

fn hash(facet: &str, text: &str) -> u64 {
    super::turns::fingerprint(&format!("{facet}\n{text}"))
}

fn number(facet: Facet, text: &str) -> u64 {
    match facet {
        Facet::Phone => hash("phone", text),
        Facet::Document => hash("document", text),
        Facet::Name | Facet::Reference => hash("other", text),
    }
}

fn words(who: &Likeness) -> Box<[u64]> {
    let mut words: Vec<u64> = who.words().map(|word| hash("word", word)).collect();
    words.sort_unstable();
    words.into()
}

impl Newcomers {
    /// Those of the rows above who probably are she.
    pub fn alike(&self, who: &Likeness, birth_year: i64) -> Vec<StreamId> {
        let hers = words(who);
        let within = |inner: &[u64], outer: &[u64]| inner.iter().all(|word| outer.contains(word));
        let mut alike: Vec<StreamId> = who
            .numbers()
            .filter_map(|(facet, text)| self.by_number.get(&number(facet, text)))
            .flatten()
            .filter_map(|at| self.people.get(usize::try_from(*at).ok()?))
            .filter(|known| known.birth_year == birth_year)
            .filter(|known| within(&known.words, &hers) || within(&hers, &known.words))
            .filter_map(|known| known.stream)
            .collect();
        alike.sort_unstable();
        alike.dedup();
        alike
    }

    /// Adds somebody.
    pub fn add(&mut self, stream: StreamId, who: &Likeness, birth_year: i64) {
        let Ok(at) = u32::try_from(self.people.len()) else { return };
        self.people.push(Newcomer { stream: Some(stream), birth_year, words: words(who) });
        for (facet, text) in who.numbers() {
            self.by_number.entry(number(facet, text)).or_default().push(at);
        }
    }

    /// Forgets somebody whose registration was refused.
    pub fn forget(&mut self, stream: StreamId) {
        let known = self.people.iter_mut().rev().take(BACK_MAX);
        for known in known.filter(|known| known.stream == Some(stream)) {
            known.stream = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(name: &str, phone: &str) -> Likeness {
        let mut who = Likeness::named(name);
        who.phone(phone);
        who
    }

    #[test]
    fn a_row_above_about_somebody_alike_is_found_until_it_is_refused() {
        let mut newcomers = Newcomers::default();
        let stream = StreamId::from_bytes([7; 16]);
        newcomers.add(stream, &who("Awa Marie Sarr", "+221 77 123 45 67"), 1994);
        let found = |newcomers: &Newcomers, name: &str, phone: &str, year: i64| {
            newcomers.alike(&who(name, phone), year)
        };
        assert_eq!(found(&newcomers, "Awa SARR", "77-123-45-67", 1994), [stream]);
        assert_eq!(found(&newcomers, "Awa Sarr", "77-123-45-67", 1995), []);
        assert_eq!(found(&newcomers, "Awa Diop", "77-123-45-67", 1994), []);
        assert_eq!(found(&newcomers, "Awa Sarr", "77-123-45-68", 1994), []);
        newcomers.forget(stream);
        assert_eq!(found(&newcomers, "Awa Sarr", "77-123-45-67", 1994), []);
    }
}
