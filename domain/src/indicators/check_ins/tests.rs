//! The calendar of check-ins: short months, early and late calls, attempts without a policy.

use serde_json::json;

use super::*;
use crate::indicators::said::by_cycle;
use crate::indicators::story::scenarios::opened;
use crate::indicators::story::{Story, day};
use crate::migrant;

type Worker = Story<migrant::Event>;

fn works_from(from: &str, policy: &str) -> Worker {
    Worker::of("P")
        .cycle("C")
        .on("2024-01-01", "cycle_opened", opened("C", 1, "REGULAR", policy))
        .on("2024-01-10", "arrival_recorded", json!({ "country": "ES" }))
        .on(from, "employment_started", json!({ "employer": "E" }))
}

fn called(story: Worker, on: &str) -> Worker {
    story.on(on, "check_in_recorded", json!({}))
}

fn due(story: &Worker, on: &str) -> Vec<DueCheckIn> {
    story.by(on, |facts| {
        let cycle = &by_cycle(facts)[0];
        check_ins(cycle, &Milestones::of(cycle), day(on))
    })
}

fn days(story: &Worker, on: &str) -> Vec<String> {
    due(story, on).iter().map(|one| one.on.to_string()).collect()
}

#[track_caller]
fn check(story: &Worker, on: &str, expected: &str) {
    let letter = |one: &DueCheckIn| match one.result {
        CheckInResult::OnTime(..) => 'T',
        CheckInResult::Late(..) => 'L',
        CheckInResult::Missed => 'M',
        CheckInResult::Pending => 'P',
    };
    assert_eq!(due(story, on).iter().map(letter).collect::<String>(), expected);
}

#[test]
fn the_last_day_of_a_month_comes_back_after_a_short_one() {
    let story = works_from("2024-01-31", "MONTHLY");
    assert_eq!(days(&story, "2024-04-30"), ["2024-02-29", "2024-03-31", "2024-04-30"]);
}

#[test]
fn a_call_counts_from_a_week_before_to_a_week_after_its_day() {
    let story = || works_from("2024-03-10", "MONTHLY");
    check(&called(story(), "2024-04-02"), "2024-05-01", "M");
    check(&called(story(), "2024-04-03"), "2024-05-01", "T");
    check(&called(story(), "2024-04-17"), "2024-05-01", "T");
    check(&called(story(), "2024-04-18"), "2024-05-01", "L");
}

#[test]
fn a_check_in_is_missed_only_when_its_week_is_over() {
    let story = works_from("2024-03-10", "MONTHLY");
    check(&story, "2024-04-09", "");
    check(&story, "2024-04-17", "P");
    check(&story, "2024-04-18", "M");
}

#[test]
fn one_call_serves_one_check_in() {
    let story = called(works_from("2024-03-10", "MONTHLY"), "2024-05-05");
    check(&story, "2024-05-31", "MT");
}

#[test]
fn nothing_is_due_after_the_return() {
    let story = works_from("2024-03-10", "MONTHLY");
    let home = story.on("2024-05-09", "return_arrival_recorded", json!({}));
    assert_eq!(days(&home, "2024-12-31"), ["2024-04-10"]);
}

#[test]
fn without_a_policy_only_failed_attempts_are_due() {
    let story = works_from("2024-03-10", "NONE");
    check(&called(story.clone(), "2024-04-10"), "2024-12-31", "");
    check(&story.on("2024-06-01", "check_in_missed", json!({})), "2024-12-31", "M");
    // Near a day of the policy, an attempt is that day's.
    let watched =
        works_from("2024-03-10", "MONTHLY").on("2024-04-12", "check_in_missed", json!({}));
    assert_eq!(days(&watched, "2024-04-30"), ["2024-04-10"]);
}
