//! What an act on one stream does to rows that were derived from others.

use domain::id::{AgencyId, MigrantId};
use domain::stream::StreamKind;
use projections::runner::Known;
use projections::tables::Tables;
use serde_json::json;

use crate::world::{WAIT, World, agency, employer, migrant, today};

/// An agency is suspended in March from January on: what it placed in February is a placement
/// without licence from then on, and was none before.
#[test]
fn a_licence_suspended_retroactively_marks_earlier_placements() {
    let mut world = World::new(1);
    let registered = json!({"country": "SN", "kind": "PRIVATE"});
    let granted = json!({"licence": "L-1", "valid_from": "2024-01-01", "valid_to": "2025-12-31"});
    let of_agency = StreamKind::Agency;
    world.fact((of_agency, agency(0)), ("agency_registered", "2024-01-01"), registered);
    world.fact((of_agency, agency(0)), ("agency_licence_granted", "2024-01-01"), granted);
    let household = json!({"kind": "HOUSEHOLD", "country": "ES"});
    world.fact(
        (StreamKind::Employer, employer(0)),
        ("employer_registered", "2024-01-01"),
        household,
    );
    for number in 0..3 {
        let worker = migrant(number);
        let person = json!({"sex": "F", "birth_year": 1994, "birth_precision": "YEAR"});
        world.fact((StreamKind::Migrant, worker), ("migrant_registered", "2024-02-01"), person);
        for cycle in ["C1", "C2"] {
            let opened = json!({"cycle": cycle, "ordinal": 1, "path": "REGULAR",
                "origin": "LIVE", "check_ins": "NONE"});
            world.fact((StreamKind::Migrant, worker), ("cycle_opened", "2024-02-01"), opened);
        }
        let placed = json!({"agency": agency(0).to_string(),
            "employer": employer(0).to_string(), "channel": "AGENCY"});
        world.fact((StreamKind::Migrant, worker), ("placement_made", "2024-02-12"), placed);
    }
    let runner = world.follow();
    let before = runner.tables();
    let without_licence = |tables: &Tables| {
        let workers = (0..3).filter_map(|n| tables.migrants.get(MigrantId::from(migrant(n))));
        workers
            .flat_map(|view| view.findings.clone())
            .filter(|one| one.rule.code() == "F03")
            .count()
    };
    assert_eq!(without_licence(&before), 0);
    assert_eq!(before.placed_by(AgencyId::from(agency(0))).count(), 3);

    let suspended = json!({"reason": "ILLEGAL_FEES"});
    let act = ("agency_licence_suspended", "2024-02-01");
    world.fact((of_agency, agency(0)), act, suspended);
    assert!(runner.wait_for(world.size(), WAIT));
    assert_eq!(without_licence(&runner.tables()), 3);
    let known = runner.at(Known::Size(before.size()), today()).unwrap();
    assert_eq!(without_licence(&known), 0, "nobody knew it then");

    let lifted = json!({"reason": "APPEAL"});
    world.fact((of_agency, agency(0)), ("agency_licence_reinstated", "2024-02-10"), lifted);
    assert!(runner.wait_for(world.size(), WAIT));
    assert_eq!(without_licence(&runner.tables()), 0);
}
