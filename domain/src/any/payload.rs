//! Payloads between two formats: as they are sent and shown, and as they lie in the log.

use super::correction;
use super::{AnyEvent, AnyPersonal, Declined, Request};
use crate::amendment;
use crate::decider::Format;
use crate::describe::EventType;
use crate::event::{EventSet, PersonalSet, Unreadable};

/// What a request says, read.
pub(super) struct Read {
    pub(super) event: AnyEvent,
    pub(super) replacement: Option<AnyEvent>,
    pub(super) personal: Option<AnyPersonal>,
}

pub(super) fn read<I: Format, S: Format>(
    sent: &I,
    stored: &S,
    event_type: &'static EventType,
    request: &Request<'_>,
) -> Result<Read, Declined> {
    if event_type.id == amendment::CorrectionRecorded::TYPE.id {
        return correction::read(sent, stored, request);
    }
    let of = (event_type.id, event_type.schema);
    let event =
        AnyEvent::decode_on(request.kind, sent, of, request.data).or(Err(Declined::Malformed))?;
    let personal = request
        .personal
        .map(|bytes| {
            if event_type.personal.is_empty() {
                return Err(Declined::NoPersonalPart);
            }
            AnyPersonal::decode(sent, of.0, of.1, bytes).or(Err(Declined::MalformedPersonal))
        })
        .transpose()?;
    Ok(Read { event, replacement: None, personal })
}

/// A payload of the log, in the format in which it is shown.
///
/// # Errors
/// The type is unknown to this program, or the bytes are not such a payload.
pub fn show<S: Format, O: Format>(
    stored: &S,
    shown: &O,
    (type_id, schema): (u16, u16),
    payload: &[u8],
) -> Result<Vec<u8>, NotShown<S::Error, O::Error>> {
    let event = AnyEvent::decode(stored, type_id, schema, payload).map_err(NotShown::Unreadable)?;
    match event.amendment() {
        Some(amendment::Event::CorrectionRecorded(said)) => correction::show(stored, shown, said),
        Some(amendment::Event::EventAnnulled(_)) | None => {
            event.encode(shown).map_err(NotShown::Unwritable)
        }
    }
}

/// The details of a personal part of the log, in the format in which they are shown.
///
/// # Errors
/// The type is unknown to this program or has no personal part, or the bytes are not such details.
pub fn show_personal<S: Format, O: Format>(
    stored: &S,
    shown: &O,
    of: (u16, u16),
    details: &[u8],
) -> Result<Vec<u8>, NotShown<S::Error, O::Error>> {
    if of.0 == amendment::CorrectionRecorded::TYPE.id {
        return correction::show_personal(stored, shown, details);
    }
    let personal = personal(stored, of, details).map_err(NotShown::Unreadable)?;
    personal.encode(shown).map_err(NotShown::Unwritable)
}

/// The details of a personal part of the log.
///
/// # Errors
/// The type is unknown to this program or has no personal part, or the bytes are not such details.
pub fn personal<S: Format>(
    stored: &S,
    (type_id, schema): (u16, u16),
    details: &[u8],
) -> Result<AnyPersonal, Unreadable<S::Error>> {
    AnyPersonal::decode(stored, type_id, schema, details)
}

/// Why a payload of the log cannot be shown.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotShown<S: std::error::Error + 'static, O: std::error::Error + 'static> {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(Unreadable<S>),
    /// The format in which it should be shown refuses it.
    #[error("the payload cannot be written in this format")]
    Unwritable(#[source] O),
}
