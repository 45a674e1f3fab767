//! The regions beside the main one: each answers one question about a day.

use crate::date::Day;
use crate::id::EmployerId;
use crate::migrant::abroad::LegalStatus;
use crate::migrant::abroad::work::JobRank;

use super::{Job, State};

/// Whether she can be reached.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Contact {
    /// She was heard of in time.
    InContact,
    /// A check-in is overdue.
    Overdue,
    /// Contact was declared lost.
    Lost,
}

/// Whether she works abroad.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Employment {
    /// She has no main job.
    None,
    /// She works for this employer.
    Employed(EmployerId),
}

/// Whether she is free.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Liberty {
    /// Free.
    Free,
    /// Detained.
    Detained,
}

/// Who holds her documents.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Documents {
    /// She does.
    SelfHeld,
    /// Somebody withholds one or more.
    Retained,
}

/// Where a consent stands.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ConsentStanding {
    /// She never gave it, or refused.
    None,
    /// It is in force.
    Given,
    /// She took it back.
    Withdrawn,
    /// Its time is over.
    Expired,
}

/// What may be done with the record.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Data {
    /// It may be used.
    Active,
    /// It may be kept, not used.
    Restricted,
    /// What identified her can no longer be read.
    Erased,
}

/// Whether she lives.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Life {
    /// As far as anybody knows.
    Alive,
    /// Nobody knows: contact was declared lost.
    Missing,
    /// She died.
    Dead,
}

impl State {
    /// Her standing under the law on foreigners on a day: as recorded, else as she left.
    pub fn legal_on(&self, day: Day) -> LegalStatus {
        let current =
            self.legal.iter().filter(|(from, _)| *from <= day).max_by_key(|(from, _)| *from);
        current.map_or(LegalStatus::Unknown, |(_, status)| *status)
    }

    /// Her main job on a day, among those begun last.
    pub fn main_job_on(&self, day: Day) -> Option<&Job> {
        self.jobs.iter().rfind(|job| {
            let away = job.cycle.as_ref().and_then(|id| self.cycle(id)).is_none_or(|cycle| {
                cycle.milestones.returned.is_none_or(|returned| returned.first_day() > day)
            });
            job.rank == JobRank::Main && job.spell.covers(day) && away
        })
    }

    /// Whether she works abroad on a day.
    pub fn employment_on(&self, day: Day) -> Employment {
        self.main_job_on(day).map_or(Employment::None, |job| Employment::Employed(job.employer))
    }

    /// Whether she is free on a day.
    pub fn liberty_on(&self, day: Day) -> Liberty {
        let detained = self.detentions.iter().any(|spell| spell.covers(day));
        if detained { Liberty::Detained } else { Liberty::Free }
    }

    /// Who holds her documents on a day.
    pub fn documents_on(&self, day: Day) -> Documents {
        let retained = self.retentions.iter().any(|retention| retention.spell.covers(day));
        if retained { Documents::Retained } else { Documents::SelfHeld }
    }

    /// Whether she lives on a day. `complaint` is the last day on which she complained.
    pub fn life_on(&self, day: Day, complaint: Option<Day>) -> Life {
        if self.death.is_some_and(|death| death.on.first_day() <= day) {
            return Life::Dead;
        }
        let contact = self.cycle_open_on(day).and_then(|cycle| cycle.contact_on(day, complaint));
        match contact {
            Some(Contact::Lost) => Life::Missing,
            Some(Contact::InContact | Contact::Overdue) | None => Life::Alive,
        }
    }

    /// What may be done with the record, judged at the head of what was folded.
    pub fn data(&self) -> Data {
        if self.rights.is_erased(None) {
            Data::Erased
        } else if self.rights.is_restricted() {
            Data::Restricted
        } else {
            Data::Active
        }
    }
}
