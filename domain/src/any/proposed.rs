//! A request on its way into the log: read, completed, and turned into bytes that can be sealed.

use super::{AnyEvent, AnyPersonal, Declined};
use crate::aggregate::Proposal;
use crate::catalogue;
use crate::context::{Context, PersonalPart, Timestamp};
use crate::decider::Format;
use crate::describe::EventType;
use crate::event::{EventSet, PersonalSet};
use crate::id::{EventId, StreamId, SubjectId};
use crate::stored;
use crate::stream::StreamKind;

/// What somebody asks the registry to record, its payloads in the caller's format.
#[derive(Clone)]
pub struct Request<'a> {
    /// The event's id.
    pub event_id: EventId,
    /// The stream that it is for.
    pub stream: StreamId,
    /// What that stream tells the story of.
    pub kind: StreamKind,
    /// The event type's name.
    pub type_name: &'a str,
    /// When it happened, who records it.
    pub context: Context,
    /// The coded facts. Absent lists are empty lists.
    pub data: &'a [u8],
    /// What is said about a person.
    pub personal: Option<&'a [u8]>,
    /// Names in other registers, documents, a remark; `details` is filled in here.
    pub about: PersonalPart,
    /// The registry's clock.
    pub now: Timestamp,
}

/// A fact on its way into the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    pub(super) kind: StreamKind,
    pub(super) proposal: Proposal<AnyEvent>,
    pub(super) personal: Option<AnyPersonal>,
    pub(super) about: PersonalPart,
}

/// The bytes of a decided fact, in the log's format.
#[derive(Clone, Eq, PartialEq)]
pub struct Sealable {
    /// The event's id.
    pub event_id: EventId,
    /// Its stream.
    pub stream: StreamId,
    /// The type's number.
    pub type_id: u16,
    /// The version of its layout.
    pub schema: u16,
    /// Context and coded payload.
    pub facts: Vec<u8>,
    /// What is said about people: whose key seals it, and the encoded [`PersonalPart`].
    pub personal: Vec<(SubjectId, Vec<u8>)>,
}

impl std::fmt::Debug for Sealable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealable(type {}, event {})", self.type_id, self.event_id) // I8
    }
}

/// Reads a request.
///
/// `sent` is the format of its payloads, `stored` that of the log.
///
/// # Errors
/// The type is unknown or stands on another kind of stream, or a payload is not of that type. No
/// error quotes what was sent.
pub fn propose<I: Format, S: Format>(
    sent: &I,
    stored: &S,
    request: Request<'_>,
) -> Result<Proposed, Declined> {
    let event_type = catalogue::by_name(request.type_name).ok_or(Declined::UnknownType)?;
    if event_type.stream.is_some_and(|kind| kind != request.kind) {
        return Err(Declined::OtherStream { kind: request.kind });
    }
    let read = super::payload::read(sent, stored, event_type, &request)?;
    Ok(Proposed {
        kind: request.kind,
        proposal: Proposal {
            event_id: request.event_id,
            stream: request.stream,
            context: request.context,
            event: read.event,
            replacement: read.replacement,
            now: request.now,
        },
        personal: read.personal,
        about: request.about,
    })
}

impl Proposed {
    /// What kind of stream it is for.
    pub fn kind(&self) -> StreamKind {
        self.kind
    }

    /// The stream that it is for.
    pub fn stream(&self) -> StreamId {
        self.proposal.stream
    }

    /// The event's id.
    pub fn event_id(&self) -> EventId {
        self.proposal.event_id
    }

    /// What it says.
    pub fn event(&self) -> &AnyEvent {
        &self.proposal.event
    }

    /// The description of its type.
    pub fn event_type(&self) -> &'static EventType {
        self.proposal.event.event_type()
    }

    /// When it happened, who records it.
    pub fn context(&self) -> &Context {
        &self.proposal.context
    }

    /// The same, for whoever completes it (with the cycle open on that day, say).
    pub fn context_mut(&mut self) -> &mut Context {
        &mut self.proposal.context
    }

    /// The same as it counts when the registry has learnt it: the log's clock may be ahead of the
    /// one that it was judged by.
    #[must_use]
    pub fn recorded_at(mut self, at: Timestamp) -> Self {
        self.proposal.now = at;
        self
    }

    /// The streams that it names. The caller looks them up and tells
    /// [`super::AnyHistory::decide`] how they stand.
    pub fn references(&self) -> Vec<(StreamKind, StreamId)> {
        let mut references = Vec::new();
        let judged = self.proposal.replacement.as_ref().unwrap_or(&self.proposal.event);
        judged.refer(&mut |kind, stream| references.push((kind, stream)));
        references.sort_unstable();
        references.dedup();
        references
    }

    /// Whose key seals the personal payload: the stream's own subject, or the person whom the
    /// facts name.
    pub fn subject(&self) -> SubjectId {
        let said = self.proposal.replacement.as_ref().unwrap_or(&self.proposal.event);
        said.subject().unwrap_or(SubjectId::from(self.proposal.stream))
    }

    /// Its bytes, ready to be sealed.
    ///
    /// # Errors
    /// It is larger than the format allows.
    pub fn seal<S: Format>(&self, stored: &S) -> Result<Sealable, Declined> {
        let Proposal { event_id, stream, context, event, .. } = &self.proposal;
        let event_type = event.event_type();
        let large = Declined::TooLarge;
        Ok(Sealable {
            event_id: *event_id,
            stream: *stream,
            type_id: event_type.id,
            schema: event_type.schema,
            facts: stored::write_facts(stored, context, event).or(Err(large.clone()))?,
            personal: self.personal_parts(stored).or(Err(large))?,
        })
    }

    /// Names, documents and remarks belong to the stream's own subject; the payload may belong to
    /// somebody else, and then has a part of its own.
    fn personal_parts<S: Format>(&self, stored: &S) -> Result<Vec<(SubjectId, Vec<u8>)>, S::Error> {
        let own = SubjectId::from(self.proposal.stream);
        let subject = self.subject();
        let mut about = self.about.clone();
        let mut parts = Vec::new();
        if let Some(personal) = &self.personal {
            let details = personal.encode(stored)?;
            if subject == own {
                about.details = details;
            } else {
                let part = PersonalPart { details, ..PersonalPart::default() };
                parts.push((subject, stored.encode(&part)?));
            }
        }
        if about != PersonalPart::default() {
            parts.insert(0, (own, stored.encode(&about)?));
        }
        Ok(parts)
    }
}
