//! A complaint on working conditions, from its filing to the money, or to its withdrawal.

use domain::date::Day;
use serde_json::{Value, json};

use super::abroad::Job;
use super::chance::Chance;
use super::cycle::Cycle;
use super::story::Story;
use super::world;

/// The complaint of one worker; `owed` is what she claims, in whole units.
pub(super) fn story(
    chance: &mut Chance,
    cycle: &Cycle<'_>,
    (job, filed, owed): (&Job, Day, i32),
) -> Story {
    let person = cycle.person;
    let reference = format!("CP-{}-{}", person.reference, cycle.ordinal);
    let mut story =
        Story::new(10 + person.index, format!("complaint/{reference}"), "union_officer");
    let currency = person.corridor.currency;
    let money = |units: i32| json!({"amount": units.to_string(), "currency": currency});
    let category = if owed > 0 {
        "WAGE_ARREARS"
    } else {
        chance.weighted(&[
            ("CONTRACT_SUBSTITUTION", 40),
            ("EXCESSIVE_OVERTIME", 20),
            ("HOUSING", 20),
            ("UNFAIR_DISMISSAL", 20),
        ])
    };
    let facts = json!({
        "complainants": [person.reference], "anonymous": false, "respondent": "EMPLOYER",
        "employer": job.employer, "categories": [category],
        "claimed": (owed > 0).then(|| money(owed)),
        "forced_labour_indicators": indicators(category),
        "channel": chance.weighted(&[("UNION", 60), ("HOTLINE", 25), ("CONSULATE", 15)]),
        "language": "fr", "cycle": format!("C{}", cycle.ordinal),
    });
    let narrative =
        json!({"narrative": "Récit de démonstration : aucune personne réelle n'est décrite."});
    story.tell_of(filed, "complaint_filed", (facts, narrative));
    handle(chance, &mut story, cycle, (filed, owed));
    story
}

fn indicators(category: &str) -> Value {
    match category {
        "WAGE_ARREARS" => json!(["WITHHOLDING_OF_WAGES"]),
        "CONTRACT_SUBSTITUTION" => json!(["DECEPTION"]),
        "EXCESSIVE_OVERTIME" => json!(["EXCESSIVE_OVERTIME"]),
        _ => json!([]),
    }
}

fn handle(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, (filed, owed): (Day, i32)) {
    let waited = chance.weighted(&[(0, 25), (1, 35), (2, 20), (3, 8), (6, 8), (15, 4)]);
    let on = filed.plus_days(waited);
    story.tell(on, "complaint_acknowledged", json!({}));
    if chance.percent(15) {
        let reason = chance.weighted(&[
            ("FEAR_OF_RETALIATION", 40),
            ("SETTLED_PRIVATELY", 25),
            ("RETURNED_HOME", 20),
            ("LOST_TRUST", 15),
        ]);
        let facts = json!({"complainant": cycle.person.reference, "reason": reason});
        story.tell(on.plus_days(chance.between(3, 30)), "complaint_withdrawn", facts);
        return;
    }
    let on = on.plus_days(chance.between(1, 8));
    if chance.percent(50) {
        let facts = json!({
            "referral": "RF-1", "organisation": world::union(cycle.person.corridor.destination),
            "purpose": "MEDIATION", "override_reason": "VITAL_INTEREST",
        });
        story.tell(on, "complaint_referred", facts);
        story.tell(on.plus_days(1), "referral_accepted", json!({"referral": "RF-1"}));
    }
    let on = on.plus_days(chance.between(2, 40));
    if chance.percent(60) {
        story.tell(
            on,
            "mediation_held",
            json!({"parties": ["COMPLAINANT", "RESPONDENT"], "result": "AGREEMENT"}),
        );
    }
    if chance.percent(82) {
        let on = on.plus_days(chance.between(1, 20));
        decide(chance, story, cycle, (on, owed));
    }
}

fn decide(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, (on, owed): (Day, i32)) {
    let money = |units: i32| json!({"amount": units.to_string(), "currency": cycle.person.corridor.currency});
    let outcome = chance.weighted(&[
        ("SETTLED", 45),
        ("SETTLED_PARTIAL", 18),
        ("UPHELD", 15),
        ("DISMISSED", 17),
        ("NO_JURISDICTION", 5),
    ]);
    let awarded = match outcome {
        "SETTLED" | "UPHELD" => owed,
        "SETTLED_PARTIAL" => owed * chance.between(40, 80) / 100,
        _ => 0,
    };
    let award = (awarded > 0).then(|| money(awarded));
    story.tell(on, "complaint_resolved", json!({"outcome": outcome, "award": award}));
    if awarded > 0 && chance.percent(75) {
        let paid = if chance.percent(80) { awarded } else { awarded * 7 / 10 };
        let facts = json!({"amount": money(paid), "kind": "WAGE", "payer": "EMPLOYER"});
        story.tell(on.plus_days(chance.between(7, 45)), "award_paid", facts);
    }
}
