//! M9: one worker's whole placement history, as it was known at the moment asked.
//!
//! It shows codes only. Corrected and annulled entries stay in their places, marked as such.

use domain::catalogue::by_id;
use domain::id::MigrantId;
use domain::stream::StreamKind;

use crate::reports::answer::instant;
use crate::reports::group::Measures;
use crate::reports::{
    Audience, Column, Computed, Detail, Note, Parameter, ParameterShape, Query, Report, Row,
    Sources, UnitOfCount, Value,
};
use crate::timeline::{TimelineEntry, timeline};

/// A worker's history.
pub(in crate::reports) static M9: Report = Report {
    code: "M9",
    audience: Audience::Ministries,
    title: "report.M9",
    formula: "every entry of the worker's record that was known at the moment asked and lies on or \
              before the day asked, in the order in which it happened",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Entries,
    columns: &[
        Column { name: "entries", unit: "entries", doc: "Entries of the record." },
        Column { name: "amended", unit: "entries", doc: "Of these, corrected or annulled." },
        Column { name: "late", unit: "entries", doc: "Recorded after the day they are about." },
        Column { name: "cycles", unit: "cycles", doc: "Migration cycles." },
    ],
    dimensions: &[],
    usual_by: &[],
    parameters: &[Parameter {
        name: "subject",
        doc: "The worker.",
        shape: ParameterShape::Stream(StreamKind::Migrant),
    }],
    reads: &[StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let Some(subject) = query.subject() else { return Computed::default() };
    let view = sources.tables.migrants.get(MigrantId::from(subject));
    let mut entries = timeline(sources.histories, subject, sources.tables.size());
    entries.retain(|entry| {
        view.is_some() && entry.context.occurred_on.first_day() <= sources.tables.as_of()
    });
    entries.sort_by_key(|entry| (entry.context.occurred_on.first_second(), entry.position));
    let is_amended =
        |entry: &&TimelineEntry| entry.corrected_by.is_some() || entry.annulled_by.is_some();
    let measures = Measures::of(entries.len())
        .with("entries", Value::count(entries.len()))
        .with("amended", Value::count(entries.iter().filter(is_amended).count()))
        .with("late", Value::count(entries.iter().filter_map(TimelineEntry::days_late).count()))
        .with("cycles", Value::count(view.map_or(0, |view| view.cycles.len())));
    let Measures { values, n, missing } = measures;
    Computed {
        rows: vec![Row { group: Vec::new(), values, n, missing }],
        details: entries.iter().map(detail).collect(),
        notes: if entries.is_empty() { vec![Note::NothingKnown] } else { Vec::new() },
    }
}

fn detail(entry: &TimelineEntry) -> Detail {
    let context = &entry.context;
    Detail::default()
        .with("position", Value::Count(entry.position))
        .text("event", by_id(entry.type_id).map(|known| known.name))
        .date("occurred_on", Some(context.occurred_on))
        .text("recorded_at", Some(instant(entry.recorded_at)))
        .number("days_late", entry.days_late())
        .text("cycle", context.cycle.as_ref())
        .text("role", Some(context.role))
        .text("channel", Some(context.channel))
        .text("amends", entry.amends.as_ref().map(|amends| amends.target))
        .text("corrected_by", entry.corrected_by)
        .text("annulled_by", entry.annulled_by)
}
