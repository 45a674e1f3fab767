//! Which streams a text leads to.
//!
//! Streams are numbered in the order in which they were first told of, so that a name that
//! thousands bear takes four bytes for each of them.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use domain::id::StreamId;
use domain::stream::StreamKind;
use zeroize::Zeroize;

use super::Facet;
use super::holders::Holders;
use super::said::{Item, Mark, Said};

/// A folded text. Personal: wiped when it is let go, and never shown.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
struct Term(Box<str>);

impl Drop for Term {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Borrow<str> for Term {
    fn borrow(&self) -> &str {
        &self.0
    }
}

type Texts = BTreeMap<Term, Holders>;
type Marks = HashMap<Mark, Holders>;

/// Streams by what was said about them.
#[derive(Default)]
pub(super) struct Index {
    names: Texts,
    phones: Texts,
    whole: Marks,
    references: Marks,
    numbers: HashMap<StreamId, u32>,
    known: Vec<Known>,
    found: usize,
}

/// What the index holds about a stream.
struct Known {
    stream: StreamId,
    /// None while nothing finds it.
    kind: Option<StreamKind>,
    said: Said,
}

impl Index {
    /// How many streams can be found.
    pub(super) fn len(&self) -> usize {
        self.found
    }

    /// Lets a stream be found by what was said; it is of that kind unless another is known.
    pub(super) fn add(&mut self, stream: StreamId, (kind, said): (Option<StreamKind>, Said)) {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        let number = self.numbers.get(&stream).copied().unwrap_or(next);
        let Some(kind) = self.known(number).and_then(|known| known.kind).or(kind) else { return };
        for item in said.items() {
            match item {
                Item::Text(facet, text) => insert(self.texts_mut(facet), text, number),
                Item::Whole(mark) => self.whole.entry(mark).or_default().insert(number),
                Item::Reference(mark) => self.references.entry(mark).or_default().append(number),
            }
        }
        let Some(known) = self.known_mut(number) else {
            self.numbers.insert(stream, number);
            self.known.push(Known { stream, kind: Some(kind), said });
            self.found += 1;
            return;
        };
        self.found += usize::from(known.kind.is_none());
        let known = self.known_mut(number);
        if let Some(known) = known {
            known.said = if known.kind.is_some() { known.said.and(&said) } else { said };
            known.kind = Some(kind);
        }
    }

    /// Lets nothing find a stream any more, and wipes what was said about it.
    pub(super) fn remove(&mut self, stream: StreamId) {
        let Some(number) = self.numbers.get(&stream).copied() else { return };
        let Some(known) = self.known_mut(number) else { return };
        let said = std::mem::take(&mut known.said);
        let was_found = known.kind.take().is_some();
        self.found -= usize::from(was_found);
        for item in said.items() {
            match item {
                Item::Text(facet, text) => {
                    let texts = self.texts_mut(facet);
                    if texts.get_mut(text).is_some_and(|holders| holders.remove(number)) {
                        texts.remove(text);
                    }
                }
                Item::Whole(mark) => forget(&mut self.whole, mark, number),
                Item::Reference(mark) => forget(&mut self.references, mark, number),
            }
        }
    }

    /// The streams that are found by a folded text that begins like this one, or by this number.
    pub(super) fn find<'a>(
        &'a self,
        facet: Facet,
        text: &'a str,
    ) -> impl Iterator<Item = (Option<&'a str>, &'a Holders)> {
        let by_beginning = match facet {
            Facet::Name => Some(&self.names),
            Facet::Phone => Some(&self.phones),
            Facet::Document | Facet::Reference => None,
        };
        let whole = by_beginning.is_none().then(|| self.whole.get(&Mark::of(facet, text)));
        let from = (Bound::Included(text), Bound::Unbounded);
        let texts = by_beginning.into_iter().flat_map(move |texts| texts.range::<str, _>(from));
        let texts = texts.take_while(move |(term, _)| term.0.starts_with(text));
        let texts = texts.map(|(term, holders)| (Some(&*term.0), holders));
        texts.chain(whole.flatten().map(|holders| (None, holders)))
    }

    /// The streams of a kind that a register knows by this id, in the order in which it was said.
    pub(super) fn by_reference(&self, kind: StreamKind, mark: Mark) -> Vec<StreamId> {
        let holders = self.references.get(&mark).into_iter().flat_map(Holders::iter);
        let streams = holders.filter_map(|number| self.stream(number));
        streams.filter(|(_, found)| *found == kind).map(|(stream, _)| stream).collect()
    }

    /// A stream by its number, with what kind it is.
    pub(super) fn stream(&self, number: u32) -> Option<(StreamId, StreamKind)> {
        let known = self.known(number)?;
        Some((known.stream, known.kind?))
    }

    /// The words of the names that were said of a stream.
    pub(super) fn words(&self, number: u32) -> impl Iterator<Item = &str> {
        let items = self.known(number).into_iter().flat_map(|known| known.said.items());
        items.filter_map(|item| match item {
            Item::Text(Facet::Name, word) => Some(word),
            Item::Text(..) | Item::Whole(_) | Item::Reference(_) => None,
        })
    }

    fn texts_mut(&mut self, facet: Facet) -> &mut Texts {
        if facet == Facet::Name { &mut self.names } else { &mut self.phones }
    }

    fn known(&self, number: u32) -> Option<&Known> {
        self.known.get(usize::try_from(number).ok()?)
    }

    fn known_mut(&mut self, number: u32) -> Option<&mut Known> {
        self.known.get_mut(usize::try_from(number).ok()?)
    }
}

fn insert(texts: &mut Texts, text: &str, number: u32) {
    match texts.get_mut(text) {
        Some(holders) => holders.insert(number),
        None => {
            texts.insert(Term(text.into()), Holders::One(number));
        }
    }
}

fn forget(marks: &mut Marks, mark: Mark, number: u32) {
    if marks.get_mut(&mark).is_some_and(|holders| holders.remove(number)) {
        marks.remove(&mark);
    }
}

#[cfg(test)]
impl Index {
    /// Whether anything still leads to a stream.
    pub(super) fn leads_to(&self, stream: StreamId) -> bool {
        let texts = self.names.values().chain(self.phones.values());
        let mut all = texts.chain(self.whole.values()).chain(self.references.values());
        let number = self.numbers.get(&stream).copied();
        number.is_some_and(|number| all.any(|holders| holders.iter().any(|one| one == number)))
    }
}
