//! The one way to read a stream's past: with corrections, annulments and the order in which
//! things happened applied. Deciding, read models and findings all start here.

use std::collections::{BTreeMap, BTreeSet};

use crate::amendment;
use crate::context::{Context, Timestamp};
use crate::date::Occurrence;
use crate::event::EventSet;
use crate::id::{EventId, StreamId};

/// One entry of a stream, opened and decoded, as the log holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<E> {
    /// Its place in the log.
    pub position: u64,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// Its id.
    pub event_id: EventId,
    /// The stream that it was recorded on.
    pub stream: StreamId,
    /// When it happened, who recorded it.
    pub context: Context,
    /// What it says.
    pub event: E,
    /// For a correction, the payload that takes its target's place.
    pub replacement: Option<E>,
}

/// An entry as it counts today: corrected, moved to its right date, in its right order.
#[derive(Debug, PartialEq)]
pub struct Fact<'a, E> {
    /// What is true.
    pub event: &'a E,
    /// When it happened.
    pub occurred_on: Occurrence,
    /// The rest of what it carries.
    pub context: &'a Context,
    /// The entry's place in the log; the head for a proposal that has none yet.
    pub position: u64,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// The entry's id.
    pub event_id: EventId,
    /// The stream that it was recorded on.
    pub stream: StreamId,
    /// The correction that gave it this form.
    pub corrected_by: Option<EventId>,
}

// Derived `Clone` would ask for `E: Clone` although only a reference is copied.
impl<E> Clone for Fact<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Fact<'_, E> {}

/// Which amendments are in force, by target.
struct Amendments<'a, E> {
    annulled: BTreeSet<EventId>,
    corrections: BTreeMap<EventId, &'a Entry<E>>,
}

/// A stream's entries in the order of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct History<E> {
    entries: Vec<Entry<E>>,
}

impl<E> Default for History<E> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<E: EventSet> History<E> {
    /// The history of these entries, given in any order.
    pub fn new(mut entries: Vec<Entry<E>>) -> Self {
        entries.sort_by_key(|entry| entry.position);
        Self { entries }
    }

    /// Adds the next entry, as it will stand when what was decided has been committed.
    pub fn push(&mut self, entry: Entry<E>) {
        let after = self.entries.partition_point(|earlier| earlier.position <= entry.position);
        self.entries.insert(after, entry);
    }

    /// Every entry, in the order of the log, amendments and amended ones among them.
    pub fn entries(&self) -> &[Entry<E>] {
        &self.entries
    }

    /// Whether nothing was ever recorded.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries that a log of `size` entries holds: what was known then.
    #[must_use]
    pub fn known_at(&self, size: u64) -> Self
    where
        E: Clone,
    {
        let known = self.entries.iter().take_while(|entry| entry.position < size);
        Self { entries: known.cloned().collect() }
    }

    /// The facts as they count for a log of `size` entries, in the order in which they happened:
    /// by the first moment of `occurred_on`, then by position.
    pub fn effective(&self, size: u64) -> Vec<Fact<'_, E>> {
        let known: Vec<_> = self.entries.iter().take_while(|entry| entry.position < size).collect();
        let amendments = Amendments::of(&known);
        let mut facts = Vec::with_capacity(known.len());
        facts.extend(known.into_iter().filter_map(|entry| amendments.apply(entry)));
        facts.sort_by_key(|fact| (fact.occurred_on.first_second(), fact.position));
        facts
    }

    /// The facts as they count with everything that is recorded.
    pub fn effective_now(&self) -> Vec<Fact<'_, E>> {
        self.effective(u64::MAX)
    }

    /// The entry with an id.
    pub fn entry(&self, event_id: EventId) -> Option<&Entry<E>> {
        self.entries.iter().find(|entry| entry.event_id == event_id)
    }

    /// Whether an entry has been annulled, by an annulment that is itself in force.
    pub fn is_annulled(&self, event_id: EventId) -> bool {
        let known: Vec<_> = self.entries.iter().collect();
        Amendments::of(&known).annulled.contains(&event_id)
    }
}

impl<'a, E: EventSet> Amendments<'a, E> {
    /// Later ones are looked at first, so that an annulled amendment never takes effect.
    fn of(known: &[&'a Entry<E>]) -> Self {
        let mut amendments = Self { annulled: BTreeSet::new(), corrections: BTreeMap::new() };
        for entry in known.iter().rev() {
            let Some(amendment) = entry.event.amendment() else { continue };
            if amendments.annulled.contains(&entry.event_id) {
                continue;
            }
            match amendment {
                amendment::Event::EventAnnulled(annulment) => {
                    amendments.annulled.insert(annulment.target);
                }
                amendment::Event::CorrectionRecorded(correction) => {
                    amendments.corrections.entry(correction.target).or_insert(entry);
                }
            }
        }
        amendments
    }

    fn apply(&self, entry: &'a Entry<E>) -> Option<Fact<'a, E>> {
        if entry.event.amendment().is_some() || self.annulled.contains(&entry.event_id) {
            return None;
        }
        let mut fact = entry.as_fact();
        if let Some(correction) = self.corrections.get(&entry.event_id) {
            fact.event = correction.replacement.as_ref().unwrap_or(&entry.event);
            fact.corrected_by = Some(correction.event_id);
            if let Some(amendment::Event::CorrectionRecorded(said)) = correction.event.amendment() {
                fact.occurred_on = said.happened_on.unwrap_or(entry.context.occurred_on);
            }
        }
        Some(fact)
    }
}

impl<E> Entry<E> {
    /// The entry as it was recorded, before any amendment.
    pub fn as_fact(&self) -> Fact<'_, E> {
        Fact {
            event: &self.event,
            occurred_on: self.context.occurred_on,
            context: &self.context,
            position: self.position,
            recorded_at: self.recorded_at,
            event_id: self.event_id,
            stream: self.stream,
            corrected_by: None,
        }
    }
}

#[cfg(test)]
mod tests;
