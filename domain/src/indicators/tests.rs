//! The figures of the acceptance scenarios (domain.md F and G), one by one.

use super::arrears::ledgers;
use super::awards::awards;
use super::check_ins::check_ins;
use super::complaints::{ComplaintOfHers, Deadlines, course};
use super::contact::{ContactState, contact_state, contacts, days_since_contact};
use super::detention::{days_detained, detentions};
use super::documents::retentions;
use super::employment::jobs;
use super::first_earnings::first_earnings;
use super::fx::Rates;
use super::livelihood::{YearStatus, enterprise_after_year, spells, status_after_year};
use super::milestones::{Milestone, Milestones, is_in_stock};
use super::percentile::mean;
use super::preparation::{contract_verified, orientation};
use super::recruitment_cost::{LoanInterest, costs};
use super::recruitment_cost_ratio::{Observation, distribution, is_in_official_scope, ratio};
use super::reintegration_score::{baseline_and_endline, change, surveys};
use super::remittances::{remittances, totals};
use super::said::{CycleFacts, WorkerFact, by_cycle};
use super::stay::{authorised_end, days_of_stay, overstay_days};
use super::story::scenarios::{S7_KNOWN_BEFORE_DELIVERY, s1, s1_complaint, s2, s3, s5, s6, s7};
use super::story::{Story, day, id};
use crate::codes::Currency;
use crate::id::{ComplaintId, MigrantId};
use crate::migrant;
use crate::money::Decimal;
use crate::rational::Rational;

type Worker = Story<migrant::Event>;

fn rates() -> Rates {
    let mut rates = Rates::default();
    let pair = (Currency::EUR, Currency::MRU);
    rates.insert(pair, day("2024-01-01"), Decimal::parse("43.00").unwrap());
    rates
}

/// Asks about one cycle of a story, as everything is known.
fn in_cycle<T>(
    story: &Worker,
    index: usize,
    ask: impl FnOnce(&CycleFacts<'_>, &Milestones, &[WorkerFact<'_>]) -> T,
) -> T {
    story.told(|facts| {
        let cycles = by_cycle(facts);
        ask(&cycles[index], &Milestones::of(&cycles[index]), facts)
    })
}

fn text(value: Option<Rational>, places: u32) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_text(places))
}

/// Recruitment cost in months of first earnings.
fn cost_ratio(story: &Worker, index: usize) -> String {
    in_cycle(story, index, |cycle, _, _| {
        let jobs = jobs(cycle);
        let first_job = jobs.iter().map(|job| job.from).min();
        let costs = costs(cycle, &[], (first_job, LoanInterest::LeftOut));
        let earnings = first_earnings(cycle, &jobs).unwrap();
        text(ratio(&costs, &earnings, &rates()), 4)
    })
}

fn is_official(story: &Worker, index: usize, on: &str) -> bool {
    in_cycle(story, index, |cycle, course, _| {
        is_in_official_scope(course, !jobs(cycle).is_empty(), day(on))
    })
}

/// What is owed on a day, in all contracts together.
fn owed(story: &Worker, on: &str) -> String {
    let complaint = s1_complaint();
    story.by(on, |facts| {
        let awards = complaint.told(|facts| awards(facts, id("P01")));
        let ledgers = ledgers(facts, &awards, &rates());
        let owed = ledgers.iter().map(|ledger| ledger.outstanding_on(day(on)));
        text(Rational::checked_sum(owed), 2)
    })
}

#[test]
fn s1_costs_are_measured_against_what_was_really_paid() {
    assert_eq!(cost_ratio(&s1(), 0), "0.4814");
    assert!(is_official(&s1(), 0, "2026-12-31"));
    assert!(!is_official(&s1(), 0, "2027-03-11"), "more than three years later");
    in_cycle(&s1(), 0, |cycle, _, _| {
        let costs = costs(cycle, &[], (None, LoanInterest::LeftOut));
        assert_eq!(text(costs.gross(Currency::EUR, &rates()), 2), "457.35");
        assert_eq!(text(costs.gross(Currency::XOF, &rates()), 0), "300000");
    });
}

#[test]
fn s1_the_way_out_was_prepared() {
    in_cycle(&s1(), 0, |cycle, course, record| {
        assert_eq!(Milestones::days(course.opened, course.departed), Some(62));
        assert!(contract_verified(cycle, course, day("2026-12-31")).is_some());
        assert!(orientation(cycle, record, (course, day("2026-12-31"))).is_some());
        assert_eq!(course.days_abroad(), Some(218));
        assert!(jobs(cycle)[0].is_domestic());
    });
}

#[test]
fn s1_arrears_follow_the_contract_that_was_verified() {
    assert_eq!(owed(&s1(), "2024-04-29"), "0.00");
    assert_eq!(owed(&s1(), "2024-06-03"), "746.00");
    assert_eq!(owed(&s1(), "2024-07-31"), "3392.00");
    assert_eq!(owed(&s1(), "2024-09-26"), "3392.00");
    assert_eq!(owed(&s1(), "2024-09-30"), "392.00", "3,000.00 of the award were paid");
}

#[test]
fn s1_what_was_settled_in_full_is_owed_no_more() {
    let settled = s1().on(
        "2024-10-01",
        "wage_arrears_settled",
        serde_json::json!({ "contract": "CT-1", "periods": [], "amount": "392.00 EUR" }),
    );
    assert_eq!(owed(&settled, "2024-09-30"), "392.00");
    assert_eq!(owed(&settled, "2024-10-01"), "0.00");
}

#[test]
fn s1_the_complaint_was_acknowledged_in_time_and_decided_late() {
    s1_complaint().told(|facts| {
        let (course, on) = (course(facts), day("2024-12-31"));
        let deadlines = Deadlines::in_force(None, on);
        assert_eq!(course.days_to_acknowledgement(), Some(1));
        assert_eq!(course.days_to_decision(), Some(42));
        assert_eq!(course.acknowledged_in_time(deadlines, on), Some(true));
        assert_eq!(course.decided_in_time(deadlines, on), Some(false));
        assert_eq!(course.closed, None, "392.00 EUR of the award are unpaid");
        let hers = ComplaintOfHers::of(id("CP-1"), facts, id("P01")).unwrap();
        assert!(hers.is_open_on(day("2026-02-10")));
        assert_eq!(ComplaintOfHers::of(id::<ComplaintId>("CP-1"), facts, id("P02")), None);
    });
    let recovered = Rational::of_counts(300_000, 339_200).unwrap();
    assert_eq!(recovered.to_percent(2), "88.44");
}

#[test]
fn s1_documents_money_sent_and_scores() {
    in_cycle(&s1(), 0, |cycle, course, _| {
        let taken = retentions(cycle);
        assert_eq!(taken.iter().map(|r| r.days(day("2026-12-31"))).collect::<Vec<_>>(), [143]);
        assert!(taken[0].is_open_on(day("2024-08-09")) && !taken[0].is_open_on(day("2024-08-10")));
        let sent = remittances(cycle);
        let all = totals(&sent, Currency::EUR, &rates()).unwrap();
        assert_eq!(
            (text(Some(all.amount), 2), text(Some(all.cost), 2)),
            ("800.00".into(), "21.00".into())
        );
        assert_eq!(all.cost_ratio().unwrap().to_percent(3), "2.625");
        assert_eq!(sent[0].cost_ratio().unwrap().to_percent(2), "4.50");
        let surveys = surveys(cycle);
        let (first, last) = baseline_and_endline(&surveys);
        let (first, last) = (first.unwrap().scores.composite, last.unwrap().scores.composite);
        assert_eq!((text(first, 4), text(last, 4)), ("0.5167".into(), "0.7000".into()));
        assert_eq!(text(change(&[(first, last)]).paired_change, 4), "0.1833");
        let returned = course.returned.unwrap().day();
        let on = day("2026-12-31");
        assert_eq!(status_after_year(cycle, returned, on), YearStatus::Yes { green: true });
        let enterprise = &spells(cycle)[0];
        assert_eq!((enterprise.jobs, enterprise.jobs_women), (Some(2), Some(1)));
        assert_eq!(enterprise_after_year(cycle, enterprise, on), YearStatus::Yes { green: true });
    });
}

#[test]
fn s2_seasons_lie_outside_the_official_scope_but_have_a_ratio() {
    let story = s2();
    let ratios = [0, 1, 2].map(|season| cost_ratio(&story, season));
    assert_eq!(ratios, ["0.0302", "0.0000", "0.0000"]);
    assert_eq!([0, 1, 2].map(|season| is_official(&story, season, "2025-12-31")), [false; 3]);
}

#[test]
fn s2_the_third_season_went_past_its_authorised_end() {
    let story = s2();
    let on = day("2025-12-31");
    let stays = [0, 1, 2].map(|season| {
        in_cycle(&story, season, |_, course, record| {
            let end = authorised_end(record, course).unwrap();
            let days = days_of_stay(course, on).unwrap();
            (end.to_string(), days, overstay_days(end, course, on))
        })
    });
    assert_eq!(stays[0], ("2024-02-02".into(), 95, 0));
    assert_eq!(stays[1], ("2025-01-15".into(), 178, 0));
    assert_eq!(stays[2], ("2025-11-01".into(), 292, 19));
}

#[test]
fn s2_a_waiver_stands_in_for_an_orientation_of_the_last_two_years() {
    let story = s2();
    let on = day("2025-12-31");
    let oriented = [0, 1, 2].map(|season| {
        in_cycle(&story, season, |cycle, course, record| {
            orientation(cycle, record, (course, on)).is_some()
        })
    });
    assert_eq!(oriented, [true, true, false]);
    // Had the first orientation been held earlier, the waiver would not hold.
    let earlier = s2().corrected(3, |entry| {
        entry.context.occurred_on = "2022-03-04".parse().unwrap();
    });
    let holds = in_cycle(&earlier, 1, |cycle, course, record| {
        orientation(cycle, record, (course, on)).is_some()
    });
    assert!(!holds);
}

#[test]
fn s3_wages_of_a_verbal_contract_count_at_the_rate_of_their_day() {
    assert_eq!(cost_ratio(&s3(), 0), "0.2622");
    assert!(!is_official(&s3(), 0, "2024-12-31"), "four months");
    s3().told(|facts| {
        let ledgers = ledgers(facts, &[], &rates());
        assert_eq!(ledgers.len(), 1);
        assert_eq!(ledgers[0].outstanding_on(day("2024-12-31")).to_text(2), "10000.00");
        assert_eq!(ledgers[0].currency, Currency::MRU);
    });
    in_cycle(&s3(), 0, |cycle, course, _| {
        let returned = course.returned.unwrap().day();
        let status = |on: &str| status_after_year(cycle, returned, day(on));
        assert_eq!(status("2025-10-05"), YearStatus::NotYet);
        assert_eq!(status("2025-10-06"), YearStatus::Yes { green: false });
    });
}

#[test]
fn s5_an_irregular_journey_has_days_and_no_recruitment_cost() {
    let story = s5();
    in_cycle(&story, 0, |cycle, course, _| {
        assert!(!course.departed_regularly);
        assert_eq!(days_detained(&detentions(cycle), day("2024-12-31")), 7);
        assert_eq!(Milestones::days(course.departed, course.returned), Some(139));
        assert_eq!(Milestones::days(course.returned, course.closed), Some(184));
        let costs = costs(cycle, &[], (None, LoanInterest::Counted));
        assert_eq!(costs.paid, []);
        let surveys = surveys(cycle);
        let (first, last) = baseline_and_endline(&surveys);
        assert_eq!(text(first.unwrap().scores.composite, 4), "0.4500");
        assert_eq!(last, None);
    });
    in_cycle(&story, 1, |cycle, course, _| {
        assert_eq!(cycle.cycle.to_string(), "C05b");
        assert_eq!(course.departed.map(Milestone::day), Some(day("2025-02-01")));
        assert_eq!(contact_state(cycle, day("2025-05-01")), ContactState::Lost);
    });
}

#[test]
fn s6_a_death_ends_work_stock_and_check_ins() {
    assert_eq!(cost_ratio(&s6(), 0), "0.0000");
    in_cycle(&s6(), 0, |cycle, course, _| {
        let job = &jobs(cycle)[0];
        assert_eq!(job.to.map(|to| to.days_since(job.from)), Some(78));
        assert!(is_in_stock(std::slice::from_ref(course), day("2024-05-21")));
        assert!(!is_in_stock(std::slice::from_ref(course), day("2024-05-31")));
        let due = check_ins(cycle, course, day("2024-12-31"));
        assert_eq!(due.last().map(|one| one.on), Some(day("2024-05-05")));
    });
    s6().told(|facts| {
        let ledgers = ledgers(facts, &[], &rates());
        assert_eq!(ledgers[0].outstanding_on(day("2024-12-31")).to_text(2), "0.00");
    });
}

#[test]
fn s7_a_late_sign_of_life_counts_on_its_own_day() {
    let story = s7();
    assert_eq!(cost_ratio(&story, 0), "0.0945");
    let days = |size: u64, on: &str| {
        story.known(size, |facts| {
            let cycles = by_cycle(&super::said::until(facts, day(on)));
            let course = Milestones::of(&cycles[0]);
            let signs = contacts(&cycles[0], &course, &[]);
            (days_since_contact(&signs, &course, day(on)), contact_state(&cycles[0], day(on)))
        })
    };
    let before = S7_KNOWN_BEFORE_DELIVERY;
    assert_eq!(days(before, "2024-09-15").0, Some(99));
    assert_eq!(days(before, "2024-09-20").1, ContactState::Lost);
    assert_eq!(days(u64::MAX, "2024-08-31"), (Some(11), ContactState::InContact));
    assert!(days(before, "2024-09-30").0.unwrap() >= 60);
    assert_eq!(days(u64::MAX, "2024-09-30").0, Some(41));
}

#[test]
fn s7_two_of_five_check_ins_were_done_on_time() {
    in_cycle(&s7(), 0, |cycle, course, _| {
        let due = check_ins(cycle, course, day("2024-09-30"));
        let on_time = due.iter().filter(|one| one.result.is_on_time()).count();
        assert_eq!((due.len(), on_time), (5, 2));
    });
}

#[test]
fn s10_scores_are_compared_for_the_same_people() {
    let waves = [
        ([40, 50, 60], Some([70, 70, 80])),
        ([35, 45, 50], Some([60, 55, 65])),
        ([30, 40, 35], Some([45, 50, 40])),
        ([45, 55, 60], Some([75, 65, 70])),
        ([30, 35, 45], Some([55, 50, 60])),
        ([25, 30, 30], None),
        ([40, 50, 50], Some([70, 60, 70])),
        ([35, 50, 55], Some([50, 55, 60])),
        ([50, 55, 65], Some([55, 60, 65])),
        ([45, 50, 60], Some([65, 60, 70])),
        ([20, 35, 30], None),
        ([50, 60, 60], Some([80, 75, 80])),
    ];
    let score = |answers: [u16; 3]| {
        let names = ["economic", "social", "psychosocial"];
        crate::instruments::instrument("test-dims-1", 1)
            .unwrap()
            .score(names.into_iter().zip(answers))
            .composite
    };
    let pairs: Vec<_> =
        waves.iter().map(|(first, second)| (score(*first), second.and_then(score))).collect();
    let change = change(&pairs);
    assert_eq!((change.first_count, change.paired_count), (12, 10));
    assert_eq!(text(change.first_mean, 4), "0.4444");
    assert_eq!(text(change.paired_first_mean, 4), "0.4767");
    assert_eq!(text(change.paired_second_mean, 4), "0.6283");
    assert_eq!(text(change.paired_change, 4), "0.1517");
    assert_eq!(text(change.naive_change, 4), "0.1839");
    assert_eq!(change.attrition.unwrap().to_percent(2), "16.67");
    let women: Vec<_> = [0, 1, 4, 7, 9].iter().map(|index| pairs[*index]).collect();
    let women = super::reintegration_score::change(&women);
    assert_eq!(text(women.paired_first_mean, 4), "0.4567");
    assert_eq!(text(women.paired_second_mean, 4), "0.6167");
    assert_eq!(text(women.paired_change, 4), "0.1600");
    let high = Rational::new(66, 100).unwrap();
    let reached = pairs.iter().filter(|(_, second)| second.is_some_and(|score| score >= high));
    assert_eq!(reached.count(), 4);
}

/// The Lao pilot of SDG indicator 10.7.1 (labour force survey of 2017): totals by sex.
#[test]
fn ratios_of_totals_reproduce_the_published_pilot() {
    for (cost, earnings, published) in [
        (6_843_640, 20_866_748, "0.3280"),
        (3_946_239, 12_158_304, "0.3246"),
        (2_897_401, 8_708_444, "0.3327"),
    ] {
        let one = Observation {
            cost: Rational::from(cost),
            earnings: Some(Rational::from(earnings)),
            ratio: Rational::from(cost).checked_div(Rational::from(earnings)),
        };
        assert_eq!(text(distribution(&[one]).ratio_of_totals, 4), published);
    }
}

#[test]
fn the_distribution_counts_who_paid_nothing_and_leaves_out_who_earned_nothing() {
    let one = |cost: i32, earnings: Option<i32>| {
        let (cost, earnings) = (Rational::from(cost), earnings.map(Rational::from));
        Observation { cost, earnings, ratio: earnings.and_then(|sum| cost.checked_div(sum)) }
    };
    let all = [one(0, Some(100)), one(50, Some(100)), one(200, Some(100)), one(70, None)];
    let shown = distribution(&all);
    assert_eq!((shown.observed, shown.without_cost, shown.without_earnings), (3, 1, 1));
    assert_eq!(text(shown.mean, 4), "0.8333");
    assert_eq!(text(shown.median, 2), "0.50");
    assert_eq!(text(shown.third_quartile, 2), "1.25");
    assert_eq!(text(shown.ratio_of_totals, 4), "0.8333");
    assert_eq!(text(shown.share_without_cost, 4), "0.3333");
    assert_eq!(mean(&[]), distribution(&[]).mean);
}

/// Her complaint is a sign of life, while she is abroad.
#[test]
fn a_complaint_is_a_sign_of_life() {
    let hers = s1_complaint().told(|facts| ComplaintOfHers::of(id("CP-1"), facts, id("P01")));
    in_cycle(&s1(), 0, |cycle, course, _| {
        let signs = contacts(cycle, course, &[hers.unwrap()]);
        assert_eq!(days_since_contact(&signs, course, day("2024-08-12")), Some(10));
        assert_eq!(days_since_contact(&signs, course, day("2024-08-01")), Some(143));
        assert_eq!(days_since_contact(&signs, course, day("2024-11-01")), None);
    });
}

#[test]
fn an_award_to_several_is_nobody_s_unless_it_says_whose() {
    let paid =
        |complainants: serde_json::Value, to: Option<&str>| {
            Story::<crate::complaint::Event>::of("CP-2")
            .on("2024-01-01", "complaint_filed", serde_json::json!({
                "complainants": complainants, "anonymous": false, "respondent": "EMPLOYER",
                "categories": ["WAGE_ARREARS"], "contract": "CT-1"
            }))
            .on("2024-02-01", "award_paid", serde_json::json!({
                "amount": "100.00 EUR", "kind": "WAGE", "payer": "EMPLOYER", "complainant": to
            }))
            .told(|facts| {
                let count = |worker: MigrantId| awards(facts, worker).len();
                [count(id("P01")), count(id("P02"))]
            })
        };
    assert_eq!(paid(serde_json::json!(["P01"]), None), [1, 0]);
    assert_eq!(paid(serde_json::json!(["P01", "P02"]), None), [0, 0]);
    assert_eq!(paid(serde_json::json!(["P01", "P02"]), Some("P02")), [0, 1]);
}
