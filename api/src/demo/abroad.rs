//! The stay: journey, work, wages, contact, what goes wrong.

use domain::date::Day;
use serde_json::{Value, json};

use super::chance::Chance;
use super::cycle::Cycle;
use super::story::Story;
use super::{complaint, last_day, returned};

/// The job she left for.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) contract: String,
    pub(super) employer: String,
    pub(super) agency: Option<String>,
    /// A month's wage in whole units.
    pub(super) wage: i32,
    pub(super) departed: Day,
    /// How long she stays.
    pub(super) months: i32,
}

/// From the departure to the end of the cycle; the day on which it closed, if it did.
pub(super) fn stay(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    (job, others): (Job, &mut Vec<Story>),
) -> Option<Day> {
    let corridor = &cycle.person.corridor;
    let facts = json!({
        "mode": corridor.mode, "regular": true, "destination": corridor.destination,
        "source": "AGENCY",
    });
    story.tell(job.departed, "departure_recorded", facts);
    let arrived =
        job.departed.plus_days(if corridor.mode == "LAND" { chance.between(1, 4) } else { 1 });
    story.tell(arrived, "arrival_recorded", json!({"country": corridor.destination}));
    let started = arrived.plus_days(chance.between(1, 12));
    let (activity, occupation) = corridor.work.codes();
    let facts = json!({
        "employer": job.employer, "activity": activity, "occupation": occupation,
    });
    story.tell(started, "employment_started", facts);
    let ended = started.plus_days(job.months * 30);
    if chance.permille(2) {
        let died = started.plus_days(chance.between(20, 200));
        // The last remittance or call of a month comes up to a week after its day.
        let last = died.min(ended).plus_days(-8);
        months(chance, story, cycle, (&job, started, last));
        return death(story, &job, died);
    }
    let trouble = troubles(chance, story, cycle, (&job, started));
    let owed = months(chance, story, cycle, (&job, started, ended));
    if trouble || owed > 0 || chance.percent(4) {
        let claim = (&job, started.plus_days(chance.between(60, 160)), owed);
        others.push(complaint::story(chance, cycle, claim));
    }
    if chance.percent(4) {
        let lost = started.plus_days(chance.between(90, 300));
        story.tell(lost, "loss_of_contact_declared", json!({"by": "SERVICE"}));
        return None;
    }
    leave(chance, story, cycle, (&job, ended))
}

/// The job ends; most come home.
fn leave(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    (job, ended): (&Job, Day),
) -> Option<Day> {
    if ended >= last_day() {
        return None;
    }
    let seasonal = cycle.person.corridor.path == "CIRCULAR";
    let reason = if seasonal {
        "END_OF_CONTRACT"
    } else {
        chance.pick(&["END_OF_CONTRACT", "RESIGNED", "MUTUAL"])
    };
    story.tell(ended, "employment_ended", json!({"employer": job.employer, "reason": reason}));
    if !seasonal && chance.percent(30) {
        return None; // she stays there, for now
    }
    returned::home(chance, story, cycle, ended)
}

/// Substituted contracts, withheld documents, incidents; whether any of it happened.
fn troubles(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    (job, started): (&Job, Day),
) -> bool {
    let household = cycle.person.corridor.work.in_household();
    let written = cycle.person.corridor.currency == "EUR" || job.agency.is_some();
    let mut trouble = false;
    if written && chance.percent(8) {
        let on = started.plus_days(chance.between(2, 25));
        let facts = json!({"contract": job.contract, "changed": ["WAGE", "HOURS"], "detected_by": "WORKER"});
        story.tell(on, "contract_substitution_reported", facts);
        trouble = true;
        if chance.percent(60) {
            let on = on.plus_days(chance.between(30, 90));
            let facts = json!({"contract": job.contract, "detected_by": "UNION"});
            story.tell(on, "contract_substitution_confirmed", facts);
        }
    }
    if chance.percent(if household { 9 } else { 2 }) {
        let on = started.plus_days(chance.between(3, 60));
        let facts = json!({"document": "PASSPORT", "holder": "EMPLOYER"});
        story.tell(on, "document_retained", facts);
        trouble = true;
        if chance.percent(70) {
            let on = on.plus_days(chance.between(20, 200));
            story.tell(on, "document_returned", json!({"document": "PASSPORT"}));
        }
    }
    if chance.percent(3) {
        let on = started.plus_days(chance.between(10, 250));
        let facts = json!({"class": "OCC_INJURY", "severity": chance.pick(&["MINOR", "MODERATE", "SEVERE"]), "days_lost": chance.between(1, 40)});
        story.report(chance, on, ("incident_reported", facts));
    }
    trouble
}

/// Month by month: wages, remittances, check-ins. Returns what stays owed, in whole units.
fn months(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    (job, started, ended): (&Job, Day, Day),
) -> i32 {
    let spell = chance.percent(9).then(|| chance.between(2, 7));
    let mut owed = 0;
    for month in 1..=job.months {
        let on = started.plus_months(month);
        if on >= ended || on >= last_day() {
            break;
        }
        let unpaid = spell.is_some_and(|first| (first..first + 3).contains(&month));
        let paid = if unpaid { job.wage * chance.pick(&[0, 0, 40, 60]) / 100 } else { job.wage };
        owed += job.wage - paid;
        wage(chance, story, cycle, (job, on, paid));
        if month % 3 == 2 && paid > 0 {
            remit(chance, story, cycle, (on.plus_days(5), paid));
        }
        if cycle.followed {
            check_in(chance, story, started.plus_months(month));
        }
    }
    owed
}

fn wage(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    (job, on, paid): (&Job, Day, i32),
) {
    let period = on.month().first_day().plus_days(-1).month();
    let currency = cycle.person.corridor.currency;
    let money = |units: i32| json!({"amount": units.to_string(), "currency": currency});
    let mut facts = json!({
        "employer": job.employer, "period": period.to_string(), "due": money(job.wage),
        "paid": money(paid), "source": chance.weighted(&[("PAYSLIP", 55), ("WORKER", 45)]),
    });
    if paid > 0
        && let Some(members) = facts.as_object_mut()
    {
        members.insert("paid_on".to_owned(), json!(period.last_day().plus_days(2).to_string()));
    }
    let known = period.last_day().plus_days(3).max(on.month().first_day());
    story.report(chance, known, ("wage_payment_recorded", facts));
}

fn remit(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, (on, paid): (Day, i32)) {
    let corridor = &cycle.person.corridor;
    let hundredths = i64::from(paid) * i64::from(chance.between(15, 45));
    let (provider, permille) =
        chance.weighted(&[(("MTO", 79), 45), (("MOBILE_MONEY", 50), 40), (("BANK", 62), 15)]);
    let fee = hundredths * permille / 1000;
    let money = |hundredths: i64| -> Value {
        let amount = if corridor.currency == "XOF" {
            (hundredths / 100).to_string()
        } else {
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        };
        json!({"amount": amount, "currency": corridor.currency})
    };
    let facts = json!({
        "amount": money(hundredths), "fee": money(fee), "provider": provider,
        "from_country": corridor.destination, "to_country": corridor.origin,
        "purpose": chance.weighted(&[("CONSUMPTION", 60), ("EDUCATION", 12), ("HOUSING", 12), ("SAVINGS", 8), ("INVESTMENT", 8)]),
    });
    story.report(chance, on, ("remittance_sent", facts));
}

fn check_in(chance: &mut Chance, story: &mut Story, due: Day) {
    if chance.percent(78) {
        let on = due.plus_days(chance.between(0, 5));
        let facts = json!({"method": "PHONE", "wellbeing": chance.between(2, 5), "safe": true});
        story.report(chance, on, ("check_in_recorded", facts));
    } else if chance.percent(70) {
        story.tell(due.plus_days(7), "check_in_missed", json!({"method": "PHONE", "attempts": 3}));
    }
}

fn death(story: &mut Story, job: &Job, on: Day) -> Option<Day> {
    story.tell(on, "incident_reported", json!({"class": "OCC_INJURY", "severity": "FATAL"}));
    story.tell(on, "death_abroad_recorded", json!({"cause": "OCC_INJURY"}));
    story.tell(on.plus_days(2), "next_of_kin_notified", json!({}));
    story.tell(on.plus_days(12), "remains_repatriated", json!({}));
    let estate = json!({
        "employer": job.employer, "period": on.month().to_string(),
        "amount": {"amount": (job.wage / 2).to_string(), "currency": "EUR"},
    });
    story.tell(on.plus_days(40), "estate_wages_paid", estate);
    story.tell(on.plus_days(180), "cycle_closed", json!({"outcome": "DECEASED"}));
    None
}

/// The way without papers: most of what happens becomes known later, from the person herself.
pub(super) fn irregular(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    opened: Day,
) -> Option<Day> {
    let departed = opened.plus_days(chance.between(15, 90));
    let known = departed.plus_days(chance.between(60, 150));
    let facts = json!({
        "regular": false, "source": "SELF_DECLARED", "mode": "LAND", "transit": ["MR"],
        "destination": cycle.person.corridor.destination,
    });
    story.tell_later((departed, known), "departure_recorded", facts);
    let cost = json!({
        "cost": format!("K{}-S", cycle.ordinal),
        "amount": {"amount": (chance.between(4, 18) * 50_000).to_string(), "currency": "XOF"},
        "category": "SMUGGLING", "payer": "WORKER", "payee": "SMUGGLER",
    });
    story.tell_later((departed, known), "recruitment_cost_paid", cost);
    let stop = json!({"country": "MR", "situation": "WAITING"});
    story.tell_later((departed.plus_days(6), known), "transit_stop_recorded", stop);
    if chance.percent(45) {
        let held = departed.plus_days(chance.between(10, 50));
        let facts = json!({"ground": "SEA_INTERCEPTION", "country": "MR"});
        story.tell_later((held, known), "detention_started", facts);
        let freed = held.plus_days(chance.between(3, 9));
        story.tell_later((freed, known), "detention_ended", json!({}));
        return returned::assisted(chance, story, cycle, known.plus_days(10));
    }
    None
}
