//! What was known at a size of log is what a registry shows that recorded no more than that.

use domain::id::{EventId, StreamId};
use domain::stream::StreamKind;
use projections::runner::Known;
use projections::tables::StopReason;
use store::{NewEvent, TypeId};

use crate::world::{World, day, migrant, today};

#[test]
fn as_known_at_every_size_is_what_a_shorter_log_shows() {
    for seed in [3, 4] {
        let mut world = World::new(seed);
        world.write(90);
        let runner = world.follow();
        for size in 0..=world.size() {
            let asked = runner.at(Known::Size(size), today()).unwrap();
            assert_eq!(asked.as_ref(), world.cut(size).as_ref(), "seed {seed}, size {size}");
        }
    }
}

#[test]
fn one_worker_reads_the_same_alone_as_among_all() {
    let mut world = World::new(21);
    world.write(260);
    let runner = world.follow();
    for size in (0..world.size()).step_by(23) {
        let on = day("2024-10-31");
        let known = Known::Size(size);
        let streams = (0..8).map(migrant);
        let alone = runner.at(known, on).unwrap();
        let rows: Vec<_> = streams.map(|one| (one, alone.migrants.get(one.into()))).collect();
        let all = world.follow().at(known, on).unwrap();
        assert_eq!(all.migrants.len(), all.migrants.values().count());
        for (stream, alone) in rows {
            assert_eq!(alone, all.migrants.get(stream.into()));
        }
        assert_eq!(alone.as_ref(), all.as_ref());
    }
}

#[test]
fn a_late_fact_changes_what_is_known_and_not_what_was() {
    let mut world = World::new(9);
    world.write(200);
    let runner = world.follow();
    let size = world.size();
    let then = runner.at(Known::Size(size), day("2024-09-30")).unwrap();
    world.write(120);
    assert!(runner.wait_for(world.size(), crate::world::WAIT));
    let again = runner.at(Known::Size(size), day("2024-09-30")).unwrap();
    assert_eq!(then.as_ref(), again.as_ref());
    let now = runner.at(Known::Head, day("2024-09-30")).unwrap();
    assert_ne!(now.migrants, then.migrants);
}

#[test]
fn an_entry_of_a_newer_program_stops_what_rests_on_it_for_good_and_visibly() {
    let mut world = World::new(5);
    world.write(150);
    let size = world.size();
    let of_world = world.follow();
    let entry = world.store.read(store::Position(0), 1).unwrap().remove(0);
    let facts = world.store.open_facts(&entry).unwrap();
    let event_id: EventId = world.next_id();
    let event = NewEvent {
        event_id: store::EventId(event_id.to_bytes()),
        type_id: TypeId(598),
        schema: 1,
        facts,
        personal: Vec::new(),
    };
    let stream: StreamId = migrant(0);
    world.append(event, stream);
    world.write(20);
    assert!(of_world.wait_for(world.size(), crate::world::WAIT));
    let health = of_world.health();
    let [stop] = health.stops.as_slice() else { panic!("one model stopped: {health:?}") };
    assert_eq!((stop.kind, stop.position), (Some(StreamKind::Migrant), size));
    assert_eq!((stop.type_id, stop.reason), (598, StopReason::UnknownType));
    let tables = of_world.tables();
    assert!(tables.readable(&[StreamKind::Migrant]).is_err());
    assert!(tables.readable(&[StreamKind::Complaint, StreamKind::Agency]).is_ok());
    assert_eq!(tables.as_ref(), world.follow().tables().as_ref());
    assert!(!of_world.rebuild().unwrap().differed);
    let before = of_world.at(Known::Size(size), today()).unwrap();
    assert!(before.readable(&[StreamKind::Migrant]).is_ok());
}
