//! Corrections between two formats. As sent and shown, a replacement is an object with the fields
//! of its target's type and a key `type`; in the log it is that payload's bytes.

use serde::{Deserialize, Serialize};

use super::payload::{NotShown, Read};
use super::tree::Tree;
use super::{AnyEvent, AnyPersonal, Declined, Request};
use crate::amendment::{self, CorrectedDetails, CorrectionReason, CorrectionRecorded, Replacement};
use crate::catalogue;
use crate::date::Occurrence;
use crate::decider::Format;
use crate::describe::EventType;
use crate::event::{EventSet, PersonalSet, Unreadable};
use crate::id::{EventId, Label};
use crate::text::ExternalId;

/// The name under which a replacement says of which type it is.
const TYPE: &str = "type";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Correction {
    target: EventId,
    reason: CorrectionReason,
    changed: Vec<Label>,
    happened_on: Option<Occurrence>,
    replacement: Tree,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Details {
    file_reference: Option<ExternalId>,
    replacement: Option<Tree>,
}

pub(super) fn read<I: Format, S: Format>(
    sent: &I,
    stored: &S,
    request: &Request<'_>,
) -> Result<Read, Declined> {
    let said: Correction = sent.decode(request.data).or(Err(Declined::Malformed))?;
    let (event_type, bytes) = typed(sent, said.replacement)?;
    let of = (event_type.id, event_type.schema);
    let replacement =
        AnyEvent::decode_on(request.kind, sent, of, &bytes).or(Err(Declined::Malformed))?;
    let payload = replacement.encode(stored).or(Err(Declined::TooLarge))?;
    let correction = CorrectionRecorded {
        target: said.target,
        reason: said.reason,
        changed: said.changed,
        happened_on: said.happened_on,
        replacement: Replacement { type_id: of.0, schema: of.1, payload },
    };
    let personal = request.personal.map(|bytes| read_personal(sent, stored, event_type, bytes));
    Ok(Read {
        event: AnyEvent::amending(request.kind, correction.into()),
        replacement: Some(replacement),
        personal: personal.transpose()?,
    })
}

fn read_personal<I: Format, S: Format>(
    sent: &I,
    stored: &S,
    target: &'static EventType,
    bytes: &[u8],
) -> Result<AnyPersonal, Declined> {
    let said: Details = sent.decode(bytes).or(Err(Declined::MalformedPersonal))?;
    let replacement = said
        .replacement
        .map(|tree| {
            let (event_type, bytes) = typed(sent, tree)?;
            let (type_id, schema) = (event_type.id, event_type.schema);
            if type_id != target.id || target.personal.is_empty() {
                return Err(Declined::MalformedPersonal);
            }
            let personal = AnyPersonal::decode(sent, type_id, schema, &bytes)
                .or(Err(Declined::MalformedPersonal))?;
            let payload = personal.encode(stored).or(Err(Declined::TooLarge))?;
            Ok(Replacement { type_id, schema, payload })
        })
        .transpose()?;
    let details = CorrectedDetails { file_reference: said.file_reference, replacement };
    let personal = amendment::Personal::from(details);
    Ok(AnyPersonal::Access(personal.into())) // its bytes are the same on every kind of stream
}

/// The type that a replacement names, and the bytes of the rest.
fn typed<I: Format>(
    sent: &I,
    mut replacement: Tree,
) -> Result<(&'static EventType, Vec<u8>), Declined> {
    let name = replacement.take_text(TYPE).ok_or(Declined::ReplacementWithoutType)?;
    let event_type = catalogue::by_name(&name).ok_or(Declined::ReplacementWithoutType)?;
    let bytes = sent.encode(&replacement).or(Err(Declined::Malformed))?;
    Ok((event_type, bytes))
}

pub(super) fn show<S: Format, O: Format>(
    stored: &S,
    shown: &O,
    said: &CorrectionRecorded,
) -> Result<Vec<u8>, NotShown<S::Error, O::Error>> {
    let Replacement { type_id, schema, payload } = &said.replacement;
    let replacement =
        AnyEvent::decode(stored, *type_id, *schema, payload).map_err(NotShown::Unreadable)?;
    let bytes = replacement.encode(shown).map_err(NotShown::Unwritable)?;
    let correction = Correction {
        target: said.target,
        reason: said.reason,
        changed: said.changed.clone(),
        happened_on: said.happened_on,
        replacement: named(shown, *type_id, &bytes)?,
    };
    shown.encode(&correction).map_err(NotShown::Unwritable)
}

pub(super) fn show_personal<S: Format, O: Format>(
    stored: &S,
    shown: &O,
    details: &[u8],
) -> Result<Vec<u8>, NotShown<S::Error, O::Error>> {
    let said: CorrectedDetails =
        stored.decode(details).map_err(|error| NotShown::Unreadable(Unreadable::Payload(error)))?;
    let replacement = said
        .replacement
        .map(|replacement| {
            let Replacement { type_id, schema, payload } = replacement;
            let personal = AnyPersonal::decode(stored, type_id, schema, &payload)
                .map_err(NotShown::Unreadable)?;
            named(shown, type_id, &personal.encode(shown).map_err(NotShown::Unwritable)?)
        })
        .transpose()?;
    let details = Details { file_reference: said.file_reference, replacement };
    shown.encode(&details).map_err(NotShown::Unwritable)
}

/// A shown payload with the name of its type.
fn named<S: std::error::Error, O: Format>(
    shown: &O,
    type_id: u16,
    bytes: &[u8],
) -> Result<Tree, NotShown<S, O::Error>> {
    let mut tree: Tree = shown.decode(bytes).map_err(NotShown::Unwritable)?;
    let name = catalogue::by_id(type_id).map_or("", |event_type| event_type.name);
    tree.put_text(TYPE, name);
    Ok(tree)
}
