//! What the rows of a worker are made from: her facts by cycle, and what other streams add to
//! them. Read once, so that all rows of hers say the same.

use std::sync::Arc;

use domain::aggregate::Aggregate;
use domain::codes::{Activity, Country, Occupation};
use domain::date::{Day, Occurrence};
use domain::findings::Accounts;
use domain::id::{CycleId, MigrantId};
use domain::indicators::arrears::Ledger;
use domain::indicators::awards::Award;
use domain::indicators::complaints::ComplaintOfHers;
use domain::indicators::employment::{Job, jobs};
use domain::indicators::fx::Rates;
use domain::indicators::milestones::Milestones;
use domain::indicators::said::{CycleFacts, WorkerFact, said};
use domain::migrant::placement::PlacementMade;
use domain::migrant::registration::{MigrantRegistered, Sex};
use domain::migrant::terms::ContractTerms;
use domain::migrant::{Event, Migrant, Stage, State};
use domain::stream::StreamKind;

use crate::complaints::ComplaintView;
use crate::derive::{Derive, Lookup, Record};
use crate::facets::Facets;
use crate::findings::Finding;
use crate::tables::MigrantView;
use crate::{findings, placements, programme, protection, wages};

/// A worker's record, opened for the rows that are made from it.
pub(crate) struct Dossier<'a> {
    pub(crate) id: MigrantId,
    /// The day asked.
    pub(crate) on: Day,
    /// All her facts, those before any cycle among them.
    pub(crate) facts: &'a [WorkerFact<'a>],
    pub(crate) chapters: Vec<Chapter<'a>>,
    pub(crate) state: State,
    /// What complaints brought her.
    pub(crate) awards: Vec<Award>,
    pub(crate) complaints: Vec<ComplaintOfHers>,
    pub(crate) complaint_views: Vec<&'a Arc<ComplaintView>>,
    pub(crate) ledgers: Vec<Ledger>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) rates: &'a Rates,
    pub(crate) lookup: &'a Lookup<'a>,
}

/// One cycle of hers.
pub(crate) struct Chapter<'a> {
    pub(crate) cycle: CycleFacts<'a>,
    pub(crate) course: Milestones,
    pub(crate) jobs: Vec<Job>,
    /// Shared by her rows.
    pub(crate) facets: Arc<Facets>,
}

impl Derive for MigrantView {
    const KIND: StreamKind = StreamKind::Migrant;
    type Event = Event;

    fn derive(record: &Record<'_, Event>, lookup: &Lookup<'_>) -> Self {
        let dossier = Dossier::open(record, lookup);
        Self {
            id: dossier.id,
            standing: Migrant::standing(&dossier.state),
            last_position: record.last_position(),
            cycles: dossier.rows(placements::row),
            watch: dossier.rows(protection::row),
            cohort: dossier.rows(programme::row),
            wages: wages::rows(&dossier),
            findings: dossier.findings.into(),
        }
    }
}

impl<'a> Dossier<'a> {
    fn open(record: &'a Record<'a, Event>, lookup: &'a Lookup<'a>) -> Self {
        let id = MigrantId::from(record.stream);
        let facts = record.facts;
        let complaint_views = lookup.complaints_of(id);
        let of_hers = complaint_views.iter().flat_map(|view| &view.of_hers);
        let paid = complaint_views.iter().flat_map(|view| &view.awards);
        let awards: Vec<Award> =
            paid.filter(|(who, _)| *who == id).map(|(_, award)| award.clone()).collect();
        let complaints: Vec<ComplaintOfHers> =
            of_hers.filter(|(who, _)| *who == id).map(|(_, one)| one.clone()).collect();
        let mut state = State::default();
        for fact in facts {
            Migrant::evolve(&mut state, fact);
        }
        let rates = &lookup.registry().rates;
        let person = person(facts);
        let accounts = Accounts::of(facts, &awards, rates);
        let findings = findings::of_worker(record, (&accounts, &awards, &complaints), lookup);
        let Accounts { cycles, ledgers } = accounts;
        Self {
            id,
            on: lookup.as_of(),
            facts,
            chapters: cycles
                .into_iter()
                .map(|cycle| Chapter::read(cycle, person, lookup))
                .collect(),
            state,
            ledgers,
            findings,
            awards,
            complaints,
            complaint_views,
            rates,
            lookup,
        }
    }

    fn rows<R>(&self, row: impl Fn(&Self, &Chapter<'a>) -> R) -> Box<[R]> {
        self.chapters.iter().map(|chapter| row(self, chapter)).collect()
    }

    /// How far a cycle has come on the day asked.
    pub(crate) fn stage(&self, chapter: &Chapter<'_>) -> Option<&'static str> {
        self.state.cycle(&chapter.cycle.cycle)?.stage_on(self.on).map(Stage::code)
    }

    /// When she was registered.
    pub(crate) fn registered_on(&self) -> Option<Occurrence> {
        said::<MigrantRegistered>(self.facts).next().map(|(fact, _)| fact.occurred_on)
    }

    /// What complaints brought her for one cycle: those that name it, and of the others those
    /// paid while it was the last to have begun.
    pub(crate) fn awards_in(&self, cycle: &CycleId) -> Vec<Award> {
        let begun = |award: &Award| {
            let by_then = |chapter: &&Chapter<'_>| {
                chapter.course.opened.is_some_and(|opened| opened.day() <= award.on)
            };
            self.chapters.iter().rfind(by_then).map(|chapter| &chapter.cycle.cycle)
        };
        let own = |award: &&Award| award.cycle.as_ref().or(begun(award)) == Some(cycle);
        self.awards.iter().filter(own).cloned().collect()
    }

    /// The codes of the rules that one cycle breaks, in order, each as often as it is broken.
    pub(crate) fn rules_in(&self, cycle: &CycleId) -> Box<[&'static str]> {
        let own = self.findings.iter().filter(|finding| finding.cycle.as_ref() == Some(cycle));
        let mut codes: Vec<_> = own.map(|finding| finding.rule.code()).collect();
        codes.sort_unstable();
        codes.into()
    }
}

impl<'a> Chapter<'a> {
    fn read(
        (cycle, course): (CycleFacts<'a>, Milestones),
        person: Facets,
        lookup: &Lookup<'_>,
    ) -> Self {
        let jobs = jobs(&cycle);
        let placed = cycle.said::<PlacementMade>().next_back().map(|(_, said)| said);
        let terms = last_terms(&cycle);
        let first_job = jobs.first();
        let employer = placed
            .and_then(|said| said.employer)
            .or(first_job.map(|job| job.employer))
            .or(terms.and_then(|terms| terms.employer));
        let registered =
            || lookup.employer(employer?)?.state.registered.and_then(|known| known.activity);
        let activity: Option<Activity> = placed
            .and_then(|said| said.activity)
            .or(first_job.and_then(|job| job.activity))
            .or(terms.and_then(|terms| terms.activity))
            .or_else(registered);
        let occupation: Option<Occupation> = placed
            .and_then(|said| said.occupation)
            .or(first_job.and_then(|job| job.occupation))
            .or(terms.and_then(|terms| terms.occupation));
        let facets = Facets {
            destination: course.destination,
            activity,
            occupation,
            agency: placed.and_then(|said| said.agency),
            employer,
            programme: course.programme,
            ..person
        };
        Self { cycle, course, jobs, facets: Arc::new(facets) }
    }

    /// Whether it is domestic work: by her jobs, else by what she was placed for.
    pub(crate) fn is_domestic(&self) -> bool {
        self.jobs.iter().any(|job| {
            let known = Job {
                occupation: job.occupation.or(self.facets.occupation),
                activity: job.activity.or(self.facets.activity),
                ..job.clone()
            };
            known.is_domestic()
        })
    }
}

/// The terms that were recorded last, verified or signed.
fn last_terms<'a>(cycle: &CycleFacts<'a>) -> Option<&'a ContractTerms> {
    domain::indicators::contracts::versions(&cycle.facts).last().map(|version| version.terms)
}

/// What is known of her before any journey.
fn person(facts: &[WorkerFact<'_>]) -> Facets {
    let Some((_, said)) = said::<MigrantRegistered>(facts).next() else {
        return Facets::default();
    };
    let sex = match said.sex {
        Sex::Female | Sex::Male | Sex::Other => Some(said.sex.code()),
        Sex::Unknown => None,
    };
    let home = said.residence.and_then(|residence| residence.as_str().get(..2)?.parse().ok());
    let origin: Option<Country> = home.or(said.nationalities.first().copied());
    let birth_year = said.birth_year.and_then(|year| i16::try_from(year).ok());
    Facets { sex, birth_year, origin, ..Facets::default() }
}
