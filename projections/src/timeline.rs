//! A stream's timeline as people read it: every entry, who recorded it, both times, and corrections
//! shown as corrections. Nothing personal: names and texts are opened by whoever may read them.

use std::collections::BTreeMap;

use domain::amendment::{self, CorrectionReason};
use domain::context::{Context, Timestamp};
use domain::date::{Day, Occurrence};
use domain::event::EventSet;
use domain::id::{EventId, Label, StreamId};
use store::codec::Codec;

use crate::histories::Histories;

/// One entry of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEntry {
    /// Its place in the log.
    pub position: u64,
    /// Its id.
    pub event_id: EventId,
    /// The number of its type.
    pub type_id: u16,
    /// The version of its payload's layout.
    pub schema: u16,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// When it happened, who recorded it, in which role, by which way.
    pub context: Context,
    /// The bytes of its payload, as the log keeps them.
    pub payload: Vec<u8>,
    /// The earlier entry that it puts right, and how.
    pub amends: Option<Amends>,
    /// The correction that is in force for it.
    pub corrected_by: Option<EventId>,
    /// The annulment that is in force for it.
    pub annulled_by: Option<EventId>,
}

/// What a correction or annulment does to an earlier entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Amends {
    /// The entry.
    pub target: EventId,
    /// Its place in the log.
    pub target_position: Option<u64>,
    /// Why.
    pub reason: CorrectionReason,
    /// The correction; none when the entry is annulled.
    pub correction: Option<Correction>,
}

/// What a correction says instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The names of the fields that change.
    pub changed: Vec<Label>,
    /// The date on which it really happened, where that was wrong.
    pub happened_on: Option<Occurrence>,
    /// The number of the replacement's type.
    pub type_id: u16,
    /// The version of its layout.
    pub schema: u16,
    /// The payload that takes the entry's place.
    pub payload: Vec<u8>,
}

impl TimelineEntry {
    /// Whole days from the last day on which it may have happened to the day it was recorded, by
    /// UTC; none when it was recorded on time.
    pub fn days_late(&self) -> Option<i32> {
        days_late(self.recorded_at, self.context.occurred_on)
    }

    /// Whether it counts: not annulled, and no amendment itself.
    pub fn counts(&self) -> bool {
        self.annulled_by.is_none() && self.amends.is_none()
    }
}

/// Whole days by which something was recorded after the last day on which it may have happened.
pub(crate) fn days_late(recorded_at: Timestamp, occurred_on: Occurrence) -> Option<i32> {
    let recorded = i32::try_from(recorded_at.0.div_euclid(86_400_000)).ok()?;
    Some(recorded - occurred_on.last_day().number()).filter(|days| *days > 0)
}

/// The day, by UTC, on which something was recorded.
pub(crate) fn day_of(recorded_at: Timestamp) -> Option<Day> {
    let days = i32::try_from(recorded_at.0.div_euclid(86_400_000)).ok()?;
    Day::new(1970, 1, 1).ok().map(|epoch| epoch.plus_days(days))
}

/// The entries of a stream that a log of `size` entries holds, in the order of the log.
pub fn timeline(histories: &Histories, stream: StreamId, size: u64) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    histories.each(stream, size, &mut |noted| {
        let head = noted.head();
        let payload = noted.payload();
        let amendment = amendment::Event::owns(head.type_id)
            .then(|| amendment::Event::decode(&Codec, head.type_id, head.schema, &payload).ok());
        entries.push(TimelineEntry {
            position: head.position,
            event_id: head.event_id,
            type_id: head.type_id,
            schema: head.schema,
            recorded_at: head.recorded_at,
            context: noted.context(),
            payload,
            amends: amendment.flatten().map(amends),
            corrected_by: None,
            annulled_by: None,
        });
    });
    apply(&mut entries);
    entries
}

fn amends(event: amendment::Event) -> Amends {
    match event {
        amendment::Event::CorrectionRecorded(said) => Amends {
            target: said.target,
            target_position: None,
            reason: said.reason,
            correction: Some(Correction {
                changed: said.changed,
                happened_on: said.happened_on,
                type_id: said.replacement.type_id,
                schema: said.replacement.schema,
                payload: said.replacement.payload,
            }),
        },
        amendment::Event::EventAnnulled(said) => Amends {
            target: said.target,
            target_position: None,
            reason: said.reason,
            correction: None,
        },
    }
}

/// Marks what is corrected and annulled. Later amendments are looked at first, so that an annulled
/// one never takes effect; as [`domain::history`] does.
fn apply(entries: &mut [TimelineEntry]) {
    let positions: BTreeMap<EventId, u64> =
        entries.iter().map(|entry| (entry.event_id, entry.position)).collect();
    let mut annulled = BTreeMap::new();
    let mut corrected = BTreeMap::new();
    for entry in entries.iter_mut().rev() {
        let Some(amends) = &mut entry.amends else { continue };
        amends.target_position = positions.get(&amends.target).copied();
        if annulled.contains_key(&entry.event_id) {
            continue;
        }
        match amends.correction {
            Some(_) => corrected.entry(amends.target).or_insert(entry.event_id),
            None => annulled.entry(amends.target).or_insert(entry.event_id),
        };
    }
    for entry in entries {
        entry.annulled_by = annulled.get(&entry.event_id).copied();
        entry.corrected_by = corrected.get(&entry.event_id).copied();
    }
}

#[cfg(test)]
mod tests;
