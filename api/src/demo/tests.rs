//! The generator is a golden test of its own: the same seed, the same programme.

use std::collections::BTreeMap;

use super::*;

const SMALL: Options = Options { migrants: 120, seed: 7 };

#[test]
fn the_same_seed_tells_the_same_programme_and_another_seed_another() {
    assert_eq!(lines(SMALL), lines(SMALL));
    assert_ne!(lines(SMALL), lines(Options { seed: 8, ..SMALL }));
}

#[test]
fn a_larger_programme_begins_with_the_smaller_one() {
    let of_first = |lines: Vec<Value>| -> Vec<Value> {
        lines.into_iter().filter(|line| line["stream"] == "migrant/P000001").collect()
    };
    let larger = of_first(lines(Options { migrants: 240, ..SMALL }));
    assert_eq!(of_first(lines(SMALL)), larger);
}

#[test]
fn lines_come_in_the_order_in_which_they_were_recorded() {
    let recorded: Vec<String> =
        lines(SMALL).iter().map(|line| line["recorded_at"].to_string()).collect();
    assert!(recorded.is_sorted());
}

#[test]
fn the_programme_has_every_phase_of_the_cycle() {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for line in lines(Options { migrants: 600, seed: 1 }) {
        *counts.entry(line["type"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    for event in [
        "departure_recorded",
        "wage_payment_recorded",
        "complaint_filed",
        "award_paid",
        "document_retained",
        "return_arrival_recorded",
        "rss_administered",
        "enterprise_started",
        "loss_of_contact_declared",
        "duplicate_suspected",
        "agency_licence_suspended",
    ] {
        assert!(counts.contains_key(event), "{event} never happens");
    }
}

/// Seeds 1, 3 and 42 once told of wages after a death and of a cycle closed after its person had
/// left again; the log refused them, rightly.
#[test]
fn nothing_is_told_that_the_registry_must_refuse_after_a_death_or_a_second_departure() {
    const AFTERMATH: [&str; 5] = [
        "death_abroad_recorded",
        "next_of_kin_notified",
        "remains_repatriated",
        "estate_wages_paid",
        "cycle_closed",
    ];
    for (seed, migrants) in [(1, 2_000), (3, 2_000), (42, 12_000)] {
        let mut gone: BTreeMap<String, (String, String)> = BTreeMap::new();
        for line in lines(Options { migrants, seed }) {
            let [stream, event, on] =
                ["stream", "type", "occurred_on"].map(|key| line[key].as_str().unwrap().to_owned());
            match gone.get(&stream) {
                Some((how, since)) if how == "death_abroad_recorded" && on > *since => {
                    assert!(AFTERMATH.contains(&event.as_str()), "{line}");
                }
                Some((how, _)) if how == "remigration_recorded" => {
                    assert_ne!(event, "cycle_closed", "{line}");
                }
                _ => {}
            }
            if event == "death_abroad_recorded" || event == "remigration_recorded" {
                gone.insert(stream, (event, on));
            }
        }
        assert!(!gone.is_empty(), "seed {seed} has neither");
    }
}
