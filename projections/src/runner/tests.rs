//! The runner follows a log: live, rebuilt, and as it was known before.

use domain::agency::{self, AgencyLicenceGranted, AgencyRegistered, AgencyType};
use domain::context::Context;
use domain::id::{AgencyId, EventId, MigrantId, StreamId};
use domain::migrant::Event;
use domain::migrant::placement::{self, PlacementChannel, PlacementMade};
use domain::stream::StreamKind;

use super::*;
use crate::testing::{Log, WAIT, day, options, stream};

fn register_agency(log: &Log, agency: StreamId) {
    let said = AgencyRegistered {
        country: "SN".parse().unwrap(),
        subdivision: None,
        kind: AgencyType::Private,
    };
    log.record(agency, agency::Event::Own(said.into()), Context::on(day("2023-01-01")));
}

fn grant_licence(log: &Log, agency: StreamId) {
    let said = AgencyLicenceGranted {
        licence: "L-1".parse().unwrap(),
        valid_from: day("2023-01-01"),
        valid_to: None,
        bond: None,
        authority: None,
    };
    log.record(agency, agency::Event::Own(said.into()), Context::on(day("2023-01-01")));
}

fn place(log: &Log, migrant: StreamId, agency: StreamId) -> EventId {
    let said = PlacementMade {
        vacancy: None,
        agency: Some(agency.into()),
        employer: None,
        channel: PlacementChannel::Agency,
        activity: None,
        occupation: None,
    };
    let context = Context::on(day("2024-02-12")).in_cycle(&"C1".parse().unwrap());
    let event: placement::Event = said.into();
    log.record::<Event>(migrant, Event::Placement(event), context)
}

fn log_of(migrants: u16) -> Log {
    let log = Log::new();
    register_agency(&log, stream(b'A', 1));
    for number in 0..migrants {
        place(&log, stream(b'M', number), stream(b'A', 1));
    }
    grant_licence(&log, stream(b'A', 1));
    log
}

#[test]
fn what_was_recorded_can_be_read() {
    let log = log_of(20);
    let runner = log.follow(day("2024-06-01"));
    let tables = runner.tables();
    assert_eq!(tables.size(), 22);
    assert_eq!(tables.migrants.len(), 20);
    assert_eq!(tables.placed_by(AgencyId::from(stream(b'A', 1))).count(), 20);
    assert_eq!(runner.health().lag(), 0);
    assert!(runner.health().is_ready());
    place(&log, stream(b'M', 100), stream(b'A', 1));
    assert!(runner.wait_for(23, WAIT));
    assert_eq!(runner.tables().migrants.len(), 21);
    assert_eq!(tables.migrants.len(), 20, "a reader keeps what it was given");
    assert!(!runner.wait_for(24, Duration::from_millis(20)));
}

#[test]
fn live_rebuilt_and_asked_for_are_the_same() {
    let log = Log::new();
    let runner = log.follow(day("2024-06-01"));
    register_agency(&log, stream(b'A', 1));
    for number in 0..50 {
        let migrant = stream(b'M', number % 17);
        place(&log, migrant, stream(b'A', 1 + number % 3));
        assert!(runner.wait_for(log.store.head().size, WAIT));
    }
    register_agency(&log, stream(b'A', 2));
    grant_licence(&log, stream(b'A', 3));
    let size = log.store.head().size;
    assert!(runner.wait_for(size, WAIT));
    let live = runner.tables();
    let rebuilt = runner.rebuild().unwrap();
    assert!(!rebuilt.differed);
    assert_eq!((rebuilt.size, runner.tables().as_ref()), (size, live.as_ref()));
    for known in 0..=size {
        let asked = runner.at(Known::Size(known), day("2024-06-01")).unwrap();
        let fresh = log.follow_first(known, day("2024-06-01"));
        assert_eq!(asked.as_ref(), fresh.tables().as_ref(), "at size {known}");
    }
}

#[test]
fn a_time_means_what_was_recorded_by_then() {
    let log = Log::new();
    for (number, on) in (0..).zip(["2024-03-01", "2024-03-01", "2024-03-04", "2024-03-09"]) {
        log.noon(day(on));
        place(&log, stream(b'M', number), stream(b'A', 1));
    }
    let runner = log.follow(day("2024-06-01"));
    let size = |on: &str| runner.size_at(Known::end_of(day(on))).unwrap();
    assert_eq!([size("2024-02-29"), size("2024-03-01"), size("2024-03-03")], [0, 2, 2]);
    assert_eq!([size("2024-03-04"), size("2024-03-31")], [3, 4]);
    let tables = runner.at(Known::end_of(day("2024-03-04")), day("2024-03-04")).unwrap();
    assert_eq!((tables.size(), tables.migrants.len()), (3, 3));
    assert!(matches!(
        runner.at(Known::Size(5), day("2024-03-04")),
        Err(AskError::NotYet { size: 4 })
    ));
}

#[test]
fn the_future_of_the_day_asked_is_not_looked_at() {
    let log = log_of(1);
    let runner = log.follow(day("2024-06-01"));
    let before = runner.at(Known::Head, day("2024-02-11")).unwrap();
    let on = runner.at(Known::Head, day("2024-02-12")).unwrap();
    let cycles = |tables: &Tables| {
        tables.migrants.get(MigrantId::from(stream(b'M', 0))).map(|view| view.cycles.len())
    };
    assert_eq!((cycles(&before), cycles(&on)), (Some(0), Some(1)));
}

#[test]
fn an_unknown_type_stops_the_models_that_need_it_and_no_others() {
    let log = log_of(3);
    log.append(stream(b'A', 1), (719, 1), (vec![1, 0, 0], None));
    let context = Context::on(day("2024-01-01"));
    let facts = context_only(&context);
    log.append(stream(b'A', 1), (718, 1), (facts, None));
    let runner = log.follow(day("2024-06-01"));
    let health = runner.health();
    assert_eq!(health.lag(), 0, "the log is followed all the same");
    let [stop] = health.stops.as_slice() else { panic!("one kind stopped") };
    assert_eq!((stop.kind, stop.position), (Some(StreamKind::Agency), 5));
    let tables = runner.tables();
    assert!(tables.readable(&[StreamKind::Employer]).is_ok());
    assert!(tables.readable(&[StreamKind::Agency]).is_err());
    assert!(tables.readable(&[StreamKind::Migrant]).is_err(), "placements rest on licences");
    let before = runner.at(Known::Size(5), day("2024-06-01")).unwrap();
    assert!(before.readable(&[StreamKind::Migrant]).is_ok());
}

fn context_only(context: &Context) -> Vec<u8> {
    use domain::decider::Format;
    let context = store::codec::Codec.encode(context).unwrap();
    let mut facts = vec![1];
    facts.extend(u16::try_from(context.len()).unwrap().to_le_bytes());
    facts.extend(context);
    facts
}

#[test]
fn another_day_is_derived_when_it_begins() {
    let log = log_of(2);
    let today = Arc::new(Mutex::new(day("2024-02-01")));
    let asked = Arc::clone(&today);
    let mut options = options(day("2024-02-01"));
    options.today = Box::new(move || *asked.lock().unwrap());
    let runner = Runner::start(Arc::clone(&log.store), options);
    assert!(runner.wait_for(4, WAIT));
    let cycles = |runner: &Runner| {
        runner.tables().migrants.values().map(|view| view.cycles.len()).sum::<usize>()
    };
    assert_eq!(cycles(&runner), 0);
    *today.lock().unwrap() = day("2024-03-01");
    let began = Instant::now();
    while runner.tables().as_of() != day("2024-03-01") {
        assert!(began.elapsed() < WAIT);
        std::thread::yield_now();
    }
    assert_eq!(cycles(&runner), 2);
}

#[test]
fn entries_written_during_a_rebuild_are_not_lost() {
    let log = log_of(200);
    let runner = log.follow(day("2024-06-01"));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 0..300 {
                place(&log, stream(b'N', number), stream(b'A', number % 5));
            }
        });
        while !writer.is_finished() {
            assert!(!runner.rebuild().unwrap().differed);
        }
    });
    let size = log.store.head().size;
    assert!(runner.wait_for(size, WAIT));
    let fresh = log.follow(day("2024-06-01"));
    assert_eq!(runner.tables().as_ref(), fresh.tables().as_ref());
    assert_eq!(runner.tables().migrants.len(), 500);
}
