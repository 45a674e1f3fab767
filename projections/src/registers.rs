//! The registers that placements and complaints refer to: agencies with their licences, employers,
//! vacancies, programmes, organisations, users, and the registry's own facts.
//!
//! Each is the state that the law of its aggregate folds from the facts that count on the day
//! asked; what follows from it for others is said where it is looked up.

use std::fmt;
use std::sync::Arc;

use domain::aggregate::{Aggregate, Standing};
use domain::id::StreamId;
use domain::indicators::fx::Rates;
use domain::stream::StreamKind;

use crate::derive::{Derive, Lookup, Record};

/// An agency and its licence.
pub type AgencyView = Register<domain::agency::Agency>;
/// An employer.
pub type EmployerView = Register<domain::employer::Employer>;
/// A vacancy.
pub type VacancyView = Register<domain::vacancy::Vacancy>;
/// A programme.
pub type ProgrammeView = Register<domain::programme::Programme>;
/// An organisation.
pub type OrganisationView = Register<domain::organisation::Organisation>;
/// A user.
pub type UserView = Register<domain::user::User>;
/// What people did about a finding.
pub type FindingState = Register<domain::finding::Finding>;

/// A stream whose rows are its state.
pub struct Register<A: Aggregate> {
    /// The stream.
    pub stream: StreamId,
    /// How it stands for facts on other streams.
    pub standing: Standing,
    /// The position of the last entry that the view is made from.
    pub last_position: u64,
    /// What is known of it on the day asked.
    pub state: A::State,
}

/// What views may look up of the registry's own facts. Nothing else is in here on purpose: every
/// worker's rows rest on it, and are derived again when it changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistryView {
    /// Exchange rates, as conversions use them.
    pub rates: Rates,
}

/// The registry's own facts.
#[derive(Clone, Debug, PartialEq)]
pub struct RegistryRows {
    /// The position of the last entry that they are made from.
    pub last_position: u64,
    /// What was adopted, rotated, shared.
    pub state: domain::registry::State,
    /// What views may look up.
    pub view: Arc<RegistryView>,
}

impl Derive for RegistryRows {
    const KIND: StreamKind = StreamKind::Registry;
    type Event = domain::registry::Event;

    fn derive(record: &Record<'_, Self::Event>, _lookup: &Lookup<'_>) -> Self {
        use domain::registry::{Event, Registry, payload};
        let mut state = domain::registry::State::default();
        let mut view = RegistryView::default();
        for fact in record.facts {
            Registry::evolve(&mut state, fact);
            if let Event::Own(payload::Event::FxRateRecorded(said)) = fact.event {
                view.rates.insert((said.base, said.quote), said.day, said.rate);
            }
        }
        Self { last_position: record.last_position(), state, view: Arc::new(view) }
    }
}

impl<A> Derive for Register<A>
where
    A: Aggregate + 'static,
    A::State: PartialEq + Send + Sync,
{
    const KIND: StreamKind = A::KIND;
    type Event = A::Event;

    fn derive(record: &Record<'_, A::Event>, _lookup: &Lookup<'_>) -> Self {
        let mut state = A::State::default();
        for fact in record.facts {
            A::evolve(&mut state, fact);
        }
        Self {
            stream: record.stream,
            standing: A::standing(&state),
            last_position: record.last_position(),
            state,
        }
    }
}

// Derived implementations would ask them of `A`, which is no more than a name.
impl<A: Aggregate> Clone for Register<A> {
    fn clone(&self) -> Self {
        Self { state: self.state.clone(), ..*self }
    }
}

impl<A: Aggregate<State: PartialEq>> PartialEq for Register<A> {
    fn eq(&self, other: &Self) -> bool {
        self.last_position == other.last_position && self.says_the_same(other)
    }
}

impl<A: Aggregate<State: PartialEq>> Register<A> {
    /// Whether others would read the same in both.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        self.stream == other.stream && self.standing == other.standing && self.state == other.state
    }
}

impl<A: Aggregate<State: fmt::Debug>> fmt::Debug for Register<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Register")
            .field("stream", &self.stream)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
