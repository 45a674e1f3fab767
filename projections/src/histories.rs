//! Every stream's facts in memory, packed: what live derivation, rebuilding and questions about the
//! past all read. Nothing personal, no text (I8); a copy is cheap and stays as it was taken.
//!
//! Facts are opened once, when an entry arrives. A history is decoded on demand, cut at the size of
//! log that is asked about. How an entry is packed is `packing`'s.

use std::sync::Arc;

use domain::context::{Context, Timestamp};
use domain::event::{EventSet, Unreadable};
use domain::history::{Entry, History};
use domain::id::{EventId, StreamId};
use domain::stored::{self, Head};
use domain::stream::StreamKind;
use store::codec::{Codec, CodecError};

use crate::table::Table;
use crate::tables::{Stop, StopReason};

pub(crate) mod dictionary;
pub(crate) mod packing;
mod zeros;

use dictionary::Dictionary;
use packing::{Arrival, PackedEntry, Stream};

/// The packed facts of all streams.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    streams: Table<StreamId, Stream>,
    dictionary: Arc<Dictionary>,
    size: u64,
    recorded_until: Timestamp,
    opaque: u64,
    unopened: Vec<Stop>,
}

/// An entry of the log whose facts were opened, or could not be.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// What its head says.
    pub head: Head,
    /// Its plaintext facts.
    pub facts: Result<Vec<u8>, NoFacts>,
}

/// Why an entry brings no facts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoFacts {
    /// It is opaque: what it says is for the protection service.
    Opaque,
    /// The key is not at hand or the bytes were altered.
    Unopened,
}

/// What histories take in memory.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Footprint {
    /// Streams.
    pub streams: usize,
    /// Entries with facts.
    pub entries: u64,
    /// Bytes that the packed entries take.
    pub packed_bytes: usize,
    /// Bytes that are reserved for them.
    pub reserved_bytes: usize,
    /// Contexts that entries share.
    pub contexts: usize,
}

impl Histories {
    /// How many entries of the log have been taken in, opaque ones among them.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// When the last of them was recorded.
    pub fn recorded_until(&self) -> Timestamp {
        self.recorded_until
    }

    /// How many of them are opaque.
    pub fn opaque(&self) -> u64 {
        self.opaque
    }

    /// The entries whose facts could not be opened, the first of each kind of stream.
    pub fn unopened(&self) -> &[Stop] {
        &self.unopened
    }

    /// Takes in the next entry of the log. One that was taken in before changes nothing.
    pub fn take(&mut self, arrived: &Arrived) {
        let head = &arrived.head;
        if head.position < self.size {
            return;
        }
        self.size = head.position + 1;
        self.recorded_until = head.recorded_at;
        let reason = match &arrived.facts {
            Ok(facts) => match stored::read_context(&Codec, facts) {
                Ok((context, payload)) => {
                    self.pack(Arrival { head, context: &context, payload });
                    return;
                }
                Err(unreadable) => reason_of(&unreadable),
            },
            Err(NoFacts::Opaque) => {
                self.opaque += 1;
                return;
            }
            Err(NoFacts::Unopened) => StopReason::Unopened,
        };
        let kind = self.kind(head.stream).or_else(|| kind_of_type(head.type_id));
        let stop = Stop { kind, position: head.position, type_id: head.type_id, reason };
        note_stop(&mut self.unopened, stop);
    }

    fn pack(&mut self, arrival: Arrival<'_>) {
        let dictionary = Arc::make_mut(&mut self.dictionary);
        if let Some(stream) = self.streams.entry(arrival.head.stream) {
            stream.push(&arrival, dictionary);
        }
    }

    /// What kind of stream this is, by the first event recorded on it.
    pub fn kind(&self, stream: StreamId) -> Option<StreamKind> {
        self.streams.get(stream).and_then(|stream| stream.kind())
    }

    /// Whether a log of `size` entries holds facts of this stream.
    pub fn has_known(&self, stream: StreamId, size: u64) -> bool {
        let first = self.streams.get(stream).and_then(|stream| stream.first_position());
        first.is_some_and(|first| first < size)
    }

    /// Every stream that has facts, in the order of the table.
    pub fn streams(&self) -> impl Iterator<Item = (StreamId, Option<StreamKind>)> {
        self.streams.iter().map(|(id, stream)| (id, stream.kind()))
    }

    /// A stream's history in a log of `size` entries, up to the first entry that this program
    /// cannot read, which is named.
    pub fn history<E: EventSet>(&self, stream: StreamId, size: u64) -> (History<E>, Option<Stop>) {
        let mut entries: Vec<Entry<E>> = Vec::new();
        let Some(packed) = self.streams.get(stream) else {
            return (History::default(), None);
        };
        let mut payload = Vec::new();
        for entry in packed.entries().take_while(|e| e.position < size) {
            let head = entry.head(stream);
            entry.payload(&mut payload);
            let context = entry.context(&self.dictionary);
            match stored::read_payload(&Codec, &head, context, &payload) {
                Ok(entry) => entries.push(entry),
                Err(unreadable) => {
                    let stop = Stop {
                        kind: packed.kind(),
                        position: head.position,
                        type_id: head.type_id,
                        reason: reason_of(&unreadable),
                    };
                    return (History::new(entries), Some(stop));
                }
            }
        }
        (History::new(entries), None)
    }

    /// Calls `to` with each entry of a stream that a log of `size` entries holds, without decoding
    /// what it says.
    pub fn each(&self, stream: StreamId, size: u64, to: &mut dyn FnMut(Noted<'_>)) {
        let Some(packed) = self.streams.get(stream) else { return };
        for entry in packed.entries().take_while(|e| e.position < size) {
            to(Noted { entry, dictionary: &self.dictionary, stream });
        }
    }

    /// What their entries share, for a snapshot.
    pub(crate) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// Every stream as it is packed, for a snapshot.
    pub(crate) fn packed(&self) -> impl Iterator<Item = (StreamId, &Arc<Stream>)> {
        self.streams.iter()
    }

    /// The histories that a snapshot describes.
    pub(crate) fn of(
        (contexts, correlations): (&[Context], &[EventId]),
        streams: Vec<(StreamId, Stream)>,
        (size, recorded_until, opaque): (u64, Timestamp, u64),
    ) -> Self {
        let streams = streams.into_iter().map(|(id, stream)| (id, Arc::new(stream)));
        Self {
            streams: streams.collect(),
            dictionary: Arc::new(Dictionary::of(contexts, correlations)),
            size,
            recorded_until,
            opaque,
            unopened: Vec::new(),
        }
    }

    /// What they take in memory.
    pub fn footprint(&self) -> Footprint {
        let mut footprint = Footprint { contexts: self.dictionary.len(), ..Footprint::default() };
        for stream in self.streams.values() {
            footprint.streams += 1;
            footprint.entries += u64::from(stream.count());
            footprint.packed_bytes += stream.packed_bytes();
            footprint.reserved_bytes += stream.reserved_bytes();
        }
        footprint
    }
}

/// An entry as far as it can be read without decoding its payload.
#[derive(Clone, Copy)]
pub struct Noted<'a> {
    entry: PackedEntry<'a>,
    dictionary: &'a Dictionary,
    stream: StreamId,
}

impl Noted<'_> {
    /// Where it lies, when it was recorded, of which type it is.
    pub fn head(&self) -> Head {
        self.entry.head(self.stream)
    }

    /// Its id.
    pub fn event_id(&self) -> EventId {
        self.entry.event_id
    }

    /// When it happened, who recorded it.
    pub fn context(&self) -> Context {
        self.entry.context(self.dictionary)
    }

    /// The bytes of its payload, as the log keeps them.
    pub fn payload(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        self.entry.payload(&mut payload);
        payload
    }
}

/// Keeps the first stop of each kind.
pub(crate) fn note_stop(stops: &mut Vec<Stop>, stop: Stop) {
    match stops.iter_mut().find(|known| known.kind == stop.kind) {
        Some(known) if known.position <= stop.position => {}
        Some(known) => *known = stop,
        None => stops.push(stop),
    }
    stops.sort_by_key(|stop| stop.position);
}

fn reason_of(unreadable: &Unreadable<CodecError>) -> StopReason {
    match unreadable {
        Unreadable::UnknownType(_) => StopReason::UnknownType,
        Unreadable::UnknownSchema { .. } => StopReason::UnknownSchema,
        Unreadable::Truncated | Unreadable::Payload(_) => StopReason::Malformed,
    }
}

/// The kind of stream that a type's number belongs to; none for amendments, which any stream may
/// carry, and for numbers that nobody has given out.
pub fn kind_of_type(type_id: u16) -> Option<StreamKind> {
    match type_id {
        100..=599 => Some(StreamKind::Migrant),
        600..=649 => Some(StreamKind::Complaint),
        650..=699 => Some(StreamKind::Case),
        700..=719 => Some(StreamKind::Agency),
        720..=739 => Some(StreamKind::Employer),
        740..=759 => Some(StreamKind::Vacancy),
        760..=779 => Some(StreamKind::Programme),
        780..=799 => Some(StreamKind::Organisation),
        800..=819 => Some(StreamKind::User),
        820..=829 => Some(StreamKind::Finding),
        830..=849 => Some(StreamKind::Access),
        850..=899 => Some(StreamKind::Registry),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
