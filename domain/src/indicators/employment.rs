//! Jobs abroad: who employed her, under which contract, from which day to which.

use super::said::{CycleFacts, Said, WorkerFact};
use crate::codes::{Activity, Occupation};
use crate::date::{Day, Month};
use crate::id::{ContractId, CycleId, EmployerId, EventId};
use crate::migrant::abroad::death::DeathAbroadRecorded;
use crate::migrant::abroad::work::{
    EmployerChanged, EmploymentEnded, EmploymentStarted, EndReason, JobRank,
};
use crate::migrant::return_home::ReturnArrivalRecorded;

/// A job abroad.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Job {
    /// The cycle.
    pub cycle: CycleId,
    /// The entry that says it began.
    pub event: EventId,
    /// The employer.
    pub employer: EmployerId,
    /// The contract; the one told by word of mouth where nothing is written.
    pub contract: Option<ContractId>,
    /// Which of her jobs it is.
    pub rank: JobRank,
    /// The work, ISCO-08.
    pub occupation: Option<Occupation>,
    /// The employer's activity, ISIC rev. 4.
    pub activity: Option<Activity>,
    /// The first day.
    pub from: Day,
    /// The last day; none while it goes on.
    pub to: Option<Day>,
    /// Why it ended.
    pub end: Option<EndReason>,
}

/// The jobs of a cycle, in the order in which they began. A death or a return ends all of them.
pub fn jobs(cycle: &CycleFacts<'_>) -> Vec<Job> {
    let mut jobs = Vec::new();
    for fact in &cycle.facts {
        take(&mut jobs, &cycle.cycle, fact);
    }
    jobs
}

fn take(jobs: &mut Vec<Job>, cycle: &CycleId, fact: &WorkerFact<'_>) {
    let day = fact.occurred_on.first_day();
    if let Some(said) = EmploymentStarted::of(fact.event) {
        let told = said.verbal_terms.as_ref().map(|terms| &terms.contract);
        jobs.push(Job {
            cycle: cycle.clone(),
            event: fact.event_id,
            employer: said.employer,
            contract: said.contract.as_ref().or(told).cloned(),
            rank: said.rank.unwrap_or(JobRank::Main),
            occupation: said.occupation,
            activity: said.activity,
            from: day,
            to: None,
            end: None,
        });
    } else if let Some(said) = EmploymentEnded::of(fact.event) {
        let is_meant = |job: &Job| {
            job.employer == said.employer
                && (said.contract.is_none() || job.contract == said.contract)
        };
        end(jobs, day, Some(said.reason), is_meant);
    } else if let Some(said) = EmployerChanged::of(fact.event) {
        end(jobs, day.plus_days(-1), said.reason, |job| job.rank == JobRank::Main);
        jobs.push(Job {
            cycle: cycle.clone(),
            event: fact.event_id,
            employer: said.to,
            contract: said.contract.clone(),
            rank: JobRank::Main,
            occupation: said.occupation,
            activity: said.activity,
            from: day,
            to: None,
            end: None,
        });
    } else if DeathAbroadRecorded::of(fact.event).is_some() {
        end(jobs, day, Some(EndReason::Death), |_| true);
    } else if ReturnArrivalRecorded::of(fact.event).is_some() {
        end(jobs, day, None, |_| true);
    }
}

fn end(jobs: &mut [Job], day: Day, reason: Option<EndReason>, is_meant: impl Fn(&Job) -> bool) {
    for job in jobs.iter_mut().filter(|job| job.to.is_none() && is_meant(job)) {
        job.to = Some(day.max(job.from));
        job.end = reason;
    }
}

impl Job {
    /// On how many days of a month she had the job.
    pub fn days_in(&self, month: Month) -> i32 {
        let from = self.from.max(month.first_day());
        let to = self.to.map_or(month.last_day(), |to| to.min(month.last_day()));
        (to.days_since(from) + 1).max(0)
    }

    /// Whether she had the job on a day.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether it is domestic work: an occupation that households employ, in a household (W5).
    pub fn is_domestic(&self) -> bool {
        const OCCUPATIONS: [&str; 4] = ["9111", "5311", "5162", "5322"];
        self.occupation.is_some_and(|occupation| OCCUPATIONS.contains(&occupation.as_str()))
            && self.activity.is_some_and(|activity| activity.is_within("97"))
    }
}
