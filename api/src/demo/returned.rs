//! The way home and what follows: check at the consulate, plan, support, survey, livelihood.

use domain::date::Day;
use serde_json::{Value, json};

use super::chance::Chance;
use super::cycle::Cycle;
use super::last_day;
use super::story::Story;

/// She comes home of her own accord; the day on which the cycle closed, if it did.
pub(super) fn home(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    ended: Day,
) -> Option<Day> {
    let seasonal = cycle.person.corridor.path == "CIRCULAR";
    let back = ended.plus_days(chance.between(2, 25));
    if seasonal {
        arrive(story, cycle, back, "END_OF_CONTRACT");
        if chance.percent(80) {
            let on = back.plus_days(chance.between(5, 20));
            story.tell(on, "consular_return_check_recorded", json!({}));
        }
        let closed = back.plus_days(chance.between(30, 90));
        story.tell(closed, "cycle_closed", json!({"outcome": "SEASON_ENDED"}));
        return Some(closed);
    }
    let kind = chance.weighted(&[
        ("END_OF_CONTRACT", 40),
        ("VOLUNTARY", 45),
        ("ASSISTED_VOLUNTARY", 10),
        ("FORCED_REMOVAL", 5),
    ]);
    story.tell(ended.plus_days(1), "return_decided", json!({"kind": kind}));
    if chance.percent(50) {
        let facts = json!({
            "contract_respected": chance.percent(80), "wages_settled": chance.percent(88),
            "satisfaction": chance.between(1, 5), "would_migrate_again": chance.percent(55),
        });
        story.tell(back, "exit_interview_held", facts);
    }
    arrive(story, cycle, back, kind);
    reintegrate(chance, story, cycle, (back, true));
    None
}

/// She is brought home after an interception.
pub(super) fn assisted(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    decided: Day,
) -> Option<Day> {
    story.tell(decided, "return_decided", json!({"kind": "ASSISTED_VOLUNTARY"}));
    let back = decided.plus_days(chance.between(7, 30));
    arrive(story, cycle, back, "ASSISTED_VOLUNTARY");
    let leaves_again = chance.percent(15);
    reintegrate(chance, story, cycle, (back, !leaves_again));
    if leaves_again {
        let on = back.plus_days(chance.between(100, 330));
        let next = format!("C{}", cycle.ordinal + 1);
        let facts = json!({"regular": false, "self_declared": true, "next_cycle": next});
        story.tell(on, "remigration_recorded", facts);
    }
    None
}

fn arrive(story: &mut Story, cycle: &Cycle<'_>, on: Day, kind: &str) {
    let facts = json!({"country": cycle.person.corridor.origin, "kind": kind});
    story.tell(on, "return_arrival_recorded", facts);
}

/// The plan and what came of it; a cycle that ends by leaving again is not closed here.
fn reintegrate(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    (back, may_close): (Day, bool),
) {
    if !chance.percent(71) {
        return;
    }
    let plan = format!("PL-{}", cycle.ordinal);
    let agreed = back.plus_days(chance.between(7, 40));
    let facts =
        json!({"plan": plan, "goals": ["ENTERPRISE"], "dimensions": ["ECONOMIC", "PSYCHOSOCIAL"]});
    story.tell(agreed, "reintegration_plan_agreed", facts);
    let start = survey(chance, story, agreed.plus_days(8), ("BASELINE", [38, 46, 50]));
    if chance.percent(12) {
        story.tell(agreed.plus_days(75), "reintegration_dropped", json!({"reason": "MIGRATION"}));
        return;
    }
    support(chance, story, cycle, (agreed, &plan));
    let livelihood = livelihood(chance, story, cycle, agreed.plus_days(100));
    if chance.percent(85) {
        let gain = start.map(|score| score + chance.between(4, 28));
        survey(chance, story, agreed.plus_days(360), ("ENDLINE", gain));
    }
    let checked = back.plus_days(chance.between(340, 390));
    if let Some(enterprise) = livelihood {
        let status = chance.weighted(&[("OPERATING", 82), ("SUSPENDED", 8), ("CLOSED", 10)]);
        let facts = json!({"enterprise": enterprise, "status": status});
        story.tell(checked, "enterprise_status_checked", facts);
    }
    if may_close && chance.percent(40) && checked.plus_days(20) < last_day() {
        let closed = checked.plus_days(20);
        story.tell(closed, "reintegration_completed", json!({"criterion": "PLAN_CARRIED_OUT"}));
        story.tell(closed, "cycle_closed", json!({"outcome": "REINTEGRATED"}));
    }
}

fn survey(
    chance: &mut Chance,
    story: &mut Story,
    on: Day,
    (wave, around): (&str, [i32; 3]),
) -> [i32; 3] {
    let scores = around.map(|middle| (middle + chance.between(-14, 14)).clamp(0, 100));
    let questions = ["economic", "social", "psychosocial"];
    let answers: Vec<Value> = questions
        .iter()
        .zip(scores)
        .map(|(question, answer)| json!({"question": question, "answer": answer}))
        .collect();
    let facts =
        json!({"instrument": "test-dims-1", "version": 1, "wave": wave, "answers": answers});
    story.tell(on, "rss_administered", facts);
    scores
}

fn support(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, (agreed, plan): (Day, &str)) {
    if chance.percent(62) {
        let course = format!("TR-{}", cycle.ordinal);
        let begun = agreed.plus_days(20);
        let facts = json!({"course": course, "hours": 80, "green": chance.percent(35)});
        story.tell(begun, "training_started", facts);
        let (event, data) = if chance.percent(86) {
            ("training_completed", json!({"course": course, "result": "PASSED"}))
        } else {
            ("training_dropped", json!({"course": course, "reason": "FAMILY"}))
        };
        story.tell(begun.plus_days(40), event, data);
    }
    if chance.percent(55) {
        let (currency, from) =
            if cycle.person.corridor.origin == "MR" { ("MRU", 4) } else { ("XOF", 60) };
        let amount = (chance.between(from, from * 3) * 10_000).to_string();
        let facts = json!({"amount": {"amount": amount, "currency": currency}, "source": "PROGRAMME", "tranche": 1, "plan": plan});
        story.tell(agreed.plus_days(80), "grant_disbursed", facts);
    }
    for number in 1..=chance.between(0, 4) {
        let on = agreed.plus_days(number * 14);
        story.report(chance, on, ("psychosocial_session_held", json!({"number": number})));
    }
}

/// A job or an enterprise; the enterprise's name.
fn livelihood(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    on: Day,
) -> Option<String> {
    let green = chance.percent(35);
    if chance.percent(45) {
        let enterprise = format!("EN-{}", cycle.ordinal);
        let jobs = chance.between(1, 4);
        let facts = json!({
            "enterprise": enterprise, "activity": if green { "0150" } else { "4771" },
            "green": green, "jobs": jobs, "jobs_women": chance.between(0, jobs),
        });
        story.tell(on, "enterprise_started", facts);
        return Some(enterprise);
    }
    if chance.percent(60) {
        let facts = json!({"status": "EMPLOYEE", "activity": if green { "3510" } else { "4520" }, "green": green});
        story.tell(on, "employment_after_return_started", facts);
    }
    None
}
