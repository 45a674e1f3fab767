//! The audit lists entries page by page, filters them, and keeps counts apart.

use domain::employer::{self, EmployerRegistered, EmployerType};

use super::*;
use crate::testing::{Log, day, stream};

fn user(number: u8) -> UserId {
    UserId::from_bytes([number; 16])
}

/// Four registrations, by two users on two days, one of them ten weeks late.
fn histories() -> std::sync::Arc<Histories> {
    let log = Log::new();
    let rows = [
        (user(1), Role::Registrar, "2024-03-01", "2024-03-01"),
        (user(2), Role::UnionOfficer, "2024-03-01", "2024-02-28"),
        (user(1), Role::Registrar, "2024-03-02", "2023-12-20"),
        (user(1), Role::Registrar, "2024-03-02", "2024-03-02"),
    ];
    for (number, (actor, role, recorded, occurred)) in (0..).zip(rows) {
        log.noon(day(recorded));
        let said = EmployerRegistered {
            kind: EmployerType::Enterprise,
            country: "ES".parse().unwrap(),
            subdivision: None,
            activity: None,
        };
        let context = Context { actor: Some(actor), role, ..Context::on(day(occurred)) };
        log.record(stream(b'E', number), employer::Event::Own(said.into()), context);
    }
    log.follow(day("2024-06-01")).histories()
}

fn positions(histories: &Histories, filter: &Filter, page: (u64, usize)) -> Vec<u64> {
    let written = entries((histories, u64::MAX), filter, page);
    written.iter().map(|entry| entry.position).collect()
}

#[test]
fn entries_are_listed_in_the_order_of_the_log_page_by_page() {
    let histories = histories();
    let all = Filter::default();
    assert_eq!(positions(&histories, &all, (0, 10)), [0, 1, 2, 3]);
    assert_eq!(positions(&histories, &all, (0, 2)), [0, 1]);
    assert_eq!(positions(&histories, &all, (2, 2)), [2, 3]);
    assert_eq!(positions(&histories, &all, (4, 2)), Vec::<u64>::new());
    assert_eq!(positions(&histories, &all, (0, 0)), Vec::<u64>::new());
    assert_eq!(entries((&histories, 1), &all, (0, 10)).len(), 1, "as known at 1");
}

#[test]
fn every_filter_leaves_out_what_it_should() {
    let histories = histories();
    let which = |filter: Filter| positions(&histories, &filter, (0, 10));
    let none = Filter::default();
    assert_eq!(which(Filter { actor: Some(user(1)), ..none.clone() }), [0, 2, 3]);
    assert_eq!(which(Filter { role: Some(Role::UnionOfficer), ..none.clone() }), [1]);
    assert_eq!(which(Filter { from: Some(day("2024-03-02")), ..none.clone() }), [2, 3]);
    assert_eq!(which(Filter { until: Some(day("2024-03-01")), ..none.clone() }), [0, 1]);
    assert_eq!(which(Filter { late_by_days: Some(30), ..none.clone() }), [2]);
    assert_eq!(which(Filter { late_by_days: Some(1), ..none.clone() }), [1, 2]);
    assert_eq!(which(Filter { kind: Some(StreamKind::Migrant), ..none.clone() }), [0_u64; 0]);
    assert_eq!(which(Filter { type_id: Some(721), ..none.clone() }), [0_u64; 0]);
    let nobody = Some(OrganisationId::from_bytes([1; 16]));
    assert_eq!(which(Filter { organisation: nobody, ..none.clone() }), [0_u64; 0]);
    assert_eq!(which(Filter { channel: Some(Channel::Import), ..none }), [0_u64; 0]);
}

#[test]
fn counts_are_kept_apart_and_add_up() {
    let histories = histories();
    let by_actor = counts((&histories, u64::MAX), &Filter::default(), &[By::Actor]);
    let of = |number| by_actor[&Group { actor: Some(user(number)), ..Group::default() }];
    assert_eq!((of(1).entries, of(1).late), (3, 1));
    assert_eq!((of(2).entries, of(2).late), (1, 0));
    let apart = [By::Day, By::Role, By::Kind, By::Type, By::Channel, By::Organisation];
    let by_day = counts((&histories, u64::MAX), &Filter::default(), &apart);
    assert_eq!(by_day.values().map(|counts| counts.entries).sum::<u64>(), 4);
    let day = Some(day("2024-03-02"));
    assert!(by_day.keys().any(|group| group.day == day && group.type_id == Some(720)));
}
