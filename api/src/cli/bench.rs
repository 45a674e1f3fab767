//! `tukki bench`: what this machine gives, each figure against a bare limit of the same run.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::context::Role;
use domain::stream::StreamKind;
use serde_json::{Value, json};
use store::bare::{self, Commits};
use store::{LogKind, Position, Store};

use super::{Console, Failure, Settings};
use crate::auth::tokens::{Holder, Tokens};
use crate::config::Config;
use crate::record::Recorder;
use crate::{clock, registry};
use callers::Measured;
use figures::{Figure, median, per_second};
use server::Served;
use workload::{Life, Lives};

mod append;
mod callers;
mod figures;
mod limits;
mod load;
mod server;
mod workload;

/// Events of one measurement of appending or posting.
const ROUND_EVENTS: usize = 40_000;
/// Events recorded between two looks at the rate while the log grows.
const STEP_EVENTS: usize = 50_000;
/// Each figure and its limit are taken so often in turn; the median counts.
const ROUNDS: usize = 3;
const BARE_CACHE_BYTES: u64 = 64 * 1024 * 1024;
const TOKEN_MS: i64 = 86_400_000;

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  tukki bench                            # a million entries: some minutes, 3 GB\n  \
                        tukki bench --entries 100000 --json\n  tukki bench --entries 10000000 --curve   \
                        # what an append costs as the log grows\n\nRecords the demonstration's lives into a \
                        fresh log in a folder of its own beside the data folder, and removes it \
                        afterwards. Figures of a shared machine swing: read the ratios, which are \
                        taken in turn. docs/PERFORMANCE.md says what limits each."
)]
pub(super) struct Args {
    /// How many entries the log has when it is verified, opened and rebuilt
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    entries: u64,
    /// Tell what an append costs at every step, and stop there
    #[arg(long)]
    curve: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let mut config = settings.load(&[])?;
    let folder = config.log.data.with_file_name(format!("tukki-bench-{}", std::process::id()));
    config.log.data = folder.join("log");
    config.keys.folder = folder.join("keys");
    let bench = Bench { config, folder: folder.clone(), entries: args.entries };
    let measured = if args.curve { bench.curve(console) } else { bench.all(console) };
    let removed = std::fs::remove_dir_all(&folder);
    let results = measured?;
    removed?;
    figures::tell(&results, args.json, console)
}

struct Bench {
    config: Config,
    folder: PathBuf,
    entries: u64,
}

impl Bench {
    fn all(&self, console: &mut Console<'_>) -> Result<Vec<Figure>, Failure> {
        let mut results = Vec::new();
        let posts = {
            let log = self.open()?;
            let mut lives = Lives::begin(&log.recorder, clock::now_ms())?;
            writeln!(console.err, "appending")?;
            results.push(self.appended(&log, &mut lives)?);
            writeln!(console.err, "growing the log to {} entries", self.entries)?;
            while log.store.head().size < self.entries {
                append::by_tasks(&log.recorder, lives.take(STEP_EVENTS)?)?;
            }
            let posts: Result<Vec<_>, _> = (0..ROUNDS).map(|_| lives.take(ROUND_EVENTS)).collect();
            log.store.close().map_err(|error| Failure::coded(&error))?;
            posts?
        };
        writeln!(console.err, "verifying")?;
        let verified = self.verified()?;
        writeln!(console.err, "opening, rebuilding")?;
        let mut bare = Vec::new();
        for _ in 0..ROUNDS {
            let opened = bare::open(&self.config.log.data, BARE_CACHE_BYTES);
            bare.push(ms(opened.map_err(|error| Failure::new(error.to_string()))?));
        }
        let token = self.token(Role::Registrar)?;
        let operator = self.token(Role::Administrator)?;
        let without = Served::start(&self.config, &self.folder)?;
        let cold = (without.serving, without.ready);
        without.stop()?;
        let served = Served::start(&self.config, &self.folder)?;
        let mut opened = self.opened(&served, cold);
        opened.bare = Some(median(bare));
        // Rows are derived when somebody asks for them; without that, less would be in memory.
        served.ask("GET", "/v1/reports/M7", &self.token(Role::MinistryAuditor)?)?;
        let remembered = self.remembered(&served);
        let mut rebuilt = rebuilt(&served, &operator)?;
        rebuilt.bare = verified.bare;
        rebuilt.detail("bare_is", "the ordered scan that verify is held against");
        writeln!(console.err, "posting")?;
        results.push(posted(&served, &token, posts)?);
        served.stop()?;
        results.extend([verified, rebuilt, opened, remembered]);
        Ok(results)
    }

    /// What an append costs as the log grows.
    fn curve(&self, console: &mut Console<'_>) -> Result<Vec<Figure>, Failure> {
        let log = self.open()?;
        let mut lives = Lives::begin(&log.recorder, clock::now_ms())?;
        while log.store.head().size < self.entries {
            let step = append::by_tasks(&log.recorder, lives.take(STEP_EVENTS)?)?;
            let rate = per_second(step.measured.events, step.measured.took);
            writeln!(
                console.out,
                "{:>10} entries {rate:>8} events/s  {:>4} a commit  p50 {:?}  p99 {:?}",
                log.store.head().size,
                step.events_a_commit(),
                step.measured.percentile(50),
                step.measured.percentile(99),
            )?;
        }
        log.store.close().map_err(|error| Failure::coded(&error))?;
        Ok(Vec::new())
    }

    fn open(&self) -> Result<Log, Failure> {
        registry::init(&self.config, "bench.invalid/log", LogKind::Real)
            .map_err(|error| Failure::opening(&error))?;
        let store = registry::open_log(&self.config).map_err(|error| Failure::opening(&error))?;
        let store = Arc::new(store);
        Ok(Log { recorder: Arc::new(Recorder::new(Arc::clone(&store))), store })
    }

    /// The whole path against sled alone and against a plain file, with the bytes of that very run.
    fn appended(&self, log: &Log, lives: &mut Lives<'_>) -> Result<Figure, Failure> {
        let (mut values, mut sleds, mut files, mut last) = (vec![], vec![], vec![], None);
        for round in 0..ROUNDS {
            let first = log.store.head().size;
            let appended = append::by_tasks(&log.recorder, lives.take(ROUND_EVENTS)?)?;
            let (measured, commit) = (&appended.measured, appended.events_a_commit());
            let events = usize::try_from(measured.events).unwrap_or(0);
            let entries = log.store.read(Position(first), events);
            let entries = entries.map_err(|error| Failure::coded(&error))?;
            let commits = Commits::of(&entries, commit);
            let sled = bare::sled(&self.folder.join(format!("sled-{round}")), &commits);
            let sled = sled.map_err(|error| Failure::new(error.to_string()))?;
            let file = bare::file(&self.folder.join(format!("plain-{round}")), &commits)?;
            values.push(per_second(measured.events, measured.took));
            sleds.push(per_second(measured.events, sled));
            files.push(per_second(measured.events, file));
            last = Some(appended);
        }
        let appended = last.ok_or_else(|| Failure::new("nothing was measured"))?;
        let mut figure = Figure::new("append_durable_64", median(values), "events/s");
        figure.bare = Some(median(sleds));
        let file = median(files);
        figure.detail("bare_is", "sled: the same blocks, batch + flush + fdatasync, same commits");
        figure.detail("events_a_commit", appended.events_a_commit());
        figure.detail("bare_file", file);
        figure.detail("ratio_to_file", figures::ratio(figure.value, file));
        figure.latencies(&appended.measured);
        Ok(figure)
    }

    fn verified(&self) -> Result<Figure, Failure> {
        let (mut values, mut bares) = (vec![], vec![]);
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let report = store::verify_folder(&self.config.log.data, &mut |_| {});
            let report = report.map_err(|error| Failure::opening(&error.into()))?;
            let took = began.elapsed();
            if !report.is_sound() {
                return Err(Failure::damaged("the log that was just written is not sound"));
            }
            values.push(per_second(report.entries, took));
            let scanned = bare::scan(&self.config.log.data, BARE_CACHE_BYTES);
            let (scan, _) = scanned.map_err(|error| Failure::new(error.to_string()))?;
            bares.push(per_second(report.entries, scan));
        }
        let mut figure = Figure::new("verify", median(values), "entries/s");
        figure.bare = Some(median(bares));
        figure.detail("bare_is", "an ordered scan of the same sled tree, opening included in both");
        Ok(figure)
    }

    fn opened(&self, served: &Served, (serving, ready): (Duration, Duration)) -> Figure {
        let mut figure = Figure::new("open", ms(served.ready), "ms");
        figure.detail("bare_is", "sled alone, opening the same database; less is better");
        figure.detail("entries", self.entries);
        figure.detail("without_snapshot_serving_ms", ms(serving));
        figure.detail("without_snapshot_ready_ms", ms(ready));
        figure
    }

    fn remembered(&self, served: &Served) -> Figure {
        const MEBIBYTE: u64 = 1_048_576;
        let bytes = served.resident_bytes().unwrap_or(0);
        let mut figure = Figure::new("memory", bytes / MEBIBYTE, "MiB");
        figure.detail("at_most", served.resident_bytes_max().unwrap_or(0) / MEBIBYTE);
        figure.detail("page_cache", self.config.log.cache_mib);
        figure.detail("entries", self.entries);
        figure
    }

    fn token(&self, role: Role) -> Result<String, Failure> {
        let holder = Holder { role, user: None, organisation: None, country: None, subject: None };
        let now_ms = clock::now_ms();
        let tokens = Tokens::at(self.config.tokens_file());
        Ok(tokens.create(&holder, now_ms, Some(now_ms + TOKEN_MS))?.1)
    }
}

fn ms(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

struct Log {
    store: Arc<Store>,
    recorder: Arc<Recorder>,
}

fn rebuilt(served: &Served, operator: &str) -> Result<Figure, Failure> {
    let mut values = Vec::new();
    for _ in 0..ROUNDS {
        let told = served.ask("POST", "/v1/models/rebuild", operator)?;
        let number = |key: &str| told.get(key).and_then(Value::as_u64);
        let (size, took) = number("size").zip(number("took_ms")).unwrap_or_default();
        if told.get("differed").is_none_or(|differed| *differed != json!(false)) {
            return Err(Failure::damaged("rebuilt read models differ from the live ones"));
        }
        values.push(per_second(size, Duration::from_millis(took)));
    }
    Ok(Figure::new("rebuild", median(values), "entries/s"))
}

/// Single events by `POST` against a handler that only parses them.
fn posted(served: &Served, token: &str, rounds: Vec<Vec<Life>>) -> Result<Figure, Failure> {
    let empty = limits::empty()?;
    let (mut values, mut bares, mut last) = (vec![], vec![], None);
    for lives in rounds {
        let scripts: Vec<load::Script> =
            lives.iter().map(|life| script(life, token)).collect::<Result<_, _>>()?;
        let bare = load::run(empty.address(), scripts.clone())?;
        let measured: Measured = load::run(served.address, scripts)?;
        values.push(per_second(measured.events, measured.took));
        bares.push(per_second(bare.events, bare.took));
        last = Some(measured);
    }
    let measured = last.ok_or_else(|| Failure::new("nothing was measured"))?;
    let mut figure = Figure::new("http_post_64", median(values), "events/s");
    figure.bare = Some(median(bares));
    figure.detail("bare_is", "the same HTTP stack with a handler that parses the same JSON");
    figure.latencies(&measured);
    Ok(figure)
}

fn script(life: &Life, token: &str) -> Result<load::Script, Failure> {
    let of_person = life.iter().filter(|submission| submission.kind == StreamKind::Migrant);
    of_person
        .map(|submission| {
            let path = format!("/v1/{}/{}/events", submission.kind, submission.stream);
            let event = submission.events.first().ok_or_else(|| Failure::new("no event"))?;
            Ok(load::post(&path, token, &workload::body(event)))
        })
        .collect()
}
