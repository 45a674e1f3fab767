//! How a proposed fact is judged: each aggregate says how facts change its state and which of
//! them are impossible; this module asks at the right moment of the past.

use std::collections::BTreeMap;

use crate::amendment;
use crate::context::{Context, Timestamp};
use crate::date::{Day, Occurrence};
use crate::decider::{Class, Coded};
use crate::event::EventSet;
use crate::history::{Entry, Fact, History};
use crate::id::{EventId, StreamId};
use crate::stream::StreamKind;

/// The law of one kind of stream.
pub trait Aggregate {
    /// The kind of stream.
    const KIND: StreamKind;
    /// Its events.
    type Event: EventSet;
    /// What their fold knows. It can represent contradictions.
    type State: Clone + Default;
    /// Why a fact is refused.
    type Refusal: Coded + Copy + PartialEq;

    /// Folds a fact into the state. Total: what happened cannot be refused.
    fn evolve(state: &mut Self::State, fact: &Fact<'_, Self::Event>);

    /// The hard rules: is this fact possible after what had happened by then?
    ///
    /// # Errors
    /// The rule that every day within the dates' precision breaks.
    fn check(
        before: &Before<Self::State>,
        others: &Others,
        fact: &Fact<'_, Self::Event>,
    ) -> Result<(), Self::Refusal>;

    /// What other streams may know of this one.
    fn standing(_state: &Self::State) -> Standing {
        Standing::default()
    }
}

/// The state of a stream around the moment of a fact.
///
/// Dates may be imprecise, so there are two views of "before": what surely had happened, and what
/// may have. A rule "needs X" asks [`Self::possibly`]; a rule "never after Y" asks
/// [`Self::surely`]; uniqueness and pairing look at `latest`; registry acts at `head`.
#[derive(Clone, Debug, Default)]
pub struct Before<S> {
    /// Folded from the facts whose last possible day lies before the fact's first.
    pub earliest: S,
    /// Folded from all facts that may lie before it or on the same day.
    pub latest: S,
    /// Folded from everything that is recorded.
    pub head: S,
}

impl<S> Before<S> {
    /// Whether a condition holds on every reading of the dates.
    pub fn surely(&self, condition: impl Fn(&S) -> bool) -> bool {
        condition(&self.earliest) && condition(&self.latest)
    }

    /// Whether a condition holds on some reading of the dates.
    pub fn possibly(&self, condition: impl Fn(&S) -> bool) -> bool {
        condition(&self.earliest) || condition(&self.latest)
    }
}

/// What a fact on another stream may rely on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Standing {
    /// From which day on it takes no new business (a closed vacancy).
    pub closed_on: Option<Day>,
}

/// The streams that a proposed fact names, as they stand; absent ones hold nothing.
#[derive(Clone, Debug, Default)]
pub struct Others {
    standings: BTreeMap<StreamId, Standing>,
}

impl Others {
    /// Notes that a stream exists, and how it stands.
    pub fn insert(&mut self, stream: StreamId, standing: Standing) {
        self.standings.insert(stream, standing);
    }

    /// How a stream stands; none when nothing was ever recorded on it.
    pub fn standing(&self, stream: StreamId) -> Option<&Standing> {
        self.standings.get(&stream)
    }
}

/// A fact that somebody asks the registry to record.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal<E> {
    /// Its id.
    pub event_id: EventId,
    /// The stream that it is for.
    pub stream: StreamId,
    /// When it happened, who records it.
    pub context: Context,
    /// What it says.
    pub event: E,
    /// For a correction, the decoded replacement.
    pub replacement: Option<E>,
    /// The registry's clock.
    pub now: Timestamp,
}

/// Why a proposed fact is not recorded.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused<R: std::error::Error + 'static> {
    /// A hard rule of the aggregate.
    #[error(transparent)]
    Law(R),
    /// A hard rule on corrections and annulments.
    #[error(transparent)]
    Amendment(amendment::Refusal),
    /// A code that its list does not hold.
    #[error("the list {list} has no such code")]
    UnlistedCode {
        /// The list.
        list: &'static str,
        /// The code as it was given.
        code: String,
    },
    /// It names a stream on which nothing was ever recorded.
    #[error("it names a {kind} that is not registered")]
    UnknownReference {
        /// What kind of stream it should be.
        kind: StreamKind,
    },
    /// It happened after today, by the registry's clock and a day's grace for time zones.
    #[error("a fact cannot lie in the future")]
    InTheFuture,
}

impl<R: std::error::Error + 'static> Refused<R> {
    /// The refusals that hold for every aggregate: code, class, sentence.
    pub const GENERAL: &'static [(&'static str, Class, &'static str)] = &[
        ("event.unlisted_code", Class::Invalid, "a code is not in its list"),
        ("event.unknown_reference", Class::Missing, "it names a stream that is not registered"),
        ("event.in_the_future", Class::Invalid, "a fact cannot lie in the future"),
    ];
}

impl<R: Coded + 'static> Coded for Refused<R> {
    fn code(&self) -> &'static str {
        match self {
            Self::Law(refusal) => refusal.code(),
            Self::Amendment(refusal) => refusal.code(),
            Self::UnlistedCode { .. } => "event.unlisted_code",
            Self::UnknownReference { .. } => "event.unknown_reference",
            Self::InTheFuture => "event.in_the_future",
        }
    }

    fn class(&self) -> Class {
        match self {
            Self::Law(refusal) => refusal.class(),
            Self::Amendment(refusal) => refusal.class(),
            Self::UnlistedCode { .. } | Self::InTheFuture => Class::Invalid,
            Self::UnknownReference { .. } => Class::Missing,
        }
    }
}

/// Judges a proposed fact against a stream's history and the streams that it names.
///
/// # Errors
/// The rule that refuses it. Nothing else can happen: the same arguments give the same answer.
pub fn decide<A: Aggregate>(
    history: &History<A::Event>,
    others: &Others,
    proposal: Proposal<A::Event>,
) -> Result<Vec<Proposal<A::Event>>, Refused<A::Refusal>> {
    not_in_the_future(proposal.context.occurred_on, proposal.now)?;
    let judged = proposal.replacement.as_ref().unwrap_or(&proposal.event);
    codes_are_listed(judged)?;
    references_exist(judged, others)?;
    match proposal.event.amendment() {
        None => {
            let facts = history.effective_now();
            let fact = proposal.as_fact();
            A::check(&Before::around::<A>(&facts, &fact), others, &fact).map_err(Refused::Law)?;
        }
        Some(amendment) => decide_amendment::<A>(history, others, (&proposal, amendment))?,
    }
    Ok(vec![proposal])
}

fn decide_amendment<A: Aggregate>(
    history: &History<A::Event>,
    others: &Others,
    (proposal, amendment): (&Proposal<A::Event>, &amendment::Event),
) -> Result<(), Refused<A::Refusal>> {
    use amendment::Refusal;
    let (target, happened_on) = match amendment {
        amendment::Event::CorrectionRecorded(said) => (said.target, said.happened_on),
        amendment::Event::EventAnnulled(said) => (said.target, None),
    };
    let entry = history.entry(target).ok_or(Refused::Amendment(Refusal::TargetUnknown))?;
    if history.is_annulled(target) {
        return Err(Refused::Amendment(Refusal::TargetAnnulled));
    }
    let Some(replacement) = &proposal.replacement else { return Ok(()) };
    if entry.event.amendment().is_some() {
        return Err(Refused::Amendment(Refusal::Amendment));
    }
    if entry.event.event_type().id != replacement.event_type().id {
        return Err(Refused::Amendment(Refusal::OtherType));
    }
    let occurred_on = happened_on.unwrap_or(entry.context.occurred_on);
    not_in_the_future(occurred_on, proposal.now)?;
    // The target steps aside while its replacement is judged in its place.
    let mut facts = history.effective_now();
    facts.retain(|fact| fact.event_id != target);
    let fact = Fact { event: replacement, occurred_on, ..entry.as_fact() };
    A::check(&Before::around::<A>(&facts, &fact), others, &fact).map_err(Refused::Law)
}

fn not_in_the_future<R: Coded>(when: Occurrence, now: Timestamp) -> Result<(), Refused<R>> {
    const GRACE_DAYS: i64 = 1; // it may be tomorrow where it happened
    let today = now.0.div_euclid(86_400_000);
    let first_day = i64::from(when.first_day().number());
    if first_day > today + GRACE_DAYS { Err(Refused::InTheFuture) } else { Ok(()) }
}

fn codes_are_listed<E: EventSet, R: Coded>(event: &E) -> Result<(), Refused<R>> {
    let mut unlisted = None;
    event.unlisted(&mut |list, code| {
        unlisted.get_or_insert_with(|| Refused::UnlistedCode { list, code: code.to_owned() });
    });
    unlisted.map_or(Ok(()), Err)
}

fn references_exist<E: EventSet, R: Coded>(event: &E, others: &Others) -> Result<(), Refused<R>> {
    let mut missing = None;
    event.refer(&mut |kind, stream| {
        if others.standing(stream).is_none() {
            missing.get_or_insert(Refused::UnknownReference { kind });
        }
    });
    missing.map_or(Ok(()), Err)
}

impl<S: Clone + Default> Before<S> {
    /// The states around a fact, from a stream's facts in order.
    pub fn around<A: Aggregate<State = S>>(
        facts: &[Fact<'_, A::Event>],
        fact: &Fact<'_, A::Event>,
    ) -> Self {
        // What may lie before is a beginning of the facts, for they are in their order.
        let may = |earlier: &Fact<'_, A::Event>| {
            earlier.occurred_on.first_day() <= fact.occurred_on.last_day()
        };
        let (possible, later) = facts.split_at(facts.partition_point(may));
        let fold = |mut state: S, facts: &[Fact<'_, A::Event>]| {
            for fact in facts {
                A::evolve(&mut state, fact);
            }
            state
        };
        let sure =
            |earlier: &Fact<'_, A::Event>| earlier.occurred_on.surely_before(fact.occurred_on);
        // Most facts come in their order and on a day of their own: one fold serves all three.
        let certain = possible.iter().take_while(|earlier| sure(earlier)).count();
        let (first, rest) = possible.split_at(certain);
        let mut earliest = fold(S::default(), first);
        let latest = fold(earliest.clone(), rest);
        for earlier in rest.iter().filter(|earlier| sure(earlier)) {
            A::evolve(&mut earliest, earlier);
        }
        let head = fold(latest.clone(), later);
        Self { earliest, latest, head }
    }
}

impl<E> Proposal<E> {
    /// The proposal as a fact at the head of the log.
    pub fn as_fact(&self) -> Fact<'_, E> {
        Fact {
            event: &self.event,
            occurred_on: self.context.occurred_on,
            context: &self.context,
            position: u64::MAX,
            recorded_at: self.now,
            event_id: self.event_id,
            stream: self.stream,
            corrected_by: None,
        }
    }

    /// The entry that it becomes at a position of the log.
    pub fn into_entry(self, position: u64) -> Entry<E> {
        Entry {
            position,
            recorded_at: self.now,
            event_id: self.event_id,
            stream: self.stream,
            context: self.context,
            event: self.event,
            replacement: self.replacement,
        }
    }
}

/// The facts that earlier ones, as they are known now, make impossible (finding F17): each was
/// accepted, and would be refused today.
pub fn conflicts<A: Aggregate>(
    facts: &[Fact<'_, A::Event>],
    others: &Others,
) -> Vec<(usize, A::Refusal)> {
    let mut found = Vec::new();
    let head = facts.iter().fold(A::State::default(), |mut state, fact| {
        A::evolve(&mut state, fact);
        state
    });
    let mut before = Before { earliest: A::State::default(), latest: A::State::default(), head };
    let mut sure: std::collections::VecDeque<&Fact<'_, A::Event>> = facts.iter().collect();
    for (index, fact) in facts.iter().enumerate() {
        while let Some(first) = sure.front()
            && first.occurred_on.surely_before(fact.occurred_on)
        {
            A::evolve(&mut before.earliest, first);
            sure.pop_front();
        }
        if let Err(refusal) = A::check(&before, others, fact) {
            found.push((index, refusal));
        }
        A::evolve(&mut before.latest, fact);
    }
    found
}

#[cfg(test)]
mod tests;
