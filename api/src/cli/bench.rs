//! `tukki bench`: what this machine gives, against its own bare limits in the same run.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::context::Channel;
use domain::stream::StreamKind;
use serde_json::{Value, json};
use store::{Expected, LogKind, Store};

use super::{Console, Failure, Settings};
use crate::config::Config;
use crate::import::nobody;
use crate::record::{Envoy, Recorder, Submission};
use crate::registry::Registry;
use crate::{clock, line, registry};

/// Callers that record at the same time.
const CALLERS: u64 = 64;

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  tukki bench --events 20000 --json\n\nRecords into a fresh log \
                        in a folder of its own, which is removed afterwards: durable appends \
                        through the whole path by 64 callers, against a plain file with the same \
                        bytes in commits of the same size; then verification and a rebuild of all \
                        read models. Figures of a shared machine swing: read the ratios."
)]
pub(super) struct Args {
    /// How many events
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    events: u64,
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
    let measured = measure(args.events, &config, &folder);
    std::fs::remove_dir_all(&folder)?;
    let results = measured?;
    if args.json {
        let machine = json!({
            "cores": std::thread::available_parallelism().map_or(1, usize::from),
            "os": std::env::consts::OS, "arch": std::env::consts::ARCH,
        });
        writeln!(console.out, "{:#}", json!({"machine": machine, "results": results}))?;
        return Ok(());
    }
    for result in &results {
        let cell = |name: &str| match result.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let (name, value, unit) = (cell("name"), cell("value"), cell("unit"));
        writeln!(console.out, "{name:<20} {value:>10} {unit:<10} {}", cell("note"))?;
    }
    Ok(())
}

fn measure(events: u64, config: &Config, folder: &Path) -> Result<Vec<Value>, Failure> {
    registry::init(config, "bench.invalid/log", LogKind::Real)
        .map_err(|error| Failure::opening(&error))?;
    let store = Arc::new(registry::open_log(config).map_err(|error| Failure::opening(&error))?);
    let appended = append(events, &Recorder::new(Arc::clone(&store)))?;
    let bytes = stored_bytes(&store)?;
    let bare = plain_file(&folder.join("plain"), (events, bytes))?;
    let verified = Instant::now();
    let report = store.verify(&mut |_| {});
    let verified = verified.elapsed();
    if report.first_bad.is_some() {
        return Err(Failure::damaged("the log that was just written is not sound"));
    }
    let registry = Registry::over(store, None);
    while !registry.runner.wait_for(events, Duration::from_secs(1)) {}
    let rebuilt = Instant::now();
    registry.runner.rebuild().map_err(|error| Failure::new(error.to_string()))?;
    let rebuilt = rebuilt.elapsed();
    registry.close().map_err(|error| Failure::coded(&error))?;
    let (value, limit) = (per_second(events, appended), per_second(events, bare));
    let ratio = value.saturating_mul(100).checked_div(limit).unwrap_or(0);
    Ok(vec![
        json!({
            "name": "append_durable_64", "value": value, "unit": "events/s", "bare": limit,
            "ratio": format!("{}.{:02}", ratio / 100, ratio % 100),
            "note": format!("plain file with the same bytes and commits: {limit} events/s"),
        }),
        json!({"name": "verify", "value": per_second(events, verified), "unit": "entries/s"}),
        json!({"name": "rebuild", "value": per_second(events, rebuilt), "unit": "entries/s"}),
    ])
}

fn per_second(events: u64, took: Duration) -> u64 {
    let micros = took.as_micros().max(1);
    u64::try_from(u128::from(events) * 1_000_000 / micros).unwrap_or(u64::MAX)
}

/// Registers people and advises them, `CALLERS` at a time.
fn append(events: u64, recorder: &Recorder) -> Result<Duration, Failure> {
    let next = AtomicU64::new(0);
    let started = Instant::now();
    let caller = || -> Result<(), Failure> {
        let actor = nobody();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= events {
                return Ok(());
            }
            let now_ms = clock::now_ms();
            let envoy = Envoy { actor: &actor, channel: Channel::Api, now_ms };
            let one = registration(number)?;
            recorder.record(&envoy, &[one]).map_err(|error| Failure::coded(&error))?;
        }
    };
    std::thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(caller)).collect();
        callers.into_iter().try_for_each(|caller| {
            caller.join().unwrap_or_else(|_panic| Err(Failure::new("a caller broke down")))
        })
    })?;
    Ok(started.elapsed())
}

fn registration(number: u64) -> Result<Submission, Failure> {
    let said = json!({
        "type": "migrant_registered", "occurred_on": "2024-03-10",
        "data": {
            "sex": "F", "birth_year": 1994, "birth_precision": "YEAR", "nationalities": ["SN"],
            "residence": "SN-DK", "languages": ["wo", "fr"], "education": 2,
        },
        "personal": {"given_name": "Awa", "family_name": format!("Bench {number}")},
    });
    let Value::Object(members) = said else { return Err(Failure::new("no object")) };
    let input = line::event(members).map_err(|wrong| Failure::new(wrong.to_string()))?;
    Ok(Submission {
        kind: StreamKind::Migrant,
        stream: clock::new_stream_id(),
        expected: Expected::NoStream,
        events: vec![input],
    })
}

fn stored_bytes(store: &Store) -> Result<u64, Failure> {
    let sample = store.read(store::Position(0), 256).map_err(|error| Failure::coded(&error))?;
    let bytes: usize = sample.iter().map(|entry| entry.bytes().len()).sum();
    Ok(u64::try_from(bytes / sample.len().max(1)).unwrap_or(0))
}

/// The limit: the same bytes appended to a plain file, synced after every `CALLERS` events.
fn plain_file(path: &PathBuf, (events, bytes): (u64, u64)) -> Result<Duration, Failure> {
    let mut file = File::create(path)?;
    let block = vec![7_u8; usize::try_from(bytes * CALLERS).unwrap_or(0)];
    let started = Instant::now();
    for _ in 0..events.div_ceil(CALLERS) {
        file.write_all(&block)?;
        file.sync_data()?;
    }
    Ok(started.elapsed())
}
