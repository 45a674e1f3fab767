//! Which amendments of a stream are in force, for whoever reads it anew.

use std::collections::{BTreeSet, HashMap};

use domain::amendment;
use domain::event::EventSet;
use domain::id::EventId;
use domain::stored;
use store::codec::Codec;
use store::{Recorded, Store};

/// Which amendments of a stream are in force.
#[derive(Default)]
pub(super) struct Amended<'a> {
    pub(super) annulled: BTreeSet<EventId>,
    pub(super) corrections: HashMap<EventId, &'a Recorded>,
}

impl<'a> Amended<'a> {
    /// Later ones are looked at first, as [`domain::history`] does.
    pub(super) fn by(store: &Store, entries: &'a [Recorded]) -> Self {
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
