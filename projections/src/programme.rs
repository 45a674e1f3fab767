//! Programme (RM4): one row a cycle, as evaluators follow it through a cohort.

use std::sync::Arc;

use domain::codes::{Activity, Currency};
use domain::date::{Day, Occurrence};
use domain::id::{CycleId, EnterpriseId, MigrantId};
use domain::indicators::detention::{days_detained, detentions};
use domain::indicators::livelihood::{
    Spell, YearStatus, enterprise_after_year, spells, status_after_half_year, status_after_year,
};
use domain::indicators::milestones::{Milestone, Milestones};
use domain::indicators::preparation::{Orientation, orientation};
use domain::indicators::reintegration_score::{Survey, baseline_and_endline, surveys};
use domain::indicators::remittances::{Remittance, remittances, totals};
use domain::indicators::said::{CycleFacts, Said};
use domain::migrant::pre_departure::{
    CycleOrigin, TrainingCompleted, TrainingDropped, TrainingStarted,
};
use domain::migrant::reintegration::livelihood::{EmploymentAfterReturnStarted, EnterpriseStarted};
use domain::migrant::reintegration::support::{GrantDisbursed, Wave};
use domain::migrant::reintegration::{
    ReintegrationCompleted, ReintegrationDropped, ReintegrationPlanAgreed, RemigrationRecorded,
};
use domain::migrant::return_home::ReturnKind;
use domain::migrant::{Event, reintegration};
use domain::money::Money;
use serde::Serialize;

use crate::dossier::{Chapter, Dossier};
use crate::facets::{self, Facets};
use crate::figure::Figure;
use crate::placements::COMMON_CURRENCY;

#[cfg(test)]
mod tests;

/// A cycle within its cohort.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CohortRow {
    /// The worker, by her pseudonymous id.
    pub migrant: MigrantId,
    /// The cycle.
    pub cycle: CycleId,
    /// By what it is broken down.
    #[serde(serialize_with = "facets::shared")]
    pub facets: Arc<Facets>,
    /// How the cycle came into the registry.
    pub record_origin: Option<CycleOrigin>,
    /// How far it has come.
    pub stage: Option<&'static str>,
    /// When she was registered.
    pub registered_on: Option<Occurrence>,
    /// When the cycle was opened.
    pub opened_on: Option<Occurrence>,
    /// When orientation was completed or waived, by the day of departure.
    pub oriented_on: Option<Occurrence>,
    /// When she left.
    pub departed_on: Option<Occurrence>,
    /// When she was home again.
    pub returned_on: Option<Occurrence>,
    /// How her return came about.
    pub return_kind: Option<ReturnKind>,
    /// When she agreed on a plan.
    pub plan_on: Option<Occurrence>,
    /// When she first started a course after the return.
    pub training_started_on: Option<Occurrence>,
    /// When she first completed one.
    pub training_completed_on: Option<Occurrence>,
    /// When she first left one.
    pub training_dropped_on: Option<Occurrence>,
    /// When she first started a job or an enterprise after the return.
    pub livelihood_on: Option<Occurrence>,
    /// When her reintegration was judged complete.
    pub completed_on: Option<Occurrence>,
    /// When she left the plan.
    pub dropped_on: Option<Occurrence>,
    /// Hours of courses after the return, as attended.
    pub training_hours: u32,
    /// Psychosocial sessions.
    pub psychosocial_sessions: usize,
    /// Grants paid out, by currency.
    pub grants: Box<[Money]>,
    /// Her surveys, in order.
    pub surveys: Box<[SurveyRow]>,
    /// Her first baseline.
    pub baseline: Option<Box<SurveyRow>>,
    /// Her last endline.
    pub endline: Option<Box<SurveyRow>>,
    /// Composite of the endline less that of the baseline.
    pub composite_change: Option<Figure>,
    /// Whether she earned her living a year after the return: `YES`, `NO`, `UNKNOWN` or `NOT_YET`.
    pub after_year: Option<&'static str>,
    /// The same half a year after the return.
    pub after_half_year: Option<&'static str>,
    /// Whether what she lived on a year after the return is green.
    pub green_after_year: Option<bool>,
    /// Her enterprises.
    pub enterprises: Box<[EnterpriseRow]>,
    /// What she sent home.
    pub remittances: RemittanceRow,
    /// When she left again.
    pub remigrated_on: Option<Occurrence>,
    /// Whether with papers.
    pub remigrated_regularly: Option<bool>,
    /// Days from return to leaving again.
    pub days_to_remigration: Option<i32>,
    /// Days from departure to return.
    pub days_away: Option<i32>,
    /// Days from arrival to return.
    pub days_abroad: Option<i32>,
    /// Days in detention, up to the day asked.
    pub days_detained: i32,
    /// The soft rules that the cycle breaks, by their codes.
    pub findings: Box<[&'static str]>,
}

/// A survey with its scores, from 0 to 1.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct SurveyRow {
    /// When it was held.
    pub on: Day,
    /// When in the course of reintegration.
    pub wave: Wave,
    /// Means to live.
    pub economic: Option<Figure>,
    /// Access to services, housing, justice.
    pub social: Option<Figure>,
    /// Belonging, safety, peace of mind.
    pub psychosocial: Option<Figure>,
    /// All three in one.
    pub composite: Option<Figure>,
}

/// An enterprise after the return.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct EnterpriseRow {
    /// Its label.
    pub enterprise: EnterpriseId,
    /// Its activity, ISIC rev. 4.
    pub activity: Option<Activity>,
    /// The first day.
    pub from: Day,
    /// The first day on which it was over.
    pub until: Option<Day>,
    /// Whether it is green.
    pub green: bool,
    /// People at work there at the last count, herself included.
    pub jobs: Option<u16>,
    /// Of these, women.
    pub jobs_women: Option<u16>,
    /// Whether it operated a year after its start: `YES`, `NO`, `UNKNOWN` or `NOT_YET`.
    pub after_year: &'static str,
}

/// What was sent home in a cycle.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct RemittanceRow {
    /// How often.
    pub count: usize,
    /// The common currency.
    pub currency: Currency,
    /// What was sent, in it; none where a rate is missing.
    pub amount: Option<Figure>,
    /// What it cost.
    pub cost: Option<Figure>,
    /// Cost over amount.
    pub cost_ratio: Option<Figure>,
    /// Each transfer, in its own currency.
    pub transfers: Box<[TransferRow]>,
}

/// Money sent home.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct TransferRow {
    /// When.
    pub on: Day,
    /// How much.
    pub amount: Money,
    /// What it cost, in the same currency.
    pub cost: Figure,
    /// Cost over amount.
    pub cost_ratio: Option<Figure>,
}

pub(crate) fn row(dossier: &Dossier<'_>, chapter: &Chapter<'_>) -> CohortRow {
    let Chapter { cycle, course, facets, .. } = chapter;
    let on = dossier.on;
    let when = |milestone: Option<Milestone>| milestone.map(|milestone| milestone.on);
    let oriented = orientation(cycle, dossier.facts, (course, on));
    let surveys = surveys(cycle);
    let (baseline, endline) = baseline_and_endline(&surveys);
    let (baseline, endline) = (baseline.map(SurveyRow::from), endline.map(SurveyRow::from));
    let status = course.returned.map(|returned| status_after_year(cycle, returned.day(), on));
    let left = left_again(cycle);
    let returned_on = when(course.returned);
    let after_return = AfterReturn { cycle, returned: course.returned.map(Milestone::day) };
    CohortRow {
        migrant: dossier.id,
        cycle: cycle.cycle.clone(),
        facets: Arc::clone(facets),
        record_origin: course.origin,
        stage: dossier.stage(chapter),
        registered_on: dossier.registered_on(),
        opened_on: when(course.opened),
        oriented_on: oriented
            .map(|(Orientation::Completed(on, _) | Orientation::Waived(on, _))| on),
        departed_on: when(course.departed),
        returned_on,
        return_kind: course.return_kind,
        plan_on: first::<ReintegrationPlanAgreed>(cycle),
        training_started_on: after_return.first::<TrainingStarted>(),
        training_completed_on: after_return.first::<TrainingCompleted>(),
        training_dropped_on: after_return.first::<TrainingDropped>(),
        livelihood_on: first::<EmploymentAfterReturnStarted>(cycle)
            .into_iter()
            .chain(first::<EnterpriseStarted>(cycle))
            .min_by_key(|on| on.first_second()),
        completed_on: first::<ReintegrationCompleted>(cycle),
        dropped_on: first::<ReintegrationDropped>(cycle),
        training_hours: after_return.training_hours(),
        psychosocial_sessions: cycle.facts.iter().filter(|fact| is_session(fact.event)).count(),
        grants: sums(cycle.said::<GrantDisbursed>().map(|(_, said)| said.amount)).into(),
        surveys: surveys.iter().map(SurveyRow::from).collect(),
        composite_change: change(baseline.as_ref(), endline.as_ref()),
        baseline: baseline.map(Box::new),
        endline: endline.map(Box::new),
        after_year: status.map(status_code),
        after_half_year: course
            .returned
            .map(|returned| status_code(status_after_half_year(cycle, returned.day(), on))),
        green_after_year: status.and_then(is_green),
        enterprises: enterprises(cycle, on),
        remittances: sent_home(dossier, cycle),
        remigrated_on: left.map(|(on, _)| on),
        remigrated_regularly: left.map(|(_, regular)| regular),
        days_to_remigration: returned_on
            .zip(left)
            .and_then(|(from, (to, _))| domain::indicators::duration::days_between(from, to)),
        days_away: Milestones::days(course.departed, course.returned),
        days_abroad: course.days_abroad(),
        days_detained: days_detained(&detentions(cycle), on),
        findings: dossier.rules_in(&cycle.cycle),
    }
}

/// The facts of a cycle that lie after the return.
struct AfterReturn<'c, 'a> {
    cycle: &'c CycleFacts<'a>,
    returned: Option<Day>,
}

impl AfterReturn<'_, '_> {
    fn first<T: Said>(&self) -> Option<Occurrence> {
        let returned = self.returned?;
        let said = self.cycle.said::<T>();
        said.map(|(fact, _)| fact.occurred_on).find(|on| on.last_day() >= returned)
    }

    fn training_hours(&self) -> u32 {
        let Some(returned) = self.returned else { return 0 };
        let completed = self.cycle.said::<TrainingCompleted>();
        completed
            .filter(|(fact, _)| fact.occurred_on.last_day() >= returned)
            .filter_map(|(_, said)| said.hours.map(u32::from))
            .sum()
    }
}

fn first<T: Said>(cycle: &CycleFacts<'_>) -> Option<Occurrence> {
    cycle.said::<T>().next().map(|(fact, _)| fact.occurred_on)
}

/// When she left again, and whether with papers. What begins a cycle does not end it.
fn left_again(cycle: &CycleFacts<'_>) -> Option<(Occurrence, bool)> {
    cycle
        .said::<RemigrationRecorded>()
        .find(|(_, said)| said.next_cycle != cycle.cycle)
        .map(|(fact, said)| (fact.occurred_on, said.regular))
}

fn is_session(event: &Event) -> bool {
    matches!(event, Event::Support(reintegration::support::Event::PsychosocialSessionHeld(_)))
}

fn change(baseline: Option<&SurveyRow>, endline: Option<&SurveyRow>) -> Option<Figure> {
    let (before, after) = (baseline?.composite.as_ref()?, endline?.composite.as_ref()?);
    after.exact().checked_sub(before.exact()).map(Figure::from)
}

fn enterprises(cycle: &CycleFacts<'_>, on: Day) -> Box<[EnterpriseRow]> {
    let started = |enterprise: &EnterpriseId| {
        cycle.said::<EnterpriseStarted>().find(|(_, said)| said.enterprise == *enterprise)
    };
    let row = |spell: &Spell| {
        let enterprise = spell.enterprise.clone()?;
        Some(EnterpriseRow {
            activity: started(&enterprise).and_then(|(_, said)| said.activity),
            enterprise,
            from: spell.from,
            until: spell.until,
            green: spell.green,
            jobs: spell.jobs,
            jobs_women: spell.jobs_women,
            after_year: status_code(enterprise_after_year(cycle, spell, on)),
        })
    };
    spells(cycle).iter().filter_map(row).collect()
}

fn sent_home(dossier: &Dossier<'_>, cycle: &CycleFacts<'_>) -> RemittanceRow {
    let sent = remittances(cycle);
    let totals = totals(&sent, COMMON_CURRENCY, dossier.rates);
    RemittanceRow {
        count: sent.len(),
        currency: COMMON_CURRENCY,
        amount: totals.map(|totals| Figure::from(totals.amount)),
        cost: totals.map(|totals| Figure::from(totals.cost)),
        cost_ratio: totals.and_then(|totals| totals.cost_ratio()).map(Figure::from),
        transfers: sent.iter().map(TransferRow::from).collect(),
    }
}

impl From<&Remittance> for TransferRow {
    fn from(sent: &Remittance) -> Self {
        Self {
            on: sent.on,
            amount: sent.amount,
            cost: Figure::from(sent.cost),
            cost_ratio: sent.cost_ratio().map(Figure::from),
        }
    }
}

impl From<&Survey> for SurveyRow {
    fn from(survey: &Survey) -> Self {
        Self {
            on: survey.on,
            wave: survey.wave,
            economic: survey.scores.economic.map(Figure::from),
            social: survey.scores.social.map(Figure::from),
            psychosocial: survey.scores.psychosocial.map(Figure::from),
            composite: survey.scores.composite.map(Figure::from),
        }
    }
}

/// The sums of amounts, one a currency, in the order of their codes. A sum that the registry
/// cannot hold stays at the most that it can.
pub(crate) fn sums(amounts: impl Iterator<Item = Money>) -> Vec<Money> {
    let mut by_currency = std::collections::BTreeMap::<Currency, u64>::new();
    for amount in amounts {
        let sum = by_currency.entry(amount.currency()).or_default();
        *sum = sum.saturating_add(amount.minor()).min(Money::MINOR_MAX);
    }
    by_currency
        .into_iter()
        .filter_map(|(currency, minor)| Money::new(minor, currency).ok())
        .collect()
}

fn status_code(status: YearStatus) -> &'static str {
    match status {
        YearStatus::NotYet => NOT_YET,
        YearStatus::Yes { .. } => YES,
        YearStatus::No => NO,
        YearStatus::Unknown => "UNKNOWN",
    }
}

fn is_green(status: YearStatus) -> Option<bool> {
    match status {
        YearStatus::Yes { green } => Some(green),
        YearStatus::NotYet | YearStatus::No | YearStatus::Unknown => None,
    }
}

/// It was so.
pub const YES: &str = "YES";
/// It was not so.
pub const NO: &str = "NO";
/// The day has not come.
pub const NOT_YET: &str = "NOT_YET";
