//! How the entries of one stream lie behind each other in a growing buffer.
//!
//! An entry is: its distance from the previous one in positions and in milliseconds, its event id,
//! its type and schema version, the number of the context that it shares, what is its own of the
//! context, and its payload without zero bytes. Integers are LEB128. Nobody but this program ever
//! reads these bytes, so their form may change with any version of it.

use std::sync::Arc;

use domain::context::{Context, Timestamp};
use domain::date::Occurrence;
use domain::decider::Format;
use domain::id::{CycleId, EventId, StreamId};
use domain::stored::Head;
use domain::stream::StreamKind;
use store::codec::Codec;

use super::dictionary::Shared;
use super::{kind_of_type, zeros};

const DEVICE: u8 = 1;
const CORRELATION: u8 = 2;
const CAUSATION: u8 = 4;
const CYCLE: u8 = 8;
const SAME_CYCLE: u8 = 16; // as the last entry of the stream that named one

/// An entry on its way into the buffer.
pub(super) struct Arrival<'a> {
    pub(super) head: &'a Head,
    pub(super) context: &'a Context,
    /// The numbers of what the context shares with others, and of its correlation.
    pub(super) numbers: (u32, Option<u32>),
    pub(super) payload: &'a [u8],
}

/// The packed entries of one stream.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Stream {
    bytes: Vec<u8>,
    count: u32,
    type_first: u16,
    cycle_at: u32, // where the last cycle named begins; 0 when none was
    last_position: u64,
    last_recorded_ms: i64,
}

/// An entry in the buffer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedEntry<'a> {
    pub(crate) position: u64,
    pub(crate) recorded_at: Timestamp,
    pub(crate) event_id: EventId,
    pub(crate) type_id: u16,
    schema: u16,
    context: u32,
    occurred_on: Occurrence,
    device_recorded_at: Option<Timestamp>,
    correlation: Option<u32>,
    causation: Option<EventId>,
    cycle: Option<&'a str>,
    payload_length: usize,
    payload: &'a [u8],
}

impl Stream {
    pub(crate) fn kind(&self) -> Option<StreamKind> {
        kind_of_type(self.type_first)
    }

    /// The distance of the first entry from the beginning of the log.
    pub(crate) fn first_position(&self) -> Option<u64> {
        take(&mut self.bytes.as_slice())
    }

    /// Where the last entry lies.
    pub(crate) fn last_position(&self) -> u64 {
        self.last_position
    }

    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    pub(super) fn packed_bytes(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn reserved_bytes(&self) -> usize {
        self.bytes.capacity()
    }

    /// `bytes` is room to work in.
    pub(super) fn push(&mut self, arrival: &Arrival<'_>, bytes: &mut Vec<u8>) {
        let Arrival { head, context, payload, numbers } = *arrival;
        bytes.clear();
        put(bytes, head.position.wrapping_sub(self.last_position));
        put_signed(bytes, head.recorded_at.0.wrapping_sub(self.last_recorded_ms));
        bytes.extend(head.event_id.to_bytes());
        put(bytes, head.type_id.into());
        put(bytes, head.schema.into());
        put(bytes, numbers.0.into());
        self.push_context(bytes, (context, head.recorded_at), numbers.1);
        put(bytes, u64::try_from(payload.len()).unwrap_or(u64::MAX));
        zeros::squeeze(payload, bytes);

        self.make_room(bytes.len());
        self.bytes.extend_from_slice(bytes);
        if kind_of_type(self.type_first).is_none() {
            self.type_first = head.type_id;
        }
        self.count += 1;
        self.last_position = head.position;
        self.last_recorded_ms = head.recorded_at.0;
    }

    fn push_context(
        &mut self,
        bytes: &mut Vec<u8>,
        (context, recorded_at): (&Context, Timestamp),
        correlation: Option<u32>,
    ) {
        let cycle = context.cycle.as_ref().map(|cycle| cycle.0.as_str());
        let same_cycle = cycle.is_some() && cycle == self.last_cycle();
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        bytes.push(
            flag(context.device_recorded_at.is_some(), DEVICE)
                | flag(correlation.is_some(), CORRELATION)
                | flag(context.causation.is_some(), CAUSATION)
                | flag(cycle.is_some() && !same_cycle, CYCLE)
                | flag(same_cycle, SAME_CYCLE),
        );
        put_occurrence(bytes, context.occurred_on);
        if let Some(device) = context.device_recorded_at {
            put_signed(bytes, recorded_at.0.wrapping_sub(device.0));
        }
        if let Some(correlation) = correlation {
            put(bytes, correlation.into());
        }
        if let Some(causation) = context.causation {
            bytes.extend(causation.to_bytes());
        }
        if let Some(cycle) = cycle.filter(|_| !same_cycle) {
            self.cycle_at = u32::try_from(self.bytes.len() + bytes.len()).unwrap_or(0);
            put(bytes, u64::try_from(cycle.len()).unwrap_or(0));
            bytes.extend_from_slice(cycle.as_bytes());
        }
    }

    fn last_cycle(&self) -> Option<&str> {
        let at = usize::try_from(self.cycle_at).ok().filter(|at| *at > 0)?;
        take_text(&mut self.bytes.get(at..)?)
    }

    /// Grows by half, not to the double: a registry of ten million entries has half a million
    /// buffers. What they reserve while a log is read is given back when it has been.
    fn make_room(&mut self, needed: usize) {
        let free = self.bytes.capacity() - self.bytes.len();
        if free < needed {
            self.bytes.reserve_exact(needed.max(self.bytes.len() / 2));
        }
    }

    /// Gives back what is reserved.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }

    /// Its entries in the order of the log.
    pub(crate) fn entries(&self) -> Entries<'_> {
        Entries { rest: &self.bytes, position: 0, recorded_ms: 0, cycle: None, cycle_left: 0 }
    }

    /// The stream as a log of `size` entries holds it; none when it does not.
    pub(crate) fn cut(self: &Arc<Self>, size: u64) -> Option<Arc<Self>> {
        if self.last_position < size {
            return Some(Arc::clone(self));
        }
        let mut cut = Self::default();
        let (mut entries, mut left, mut cycle_left) = (self.entries(), self.bytes.len(), 0);
        while let Some(entry) = entries.next().filter(|entry| entry.position < size) {
            (left, cycle_left) = (entries.rest.len(), entries.cycle_left);
            cut.count += 1;
            cut.last_position = entry.position;
            cut.last_recorded_ms = entry.recorded_at.0;
            if kind_of_type(cut.type_first).is_none() {
                cut.type_first = entry.type_id;
            }
        }
        cut.bytes = self.bytes.get(..self.bytes.len() - left)?.to_vec();
        if cycle_left > 0 {
            cut.cycle_at = u32::try_from(self.bytes.len() - cycle_left).unwrap_or(0);
        }
        (cut.count > 0).then(|| Arc::new(cut))
    }

    /// The buffer and what is known about it, for a snapshot.
    pub(crate) fn parts(&self) -> (&[u8], [u64; 5]) {
        let numbers = [
            self.count.into(),
            self.type_first.into(),
            self.cycle_at.into(),
            self.last_position,
            self.last_recorded_ms.cast_unsigned(),
        ];
        (&self.bytes, numbers)
    }

    /// The stream that a snapshot describes.
    pub(crate) fn from_parts(bytes: Vec<u8>, numbers: [u64; 5]) -> Option<Self> {
        let [count, type_first, cycle_at, last_position, recorded] = numbers;
        Some(Self {
            bytes,
            count: count.try_into().ok()?,
            type_first: type_first.try_into().ok()?,
            cycle_at: cycle_at.try_into().ok()?,
            last_position,
            last_recorded_ms: recorded.cast_signed(),
        })
    }
}

impl PackedEntry<'_> {
    pub(super) fn head(&self, stream: StreamId) -> Head {
        Head {
            position: self.position,
            recorded_at: self.recorded_at,
            event_id: self.event_id,
            stream,
            type_id: self.type_id,
            schema: self.schema,
        }
    }

    pub(super) fn context(&self, dictionary: &Shared) -> Context {
        let shared = dictionary.context(self.context).cloned();
        let shared = shared.unwrap_or_else(|| Context::on(self.occurred_on));
        Context {
            occurred_on: self.occurred_on,
            device_recorded_at: self.device_recorded_at,
            correlation: self.correlation.and_then(|number| dictionary.correlation(number)),
            causation: self.causation,
            cycle: self.cycle.and_then(|cycle| cycle.parse::<CycleId>().ok()),
            ..shared
        }
    }

    /// Puts the payload, as the log keeps it, into `to`.
    pub(super) fn payload(&self, to: &mut Vec<u8>) {
        to.clear();
        // The buffer was written by `push`; should it be damaged, decoding what is there fails.
        let _ = zeros::expand(&mut { self.payload }, self.payload_length, to);
    }
}

/// Reads a buffer entry by entry.
#[derive(Clone)]
pub(crate) struct Entries<'a> {
    rest: &'a [u8],
    position: u64,
    recorded_ms: i64,
    cycle: Option<&'a str>,
    cycle_left: usize, // bytes from where that text begins to the end of the buffer
}

impl<'a> Iterator for Entries<'a> {
    type Item = PackedEntry<'a>;

    fn next(&mut self) -> Option<PackedEntry<'a>> {
        let rest = &mut self.rest;
        self.position = self.position.wrapping_add(take(rest)?);
        self.recorded_ms = self.recorded_ms.wrapping_add(take_signed(rest)?);
        let event_id = EventId::from_bytes(take_array(rest)?);
        let type_id = take(rest)?.try_into().ok()?;
        let schema = take(rest)?.try_into().ok()?;
        let context = take(rest)?.try_into().ok()?;
        let [flags] = take_array(rest)?;
        let has = |bit: u8| flags & bit != 0;
        let occurred_on = take_occurrence(rest)?;
        let device_recorded_at = if has(DEVICE) {
            Some(Timestamp(self.recorded_ms.wrapping_sub(take_signed(rest)?)))
        } else {
            None
        };
        let correlation = if has(CORRELATION) { Some(take(rest)?.try_into().ok()?) } else { None };
        let causation =
            if has(CAUSATION) { Some(EventId::from_bytes(take_array(rest)?)) } else { None };
        if has(CYCLE) {
            self.cycle_left = rest.len();
            self.cycle = Some(take_text(rest)?);
        }
        let cycle = self.cycle.filter(|_| has(CYCLE) || has(SAME_CYCLE));
        let payload_length = usize::try_from(take(rest)?).ok()?;
        let payload = *rest;
        zeros::skip(rest, payload_length)?;
        Some(PackedEntry {
            position: self.position,
            recorded_at: Timestamp(self.recorded_ms),
            event_id,
            type_id,
            schema,
            context,
            occurred_on,
            device_recorded_at,
            correlation,
            causation,
            cycle,
            payload_length,
            payload,
        })
    }
}

fn put_occurrence(bytes: &mut Vec<u8>, occurrence: Occurrence) {
    // It was read from an entry, so it encodes.
    let stored = Codec.encode(&occurrence).unwrap_or_default();
    bytes.push(u8::try_from(stored.len()).unwrap_or(0));
    zeros::squeeze(&stored, bytes);
}

fn take_occurrence(rest: &mut &[u8]) -> Option<Occurrence> {
    let [length] = take_array(rest)?;
    let mut stored = Vec::with_capacity(16);
    zeros::expand(rest, length.into(), &mut stored)?;
    Codec.decode(&stored).ok()
}

pub(crate) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}

pub(crate) fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn put_signed(bytes: &mut Vec<u8>, number: i64) {
    put(bytes, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

fn take_signed(rest: &mut &[u8]) -> Option<i64> {
    let folded = take(rest)?;
    Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
}

pub(crate) fn take_array<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (array, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*array)
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::try_from(take(rest)?).ok()?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    str::from_utf8(text).ok()
}
