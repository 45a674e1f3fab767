//! Every stream's facts in memory, packed: what live derivation, rebuilding and questions about the
//! past all read. Nothing personal, no text (I8).
//!
//! Only added to, and always read up to some size of the log: so readers of any moment share one
//! copy with whoever adds to it. Facts are opened once, when an entry arrives. A history is decoded
//! on demand. How an entry is packed is `packing`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::catalogue;
use domain::context::{Context, Timestamp};
use domain::event::EventSet;
use domain::history::{Entry, History};
use domain::id::{EventId, StreamId};
use domain::stored::{self, Head};
use domain::stream::StreamKind;
use store::codec::Codec;

use crate::runner::derivation::in_parallel;
use crate::table::{SHARDS, shard_of};
use crate::tables::{Stop, StopReason};

mod arrival;
pub(crate) mod dictionary;
pub(crate) mod packing;
mod zeros;

pub(crate) use arrival::Readied;
pub use arrival::{Arrived, NoFacts};
use arrival::{Missed, reason_of};
use dictionary::{Dictionary, Shared};
use packing::{Arrival, PackedEntry, Stream};

type Shard = BTreeMap<StreamId, Arc<Stream>>;

/// The packed facts of all streams.
#[derive(Debug)]
pub struct Histories {
    shards: Vec<RwLock<Shard>>,
    dictionary: Dictionary,
    taken: RwLock<Taken>,
}

/// What has been taken in, in all.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Taken {
    pub(crate) size: u64,
    pub(crate) recorded_until: Timestamp,
    pub(crate) opaque: u64,
    /// The first of each kind of stream whose facts could not be opened.
    pub(crate) unopened: Vec<Stop>,
    /// The first of each event type that this program does not know, by kind of stream.
    pub(crate) unknown: Vec<Stop>,
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

impl Default for Histories {
    fn default() -> Self {
        Self {
            shards: std::iter::repeat_with(RwLock::default).take(SHARDS).collect(),
            dictionary: Dictionary::default(),
            taken: RwLock::default(),
        }
    }
}

impl Histories {
    /// A copy that goes its own way: what is added to it, nobody else sees. Streams are shared until
    /// then, so it takes some tens of bytes for each.
    ///
    /// What others record while it is made may be in it or not.
    #[must_use]
    pub fn apart(&self) -> Self {
        let taken = self.taken().clone();
        let copy = |shard: &RwLock<Shard>| {
            RwLock::new(shard.read().unwrap_or_else(PoisonError::into_inner).clone())
        };
        let shards = self.shards.iter().map(copy).collect();
        // Last, for it must know everything that the streams above name.
        let shared = self.shared();
        let (contexts, correlations) = shared.parts();
        let dictionary = Dictionary::of(contexts, correlations);
        Self { shards, dictionary, taken: RwLock::new(taken) }
    }

    /// How many entries of the log have been taken in, opaque ones among them.
    pub fn size(&self) -> u64 {
        self.taken().size
    }

    /// When the last of them was recorded.
    pub fn recorded_until(&self) -> Timestamp {
        self.taken().recorded_until
    }

    /// How many of them are opaque.
    pub fn opaque(&self) -> u64 {
        self.taken().opaque
    }

    /// The entries whose facts could not be opened, the first of each kind of stream.
    pub fn unopened(&self) -> Vec<Stop> {
        self.taken().unopened.clone()
    }

    pub(crate) fn taken(&self) -> RwLockReadGuard<'_, Taken> {
        self.taken.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn taken_mut(&self) -> RwLockWriteGuard<'_, Taken> {
        self.taken.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in the next entry of the log. One that was taken in before changes nothing.
    pub fn take(&self, arrived: Arrived) {
        self.take_all(std::iter::once(arrived.readied()));
    }

    /// Takes in the next entries of the log. One thread at a time may.
    pub(crate) fn take_all(&self, entries: impl Iterator<Item = Readied>) {
        let mut taken = self.taken().clone();
        let mut room = Vec::with_capacity(256);
        for Readied { head, said } in entries {
            if head.position < taken.size {
                continue;
            }
            taken.size = head.position + 1;
            taken.recorded_until = head.recorded_at;
            match said {
                Ok((context, payload)) => {
                    self.pack((&head, &context, &payload), &mut room);
                    if !is_known(head.type_id, head.schema) {
                        self.note_unknown(&mut taken, &head);
                    }
                }
                Err(Missed::Opaque) => taken.opaque += 1,
                Err(Missed::Stop(reason)) => {
                    note_stop(&mut taken.unopened, self.stop(&head, reason));
                }
            }
        }
        *self.taken_mut() = taken;
    }

    /// Gives back memory that was reserved for more entries: after a long log has been read.
    pub(crate) fn shrink(&self, threads: usize) {
        let one = |shard: &RwLock<Shard>| {
            let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
            shard.values_mut().filter_map(Arc::get_mut).for_each(Stream::shrink);
            None::<()>
        };
        in_parallel(&self.shards, threads, one);
    }

    fn pack(&self, (head, context, payload): (&Head, &Context, &[u8]), room: &mut Vec<u8>) {
        let numbers = self.dictionary.number(context);
        let Some(shard) = self.shards.get(shard_of(head.stream)) else { return };
        let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever is reading the stream right now keeps what it was given.
        let stream = Arc::make_mut(shard.entry(head.stream).or_default());
        stream.push(&Arrival { head, context, numbers, payload }, room);
    }

    /// What an entry of an unknown type stops is known at once, although nobody decodes it yet.
    fn note_unknown(&self, taken: &mut Taken, head: &Head) {
        let schema = catalogue::all().iter().any(|known| known.id == head.type_id);
        let reason = if schema { StopReason::UnknownSchema } else { StopReason::UnknownType };
        let stop = self.stop(head, reason);
        let noted = |known: &Stop| (known.kind, known.type_id) == (stop.kind, stop.type_id);
        if !taken.unknown.iter().any(noted) {
            taken.unknown.push(stop);
        }
    }

    fn stop(&self, head: &Head, reason: StopReason) -> Stop {
        let kind = self.kind(head.stream).or_else(|| kind_of_type(head.type_id));
        Stop { kind, position: head.position, type_id: head.type_id, reason }
    }

    fn shard(&self, stream: StreamId) -> Option<RwLockReadGuard<'_, Shard>> {
        let shard = self.shards.get(shard_of(stream))?;
        Some(shard.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn stream(&self, stream: StreamId) -> Option<Arc<Stream>> {
        self.shard(stream)?.get(&stream).cloned()
    }

    /// What kind of stream this is, by the first event recorded on it.
    pub fn kind(&self, stream: StreamId) -> Option<StreamKind> {
        self.shard(stream)?.get(&stream)?.kind()
    }

    /// Whether a log of `size` entries holds facts of this stream.
    pub fn has_known(&self, stream: StreamId, size: u64) -> bool {
        let Some(shard) = self.shard(stream) else { return false };
        let first = shard.get(&stream).and_then(|stream| stream.first_position());
        first.is_some_and(|first| first < size)
    }

    /// Every stream that has facts, in an order that the ids alone decide.
    pub fn streams(&self) -> impl Iterator<Item = (StreamId, Option<StreamKind>)> {
        self.packed().map(|(id, stream)| (id, stream.kind()))
    }

    /// A stream's history in a log of `size` entries, up to the first entry that this program
    /// cannot read, which is named.
    pub fn history<E: EventSet>(&self, stream: StreamId, size: u64) -> (History<E>, Option<Stop>) {
        let Some(packed) = self.stream(stream) else {
            return (History::default(), None);
        };
        let mut entries: Vec<Entry<E>> =
            Vec::with_capacity(usize::try_from(packed.count()).unwrap_or(0));
        let mut payload = Vec::with_capacity(256);
        let shared = self.dictionary.shared();
        for entry in packed.entries().take_while(|e| e.position < size) {
            let head = entry.head(stream);
            entry.payload(&mut payload);
            let context = entry.context(&shared);
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
        let Some(packed) = self.stream(stream) else { return };
        for entry in packed.entries().take_while(|e| e.position < size) {
            to(Noted { entry, dictionary: &self.dictionary, stream });
        }
    }

    /// What their entries share, for a snapshot.
    pub(crate) fn shared(&self) -> Shared {
        self.dictionary.shared().clone()
    }

    /// Every stream as it is packed by now, shard by shard.
    pub(crate) fn packed(&self) -> impl Iterator<Item = (StreamId, Arc<Stream>)> {
        self.shards.iter().flat_map(|shard| {
            let shard = shard.read().unwrap_or_else(PoisonError::into_inner);
            let streams: Vec<_> = shard.iter().map(|(id, one)| (*id, Arc::clone(one))).collect();
            streams
        })
    }

    /// The histories that a snapshot describes.
    pub(crate) fn of(
        (contexts, correlations): (&[Context], &[EventId]),
        streams: Vec<(StreamId, Stream)>,
        taken: Taken,
    ) -> Self {
        let mut histories =
            Self { dictionary: Dictionary::of(contexts, correlations), ..Self::default() };
        for (id, stream) in streams {
            if let Some(shard) = histories.shards.get_mut(shard_of(id)) {
                let shard = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
                shard.insert(id, Arc::new(stream));
            }
        }
        *histories.taken_mut() = taken;
        histories
    }

    /// What they take in memory.
    pub fn footprint(&self) -> Footprint {
        let contexts = self.dictionary.shared().len();
        let mut footprint = Footprint { contexts, ..Footprint::default() };
        for (_, stream) in self.packed() {
            footprint.streams += 1;
            footprint.entries += u64::from(stream.count());
            footprint.packed_bytes += stream.packed_bytes();
            footprint.reserved_bytes += stream.reserved_bytes();
        }
        footprint
    }
}

/// Whether this program can read payloads of a type and version.
pub(crate) fn is_known(type_id: u16, schema: u16) -> bool {
    static KNOWN: LazyLock<BTreeSet<(u16, u16)>> =
        LazyLock::new(|| catalogue::all().iter().map(|known| (known.id, known.schema)).collect());
    KNOWN.contains(&(type_id, schema))
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
        self.entry.context(&self.dictionary.shared())
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
