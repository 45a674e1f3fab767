//! What is there before the first migrant comes: organisations, agencies with their licences,
//! employers, a programme, exchange rates.

use domain::date::Day;
use serde_json::json;

use super::chance::Chance;
use super::corridor::{CORRIDORS, Work};
use super::day;
use super::story::{Story, Told};

/// How many employers each corridor has.
const EMPLOYERS_EACH: u32 = 8;

/// Organisations: reference, kind, country, name.
const ORGANISATIONS: &[(&str, &str, &str, &str)] = &[
    ("ORG-SN-PES", "EMPLOYMENT_SERVICE", "SN", "Service public de l'emploi (démonstration)"),
    ("ORG-SN-MIN", "MINISTRY", "SN", "Ministère chargé du travail (démonstration)"),
    ("ORG-ML-PES", "EMPLOYMENT_SERVICE", "ML", "Agence pour l'emploi (démonstration)"),
    ("ORG-MR-PES", "EMPLOYMENT_SERVICE", "MR", "Agence d'emploi (démonstration)"),
    ("ORG-ES-UNION", "UNION", "ES", "Sindicato de demostración"),
    ("ORG-FR-UNION", "UNION", "FR", "Syndicat de démonstration"),
    ("ORG-CI-UNION", "UNION", "CI", "Syndicat de démonstration"),
    ("ORG-MR-UNION", "UNION", "MR", "Confédération de démonstration"),
    ("ORG-ES-CONS", "CONSULATE", "ES", "Consulat (démonstration)"),
    ("ORG-MR-SHELTER", "PROTECTION_SERVICE", "MR", "Service de protection (démonstration)"),
];

type AgencySeed = (&'static str, &'static str, (i16, i8, i8), (i16, i8, i8));

/// Agencies: reference, country, licence from, to.
const AGENCIES: &[AgencySeed] = &[
    ("AG-SN-001", "SN", (2022, 1, 1), (2026, 12, 31)),
    ("AG-SN-002", "SN", (2022, 7, 1), (2025, 6, 30)),
    ("AG-SN-003", "SN", (2022, 1, 1), (2024, 6, 30)),
    ("AG-ML-001", "ML", (2022, 1, 1), (2026, 12, 31)),
    ("AG-ML-002", "ML", (2021, 1, 1), (2024, 12, 31)),
    ("AG-MR-001", "MR", (2022, 1, 1), (2026, 12, 31)),
];

/// The reference of the union of a country of destination.
pub(super) fn union(country: &str) -> String {
    format!("ORG-{country}-UNION")
}

/// The reference of an agency of a country of origin.
pub(super) fn agency(chance: &mut Chance, country: &str) -> String {
    let number = match country {
        "SN" => chance.weighted(&[(1, 50), (2, 30), (3, 20)]),
        "ML" => chance.weighted(&[(1, 60), (2, 40)]),
        _ => 1,
    };
    format!("AG-{country}-{number:03}")
}

/// The reference of an employer in a country; a few have many workers.
pub(super) fn employer(chance: &mut Chance, country: &str, work: Work) -> String {
    let number = chance.below(EMPLOYERS_EACH).min(chance.below(EMPLOYERS_EACH)) + 1;
    format!("EMP-{country}-{}-{number}", work.tag())
}

/// Every line of the world, recorded before or while the migrants' are.
pub(super) fn lines(seed: u64) -> Vec<Told> {
    let mut chance = Chance::new(seed, u64::MAX);
    let opening = day(2022, 12, 1);
    let mut told = Vec::new();
    for (reference, kind, country, name) in ORGANISATIONS {
        let mut story = Story::new(0, format!("organisation/{reference}"), "administrator");
        let facts = json!({"kind": kind, "country": country});
        story.tell_of(opening, "organisation_registered", (facts, json!({"name": name})));
        told.extend(story.into_told());
    }
    told.extend(programme(opening));
    for agency in AGENCIES {
        told.extend(licences(opening, *agency));
    }
    told.extend(employers(&mut chance, opening));
    told.extend(rates(opening));
    told
}

fn programme(opening: Day) -> Vec<Told> {
    let mut story = Story::new(0, "programme/PRG-DEMO", "administrator");
    story.tell_of(
        opening,
        "programme_registered",
        (
            json!({
                "code": "PRG-DEMO", "kind": "MIXED", "countries": ["SN", "ML", "MR", "ES"],
                "starts_on": "2023-01-01", "ends_on": "2026-12-31", "lead": "ORG-SN-MIN",
            }),
            json!({"name": "Migration encadrée de main-d'œuvre (démonstration)"}),
        ),
    );
    story.into_told()
}

fn licences(opening: Day, (reference, country, from, to): AgencySeed) -> Vec<Told> {
    let mut story = Story::new(1, format!("agency/{reference}"), "registrar");
    let facts = json!({"country": country, "kind": "PRIVATE"});
    let name = json!({"name": format!("Agence {reference} (démonstration)")});
    story.tell_of(opening, "agency_registered", (facts, name));
    let licence = json!({
        "licence": format!("L-{reference}"),
        "valid_from": day(from.0, from.1, from.2).to_string(),
        "valid_to": day(to.0, to.1, to.2).to_string(),
    });
    story.tell(opening, "agency_licence_granted", licence);
    match reference {
        // A suspension that is found out later is the reason why status is asked by date.
        "AG-SN-002" => {
            let suspension = json!({"reason": "ILLEGAL_FEES"});
            let (effective, recorded) = (day(2024, 3, 1), day(2024, 3, 18));
            story.tell_later((effective, recorded), "agency_licence_suspended", suspension);
            let revocation = json!({"reason": "NOT_REMEDIED"});
            story.tell(day(2024, 12, 1), "agency_licence_revoked", revocation);
        }
        "AG-ML-002" => {
            let renewal = json!({"valid_from": "2025-04-01", "valid_to": "2027-03-31"});
            story.tell(day(2025, 3, 20), "agency_licence_renewed", renewal);
        }
        _ => {}
    }
    story.into_told()
}

fn employers(chance: &mut Chance, opening: Day) -> Vec<Told> {
    let mut told = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (corridor, _) in CORRIDORS {
        for number in 1..=EMPLOYERS_EACH {
            let work = corridor.work;
            let reference = format!("EMP-{}-{}-{number}", corridor.destination, work.tag());
            if seen.contains(&reference) {
                continue;
            }
            let kind = match work {
                Work::Domestic | Work::Care => "HOUSEHOLD",
                Work::Farm if chance.percent(30) => "COOPERATIVE",
                Work::Farm | Work::Building | Work::Fishing => "ENTERPRISE",
            };
            let facts = json!({
                "kind": kind, "activity": work.codes().0, "country": corridor.destination,
            });
            let name = json!({"name": format!("Employeur {reference} (démonstration)")});
            let mut story = Story::new(2, format!("employer/{reference}"), "registrar");
            story.tell_of(opening, "employer_registered", (facts, name));
            told.extend(story.into_told());
            seen.push(reference);
        }
    }
    told
}

/// The ouguiya's rate, quarter by quarter; the franc CFA's is fixed by treaty.
fn rates(opening: Day) -> Vec<Told> {
    let mut story = Story::new(0, "registry/main", "administrator");
    for (quarter, rate) in [
        "39.20", "39.60", "40.10", "41.90", "43.00", "42.60", "43.40", "42.10", "43.90", "45.10",
        "46.30", "46.00",
    ]
    .iter()
    .zip(0_i32..)
    .map(|(rate, quarter)| (quarter, rate))
    {
        let on = day(2023, 1, 1).plus_months(quarter * 3);
        let recorded = if quarter == 0 { opening.plus_days(31) } else { on };
        let facts = json!({
            "base": "EUR", "quote": "MRU", "rate": rate, "day": on.to_string(),
            "source": "demonstration",
        });
        story.tell(recorded, "fx_rate_recorded", facts);
    }
    story.into_told()
}
