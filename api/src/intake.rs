//! Files that come through the server: JSON Lines or tables of events for many streams, under the
//! rights of one token. What a line says of its recorder is refused: the token says it.

use std::sync::PoisonError;
use std::time::Duration;

use domain::describe::EventType;
use domain::stream::StreamKind;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Fault, Problem};
use crate::fields::{FieldError, Problem as Wrong};
use crate::import::{Import, ImportError, Listener, Progress, Recorded, Rejected};
use crate::line::Line;
use crate::names::Names;
use crate::policy::{self, Grant, Permission};
use crate::reading;

/// Rejected rows that are told one by one; the others are counted.
const TOLD_MAX: usize = 1_000;
/// The longest wait for the index of names to know what was recorded before.
const NAMES_WAIT: Duration = Duration::from_secs(60);

/// The rows that were refused, the first of them told.
#[derive(Default)]
struct Told {
    rejected: Vec<Rejected>,
}

impl Listener for Told {
    fn refused(&mut self, row: Rejected) {
        if self.rejected.len() < TOLD_MAX {
            self.rejected.push(row);
        }
    }

    fn progress(&mut self, _: &Progress) {}
}

/// Takes the lines of a file in; a refused line does not hold up the others.
///
/// # Errors
/// There are too many lines, one is for a kind of stream on which the role records nothing (then
/// nothing is recorded), or the log takes nothing any more.
pub fn lines(app: &App, viewer: &Viewer, (source, bytes): (&str, &[u8])) -> Result<Value, Problem> {
    let lines = read(app, viewer, bytes)?;
    take_in(app, viewer, source, |mut import| {
        for (number, line) in lines {
            import.line(number, line)?;
        }
        import.end()
    })
}

/// Takes a table of one event type in, as `lines` does.
///
/// # Errors
/// The role does not record events of this type, the header does not fit it, or the log takes
/// nothing any more.
pub fn table(
    app: &App,
    (viewer, of): (&Viewer, &EventType),
    (source, bytes): (&str, &[u8]),
) -> Result<Value, Problem> {
    // Amendments stand on streams of any kind; lines say which.
    if !of.stream.is_some_and(|kind| may_record(viewer, kind)) {
        return Err(Problem::new(Fault::NotGranted));
    }
    let lines = bytes.split(|byte| *byte == b'\n').count();
    // The header and what follows the last line are no rows.
    within(app, lines.saturating_sub(2))?;
    take_in(app, viewer, source, |import| import.table(of, &mut &*bytes))
}

fn take_in(
    app: &App,
    viewer: &Viewer,
    source: &str,
    work: impl FnOnce(Import<'_>) -> Result<Progress, ImportError>,
) -> Result<Value, Problem> {
    // One file at a time: two would give one name two streams.
    let _turn = app.importing.lock().unwrap_or_else(PoisonError::into_inner);
    let registry = &app.registry;
    reading::models::ready(app)?;
    reading::models::people(app)?;
    let head = registry.store().head().size;
    if !registry.runner.wait_for(head, NAMES_WAIT) {
        return Err(Problem::new(Fault::NotYet));
    }
    let mut told = Told::default();
    let names = Names::new(registry.store(), registry, source);
    let recorded = (Recorded::Now(registry.now_ms()), viewer.actor());
    let import = Import::new(&registry.recorder, names, recorded, &mut told);
    let progress = work(import).map_err(failed)?;
    app.metrics.durable_commits.inc();
    Ok(json!({
        "rows": progress.rows,
        "recorded": progress.recorded,
        "known": progress.known,
        "refused": progress.refused,
        "rejected": told.rejected,
    }))
}

type Numbered = (u64, Result<Line, FieldError>);

fn read(app: &App, viewer: &Viewer, bytes: &[u8]) -> Result<Vec<Numbered>, Problem> {
    let mut lines = Vec::new();
    let mut number = 0;
    for text in bytes.split(|byte| *byte == b'\n') {
        number += 1;
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        within(app, lines.len() + 1)?;
        let line = Line::parse(text).and_then(signed_by_nobody);
        if let Ok(line) = &line
            && !may_record(viewer, line.kind)
        {
            return Err(Problem::new(Fault::NotGranted).detail(format!("line {number}")));
        }
        lines.push((number, line));
    }
    Ok(lines)
}

fn within(app: &App, lines: usize) -> Result<(), Problem> {
    let max = app.config.limits.import_lines_max;
    if lines > usize::try_from(max).unwrap_or(usize::MAX) {
        return Err(Problem::new(Fault::TooManyLines).detail(format!("at most {max} lines")));
    }
    Ok(())
}

fn signed_by_nobody(line: Line) -> Result<Line, FieldError> {
    let said = [
        ("actor", line.actor.is_some()),
        ("role", line.role.is_some()),
        ("organisation", line.organisation.is_some()),
    ];
    match said.into_iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(FieldError::new(name, Wrong::Unknown)),
        None => Ok(line),
    }
}

fn may_record(viewer: &Viewer, kind: StreamKind) -> bool {
    policy::grant(viewer.role, Permission::Record(kind)) == Grant::All
}

fn failed(error: ImportError) -> Problem {
    match error {
        ImportError::Record(error) => error.into(),
        ImportError::Header(wrong) => Problem::field_error(&wrong),
        error @ ImportError::File(_) => Problem::internal(error),
    }
}
