//! One migration cycle: what was reached and when, and the stage that follows from it.

use crate::codes::{Country, Subdivision};
use crate::date::{Day, Occurrence};
use crate::id::{CycleId, PlanId, ProgrammeId};
use crate::migrant::pre_departure::{CheckInPolicy, CycleOrigin, Path};
use crate::migrant::reintegration::Outcome;

use super::Spell;
use super::regions::Contact;

/// How a cycle began.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opening {
    /// When.
    pub on: Occurrence,
    /// Where in the log.
    pub position: u64,
    /// Which of her cycles it is, from 1.
    pub ordinal: u16,
    /// The programme that accompanies her.
    pub programme: Option<ProgrammeId>,
    /// Where she means to go.
    pub intended_country: Option<Country>,
    /// By which kind of way.
    pub path: Path,
    /// How the cycle came into the registry.
    pub origin: CycleOrigin,
    /// How often somebody asks how she is abroad.
    pub check_ins: CheckInPolicy,
    /// How long she means to stay, in months.
    pub intended_stay_months: Option<u16>,
}

/// The end of a cycle.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Closing {
    /// When.
    pub on: Occurrence,
    /// How.
    pub outcome: Outcome,
}

/// A journey out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Departure {
    /// When.
    pub on: Occurrence,
    /// Whether with papers.
    pub regular: bool,
    /// To which country.
    pub destination: Option<Country>,
}

/// An arrival abroad; a second one in a cycle is a move.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Arrival {
    /// When.
    pub on: Occurrence,
    /// In which country.
    pub country: Country,
    /// In which subdivision.
    pub subdivision: Option<Subdivision>,
}

/// When what was first reached.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Milestones {
    /// An orientation was completed.
    pub oriented: Option<Occurrence>,
    /// An offer was accepted.
    pub matched: Option<Occurrence>,
    /// A placement was made.
    pub placed: Option<Occurrence>,
    /// A contract was verified.
    pub verified: Option<Occurrence>,
    /// A contract was signed.
    pub contracted: Option<Occurrence>,
    /// A visa was applied for.
    pub visa_applied: Option<Occurrence>,
    /// A visa was granted or an exit clearance issued.
    pub cleared: Option<Occurrence>,
    /// She arrived abroad.
    pub arrived: Option<Occurrence>,
    /// She began to work.
    pub first_job: Option<Occurrence>,
    /// Her return was decided.
    pub return_decided: Option<Occurrence>,
    /// She set out for home.
    pub return_departed: Option<Occurrence>,
    /// She arrived home.
    pub returned: Option<Occurrence>,
    /// Her reintegration was judged complete.
    pub completed: Option<Occurrence>,
    /// She died.
    pub died: Option<Occurrence>,
}

/// How a plan ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PlanEnd {
    /// It was closed.
    Closed,
    /// Reintegration was judged complete.
    Completed,
    /// She left it.
    Dropped,
}

/// A reintegration plan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Plan {
    /// Its label.
    pub plan: PlanId,
    /// Where in the log its agreement stands.
    pub position: u64,
    /// From when to when.
    pub spell: Spell,
    /// How it ended.
    pub end: Option<PlanEnd>,
}

/// How far a cycle has come: the furthest milestone reached.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Stage {
    /// She prepares.
    Preparing,
    /// She accepted an offer.
    Matched,
    /// She signed a contract.
    Contracted,
    /// She holds a visa or an exit clearance.
    Cleared,
    /// She has left and not arrived.
    InTransit,
    /// She is abroad.
    Abroad,
    /// Her return is decided.
    ReturnDecided,
    /// She is home.
    Returned,
    /// She carries out a reintegration plan.
    Reintegrating,
    /// She died; the cycle is not closed yet.
    Deceased,
    /// The cycle has ended.
    Closed(Outcome),
}

impl Stage {
    /// Its permanent code; a closed cycle's outcome has a code of its own.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Preparing => "PREPARING",
            Self::Matched => "MATCHED",
            Self::Contracted => "CONTRACTED",
            Self::Cleared => "CLEARED",
            Self::InTransit => "IN_TRANSIT",
            Self::Abroad => "ABROAD",
            Self::ReturnDecided => "RETURN_DECIDED",
            Self::Returned => "RETURNED",
            Self::Reintegrating => "REINTEGRATING",
            Self::Deceased => "DECEASED",
            Self::Closed(_) => "CLOSED",
        }
    }
}

/// One migration cycle.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cycle {
    /// Its label.
    pub id: CycleId,
    /// How it began; none while only facts that name it are known.
    pub opening: Option<Opening>,
    /// How it ended.
    pub closing: Option<Closing>,
    /// How she left.
    pub departure: Option<Departure>,
    /// Where she arrived, in order.
    pub arrivals: Vec<Arrival>,
    /// When what was first reached.
    pub milestones: Milestones,
    /// Her reintegration plans.
    pub plans: Vec<Plan>,
    /// When she was heard of: arrivals, check-ins, re-establishments.
    pub contacts: Vec<Occurrence>,
    /// From when to when contact was declared lost.
    pub losses: Vec<Spell>,
}

impl Cycle {
    pub(super) fn unopened(id: CycleId) -> Self {
        Self {
            id,
            opening: None,
            closing: None,
            departure: None,
            arrivals: Vec::new(),
            milestones: Milestones::default(),
            plans: Vec::new(),
            contacts: Vec::new(),
            losses: Vec::new(),
        }
    }

    /// Whether it came from an older file, so that its milestones may be missing.
    pub fn is_legacy(&self) -> bool {
        self.opening.as_ref().is_some_and(|opening| opening.origin == CycleOrigin::ImportLegacy)
    }

    /// Whether it is open at the end of a day.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.opening.as_ref().is_some_and(|opening| reached(Some(opening.on), day))
            && !self.closing.is_some_and(|closing| reached(Some(closing.on), day))
    }

    /// How far it has come by the end of a day; none before it was opened.
    pub fn stage_on(&self, day: Day) -> Option<Stage> {
        let by = |milestone: Option<Occurrence>| reached(milestone, day);
        if !by(self.opening.as_ref().map(|opening| opening.on)) {
            return None;
        }
        let milestones = &self.milestones;
        if let Some(closing) = self.closing.filter(|closing| by(Some(closing.on))) {
            return Some(Stage::Closed(closing.outcome));
        }
        let stages = [
            (by(milestones.died), Stage::Deceased),
            (self.is_reintegrating_on(day), Stage::Reintegrating),
            (by(milestones.returned), Stage::Returned),
            (by(milestones.return_decided), Stage::ReturnDecided),
            (by(milestones.arrived), Stage::Abroad),
            (by(self.departure.map(|departure| departure.on)), Stage::InTransit),
            (by(milestones.cleared), Stage::Cleared),
            (by(milestones.contracted), Stage::Contracted),
            (by(milestones.matched), Stage::Matched),
        ];
        let furthest = stages.into_iter().find(|(is_reached, _)| *is_reached);
        Some(furthest.map_or(Stage::Preparing, |(_, stage)| stage))
    }

    /// How far it has come after all facts; none before it was opened.
    pub fn stage(&self) -> Option<Stage> {
        self.stage_on(LAST_DAY.first_day())
    }

    /// Whether she is abroad at the end of a day: arrived, not returned, alive, not closed but as
    /// settled there.
    pub fn is_abroad_on(&self, day: Day) -> bool {
        match self.stage_on(day) {
            Some(Stage::Abroad) => true,
            Some(Stage::Closed(Outcome::SettledAbroad)) => {
                reached(self.milestones.arrived, day) && !reached(self.milestones.returned, day)
            }
            Some(Stage::ReturnDecided) => reached(self.milestones.arrived, day),
            Some(
                Stage::Preparing
                | Stage::Matched
                | Stage::Contracted
                | Stage::Cleared
                | Stage::InTransit
                | Stage::Returned
                | Stage::Reintegrating
                | Stage::Deceased
                | Stage::Closed(
                    Outcome::Reintegrated
                    | Outcome::SeasonEnded
                    | Outcome::Deceased
                    | Outcome::Remigrated
                    | Outcome::Cancelled
                    | Outcome::LostClosed,
                ),
            )
            | None => false,
        }
    }

    /// The country where she last arrived by a day.
    pub fn country_on(&self, day: Day) -> Option<Country> {
        let arrived = self.arrivals.iter().rfind(|arrival| reached(Some(arrival.on), day));
        arrived.map(|arrival| arrival.country)
    }

    /// The plan that is open on a day: the one agreed last.
    pub fn plan_open_on(&self, day: Day) -> Option<&Plan> {
        self.plans.iter().rfind(|plan| plan.spell.covers(day))
    }

    fn is_reintegrating_on(&self, day: Day) -> bool {
        self.plan_open_on(day).is_some() || reached(self.milestones.completed, day)
    }

    /// The days up to `until` on which somebody should ask how she is: every month from her first
    /// day of work, until she sets out for home, dies, or the cycle ends.
    pub fn check_ins_due(&self, until: Day) -> Vec<Day> {
        let policy = self.opening.as_ref().map_or(CheckInPolicy::None, |opening| opening.check_ins);
        let start = match (policy, self.milestones.first_job) {
            (CheckInPolicy::Monthly, Some(start)) => start.first_day(),
            (CheckInPolicy::Monthly, None) | (CheckInPolicy::None, _) => return Vec::new(),
        };
        let ends = [
            self.milestones.return_departed,
            self.milestones.returned,
            self.milestones.died,
            self.closing.map(|closing| closing.on),
        ];
        let end = ends.into_iter().flatten().map(Occurrence::first_day).min();
        let last = end.map_or(until, |end| end.min(until));
        let months = 1..=MONTHS_MAX;
        months.map(|month| start.plus_months(month)).take_while(|due| *due <= last).collect()
    }

    /// The last day up to `day` on which she was heard of. A complaint of hers counts too, but
    /// stands on another stream.
    pub fn last_contact(&self, day: Day) -> Option<Day> {
        self.contacts.iter().map(|contact| contact.first_day()).filter(|on| *on <= day).max()
    }

    /// Whether contact with her holds on a day; none while she is at home. `complaint` is the
    /// last day on which she complained.
    pub fn contact_on(&self, day: Day, complaint: Option<Day>) -> Option<Contact> {
        let away = match self.stage_on(day)? {
            Stage::InTransit | Stage::Abroad | Stage::ReturnDecided => true,
            Stage::Preparing
            | Stage::Matched
            | Stage::Contracted
            | Stage::Cleared
            | Stage::Returned
            | Stage::Reintegrating
            | Stage::Deceased
            | Stage::Closed(_) => false,
        };
        if !away {
            return None;
        }
        let heard = self.last_contact(day).max(complaint.filter(|on| *on <= day));
        let lost = self.losses.iter().rfind(|loss| loss.covers(day));
        if lost.is_some_and(|loss| heard.is_none_or(|heard| heard <= loss.from.first_day())) {
            return Some(Contact::Lost);
        }
        let waited = self.check_ins_due(day.plus_days(-CHECK_IN_GRACE_DAYS - 1));
        let unheard = waited.last().is_some_and(|due| heard < Some(*due));
        Some(if unheard { Contact::Overdue } else { Contact::InContact })
    }
}

/// How many days a check-in may be late.
pub const CHECK_IN_GRACE_DAYS: i32 = 7;

/// More months than the calendar of dates has.
const MONTHS_MAX: i32 = 12 * 300;

/// After every day of the calendar that dates can bear.
const LAST_DAY: Occurrence = Occurrence::Year(2199);

fn reached(milestone: Option<Occurrence>, day: Day) -> bool {
    milestone.is_some_and(|on| on.first_day() <= day)
}
