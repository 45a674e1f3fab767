//! Files that come through the server: JSON Lines or tables of events for many streams, under the
//! rights of one token. What a line says of its recorder is refused: the token says it.

use std::sync::PoisonError;
use std::time::Duration;

use domain::describe::EventType;
use domain::stream::StreamKind;
use serde_json::{Value, json};
use store::Position;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::tokens::hex;
use crate::error::{Fault, Problem};
use crate::fields::{FieldError, Problem as Wrong};
use crate::import::convert::Converter;
use crate::import::dates::Order;
use crate::import::feed::{Event, Feed, Row, Taker as _};
use crate::import::mapping::{Dialect, Mapping, OnDuplicate};
use crate::import::rows::Rows as _;
use crate::import::table::Table;
use crate::import::turns::{Words, words};
use crate::import::{Import, ImportError, Listener, Progress, Recorded, Rejected};
use crate::json;
use crate::language::Language;
use crate::line::Line;
use crate::names::Names;
use crate::policy::{self, Grant, Permission};
use crate::query::wrong;
use crate::reading;

mod session;

pub use session::{Asked, Session};

/// Rejected rows that are told one by one; the others are counted. `tukki import` sends fewer.
const TOLD_MAX: usize = 20_000;
/// The longest wait for the index of names to know what was recorded before.
const NAMES_WAIT: Duration = Duration::from_secs(60);

/// On whose behalf a file is taken in.
#[derive(Clone)]
pub struct Whose<'a> {
    /// Who sends it.
    pub viewer: &'a Viewer,
    /// From which register its names come.
    pub source: &'a str,
    /// In which language she is told what is wrong.
    pub language: Language,
    /// What becomes of people who probably are registered already.
    pub on_duplicate: OnDuplicate,
    /// The dry run that it belongs to.
    pub dry_run: Option<Asked>,
}

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
pub fn lines(app: &App, whose: &Whose<'_>, bytes: &[u8]) -> Result<Value, Problem> {
    let lines = read(app, whose, bytes)?;
    take_in(app, whose, |import| {
        for (number, incoming) in lines {
            match incoming {
                Incoming::Line(line) => import.line(number, *line)?,
                Incoming::Row(Ok(row)) => import.row(row)?,
                Incoming::Row(Err(rejected)) => import.refuse(rejected)?,
            }
        }
        Ok(())
    })
}

/// Takes a table of one event type in, as `lines` does.
///
/// # Errors
/// The role does not record events of this type, the header does not fit it, or the log takes
/// nothing any more.
pub fn table(
    app: &App,
    (whose, of): (&Whose<'_>, &'static EventType),
    bytes: &[u8],
) -> Result<Value, Problem> {
    // Amendments stand on streams of any kind; lines say which.
    if !of.stream.is_some_and(|kind| may_record(whose.viewer, kind)) {
        return Err(Problem::new(Fault::NotGranted));
    }
    let lines = bytes.split(|byte| *byte == b'\n').count();
    // The header and what follows the last line are no rows.
    within(app, lines.saturating_sub(2))?;
    let mapping = Mapping::template(of, (Dialect::default(), Order::Iso));
    let mut bytes = bytes;
    let mut table = Table::open(&mut bytes, &mapping.dialect).map_err(failed)?;
    let header = table.header().cloned().unwrap_or_default();
    let bound = Converter::bind(&mapping, (&header.columns, header.line));
    let converter = bound.map_err(|wrong| failed(wrong.into()))?;
    take_in(app, whose, |import| Feed::table(&converter).run(&mut table, import))
}

fn take_in(
    app: &App,
    whose: &Whose<'_>,
    work: impl FnOnce(&mut Import<'_>) -> Result<(), ImportError>,
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
    let token = &whose.viewer.token;
    let mut session =
        whose.dry_run.as_ref().map(|asked| Session::take(app, asked, token)).transpose()?;
    let mut told = Told::default();
    let names = Names::new(registry.store(), registry, whose.source);
    let recorded = (Recorded::Now(registry.now_ms()), whose.viewer.actor());
    let mut import = Import::new(&registry.recorder, names, recorded, &mut told)
        .speaking(whose.language)
        .on_duplicate(whose.on_duplicate);
    if let Some(session) = &mut session {
        let known = std::mem::take(&mut session.known);
        import = import.rehearsing(&registry.recorder, &mut session.rehearsal).knowing(known);
    }
    work(&mut import).map_err(failed)?;
    let (progress, known) = import.end_of_part().map_err(failed)?;
    let mut answer = json!(progress);
    let end = registry.store().head();
    let mut say = |name: &str, value: Value| {
        if let Some(members) = answer.as_object_mut() {
            members.insert(name.to_owned(), value);
        }
    };
    say("rejected", json!(told.rejected));
    say("log", json!({"size": end.size, "link": hex(&end.link.0)}));
    match (session, &whose.dry_run) {
        (Some(mut session), Some(asked)) => {
            session.known = known;
            say("findings", json!(session.leave(app, progress.rows, asked.last)?));
        }
        (_, _) => app.metrics.durable_commits.inc(),
    }
    Ok(answer)
}

/// Refuses a request that goes on after something which this log does not hold.
///
/// # Errors
/// The log does not hold that entry, or the text names none.
pub fn after(app: &App, text: &str) -> Result<(), Problem> {
    let named =
        text.split_once('-').and_then(|(size, link)| Some((size.parse::<u64>().ok()?, link)));
    let (size, link) = named.ok_or_else(|| wrong("after").about("SIZE-LINK"))?;
    let Some(last) = size.checked_sub(1) else { return Ok(()) };
    let entries =
        app.registry.store().read(Position(last), 1).map_err(|error| Problem::coded(&error))?;
    let holds = entries.first().is_some_and(|entry| hex(&entry.link.0) == link);
    if holds { Ok(()) } else { Err(Problem::new(Fault::OtherLog)) }
}

/// A line of a request.
enum Incoming {
    /// An event, as a file has it.
    Line(Box<Result<Line, FieldError>>),
    /// A row that `tukki import` read elsewhere: several events, with the line of the file.
    Row(Result<Row, Rejected>),
}

fn read(app: &App, whose: &Whose<'_>, bytes: &[u8]) -> Result<Vec<(u64, Incoming)>, Problem> {
    let Whose { viewer, language, .. } = *whose;
    let mut lines = Vec::new();
    let mut number = 0;
    for text in bytes.split(|byte| *byte == b'\n') {
        number += 1;
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        within(app, lines.len() + 1)?;
        let incoming = incoming(text, language)?;
        let kinds: Vec<StreamKind> = match &incoming {
            Incoming::Line(line) => line.iter().map(|line| line.kind).collect(),
            Incoming::Row(row) => {
                row.iter().flat_map(|row| &row.events).map(|event| event.line.kind).collect()
            }
        };
        if !kinds.into_iter().all(|kind| may_record(viewer, kind)) {
            return Err(Problem::new(Fault::NotGranted).detail(format!("line {number}")));
        }
        lines.push((number, incoming));
    }
    Ok(lines)
}

fn incoming(text: &[u8], language: Language) -> Result<Incoming, Problem> {
    let Ok(Value::Object(mut members)) = json::parse(text) else {
        return Ok(Incoming::Line(Box::new(Line::parse(text))));
    };
    let Some(events) = members.remove("events") else {
        return Ok(Incoming::Line(Box::new(Line::read(members).and_then(signed_by_nobody))));
    };
    // Whoever sends rows has read them as we do; what makes no sense is no row of a file.
    let sense = || Problem::new(Fault::WrongBody);
    let line_number = members.get("line").and_then(Value::as_u64).ok_or_else(sense)?;
    let Value::Array(events) = events else { return Err(sense()) };
    let turns = members.get("turns").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut read = Vec::with_capacity(events.len());
    for (event, said) in events.into_iter().enumerate() {
        let Value::Object(said) = said else { return Err(sense()) };
        let line = Line::read(said).and_then(signed_by_nobody);
        let own = match line {
            Ok(own) => own,
            Err(wrong) => {
                let rejected = Rejected::field((line_number, event), &wrong, language);
                return Ok(Incoming::Row(Err(rejected)));
            }
        };
        let turn = turns.get(event).and_then(Value::as_u64).and_then(|turn| turn.try_into().ok());
        let words = Words { text: words(&own), turn: turn.unwrap_or(0) };
        read.push(Event { line: own, words });
    }
    Ok(Incoming::Row(Ok(Row { line: line_number, events: read })))
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
        ImportError::Fault(fault) => Problem::coded(&fault),
        error @ (ImportError::File(_) | ImportError::Server { .. }) => Problem::internal(error),
    }
}
