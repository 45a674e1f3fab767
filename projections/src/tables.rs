//! The tables that reports, boards and pages read: one view a stream, each holding plain rows,
//! everything evaluated for one moment. No personal data (I8).
//!
//! Workers' rows are most of the work and rest on everything else, so they are `migrants`' to
//! derive, when somebody asks for them.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use domain::aggregate::Standing;
use domain::context::Timestamp;
use domain::date::Day;
use domain::id::{
    AgencyId, ComplaintId, EmployerId, FindingId, MigrantId, OrganisationId, ProgrammeId, StreamId,
    UserId, VacancyId,
};
use domain::stream::StreamKind;

use crate::complaints::ComplaintView;
use crate::derive::Moment;
use crate::findings::Finding;
use crate::migrants::{Migrants, Source};
use crate::placements::CycleRow;
use crate::programme::CohortRow;
use crate::protection::WatchRow;
use crate::registers::{
    AgencyView, EmployerView, FindingState, OrganisationView, ProgrammeView, RegistryRows,
    RegistryView, UserView, VacancyView,
};
use crate::table::Table;
use crate::wages::WageRow;

/// Everything that can be read at one moment. Never changes under its reader.
#[derive(Debug, PartialEq)]
pub struct Tables {
    ground: Arc<Ground>,
    /// Workers with their cycles.
    pub migrants: Migrants,
}

/// What can be read at one moment but for workers, whose rows rest on it. A copy is cheap.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The moment.
    pub moment: Moment,
    /// Exchange rates.
    pub registry: Arc<RegistryView>,
    /// Agencies with their licences.
    pub agencies: Table<AgencyId, AgencyView>,
    /// Employers.
    pub employers: Table<EmployerId, EmployerView>,
    /// Vacancies.
    pub vacancies: Table<VacancyId, VacancyView>,
    /// Programmes.
    pub programmes: Table<ProgrammeId, ProgrammeView>,
    /// Organisations.
    pub organisations: Table<OrganisationId, OrganisationView>,
    /// Users.
    pub users: Table<UserId, UserView>,
    /// What people did about findings.
    pub finding_states: Table<FindingId, FindingState>,
    /// Complaints.
    pub complaints: Table<ComplaintId, ComplaintView>,
    /// Which models stopped, and where: they met an entry that this program cannot read.
    pub stops: Vec<Stop>,
    pub(crate) registry_rows: Table<StreamId, RegistryRows>,
    pub(crate) complaints_by_migrant: Table<MigrantId, BTreeSet<ComplaintId>>,
}

/// All rows of one worker.
#[derive(Clone, Debug, PartialEq)]
pub struct MigrantView {
    /// The worker.
    pub id: MigrantId,
    /// How her stream stands for facts on other streams.
    pub standing: Standing,
    /// The position of the last entry that the rows are made from.
    pub last_position: u64,
    /// Her cycles as ministries read them (RM1), in the order in which they were opened.
    pub cycles: Box<[CycleRow]>,
    /// Her cycles as the protection service reads them (RM3).
    pub watch: Box<[WatchRow]>,
    /// Her cycles as evaluators read them (RM4).
    pub cohort: Box<[CohortRow]>,
    /// What is owed to her, contract by contract (RM2).
    pub wages: Box<[WageRow]>,
    /// The soft rules that her record breaks.
    pub findings: Box<[Finding]>,
}

/// Why the models of a kind of stream went no further.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stop {
    /// The kind of stream; none when the entry's kind cannot be told, which stops everything.
    pub kind: Option<StreamKind>,
    /// The first entry that could not be read.
    pub position: u64,
    /// The number of its type.
    pub type_id: u16,
    /// What is wrong with it, without any of its content.
    pub reason: StopReason,
}

/// What is wrong with an entry that stops a model.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StopReason {
    /// A newer program wrote it.
    #[error("this program does not know the event type")]
    UnknownType,
    /// A newer program wrote it.
    #[error("this program does not know that version of the event type")]
    UnknownSchema,
    /// Its facts are sealed under a key that is not at hand, or were altered.
    #[error("the facts cannot be opened")]
    Unopened,
    /// The bytes are no such payload.
    #[error("the facts cannot be read")]
    Malformed,
}

/// A read model cannot answer, because it stopped before the moment asked.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the read model stopped at position {}, event type {}: {}", .0.position, .0.type_id, .0.reason)]
pub struct Stopped(pub Stop);

impl Deref for Tables {
    type Target = Ground;

    fn deref(&self) -> &Ground {
        &self.ground
    }
}

impl Tables {
    /// What stands on this ground.
    pub(crate) fn on(ground: Arc<Ground>, source: Arc<Source>) -> Self {
        Self { migrants: Migrants::on(Arc::clone(&ground), source), ground }
    }

    /// Lets an answer be computed only from models that are complete.
    ///
    /// # Errors
    /// One of these kinds of stream, or one that their rows are derived from, stopped.
    pub fn readable(&self, kinds: &[StreamKind]) -> Result<(), Stopped> {
        self.ground.readable(kinds)?;
        let stop = kinds.contains(&StreamKind::Migrant).then(|| self.migrants.stops().first());
        stop.flatten().map_or(Ok(()), |stop| Err(Stopped(stop.clone())))
    }

    /// The same where only the rows of one worker are read.
    ///
    /// # Errors
    /// A kind of stream that her rows are derived from stopped.
    pub fn readable_for_one(&self) -> Result<(), Stopped> {
        self.ground.readable(&[StreamKind::Migrant])
    }

    /// The workers whom an agency placed.
    pub fn placed_by(&self, agency: AgencyId) -> impl Iterator<Item = &Arc<MigrantView>> {
        self.migrants.placed_by(agency)
    }

    /// The workers who were placed with an employer.
    pub fn placed_with(&self, employer: EmployerId) -> impl Iterator<Item = &Arc<MigrantView>> {
        self.migrants.placed_with(employer)
    }
}

impl Ground {
    /// That of a log in which nothing has been recorded.
    pub(crate) fn empty(as_of: Day) -> Self {
        Self {
            moment: Moment { size: 0, as_of, known_until: Timestamp(0) },
            registry: Arc::default(),
            agencies: Table::default(),
            employers: Table::default(),
            vacancies: Table::default(),
            programmes: Table::default(),
            organisations: Table::default(),
            users: Table::default(),
            finding_states: Table::default(),
            complaints: Table::default(),
            stops: Vec::new(),
            registry_rows: Table::default(),
            complaints_by_migrant: Table::default(),
        }
    }

    /// The size of the log that they show.
    pub fn size(&self) -> u64 {
        self.moment.size
    }

    /// The last day that they look at.
    pub fn as_of(&self) -> Day {
        self.moment.as_of
    }

    fn readable(&self, kinds: &[StreamKind]) -> Result<(), Stopped> {
        let needs = |stop: &&Stop| match stop.kind {
            None => true,
            Some(kind) => kinds.iter().any(|asked| depends(*asked, kind)),
        };
        self.stops.iter().find(needs).map_or(Ok(()), |stop| Err(Stopped(stop.clone())))
    }

    /// The complaints in which a worker is a complainant.
    pub fn complaints_of(&self, migrant: MigrantId) -> impl Iterator<Item = ComplaintId> {
        self.complaints_by_migrant.get(migrant).into_iter().flat_map(|ids| ids.iter().copied())
    }

    /// The registry's own facts; none when nothing was recorded.
    pub fn registry_rows(&self) -> Option<&Arc<RegistryRows>> {
        self.registry_rows.get(domain::registry::STREAM)
    }

    /// Lets views look up the registry's facts as they are now; says whether that is news.
    pub(crate) fn take_registry(&mut self) -> bool {
        let new = self.registry_rows().map(|rows| Arc::clone(&rows.view)).unwrap_or_default();
        let changed = self.registry != new;
        self.registry = new;
        changed
    }

    /// How a stream stands that others may look up; none when nothing was recorded on it.
    pub(crate) fn standing(&self, kind: StreamKind, stream: StreamId) -> Option<Standing> {
        match kind {
            StreamKind::Complaint => self.complaints.get(stream.into()).map(|view| view.standing),
            StreamKind::Agency => self.agencies.get(stream.into()).map(|view| view.standing),
            StreamKind::Employer => self.employers.get(stream.into()).map(|view| view.standing),
            StreamKind::Vacancy => self.vacancies.get(stream.into()).map(|view| view.standing),
            StreamKind::Programme => self.programmes.get(stream.into()).map(|view| view.standing),
            StreamKind::Organisation => {
                self.organisations.get(stream.into()).map(|view| view.standing)
            }
            StreamKind::User => self.users.get(stream.into()).map(|view| view.standing),
            StreamKind::Finding => {
                self.finding_states.contains(stream.into()).then(Standing::default)
            }
            // Nobody who reads facts can tell whether such a stream exists (I12), and nobody looks
            // up how a worker stands.
            StreamKind::Migrant | StreamKind::Case | StreamKind::Access | StreamKind::Registry => {
                Some(Standing::default())
            }
        }
    }
}

/// Whether the rows of one kind of stream are derived from another.
fn depends(asked: StreamKind, on: StreamKind) -> bool {
    asked == on
        || match asked {
            StreamKind::Migrant => true,
            StreamKind::Complaint => !matches!(on, StreamKind::Migrant | StreamKind::Finding),
            StreamKind::Case
            | StreamKind::Agency
            | StreamKind::Employer
            | StreamKind::Vacancy
            | StreamKind::Programme
            | StreamKind::Organisation
            | StreamKind::User
            | StreamKind::Finding
            | StreamKind::Access
            | StreamKind::Registry => false,
        }
}
