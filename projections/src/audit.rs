//! Who wrote what: the entries and the counts that an auditor asks for, over every stream whose
//! entries show who recorded them. Opaque entries are not among them (I12).

use std::collections::{BTreeMap, BinaryHeap};

use domain::amendment::{CorrectionRecorded, EventAnnulled};
use domain::context::{Channel, Context, Role, Timestamp};
use domain::date::Day;
use domain::id::{EventId, OrganisationId, StreamId, UserId};
use domain::parameters::Threshold;
use domain::stored::Head;
use domain::stream::StreamKind;

use crate::histories::Histories;
use crate::timeline::{day_of, days_late};

/// Which entries are asked for. What is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Recorded by this user.
    pub actor: Option<UserId>,
    /// For this organisation.
    pub organisation: Option<OrganisationId>,
    /// In this role.
    pub role: Option<Role>,
    /// By this way.
    pub channel: Option<Channel>,
    /// On this kind of stream.
    pub kind: Option<StreamKind>,
    /// Of the event type with this number.
    pub type_id: Option<u16>,
    /// Recorded on this day or later, by UTC.
    pub from: Option<Day>,
    /// Recorded on this day or earlier, by UTC.
    pub until: Option<Day>,
    /// Recorded more than so many days after it happened.
    pub late_by_days: Option<i32>,
}

/// An entry that somebody wrote.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Written {
    /// Its place in the log.
    pub position: u64,
    /// Its id.
    pub event_id: EventId,
    /// Its stream.
    pub stream: StreamId,
    /// What kind of stream that is.
    pub kind: Option<StreamKind>,
    /// The number of its type.
    pub type_id: u16,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// When it happened, who recorded it.
    pub context: Context,
}

/// By what entries are counted apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum By {
    /// The user.
    Actor,
    /// The organisation.
    Organisation,
    /// The role.
    Role,
    /// The way by which it came.
    Channel,
    /// The kind of stream.
    Kind,
    /// The event type.
    Type,
    /// The day of recording, by UTC.
    Day,
}

/// What the entries of one count have in common; absent where they were not counted apart.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Group {
    /// The user; none also for what the system itself recorded.
    pub actor: Option<UserId>,
    /// The organisation.
    pub organisation: Option<OrganisationId>,
    /// The role.
    pub role: Option<Role>,
    /// The way by which it came.
    pub channel: Option<Channel>,
    /// The kind of stream.
    pub kind: Option<StreamKind>,
    /// The number of the event type.
    pub type_id: Option<u16>,
    /// The day of recording.
    pub day: Option<Day>,
}

/// How many entries, and of what sort.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Entries.
    pub entries: u64,
    /// Those recorded late (domain.md F19): by the number of days that held in the recorder's
    /// country on the day of recording.
    pub late: u64,
    /// Corrections among them.
    pub corrections: u64,
    /// Annulments among them.
    pub annulments: u64,
}

/// The entries that a log of `size` entries holds and the filter lets through: at most `count`,
/// beginning at position `from`, in the order of the log.
pub fn entries(
    (histories, size): (&Histories, u64),
    filter: &Filter,
    (from, count): (u64, usize),
) -> Vec<Written> {
    // The first ones are kept, the last of them on top, to be thrown out for an earlier one.
    let mut kept: BinaryHeap<(u64, StreamId)> = BinaryHeap::new();
    each((histories, size), filter, &mut |head, _, _| {
        let beyond = kept.len() == count && kept.peek().is_none_or(|last| last.0 < head.position);
        if head.position >= from && !beyond {
            kept.push((head.position, head.stream));
            if kept.len() > count {
                kept.pop();
            }
        }
    });
    let kept = kept.into_sorted_vec();
    kept.into_iter().filter_map(|place| written(histories, place)).collect()
}

/// How many entries a log of `size` entries holds that the filter lets through, counted apart.
pub fn counts(
    (histories, size): (&Histories, u64),
    filter: &Filter,
    by: &[By],
) -> BTreeMap<Group, Counts> {
    let mut groups: BTreeMap<Group, Counts> = BTreeMap::new();
    each((histories, size), filter, &mut |head, context, kind| {
        let counts = groups.entry(group(by, (head, context, kind))).or_default();
        counts.entries += 1;
        counts.late += u64::from(is_late(head, context));
        counts.corrections += u64::from(head.type_id == CorrectionRecorded::TYPE.id);
        counts.annulments += u64::from(head.type_id == EventAnnulled::TYPE.id);
    });
    groups
}

fn each(
    (histories, size): (&Histories, u64),
    filter: &Filter,
    to: &mut dyn FnMut(&Head, &Context, Option<StreamKind>),
) {
    for (stream, kind) in histories.streams() {
        if filter.kind.is_some() && filter.kind != kind {
            continue;
        }
        histories.each(stream, size, &mut |noted| {
            let head = noted.head();
            if filter.type_id.is_some_and(|type_id| type_id != head.type_id) {
                return;
            }
            let context = noted.context();
            if filter.lets_through(&head, &context) {
                to(&head, &context, kind);
            }
        });
    }
}

impl Filter {
    fn lets_through(&self, head: &Head, context: &Context) -> bool {
        let day = day_of(head.recorded_at);
        let late = days_late(head.recorded_at, context.occurred_on);
        (self.actor.is_none() || self.actor == context.actor)
            && (self.organisation.is_none() || self.organisation == context.organisation)
            && self.role.is_none_or(|role| role == context.role)
            && self.channel.is_none_or(|channel| channel == context.channel)
            && (self.from.is_none() || self.from <= day)
            && self.until.is_none_or(|until| day.is_some_and(|day| day <= until))
            && self.late_by_days.is_none_or(|days| late.is_some_and(|late| late > days))
    }
}

fn is_late(head: &Head, context: &Context) -> bool {
    let late = days_late(head.recorded_at, context.occurred_on).filter(|days| *days > 0);
    let limit = |day| Threshold::LateRecord.in_force(context.country, day);
    late.is_some_and(|days| {
        day_of(head.recorded_at).and_then(limit).is_some_and(|limit| days > i32::from(limit))
    })
}

fn group(by: &[By], (head, context, kind): (&Head, &Context, Option<StreamKind>)) -> Group {
    let mut group = Group::default();
    for by in by {
        match by {
            By::Actor => group.actor = context.actor,
            By::Organisation => group.organisation = context.organisation,
            By::Role => group.role = Some(context.role),
            By::Channel => group.channel = Some(context.channel),
            By::Kind => group.kind = kind,
            By::Type => group.type_id = Some(head.type_id),
            By::Day => group.day = day_of(head.recorded_at),
        }
    }
    group
}

fn written(histories: &Histories, (position, stream): (u64, StreamId)) -> Option<Written> {
    let mut found = None;
    histories.each(stream, position + 1, &mut |noted| {
        let head = noted.head();
        if head.position == position {
            found = Some(Written {
                position,
                event_id: head.event_id,
                stream,
                kind: histories.kind(stream),
                type_id: head.type_id,
                recorded_at: head.recorded_at,
                context: noted.context(),
            });
        }
    });
    found
}

#[cfg(test)]
mod tests;
