//! Logs in memory with real events on them, for the tests of this crate.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::context::{Context, PersonalPart};
use domain::date::Day;
use domain::decider::Format;
use domain::event::EventSet;
use domain::id::{EventId, StreamId};
use domain::stored::write_facts;
use store::codec::Codec;
use store::{
    Append, Expected, MemoryOptions, NewEvent, NewPart, Openness, Store, Transaction, TypeId,
};

use crate::runner::{Options, Runner};

pub(crate) const WAIT: Duration = Duration::from_secs(20);

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A stream of a kind that is told by its first byte.
pub(crate) fn stream(letter: u8, number: u16) -> StreamId {
    let mut bytes = [letter; 16];
    bytes[14..].copy_from_slice(&number.to_be_bytes());
    StreamId::from_bytes(bytes)
}

pub(crate) struct Log {
    pub(crate) store: Arc<Store>,
    events: AtomicU64,
    clock_ms: AtomicU64,
}

impl Log {
    pub(crate) fn new() -> Self {
        let store = Store::in_memory(MemoryOptions::default()).unwrap();
        // 2024-01-01T00:00:00Z
        let clock_ms = AtomicU64::new(1_704_067_200_000);
        Self { store: Arc::new(store), events: AtomicU64::new(1), clock_ms }
    }

    /// From now on, entries are recorded at noon of this day.
    pub(crate) fn noon(&self, day: Day) {
        let noon = u64::try_from(day.first_second()).unwrap() * 1_000 + 43_200_000;
        self.clock_ms.store(noon, Ordering::SeqCst);
    }

    pub(crate) fn record<E: EventSet>(
        &self,
        stream: StreamId,
        event: E,
        context: Context,
    ) -> EventId {
        self.record_about(stream, event, (context, None))
    }

    /// Records an event with a personal part about the stream's own subject.
    pub(crate) fn record_about<E: EventSet>(
        &self,
        stream: StreamId,
        event: E,
        (context, personal): (Context, Option<&PersonalPart>),
    ) -> EventId {
        let event_type = event.event_type();
        let facts = write_facts(&Codec, &context, &event).unwrap();
        let personal = personal.map(|part| NewPart {
            subject: store::SubjectId(stream.to_bytes()),
            bytes: Codec.encode(part).unwrap(),
        });
        self.append(stream, (event_type.id, event_type.schema), (facts, personal))
    }

    pub(crate) fn append(
        &self,
        stream: StreamId,
        (type_id, schema): (u16, u16),
        (facts, personal): (Vec<u8>, Option<NewPart>),
    ) -> EventId {
        let number = self.events.fetch_add(1, Ordering::SeqCst);
        let event_id = EventId::from_bytes((u128::from(number) << 64 | 7).to_be_bytes());
        let recorded_at = self.clock_ms.fetch_add(1_000, Ordering::SeqCst);
        let event = NewEvent {
            event_id: store::EventId(event_id.to_bytes()),
            type_id: TypeId(type_id),
            schema,
            facts,
            personal: personal.into_iter().collect(),
        };
        let append = Append {
            stream: store::StreamId(stream.to_bytes()),
            expected: Expected::Any,
            kind: Openness::Plain,
            events: vec![event],
        };
        let transaction = Transaction {
            appends: vec![append],
            preconditions: Vec::new(),
            recorded_at_ms: i64::try_from(recorded_at).unwrap(),
        };
        self.store.append(transaction).unwrap();
        event_id
    }

    pub(crate) fn follow(&self, today: Day) -> Runner {
        let runner = Runner::start(Arc::clone(&self.store), options(today));
        assert!(runner.wait_for(self.store.head().size, WAIT), "the runner does not catch up");
        runner
    }
}

pub(crate) fn options(today: Day) -> Options {
    Options { today: Box::new(move || today), threads: 2, snapshot: None, moments_kept: 4 }
}

impl Log {
    /// A fresh registry that was cut at this size.
    pub(crate) fn follow_first(&self, size: u64, today: Day) -> Runner {
        let cut = Self::new();
        let entries = self.store.read(store::Position(0), usize::try_from(size).unwrap()).unwrap();
        for entry in entries {
            let facts = self.store.open_facts(&entry).unwrap();
            let event = NewEvent {
                event_id: entry.event_id,
                type_id: entry.type_id,
                schema: entry.schema,
                facts,
                personal: Vec::new(),
            };
            let append = Append {
                stream: entry.stream,
                expected: Expected::Any,
                kind: Openness::Plain,
                events: vec![event],
            };
            let transaction = Transaction {
                appends: vec![append],
                preconditions: Vec::new(),
                recorded_at_ms: entry.recorded_at_ms,
            };
            cut.store.append(transaction).unwrap();
        }
        cut.follow(today)
    }
}
