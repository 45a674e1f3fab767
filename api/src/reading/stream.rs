//! One stream: how it stands, and its history.

use domain::id::StreamId;
use domain::stream::StreamKind;
use projections::findings;
use projections::tables::Tables;
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::cursor::{Cursor, mark};
use super::story::{Sight, Story};
use super::value;
use crate::app::App;
use crate::auth::Viewer;
use crate::clock;
use crate::error::Problem;
use crate::language::Language;
use crate::policy::{self, Grant, Permission};
use crate::query::Query;
use crate::registry::today;

/// What is asked about: a stream of a kind, for somebody.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// What the stream tells the story of.
    pub kind: StreamKind,
    /// The stream.
    pub stream: StreamId,
    /// Who asks.
    pub viewer: &'a Viewer,
    /// In which language.
    pub language: Language,
}

/// How a stream stands: its version and the rows derived from it.
///
/// # Errors
/// Nothing was recorded on it, or the moment asked cannot be read.
pub fn summary(app: &App, about: About<'_>, query: &Query) -> Result<(Value, u32), Problem> {
    let asked = Asked::read(query)?;
    let tables = asked.tables(app)?;
    let story = Story::read(app, (about.kind, about.stream), tables.size())?;
    let at =
        |entry: Option<&super::story::Entry>| entry.map(|of| clock::rfc_3339(of.recorded_at_ms));
    let mut shown = json!({
        "kind": about.kind.code(),
        "stream": about.stream,
        "version": story.version(),
        "entries": story.entries.len(),
        "first_recorded_at": at(story.entries.first()),
        "last_recorded_at": at(story.entries.last()),
        "last_position": story.entries.last().map(|entry| entry.position),
        "size": tables.size(),
        "on": tables.as_of(),
    });
    if let Value::Object(members) = &mut shown {
        members.insert("state".to_owned(), state(&tables, about)?);
    }
    Ok((shown, story.version()))
}

/// The rows of a stream, as far as the viewer's role reads such rows.
fn state(tables: &Tables, about: About<'_>) -> Result<Value, Problem> {
    if about.kind == StreamKind::Migrant {
        tables.readable_for_one()?; // only her own rows are derived
    } else {
        tables.readable(&[about.kind])?;
    }
    let stream = about.stream;
    let may = |permission| policy::grant(about.viewer.role, permission) == Grant::All;
    Ok(match about.kind {
        StreamKind::Migrant => {
            let Some(view) = tables.migrants.get(stream.into()) else { return Ok(Value::Null) };
            let own = about.viewer.subject == Some(stream);
            let mut rows = Map::new();
            if own || may(Permission::Placements) {
                rows.insert("cycles".to_owned(), value(&view.cycles)?);
            }
            if may(Permission::Protection) {
                rows.insert("watch".to_owned(), value(&view.watch)?);
            }
            if may(Permission::Cohort) {
                rows.insert("cohort".to_owned(), value(&view.cohort)?);
            }
            if may(Permission::Findings) {
                rows.insert("findings".to_owned(), value(&findings::of_stream(tables, stream))?);
            }
            Value::Object(rows)
        }
        StreamKind::Complaint => match tables.complaints.get(stream.into()) {
            Some(view) => value(&view.row)?,
            None => Value::Null,
        },
        StreamKind::Case
        | StreamKind::Agency
        | StreamKind::Employer
        | StreamKind::Vacancy
        | StreamKind::Programme
        | StreamKind::Organisation
        | StreamKind::User
        | StreamKind::Finding
        | StreamKind::Access
        | StreamKind::Registry => super::registers::state(tables, about.kind, stream),
    })
}

/// A stream's entries, page by page.
///
/// # Errors
/// Nothing was recorded on it by then, or the log cannot be read.
pub fn history(app: &App, about: About<'_>, query: &Query) -> Result<(Value, u32), Problem> {
    let limits = &app.config.limits;
    let limit = query.limit(limits.page_rows_default, limits.page_rows_max)?;
    let list = mark("history", &[("stream", about.stream.to_string())]);
    let (size, offset) = match query.text("cursor") {
        Some(text) => {
            let cursor = Cursor::read(text, list)?;
            (cursor.size, cursor.offset)
        }
        None => (Asked::read(query)?.size(app)?, 0),
    };
    let story = Story::read(app, (about.kind, about.stream), size)?;
    let sight = Sight {
        role: about.viewer.role,
        identity: policy::sees_identity(about.viewer.role),
        language: about.language,
    };
    let visible = story.shown(sight);
    let whole = u64::try_from(visible.len()).unwrap_or(u64::MAX);
    let skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let entries: Vec<Value> = visible.into_iter().skip(skip).take(limit).collect();
    let shown = offset.saturating_add(u64::try_from(entries.len()).unwrap_or(u64::MAX));
    let next = (shown < whole).then(|| Cursor::new(list, (size, today()), shown).to_text());
    let page = json!({
        "kind": about.kind.code(),
        "stream": about.stream,
        "version": story.version(),
        "size": size,
        "entries": entries,
        "next": next,
    });
    Ok((page, story.version()))
}
