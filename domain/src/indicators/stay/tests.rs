//! Which permit rules a stay, and until when.

use serde_json::{Value, json};

use super::*;
use crate::indicators::legal_status::legal_status_on;
use crate::indicators::said::by_cycle;
use crate::indicators::story::{Story, day};
use crate::migrant;
use crate::migrant::abroad::LegalStatus;

fn arrived(permits: &[(&str, Value)]) -> Story<migrant::Event> {
    let mut story = Story::of("P").cycle("C");
    for (on, permit) in permits {
        let mut said = permit.clone();
        said["visa"] = json!("WORK");
        story = story.on(on, "visa_granted", said);
    }
    story.on("2024-02-28", "departure_recorded", json!({ "regular": true })).on(
        "2024-02-29",
        "arrival_recorded",
        json!({ "country": "ES" }),
    )
}

#[track_caller]
fn check(permits: &[(&str, Value)], expected: Option<&str>) {
    let end = arrived(permits).told(|facts| {
        let course = Milestones::of(&by_cycle(facts)[0]);
        authorised_end(facts, &course)
    });
    assert_eq!(end, expected.map(day));
}

#[test]
fn the_permit_or_its_longest_stay_ends_first() {
    let both = |to: &str, months: u16| json!({ "valid_to": to, "max_stay_months": months });
    check(&[("2024-01-01", both("2024-06-30", 9))], Some("2024-06-30"));
    check(&[("2024-01-01", both("2025-06-30", 9))], Some("2024-11-29"));
    // From a leap day, twelve months end on the last day of February.
    check(&[("2024-01-01", both("2026-06-30", 12))], Some("2025-02-28"));
}

#[test]
fn only_a_permit_for_that_day_and_country_counts() {
    let open = json!({ "valid_to": "2025-01-01" });
    check(&[], None);
    check(&[("2024-01-01", json!({ "valid_to": "2024-02-28" }))], None);
    check(&[("2024-01-01", json!({ "valid_from": "2024-03-01", "valid_to": "2025-01-01" }))], None);
    check(&[("2024-01-01", json!({ "valid_to": "2025-01-01", "country": "FR" }))], None);
    check(&[("2024-03-01", open.clone())], None);
    check(
        &[("2024-01-01", open), ("2024-02-01", json!({ "valid_to": "2026-01-01" }))],
        Some("2026-01-01"),
    );
}

#[test]
fn a_change_of_status_counts_from_the_day_it_takes_effect() {
    let changed = json!({ "status": "IRREGULAR", "from": "2024-05-01" });
    let story = arrived(&[]).on("2024-07-01", "legal_status_changed", changed);
    let on = |when: &str| {
        story.told(|facts| {
            let cycle = &by_cycle(facts)[0];
            legal_status_on(cycle, &Milestones::of(cycle), day(when))
        })
    };
    assert_eq!(on("2024-04-30"), LegalStatus::Regular);
    assert_eq!(on("2024-05-01"), LegalStatus::Irregular);
}
