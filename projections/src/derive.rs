//! The seam between the runner and the read models: a stream's record goes in, with what may be
//! looked up about other streams, and a view with rows comes out. Pure (I6).
//!
//! What a derivation looks up is noted, and is what it depends on: when one of those streams
//! changes, its rows are taken out and derived again. So a licence suspended retroactively needs
//! no code of its own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use domain::aggregate::{Others, Standing};
use domain::context::Timestamp;
use domain::date::Day;
use domain::event::EventSet;
use domain::history::{Fact, History};
use domain::id::{
    AgencyId, ComplaintId, EmployerId, MigrantId, OrganisationId, ProgrammeId, StreamId, UserId,
    VacancyId,
};
use domain::stream::StreamKind;

use crate::complaints::ComplaintView;
use crate::histories::Histories;
use crate::registers::{
    AgencyView, EmployerView, OrganisationView, ProgrammeView, RegistryView, UserView, VacancyView,
};
use crate::tables::Ground;

/// A read model of one kind of stream.
///
/// Kinds are derived in a fixed order, and a view may look only at those before it: registry,
/// organisations and findings; agencies, employers, programmes and users; vacancies; complaints;
/// migrants.
pub trait Derive: PartialEq + Send + Sized + Sync + 'static {
    /// The kind of stream.
    const KIND: StreamKind;
    /// Its events.
    type Event: EventSet;

    /// The view of a stream, from the facts that count at the moment asked.
    fn derive(record: &Record<'_, Self::Event>, lookup: &Lookup<'_>) -> Self;
}

/// A stream's past, as known at the size asked.
pub struct Record<'a, E> {
    /// The stream.
    pub stream: StreamId,
    /// Every known entry in the order of the log, amendments and amended ones among them, also
    /// those about days after the day asked.
    pub entries: &'a History<E>,
    /// The facts that count, in the order in which they happened, up to the day asked.
    pub facts: &'a [Fact<'a, E>],
}

impl<E> Record<'_, E> {
    /// The position of the last known entry: what the view is a function of.
    pub fn last_position(&self) -> u64
    where
        E: EventSet,
    {
        self.entries.entries().last().map_or(0, |entry| entry.position)
    }
}

/// The moment for which something is derived.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Moment {
    /// What was known: the entries of a log of this size.
    pub size: u64,
    /// The last day that is looked at.
    pub as_of: Day,
    /// When the last of those entries was recorded.
    pub known_until: Timestamp,
}

/// The place of a kind in the order of derivation; none for kinds that have no view.
pub(crate) fn level_of(kind: StreamKind) -> Option<usize> {
    match kind {
        StreamKind::Registry | StreamKind::Organisation | StreamKind::Finding => Some(0),
        StreamKind::Agency | StreamKind::Employer | StreamKind::Programme | StreamKind::User => {
            Some(1)
        }
        StreamKind::Vacancy => Some(2),
        StreamKind::Complaint => Some(3),
        StreamKind::Migrant => Some(4),
        StreamKind::Case | StreamKind::Access => None,
    }
}

/// What a derivation may know about other streams. It notes what it was asked.
///
/// About a kind that is derived at the same time or later it knows only whether a stream exists:
/// what a view says must not depend on who happened to be derived first.
pub struct Lookup<'a> {
    tables: &'a Ground,
    histories: &'a Histories,
    level: Option<usize>,
    asked: RefCell<BTreeSet<StreamId>>,
    asked_registry: Cell<bool>,
}

/// The streams that a view was derived from, besides its own.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Dependencies {
    /// The streams that were looked up, existing or not.
    pub streams: BTreeSet<StreamId>,
    /// Whether the registry's own facts (exchange rates) were.
    pub registry: bool,
}

macro_rules! looked_up {
    ($($(#[$doc:meta])* $name:ident in $table:ident: $id:ident => $view:ident;)+) => {$(
        $(#[$doc])*
        pub fn $name(&self, id: $id) -> Option<&'a Arc<$view>> {
            if !self.is_settled(<$view>::KIND) {
                return None;
            }
            self.note(id.into());
            self.tables.$table.get(id)
        }
    )+};
}

impl<'a> Lookup<'a> {
    /// What these tables hold may be looked up by a view of this kind of stream.
    pub fn new(tables: &'a Ground, histories: &'a Histories, asking: StreamKind) -> Self {
        Self {
            tables,
            histories,
            level: level_of(asking),
            asked: RefCell::default(),
            asked_registry: Cell::new(false),
        }
    }

    /// The moment for which the view is derived.
    pub fn moment(&self) -> Moment {
        self.tables.moment
    }

    /// The last day that is looked at.
    pub fn as_of(&self) -> Day {
        self.tables.moment.as_of
    }

    looked_up! {
        /// An agency, with its licence.
        agency in agencies: AgencyId => AgencyView;
        /// An employer.
        employer in employers: EmployerId => EmployerView;
        /// A vacancy.
        vacancy in vacancies: VacancyId => VacancyView;
        /// A programme.
        programme in programmes: ProgrammeId => ProgrammeView;
        /// An organisation.
        organisation in organisations: OrganisationId => OrganisationView;
        /// A user.
        user in users: UserId => UserView;
        /// A complaint.
        complaint in complaints: ComplaintId => ComplaintView;
    }

    /// The complaints that name a worker as complainant, in the order of their ids.
    pub fn complaints_of(&self, migrant: MigrantId) -> Vec<&'a Arc<ComplaintView>> {
        let ids = self.tables.complaints_of(migrant);
        ids.filter_map(|complaint| self.complaint(complaint)).collect()
    }

    /// Exchange rates.
    pub fn registry(&self) -> &'a RegistryView {
        self.asked_registry.set(true);
        &self.tables.registry
    }

    /// The streams that these facts name, as far as they exist: for finding conflicts (F17).
    pub fn others<E: EventSet>(&self, facts: &[Fact<'_, E>]) -> Others {
        let mut others = Others::default();
        for fact in facts {
            fact.event.refer(&mut |kind, stream| {
                if let Some(standing) = self.standing(kind, stream) {
                    others.insert(stream, standing);
                }
            });
        }
        others
    }

    /// What has been looked up so far.
    pub fn into_dependencies(self) -> Dependencies {
        Dependencies { streams: self.asked.into_inner(), registry: self.asked_registry.get() }
    }

    fn standing(&self, kind: StreamKind, stream: StreamId) -> Option<Standing> {
        // Nobody who reads facts can tell whether a case or an access record exists (I12).
        if level_of(kind).is_none() || kind == StreamKind::Registry {
            return Some(Standing::default());
        }
        self.note(stream);
        if self.is_settled(kind) {
            return self.tables.standing(kind, stream);
        }
        let size = self.tables.moment.size;
        let known = self.histories.kind(stream) == Some(kind);
        (known && self.histories.has_known(stream, size)).then(Standing::default)
    }

    fn is_settled(&self, kind: StreamKind) -> bool {
        level_of(kind) < self.level
    }

    fn note(&self, stream: StreamId) {
        self.asked.borrow_mut().insert(stream);
    }
}
