//! Every aggregate behind one door, for callers that learn the kind of a stream at run time: a
//! request, a line of a file, a log that is read back.
//!
//! ```text
//! bytes as they were sent --propose--> Proposed --AnyHistory::decide--> Proposed --seal--> bytes for the log
//! bytes of the log --show--> bytes to be shown
//! ```
//! The law itself stands in the aggregates; the [`Format`]s come from outside. A correction's
//! replacement is sent and shown as the object of its target's type plus a key `type`.

use crate::aggregate::{self, Aggregate, Others, Proposal, Standing};
use crate::context::{Context, PersonalPart, Timestamp};
use crate::decider::{Coded, Format};
use crate::describe::EventType;
use crate::event::{EventSet, Unreadable, event_set};
use crate::history::History;
use crate::id::{EventId, StreamId, SubjectId};
use crate::stored::{self, Head};
use crate::stream::StreamKind;

mod correction;
mod declined;
mod payload;
mod tree;

pub use declined::Declined;
pub use payload::{NotShown, personal, show, show_personal};

event_set! {
    /// An event of any aggregate.
    ///
    /// A correction or an annulment decodes as one of the first aggregate, for its number does not
    /// say on which stream it stands; [`AnyHistory`] knows, and gives it its place.
    pub enum AnyEvent, AnyPersonal {
        Access(crate::access),
        Agency(crate::agency),
        Case(crate::case),
        Complaint(crate::complaint),
        Employer(crate::employer),
        Finding(crate::finding),
        Migrant(crate::migrant),
        Organisation(crate::organisation),
        Programme(crate::programme),
        Registry(crate::registry),
        User(crate::user),
        Vacancy(crate::vacancy),
    }
}

/// The kind of stream that an event type is recorded on; none for amendments, which any stream may
/// carry, and for numbers that no type has.
pub fn kind_of(type_id: u16) -> Option<StreamKind> {
    crate::catalogue::by_id(type_id).and_then(|event| event.stream)
}

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
    kind: StreamKind,
    proposal: Proposal<AnyEvent>,
    personal: Option<AnyPersonal>,
    about: PersonalPart,
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
    let event_type = crate::catalogue::by_name(request.type_name).ok_or(Declined::UnknownType)?;
    if event_type.stream.is_some_and(|kind| kind != request.kind) {
        return Err(Declined::OtherStream { kind: request.kind });
    }
    let read = payload::read(sent, stored, event_type, &request)?;
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

    /// The streams that it names. The caller looks them up and tells
    /// [`AnyHistory::decide`] how they stand.
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
            let details = crate::event::PersonalSet::encode(personal, stored)?;
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

/// Writes the parts of this module that must name every aggregate.
macro_rules! aggregates {
    ($($Kind:ident in $module:ident,)+) => {
        /// The history of a stream of any kind.
        #[derive(Clone, Debug, PartialEq)]
        #[expect(missing_docs, reason = "each variant is the kind of stream of that name")]
        pub enum AnyHistory { $($Kind(History<crate::$module::Event>),)+ }

        $(
            impl TryFrom<AnyEvent> for crate::$module::Event {
                type Error = Declined;

                fn try_from(event: AnyEvent) -> Result<Self, Declined> {
                    if let AnyEvent::$Kind(event) = event {
                        Ok(event)
                    } else {
                        Err(Declined::OtherStream { kind: StreamKind::$Kind })
                    }
                }
            }
        )+

        impl AnyEvent {
            /// The event of these bytes, on a stream of this kind.
            ///
            /// # Errors
            /// The type does not stand on such streams, or the bytes are not such a payload.
            pub fn decode_on<F: Format>(
                kind: StreamKind,
                format: &F,
                (type_id, schema): (u16, u16),
                bytes: &[u8],
            ) -> Result<Self, Unreadable<F::Error>> {
                match kind {
                    $(StreamKind::$Kind => {
                        EventSet::decode(format, type_id, schema, bytes).map(Self::$Kind)
                    })+
                }
            }
        }

        impl AnyEvent {
            /// An amendment on a stream of this kind.
            fn amending(kind: StreamKind, amendment: crate::amendment::Event) -> Self {
                match kind {
                    $(StreamKind::$Kind => Self::$Kind(crate::$module::Event::from(amendment)),)+
                }
            }
        }

        impl AnyHistory {
            /// The history of a stream on which nothing was recorded.
            pub fn empty(kind: StreamKind) -> Self {
                match kind { $(StreamKind::$Kind => Self::$Kind(History::default()),)+ }
            }

            /// The history of a stream, from its entries' heads and opened facts.
            ///
            /// # Errors
            /// An entry cannot be read, or does not belong on a stream of this kind.
            pub fn read<F: Format, B: AsRef<[u8]>>(
                kind: StreamKind,
                format: &F,
                entries: impl IntoIterator<Item = (Head, B)>,
            ) -> Result<Self, Unreadable<F::Error>> {
                match kind {
                    $(StreamKind::$Kind => entries
                        .into_iter()
                        .map(|(head, facts)| stored::read_entry(format, &head, facts.as_ref()))
                        .collect::<Result<Vec<_>, _>>()
                        .map(|entries| Self::$Kind(History::new(entries))),)+
                }
            }

            /// What the stream tells the story of.
            pub fn kind(&self) -> StreamKind {
                match self { $(Self::$Kind(_) => StreamKind::$Kind,)+ }
            }

            /// Whether nothing was ever recorded.
            pub fn is_empty(&self) -> bool {
                match self { $(Self::$Kind(history) => history.is_empty(),)+ }
            }

            /// What other streams may know of this one; none when nothing was ever recorded.
            pub fn standing(&self) -> Option<Standing> {
                match self { $(Self::$Kind(history) => standing::<crate::$module::$Kind>(history),)+ }
            }

            /// Judges a proposed fact, with the streams that it names as they stand.
            ///
            /// # Errors
            /// The rule that refuses it, or it is for another kind of stream.
            pub fn decide(
                &self,
                others: &Others,
                proposed: &Proposed,
            ) -> Result<Vec<Proposed>, Declined> {
                match self {
                    $(Self::$Kind(history) => {
                        decide::<crate::$module::$Kind>(history, others, proposed)
                    })+
                }
            }

            /// Adds a decided fact, as it will stand at a position of the log, so that the next
            /// one can be judged before both are committed.
            ///
            /// # Errors
            /// It is for another kind of stream.
            pub fn push(&mut self, decided: Proposed, position: u64) -> Result<(), Declined> {
                match self {
                    $(Self::$Kind(history) => {
                        history.push(typed(decided.proposal)?.into_entry(position));
                    })+
                }
                Ok(())
            }
        }
    };
}

aggregates! {
    Access in access,
    Agency in agency,
    Case in case,
    Complaint in complaint,
    Employer in employer,
    Finding in finding,
    Migrant in migrant,
    Organisation in organisation,
    Programme in programme,
    Registry in registry,
    User in user,
    Vacancy in vacancy,
}

fn standing<A: Aggregate>(history: &History<A::Event>) -> Option<Standing> {
    if history.is_empty() {
        return None;
    }
    let mut state = A::State::default();
    for fact in history.effective_now() {
        A::evolve(&mut state, &fact);
    }
    Some(A::standing(&state))
}

fn decide<A: Aggregate>(
    history: &History<A::Event>,
    others: &Others,
    proposed: &Proposed,
) -> Result<Vec<Proposed>, Declined>
where
    A::Event: TryFrom<AnyEvent, Error = Declined> + Into<AnyEvent>,
    A::Refusal: 'static,
{
    let proposal: Proposal<A::Event> = typed(proposed.proposal.clone())?;
    let decided =
        aggregate::decide::<A>(history, others, proposal).map_err(|refused| Declined::Refused {
            code: refused.code(),
            class: refused.class(),
            sentence: refused.to_string(),
        })?;
    Ok(decided.into_iter().map(|fact| untyped(fact, proposed)).collect())
}

/// What comes along with the fact that was asked for does not come with others decided with it.
fn untyped<E: Into<AnyEvent>>(fact: Proposal<E>, asked: &Proposed) -> Proposed {
    let same = fact.event_id == asked.proposal.event_id;
    let (personal, about) = if same {
        (asked.personal.clone(), asked.about.clone())
    } else {
        (None, PersonalPart::default())
    };
    let Proposal { event_id, stream, context, event, replacement, now } = fact;
    let (event, replacement) = (event.into(), replacement.map(Into::into));
    let proposal = Proposal { event_id, stream, context, event, replacement, now };
    Proposed { kind: asked.kind, proposal, personal, about }
}

fn typed<E: TryFrom<AnyEvent, Error = Declined>>(
    any: Proposal<AnyEvent>,
) -> Result<Proposal<E>, Declined> {
    let Proposal { event_id, stream, context, event, replacement, now } = any;
    let replacement = replacement.map(E::try_from).transpose()?;
    Ok(Proposal { event_id, stream, context, event: event.try_into()?, replacement, now })
}

#[cfg(test)]
mod tests;
