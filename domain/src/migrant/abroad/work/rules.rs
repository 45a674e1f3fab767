//! Work and wages: how they change the record, and when they are impossible.

use super::{EmployerChanged, EmploymentEnded, EmploymentStarted, EndReason, Event, JobRank};
use crate::date::Month;
use crate::id::ContractId;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::{Arrears, Basis, Job, Spell};
use crate::migrant::{At, Refusal, State, placement};
use crate::money::Money;

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::EmploymentStarted(said) => start(state, at, said),
        Event::EmploymentEnded(said) => end(state, at, said),
        Event::EmployerChanged(said) => change(state, at, said),
        Event::WageArrearsAsserted(said) => {
            let arrears = arrears_mut(state, (said.contract.as_ref(), said.amount));
            arrears.asserted_minor = arrears.asserted_minor.saturating_add(said.amount.minor());
        }
        Event::WageArrearsSettled(said) => {
            let arrears = arrears_mut(state, (said.contract.as_ref(), said.amount));
            arrears.settled_minor = arrears.settled_minor.saturating_add(said.amount.minor());
        }
        Event::WagePaymentRecorded(_) => {}
    }
}

fn start(state: &mut State, at: &At<'_>, said: &EmploymentStarted) {
    if let Some(terms) = &said.verbal_terms {
        placement::rules::add_terms(state, at, (Basis::Verbal, terms));
    }
    let verbal = said.verbal_terms.as_ref().map(|terms| terms.contract.clone());
    begin(
        state,
        at,
        Job {
            cycle: None,
            employer: said.employer,
            contract: said.contract.clone().or(verbal),
            rank: said.rank.unwrap_or(JobRank::Main),
            spell: Spell::since(at.occurred_on),
            end_reason: None,
        },
    );
}

fn begin(state: &mut State, at: &At<'_>, job: Job) {
    let cycle = state.cycle_id_of(at.context);
    if let Some(id) = &cycle {
        state.cycle_mut(id).milestones.first_job.get_or_insert(at.occurred_on);
    }
    state.jobs.push(Job { cycle, ..job });
}

fn end(state: &mut State, at: &At<'_>, said: &EmploymentEnded) {
    if let Some(job) = state.jobs.iter_mut().rfind(|job| is_ended_by(job, said)) {
        job.spell.to = Some(at.occurred_on);
        job.end_reason = Some(said.reason);
    }
}

/// A job that ends with her death may be said to end once more, by those who settle it.
fn is_ended_by(job: &Job, said: &EmploymentEnded) -> bool {
    let same_contract = match (&job.contract, &said.contract) {
        (Some(known), Some(named)) => known == named,
        (Some(_), None) | (None, _) => true,
    };
    let ends = job.spell.is_open() || job.end_reason == Some(EndReason::Death);
    job.employer == said.employer && same_contract && ends
}

fn change(state: &mut State, at: &At<'_>, said: &EmployerChanged) {
    let left = state.jobs.iter_mut().rfind(|job| {
        let named = said.from.is_none_or(|from| from == job.employer);
        job.rank == JobRank::Main && job.spell.is_open() && named
    });
    if let Some(job) = left {
        job.spell.to = Some(at.occurred_on);
        job.end_reason = said.reason;
    }
    begin(
        state,
        at,
        Job {
            cycle: None,
            employer: said.to,
            contract: said.contract.clone(),
            rank: JobRank::Main,
            spell: Spell::since(at.occurred_on),
            end_reason: None,
        },
    );
}

fn arrears_mut<'a>(
    state: &'a mut State,
    (contract, amount): (Option<&ContractId>, Money),
) -> &'a mut Arrears {
    let same = |known: &Arrears| {
        known.contract.as_ref() == contract && known.currency == amount.currency()
    };
    let index = state.arrears.iter().position(same).unwrap_or_else(|| {
        state.arrears.push(Arrears {
            contract: contract.cloned(),
            currency: amount.currency(),
            asserted_minor: 0,
            settled_minor: 0,
        });
        state.arrears.len() - 1
    });
    #[expect(clippy::indexing_slicing, reason = "found or pushed just above")]
    &mut state.arrears[index]
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::EmploymentStarted(said) => {
            moment.needs_abroad()?;
            let overlaps =
                said.rank != Some(JobRank::Side) && moment.maybe().open_main_job().is_some();
            refuse_if(overlaps, Refusal::OverlappingJob)
        }
        Event::EmploymentEnded(said) => {
            let works = moment.maybe().jobs.iter().any(|job| is_ended_by(job, said));
            refuse_if(!works, Refusal::NotEmployed)
        }
        Event::EmployerChanged(_) => moment.needs_abroad(),
        Event::WagePaymentRecorded(said) => {
            // A wage may be paid before the job begins, so what comes after is asked, too.
            let mut jobs = moment.maybe().jobs.iter().chain(&moment.head().jobs);
            let touched = jobs.any(|job| job.spell.may_touch(said.period));
            refuse_if(died_before(moment, said.period), Refusal::PeriodAfterDeath)?;
            refuse_if(!touched, Refusal::NoJobInPeriod)
        }
        Event::WageArrearsAsserted(_) => Ok(()),
        Event::WageArrearsSettled(said) => {
            let same = |known: &&Arrears| {
                known.contract == said.contract && known.currency == said.amount.currency()
            };
            let known = moment.maybe().arrears.iter().find(same);
            let outstanding =
                known.map_or(0, |known| known.asserted_minor.saturating_sub(known.settled_minor));
            refuse_if(said.amount.minor() > outstanding, Refusal::ArrearsExceeded)
        }
    }
}

/// Whether she had died, by all that was known by then, before a month began.
pub(in crate::migrant) fn died_before(moment: &Moment<'_>, period: Month) -> bool {
    moment.maybe().death.is_some_and(|death| death.on.last_day() < period.first_day())
}
