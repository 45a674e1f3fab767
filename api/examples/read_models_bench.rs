//! What the read models cost: memory an entry, rebuilding, another moment, one event more.
//!
//! `cargo run --release -p api --example read_models_bench -- 5000` imagines so many migrants,
//! records them in memory, and prints what it measures.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::demo;
use api::import::{Import, Listener, Progress, Recorded, Rejected, nobody};
use api::line::Line;
use api::names::{Names, NoNames};
use api::record::Recorder;
use projections::audit::{self, By, Filter};
use projections::runner::{Known, Options, Runner};
use store::{Append, Expected, MemoryOptions, NewEvent, Openness, Position, Store, Transaction};

const WAIT: Duration = Duration::from_secs(3_600);
const THREADS: usize = 2;

struct Quiet;

impl Listener for Quiet {
    fn refused(&mut self, _row: Rejected) {}

    fn progress(&mut self, _progress: &Progress) {}
}

fn main() -> Result<(), Box<dyn Error>> {
    let migrants = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let mut out = stdout().lock();
    let store = record(migrants)?;
    let entries = store.head().size;
    writeln!(out, "{migrants} migrants, {entries} entries")?;
    let speed = |took: Duration| format!("{took:.2?}, {} entries/s", per_second(entries, took));

    let began = Instant::now();
    let runner = Runner::start(Arc::clone(&store), options());
    runner.wait_for(entries, WAIT);
    writeln!(out, "start, persons among it:   {}", speed(began.elapsed()))?;
    writeln!(out, "rebuild, persons among it: {}", speed(runner.rebuild()?.took))?;

    let began = Instant::now();
    runner.at(Known::Size(entries / 2), demo::last_day())?;
    writeln!(out, "as known at half the log:  {:.2?}", began.elapsed())?;
    let began = Instant::now();
    audit::counts((&runner.histories(), entries), &Filter::default(), &[By::Actor, By::Day]);
    writeln!(out, "who wrote what, counted:   {}", speed(began.elapsed()))?;

    let footprint = runner.footprint();
    let bytes = u64::try_from(footprint.packed_bytes)?;
    let reserved = u64::try_from(footprint.reserved_bytes)?;
    writeln!(
        out,
        "packed: {} bytes an entry ({} reserved), {} streams, {} contexts",
        bytes / footprint.entries,
        reserved / footprint.entries,
        footprint.streams,
        footprint.contexts,
    )?;
    let mut late: Vec<Duration> =
        (0..500_u16).map(|number| one_more(&store, &runner, number)).collect::<Result<_, _>>()?;
    late.sort();
    let at = |part: usize| late.get(late.len() * part / 100).copied().unwrap_or_default();
    writeln!(out, "one event more, until it is read: median {:.2?}, p99 {:.2?}", at(50), at(99))?;
    Ok(())
}

fn options() -> Options {
    Options { today: Box::new(demo::last_day), threads: THREADS, snapshot: None, moments_kept: 2 }
}

fn record(migrants: u32) -> Result<Arc<Store>, Box<dyn Error>> {
    let store = Arc::new(Store::in_memory(MemoryOptions::default())?);
    let recorder = Recorder::new(Arc::clone(&store));
    let names = Names::new(&store, &NoNames, "demo");
    let mut quiet = Quiet;
    let mut import = Import::new(&recorder, names, (Recorded::AsTold, nobody()), &mut quiet);
    let lines = demo::lines(demo::Options { migrants, seed: 42 });
    for (line, number) in lines.into_iter().zip(1..) {
        if let serde_json::Value::Object(members) = line {
            import.line(number, Line::read(members)).or(Err("the line is refused"))?;
        }
    }
    import.end().or(Err("the last lines are refused"))?;
    Ok(store)
}

/// Records an entry like an earlier one again, and waits until the tables show it.
fn one_more(store: &Store, runner: &Runner, number: u16) -> Result<Duration, Box<dyn Error>> {
    let size = store.head().size;
    let entries = store.read(Position(size * u64::from(number) / 1_000), 64)?;
    let plain = entries.iter().find(|entry| entry.type_id.0 >= 100).ok_or("no plain entry")?;
    let mut id = plain.event_id.0;
    for (byte, with) in id.iter_mut().zip(number.to_be_bytes()) {
        *byte ^= with ^ 0xa5;
    }
    let event = NewEvent {
        event_id: store::EventId(id),
        type_id: plain.type_id,
        schema: plain.schema,
        facts: store.open_facts(plain)?,
        personal: Vec::new(),
    };
    let append = Append {
        stream: plain.stream,
        expected: Expected::Any,
        kind: Openness::Plain,
        events: vec![event],
    };
    let transaction = Transaction {
        appends: vec![append],
        preconditions: Vec::new(),
        recorded_at_ms: store.head().recorded_at_ms,
    };
    let began = Instant::now();
    store.append(transaction)?;
    runner.wait_for(store.head().size, WAIT);
    Ok(began.elapsed())
}

fn per_second(entries: u64, took: Duration) -> u128 {
    u128::from(entries) * 1_000_000_000 / took.as_nanos().max(1)
}
