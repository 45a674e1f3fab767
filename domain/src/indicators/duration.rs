//! How long something took (domain.md H.2 no. 6): days between dates, hours between instants.

use crate::date::Occurrence;
use crate::rational::Rational;

/// Whole days from one day to another, later or earlier; none where one of them is known only by
/// its month or year.
pub fn days_between(from: Occurrence, to: Occurrence) -> Option<i32> {
    let exact = |when: Occurrence| when.first_day() == when.last_day();
    (exact(from) && exact(to)).then(|| to.first_day().days_since(from.first_day()))
}

/// Hours between two instants, time zones applied; none where one of them has no time of day.
pub fn hours_between(from: Occurrence, to: Occurrence) -> Option<Rational> {
    let seconds = to.instant_utc()?.checked_sub(from.instant_utc()?)?;
    Rational::new(i128::from(seconds), 3_600)
}

/// Whether something was done within a number of hours, or of as many whole days where only days
/// are known (A.0: 48 hours are 2 days); none where not even the days are known.
pub fn is_within_hours(from: Occurrence, to: Occurrence, hours: i32) -> Option<bool> {
    if let Some(taken) = hours_between(from, to) {
        return Some(taken <= Rational::from(hours));
    }
    days_between(from, to).map(|days| days <= hours.div_euclid(24))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> Occurrence {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_between_dates() {
        assert_eq!(days_between(on("2024-03-11"), on("2024-10-15")), Some(218)); // S1
        assert_eq!(days_between(on("2024-03-20"), on("2024-08-10")), Some(143)); // S1
        assert_eq!(days_between(on("2024-02-28"), on("2024-03-01")), Some(2)); // a leap day
        assert_eq!(days_between(on("2025-02-01"), on("2025-01-31")), Some(-1));
    }

    #[test]
    fn an_imprecise_date_gives_no_duration() {
        assert_eq!(days_between(on("2024-03"), on("2024-10-15")), None);
        assert_eq!(days_between(on("2024-03-11"), on("2024")), None);
    }

    #[test]
    fn hours_need_the_time_of_day_at_both_ends() {
        let hours = |from, to| hours_between(on(from), on(to)).map(|hours| hours.to_text(0));
        // S3
        assert_eq!(hours("2024-09-20T09:00:00Z", "2024-09-20T16:00:00Z"), Some("7".into()));
        assert_eq!(hours("2024-09-18T20:00:00Z", "2024-09-20T16:00:00Z"), Some("44".into()));
        assert_eq!(hours("2024-09-20", "2024-09-20T16:00:00Z"), None);
    }

    #[test]
    fn hours_are_counted_in_one_time_zone() {
        // The night in which Spain puts its clocks forward has 23 hours.
        let (from, to) = (on("2024-03-31T00:00:00+01:00"), on("2024-04-01T00:00:00+02:00"));
        assert_eq!(hours_between(from, to), Some(Rational::from(23)));
    }

    #[test]
    fn a_deadline_in_hours_is_one_in_days_where_only_days_are_known() {
        assert_eq!(is_within_hours(on("2024-08-02"), on("2024-08-04"), 48), Some(true));
        assert_eq!(is_within_hours(on("2024-08-02"), on("2024-08-05"), 48), Some(false));
        let filed = on("2024-08-02T10:00:00Z");
        assert_eq!(is_within_hours(filed, on("2024-08-04T10:00:00Z"), 48), Some(true));
        assert_eq!(is_within_hours(filed, on("2024-08-04T10:00:01Z"), 48), Some(false));
        assert_eq!(is_within_hours(on("2024"), on("2024-08-04"), 48), None);
    }
}
