//! Which of her documents were in other hands, from which day to which (W6).

use super::said::{CycleFacts, Said};
use crate::date::Day;
use crate::id::EventId;
use crate::migrant::abroad::protection::{DocumentHolder, DocumentRetained, DocumentReturned};
use crate::migrant::registration::DocumentType;

/// A document in other hands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Retention {
    /// The entry that says so.
    pub event: EventId,
    /// Which document.
    pub document: DocumentType,
    /// In whose hands.
    pub holder: DocumentHolder,
    /// Since when.
    pub from: Day,
    /// The day on which it was given back, and the entry; none while it is not.
    pub returned: Option<(Day, EventId)>,
}

impl Retention {
    /// Whether she was without it on a day.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.from <= day && self.returned.is_none_or(|(returned, _)| day < returned)
    }

    /// Days without it, up to a day where she still is.
    pub fn days(&self, on: Day) -> i32 {
        let until = self.returned.map_or(on, |(returned, _)| returned.min(on));
        until.days_since(self.from).max(0)
    }
}

/// The retentions of a cycle, in order.
pub fn retentions(cycle: &CycleFacts<'_>) -> Vec<Retention> {
    let mut retentions: Vec<Retention> = Vec::new();
    for fact in &cycle.facts {
        let from = fact.occurred_on.first_day();
        if let Some(said) = DocumentRetained::of(fact.event) {
            let (document, holder, event) = (said.document, said.holder, fact.event_id);
            retentions.push(Retention { event, document, holder, from, returned: None });
        } else if let Some(said) = DocumentReturned::of(fact.event) {
            let open =
                |one: &&mut Retention| one.document == said.document && one.returned.is_none();
            for retention in retentions.iter_mut().filter(open) {
                retention.returned = Some((from, fact.event_id));
            }
        }
    }
    retentions
}
