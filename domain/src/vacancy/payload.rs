//! What is recorded about a vacancy.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::{Activity, Country, Occupation, Subdivision};
use crate::date::Day;
use crate::event::events;
use crate::id::{AgencyId, EmployerId, ProgrammeId};
use crate::money::Money;
use crate::stream::StreamKind;

choices! {
    /// The time that an advertised wage is for.
    pub enum AdvertisedPeriod as "vacancy_wage_period" {
        /// An hour.
        Hour = "HOUR",
        /// A day.
        Day = "DAY",
        /// A week.
        Week = "WEEK",
        /// A month.
        Month = "MONTH",
        /// A year.
        Year = "YEAR",
    }
}

choices! {
    /// Why a vacancy was closed.
    pub enum VacancyEnd as "vacancy_end" {
        /// All places are taken.
        Filled = "FILLED",
        /// Its closing date came.
        ClosingDate = "CLOSING_DATE",
        /// The employer took it back.
        Withdrawn = "WITHDRAWN",
        /// An authority stopped it.
        Stopped = "STOPPED",
    }
}

events! {
    /// The life of a vacancy.
    pub enum Event, Personal of PreDeparture on Some(StreamKind::Vacancy);

    /// A vacancy was published.
    [740, 1] VacancyPublished as "vacancy_published" {
        /// Who hires.
        employer: EmployerId,
        /// The agency that recruits, if one does.
        agency: Option<AgencyId>,
        /// The programme within which it is published.
        programme: Option<ProgrammeId>,
        /// The occupation (ISCO-08).
        occupation: Occupation,
        /// The economic activity (ISIC rev. 4).
        activity: Option<Activity>,
        /// How many are wanted.
        places: u16,
        /// The country of work.
        country: Country,
        /// The subdivision of work.
        subdivision: Option<Subdivision>,
        /// The least wage offered.
        wage_from: Option<Money>,
        /// The highest wage offered.
        wage_to: Option<Money>,
        /// The time that the wage is for.
        wage_period: Option<AdvertisedPeriod>,
        /// The last day for applications.
        closes_on: Option<Day>,
    }
    refuses [AlreadyPublished, WageRangeInverted] raises [];

    /// The vacancy was closed: nobody can apply or be matched any more.
    [741, 1] VacancyClosed as "vacancy_closed" {
        /// Why.
        reason: VacancyEnd,
        /// How many places were filled.
        filled: Option<u16>,
    }
    refuses [NotPublished, AlreadyClosed] raises [];
}
