//! Finding people and firms: by name, telephone, document number or the name by which another
//! register knows them.
//!
//! The index lives in memory only and is made by opening personal parts (I8). It answers with
//! stream ids and with what matched, never with a text: whoever may read names opens them through
//! the store. What an erased person's parts gave is wiped as soon as the erasure is seen.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use domain::amendment::{self, CorrectedDetails, Replacement};
use domain::context::PersonalPart;
use domain::decider::Format;
use domain::event::EventSet;
use domain::id::{EventId, StreamId};
use domain::migrant::records::rights::SubjectKeyDestroyed;
use domain::stored;
use domain::stream::StreamKind;
use store::codec::Codec;
use store::{Position, Recorded, Store, TypeId};
use zeroize::Zeroize;

use crate::histories::kind_of_type;

mod folding;
mod holders;
mod likeness;
mod texts;

use holders::Holders;
pub use likeness::Likeness;

/// Terms that a text is split into; more say nothing new.
const TERMS_MAX: usize = 12;
/// Digits that a telephone number is looked for by, at the least.
const PHONE_DIGITS_MIN: usize = 6;
/// Last digits by which two telephone numbers are compared: numbers are given with and without a
/// country code.
const PHONE_DIGITS_COMPARED: usize = 8;

/// What matched where, and how well.
type Matches = HashMap<StreamId, (BTreeSet<Facet>, u32)>;

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
    terms: BTreeMap<(Facet, Term), Holders>,
    references: HashMap<(StreamKind, Term, Term), Vec<StreamId>>,
    known: HashMap<StreamId, Known>,
    erased: BTreeSet<StreamId>,
}

/// What the index holds about a stream.
#[derive(Default)]
struct Known {
    kind: Option<StreamKind>,
    said: Vec<Said>,
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

/// What one entry told the index.
#[derive(Default)]
struct Said {
    terms: Vec<(Facet, Term)>,
    references: Vec<(Term, Term)>,
}

/// A folded text. Personal: wiped when it is let go, and never shown.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Term(Box<str>);

impl Drop for Term {
    fn drop(&mut self) {
        self.0.zeroize();
    }
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
        self.known.len()
    }

    /// Whether none can.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
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
            What::Said(said) => self.add(stream, type_id, said),
        }
    }

    /// Wipes everything about a stream whose key was destroyed, for ever.
    pub(crate) fn forget(&mut self, stream: StreamId) {
        self.drop_stream(stream);
        self.erased.insert(stream);
    }

    /// Reads a stream anew, as far as this amendment, with what was put right in its right form.
    fn take_again(&mut self, store: &Store, (of, amended_at): (store::StreamId, Position)) {
        let stream = StreamId::from_bytes(of.0);
        // A log that cannot be read is noticed, and shown, by everybody else who reads it.
        let Ok(mut entries) = store.stream(of) else { return };
        entries.retain(|entry| entry.position <= amended_at);
        let amended = Amended::by(store, &entries);
        self.drop_stream(stream);
        for entry in &entries {
            let id = EventId::from_bytes(entry.event_id.0);
            if amendment::Event::owns(entry.type_id.0) || amended.annulled.contains(&id) {
                continue;
            }
            let correction = amended.corrections.get(&id).copied();
            if let Some(said) = Said::of(store, entry, correction) {
                self.add(stream, entry.type_id.0, said);
            }
        }
    }

    fn add(&mut self, stream: StreamId, type_id: u16, said: Said) {
        let known = self.known.get(&stream).and_then(|known| known.kind);
        let Some(kind) = known.or_else(|| kind_of_type(type_id)) else { return };
        for term in &said.terms {
            self.terms.entry(term.clone()).or_default().insert(stream);
        }
        for (source, id) in &said.references {
            let streams = self.references.entry((kind, source.clone(), id.clone())).or_default();
            if !streams.contains(&stream) {
                streams.reserve_exact(1); // hardly ever more than one
                streams.push(stream);
            }
        }
        let known = self.known.entry(stream).or_default();
        known.kind = Some(kind);
        let mut said = said;
        said.terms.shrink_to_fit();
        said.references.shrink_to_fit();
        known.said.reserve_exact(1);
        known.said.push(said);
    }

    fn drop_stream(&mut self, stream: StreamId) {
        let Some(known) = self.known.remove(&stream) else { return };
        for said in known.said {
            for term in &said.terms {
                if let Some(streams) = self.terms.get_mut(term) {
                    streams.remove(stream);
                    if streams.is_empty() {
                        self.terms.remove(term);
                    }
                }
            }
            let Some(kind) = known.kind else { continue };
            for (source, id) in &said.references {
                let key = (kind, source.clone(), id.clone());
                if let Some(streams) = self.references.get_mut(&key) {
                    streams.retain(|other| *other != stream);
                    if streams.is_empty() {
                        self.references.remove(&key);
                    }
                }
            }
        }
    }

    /// The streams that another register knows by this id, in the order in which they were
    /// recorded. More than one where somebody gave one id to several.
    pub fn by_reference(&self, kind: StreamKind, source: &str, id: &str) -> &[StreamId] {
        let key = (kind, Term(source.into()), Term(id.into()));
        self.references.get(&key).map_or(&[], Vec::as_slice)
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
        let hits = found.into_iter().filter_map(|(stream, (by, score))| {
            let kind = self.known.get(&stream)?.kind?;
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
            let from = (facet, Term(text.into()));
            for ((found, term), streams) in self.terms.range(from..) {
                if *found != facet || !term.0.starts_with(text) {
                    break;
                }
                let score = if term.0.len() == text.len() { exact } else { beginning };
                for stream in streams.iter().filter(|_| score > 0) {
                    let (by, best) = matches.entry(*stream).or_default();
                    by.insert(facet);
                    *best = score.max(*best);
                }
            }
        };
        look(Facet::Name, term, (4, 2));
        look(Facet::Document, term, (8, 0));
        look(Facet::Reference, term, (8, 0));
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

/// Which amendments of a stream are in force.
#[derive(Default)]
struct Amended<'a> {
    annulled: BTreeSet<EventId>,
    corrections: HashMap<EventId, &'a Recorded>,
}

impl<'a> Amended<'a> {
    /// Later ones are looked at first, as [`domain::history`] does.
    fn by(store: &Store, entries: &'a [Recorded]) -> Self {
        let mut amended = Self::default();
        for entry in entries.iter().rev() {
            let event_id = EventId::from_bytes(entry.event_id.0);
            if amended.annulled.contains(&event_id) {
                continue;
            }
            match amendment_of(store, entry) {
                Some(amendment::Event::EventAnnulled(said)) => {
                    amended.annulled.insert(said.target);
                }
                Some(amendment::Event::CorrectionRecorded(said)) => {
                    amended.corrections.entry(said.target).or_insert(entry);
                }
                None => {}
            }
        }
        amended
    }
}

fn amendment_of(store: &Store, entry: &Recorded) -> Option<amendment::Event> {
    if !amendment::Event::owns(entry.type_id.0) {
        return None;
    }
    let facts = store.open_facts(entry).ok()?;
    let (_, payload) = stored::read_context(&Codec, &facts).ok()?;
    amendment::Event::decode(&Codec, entry.type_id.0, entry.schema, payload).ok()
}

/// What an entry says about its stream's own subject. What it says about others, a relative or a
/// sub-agent, does not find this stream.
fn own_part(store: &Store, entry: &Recorded) -> Option<PersonalPart> {
    let parts = store.open_personal(entry).into_iter();
    let (_, part) = parts.into_iter().find(|(subject, _)| subject.0 == entry.stream.0)?;
    let mut bytes = part.ok()?;
    let part = Codec.decode(&bytes).ok();
    bytes.zeroize();
    part
}

/// The personal payload that a correction puts in the place of its target's.
fn replaced(store: &Store, correction: &Recorded) -> Option<Replacement> {
    let part = own_part(store, correction)?;
    Codec.decode::<CorrectedDetails>(&part.details).ok()?.replacement
}

impl Said {
    /// What an entry, in the form that a correction gave it, tells; none when that is nothing.
    fn of(store: &Store, entry: &Recorded, correction: Option<&Recorded>) -> Option<Self> {
        let mut part = own_part(store, entry)?;
        let mut said = Self::default();
        for reference in &part.references {
            let (source, id) = (reference.source.as_str(), reference.id.as_str());
            said.terms.push((Facet::Reference, Term(folding::compact(id).into())));
            said.references.push((Term(source.into()), Term(id.into())));
        }
        match correction.and_then(|correction| replaced(store, correction)) {
            Some(new) => said.learn((new.type_id, new.schema), &new.payload),
            None => said.learn((entry.type_id.0, entry.schema), &part.details),
        }
        part.details.zeroize();
        said.terms.retain(|(_, term)| !term.0.is_empty());
        (!said.terms.is_empty() || !said.references.is_empty()).then_some(said)
    }

    fn learn(&mut self, of_type: (u16, u16), details: &[u8]) {
        for (facet, mut text) in texts::of(of_type, details) {
            match facet {
                Facet::Name => {
                    let words = folding::words(&text);
                    self.terms.extend(words.map(|word| (Facet::Name, Term(word.into()))));
                }
                Facet::Phone => {
                    self.terms.push((Facet::Phone, Term(folding::phone(&text).into())));
                }
                Facet::Document | Facet::Reference => {
                    self.terms.push((facet, Term(folding::compact(&text).into())));
                }
            }
            text.zeroize();
        }
    }
}

#[cfg(test)]
mod tests;
