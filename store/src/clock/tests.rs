//! What time is believed.

use super::*;

const NOON: i64 = 1_700_000_000_000;

fn head(recorded_at_ms: i64) -> Head {
    Head { size: 1, recorded_at_ms, ..Head::default() }
}

#[test]
fn an_empty_log_believes_any_time() {
    let guard = ClockGuard::new(Some(ClockLimits::default()));
    assert!(guard.check(i64::MAX, &Head::default()).is_ok());
}

#[test]
fn after_opening_a_long_silence_is_believed_and_an_age_is_not() {
    let fresh = || ClockGuard::new(Some(ClockLimits::default()));
    assert!(fresh().check(NOON + 90 * DAY_MS, &head(NOON)).is_ok());
    let refused = fresh().check(NOON + 90 * DAY_MS + 5, &head(NOON));
    assert!(matches!(refused, Err(AppendError::ClockJumped { ahead_ms: 5 })));
    assert!(fresh().check(NOON - 900 * DAY_MS, &head(NOON)).is_ok(), "stamps do not go back");
}

#[test]
fn a_confirmed_time_is_believed_for_a_day() {
    let guard = ClockGuard::new(Some(ClockLimits::default()));
    let much_later = NOON + 900 * DAY_MS;
    assert!(guard.check(much_later, &head(NOON)).is_err());
    guard.confirm(much_later);
    assert!(guard.check(much_later + DAY_MS, &head(NOON)).is_ok());
    assert!(guard.check(much_later + 4 * DAY_MS, &head(NOON)).is_err());
}

#[test]
fn extreme_times_are_refused_without_overflow() {
    let guard = ClockGuard::new(Some(ClockLimits::default()));
    assert!(guard.check(i64::MAX, &head(i64::MIN)).is_err());
    assert!(guard.check(i64::MIN, &head(i64::MAX)).is_ok());
}
