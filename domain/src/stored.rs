//! How an event's facts lie in an entry: a version byte, the context, the payload.
//!
//! ```text
//! u8 context version | u16 LE context length | context | payload
//! ```
//! The payload carries no number of its own: the entry's head names its type and schema version.

use crate::amendment;
use crate::context::{Context, Timestamp};
use crate::decider::Format;
use crate::event::{EventSet, Unreadable};
use crate::history::Entry;
use crate::id::{EventId, StreamId};

/// The version of the context's layout that is written today.
pub const CONTEXT_VERSION: u8 = 1;

/// The plaintext facts of an entry.
///
/// # Errors
/// The format refuses them, for their size.
pub fn write_facts<E: EventSet, F: Format>(
    format: &F,
    context: &Context,
    event: &E,
) -> Result<Vec<u8>, F::Error> {
    let context = format.encode(context)?;
    let payload = event.encode(format)?;
    let mut facts = Vec::with_capacity(3 + context.len() + payload.len());
    facts.push(CONTEXT_VERSION);
    // A context is a few hundred bytes at most: its fields are all bounded.
    facts.extend(u16::try_from(context.len()).unwrap_or(u16::MAX).to_le_bytes());
    facts.extend(context);
    facts.extend(payload);
    Ok(facts)
}

/// What an entry's head says, as far as reading its facts needs it.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Its place in the log.
    pub position: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Its id.
    pub event_id: EventId,
    /// Its stream.
    pub stream: StreamId,
    /// The type's number.
    pub type_id: u16,
    /// The version of the payload's layout.
    pub schema: u16,
}

/// The context of an entry and the bytes of its payload.
///
/// # Errors
/// The framing is broken, or the context cannot be read.
pub fn read_context<'a, F: Format>(
    format: &F,
    facts: &'a [u8],
) -> Result<(Context, &'a [u8]), Unreadable<F::Error>> {
    let (version, rest) = facts.split_first().ok_or(Unreadable::Truncated)?;
    if *version != CONTEXT_VERSION {
        return Err(Unreadable::UnknownSchema { type_id: 0, schema: u16::from(*version) });
    }
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(Unreadable::Truncated)?;
    let length = usize::from(u16::from_le_bytes(*length));
    let (context, payload) = rest.split_at_checked(length).ok_or(Unreadable::Truncated)?;
    Ok((format.decode(context).map_err(Unreadable::Payload)?, payload))
}

/// The entry that a head and its opened facts denote.
///
/// # Errors
/// The type is unknown to the set, or the bytes are not such facts.
pub fn read_entry<E: EventSet, F: Format>(
    format: &F,
    head: &Head,
    facts: &[u8],
) -> Result<Entry<E>, Unreadable<F::Error>> {
    let (context, payload) = read_context(format, facts)?;
    read_payload(format, head, context, payload)
}

/// The same, where the context has already been read.
///
/// # Errors
/// The type is unknown to the set, or the bytes are not such a payload.
pub fn read_payload<E: EventSet, F: Format>(
    format: &F,
    head: &Head,
    context: Context,
    payload: &[u8],
) -> Result<Entry<E>, Unreadable<F::Error>> {
    let event = E::decode(format, head.type_id, head.schema, payload)?;
    let replacement = match event.amendment() {
        Some(amendment::Event::CorrectionRecorded(said)) => {
            let new = &said.replacement;
            Some(E::decode(format, new.type_id, new.schema, &new.payload)?)
        }
        Some(amendment::Event::EventAnnulled(_)) | None => None,
    };
    Ok(Entry {
        position: head.position,
        recorded_at: head.recorded_at,
        event_id: head.event_id,
        stream: head.stream,
        context,
        event,
        replacement,
    })
}
