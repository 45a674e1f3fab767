//! What one commit costs: the log against bare sled with the same blocks and against a plain file,
//! all with `fdatasync` before the answer; then what opening, reading and verifying cost.
//!
//! `cargo run --release -p store --example append_bench -- [ENTRIES] [FOLDER]`

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use store::{
    Append, AppendError, EventId, Expected, InitOptions, LogKind, MasterKey, NewEvent, NewPart,
    Openness, Options, Position, Store, StreamId, SubjectId, Transaction, TypeId, init,
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How long each row of the table is measured.
const ROUND: Duration = Duration::from_secs(3);
/// What an entry of the bench takes on disk, with its frame in a block.
const ENTRY_BYTES: usize = 534;

static NUMBER: AtomicU64 = AtomicU64::new(0);

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let entries = arguments.next().map_or(Ok(200_000), |text| text.parse::<u64>())?;
    let folder = match arguments.next() {
        Some(path) => tempfile::tempdir_in(path)?,
        None => tempfile::tempdir()?,
    };
    let mut out = io::stdout().lock();
    writeln!(out, "events/s           log   bare sled  plain file   log/sled   log/file")?;
    for (callers, events) in [(1, 1), (8, 1), (64, 1), (1, 64), (1, 1_024)] {
        let log = log_rate(folder.path(), callers, events)?;
        // What gathers in one commit when many callers wait.
        let gathered = events * callers;
        let sled = sled_rate(folder.path(), gathered)?;
        let file = file_rate(folder.path(), gathered)?;
        writeln!(
            out,
            "{callers:>3} x {events:<5} {log:>10.0} {sled:>11.0} {file:>11.0} {:>10.2} {:>10.2}",
            log / sled,
            log / file
        )?;
    }
    measure_reads(folder.path(), entries, &mut out)
}

fn options(folder: &Path) -> Outcome<Options> {
    let place = tempfile::tempdir_in(folder)?.keep();
    let (data_dir, keyring) = (place.join("data"), place.join("keyring"));
    let master = MasterKey::create_file(&place.join("master.key"))?;
    init(&InitOptions {
        data_dir: data_dir.clone(),
        keyring: keyring.clone(),
        master: master.clone(),
        origin: "bench.invalid".to_owned(),
        kind: LogKind::Simulation,
        protection: None,
    })?;
    Ok(Options::new(data_dir, keyring, master))
}

/// An event whose entry has about 500 bytes: 160 of facts and 80 about one person.
fn event() -> NewEvent {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let subject = SubjectId(sixteen(number / 20));
    NewEvent {
        event_id: EventId(sixteen(number)),
        type_id: TypeId(1),
        schema: 1,
        facts: vec![1; 160],
        personal: vec![NewPart { subject, bytes: vec![2; 34] }],
    }
}

fn sixteen(number: u64) -> [u8; 16] {
    (u128::from(number) << 64 | 7).to_be_bytes()
}

fn transaction(events: usize) -> Transaction {
    let stream = StreamId(sixteen(NUMBER.load(Ordering::Relaxed) / 20));
    let events = (0..events).map(|_| event()).collect();
    let append = Append { stream, expected: Expected::Any, kind: Openness::Plain, events };
    Transaction { appends: vec![append], preconditions: Vec::new(), recorded_at_ms: 1 }
}

fn log_rate(folder: &Path, callers: usize, events: usize) -> Outcome<f64> {
    let store = Arc::new(Store::open(&options(folder)?)?);
    let start = Instant::now();
    let threads: Vec<_> = (0..callers)
        .map(|_| {
            let store = Arc::clone(&store);
            thread::spawn(move || -> Result<(), AppendError> {
                while start.elapsed() < ROUND {
                    store.append(transaction(events))?;
                }
                Ok(())
            })
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_panic| "a caller broke down")??;
    }
    Ok(rate(store.head().size, start))
}

fn rate(count: u64, start: Instant) -> f64 {
    let count = u32::try_from(count).map_or(f64::INFINITY, f64::from);
    count / start.elapsed().as_secs_f64()
}

/// The same bytes in the same blocks, committed the same way, without head, seal, chain or index.
fn sled_rate(folder: &Path, events: usize) -> Outcome<f64> {
    let place = tempfile::tempdir_in(folder)?.keep();
    let db = sled::Config::new()
        .path(&place)
        .segment_size(8 * 1024 * 1024)
        .cache_capacity(64 * 1024 * 1024)
        .flush_every_ms(None)
        .open()?;
    let file = File::options().write(true).open(place.join("db"))?;
    let (start, mut count, mut key) = (Instant::now(), 0_u64, 0_u64);
    while start.elapsed() < ROUND {
        let mut batch = sled::Batch::default();
        let mut left = events;
        while left > 0 {
            let taken = left.min(15);
            batch.insert(&key.to_be_bytes(), vec![7; 70 + taken * ENTRY_BYTES]);
            key += 16;
            left -= taken;
        }
        db.apply_batch(batch)?;
        db.flush()?;
        file.sync_data()?;
        count += u64::try_from(events)?;
    }
    Ok(rate(count, start))
}

fn file_rate(folder: &Path, events: usize) -> Outcome<f64> {
    let mut file = tempfile::tempfile_in(folder)?;
    let bytes = vec![7; events * ENTRY_BYTES];
    let (start, mut count) = (Instant::now(), 0_u64);
    while start.elapsed() < ROUND {
        file.write_all(&bytes)?;
        file.sync_data()?;
        count += u64::try_from(events)?;
    }
    Ok(rate(count, start))
}

fn measure_reads(folder: &Path, entries: u64, out: &mut impl Write) -> Outcome<()> {
    let options = options(folder)?;
    let store = Store::open(&options)?;
    while store.head().size < entries {
        store.append(transaction(1_000))?;
    }
    let size = store.head().size;
    drop(store);
    let start = Instant::now();
    let store = Store::open(&options)?;
    writeln!(out, "{size} entries opened without an index in {:.2?}", start.elapsed())?;
    let start = Instant::now();
    let (mut from, mut facts) = (0, 0);
    while from < size {
        for entry in store.read(Position(from), 1_024)? {
            facts += store.open_facts(&entry)?.len();
            from = entry.position.0 + 1;
        }
    }
    writeln!(out, "{facts} bytes of facts read and opened at {:.0} entries/s", rate(size, start))?;
    let start = Instant::now();
    let report = store.verify(&mut |_| ());
    writeln!(
        out,
        "verified while open at {:.0} entries/s: {}",
        rate(size, start),
        report.is_sound()
    )?;
    store.close()?;
    drop(store);
    let start = Instant::now();
    drop(Store::open(&options)?);
    writeln!(out, "opened again with its index in {:.2?}", start.elapsed())?;
    let index = std::fs::metadata(options.data_dir.join("index"))?.len();
    writeln!(out, "index: {:.1} bytes an entry", rate_of(index, size))?;
    let start = Instant::now();
    let report = store::verify_folder(&options.data_dir, &mut |_| ())?;
    writeln!(out, "verified on disk at {:.0} entries/s: {}", rate(size, start), report.is_sound())?;
    writeln!(out, "disk: {:.0} bytes an entry", rate_of(folder_bytes(&options.data_dir)?, size))?;
    Ok(())
}

fn rate_of(bytes: u64, count: u64) -> f64 {
    let whole = u32::try_from(bytes / count).map_or(f64::INFINITY, f64::from);
    let rest = u32::try_from(bytes % count).map_or(0.0, f64::from);
    whole + rest / u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

fn folder_bytes(path: &PathBuf) -> Outcome<u64> {
    let mut bytes = 0;
    for found in std::fs::read_dir(path)? {
        let found = found?;
        let is_folder = found.file_type()?.is_dir();
        bytes += if is_folder { folder_bytes(&found.path())? } else { found.metadata()?.len() };
    }
    Ok(bytes)
}
