//! All rows of all workers, derived when somebody asks for them and kept for whoever asks next.
//!
//! Rows are a pure function of packed histories, which are only added to, and of the ground that
//! they rest on (I6). So those of one moment are made from those of another: what was recorded, or
//! reads otherwise, since the earlier of the two is derived again, and nothing else. A log that is
//! written to and not read costs no derivation.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use domain::id::{AgencyId, EmployerId, MigrantId, StreamId};
use domain::stream::StreamKind;

use crate::histories::{Histories, note_stop};
use crate::runner::derivation::{Changes, Derived, derive_as, each_in_parallel, reindex};
use crate::table::Table;
use crate::tables::{Ground, MigrantView, Stop};

/// All rows of all workers at one moment.
#[derive(Clone)]
pub struct Migrants {
    ground: Arc<Ground>,
    source: Arc<Source>,
    all: Arc<OnceLock<Workers>>,
}

/// Every worker's rows, and by whom and with whom they were placed.
#[derive(Clone, Default, PartialEq)]
struct Workers {
    rows: Table<MigrantId, MigrantView>,
    by_agency: Table<AgencyId, BTreeSet<MigrantId>>,
    by_employer: Table<EmployerId, BTreeSet<MigrantId>>,
    stops: Vec<Stop>,
}

/// Where the rows of moments with one day asked come from.
pub(crate) struct Source {
    histories: Arc<Histories>,
    threads: usize,
    since: Mutex<Since>,
    base: Mutex<Option<Base>>,
}

/// When what rows rest on last changed: by the size of log that shows it.
struct Since {
    /// Before this size nobody kept note.
    floor: u64,
    streams: HashMap<StreamId, u64>,
    rates: u64,
}

/// The newest moment for which every worker's rows were derived.
struct Base {
    size: u64,
    workers: Workers,
    /// Which workers' rows looked a stream up, now or before.
    dependents: HashMap<StreamId, BTreeSet<StreamId>>,
}

impl Migrants {
    pub(crate) fn on(ground: Arc<Ground>, source: Arc<Source>) -> Self {
        Self { ground, source, all: Arc::default() }
    }

    /// The rows of one worker; no other's are derived for it.
    pub fn get(&self, id: MigrantId) -> Option<Arc<MigrantView>> {
        match self.all.get() {
            Some(all) => all.rows.get(id).cloned(),
            None => self.source.one(&self.ground, id.into()),
        }
    }

    /// Every worker with her rows, in an order that the ids alone decide.
    pub fn iter(&self) -> impl Iterator<Item = (MigrantId, &Arc<MigrantView>)> {
        self.all().rows.iter()
    }

    /// Every worker's rows.
    pub fn values(&self) -> impl Iterator<Item = &Arc<MigrantView>> {
        self.all().rows.values()
    }

    /// How many workers there are.
    pub fn len(&self) -> usize {
        self.all().rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Has everybody's rows derived, so that nobody need wait for them.
    pub(crate) fn settle(&self) {
        self.all();
    }

    /// What could not be read of workers' histories.
    pub(crate) fn stops(&self) -> &[Stop] {
        &self.all().stops
    }

    /// The same as far as it is known without deriving anything.
    pub(crate) fn stops_known(&self) -> &[Stop] {
        self.all.get().map_or(&[], |all| &all.stops)
    }

    pub(crate) fn placed_by(&self, agency: AgencyId) -> impl Iterator<Item = &Arc<MigrantView>> {
        let all = self.all();
        let ids = all.by_agency.get(agency).into_iter().flat_map(|ids| ids.iter());
        ids.filter_map(|id| all.rows.get(*id))
    }

    pub(crate) fn placed_with(
        &self,
        employer: EmployerId,
    ) -> impl Iterator<Item = &Arc<MigrantView>> {
        let all = self.all();
        let ids = all.by_employer.get(employer).into_iter().flat_map(|ids| ids.iter());
        ids.filter_map(|id| all.rows.get(*id))
    }

    fn all(&self) -> &Workers {
        self.all.get_or_init(|| self.source.all(&self.ground))
    }
}

impl PartialEq for Migrants {
    fn eq(&self, other: &Self) -> bool {
        self.all() == other.all()
    }
}

impl fmt::Debug for Migrants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all().rows.fmt(f)
    }
}

impl Source {
    /// What these histories hold; what changes is noted from now on.
    pub(crate) fn of(histories: Arc<Histories>, size: u64, threads: usize) -> Self {
        let since = Since { floor: size, streams: HashMap::new(), rates: 0 };
        Self { histories, threads, since: Mutex::new(since), base: Mutex::new(None) }
    }

    /// Notes what a log of this size made read otherwise, before anybody is shown such a log.
    pub(crate) fn note(&self, size: u64, changes: &Changes) {
        if changes.streams.is_empty() && !changes.rates {
            return;
        }
        let mut since = self.since();
        since.streams.extend(changes.streams.iter().map(|stream| (*stream, size)));
        if changes.rates {
            since.rates = size;
        }
    }

    fn since(&self) -> MutexGuard<'_, Since> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn one(&self, ground: &Ground, stream: StreamId) -> Option<Arc<MigrantView>> {
        if self.histories.kind(stream) != Some(StreamKind::Migrant) {
            return None;
        }
        let derived: Derived<MigrantView> = derive_as(&self.histories, ground, stream)?;
        Some(Arc::new(derived.view))
    }

    /// Everybody's rows on this ground. Whoever asks for an older moment than was asked before
    /// leaves what is kept as it is.
    fn all(&self, ground: &Ground) -> Workers {
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        let (size, floor) = (ground.moment.size, self.since().floor);
        let Some(kept) = base.as_mut().filter(|_| size >= floor) else {
            let mut fresh = Base::empty(size);
            fresh.derive_again(self, ground, &self.everybody());
            let workers = fresh.workers.clone();
            if base.is_none() && size >= floor {
                *base = Some(fresh);
            }
            return workers;
        };
        let stale = self.stale(kept, size);
        if size >= kept.size {
            kept.size = size;
            kept.derive_again(self, ground, &stale);
            return kept.workers.clone();
        }
        let mut older = Base { size, workers: kept.workers.clone(), dependents: HashMap::new() };
        older.workers.stops.retain(|stop| stop.position < size);
        older.derive_again(self, ground, &stale);
        older.workers
    }

    fn everybody(&self) -> Vec<StreamId> {
        let of_workers = |(id, kind)| (kind == Some(StreamKind::Migrant)).then_some(id);
        self.histories.streams().filter_map(of_workers).collect()
    }

    /// Whose rows may be others at `size` than those kept.
    fn stale(&self, kept: &Base, size: u64) -> Vec<StreamId> {
        let from = size.min(kept.size);
        let since = self.since();
        if since.rates > from {
            drop(since);
            return self.everybody();
        }
        let changed = since.streams.iter().filter(|(_, at)| **at > from).map(|(id, _)| *id);
        let mut stale: BTreeSet<StreamId> = BTreeSet::new();
        for stream in changed {
            stale.extend(kept.dependents.get(&stream).into_iter().flatten());
            stale.insert(stream);
        }
        drop(since);
        stale.retain(|stream| self.histories.kind(*stream) == Some(StreamKind::Migrant));
        for (id, stream) in self.histories.packed() {
            if stream.last_position() >= from && stream.kind() == Some(StreamKind::Migrant) {
                stale.insert(id);
                // Others may have named her before she existed.
                if stream.first_position() >= Some(from) {
                    stale.extend(kept.dependents.get(&id).into_iter().flatten());
                }
            }
        }
        stale.into_iter().collect()
    }
}

impl Base {
    fn empty(size: u64) -> Self {
        Self { size, workers: Workers::default(), dependents: HashMap::new() }
    }

    fn derive_again(&mut self, source: &Source, ground: &Ground, streams: &[StreamId]) {
        let work = |stream: &StreamId| {
            let derived = derive_as::<MigrantView>(&source.histories, ground, *stream);
            Some((*stream, derived))
        };
        let put = |(stream, derived)| self.put(stream, derived);
        each_in_parallel(streams, source.threads, (work, put));
    }

    fn put(&mut self, stream: StreamId, derived: Option<Derived<MigrantView>>) {
        let Some(Derived { view, dependencies, stop }) = derived else {
            if let Some(old) = self.workers.rows.remove(stream.into()) {
                self.workers.index(stream.into(), (Some(&old), None));
            }
            return;
        };
        if let Some(stop) = stop {
            note_stop(&mut self.workers.stops, stop);
        }
        for on in dependencies.streams {
            self.dependents.entry(on).or_default().insert(stream);
        }
        let old = self.workers.rows.get(view.id).cloned();
        if old.as_deref() != Some(&view) {
            self.workers.index(view.id, (old.as_deref(), Some(&view)));
            self.workers.rows.insert(view.id, Arc::new(view));
        }
    }
}

impl Workers {
    fn index(&mut self, id: MigrantId, (old, new): (Option<&MigrantView>, Option<&MigrantView>)) {
        fn agencies(view: Option<&MigrantView>) -> impl Iterator<Item = AgencyId> {
            view.into_iter().flat_map(|view| &view.cycles).filter_map(|row| row.agency)
        }
        fn employers(view: Option<&MigrantView>) -> impl Iterator<Item = EmployerId> {
            view.into_iter().flat_map(|view| &view.cycles).filter_map(|row| row.employer)
        }
        reindex(&mut self.by_agency, id, (agencies(old), agencies(new)));
        reindex(&mut self.by_employer, id, (employers(old), employers(new)));
    }
}
