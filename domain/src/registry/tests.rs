//! Given-when-then cases of the registry's own facts.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::codes::Country;
use crate::complaint::OverrideReason;
use crate::digest::Digest;
use crate::id::{MigrantId, OrganisationId};
use crate::testing::{self, Told};

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Registry>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn label(text: &str) -> Label {
    text.parse().expect("a label")
}

fn rate(quote: Currency, rate: &str) -> Told<Event> {
    told(
        "2024-01-01",
        FxRateRecorded {
            base: Currency::EUR,
            quote,
            rate: Decimal::parse(rate).expect("a number"),
            day: "2024-01-01".parse().expect("a day"),
            source: label("BCM"),
        },
    )
}

fn rotated(date: &'static str, epoch: u32) -> Told<Event> {
    let reason = RotationReason::Erasure;
    told(date, WrappingKeyRotated { epoch, reason, survivors: 10, erased: 1 })
}

fn share() -> ShareSent {
    ShareSent {
        share: label("S-1"),
        recipient: OrganisationId::from_bytes([1; 16]),
        country: Country::from_letters(*b"ES"),
        purpose: SharePurpose::Continuity,
        migrants: vec![MigrantId::from_bytes([2; 16])],
        consents: vec![EventId::from_bytes([3; 16])],
        override_reason: None,
        entries: 4,
        expires_on: None,
        digest: Digest::from_bytes([4; 32]),
    }
}

#[test]
fn a_rate_is_more_than_zero_and_between_two_currencies() {
    check(&[], rate(Currency::MRU, "43.00"), Ok(()));
    check(&[], rate(Currency::EUR, "1"), Err(Refusal::SameCurrency));
    check(&[], rate(Currency::MRU, "0.000000"), Err(Refusal::NoRate));
}

#[test]
fn the_last_recorded_rate_of_a_day_counts() {
    let given = [rate(Currency::MRU, "42.00"), rate(Currency::MRU, "43.00")];
    let state = testing::state::<Registry>(&given);
    assert_eq!(
        state.rates.into_values().collect::<Vec<_>>(),
        [Decimal::from_millionths(43_000_000)]
    );
}

#[test]
fn a_version_is_adopted_once() {
    let list =
        || CodeListVersionAdopted { list: label("isco_08"), version: label("1"), digest: None };
    let survey =
        || InstrumentVersionAdopted { instrument: label("test-dims-1"), version: 1, digest: None };
    let policy =
        || PolicyVersionAdopted { policy: label("retention"), version: label("1"), digest: None };
    let given =
        [told("2024-01-01", list()), told("2024-01-01", survey()), told("2024-01-01", policy())];
    check(&given, told("2024-02-01", list()), Err(Refusal::AlreadyAdopted));
    check(&given, told("2024-02-01", survey()), Err(Refusal::AlreadyAdopted));
    check(&given, told("2024-02-01", policy()), Err(Refusal::AlreadyAdopted));
    let next = InstrumentVersionAdopted { version: 2, ..survey() };
    check(&given, told("2024-02-01", next), Ok(()));
}

#[test]
fn a_rotation_brings_a_new_key() {
    let given = [rotated("2024-01-01", 2)];
    check(&given, rotated("2024-02-01", 2), Err(Refusal::EpochNotNew));
    check(&given, rotated("2024-02-01", 1), Err(Refusal::EpochNotNew));
    check(&given, rotated("2024-02-01", 3), Ok(()));
}

#[test]
fn persons_are_shared_on_consent_or_for_a_reason() {
    let bare = || ShareSent { consents: Vec::new(), ..share() };
    let refusal = Err(Refusal::NeitherConsentNorOverride);
    check(&[], told("2024-01-01", share()), Ok(()));
    check(&[], told("2024-01-01", bare()), refusal);
    let ordered = ShareSent { override_reason: Some(OverrideReason::CourtOrder), ..bare() };
    check(&[], told("2024-01-01", ordered), Ok(()));
    check(&[], told("2024-01-01", ShareSent { migrants: Vec::new(), ..bare() }), Ok(()));
}

#[test]
fn a_share_s_name_is_used_once() {
    let given = [told("2024-01-01", share())];
    check(&given, told("2024-02-01", share()), Err(Refusal::ShareExists));
}
