//! One migrant: who she is, and one cycle after the other.

use domain::date::Day;
use serde_json::json;

use super::chance::Chance;
use super::corridor::{CORRIDORS, Corridor};
use super::cycle;
use super::first_day;
use super::story::{Story, Told};

/// What the rest of her story needs to know of her.
pub(super) struct Person {
    pub(super) index: u32,
    pub(super) reference: String,
    pub(super) woman: bool,
    pub(super) corridor: Corridor,
}

const WOMEN: &[&str] = &[
    "Aïssatou",
    "Fatou",
    "Mariam",
    "Kadiatou",
    "Awa",
    "Aminata",
    "Ndeye",
    "Oumou",
    "Coumba",
    "Khady",
    "Rokia",
    "Fatimetou",
    "Bineta",
    "Assetou",
    "Salimata",
    "Mame Diarra",
];
const MEN: &[&str] = &[
    "Modou",
    "Cheikh",
    "Boubacar",
    "Ibrahima",
    "Mamadou",
    "Ousmane",
    "Moussa",
    "Abdoulaye",
    "Sidi",
    "Amadou",
    "Lamine",
    "Souleymane",
    "Bakary",
    "Alioune",
    "Mohamed",
    "Seydou",
];
const FAMILIES: &[&str] = &[
    "Diallo",
    "Ndiaye",
    "Traoré",
    "Coulibaly",
    "Keïta",
    "Sow",
    "Ba",
    "Diop",
    "Fall",
    "Touré",
    "Sarr",
    "Konaté",
    "Dembélé",
    "Sidibé",
    "Camara",
    "Gueye",
    "Mint Ahmed",
    "Ould Sidi",
    "Cissé",
    "Sylla",
];

/// All that is recorded about the migrant with a number.
pub(super) fn life(seed: u64, index: u32) -> Vec<Told> {
    let mut chance = Chance::new(seed, u64::from(index));
    let corridor = chance.weighted(CORRIDORS);
    let person = Person {
        index,
        reference: format!("P{:06}", index + 1),
        woman: chance.percent(corridor.women),
        corridor,
    };
    let registered = first_day().plus_days(chance.between(0, 990));
    let stream = format!("migrant/{}", person.reference);
    let mut story = Story::new(10 + index, stream, "registrar");
    let mut others = Vec::new();
    register(&mut chance, &mut story, &person, registered);
    cycle::all(&mut chance, &mut story, &person, (registered, &mut others));
    let mut told = story.into_told();
    told.extend(others.into_iter().flat_map(Story::into_told));
    told.extend(duplicate(&mut chance, &person, registered));
    told
}

fn register(chance: &mut Chance, story: &mut Story, person: &Person, on: Day) {
    let corridor = &person.corridor;
    let age = chance.by_deciles(&[18, 21, 23, 25, 27, 29, 31, 34, 38, 43, 58]);
    let born = i64::from(on.year()) - age;
    let exact = chance.percent(70);
    let facts = json!({
        "sex": if person.woman { "F" } else { "M" },
        "birth_year": born,
        "birth_precision": if exact { "DAY" } else { "YEAR" },
        "nationalities": [corridor.origin],
        "residence": residence(chance, corridor.origin),
        "languages": languages(chance, corridor.origin),
        "education": chance.weighted(&[(0, 20), (1, 25), (2, 25), (3, 18), (4, 4), (5, 4), (6, 4)]),
        "marital_status": chance.weighted(&[("SINGLE", 45), ("MARRIED", 48), ("DIVORCED", 5), ("WIDOWED", 2)]),
        "household_size": chance.between(2, 14),
        "office": format!("BAOS-{}", chance.between(1, 9)),
    });
    let number = 10_000_000 + u64::from(person.index);
    let mut personal = json!({
        "given_name": chance.pick(if person.woman { WOMEN } else { MEN }),
        "family_name": chance.pick(FAMILIES),
        "phone": format!("+000 {number}"),
        "documents": [{"kind": "PASSPORT", "issuer": corridor.origin, "number": format!("DEMO{number}")}],
    });
    if exact && let Some(members) = personal.as_object_mut() {
        let birth = format!("{born}-{:02}-{:02}", chance.between(1, 12), chance.between(1, 28));
        members.insert("birth_date".to_owned(), json!(birth));
    }
    story.tell_of(on, "migrant_registered", (facts, personal));
    let purposes = match chance.below(10) {
        0 => json!(["REGISTRATION", "CASE_MGMT"]),
        1..=6 => json!(["REGISTRATION", "CASE_MGMT", "STATISTICS"]),
        _ => json!(["REGISTRATION", "CASE_MGMT", "STATISTICS", "SHARE_UNION", "SHARE_DESTINATION"]),
    };
    let method = chance.weighted(&[("WRITTEN", 60), ("ORAL_WITNESSED", 25), ("THUMBPRINT", 15)]);
    let consent =
        json!({"purposes": purposes, "form_version": "2022-1", "language": "fr", "method": method});
    story.tell(on, "consent_given", consent);
    if chance.percent(25) {
        let member = format!("{}-F1", person.reference);
        story.tell_of(
            on,
            "family_member_linked",
            (
                json!({"member": member, "relation": "CHILD", "left_behind": true, "minor": true}),
                json!({"name": chance.pick(WOMEN)}),
            ),
        );
    }
}

fn residence(chance: &mut Chance, origin: &str) -> &'static str {
    match origin {
        "SN" => chance.pick(&["SN-DK", "SN-TH", "SN-SL", "SN-KD", "SN-ZG", "SN-TC", "SN-MT"]),
        "ML" => chance.pick(&["ML-BKO", "ML-1", "ML-2", "ML-3", "ML-4"]),
        _ => chance.pick(&["MR-13", "MR-06", "MR-10", "MR-08"]),
    }
}

fn languages(chance: &mut Chance, origin: &str) -> Vec<&'static str> {
    let mother = match origin {
        "SN" => chance.weighted(&[("wo", 70), ("ff", 20), ("snk", 10)]),
        "ML" => chance.weighted(&[("bm", 65), ("snk", 20), ("ff", 15)]),
        _ => chance.weighted(&[("mey", 60), ("ff", 25), ("wo", 15)]),
    };
    if chance.percent(60) { vec![mother, "fr"] } else { vec![mother] }
}

/// Three in two hundred are registered twice, at another office.
fn duplicate(chance: &mut Chance, person: &Person, registered: Day) -> Vec<Told> {
    if !chance.permille(15) {
        return Vec::new();
    }
    let on = registered.plus_days(chance.between(20, 200));
    let stream = format!("migrant/{}-BIS", person.reference);
    let mut story = Story::new(10 + person.index, stream, "registrar");
    let facts = json!({
        "sex": if person.woman { "F" } else { "M" },
        "birth_precision": "UNKNOWN",
        "nationalities": [person.corridor.origin],
    });
    let name = json!({"given_name": "Awa", "family_name": chance.pick(FAMILIES)});
    story.tell_of(on, "migrant_registered", (facts, name));
    let suspicion = json!({"other": person.reference, "score": 88, "method": "SCORE"});
    story.tell(on.plus_days(1), "duplicate_suspected", suspicion);
    story.into_told()
}
