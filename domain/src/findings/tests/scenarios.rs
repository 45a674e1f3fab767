//! Which findings the acceptance scenarios raise (domain.md F), and which they do not.

use super::case::Case;
use crate::findings::{Finding, Severity};
use crate::indicators::story::scenarios::{
    S7_KNOWN_BEFORE_DELIVERY, s1, s1_complaint, s2, s3, s5, s6, s7, s10_returnee,
};

fn s1_case() -> Case {
    Case::of(s1()).complaint(s1_complaint())
}

#[test]
fn s1_raises_three_fees_a_substitution_arrears_a_document_and_an_open_complaint() {
    let case = s1_case();
    assert_eq!(case.codes("2026-12-31"), ["F01", "F01", "F01", "F06", "F08", "F10", "F22"]);
    // Before the journey, only the fees.
    assert_eq!(case.codes("2024-03-10"), ["F01", "F01", "F01"]);
}

#[test]
fn s1_findings_say_how_grave_they_are_and_since_when() {
    let case = s1_case();
    let on = "2026-12-31";
    let high = Severity::High;
    let fees: Vec<_> = case.seen("F01", on).into_iter().map(|(_, severity, ..)| severity).collect();
    assert_eq!(fees, [Severity::High, Severity::Medium, Severity::Medium]);
    assert_eq!(case.seen("F06", on), [("F06", high, "2024-03-14".into(), None)]);
    // Of April's wage 373.00 were short; the seven days ended on 7 May.
    assert_eq!(case.seen("F08", on), [("F08", high, "2024-05-08".into(), None)]);
    let returned = Some("2024-08-10".into());
    assert_eq!(case.seen("F10", on), [("F10", high, "2024-03-20".into(), returned)]);
    let open = [("F22", Severity::Medium, "2026-02-10".to_owned(), None)];
    assert_eq!(case.seen("F22", on), open);
}

#[test]
fn s1_the_substitution_was_of_medium_weight_until_it_was_confirmed() {
    let case = s1_case();
    let on = |day: &str| case.seen("F06", day)[0].1;
    assert_eq!((on("2024-08-09"), on("2024-08-10")), (Severity::Medium, Severity::High));
    let ids = |day: &str| case.findings(day).iter().map(Finding::id).collect::<Vec<_>>();
    assert!(ids("2024-08-09").iter().all(|id| ids("2024-08-10").contains(id)));
}

#[test]
fn s2_raises_one_fee_and_the_missing_orientation() {
    assert_eq!(Case::of(s2()).codes("2025-12-31"), ["F01", "F05"]);
}

#[test]
fn s3_raises_what_an_informal_broker_and_an_unpaid_household_leave() {
    let case = Case::of(s3());
    assert_eq!(case.codes("2025-12-31"), ["F01", "F04", "F05", "F08", "F10"]);
}

#[test]
fn s5_raises_nothing_about_papers_that_an_irregular_journey_never_has() {
    assert_eq!(Case::of(s5()).codes("2024-12-31"), [""; 0]);
    assert_eq!(Case::of(s5()).codes("2025-05-01"), ["F13"]);
}

#[test]
fn s6_raises_no_fee_and_no_arrears() {
    let case = Case::of(s6());
    // Nobody asked him how he was for two months; that ended with his death.
    let silence = Some("2024-05-22".into());
    assert_eq!(case.codes("2024-12-31"), ["F13"]);
    let first = case.seen("F13", "2024-12-31");
    assert_eq!(first, [("F13", Severity::High, "2024-05-03".into(), silence)]);
}

#[test]
fn s7_raises_two_costs_and_a_silence_that_a_late_check_in_shortens() {
    let case = Case::of(s7());
    assert_eq!(case.codes("2024-12-31")[..2], ["F01", "F01"]);
    let silence = |size: u64, on: &str| -> Vec<Finding> {
        let all = case.known(size, on);
        all.into_iter().filter(|found| found.rule.code() == "F13").collect()
    };
    let before = silence(S7_KNOWN_BEFORE_DELIVERY, "2024-09-30");
    let after = silence(u64::MAX, "2024-09-30");
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!(
        (before[0].until, after[0].until.map(|d| d.to_string())),
        (None, Some("2024-08-20".into()))
    );
    assert_eq!(before[0].id(), after[0].id());
    assert_eq!(before[0].since.to_string(), "2024-08-07");
}

#[test]
fn s10_raises_an_incomplete_history_for_every_imported_returnee() {
    assert_eq!(Case::of(s10_returnee()).codes("2026-12-31"), ["F16"]);
}

/// Ids may depend on nothing but rule, stream and anchor.
#[test]
fn the_order_of_the_log_changes_no_finding() {
    let shuffled = s1().reversed_log();
    let of = |case: Case| {
        let mut ids: Vec<_> = case.findings("2026-12-31").iter().map(Finding::id).collect();
        ids.sort_unstable();
        ids
    };
    let again = Case::of(shuffled).complaint(s1_complaint());
    assert_eq!(of(s1_case()), of(again));
}
