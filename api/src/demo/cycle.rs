//! One cycle up to the departure: advice, placement, contract, papers, costs.

use domain::date::Day;
use serde_json::{Value, json};

use super::abroad::{self, Job};
use super::chance::Chance;
use super::person::Person;
use super::story::Story;
use super::{last_day, world};

/// What the rest of a cycle needs to know of its beginning.
pub(super) struct Cycle<'a> {
    pub(super) person: &'a Person,
    pub(super) ordinal: u32,
    /// Whether somebody asks every month how she is.
    pub(super) followed: bool,
}

/// Every cycle of a person; what belongs to other streams goes to `others`.
pub(super) fn all(
    chance: &mut Chance,
    story: &mut Story,
    person: &Person,
    (registered, others): (Day, &mut Vec<Story>),
) {
    let mut opened = registered;
    for ordinal in 1..=3 {
        let followed = chance.percent(if person.corridor.work.in_household() { 55 } else { 20 });
        let cycle = Cycle { person, ordinal, followed };
        open(chance, story, &cycle, opened);
        let closed = match person.corridor.path {
            "IRREGULAR" => abroad::irregular(chance, story, &cycle, opened),
            _ => prepare(chance, story, &cycle, opened)
                .and_then(|job| abroad::stay(chance, story, &cycle, (job, others))),
        };
        // Seasonal workers often come back for the next season.
        let again = person.corridor.path == "CIRCULAR" && chance.percent(45);
        match closed {
            Some(closed) if again && closed < last_day() => {
                opened = closed.plus_days(chance.between(20, 120));
            }
            Some(_) | None => return,
        }
    }
}

fn open(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, on: Day) {
    let corridor = &cycle.person.corridor;
    story.in_cycle(format!("C{}", cycle.ordinal));
    let programme = chance.percent(35).then_some("PRG-DEMO");
    let months = if corridor.path == "CIRCULAR" { 9 } else { corridor.months.1 };
    let facts = json!({
        "cycle": format!("C{}", cycle.ordinal),
        "ordinal": cycle.ordinal,
        "programme": programme,
        "intended_country": corridor.destination,
        "path": corridor.path,
        "origin": "LIVE",
        "check_ins": if cycle.followed { "MONTHLY" } else { "NONE" },
        "intended_stay_months": months,
    });
    story.tell(on, "cycle_opened", facts);
}

/// Preparation up to the departure; none when she stays at home or the programme's time is over.
fn prepare(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, opened: Day) -> Option<Job> {
    let mut on = opened.plus_days(chance.between(3, 20));
    if chance.percent(70) {
        let minutes = chance.between(20, 60);
        let facts = json!({"service": "PES", "topics": ["RIGHTS", "RISKS"], "minutes": minutes});
        story.report(chance, on, ("counselling_provided", facts));
    }
    orient(chance, story, cycle, on.plus_days(7));
    on = on.plus_days(chance.between(10, 40));
    if chance.percent(8) {
        let reason = chance.weighted(&[
            ("FAMILY", 30),
            ("COST", 25),
            ("JOB_AT_HOME", 20),
            ("CHANGED_MIND", 25),
        ]);
        story.tell(on, "pre_departure_withdrawn", json!({"reason": reason}));
        return None;
    }
    let job = place(chance, story, cycle, on);
    on = contract(chance, story, cycle, (&job, on));
    on = papers(chance, story, cycle, on);
    costs(chance, story, cycle, (&job, on.plus_days(-5)));
    on = on.plus_days(chance.between(3, 20));
    (on < last_day()).then_some(Job { departed: on, ..job })
}

fn orient(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, on: Day) {
    let collective = cycle.person.corridor.path == "CIRCULAR";
    if cycle.ordinal > 1 && chance.percent(60) {
        let earlier = format!("C{}", cycle.ordinal - 1);
        let facts = json!({"reason": "REPEAT_WITHIN_24M", "earlier_cycle": earlier});
        story.tell(on, "orientation_waived", facts);
    } else if chance.percent(if collective { 92 } else { 74 }) {
        let facts =
            json!({"hours": chance.between(8, 24), "curriculum": "PDO-2022", "language": "fr"});
        story.tell(on, "orientation_completed", facts);
    }
    if chance.percent(55) {
        let facts = json!({"hours": chance.between(3, 8), "attendee": "MIGRANT", "topics": ["BUDGET", "REMITTANCES"]});
        story.tell(on.plus_days(1), "financial_education_completed", facts);
    }
}

fn place(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, on: Day) -> Job {
    let corridor = &cycle.person.corridor;
    let channel = chance.weighted(corridor.channels);
    let agency = (channel == "AGENCY").then(|| world::agency(chance, corridor.origin));
    let employer = world::employer(chance, corridor.destination, corridor.work);
    let (activity, occupation) = corridor.work.codes();
    let facts = json!({
        "agency": agency, "employer": employer, "channel": channel,
        "activity": activity, "occupation": occupation,
    });
    story.tell(on, "placement_made", facts);
    let wage = chance.between(corridor.wage.0, corridor.wage.1);
    Job {
        contract: format!("CT-{}", cycle.ordinal),
        employer,
        agency,
        wage,
        departed: on,
        months: months(chance, cycle),
    }
}

fn months(chance: &mut Chance, cycle: &Cycle<'_>) -> i32 {
    let (from, to) = cycle.person.corridor.months;
    // One season in twelve lasts longer than was authorised.
    let over = cycle.person.corridor.path == "CIRCULAR" && chance.percent(8);
    if over { 10 } else { chance.between(from, to) }
}

fn contract(
    chance: &mut Chance,
    story: &mut Story,
    cycle: &Cycle<'_>,
    (job, placed): (&Job, Day),
) -> Day {
    let corridor = &cycle.person.corridor;
    let written = corridor.currency == "EUR" || job.agency.is_some() || chance.percent(40);
    if !written {
        return placed.plus_days(5);
    }
    let on = placed.plus_days(chance.between(5, 25));
    let verified = match corridor.path {
        "CIRCULAR" => 98,
        _ if corridor.currency == "EUR" => 84,
        _ => 45,
    };
    if chance.percent(verified) {
        let facts = json!({"terms": terms(cycle, job, on), "verifier": "ORG-SN-MIN"});
        story.tell(on, "contract_verified", facts);
    }
    let signed = on.plus_days(chance.between(1, 4));
    story.tell(signed, "contract_signed", json!({"terms": terms(cycle, job, on)}));
    signed
}

/// What the contract says.
fn terms(cycle: &Cycle<'_>, job: &Job, on: Day) -> Value {
    let corridor = &cycle.person.corridor;
    let (activity, occupation) = corridor.work.codes();
    json!({
        "contract": job.contract, "version": 1, "employer": job.employer,
        "occupation": occupation, "activity": activity, "country": corridor.destination,
        "starts_on": on.plus_days(30).to_string(),
        "wage": {"amount": job.wage.to_string(), "currency": corridor.currency},
        "wage_period": "MONTH", "payments_per_year": 12, "wage_basis": "GROSS",
        "hours_per_week": "40", "rest_hours_per_week": 36, "leave_days_per_year": 30,
        "insurance": true, "repatriation": true, "languages": ["fr"], "copy_given": true,
    })
}

fn papers(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, signed: Day) -> Day {
    let corridor = &cycle.person.corridor;
    if !corridor.needs_visa() {
        return signed.plus_days(chance.between(2, 10));
    }
    let applied = signed.plus_days(chance.between(1, 10));
    let visa = if corridor.path == "CIRCULAR" { "CIRCULAR" } else { "WORK" };
    story.tell(applied, "visa_applied", json!({"visa": visa, "country": corridor.destination}));
    let granted = applied.plus_days(chance.between(7, 45));
    let years = if visa == "CIRCULAR" { 48 } else { 12 };
    let stay = (visa == "CIRCULAR").then_some(9);
    let facts = json!({
        "visa": visa, "country": corridor.destination, "valid_from": granted.to_string(),
        "valid_to": granted.plus_months(years).to_string(), "max_stay_months": stay,
    });
    story.tell(granted, "visa_granted", facts);
    granted
}

/// Costs that she or others pay before she leaves.
fn costs(chance: &mut Chance, story: &mut Story, cycle: &Cycle<'_>, (job, on): (&Job, Day)) {
    // Months of earnings, in hundredths: the median is a quarter of a month.
    const MONTHS: [i64; 11] = [0, 3, 7, 11, 17, 25, 34, 48, 75, 120, 270];
    let corridor = &cycle.person.corridor;
    let (currency, units_milli) = corridor.home_currency();
    let charged = job.agency.is_some() && chance.percent(30);
    let share = if corridor.path == "CIRCULAR" { 3 } else { chance.by_deciles(&MONTHS) };
    let francs = i64::from(job.wage) * corridor.francs_milli / 1000 * share / 100;
    let total = francs * units_milli / 1000;
    let parts: &[(&str, i64, &str)] = if charged {
        &[
            ("FEE_SERVICE", 55, "AGENCY"),
            ("ADMINISTRATIVE", 20, "STATE"),
            ("TRAVEL_LODGING", 25, "PROVIDER"),
        ]
    } else {
        &[
            ("ADMINISTRATIVE", 35, "STATE"),
            ("MEDICAL", 20, "PROVIDER"),
            ("TRAVEL_LODGING", 45, "PROVIDER"),
        ]
    };
    let loan = chance.percent(if cycle.person.woman { 56 } else { 81 });
    for ((category, percent, payee), number) in parts.iter().zip(1..) {
        let amount = total * percent / 100 / 50 * 50;
        if amount == 0 {
            continue;
        }
        let facts = json!({
            "cost": format!("K{}-{number}", cycle.ordinal),
            "amount": {"amount": amount.to_string(), "currency": currency},
            "category": category, "payer": "WORKER", "payee": payee,
            "agency": (*payee == "AGENCY").then_some(&job.agency),
            "stage": "BEFORE_DEP",
            "financed_by": if loan { "LOAN_FAMILY" } else { "SAVINGS" },
            "receipt": chance.percent(40),
        });
        story.tell(on, "recruitment_cost_paid", facts);
    }
}
