//! What was so on day 365, and what nobody knows.

use serde_json::json;

use super::*;
use crate::indicators::said::by_cycle;
use crate::indicators::story::{Story, day};
use crate::migrant;

type Worker = Story<migrant::Event>;

/// Home since 2024-01-01: day 365 is 2024-12-31, its window 2024-11-16 to 2025-02-14.
fn returnee() -> Worker {
    Worker::of("R").cycle("C").on("2024-01-01", "return_arrival_recorded", json!({}))
}

fn job(story: Worker, from: &str, green: bool) -> Worker {
    story.on(
        from,
        "employment_after_return_started",
        json!({ "status": "EMPLOYEE", "green": green }),
    )
}

fn survey(story: Worker, on: &str) -> Worker {
    let (instrument, wave) = ("test-dims-1", "ENDLINE");
    story.on(
        on,
        "rss_administered",
        json!({ "instrument": instrument, "version": 1, "wave": wave }),
    )
}

fn enterprise(story: Worker, from: &str) -> Worker {
    story.on(from, "enterprise_started", json!({ "enterprise": "EN", "green": true }))
}

#[track_caller]
fn check(story: &Worker, on: &str, expected: YearStatus) {
    let status =
        story.told(|facts| status_after_year(&by_cycle(facts)[0], day("2024-01-01"), day(on)));
    assert_eq!(status, expected);
}

const YES: YearStatus = YearStatus::Yes { green: false };

#[test]
fn before_the_day_nothing_is_known() {
    check(&job(returnee(), "2024-06-01", false), "2024-12-30", YearStatus::NotYet);
}

#[test]
fn a_job_that_nobody_looked_at_again_is_unknown() {
    let story = job(returnee(), "2024-06-01", false);
    check(&story, "2025-12-31", YearStatus::Unknown);
    check(&survey(story.clone(), "2025-02-14"), "2025-12-31", YES);
    check(&survey(story, "2025-02-15"), "2025-12-31", YearStatus::Unknown);
}

#[test]
fn the_day_decides_not_the_day_of_the_look() {
    let ended = |on: &str| {
        job(returnee(), "2024-06-01", false).on(on, "employment_after_return_ended", json!({}))
    };
    check(&ended("2024-12-31"), "2025-12-31", YearStatus::No);
    check(&ended("2025-01-01"), "2025-12-31", YES);
    check(&job(returnee(), "2025-01-01", false), "2025-12-31", YearStatus::No);
}

#[test]
fn green_is_whatever_covers_the_day() {
    let story = job(job(returnee(), "2024-03-01", false), "2024-12-01", true);
    check(&story, "2025-12-31", YearStatus::Yes { green: true });
}

#[test]
fn an_enterprise_found_standing_still_is_over_until_it_is_found_operating() {
    let found = |story: Worker, on: &str, status: &str| {
        story.on(on, "enterprise_status_checked", json!({ "enterprise": "EN", "status": status }))
    };
    let story = found(enterprise(returnee(), "2024-03-01"), "2024-12-01", "SUSPENDED");
    check(&story, "2025-12-31", YearStatus::No);
    let story = found(story, "2024-12-20", "OPERATING");
    check(&story, "2025-12-31", YearStatus::Yes { green: true });
    let unknown = found(enterprise(returnee(), "2024-03-01"), "2024-12-01", "UNKNOWN");
    check(&unknown, "2025-12-31", YearStatus::Unknown);
}

#[test]
fn an_enterprise_that_closed_needs_nobody_to_look_again() {
    let after_year = |story: &Worker, on: &str| {
        story.told(|facts| {
            let cycle = &by_cycle(facts)[0];
            enterprise_after_year(cycle, &spells(cycle)[0], day(on))
        })
    };
    let started = enterprise(returnee(), "2024-03-01");
    let closed =
        started.clone().on("2024-12-01", "enterprise_closed", json!({ "enterprise": "EN" }));
    assert_eq!(after_year(&closed, "2025-12-31"), YearStatus::No);
    assert_eq!(after_year(&started, "2025-02-28"), YearStatus::NotYet);
    assert_eq!(after_year(&started, "2025-03-01"), YearStatus::Unknown);
    let seen = survey(started, "2025-03-20");
    assert_eq!(after_year(&seen, "2025-12-31"), YearStatus::Yes { green: true });
}

/// The window of a year that ends before a leap day is counted in days, not in months.
#[test]
fn a_leap_year_moves_day_365() {
    let story = survey(job(returnee(), "2024-02-29", false), "2024-12-31");
    check(&story, "2024-12-31", YES);
}

#[test]
fn half_a_year_after_has_a_window_of_its_own() {
    let half = |story: &Worker, on: &str| {
        story.told(|facts| status_after_half_year(&by_cycle(facts)[0], day("2024-01-01"), day(on)))
    };
    // Day 182 is 1 July.
    let story = job(returnee(), "2024-05-20", false);
    assert_eq!(half(&story, "2024-06-30"), YearStatus::NotYet);
    assert_eq!(half(&story, "2024-07-01"), YES);
    check(&story, "2025-12-31", YearStatus::Unknown);
    assert_eq!(half(&job(returnee(), "2024-05-10", false), "2024-07-01"), YearStatus::Unknown);
}
