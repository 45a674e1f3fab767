//! Placements (RM1): one row a cycle, as ministries audit it.

use std::sync::Arc;

use domain::codes::Currency;
use domain::date::{Day, Month, Occurrence};
use domain::findings::licence_not_valid::status_at_placement;
use domain::id::{AgencyId, CycleId, EmployerId, MigrantId, VacancyId};
use domain::indicators::contracts::{Strength, versions};
use domain::indicators::detention::{days_detained, detentions};
use domain::indicators::duration::days_between;
use domain::indicators::first_earnings::first_earnings;
use domain::indicators::legal_status::legal_status_on;
use domain::indicators::milestones::{Milestone, Milestones};
use domain::indicators::preparation::{Orientation, contract_verified, orientation};
use domain::indicators::recruitment_cost::{LoanInterest, costs};
use domain::indicators::recruitment_cost_ratio::{Observation, is_in_official_scope};
use domain::indicators::said::WorkerFact;
use domain::indicators::stay::{authorised_end, overstay_days};
use domain::migrant::abroad::death::DeathCause;
use domain::migrant::abroad::work::JobRank;
use domain::migrant::placement::{PlacementChannel, PlacementMade};
use domain::migrant::pre_departure::{CycleOrigin, Path};
use domain::migrant::recruitment::VisaGranted;
use domain::migrant::reintegration::Outcome;
use domain::migrant::return_home::ReturnKind;
use domain::migrant::{Event, abroad, return_home};
use domain::money::Money;
use serde::Serialize;

use crate::dossier::{Chapter, Dossier};
use crate::facets::{self, Facets};
use crate::figure::Figure;

#[cfg(test)]
mod tests;

/// The currency in which amounts of several currencies are compared.
pub const COMMON_CURRENCY: Currency = Currency::EUR;

/// A cycle as ministries read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CycleRow {
    /// The worker, by her pseudonymous id.
    pub migrant: MigrantId,
    /// The cycle.
    pub cycle: CycleId,
    /// By what it is broken down.
    #[serde(serialize_with = "facets::shared")]
    pub facets: Arc<Facets>,
    /// The agency that placed her, if one did.
    pub agency: Option<AgencyId>,
    /// The employer with whom she was placed, or who employed her.
    pub employer: Option<EmployerId>,
    /// By which kind of way she migrates.
    pub path: Option<Path>,
    /// How the cycle came into the registry.
    pub record_origin: Option<CycleOrigin>,
    /// How far it has come.
    pub stage: Option<&'static str>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Her placements, in order.
    pub placements: Box<[PlacementRow]>,
    /// Recorded versions of contracts, those told by word of mouth left out.
    pub contract_versions: usize,
    /// When she was registered.
    pub registered_on: Option<Occurrence>,
    /// When the cycle was opened.
    pub opened_on: Option<Occurrence>,
    /// When a contract was first verified, by the day of departure.
    pub verified_on: Option<Occurrence>,
    /// When orientation was completed, or waived with good reason, by the day of departure.
    pub oriented_on: Option<Occurrence>,
    /// Whether it was waived.
    pub orientation_waived: Option<bool>,
    /// When a visa or permit was first granted.
    pub visa_on: Option<Occurrence>,
    /// When she left.
    pub departed_on: Option<Occurrence>,
    /// Whether she left with papers.
    pub departed_regularly: Option<bool>,
    /// When she arrived.
    pub arrived_on: Option<Occurrence>,
    /// When she was home again.
    pub returned_on: Option<Occurrence>,
    /// How her return came about.
    pub return_kind: Option<ReturnKind>,
    /// When the cycle ended.
    pub closed_on: Option<Occurrence>,
    /// Whether she is abroad at the end of the day asked.
    pub is_abroad: bool,
    /// Her standing under the law on foreigners, while she is abroad.
    pub legal_status: Option<&'static str>,
    /// Days from registration to departure.
    pub days_to_departure: Option<i32>,
    /// Days from departure to return.
    pub days_away: Option<i32>,
    /// Days from arrival to return.
    pub days_abroad: Option<i32>,
    /// Days in her main jobs, up to the day asked.
    pub days_at_work: Option<i32>,
    /// Days in detention, up to the day asked.
    pub days_detained: i32,
    /// Days from return to the consulate's check.
    pub days_to_consular_check: Option<i32>,
    /// The last day of the authorised stay.
    pub authorised_until: Option<Day>,
    /// Days by which the stay went past it; zero where it did not.
    pub overstay_days: Option<i32>,
    /// When she died.
    pub died_on: Option<Occurrence>,
    /// Of what.
    pub death_cause: Option<DeathCause>,
    /// Days from death to the return of the remains.
    pub days_to_repatriation: Option<i32>,
    /// What her recruitment cost her.
    pub recruitment: RecruitmentRow,
    /// The soft rules that the cycle breaks, by their codes.
    pub findings: Box<[&'static str]>,
    /// The position of the last entry about the cycle.
    pub last_position: u64,
}

/// A placement with an employer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlacementRow {
    /// When.
    pub on: Occurrence,
    /// The vacancy.
    pub vacancy: Option<VacancyId>,
    /// The agency.
    pub agency: Option<AgencyId>,
    /// What its licence was worth on that day.
    pub licence: Option<&'static str>,
    /// The employer.
    pub employer: Option<EmployerId>,
    /// By which way.
    pub channel: PlacementChannel,
}

/// What her recruitment cost a worker, in the common currency and in months of earnings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecruitmentRow {
    /// The common currency.
    pub currency: Currency,
    /// What she paid.
    pub gross: Option<Figure>,
    /// What she paid less what she got back.
    pub net: Option<Figure>,
    /// The first full month of her first job.
    pub first_month: Option<Month>,
    /// What was paid to her for it.
    pub first_earnings: Option<Figure>,
    /// Net cost in months of first earnings.
    pub ratio: Option<Figure>,
    /// Whether she lies in the official scope of SDG indicator 10.7.1 on the day asked.
    pub in_official_scope: bool,
    /// Amounts for which no rate was known on their day.
    pub unconverted: Box<[Money]>,
}

impl RecruitmentRow {
    /// What distributions are made from; none where a rate for the costs is missing.
    pub fn observation(&self) -> Option<Observation> {
        let exact = |figure: &Option<Figure>| figure.as_ref().map(Figure::exact);
        Some(Observation {
            cost: exact(&self.net)?,
            earnings: exact(&self.first_earnings),
            ratio: exact(&self.ratio),
        })
    }
}

pub(crate) fn row(dossier: &Dossier<'_>, chapter: &Chapter<'_>) -> CycleRow {
    let Chapter { cycle, course, jobs, facets } = chapter;
    let on = dossier.on;
    let when = |milestone: Option<Milestone>| milestone.map(|milestone| milestone.on);
    let oriented = orientation(cycle, dossier.facts, (course, on));
    let is_abroad = course.is_abroad_on(on);
    let authorised_until = authorised_end(dossier.facts, course);
    let registered_on = dossier.registered_on();
    let death = dossier.state.death;
    let main_jobs = || jobs.iter().filter(|job| job.rank == JobRank::Main);
    let days_at_work =
        main_jobs().map(|job| job.to.map_or(on, |to| to.min(on)).days_since(job.from)).sum();
    let after = |from: Option<Milestone>, to: Option<Occurrence>| days_between(from?.on, to?);
    CycleRow {
        migrant: dossier.id,
        cycle: cycle.cycle.clone(),
        facets: Arc::clone(facets),
        agency: facets.agency,
        employer: facets.employer,
        path: course.path,
        record_origin: course.origin,
        stage: dossier.stage(chapter),
        outcome: course.outcome,
        placements: placements(dossier, chapter),
        contract_versions: versions(&cycle.facts)
            .iter()
            .filter(|version| version.strength > Strength::Told)
            .count(),
        registered_on,
        opened_on: when(course.opened),
        verified_on: contract_verified(cycle, course, on),
        oriented_on: oriented
            .map(|(Orientation::Completed(on, _) | Orientation::Waived(on, _))| on),
        orientation_waived: oriented.map(|how| matches!(how, Orientation::Waived(..))),
        visa_on: cycle.said::<VisaGranted>().next().map(|(fact, _)| fact.occurred_on),
        departed_on: when(course.departed),
        departed_regularly: course.departed.map(|_| course.departed_regularly),
        arrived_on: when(course.arrived),
        returned_on: when(course.returned),
        return_kind: course.return_kind,
        closed_on: when(course.closed),
        is_abroad,
        legal_status: is_abroad.then(|| legal_status_on(cycle, course, on).code()),
        days_to_departure: registered_on
            .zip(when(course.departed))
            .and_then(|(from, to)| days_between(from, to)),
        days_away: Milestones::days(course.departed, course.returned),
        days_abroad: course.days_abroad(),
        days_at_work: main_jobs().next().map(|_| days_at_work),
        days_detained: days_detained(&detentions(cycle), on),
        days_to_consular_check: after(course.returned, find(&cycle.facts, is_consular_check)),
        authorised_until,
        overstay_days: authorised_until
            .filter(|_| course.arrived.is_some())
            .map(|end| overstay_days(end, course, on)),
        died_on: when(course.died),
        death_cause: death.filter(|_| course.died.is_some()).map(|death| death.cause),
        days_to_repatriation: after(course.died, find(&cycle.facts, is_repatriation)),
        recruitment: recruitment(dossier, chapter),
        findings: dossier.rules_in(&cycle.cycle),
        last_position: cycle.facts.iter().map(|fact| fact.position).max().unwrap_or(0),
    }
}

fn placements(dossier: &Dossier<'_>, chapter: &Chapter<'_>) -> Box<[PlacementRow]> {
    let made = chapter.cycle.said::<PlacementMade>();
    made.map(|(fact, said)| {
        let licence = |agency: AgencyId| {
            let licence = dossier.lookup.agency(agency).map(|known| &known.state.licence);
            status_at_placement(licence, fact.occurred_on).code()
        };
        PlacementRow {
            on: fact.occurred_on,
            vacancy: said.vacancy,
            agency: said.agency,
            licence: said.agency.map(licence),
            employer: said.employer,
            channel: said.channel,
        }
    })
    .collect()
}

fn recruitment(dossier: &Dossier<'_>, chapter: &Chapter<'_>) -> RecruitmentRow {
    let Chapter { cycle, course, jobs, .. } = chapter;
    let (currency, rates) = (COMMON_CURRENCY, dossier.rates);
    let first_job = jobs.iter().map(|job| job.from).min();
    let awards = dossier.awards_in(&cycle.cycle);
    let costs = costs(cycle, &awards, (first_job, LoanInterest::LeftOut));
    let earnings = first_earnings(cycle, jobs);
    let observation = Observation::new(&costs, earnings.as_ref(), (currency, rates));
    RecruitmentRow {
        currency,
        gross: costs.gross(currency, rates).map(Figure::from),
        net: costs.net(currency, rates).map(Figure::from),
        first_month: earnings.as_ref().map(|earnings| earnings.month),
        first_earnings: observation.and_then(|one| one.earnings).map(Figure::from),
        ratio: observation.and_then(|one| one.ratio).map(Figure::from),
        in_official_scope: is_in_official_scope(course, !jobs.is_empty(), dossier.on),
        unconverted: costs.unconverted(currency, rates).into(),
    }
}

fn find(facts: &[WorkerFact<'_>], is_meant: impl Fn(&Event) -> bool) -> Option<Occurrence> {
    facts.iter().find(|fact| is_meant(fact.event)).map(|fact| fact.occurred_on)
}

fn is_consular_check(event: &Event) -> bool {
    matches!(event, Event::Return(return_home::Event::ConsularReturnCheckRecorded(_)))
}

fn is_repatriation(event: &Event) -> bool {
    matches!(event, Event::Death(abroad::death::Event::RemainsRepatriated(_)))
}
