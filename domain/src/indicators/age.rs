//! How old somebody was, from the birth year that the coded facts keep (domain.md H.2 no. 8).

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::date::Day;

choices! {
    /// Age groups by which figures are broken down, coded as in SDMX.
    pub enum AgeGroup as "age_group" {
        /// Younger than 15.
        Under15 = "Y_LT15",
        /// 15 to 19.
        From15 = "Y15T19",
        /// 20 to 24.
        From20 = "Y20T24",
        /// 25 to 29.
        From25 = "Y25T29",
        /// 30 to 34.
        From30 = "Y30T34",
        /// 35 to 44.
        From35 = "Y35T44",
        /// 45 to 54.
        From45 = "Y45T54",
        /// 55 to 64.
        From55 = "Y55T64",
        /// 65 and older.
        From65 = "Y_GE65",
        /// Not known.
        Unknown = "_U",
    }
}

/// Completed years on a day, of somebody taken to be born on 1 July of a year; none before birth.
pub fn age_on(birth_year: i16, day: Day) -> Option<u16> {
    let birthday_is_over = day >= Day::new(day.year(), 7, 1).ok()?;
    let years = day.year() - birth_year - i16::from(!birthday_is_over);
    u16::try_from(years).ok()
}

impl AgeGroup {
    /// The group on a day of somebody born in a year.
    pub fn on(birth_year: Option<i16>, day: Day) -> Self {
        let Some(age) = birth_year.and_then(|year| age_on(year, day)) else {
            return Self::Unknown;
        };
        match age {
            0..15 => Self::Under15,
            15..20 => Self::From15,
            20..25 => Self::From20,
            25..30 => Self::From25,
            30..35 => Self::From30,
            35..45 => Self::From35,
            45..55 => Self::From45,
            55..65 => Self::From55,
            65.. => Self::From65,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_birthday_is_on_the_first_of_july() {
        assert_eq!(age_on(1994, day("2024-06-30")), Some(29));
        assert_eq!(age_on(1994, day("2024-07-01")), Some(30));
        assert_eq!(age_on(2025, day("2024-07-01")), None);
        assert_eq!(age_on(2024, day("2024-02-29")), None);
    }

    #[test]
    fn groups_begin_and_end_where_the_table_says() {
        for (year, group) in [
            (2010, AgeGroup::Under15),
            (2009, AgeGroup::From15),
            (1995, AgeGroup::From25),
            (1994, AgeGroup::From30),
            (1989, AgeGroup::From35),
            (1960, AgeGroup::From55),
            (1959, AgeGroup::From65),
        ] {
            assert_eq!(AgeGroup::on(Some(year), day("2024-07-01")), group, "{year}");
        }
    }

    #[test]
    fn an_unknown_or_impossible_birth_year_has_a_group_of_its_own() {
        assert_eq!(AgeGroup::on(None, day("2024-07-01")), AgeGroup::Unknown);
        assert_eq!(AgeGroup::on(Some(2030), day("2024-07-01")), AgeGroup::Unknown);
        assert_eq!(AgeGroup::Unknown.code(), "_U");
    }
}
