//! Each soft rule at its edges: what raises it, what ends it, what takes it back.

use serde_json::{Value, json};

use super::case::{Case, seen};
use crate::complaint::Complaint;
use crate::findings::{Anchor, Finding, Severity, conflict, of_complaint, sla_breach};
use crate::indicators::complaints::Deadlines;
use crate::indicators::story::scenarios::{cost, opened, s1, s2, s7, terms, wage, with};
use crate::indicators::story::{Story, day, id};
use crate::{complaint, migrant};

type Worker = Story<migrant::Event>;

const LATER: &str = "2025-12-31";

/// Registered, with one open cycle.
fn prepared() -> Worker {
    Worker::of("P")
        .on("2024-01-01", "migrant_registered", json!({ "sex": "F", "birth_precision": "UNKNOWN" }))
        .cycle("C")
        .on("2024-01-01", "cycle_opened", opened("C", 1, "REGULAR", "NONE"))
}

/// At work abroad since 2024-03-01 under CT-1, 1,000.00 EUR a month.
fn at_work() -> Worker {
    prepared()
        .on("2024-01-10", "orientation_completed", json!({ "hours": 16 }))
        .on("2024-01-20", "contract_verified", json!({ "terms": terms("CT-1", "1000.00 EUR") }))
        .on("2024-01-21", "contract_signed", json!({ "terms": terms("CT-1", "1000.00 EUR") }))
        .on("2024-02-20", "departure_recorded", json!({ "regular": true }))
        .on("2024-02-21", "arrival_recorded", json!({ "country": "ES" }))
        .on("2024-03-01", "employment_started", json!({ "employer": "E", "contract": "CT-1" }))
}

#[test]
fn a_prepared_worker_who_is_paid_raises_nothing() {
    let paid = wage("2024-03", "1000.00 EUR", "1000.00 EUR");
    let story = at_work().on("2024-03-31", "wage_payment_recorded", paid);
    assert_eq!(Case::of(story).codes(LATER), [""; 0]);
}

// F01

#[test]
fn a_cost_raises_a_finding_only_if_it_is_a_recruitment_cost_and_the_worker_s() {
    let raised = |cost: Value| {
        let story = prepared().on("2024-01-05", "recruitment_cost_paid", cost);
        let severities = Case::of(story).seen("F01", LATER);
        severities.first().map(|(_, severity, ..)| *severity)
    };
    let paid = |category: &str| cost("K", "100.00 EUR", category);
    assert_eq!(raised(paid("FEE_RECOVERY")), Some(Severity::High));
    assert_eq!(raised(paid("ILLEGITIMATE")), Some(Severity::High));
    assert_eq!(raised(paid("EQUIPMENT")), Some(Severity::Medium));
    assert_eq!(raised(paid("SMUGGLING")), None);
    assert_eq!(raised(paid("LOAN_INTEREST")), None);
    assert_eq!(raised(with(paid("FEE_SERVICE"), "payer", json!("EMPLOYER"))), None);
}

#[test]
fn a_fee_is_made_good_when_all_of_it_was_paid_back() {
    let repaid = |amount: &str| json!({ "cost": "K", "amount": amount, "by": "AGENCY", "kind": "FEE_REFUND" });
    let story = prepared()
        .on("2024-01-05", "recruitment_cost_paid", cost("K", "100.00 EUR", "FEE_SERVICE"))
        .on("2024-02-05", "recruitment_cost_reimbursed", repaid("60.00 EUR"));
    assert_eq!(Case::of(story.clone()).seen("F01", LATER)[0].3, None);
    let story = story.on("2024-03-05", "recruitment_cost_reimbursed", repaid("40.00 EUR"));
    assert_eq!(Case::of(story).seen("F01", LATER)[0].3.as_deref(), Some("2024-03-05"));
}

#[test]
fn an_annulled_fee_takes_its_finding_back_and_a_corrected_one_keeps_its_id() {
    let case = Case::of(s1());
    assert_eq!(case.seen("F01", LATER).len(), 3);
    assert_eq!(Case::of(s1().without(6)).seen("F01", LATER).len(), 2);
    let moved = s1().corrected(6, |entry| {
        entry.context.occurred_on = "2024-02-01".parse().unwrap();
    });
    let ids = |case: &Case| {
        let mut ids: Vec<_> = case.findings("2024-03-01").iter().map(Finding::id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(ids(&case), ids(&Case::of(moved)));
}

// F03

#[test]
fn a_licence_suspended_retroactively_raises_a_finding_for_an_old_placement() {
    let suspended = json!({ "reason": "ILLEGAL_FEES" });
    let suspend = |on: &'static str| {
        Case::of(s1()).agency(|a| a.on(on, "agency_licence_suspended", suspended.clone()))
    };
    assert_eq!(suspend("2024-02-13").seen("F03", LATER), []);
    let raised = [("F03", Severity::High, "2024-02-12".to_owned(), None)];
    assert_eq!(suspend("2024-02-12").seen("F03", LATER), raised);
    let lifted = suspend("2024-02-01").agency(|agency| {
        agency.on("2024-02-10", "agency_licence_reinstated", json!({ "reason": "REMEDIED" }))
    });
    assert_eq!(lifted.seen("F03", LATER), []);
}

#[test]
fn a_gap_between_two_licences_is_no_licence() {
    let placed = |on: &str| {
        let said = json!({ "agency": "AG-SN-001", "channel": "AGENCY" });
        let again = json!({ "valid_from": "2026-02-01", "valid_to": "2027-01-31" });
        Case::of(prepared().on(on, "placement_made", said))
            .agency(|agency| agency.on("2026-01-20", "agency_licence_renewed", again))
            .codes("2026-12-31")
    };
    assert_eq!(placed("2025-12-31"), [""; 0]);
    assert_eq!(placed("2026-01-01"), ["F03"]);
    assert_eq!(placed("2026-02-01"), [""; 0]);
    // Some day of January 2026 had none; some day of 2025 or of February had one.
    assert_eq!(placed("2026-01"), ["F03"]);
    assert_eq!(placed("2025"), [""; 0]);
}

#[test]
fn a_placement_by_an_agency_that_nobody_registered_is_without_licence() {
    let placed = json!({ "agency": "AG-X", "channel": "AGENCY" });
    let case = Case::of(prepared().on("2024-01-15", "placement_made", placed.clone()));
    assert_eq!(case.codes(LATER), ["F03"]);
    let direct = with(placed, "agency", Value::Null);
    let case = Case::of(prepared().on("2024-01-15", "placement_made", direct));
    assert_eq!(case.codes(LATER), [""; 0]);
}

// F04, F05

#[test]
fn a_departure_without_contract_or_orientation_raises_two_findings_that_late_facts_take_back() {
    let left = prepared().on("2024-02-20", "departure_recorded", json!({ "regular": true }));
    assert_eq!(Case::of(left.clone()).codes(LATER), ["F04", "F05"]);
    let verified = json!({ "terms": terms("CT-1", "1000.00 EUR") });
    let late = |on: &str| left.clone().on(on, "contract_verified", verified.clone());
    assert_eq!(Case::of(late("2024-02-20")).codes(LATER), ["F05"]);
    assert_eq!(Case::of(late("2024-02-21")).codes(LATER), ["F04", "F05"]);
    let oriented = left.on("2024-02", "orientation_completed", json!({ "hours": 16 }));
    assert_eq!(Case::of(oriented).codes(LATER), ["F04"], "some day of February may be before");
}

#[test]
fn a_waiver_counts_if_it_says_why_and_the_record_bears_it_out() {
    let left = |waiver: &str| {
        prepared().on("2024-02-01", "orientation_waived", json!({ "reason": waiver })).on(
            "2024-02-20",
            "departure_recorded",
            json!({ "regular": true }),
        )
    };
    assert_eq!(Case::of(left("EMERGENCY")).codes(LATER), ["F04"]);
    assert_eq!(Case::of(left("REPEAT_WITHIN_24M")).codes(LATER), ["F04", "F05"]);
    assert_eq!(Case::of(s2()).seen("F05", LATER).len(), 1);
}

// F06

#[test]
fn a_refuted_substitution_is_over_and_a_new_report_opens_it_anew() {
    let said = json!({ "contract": "CT-1", "detected_by": "WORKER" });
    let story = at_work().on("2024-04-01", "contract_substitution_reported", said.clone()).on(
        "2024-05-01",
        "contract_substitution_refuted",
        said.clone(),
    );
    let case = Case::of(story.clone());
    let over = Some("2024-05-01".to_owned());
    assert_eq!(case.seen("F06", LATER), [("F06", Severity::Medium, "2024-04-01".into(), over)]);
    let again = Case::of(story.on("2024-06-01", "contract_substitution_reported", said));
    assert_eq!(again.seen("F06", LATER), [("F06", Severity::Medium, "2024-06-01".into(), None)]);
    assert_eq!(case.findings(LATER)[0].id(), again.findings(LATER)[0].id());
}

// F08

#[test]
fn wages_owed_raise_a_finding_when_seven_days_have_passed_and_it_grows() {
    let unpaid = |month: &str| wage(month, "1000.00 EUR", "0.00 EUR");
    let story = at_work().on("2024-03-31", "wage_payment_recorded", unpaid("2024-03")).on(
        "2024-04-30",
        "wage_payment_recorded",
        unpaid("2024-04"),
    );
    let case = Case::of(story.clone());
    assert_eq!(case.codes("2024-04-07"), [""; 0]);
    let since = "2024-04-08".to_owned();
    assert_eq!(case.seen("F08", "2024-04-08"), [("F08", Severity::Medium, since.clone(), None)]);
    assert_eq!(case.seen("F08", "2024-05-08"), [("F08", Severity::High, since.clone(), None)]);
    let settled = json!({ "contract": "CT-1", "periods": [], "amount": "2000.00 EUR" });
    let paid = Case::of(story.on("2024-06-01", "wage_arrears_settled", settled));
    let over = Some("2024-06-01".to_owned());
    assert_eq!(paid.seen("F08", LATER), [("F08", Severity::High, since, over)]);
    assert_eq!(paid.findings(LATER)[0].id(), case.findings("2024-04-08")[0].id());
}

#[test]
fn a_late_payslip_takes_the_arrears_back() {
    let paid = wage("2024-03", "1000.00 EUR", "1000.00 EUR");
    let story = at_work().on(
        "2024-03-31",
        "wage_payment_recorded",
        wage("2024-03", "1000.00 EUR", "0.00 EUR"),
    );
    assert_eq!(Case::of(story.clone()).codes(LATER), ["F08"]);
    let late = with(paid, "paid_on", json!("2024-03-30"));
    let told = story.on("2024-06-01", "wage_payment_recorded", late);
    assert_eq!(Case::of(told).codes(LATER), [""; 0]);
}

// F10

#[test]
fn a_document_stays_a_finding_until_she_has_it_back() {
    let taken = json!({ "document": "PASSPORT", "holder": "EMPLOYER" });
    let story = at_work().on("2024-03-10", "document_retained", taken);
    let case = Case::of(story.clone());
    assert_eq!(case.codes("2024-03-09"), [""; 0]);
    let found = &case.findings(LATER)[0];
    assert_eq!(seen(found), ("F10", Severity::High, "2024-03-10".into(), None));
    assert_eq!(found.employer, Some(id("E")));
    let other = story.on("2024-04-01", "document_returned", json!({ "document": "CONTRACT" }));
    assert_eq!(Case::of(other.clone()).seen("F10", LATER)[0].3, None);
    let back = other.on("2024-04-02", "document_returned", json!({ "document": "PASSPORT" }));
    assert_eq!(Case::of(back).seen("F10", LATER)[0].3.as_deref(), Some("2024-04-02"));
}

// F13

#[test]
fn two_missed_check_ins_in_a_row_raise_a_finding_before_the_silence_is_long() {
    // Contact on 8 June; attempts failed on 8 July and, in this telling, already on 20 July.
    let sooner = s7().without(17).without(18).corrected(14, |entry| {
        entry.context.occurred_on = "2024-07-20".parse().unwrap();
    });
    let case = Case::of(sooner);
    assert_eq!(case.seen("F13", "2024-07-19"), []);
    let raised = case.seen("F13", "2024-07-20");
    assert_eq!(raised, [("F13", Severity::Medium, "2024-07-20".into(), None)]);
    let later = case.seen("F13", "2024-08-07");
    assert_eq!(later, [("F13", Severity::High, "2024-07-20".into(), None)]);
}

#[test]
fn silence_raises_nothing_where_nobody_watches() {
    assert_eq!(Case::of(at_work()).codes(LATER), [""; 0]);
    let attempted = at_work().on("2024-04-01", "check_in_missed", json!({}));
    let raised = Case::of(attempted).seen("F13", LATER);
    assert_eq!(raised, [("F13", Severity::High, "2024-04-21".into(), None)]);
}

// F14

fn filed() -> Story<complaint::Event> {
    Story::of("CP").on(
        "2024-08-02",
        "complaint_filed",
        json!({
            "complainants": ["P01"], "anonymous": false, "respondent": "EMPLOYER",
            "categories": ["FOOD"], "employer": "E"
        }),
    )
}

#[track_caller]
fn overdue(complaint: &Story<complaint::Event>, on: &str, expected: &[(&str, Option<&str>)]) {
    complaint.by(on, |facts| {
        let found =
            sla_breach::findings(id("CP"), facts, (Deadlines::in_force(None, day(on)), day(on)));
        let found: Vec<_> = found.iter().map(|f| (f.since.to_string(), f.until)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(since, until)| ((*since).to_owned(), until.map(day))).collect();
        assert_eq!(found, expected);
    });
}

#[test]
fn a_complaint_that_nobody_answers_breaks_two_deadlines_one_after_the_other() {
    overdue(&filed(), "2024-08-04", &[]);
    overdue(&filed(), "2024-08-05", &[("2024-08-05", None)]);
    overdue(&filed(), "2024-08-16", &[("2024-08-05", None)]);
    overdue(&filed(), "2024-08-17", &[("2024-08-05", None), ("2024-08-17", None)]);
    let answered = filed().on("2024-08-20", "complaint_acknowledged", json!({})).on(
        "2024-08-16",
        "complaint_resolved",
        json!({ "outcome": "UPHELD" }),
    );
    overdue(&answered, LATER, &[("2024-08-05", Some("2024-08-20"))]);
}

#[test]
fn a_complaint_that_was_withdrawn_in_time_breaks_no_deadline() {
    let withdrawn = |on: &str| {
        let said = json!({ "complainant": "P01", "reason": "SETTLED_PRIVATELY" });
        filed().on("2024-08-03", "complaint_acknowledged", json!({})).on(
            on,
            "complaint_withdrawn",
            said,
        )
    };
    overdue(&withdrawn("2024-08-10"), LATER, &[]);
    overdue(&withdrawn("2024-09-10"), LATER, &[("2024-08-17", Some("2024-09-10"))]);
}

#[test]
fn a_complaint_is_asked_for_deadlines_and_contradictions_at_once() {
    let story = filed().on("2024-08-10", "complaint_acknowledged", json!({})).on(
        "2024-08-03",
        "complaint_acknowledged",
        json!({}),
    );
    let codes = story.by("2024-08-12", |facts| {
        let others = crate::aggregate::Others::default();
        let found = of_complaint(id("CP"), facts, (&others, day("2024-08-12")));
        found.iter().map(|found| found.rule.code()).collect::<Vec<_>>()
    });
    assert_eq!(codes, ["F17"], "the earlier acknowledgement came in time");
}

// F16

#[test]
fn an_imported_cycle_is_complete_once_every_phase_is_told() {
    let imported = |story: Worker| {
        story.corrected(1, |entry| {
            let opened = migrant::pre_departure::CycleOpened {
                cycle: "C".parse().unwrap(),
                ordinal: 1,
                programme: None,
                intended_country: None,
                path: migrant::pre_departure::Path::Regular,
                origin: migrant::pre_departure::CycleOrigin::ImportLegacy,
                check_ins: migrant::pre_departure::CheckInPolicy::None,
                intended_stay_months: None,
            };
            entry.event = migrant::pre_departure::Event::from(opened).into();
        })
    };
    assert_eq!(Case::of(imported(prepared())).codes(LATER), ["F16"]);
    assert_eq!(Case::of(imported(at_work())).codes(LATER), [""; 0]);
    let called_off = prepared().on("2024-02-01", "cycle_cancelled", json!({ "reason": "OTHER" }));
    assert_eq!(Case::of(imported(called_off)).codes(LATER), [""; 0]);
}

// F17

#[test]
fn a_fact_that_no_longer_fits_raises_a_conflict_that_names_the_rule() {
    let story = filed().on("2024-08-10", "complaint_acknowledged", json!({})).on(
        "2024-08-04",
        "complaint_acknowledged",
        json!({}),
    );
    let found = story.told(|facts| {
        conflict::findings::<Complaint>(id("CP"), facts, &crate::aggregate::Others::default())
    });
    let event = story.event_id(1);
    let code = "complaint.already_acknowledged".to_owned();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].anchor, Anchor::Conflict(event, code));
    assert_eq!((found[0].severity, found[0].evidence.clone()), (Severity::High, vec![event]));
}

#[test]
fn a_death_learnt_of_late_conflicts_with_wages_of_later_months() {
    let story = at_work()
        .on("2024-06-30", "wage_payment_recorded", wage("2024-06", "1000.00 EUR", "1000.00 EUR"))
        .on("2024-05-20", "death_abroad_recorded", json!({ "cause": "ROAD" }));
    assert_eq!(Case::of(story.clone()).codes(LATER), ["F17"]);
    assert_eq!(Case::of(story.without(9)).codes(LATER), [""; 0], "the death was annulled");
}

// F22

#[test]
fn closing_with_an_open_complaint_is_made_good_when_the_complaint_ends() {
    let closed =
        || at_work().on("2024-09-01", "cycle_closed", json!({ "outcome": "SETTLED_ABROAD" }));
    let hers = |end: Option<&str>| {
        let filed = Story::of("CP-1").on(
            "2024-08-02",
            "complaint_filed",
            json!({
                "complainants": ["P"], "anonymous": false, "respondent": "EMPLOYER",
                "categories": ["FOOD"]
            }),
        );
        match end {
            None => filed,
            Some(on) => filed.on(on, "complaint_resolved", json!({ "outcome": "DISMISSED" })),
        }
    };
    let found = |end: Option<&str>| Case::of(closed()).complaint(hers(end)).seen("F22", LATER);
    let since = || "2024-09-01".to_owned();
    assert_eq!(found(None), [("F22", Severity::Medium, since(), None)]);
    let over = Some("2024-10-01".to_owned());
    assert_eq!(found(Some("2024-10-01")), [("F22", Severity::Medium, since(), over)]);
    assert_eq!(found(Some("2024-09-01")), []);
}
