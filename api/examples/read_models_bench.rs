//! What the read models cost, on a log with lives as the demonstration imagines them: opening,
//! rebuilding, memory, other moments, and one event more.
//!
//! `cargo run --release -p api --example read_models_bench -- 30000 /tmp/models-bench` imagines so
//! many migrants, records them in that folder unless it exists, and prints what it measures.
//! `cold`, `warm`, `live` or `memory` behind the folder measures that alone.

use std::error::Error;
use std::io::{StdoutLock, Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::config::{Config, Sources};
use api::demo;
use api::import::{Import, Listener, Progress, Recorded, Rejected, nobody};
use api::line::Line;
use api::names::{Names, NoNames};
use api::record::Recorder;
use api::registry;
use projections::audit::{self, By, Filter};
use projections::runner::{Known, Options, Runner};
use store::{Append, Expected, LogKind, NewEvent, Openness, Position, Store, Transaction};

const WAIT: Duration = Duration::from_secs(3_600);
const THREADS: usize = 2;
const LIVE: u16 = 40_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The program's own: what is measured here is what it takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Quiet;

impl Listener for Quiet {
    fn refused(&mut self, _row: Rejected) {}

    fn progress(&mut self, _progress: &Progress) {}
}

struct Bench {
    out: StdoutLock<'static>,
    folder: PathBuf,
    config: Config,
}

fn main() -> Outcome<()> {
    let migrants = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let folder = std::env::args().nth(2).map_or_else(|| PathBuf::from("models-bench"), From::from);
    let environment = std::env::vars().collect();
    let mut config = Config::load(&Sources { environment, ..Sources::default() })?;
    config.log.data = folder.join("log");
    config.keys.folder = folder.join("keys");
    if !folder.exists() {
        record(migrants, &config)?;
    }
    let mut bench = Bench { out: stdout().lock(), folder, config };
    let only = std::env::args().nth(3);
    let asked = |name: &str| only.as_deref().is_none_or(|only| only == name);
    if asked("cold") {
        bench.cold()?;
    }
    if asked("warm") {
        bench.warm()?;
    }
    if asked("live") {
        bench.live()?;
    }
    if asked("memory") {
        bench.memory()?;
    }
    Ok(())
}

impl Bench {
    fn snapshot(&self) -> PathBuf {
        self.folder.join("snapshot")
    }

    fn say(&mut self, what: &str, said: &str) -> Outcome<()> {
        Ok(writeln!(self.out, "{what:<44} {said}")?)
    }

    fn open(&mut self) -> Outcome<Arc<Store>> {
        let (began, before) = (Instant::now(), resident());
        let store = Arc::new(registry::open_log(&self.config)?);
        let said = format!("{:.2?}, resident {} -> {} MiB", began.elapsed(), before, resident());
        self.say(&format!("the log opens ({} entries)", store.head().size), &said)?;
        Ok(store)
    }

    /// Without a snapshot: everything is read and derived.
    fn cold(&mut self) -> Outcome<()> {
        let store = self.open()?;
        let entries = store.head().size;
        let _gone = std::fs::remove_file(self.snapshot());
        let (began, cpu, before) = (Instant::now(), cpu(None), resident());
        let mut runner = Runner::start(Arc::clone(&store), options(Some(self.snapshot())));
        while !runner.health().is_ready() {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.say("ready without snapshot", &format!("{:.2?}", began.elapsed()))?;
        runner.wait_for(entries, WAIT);
        self.say("everything, people among it", &speed(entries, began.elapsed(), cpu))?;
        self.say("all workers' rows", &format!("{} workers", runner.tables().migrants.len()))?;
        self.say("resident", &format!("{} -> {} MiB", before, resident()))?;
        for _ in 0..2 {
            let (began, cpu) = (Instant::now(), crate::cpu(None));
            let rebuilt = runner.rebuild()?;
            assert!(!rebuilt.differed, "rebuilt tables differ");
            self.say("rebuild", &speed(entries, began.elapsed(), cpu))?;
        }
        self.moments(&runner, entries)?;
        let footprint = runner.footprint();
        let said = format!(
            "{} bytes an entry ({} reserved), {} streams, {} contexts",
            u64::try_from(footprint.packed_bytes)? / footprint.entries,
            u64::try_from(footprint.reserved_bytes)? / footprint.entries,
            footprint.streams,
            footprint.contexts,
        );
        self.say("packed", &said)?;
        let began = Instant::now();
        runner.save_snapshot()?;
        self.say("a snapshot is written in", &format!("{:.2?}", began.elapsed()))?;
        runner.stop();
        Ok(store.close()?)
    }

    fn moments(&mut self, runner: &Runner, entries: u64) -> Outcome<()> {
        let began = Instant::now();
        runner.at(Known::Size(entries / 2), demo::last_day())?.migrants.len();
        self.say("as known at half the log", &format!("{:.2?}", began.elapsed()))?;
        let began = Instant::now();
        audit::counts((&runner.histories(), entries), &Filter::default(), &[By::Actor, By::Day]);
        self.say("who wrote what, counted", &format!("{:.2?}", began.elapsed()))?;
        Ok(())
    }

    /// With a snapshot: what a server does when it starts again.
    fn warm(&mut self) -> Outcome<()> {
        let whole = Instant::now();
        let store = self.open()?;
        let entries = store.head().size;
        let (began, cpu) = (Instant::now(), cpu(None));
        let mut runner = Runner::start(Arc::clone(&store), options(Some(self.snapshot())));
        while !runner.health().is_ready() {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.say("ready from the snapshot", &format!("{:.2?}", began.elapsed()))?;
        self.say("the log and the read models together", &format!("{:.2?}", whole.elapsed()))?;
        runner.wait_for(entries, WAIT);
        self.say("people, too", &speed(entries, began.elapsed(), cpu))?;
        let asked = Instant::now();
        let workers = runner.tables().migrants.len();
        let said = format!("{:.2?} more, {workers} workers", asked.elapsed());
        self.say("the first list of all workers", &said)?;
        let count = u64::try_from(runner.persons(projections::persons::Persons::len))?;
        self.say("resident", &format!("{} MiB, {count} to be found", resident()))?;
        runner.stop();
        Ok(store.close()?)
    }

    /// What is in memory once everybody's rows were asked for and everybody can be found, and how
    /// much of it is the store's: its index, and as many pages as its cache holds.
    fn memory(&mut self) -> Outcome<()> {
        let store = self.open()?;
        let entries = store.head().size;
        let mut read = 0;
        while read < entries {
            read += u64::try_from(store.read(Position(read), 1_024)?.len())?;
        }
        let store_alone = resident();
        self.say("resident once the log was read", &format!("{store_alone} MiB"))?;
        let mut runner = Runner::start(Arc::clone(&store), options(Some(self.snapshot())));
        runner.wait_for(entries, WAIT);
        let workers = runner.tables().migrants.len();
        let (all, packed) = (resident(), runner.footprint().reserved_bytes / 1_048_576);
        let said = format!("{} MiB more, {packed} of them packed", all - store_alone);
        self.say(&format!("with read models, {workers} workers"), &said)?;
        runner.stop();
        Ok(store.close()?)
    }

    /// One event more: until it is read, and what many cost the threads that follow.
    fn live(&mut self) -> Outcome<()> {
        let store = self.open()?;
        let entries = store.head().size;
        let mut runner = Runner::start(Arc::clone(&store), options(Some(self.snapshot())));
        runner.wait_for(entries, WAIT);
        let rows = |runner: &Runner| runner.tables().migrants.len();
        rows(&runner);
        let mut late = Vec::new();
        for number in 0..500_u16 {
            late.push(one_more(&store, &runner, number)?);
        }
        late.sort();
        let at = |part: usize| late.get(late.len() * part / 100).copied().unwrap_or_default();
        let said = format!("median {:.2?}, p99 {:.2?}", at(50), at(99));
        self.say("one event more, until it is read", &said)?;
        let before = (cpu(Some("models")), cpu(Some("people")));
        let began = Instant::now();
        let mut size = store.head().size;
        let mut batch = Vec::new();
        for number in 500..LIVE {
            batch.push(again(&store, number, entries)?);
            if batch.len() == 64 {
                for done in store.append_in_order(std::mem::take(&mut batch)) {
                    done?;
                }
            }
        }
        let count = store.head().size - size;
        runner.wait_for(store.head().size, WAIT);
        let took = began.elapsed();
        size = store.head().size;
        let micros = |now: Duration, then: Duration| {
            (now.saturating_sub(then)).as_secs_f64() * 1e6
                / f64::from(u32::try_from(count).unwrap_or(1))
        };
        let said = format!(
            "{:.2} us of tables, {:.2} us of people, at {}/s ({size})",
            micros(cpu(Some("models")), before.0),
            micros(cpu(Some("people")), before.1),
            per_second(count, took),
        );
        self.say("an event costs the following threads", &said)?;
        let asked = Instant::now();
        rows(&runner);
        self.say("all workers' rows after that", &format!("{:.2?}", asked.elapsed()))?;
        runner.stop();
        Ok(store.close()?)
    }
}

fn options(snapshot: Option<PathBuf>) -> Options {
    Options { today: Box::new(demo::last_day), threads: THREADS, snapshot, moments_kept: 2 }
}

fn record(migrants: u32, config: &Config) -> Outcome<()> {
    registry::init(config, "bench.invalid/log", LogKind::Simulation)?;
    let recorder = Recorder::new(Arc::new(registry::open_log(config)?));
    let names = Names::new(recorder.store(), &NoNames, "demo");
    let mut quiet = Quiet;
    let mut import = Import::new(&recorder, names, (Recorded::AsTold, nobody()), &mut quiet);
    let lines = demo::lines(demo::Options { migrants, seed: 42 });
    for (line, number) in lines.into_iter().zip(1..) {
        if let serde_json::Value::Object(members) = line {
            import.line(number, Line::read(members)).or(Err("the line is refused"))?;
        }
    }
    import.end().or(Err("the last lines are refused"))?;
    Ok(recorder.store().close()?)
}

/// An entry about a worker like an earlier one.
fn again(store: &Store, number: u16, entries: u64) -> Outcome<Transaction> {
    let mut from = entries / u64::from(LIVE + 1) * u64::from(number);
    let plain = loop {
        let mut found = store.read(Position(from), 64)?;
        found.retain(|entry| (100..600).contains(&entry.type_id.0));
        if let Some(plain) = found.into_iter().next() {
            break plain;
        }
        from += 64;
        if from >= store.head().size {
            return Err("no entry about a worker".into());
        }
    };
    let mut id = plain.event_id.0;
    let size = store.head().size.to_be_bytes();
    for (byte, with) in id.iter_mut().zip(number.to_be_bytes().iter().chain(&size)) {
        *byte ^= with ^ 0xa5;
    }
    let event = NewEvent {
        event_id: store::EventId(id),
        type_id: plain.type_id,
        schema: plain.schema,
        facts: store.open_facts(&plain)?,
        personal: Vec::new(),
    };
    let append = Append {
        stream: plain.stream,
        expected: Expected::Any,
        kind: Openness::Plain,
        events: vec![event],
    };
    Ok(Transaction {
        appends: vec![append],
        preconditions: Vec::new(),
        recorded_at_ms: store.head().recorded_at_ms,
    })
}

fn one_more(store: &Store, runner: &Runner, number: u16) -> Outcome<Duration> {
    let transaction = again(store, number, store.head().size)?;
    store.append(transaction)?;
    let began = Instant::now(); // it is durable now
    runner.wait_for(store.head().size, WAIT);
    Ok(began.elapsed())
}

fn speed(entries: u64, took: Duration, cpu: Duration) -> String {
    let cpu = crate::cpu(None).saturating_sub(cpu);
    format!("{took:.2?}, {} entries/s, {cpu:.2?} of processor", per_second(entries, took))
}

fn per_second(entries: u64, took: Duration) -> u128 {
    u128::from(entries) * 1_000_000_000 / took.as_nanos().max(1)
}

/// The time that the threads of some name, or all living ones, spent on a processor.
fn cpu(named: Option<&str>) -> Duration {
    let of = |task: &Path| -> Option<u64> {
        let name = std::fs::read_to_string(task.join("comm")).ok()?;
        if named.is_some_and(|named| !name.contains(named)) {
            return None;
        }
        let spent = std::fs::read_to_string(task.join("schedstat")).ok()?;
        spent.split_whitespace().next()?.parse().ok()
    };
    if named.is_none() {
        let spent = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let ticks = |field: usize| -> u64 {
            spent.split_whitespace().nth(field).and_then(|text| text.parse().ok()).unwrap_or(0)
        };
        return Duration::from_millis((ticks(13) + ticks(14)) * 10);
    }
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    Duration::from_nanos(tasks.filter_map(|task| of(&task.path())).sum())
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1_024
}
