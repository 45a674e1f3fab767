//! The checks: each piece of the log by itself, on all cores, and then all pieces in their order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::engine::sled::RawBlock;

use super::layout::{self, Fault, Hashers, HeadView, PartView, RunView, Streams};
use super::twice::EventIds;

/// Pieces that one core takes at a time.
const PIECES: usize = 64;

/// A stretch of the log as it came in.
pub(super) enum Piece {
    /// A block as the database holds it.
    Block(RawBlock),
    /// Entries as the running store hands them out: bytes and claimed link of each.
    Run { first: u64, before: [u8; 32], entries: Vec<(Vec<u8>, [u8; 32])> },
    /// What could not be read.
    Unreadable { position: u64, what: String },
}

/// What an entry of a sound piece leaves to be checked against the others.
struct Row {
    stream: [u8; 16],
    version: u32,
    event_id: [u8; 16],
    opaque: bool,
    link: [u8; 32],
}

struct Checked {
    first: u64,
    before: [u8; 32],
    first_at_ms: i64,
    last_at_ms: i64,
    rows: Vec<Row>,
    fault: Option<String>,
}

/// All that has been checked so far, in the order of the log.
pub(super) struct Chain {
    pub(super) size: u64,
    pub(super) link: [u8; 32],
    pub(super) recorded_at_ms: i64,
    pub(super) opaque: u64,
    pub(super) streams: Streams,
    pub(super) fault: Option<(u64, String)>,
    /// A size and the link that the log must have had then.
    promised: Option<(u64, [u8; 32])>,
    event_ids: EventIds,
    /// The first position whose event id stands in an earlier entry too, once that is known.
    twice: Option<u64>,
}

impl Chain {
    pub(super) fn new(genesis: [u8; 32], promised: Option<(u64, [u8; 32])>) -> Self {
        Self {
            size: 0,
            link: genesis,
            recorded_at_ms: i64::MIN,
            opaque: 0,
            streams: HashMap::default(),
            fault: None,
            promised,
            event_ids: EventIds::new(),
            twice: None,
        }
    }

    /// Checks all pieces; a second time if an event id stands in two entries, because only when all
    /// are known does that show, and the log is sound up to there.
    pub(super) fn check<I: Iterator<Item = Piece>, E>(
        &mut self,
        mut pieces: impl FnMut() -> Result<I, E>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), E> {
        let (genesis, promised) = (self.link, self.promised);
        check_all(pieces()?, self, progress);
        let event_ids = std::mem::replace(&mut self.event_ids, EventIds::new());
        if let Some(position) = event_ids.first_twice() {
            *self = Self { twice: Some(position), ..Self::new(genesis, promised) };
            check_all(pieces()?, self, progress);
        }
        // Whether all is there that was promised.
        if let Some((size, _)) = self.promised.filter(|(size, _)| *size > self.size) {
            self.fail(format!("the entries from here to {} are missing", size.saturating_sub(1)));
        }
        Ok(())
    }

    fn fail(&mut self, what: impl Into<String>) {
        self.fault.get_or_insert((self.size, what.into()));
    }

    fn add(&mut self, piece: Checked) {
        if self.fault.is_some() {
            return;
        }
        if piece.first != self.size {
            let whole = piece.rows.is_empty() && piece.fault.is_some();
            let missing = format!("the entries before {} are missing", piece.first);
            return self.fail(piece.fault.filter(|_| whole).unwrap_or(missing));
        }
        if piece.before != self.link && (piece.fault.is_none() || !piece.rows.is_empty()) {
            return self.fail("the link before this entry is not that of the entry before");
        }
        if piece.first_at_ms < self.recorded_at_ms && !piece.rows.is_empty() {
            return self.fail("its time is before that of the entry before");
        }
        for row in piece.rows {
            let follows = match self.streams.entry(row.stream) {
                Entry::Vacant(first) => *first.insert(row.version) == 0,
                Entry::Occupied(mut last) => {
                    let expected = last.get().wrapping_add(1);
                    last.insert(row.version);
                    row.version == expected
                }
            };
            if !follows {
                return self.fail("its version does not follow in its stream");
            }
            self.event_ids.add(row.event_id, self.size);
            if self.twice == Some(self.size) {
                return self.fail("its event id stands in an earlier entry too");
            }
            self.opaque += u64::from(row.opaque);
            self.size += 1;
            self.link = row.link;
            let promised = self.promised.filter(|(size, _)| *size == self.size);
            if promised.is_some_and(|(_, link)| link != row.link) {
                self.size -= 1;
                return self.fail("HEAD says that another entry was acknowledged here");
            }
        }
        self.recorded_at_ms = piece.last_at_ms.max(self.recorded_at_ms);
        if let Some(fault) = piece.fault {
            self.fail(fault);
        }
    }
}

/// Checks pieces on all cores and joins them in their order.
fn check_all(
    mut pieces: impl Iterator<Item = Piece>,
    chain: &mut Chain,
    progress: &mut dyn FnMut(u64),
) {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (work, waiting) = sync_channel::<(usize, Vec<Piece>)>(cores * 2);
    let waiting = Mutex::new(waiting);
    let (done, finished) = channel();
    thread::scope(|scope| {
        for _ in 0..cores {
            let (waiting, done) = (&waiting, done.clone());
            scope.spawn(move || check_jobs(waiting, &done));
        }
        drop(done);
        let mut early = HashMap::new();
        let mut next = 0;
        let mut join = |(number, checked): (usize, Vec<Checked>), chain: &mut Chain| {
            early.insert(number, checked);
            while let Some(checked) = early.remove(&next) {
                for piece in checked {
                    chain.add(piece);
                }
                next += 1;
                progress(chain.size);
            }
        };
        for number in 0.. {
            let job: Vec<Piece> = pieces.by_ref().take(PIECES).collect();
            if job.is_empty() || chain.fault.is_some() || work.send((number, job)).is_err() {
                break;
            }
            while let Ok(checked) = finished.try_recv() {
                join(checked, chain);
            }
        }
        drop(work);
        for checked in &finished {
            join(checked, chain);
        }
    });
}

fn check_jobs(
    waiting: &Mutex<Receiver<(usize, Vec<Piece>)>>,
    done: &Sender<(usize, Vec<Checked>)>,
) {
    let mut hashers = Hashers::default();
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, pieces)) = job else { return };
        let checked = pieces.iter().map(|piece| check_piece(piece, &mut hashers)).collect();
        if done.send((number, checked)).is_err() {
            return;
        }
    }
}

fn check_piece(piece: &Piece, hashers: &mut Hashers) -> Checked {
    match piece {
        Piece::Block(block) => match hashers.block(block.key(), block.bytes()) {
            Ok(run) => check_run(&run, hashers),
            Err(fault) => bad(layout::position_of(block.key()), fault.to_owned()),
        },
        Piece::Run { first, before, entries } => {
            let entries = entries.iter().map(|(bytes, link)| (bytes.as_slice(), *link)).collect();
            check_run(&RunView { first: *first, before: *before, entries }, hashers)
        }
        Piece::Unreadable { position, what } => bad(*position, what.clone()),
    }
}

fn bad(first: u64, fault: String) -> Checked {
    let (before, rows) = ([0; 32], Vec::new());
    Checked { first, before, first_at_ms: 0, last_at_ms: 0, rows, fault: Some(fault) }
}

fn check_run(run: &RunView<'_>, hashers: &mut Hashers) -> Checked {
    let mut checked = Checked {
        first: run.first,
        before: run.before,
        first_at_ms: i64::MIN,
        last_at_ms: i64::MIN,
        rows: Vec::with_capacity(run.entries.len()),
        fault: None,
    };
    let (mut before, mut position, mut parts) = (run.before, run.first, Vec::new());
    for (bytes, claimed) in &run.entries {
        let head = layout::entry(bytes, &mut parts).ok_or("the bytes are no entry");
        let row = head.and_then(|head| {
            let row = check_entry((&head, &parts), (position, before), hashers)?;
            if head.recorded_at_ms < checked.last_at_ms {
                return Err("its time is before that of the entry before");
            }
            if row.link != *claimed {
                return Err("its link does not cover its head and the link before");
            }
            Ok((row, head.recorded_at_ms))
        });
        match row {
            Ok((row, recorded_at_ms)) => {
                before = row.link;
                position += 1;
                if checked.rows.is_empty() {
                    checked.first_at_ms = recorded_at_ms;
                }
                checked.last_at_ms = recorded_at_ms;
                checked.rows.push(row);
            }
            Err(fault) => {
                checked.fault = Some(fault.to_owned());
                break;
            }
        }
    }
    checked
}

fn check_entry(
    (head, parts): (&HeadView<'_>, &[PartView<'_>]),
    (position, before): (u64, [u8; 32]),
    hashers: &mut Hashers,
) -> Result<Row, Fault> {
    if head.position != position {
        return Err("it says that it is at another position");
    }
    if parts.iter().any(|part| *blake3::hash(part.sealed).as_bytes() != part.digest) {
        return Err("a part is not the one its head speaks of");
    }
    let opaque = head.type_id == 0;
    let (first, rest) = parts.split_first().ok_or("it has no parts")?;
    let fits = if opaque {
        first.class == 3 && rest.is_empty() && head.version == 0 && head.schema == 0
    } else {
        first.class == 1 && rest.iter().all(|part| part.class == 2)
    };
    if !fits {
        return Err("its parts do not fit its type");
    }
    let link = hashers.link_after(before, head.bytes);
    let (stream, version, event_id) = (head.stream, head.version, head.event_id);
    Ok(Row { stream, version, event_id, opaque, link })
}
