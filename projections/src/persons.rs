//! Finding people and firms: by name, telephone, document number or the name by which another
//! register knows them.
//!
//! The index lives in memory only and is made by opening personal parts (I8). It answers with
//! stream ids and with what matched, never with a text: whoever may read names opens them through
//! the store. What an erased person's parts gave is wiped as soon as the erasure is seen.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use domain::amendment;
use domain::event::EventSet;
use domain::id::{EventId, StreamId};
use domain::migrant::records::rights::SubjectKeyDestroyed;
use domain::stream::StreamKind;
use store::{Position, Recorded, Store, TypeId};

use crate::histories::kind_of_type;

mod amended;
mod folding;
mod holders;
mod index;
mod likeness;
mod said;
mod texts;

use amended::Amended;
use index::Index;
pub use likeness::Likeness;
use said::{Mark, Said};

/// Terms that a text is split into; more say nothing new.
const TERMS_MAX: usize = 12;
/// Digits that a telephone number is looked for by, at the least.
const PHONE_DIGITS_MIN: usize = 6;
/// Last digits by which two telephone numbers are compared: numbers are given with and without a
/// country code.
const PHONE_DIGITS_COMPARED: usize = 8;

/// What matched, by the number of the stream, and how well.
type Matches = HashMap<u32, (BTreeSet<Facet>, u32)>;

/// What a term of the index is taken from.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Facet {
    /// A word of a name.
    Name,
    /// A telephone number.
    Phone,
    /// The number of a document, licence or tax account.
    Document,
    /// An id in another register.
    Reference,
}

impl Facet {
    fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Document => "document",
            Self::Reference => "reference",
        }
    }
}

/// A stream that was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hit {
    /// The stream.
    pub stream: StreamId,
    /// What kind of stream it is.
    pub kind: StreamKind,
    /// What matched.
    pub by: BTreeSet<Facet>,
    /// How well: exact words and numbers count more than beginnings.
    pub score: u32,
}

/// The index of persons, firms and offices.
#[derive(Default)]
pub struct Persons {
    size: u64,
    index: Index,
    erased: BTreeSet<StreamId>,
}

/// What an entry of the log tells the index.
pub(crate) struct Told {
    position: Position,
    stream: StreamId,
    type_id: u16,
    what: What,
}

enum What {
    Nothing,
    Erased,
    Amended,
    Said(Said),
}

fn entry_stream(stream: StreamId) -> store::StreamId {
    store::StreamId(stream.to_bytes())
}

impl fmt::Debug for Persons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persons").field("size", &self.size).finish_non_exhaustive() // I8
    }
}

impl Persons {
    /// How many entries of the log have been looked at.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many streams can be found.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether none can.
    pub fn is_empty(&self) -> bool {
        self.index.len() == 0
    }

    /// What an entry tells about whom it finds; on whatever thread has time for it.
    pub(crate) fn told(store: &Store, entry: &Recorded) -> Told {
        let type_id = entry.type_id;
        let what = if type_id == TypeId::OPAQUE {
            What::Nothing
        } else if type_id.0 == SubjectKeyDestroyed::TYPE.id {
            What::Erased
        } else if amendment::Event::owns(type_id.0) {
            What::Amended
        } else {
            Said::of(store, entry, None).map_or(What::Nothing, What::Said)
        };
        let stream = StreamId::from_bytes(entry.stream.0);
        Told { position: entry.position, stream, type_id: type_id.0, what }
    }

    /// Takes in what the next entry of the log told. One that was taken in before changes nothing.
    pub(crate) fn take(&mut self, store: &Store, told: Told) {
        let Told { position, stream, type_id, what } = told;
        if position.0 < self.size {
            return;
        }
        self.size = position.0 + 1;
        match what {
            What::Nothing => {}
            What::Erased => self.forget(stream),
            // Nothing that is still said about her finds her.
            What::Amended | What::Said(_) if self.erased.contains(&stream) => {}
            What::Amended => self.take_again(store, (entry_stream(stream), position)),
            What::Said(said) => self.index.add(stream, (kind_of_type(type_id), said)),
        }
    }

    /// Wipes everything about a stream whose key was destroyed, for ever.
    pub(crate) fn forget(&mut self, stream: StreamId) {
        self.index.remove(stream);
        self.erased.insert(stream);
    }

    /// Reads a stream anew, as far as this amendment, with what was put right in its right form.
    fn take_again(&mut self, store: &Store, (of, amended_at): (store::StreamId, Position)) {
        let stream = StreamId::from_bytes(of.0);
        // A log that cannot be read is noticed, and shown, by everybody else who reads it.
        let Ok(mut entries) = store.stream(of) else { return };
        entries.retain(|entry| entry.position <= amended_at);
        let amended = Amended::by(store, &entries);
        self.index.remove(stream);
        for entry in &entries {
            let id = EventId::from_bytes(entry.event_id.0);
            if amendment::Event::owns(entry.type_id.0) || amended.annulled.contains(&id) {
                continue;
            }
            let correction = amended.corrections.get(&id).copied();
            if let Some(said) = Said::of(store, entry, correction) {
                self.index.add(stream, (kind_of_type(entry.type_id.0), said));
            }
        }
    }

    /// The streams that another register knows by this id, in the order in which they were
    /// recorded. More than one where somebody gave one id to several.
    pub fn by_reference(&self, kind: StreamKind, source: &str, id: &str) -> Vec<StreamId> {
        self.index.by_reference(kind, Mark::of_reference(source, id))
    }

    /// The streams in which every term of a text is found, the best first; at most `count`.
    pub fn search(&self, text: &str, kinds: &[StreamKind], count: usize) -> Vec<Hit> {
        // A number may be written in groups: "77 123 45 67", "A 012-345".
        let mut found = self.matches_of(&folding::number(text).unwrap_or_default());
        if found.is_empty() {
            let terms = folding::terms(text).take(TERMS_MAX);
            let matches = terms.map(|term| self.matches_of(&term));
            found = matches.reduce(both).unwrap_or_default();
        }
        let hits = found.into_iter().filter_map(|(number, (by, score))| {
            let (stream, kind) = self.index.stream(number)?;
            let wanted = kinds.is_empty() || kinds.contains(&kind);
            wanted.then_some(Hit { stream, kind, by, score })
        });
        let mut hits: Vec<Hit> = hits.collect();
        hits.sort_by_key(|hit| (std::cmp::Reverse(hit.score), hit.stream));
        hits.truncate(count);
        hits
    }

    /// Where a folded term is found.
    fn matches_of(&self, term: &str) -> Matches {
        let mut matches = Matches::new();
        if term.is_empty() {
            return matches;
        }
        let mut look = |facet: Facet, text: &str, (exact, beginning): (u32, u32)| {
            for (found, streams) in self.index.find(facet, text) {
                let is_whole = found.is_none_or(|found| found.len() == text.len());
                let score = if is_whole { exact } else { beginning };
                for stream in streams.iter() {
                    let (by, best) = matches.entry(stream).or_default();
                    by.insert(facet);
                    *best = score.max(*best);
                }
            }
        };
        look(Facet::Name, term, (4, 2));
        look(Facet::Document, term, (8, 8));
        look(Facet::Reference, term, (8, 8));
        let phone = folding::phone(term);
        if phone.len() >= PHONE_DIGITS_MIN && !term.contains(char::is_alphabetic) {
            look(Facet::Phone, phone.get(..PHONE_DIGITS_COMPARED).unwrap_or(&phone), (8, 8));
        }
        matches
    }
}

fn both(before: Matches, mut also: Matches) -> Matches {
    let shared = before.into_iter().filter_map(|(stream, (mut by, score))| {
        let (more_by, more) = also.remove(&stream)?;
        by.extend(more_by);
        Some((stream, (by, score + more)))
    });
    shared.collect()
}

#[cfg(test)]
mod tests;
