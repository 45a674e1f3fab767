//! The names by which files know people and things: a source and an id there, and our stream.
//!
//! What was recorded before is asked of an index (read from sealed parts, in memory only, I8);
//! what a file brings along is remembered while the file is read. Names of events, people without
//! a stream, cases and the registry's own stream become ids by a keyed hash, so they are the same
//! on every run and say nothing to whoever has not the key.

use std::collections::HashMap;

use domain::context::PersonalPart;
use domain::decider::Format as _;
use domain::id::{EventId, StreamId, SubjectId, UserId};
use domain::stream::StreamKind;
use projections::persons::Likeness;
use store::{Codec, Store};

use crate::clock;
use crate::fields::Resolve;

/// Looks up the names that entries carry.
pub trait NameIndex {
    /// The streams of that kind with this name in this source: none, one, or, where names were
    /// used twice, several.
    fn streams(&self, kind: StreamKind, source: &str, id: &str) -> Vec<StreamId>;

    /// The people registered in the first so many entries of the log who probably are she.
    fn alike(&self, _who: &Likeness, _birth_year: i64, _before: u64) -> Vec<StreamId> {
        Vec::new()
    }
}

/// Knows no name: for a folder that is filled for the first time.
#[derive(Clone, Copy, Debug)]
pub struct NoNames;

impl NameIndex for NoNames {
    fn streams(&self, _: StreamKind, _: &str, _: &str) -> Vec<StreamId> {
        Vec::new()
    }
}

/// The names of one source.
pub struct Names<'a> {
    store: &'a Store,
    index: &'a dyn NameIndex,
    source: String,
    brought: Brought,
    /// How large the log was when the file was begun.
    begun: u64,
}

/// The names that a file brought along so far.
pub type Brought = HashMap<(StreamKind, String), StreamId>;

/// A name's stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Named {
    /// The stream.
    pub stream: StreamId,
    /// Whether the name was met for the first time, so that it must be recorded with it.
    pub is_new: bool,
}

impl<'a> Names<'a> {
    /// The names of a source, beside those that the index knows.
    pub fn new(store: &'a Store, index: &'a dyn NameIndex, source: &str) -> Self {
        let (source, begun) = (source.to_owned(), store.head().size);
        Self { store, index, source, brought: HashMap::new(), begun }
    }

    /// The same, with what an earlier part of the file brought along.
    #[must_use]
    pub fn with(self, brought: Brought) -> Self {
        Self { brought, ..self }
    }

    /// What the file brought along.
    pub fn into_brought(self) -> Brought {
        self.brought
    }

    /// The people registered before this file who probably are she.
    pub fn alike(&self, who: &Likeness, birth_year: i64) -> Vec<StreamId> {
        self.index.alike(who, birth_year, self.begun)
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The stream of a name, which may be new.
    ///
    /// # Errors
    /// It names several.
    pub fn take(&mut self, kind: StreamKind, name: &str) -> Result<Named, Vec<StreamId>> {
        let found = self.find(kind, name);
        match found.as_slice() {
            [stream] => Ok(Named { stream: *stream, is_new: false }),
            [] => {
                let stream = clock::new_stream_id();
                self.brought.insert((kind, name.to_owned()), stream);
                Ok(Named { stream, is_new: true })
            }
            _ => Err(found),
        }
    }

    /// Forgets a name whose first event was refused.
    pub fn forget(&mut self, kind: StreamKind, name: &str) {
        self.brought.remove(&(kind, name.to_owned()));
    }

    /// The id of an event that came without one: the same for the same words.
    pub fn event_id(&self, words: &str, turn: u32) -> EventId {
        let words = format!("{}\n{turn}\n{words}", self.source);
        let mut id = self.store.reference_id("event of a line", words.as_bytes());
        // UUID version 8: made by a rule of our own (RFC 9562, 5.8).
        if let Some(byte) = id.get_mut(6) {
            *byte = (*byte & 0x0f) | 0x80;
        }
        if let Some(byte) = id.get_mut(8) {
            *byte = (*byte & 0x3f) | 0x80;
        }
        EventId::from_bytes(id)
    }

    /// Whether an event that was recorded before brought this name to this stream.
    pub fn was_brought_by(&self, event: EventId, (stream, name): (StreamId, &str)) -> bool {
        let receipt = self.store.by_event_id(store::EventId(event.to_bytes()));
        let Ok(Some(receipt)) = receipt else { return false };
        let entries = self.store.read(receipt.position, 1).unwrap_or_default();
        let parts = entries.iter().flat_map(|entry| self.store.open_personal(entry));
        parts
            .filter(|(subject, _)| subject.0 == stream.to_bytes())
            .filter_map(|(_, part)| Codec.decode::<PersonalPart>(&part.ok()?).ok())
            .flat_map(|part| part.references)
            .any(|known| known.source.as_str() == self.source && known.id.as_str() == name)
    }

    /// The user of a name.
    pub fn user(&mut self, name: &str) -> UserId {
        let stream = self.one(StreamKind::User, name);
        stream.map_or_else(|| UserId::from_bytes(self.keyed("user", name)), UserId::from)
    }

    /// The stream of a name that names one.
    fn one(&self, kind: StreamKind, name: &str) -> Option<StreamId> {
        match self.find(kind, name).as_slice() {
            [stream] => Some(*stream),
            _ => None,
        }
    }

    fn find(&self, kind: StreamKind, name: &str) -> Vec<StreamId> {
        if let Ok(id) = name.parse() {
            return vec![id];
        }
        match kind {
            StreamKind::Case => vec![StreamId::from_bytes(self.keyed("case", name))],
            // There is one; files may call it what they like.
            StreamKind::Registry => vec![domain::registry::STREAM],
            StreamKind::Finding => vec![StreamId::from_bytes(self.keyed("finding", name))],
            StreamKind::Migrant
            | StreamKind::Complaint
            | StreamKind::Agency
            | StreamKind::Employer
            | StreamKind::Vacancy
            | StreamKind::Programme
            | StreamKind::Organisation
            | StreamKind::User
            | StreamKind::Access => match self.brought.get(&(kind, name.to_owned())) {
                Some(stream) => vec![*stream],
                None => self.index.streams(kind, &self.source, name),
            },
        }
    }

    fn keyed(&self, context: &str, name: &str) -> [u8; 16] {
        let words = format!("{}\n{name}", self.source);
        self.store.reference_id(context, words.as_bytes())
    }
}

impl Resolve for Names<'_> {
    fn stream(&mut self, kind: StreamKind, name: &str) -> Option<String> {
        self.one(kind, name).map(|stream| stream.to_string())
    }

    fn subject(&mut self, name: &str) -> Option<String> {
        Some(SubjectId::from_bytes(self.keyed("subject", name)).to_string())
    }
}
