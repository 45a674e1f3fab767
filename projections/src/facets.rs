//! The coarse, coded traits by which every figure can be broken down.

use domain::codes::{Activity, Country, Occupation};
use domain::date::{Month, Occurrence};
use domain::id::{AgencyId, EmployerId, ProgrammeId};
use domain::indicators::age::AgeGroup;
use serde::{Serialize, Serializer};

use crate::reports::{Dimension, UNKNOWN};

/// What a row says about whom and about which journey, in codes only (I8).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Facets {
    /// Sex as registered.
    pub sex: Option<&'static str>,
    /// Year of birth.
    pub birth_year: Option<i16>,
    /// Country of origin.
    pub origin: Option<Country>,
    /// Country of destination.
    pub destination: Option<Country>,
    /// The employer's activity, ISIC rev. 4.
    pub activity: Option<Activity>,
    /// Occupation, ISCO-08.
    pub occupation: Option<Occupation>,
    /// The agency that placed her.
    pub agency: Option<AgencyId>,
    /// The employer.
    pub employer: Option<EmployerId>,
    /// The programme that the cycle belongs to.
    pub programme: Option<ProgrammeId>,
}

impl Facets {
    /// The code of a dimension; `anchor` is when the event happened that the report counts by.
    ///
    /// None for the dimensions that are no trait of a person's journey.
    pub fn code(&self, dimension: Dimension, anchor: Option<Occurrence>) -> Option<String> {
        let age_group = |on: Occurrence| AgeGroup::on(self.birth_year, on.first_day());
        let major_group = |code: Occupation| code.as_str().chars().next();
        Some(match dimension {
            Dimension::Sex => known(self.sex),
            Dimension::AgeGroup => known(anchor.map(age_group)),
            Dimension::Corridor => format!("{}-{}", known(self.origin), known(self.destination)),
            Dimension::Origin => known(self.origin),
            Dimension::Destination => known(self.destination),
            Dimension::Sector => known(self.activity.and_then(Activity::section)),
            Dimension::Activity => known(self.activity),
            Dimension::Occupation => known(self.occupation),
            Dimension::OccupationGroup => known(self.occupation.and_then(major_group)),
            Dimension::Agency => known(self.agency),
            Dimension::Employer => known(self.employer),
            Dimension::Programme => known(self.programme),
            Dimension::Year => known(anchor.map(|on| on.first_day().year())),
            Dimension::Month => known(anchor.and_then(month_of)),
            Dimension::Category
            | Dimension::LegalStatus
            | Dimension::Licence
            | Dimension::ReturnKind => return None,
        })
    }
}

/// Writes facets that several rows of a worker share.
pub(crate) fn shared<S: Serializer>(facets: &Facets, to: S) -> Result<S::Ok, S::Error> {
    facets.serialize(to)
}

fn known<T: ToString>(code: Option<T>) -> String {
    code.map_or_else(|| UNKNOWN.to_owned(), |code| code.to_string())
}

/// The month, where the date is precise enough to tell.
fn month_of(anchor: Occurrence) -> Option<Month> {
    let (first, last) = (anchor.first_day().month(), anchor.last_day().month());
    (first == last).then_some(first)
}
