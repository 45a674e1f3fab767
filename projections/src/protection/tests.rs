//! The work list of protection follows contact, documents, arrears and nights in shelter.

use serde_json::json;

use super::*;
use crate::chronicle::scenarios::{s1, s3, s6, s7};
use crate::chronicle::{Recorded, id};

fn row(recorded: &Recorded, who: &str, (known, on): (&str, &str)) -> WatchRow {
    recorded.at(known, on).migrants.get(id(who)).unwrap().watch[0].clone()
}

#[test]
fn a_late_sign_of_life_changes_the_past_only_for_those_who_know_it() {
    let recorded = s7().recorded();
    let seen = |known, on| {
        let row = row(&recorded, "P07", (known, on));
        (row.contact, row.days_since_contact)
    };
    assert_eq!(seen("2024-09-15", "2024-09-15"), (Some("LOST"), Some(99)));
    assert_eq!(seen("2024-09-20", "2024-09-20").0, Some("LOST"));
    assert_eq!(seen("2024-10-05", "2024-08-31"), (Some("IN_CONTACT"), Some(11)));
    assert_eq!(seen("2024-09-30", "2024-09-30").1, Some(114));
    assert_eq!(seen("2024-10-31", "2024-09-30").1, Some(41));
}

#[test]
fn the_check_in_calendar_shows_every_day_that_was_due() {
    let recorded = s7().recorded();
    let row = row(&recorded, "P07", ("2024-09-30", "2024-09-30"));
    let results: Vec<_> = row.check_ins.iter().map(|one| one.result).collect();
    assert_eq!(results, ["ON_TIME", "ON_TIME", "MISSED", "MISSED", "MISSED"]);
    assert_eq!(row.next_check_in_on.map(|day| day.to_string()).as_deref(), Some("2024-10-08"));
    assert!(row.is_domestic);
    assert!(row.flags.contains(&"F13"), "{:?}", row.flags);
}

#[test]
fn check_ins_stop_with_a_death() {
    let recorded = s6().recorded();
    let row = row(&recorded, "P06", ("2024-12-31", "2024-12-31"));
    let due: Vec<_> = row.check_ins.iter().map(|one| one.due_on.to_string()).collect();
    assert_eq!(due, ["2024-04-05", "2024-05-05"]);
    assert_eq!(row.next_check_in_on, None);
    assert_eq!(row.contact, None);
}

#[test]
fn documents_arrears_and_complaints_stand_on_the_work_list() {
    let recorded = s1().recorded();
    let abroad = row(&recorded, "P01", ("2024-08-05", "2024-08-05"));
    assert_eq!(abroad.documents_held, 1);
    assert_eq!(abroad.arrears[0].outstanding.exact().to_text(2), "3392.00");
    assert_eq!(abroad.open_complaints[..], [id("CP-1")]);
    assert_eq!(abroad.open_referrals.len(), 1);
    assert_eq!(abroad.forced_labour_indicators[..], [2, 7, 8]);
    assert_eq!(abroad.last_contact_on.map(|day| day.to_string()).as_deref(), Some("2024-08-02"));
    assert_eq!(abroad.flags[..], ["F01", "F06", "F08", "F10"]);
    let returned = row(&recorded, "P01", ("2024-12-31", "2024-12-31"));
    assert_eq!(returned.documents_held, 0);
    assert_eq!(returned.documents[0].days, 143);
}

#[test]
fn nights_in_a_shelter_are_counted() {
    let stay = json!({ "kinds": ["SHELTER"], "from": "2024-09-21", "to": "2024-10-05" });
    let recorded = s3().on("2024-10-05", ("P03", "assistance_provided"), stay).recorded();
    assert_eq!(row(&recorded, "P03", ("2024-12-31", "2024-12-31")).shelter_nights, 14);
}
