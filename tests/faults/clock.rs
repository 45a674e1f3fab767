//! A clock that jumps by years, there and back: times in the log never go back, a jump ahead is
//! refused until somebody confirms it, and reading goes on meanwhile.

use std::time::Duration;

use store::{
    Append, EventId, Expected, LogKind, MemoryOptions, NewEvent, Openness, Position, Store,
    StreamId, Transaction, TypeId,
};
use tests::dice::Dice;

use super::*;

const YEAR: i64 = 365 * 86_400;

/// Records now; the status, the code, and the time that the log gave it.
fn record_now(site: &Site, client: &mut Client) -> (u16, String, String) {
    let (reply, _) = site.ledger.send(client).expect("the server runs");
    let time = reply.body["recorded_at"].as_str().unwrap_or_default().to_owned();
    (reply.status, reply.code().to_owned(), time)
}

#[test]
fn the_server_refuses_years_ahead_until_they_are_confirmed_and_never_stamps_back() {
    let (site, faults) = far_sighted();
    let place = site.faulty(&faults);
    let mut server = place.serve();
    let mut client = site.recorder(&mut server);
    let (status, _, first) = record_now(&site, &mut client);
    assert_eq!(status, 201);

    faults.order(&format!("clock {}", 3 * YEAR));
    let (status, code, _) = record_now(&site, &mut client);
    assert_eq!((status, code.as_str()), (503, "log.clock_jumped"));
    let mut reader = Client::new(server.address().unwrap(), &site.officer);
    assert_eq!(reader.get("/v1/log").unwrap().body["size"], 1, "reading goes on");
    assert_eq!(reader.get("/v1/verify").unwrap().body["sound"], true);

    faults.order(&format!("clock {}", -20 * YEAR));
    let (status, _, back) = record_now(&site, &mut client);
    assert_eq!(status, 201);
    assert!(back >= first, "{back} is before {first}");

    faults.order("");
    assert_eq!(record_now(&site, &mut client).0, 201, "the clock came back");
    server.stop().ok();

    // Asleep for three years, as far as the log can tell: an operator says that it is so.
    faults.order(&format!("clock {}", 3 * YEAR));
    let mut server = place.serve();
    let mut client = site.recorder(&mut server);
    let (status, code, _) = record_now(&site, &mut client);
    assert_eq!((status, code.as_str()), (503, "log.clock_jumped"));
    server.stop().ok();
    let mut server = place.serve_with(&["--confirm-clock"]);
    let mut client = site.recorder(&mut server);
    let (status, _, later) = record_now(&site, &mut client);
    assert_eq!(status, 201);
    assert!(later > first);
    server.stop().ok();

    // And back by three years: the log keeps the time that it has.
    faults.order("");
    let mut server = place.serve();
    let mut client = site.recorder(&mut server);
    let (status, _, last) = record_now(&site, &mut client);
    assert_eq!(status, 201);
    assert_eq!(last, later, "times never go back");
    server.kill();
    site.check();
}

/// A site whose tokens are still valid years from now.
fn far_sighted() -> (Site, Faults) {
    let site = Site::new();
    let faults = Faults::in_folder(site.folder.path());
    faults.order(&format!("clock {}", 6 * YEAR));
    let place = site.faulty(&faults);
    let (registrar, officer) = (place.token("registrar"), place.token("dpo"));
    faults.order("");
    (Site { registrar, officer, ..site }, faults)
}

/// The store itself, with a clock that jumps at random by up to thirty years.
#[test]
fn whatever_the_clock_does_times_in_the_log_never_go_back_and_never_run_away() {
    const NOON: i64 = 1_700_000_000_000;
    for seed in 1..=20 {
        let mut dice = Dice::new(seed);
        let options = MemoryOptions { kind: LogKind::Real, ..MemoryOptions::default() };
        let store = Store::in_memory(options).unwrap();
        let mut latest = NOON;
        append(&store, 0, NOON).unwrap();
        // The first time after opening may be long after; from then on the limit is a day.
        let limit = 90 * 86_400_000;
        let (mut taken, mut refused) = (0, 0);
        for number in 1..200 {
            let ahead = dice.below(3) > 0;
            let jump =
                i64::try_from(dice.below(u64::try_from(30 * YEAR * 1_000).unwrap())).unwrap();
            let told =
                if ahead { latest + jump / (1 + 400 * jump.rem_euclid(3)) } else { latest - jump };
            match append(&store, number, told) {
                Ok(stamped) => {
                    assert!(stamped >= latest, "seed {seed}: {stamped} is before {latest}");
                    assert!(stamped - latest <= limit, "seed {seed}: {stamped} ran away");
                    latest = stamped;
                    taken += 1;
                }
                Err(code) => {
                    assert_eq!(code, "log.clock_jumped");
                    assert!(told > latest, "seed {seed}: a clock that stands back is no jump");
                    refused += 1;
                }
            }
        }
        assert!(taken > 20 && refused > 20, "seed {seed}: {taken} taken, {refused} refused");
        let entries = store.read(Position(0), usize::MAX).unwrap();
        assert!(entries.is_sorted_by_key(|entry| entry.recorded_at_ms));
        assert!(store.verify(&mut |_| {}).is_sound());
        store.confirm_clock(latest + 1_000 * YEAR);
        assert_eq!(append(&store, 1_000, latest + 1_000 * YEAR).unwrap(), latest + 1_000 * YEAR);
    }
}

fn append(store: &Store, number: u16, now_ms: i64) -> Result<i64, String> {
    use domain::decider::Coded;
    let mut id = [3; 16];
    id[14..].copy_from_slice(&number.to_be_bytes());
    let event = NewEvent {
        event_id: EventId(id),
        type_id: TypeId(7),
        schema: 1,
        facts: vec![1, 2, 3],
        personal: Vec::new(),
    };
    let append = Append {
        stream: StreamId([9; 16]),
        expected: Expected::Any,
        kind: Openness::Plain,
        events: vec![event],
    };
    let appends = vec![append];
    let transaction = Transaction { appends, preconditions: Vec::new(), recorded_at_ms: now_ms };
    let receipts = store.append(transaction).map_err(|error| error.code().to_owned())?;
    Ok(receipts[0].recorded_at_ms)
}

/// Long enough for the server to notice, short enough for nobody to wait for it.
#[test]
fn a_server_whose_clock_jumped_is_still_alive_and_says_so() {
    let (site, faults) = far_sighted();
    let mut server = site.faulty(&faults).serve();
    let mut client = site.recorder(&mut server);
    assert_eq!(record_now(&site, &mut client).0, 201);
    faults.order(&format!("clock {}", 5 * YEAR));
    for _ in 0..3 {
        assert_eq!(record_now(&site, &mut client).1, "log.clock_jumped");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(client.get("/healthz").unwrap().status, 200);
    faults.order("");
    site.check_running(&mut server);
}
