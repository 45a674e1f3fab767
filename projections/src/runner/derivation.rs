//! Derives the ground of workers' rows and keeps what its views depend on: everything at once on
//! several threads, or only what new entries touch. Both give the same tables, whatever the order
//! (I6).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::date::Day;
use domain::id::{
    AgencyId, ComplaintId, EmployerId, FindingId, OrganisationId, ProgrammeId, StreamId, UserId,
    VacancyId,
};
use domain::stream::StreamKind;

use crate::complaints::ComplaintView;
use crate::derive::{Dependencies, Derive, Lookup, Moment, Record, level_of};
use crate::histories::{Histories, note_stop};
use crate::registers::{
    AgencyView, EmployerView, FindingState, OrganisationView, ProgrammeView, RegistryRows,
    UserView, VacancyView,
};
use crate::table::{Key, Table};
use crate::tables::{Ground, Stop};

/// Streams that a thread takes at a time.
const PORTION: usize = 64;

/// The ground of workers' rows, and from which streams each of its views was derived.
#[derive(Clone, Debug)]
pub(crate) struct Derivation {
    pub(crate) ground: Ground,
    dependencies: HashMap<StreamId, Dependencies>,
    dependents: HashMap<StreamId, BTreeSet<StreamId>>,
    registry_dependents: BTreeSet<StreamId>,
}

/// A view on its way into its table.
pub(crate) struct Derived<V> {
    pub(crate) view: V,
    pub(crate) dependencies: Dependencies,
    pub(crate) stop: Option<Stop>,
}

/// What a longer log changed for workers' rows, besides what was recorded about them.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Streams that read otherwise now, and workers of whom other complaints tell.
    pub(crate) streams: Vec<StreamId>,
    /// Whether exchange rates did.
    pub(crate) rates: bool,
}

/// A kind of view that has a table.
trait Tabled: Clone + Derive {
    type Id: Key + From<StreamId>;

    fn table(tables: &mut Ground) -> &mut Table<Self::Id, Self>;

    /// Whether those who looked at the old view would read the same in the new one.
    fn says_the_same(&self, other: &Self) -> bool {
        self == other
    }

    /// Brings the indexes up to date, and names the streams whose views read them.
    fn reindex(_tables: &mut Ground, _old: Option<&Self>, _new: &Self) -> Vec<StreamId> {
        Vec::new()
    }
}

macro_rules! tabled {
    ($($kind:ident: $view:ident of $id:ident in $table:ident $({ $($item:item)+ })?)+) => {
        /// A view of any kind.
        enum Outcome {
            $($kind(Box<Derived<$view>>),)+
        }

        $(impl Tabled for $view {
            type Id = $id;

            fn table(tables: &mut Ground) -> &mut Table<$id, $view> {
                &mut tables.$table
            }
            $($($item)+)?
        })+

        /// The view of a stream; none when nothing that can be read was recorded on it.
        fn derive(
            histories: &Histories,
            tables: &Ground,
            (stream, kind): (StreamId, StreamKind),
        ) -> Option<Outcome> {
            match kind {
                $(StreamKind::$kind => derive_as::<$view>(histories, tables, stream)
                    .map(|derived| Outcome::$kind(Box::new(derived))),)+
                StreamKind::Migrant | StreamKind::Case | StreamKind::Access => None,
            }
        }

        impl Derivation {
            /// Puts a view in and its predecessor out; names the streams to be derived again.
            fn put(
                &mut self,
                (stream, outcome): (StreamId, Outcome),
                changes: &mut Changes,
            ) -> Vec<StreamId> {
                match outcome {
                    $(Outcome::$kind(derived) => self.put_as((stream, *derived), changes),)+
                }
            }
        }
    };
}

tabled! {
    Agency: AgencyView of AgencyId in agencies {
        fn says_the_same(&self, other: &Self) -> bool { Self::says_the_same(self, other) }
    }
    Employer: EmployerView of EmployerId in employers {
        fn says_the_same(&self, other: &Self) -> bool { Self::says_the_same(self, other) }
    }
    Vacancy: VacancyView of VacancyId in vacancies {
        fn says_the_same(&self, other: &Self) -> bool { Self::says_the_same(self, other) }
    }
    Programme: ProgrammeView of ProgrammeId in programmes {
        fn says_the_same(&self, other: &Self) -> bool { Self::says_the_same(self, other) }
    }
    Organisation: OrganisationView of OrganisationId in organisations {
        fn says_the_same(&self, other: &Self) -> bool { Self::says_the_same(self, other) }
    }
    User: UserView of UserId in users {
        fn says_the_same(&self, other: &Self) -> bool { Self::says_the_same(self, other) }
    }
    Registry: RegistryRows of StreamId in registry_rows
    Finding: FindingState of FindingId in finding_states {
        fn says_the_same(&self, other: &Self) -> bool { Self::says_the_same(self, other) }
    }
    Complaint: ComplaintView of ComplaintId in complaints {
        fn reindex(tables: &mut Ground, old: Option<&Self>, new: &Self) -> Vec<StreamId> {
            let before = old.map_or(&[][..], |view| &view.complainants);
            let index = &mut tables.complaints_by_migrant;
            reindex(index, new.id, (before.iter().copied(), new.complainants.iter().copied()))
        }
    }
}

/// Moves a member from the sets of its old keys to those of its new ones; names the keys that
/// lost or won it.
pub(crate) fn reindex<K: Key, M: Copy + Ord>(
    index: &mut Table<K, BTreeSet<M>>,
    member: M,
    (before, after): (impl Iterator<Item = K>, impl Iterator<Item = K>),
) -> Vec<StreamId> {
    let before: BTreeSet<K> = before.collect();
    let after: BTreeSet<K> = after.collect();
    for key in before.difference(&after) {
        let emptied = index.entry(*key).is_some_and(|members| {
            members.remove(&member);
            members.is_empty()
        });
        if emptied {
            index.remove(*key);
        }
    }
    for key in after.difference(&before) {
        if let Some(members) = index.entry(*key) {
            members.insert(member);
        }
    }
    before.symmetric_difference(&after).map(|key| (*key).into()).collect()
}

/// The view of a stream; none when nothing that can be read was recorded on it.
pub(crate) fn derive_as<V: Derive>(
    histories: &Histories,
    tables: &Ground,
    stream: StreamId,
) -> Option<Derived<V>> {
    let moment = tables.moment;
    let (history, stop) = histories.history::<V::Event>(stream, moment.size);
    if history.is_empty() {
        return None;
    }
    let mut facts = history.effective(moment.size);
    facts.retain(|fact| fact.occurred_on.first_day() <= moment.as_of);
    let lookup = Lookup::new(tables, histories, V::KIND);
    let view = V::derive(&Record { stream, entries: &history, facts: &facts }, &lookup);
    Some(Derived { view, dependencies: lookup.into_dependencies(), stop })
}

impl Derivation {
    /// Nothing, for the beginning of a log.
    pub(crate) fn empty(as_of: Day) -> Self {
        Self {
            ground: Ground::empty(as_of),
            dependencies: HashMap::new(),
            dependents: HashMap::new(),
            registry_dependents: BTreeSet::new(),
        }
    }

    /// Everything, for one moment, on so many threads.
    pub(crate) fn whole(histories: &Histories, moment: Moment, threads: usize) -> Self {
        let mut derivation = Self::empty(moment.as_of);
        let streams = histories.streams().filter(|(_, kind)| *kind != Some(StreamKind::Migrant));
        let streams = streams.map(|(stream, _)| stream).collect();
        derivation.advance(histories, moment, (&streams, threads));
        derivation
    }

    /// What a longer log changes: the touched streams are derived again, and those that depend on
    /// them, and no others. The day stays.
    pub(crate) fn advance(
        &mut self,
        histories: &Histories,
        moment: Moment,
        (touched, threads): (&BTreeSet<StreamId>, usize),
    ) -> Changes {
        let known = self.ground.moment.size;
        self.ground.moment = moment;
        self.note_stops(histories);
        let mut changes = Changes::default();
        let mut levels = Levels::default();
        for stream in touched {
            levels.add(histories, *stream);
            // Whoever named a stream before it existed can now be told that it does.
            if !histories.has_known(*stream, known) {
                if histories.kind(*stream) != Some(StreamKind::Migrant) {
                    changes.streams.push(*stream);
                }
                for dependent in self.dependents.get(stream).into_iter().flatten() {
                    levels.add(histories, *dependent);
                }
            }
        }
        while let Some((level, streams)) = levels.pop() {
            let work = |(stream, kind): &(StreamId, StreamKind)| {
                derive(histories, &self.ground, (*stream, *kind)).map(|outcome| (*stream, outcome))
            };
            for (stream, outcome) in in_parallel(&streams, threads, work) {
                for dependent in self.put((stream, outcome), &mut changes) {
                    // Those before it in the order looked only at whether it exists.
                    levels.add_beyond(histories, (level + 1, dependent));
                }
            }
        }
        changes
    }

    fn note_stops(&mut self, histories: &Histories) {
        let size = self.ground.moment.size;
        let taken = histories.taken();
        for stop in taken.unopened.iter().chain(&taken.unknown) {
            if stop.position < size {
                note_stop(&mut self.ground.stops, stop.clone());
            }
        }
    }

    fn put_as<V: Tabled>(
        &mut self,
        (stream, derived): (StreamId, Derived<V>),
        changes: &mut Changes,
    ) -> Vec<StreamId> {
        let Derived { view, dependencies, stop } = derived;
        if let Some(stop) = stop {
            note_stop(&mut self.ground.stops, stop);
        }
        self.depend(stream, dependencies);
        let id = V::Id::from(stream);
        let old = V::table(&mut self.ground).get(id).cloned();
        if old.as_deref() == Some(&view) {
            return Vec::new();
        }
        let same = old.as_deref().is_some_and(|old| old.says_the_same(&view));
        let mut again = V::reindex(&mut self.ground, old.as_deref(), &view);
        changes.streams.extend(&again);
        V::table(&mut self.ground).insert(id, Arc::new(view));
        if !same {
            changes.streams.push(stream);
            again.extend(self.dependents.get(&stream).into_iter().flatten());
        }
        if V::KIND == StreamKind::Registry && self.ground.take_registry() {
            changes.rates = true;
            again.extend(&self.registry_dependents);
        }
        again
    }

    fn depend(&mut self, stream: StreamId, new: Dependencies) {
        if self.dependencies.get(&stream) == Some(&new) {
            return;
        }
        let old = self.dependencies.remove(&stream).unwrap_or_default();
        for on in old.streams.difference(&new.streams) {
            if let Some(dependents) = self.dependents.get_mut(on) {
                dependents.remove(&stream);
                if dependents.is_empty() {
                    self.dependents.remove(on);
                }
            }
        }
        for on in new.streams.difference(&old.streams) {
            self.dependents.entry(*on).or_default().insert(stream);
        }
        if new.registry {
            self.registry_dependents.insert(stream);
        } else {
            self.registry_dependents.remove(&stream);
        }
        self.dependencies.insert(stream, new);
    }
}

/// Streams to be derived, the lowest level first.
#[derive(Default)]
struct Levels {
    waiting: BTreeMap<usize, BTreeMap<StreamId, StreamKind>>,
}

impl Levels {
    fn add(&mut self, histories: &Histories, stream: StreamId) {
        self.add_beyond(histories, (0, stream));
    }

    fn add_beyond(&mut self, histories: &Histories, (least, stream): (usize, StreamId)) {
        let Some(kind) = histories.kind(stream) else { return };
        if let Some(level) = level_of(kind).filter(|level| *level >= least) {
            self.waiting.entry(level).or_default().insert(stream, kind);
        }
    }

    fn pop(&mut self) -> Option<(usize, Vec<(StreamId, StreamKind)>)> {
        let (level, streams) = self.waiting.pop_first()?;
        Some((level, streams.into_iter().collect()))
    }
}

/// Does work on each of many things on several threads; what comes of it is in no order.
pub(crate) fn in_parallel<T: Sync, R: Send>(
    things: &[T],
    threads: usize,
    work: impl Fn(&T) -> Option<R> + Sync,
) -> Vec<R> {
    let mut all = Vec::with_capacity(things.len());
    each_in_parallel(things, threads, (work, |done| all.push(done)));
    all
}

/// The same; one thread at a time hands over what came of its portion while the others work.
pub(crate) fn each_in_parallel<T: Sync, R: Send>(
    things: &[T],
    threads: usize,
    (work, to): (impl Fn(&T) -> Option<R> + Sync, impl FnMut(R) + Send),
) {
    let next = AtomicUsize::new(0);
    let to = Mutex::new(to);
    let share = || {
        let mut done = Vec::with_capacity(PORTION);
        loop {
            let from = next.fetch_add(PORTION, Ordering::Relaxed);
            let Some(rest) = things.get(from..).filter(|rest| !rest.is_empty()) else { break };
            done.extend(rest.iter().take(PORTION).filter_map(&work));
            let mut to = to.lock().unwrap_or_else(PoisonError::into_inner);
            done.drain(..).for_each(&mut *to);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(things.len().div_ceil(PORTION)) {
            scope.spawn(share);
        }
        share();
    });
}
