//! Placement, contracts, the journey out.

use super::*;
use crate::migrant::placement::DetectedBy;

fn amends(on: &'static str) -> Told {
    tell!(
        on,
        placement,
        placement::ContractAmended { terms: terms(2), changed: vec![], worker_consent: true }
    )
}

fn reports_substitution(on: &'static str) -> Told {
    tell!(
        on,
        placement,
        placement::ContractSubstitutionReported {
            contract: contract("CT-1"),
            version: None,
            substituted: None,
            changed: vec![],
            detected_by: DetectedBy::Worker,
            wage_difference: Some(eur("373.00")),
        }
    )
}

fn verified(on: &'static str) -> Told {
    tell!(
        on,
        recruitment,
        recruitment::ContractVerified {
            terms: terms(1),
            verifier: None,
            checklist: None,
            standard_contract: None,
        }
    )
}

fn stops(on: &'static str) -> Told {
    tell!(
        on,
        placement,
        placement::TransitStopRecorded {
            country: "MR".parse().unwrap(),
            from: None,
            to: None,
            situation: None,
        }
    )
}

#[test]
fn a_placement_needs_an_open_cycle() {
    check(preparing(), placed("2024-02-12"), Ok(()));
    check(preparing(), placed("2024-01-07"), Err(Refusal::NoOpenCycle));
    let over = after(preparing(), [closes("2024-02-20", Outcome::Cancelled)]);
    check(over.clone(), placed("2024-02-20"), Ok(()));
    check(over.clone(), placed("2024-02"), Ok(()));
    check(over, placed("2024-02-21"), Err(Refusal::NoOpenCycle));
}

#[test]
fn a_contract_is_verified_without_an_earlier_event() {
    check(preparing(), verified("2024-02-26"), Ok(()));
}

#[test]
fn only_a_known_contract_is_changed() {
    check(preparing(), amends("2024-03-01"), Err(Refusal::ContractUnknown));
    check(after(preparing(), [verified("2024-02-26")]), amends("2024-03-01"), Ok(()));
    check(after(preparing(), [signs("2024-02-28")]), amends("2024-03-01"), Ok(()));
}

#[test]
fn only_a_signed_contract_is_substituted() {
    let given = after(preparing(), [verified("2024-02-26")]);
    check(given.clone(), reports_substitution("2024-03-14"), Err(Refusal::ContractNotSigned));
    let signed = after(given, [signs("2024-02-28")]);
    check(signed.clone(), reports_substitution("2024-03-14"), Ok(()));
    check(signed, reports_substitution("2024-02-27"), Err(Refusal::ContractNotSigned));
}

#[test]
fn whoever_has_not_left_may_leave_with_or_without_papers() {
    check(preparing(), departs("2024-03-10"), Ok(()));
    check(vec![registers("2024-01-08")], departs("2024-03-10"), Err(Refusal::NoOpenCycle));
    check(on_the_way(), departs("2024-03-10"), Err(Refusal::AlreadyDeparted));
}

#[test]
fn a_stop_lies_between_departure_and_arrival() {
    check(preparing(), stops("2024-03-20"), Err(Refusal::NotDeparted));
    check(on_the_way(), stops("2024-03-20"), Ok(()));
    check(there(), stops("2024-03-11"), Ok(()));
    check(there(), stops("2024-03-12"), Err(Refusal::AlreadyArrived));
    check(there(), stops("2024-03"), Ok(()));
}

#[test]
fn an_arrival_needs_a_departure_unless_nobody_could_see_it() {
    check(preparing(), arrives("2024-03-11"), Err(Refusal::NotDeparted));
    check(preparing(), arrives("2024-03-11").imported(), Ok(()));
    check(on_the_way(), arrives("2024-03-10"), Ok(()));
    let irregular = opens_as("2024-01-08", "C01", Path::Irregular, CycleOrigin::Live);
    check(vec![registers("2024-01-08"), irregular], arrives("2024-03-11"), Ok(()));
}
