//! The lists: placements, complaints, work list, cohort, findings. Page by page, all pages of one
//! moment.

use std::sync::Arc;

use domain::id::{AgencyId, EmployerId, MigrantId, ProgrammeId, StreamId};
use domain::stream::StreamKind;
use projections::facets::Facets;
use projections::findings;
use projections::reports::Dimension;
use projections::tables::Tables;
use serde::Serialize;
use serde_json::{Value, json};

use super::asked::Asked;
use super::cursor::{Cursor, mark};
use super::value;
use crate::app::App;
use crate::auth::Viewer;
use crate::clock;
use crate::error::Problem;
use crate::policy;
use crate::query::{Query, wrong};

/// Names of a query that choose a page or a moment, and no rows.
const NO_FILTERS: [&str; 5] = ["limit", "cursor", "as_known", "on", "at_least"];

/// A page of a list that is about to be filled.
struct Page {
    list: u64,
    tables: Arc<Tables>,
    offset: u64,
    limit: usize,
}

impl Page {
    fn open(app: &App, name: &str, query: &Query) -> Result<Self, Problem> {
        let limits = &app.config.limits;
        let limit = query.limit(limits.page_rows_default, limits.page_rows_max)?;
        let filters: Vec<(&str, String)> = query
            .pairs()
            .filter(|(name, _)| !NO_FILTERS.contains(name))
            .map(|(name, text)| (name, text.to_owned()))
            .collect();
        let list = mark(name, &filters);
        let (tables, offset) = match query.text("cursor") {
            Some(text) => {
                let cursor = Cursor::read(text, list)?;
                (tables_of(app, &cursor)?, cursor.offset)
            }
            None => (Asked::read(query)?.tables(app)?, 0),
        };
        Ok(Self { list, tables, offset, limit })
    }

    fn fill<T: Serialize>(
        &self,
        app: &App,
        rows: impl Iterator<Item = T>,
    ) -> Result<Value, Problem> {
        let skip = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let mut rows = rows.skip(skip);
        let shown: Vec<Value> =
            rows.by_ref().take(self.limit).map(|row| value(&row)).collect::<Result<_, _>>()?;
        let next = rows.next().is_some().then(|| {
            app.pin(&self.tables);
            let after = self.offset.saturating_add(u64::try_from(shown.len()).unwrap_or(u64::MAX));
            let moment = (self.tables.size(), self.tables.as_of());
            Cursor::new(self.list, moment, after).to_text()
        });
        Ok(json!({
            "size": self.tables.size(),
            "as_known": clock::rfc_3339(self.tables.moment.known_until.0),
            "on": self.tables.as_of(),
            "rows": shown,
            "next": next,
        }))
    }
}

/// The tables of the first page: as they were kept, else derived again.
fn tables_of(app: &App, cursor: &Cursor) -> Result<Arc<Tables>, Problem> {
    super::models::ready(app)?;
    if let Some(tables) = app.pinned(cursor.size, cursor.on) {
        return Ok(tables);
    }
    let known = projections::runner::Known::Size(cursor.size);
    Ok(app.registry.runner.at(known, cursor.on)?)
}

/// Filters that every list of cycles knows.
struct Narrow {
    agency: Option<AgencyId>,
    employer: Option<EmployerId>,
    programme: Option<ProgrammeId>,
    migrant: Option<MigrantId>,
    corridor: Option<String>,
}

impl Narrow {
    fn read(query: &Query) -> Result<Self, Problem> {
        Ok(Self {
            agency: query.value("agency")?,
            employer: query.value("employer")?,
            programme: query.value("programme")?,
            migrant: query.value("migrant")?,
            corridor: query.text("corridor").map(str::to_owned),
        })
    }

    fn lets_through(&self, migrant: MigrantId, facets: &Facets) -> bool {
        let corridor = || facets.code(Dimension::Corridor, None);
        (self.agency.is_none() || self.agency == facets.agency)
            && (self.employer.is_none() || self.employer == facets.employer)
            && (self.programme.is_none() || self.programme == facets.programme)
            && self.migrant.is_none_or(|only| only == migrant)
            && (self.corridor.is_none() || self.corridor == corridor())
    }
}

/// Placement histories (RM1), pseudonymous; `own` narrows them to one agency.
///
/// # Errors
/// A parameter is wrong, or the moment asked cannot be read.
pub fn placements(app: &App, own: Option<StreamId>, query: &Query) -> Result<Value, Problem> {
    let mut narrow = Narrow::read(query)?;
    if let Some(own) = own {
        narrow.agency = Some(own.into());
    }
    let page = Page::open(app, own.map_or("placements", |_| "own placements"), query)?;
    page.tables.readable(&[StreamKind::Migrant])?;
    let rows = page.tables.migrants.values().flat_map(|view| &view.cycles);
    page.fill(app, rows.filter(|row| narrow.lets_through(row.migrant, &row.facets)))
}

/// The board of complaints (RM2).
///
/// # Errors
/// A parameter is wrong, or the moment asked cannot be read.
pub fn complaints(app: &App, viewer: &Viewer, query: &Query) -> Result<Value, Problem> {
    let employer: Option<EmployerId> = query.value("employer")?;
    let agency: Option<AgencyId> = query.value("agency")?;
    let open = match query.text("state") {
        None => None,
        Some("open") => Some(true),
        Some("closed") => Some(false),
        Some(_) => return Err(wrong("state").about("open or closed")),
    };
    let page = Page::open(app, "complaints", query)?;
    page.tables.readable(&[StreamKind::Complaint])?;
    let rows = page.tables.complaints.values().map(|view| &view.row).filter(|row| {
        (employer.is_none() || employer == row.employer)
            && (agency.is_none() || agency == row.agency)
            && open.is_none_or(|open| open == row.open)
    });
    let mut shown = page.fill(app, rows)?;
    if !policy::sees_complaint_substance(viewer.role) {
        only_categories_and_dates(&mut shown);
    }
    Ok(shown)
}

/// What a ministry's auditor reads of a complaint.
fn only_categories_and_dates(page: &mut Value) {
    const SHOWN: [&str; 5] = ["complaint", "categories", "stage", "open", "findings"];
    let Some(rows) = page.get_mut("rows").and_then(Value::as_array_mut) else { return };
    for row in rows {
        if let Value::Object(members) = row {
            members.retain(|name, _| {
                SHOWN.contains(&name.as_str()) || name.ends_with("_on") || name.ends_with("_by")
            });
        }
    }
}

/// The protection service's work list (RM3).
///
/// # Errors
/// A parameter is wrong, or the moment asked cannot be read.
pub fn worklist(app: &App, query: &Query) -> Result<Value, Problem> {
    let narrow = Narrow::read(query)?;
    let page = Page::open(app, "worklist", query)?;
    page.tables.readable(&[StreamKind::Migrant])?;
    let rows = page.tables.migrants.values().flat_map(|view| &view.watch);
    page.fill(app, rows.filter(|row| narrow.lets_through(row.migrant, &row.facets)))
}

/// A programme's cohort (RM4), pseudonymous.
///
/// # Errors
/// A parameter is wrong, or the moment asked cannot be read.
pub fn cohort(app: &App, query: &Query) -> Result<Value, Problem> {
    let narrow = Narrow::read(query)?;
    let page = Page::open(app, "cohort", query)?;
    page.tables.readable(&[StreamKind::Migrant])?;
    let rows = page.tables.migrants.values().flat_map(|view| &view.cohort);
    page.fill(app, rows.filter(|row| narrow.lets_through(row.migrant, &row.facets)))
}

/// The findings, the gravest first.
///
/// # Errors
/// A parameter is wrong, or the moment asked cannot be read.
pub fn found(app: &App, query: &Query) -> Result<Value, Problem> {
    let migrant: Option<StreamId> = query.value("migrant")?;
    let agency: Option<AgencyId> = query.value("agency")?;
    let employer: Option<EmployerId> = query.value("employer")?;
    let (rule, state) = (query.text("rule"), query.text("state"));
    let page = Page::open(app, "findings", query)?;
    page.tables.readable(&[StreamKind::Migrant, StreamKind::Complaint, StreamKind::Finding])?;
    let rows = findings::list(&page.tables).into_iter().filter(|row| {
        migrant.is_none_or(|only| only == row.stream)
            && (agency.is_none() || agency == row.agency)
            && (employer.is_none() || employer == row.employer)
            && rule.is_none_or(|only| only.eq_ignore_ascii_case(row.rule))
            && state.is_none_or(|only| only.eq_ignore_ascii_case(row.state))
    });
    page.fill(app, rows)
}
