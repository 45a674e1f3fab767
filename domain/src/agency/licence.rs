//! Whether an agency was licensed on a day: a question to all that is known of its licence.

use crate::date::Day;

/// What an agency's licence was worth on a day.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum LicenceStatus {
    /// In force.
    Valid,
    /// Granted, but only from a later day on.
    NotYet,
    /// Suspended.
    Suspended,
    /// Revoked.
    Revoked,
    /// Run out, or in a gap between two periods.
    Expired,
    /// Never granted.
    None,
}

impl LicenceStatus {
    /// The status's code in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "VALID",
            Self::NotYet => "NOT_YET",
            Self::Suspended => "SUSPENDED",
            Self::Revoked => "REVOKED",
            Self::Expired => "EXPIRED",
            Self::None => "NONE",
        }
    }
}

/// All that is known of an agency's licence: its periods and what was done to it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Licence {
    periods: Vec<Period>,
    acts: Vec<(Day, Act)>,
}

/// A period for which the licence was granted or renewed, both days included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day; none where it has no end.
    pub to: Option<Day>,
}

/// What is done to a licence with effect from a day on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Act {
    /// Granted anew: whatever was wrong before no longer counts.
    Granted,
    /// Suspended, up to a day or until further notice.
    Suspended {
        /// The last day, included.
        until: Option<Day>,
    },
    /// The suspension lifted.
    Reinstated,
    /// Revoked.
    Revoked,
    /// Run out.
    Expired,
}

impl Licence {
    /// Its periods, in the order in which they were granted.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// What was done to it, in the order in which it took effect.
    pub fn acts(&self) -> &[(Day, Act)] {
        &self.acts
    }

    /// Whether one was ever granted.
    pub fn was_granted(&self) -> bool {
        !self.periods.is_empty()
    }

    /// What it was worth on a day.
    pub fn status_on(&self, day: Day) -> LicenceStatus {
        let mut condition = Condition::Sound;
        for (since, act) in self.acts.iter().take_while(|(since, _)| *since <= day) {
            condition = condition.after(*since, *act);
        }
        match condition {
            Condition::Revoked => LicenceStatus::Revoked,
            Condition::Suspended { until } if until.is_none_or(|until| day <= until) => {
                LicenceStatus::Suspended
            }
            Condition::Expired { since } => self.period_status(day, Some(since)),
            Condition::Suspended { .. } | Condition::Sound => self.period_status(day, None),
        }
    }

    /// `expired_on`: periods that had begun by then no longer count.
    fn period_status(&self, day: Day, expired_on: Option<Day>) -> LicenceStatus {
        let counts = |period: &&Period| expired_on.is_none_or(|expired| period.from > expired);
        let holds =
            |period: &Period| period.from <= day && period.to.is_none_or(|last| day <= last);
        if self.periods.iter().filter(counts).any(holds) {
            LicenceStatus::Valid
        } else if self.periods.iter().any(|period| period.from <= day) {
            LicenceStatus::Expired
        } else if self.periods.is_empty() {
            LicenceStatus::None
        } else {
            LicenceStatus::NotYet
        }
    }

    pub(super) fn grant(&mut self, period: Period) {
        self.periods.push(period);
        self.act(period.from, Act::Granted);
    }

    pub(super) fn renew(&mut self, period: Period) {
        self.periods.push(period);
    }

    pub(super) fn act(&mut self, since: Day, act: Act) {
        let after = self.acts.partition_point(|(earlier, _)| *earlier <= since);
        self.acts.insert(after, (since, act));
    }
}

/// What the acts up to a day leave of a licence.
#[derive(Clone, Copy)]
enum Condition {
    Sound,
    Suspended { until: Option<Day> },
    Revoked,
    Expired { since: Day },
}

impl Condition {
    fn after(self, since: Day, act: Act) -> Self {
        match (self, act) {
            // Only a new licence, no reinstatement, comes after a revocation.
            (Self::Revoked, Act::Suspended { .. } | Act::Reinstated | Act::Expired)
            | (Self::Expired { .. }, Act::Reinstated) => self,
            (_, Act::Granted) | (Self::Sound | Self::Suspended { .. }, Act::Reinstated) => {
                Self::Sound
            }
            (_, Act::Suspended { until }) => Self::Suspended { until },
            (_, Act::Revoked) => Self::Revoked,
            (_, Act::Expired) => Self::Expired { since },
        }
    }
}
