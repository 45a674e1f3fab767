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
use crate::context::PersonalPart;
use crate::decider::{Coded, Format};
use crate::event::{EventSet, Unreadable, event_set};
use crate::history::History;
use crate::stored::{self, Head};
use crate::stream::StreamKind;

mod correction;
mod declined;
mod payload;
mod proposed;
mod tree;

pub use declined::Declined;
pub use payload::{NotShown, personal, show, show_personal};
pub use proposed::{Proposed, Request, Sealable, propose};

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

            /// Number of entries, amendments and amended ones among them.
            pub fn len(&self) -> usize {
                match self { $(Self::$Kind(history) => history.entries().len(),)+ }
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
