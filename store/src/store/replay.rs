//! Telling a retry from a new event: the same event id must stand for the same content.

use super::Store;
use crate::append::{Append, AppendError, NewEvent, Openness, ReadError, Receipt};
use crate::entry::Recorded;
use crate::id::EventId;
use crate::index::Index;
use crate::seal::Sealed;

impl Store {
    /// The receipts of these events if *all* of them were recorded before, with this content.
    ///
    /// A caller who decides on history asks this first, because the history of a retry already
    /// contains its own event.
    ///
    /// # Errors
    /// An id belongs to another event, only some were recorded, or the log cannot be read.
    pub fn replayed(&self, appends: &[Append]) -> Result<Option<Vec<Receipt>>, AppendError> {
        let mut receipts = Vec::new();
        let mut missing = 0_usize;
        for append in appends {
            for event in &append.events {
                let found = self.find_event(&self.index(), event.event_id)?;
                match found {
                    None => missing += 1,
                    Some(entry) if self.is_same(append, event, &entry)? => {
                        receipts.push(receipt_of(&entry));
                    }
                    Some(_other) => {
                        return Err(AppendError::EventIdReused { event_id: event.event_id });
                    }
                }
            }
        }
        match receipts.first() {
            None => Ok(None),
            Some(_) if missing == 0 => Ok(Some(receipts)),
            Some(known) => Err(AppendError::PartlyRecorded { event_id: known.event_id }),
        }
    }

    /// The entry with this event id. The index only says which entries may have it.
    pub(crate) fn find_event(
        &self,
        index: &Index,
        event_id: EventId,
    ) -> Result<Option<Recorded>, ReadError> {
        for position in index.candidates(event_id) {
            let entry = self.entry_at(position)?;
            if entry.event_id == event_id {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Whether an entry is what this event would have become.
    fn is_same(
        &self,
        append: &Append,
        event: &NewEvent,
        entry: &Recorded,
    ) -> Result<bool, AppendError> {
        let sealed = |source| ReadError::Sealed { position: entry.position, source };
        let (stream, type_id, schema, facts, personal) = match append.kind {
            Openness::Plain if entry.is_opaque() => return Ok(false),
            Openness::Plain => {
                let facts = self.open_facts(entry).map_err(sealed)?;
                (entry.stream, entry.type_id, entry.schema, facts, self.open_personal(entry))
            }
            Openness::Opaque if !entry.is_opaque() => return Ok(false),
            Openness::Opaque => {
                if !self.keys.sees_protected() {
                    return Err(AppendError::ProtectionKeyAbsent);
                }
                let opened = self.open_protected(entry).map_err(sealed)?;
                (opened.case, opened.type_id, opened.schema, opened.facts, opened.personal)
            }
        };
        let same_head = (stream, type_id, schema) == (append.stream, event.type_id, event.schema);
        let same_persons = personal.len() == event.personal.len()
            && personal.iter().zip(&event.personal).all(|((subject, text), part)| {
                // After erasure only the facts can be compared.
                let same_text = match text {
                    Ok(bytes) => *bytes == part.bytes,
                    Err(sealed) => *sealed == Sealed::Erased,
                };
                *subject == part.subject && same_text
            });
        Ok(same_head && facts == event.facts && same_persons)
    }
}

pub(super) fn receipt_of(entry: &Recorded) -> Receipt {
    Receipt {
        position: entry.position,
        version: entry.version,
        event_id: entry.event_id,
        stream: entry.stream,
        recorded_at_ms: entry.recorded_at_ms,
        link: entry.link,
        replayed: true,
    }
}
