//! Files into the log, row by row: import (recorded now) and simulation (recorded when the file
//! says). A bad row is told with its line, its code and its sentence; good rows go in.

use std::collections::HashMap;
use std::io::{self, BufRead};

use domain::context::{Channel, Role};
use domain::decider::Coded;
use domain::id::{EventId, OrganisationId};
use domain::stream::StreamKind;
use store::Expected;

use crate::fields::{FieldError, Problem};
use crate::input::{Actor, ReferenceInput};
use crate::line::{BYTES_MAX, Line};
use crate::names::Names;
use crate::record::{Bulk, Envoy, RecordError, Recorder, Row, Submission};

pub mod table;

/// When rows count as recorded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Recorded {
    /// At this moment, in milliseconds; a file that says otherwise is refused row by row.
    Now(i64),
    /// When the row says; a row that does not say is refused.
    AsTold,
}

/// A row that was refused.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Rejected {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The permanent code.
    pub code: &'static str,
    /// The field, where it was one.
    pub field: Option<String>,
    /// What is wrong.
    pub sentence: String,
}

/// How far a file has come.
#[derive(Clone, Debug, Default, Eq, PartialEq, serde::Serialize)]
pub struct Progress {
    /// Rows read.
    pub rows: u64,
    /// Events recorded.
    pub recorded: u64,
    /// Rows that had been recorded before.
    pub known: u64,
    /// Rows refused.
    pub refused: u64,
    /// Bytes read.
    pub bytes: u64,
}

/// Why a file could not be read to its end. What was recorded before stays recorded.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    File(#[from] io::Error),
    /// The log does not take anything any more.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The table's header does not fit the event type.
    #[error("{0}")]
    Header(FieldError),
}

/// What an import tells while it runs.
pub trait Listener {
    /// A row was refused.
    fn refused(&mut self, row: Rejected);
    /// So far it has come.
    fn progress(&mut self, progress: &Progress);
}

struct Context {
    kind: StreamKind,
    name: String,
    is_new: bool,
}

/// One file on its way into the log.
pub struct Import<'a> {
    bulk: Bulk<'a>,
    names: Names<'a>,
    recorded: Recorded,
    actor: Actor,
    listener: &'a mut dyn Listener,
    progress: Progress,
    contexts: HashMap<u64, Context>,
    turns: HashMap<EventId, u32>,
}

impl<'a> Import<'a> {
    /// An import that has not begun. `actor` records the rows that name nobody.
    pub fn new(
        recorder: &'a Recorder,
        names: Names<'a>,
        (when, actor): (Recorded, Actor),
        listener: &'a mut dyn Listener,
    ) -> Self {
        Self {
            bulk: Bulk::new(recorder),
            names,
            recorded: when,
            actor,
            listener,
            progress: Progress::default(),
            contexts: HashMap::new(),
            turns: HashMap::new(),
        }
    }

    /// Reads JSON Lines to their end. Empty lines are passed over.
    ///
    /// # Errors
    /// The file cannot be read, or the log takes nothing any more.
    pub fn json_lines(mut self, file: &mut dyn BufRead) -> Result<Progress, ImportError> {
        let mut number = 0;
        loop {
            number += 1;
            let mut text = Vec::new();
            let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX) + 1;
            let read = io::Read::take(&mut *file, limit).read_until(b'\n', &mut text)?;
            if read == 0 {
                return self.end();
            }
            self.progress.bytes += u64::try_from(read).unwrap_or(0);
            if read > BYTES_MAX && !text.ends_with(b"\n") {
                self.progress.bytes += skip_line(file)?;
                let long = FieldError::new("", Problem::NotAText(BYTES_MAX));
                self.refuse(number, &RecordError::Field { event: 0, wrong: long });
                continue;
            }
            // A byte order mark is what spreadsheets put before the first line.
            let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
            if text.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.line(number, Line::parse(text))?;
        }
    }

    /// Takes one line in.
    ///
    /// # Errors
    /// The log takes nothing any more.
    pub fn line(&mut self, number: u64, line: Result<Line, FieldError>) -> Result<(), ImportError> {
        self.progress.rows += 1;
        let taken = line.and_then(|line| {
            let at = self.recorded_at(&line)?;
            Ok((self.submission(line, number)?, at))
        });
        match taken {
            Ok(((actor, submission), now_ms)) => {
                let envoy = Envoy { actor: &actor, channel: Channel::Import, now_ms };
                let ended = self.bulk.add(number, (&envoy, &submission), &mut self.names)?;
                self.settle(ended);
            }
            Err(wrong) => self.refuse(number, &RecordError::Field { event: 0, wrong }),
        }
        if self.progress.rows.is_multiple_of(256) {
            self.listener.progress(&self.progress);
        }
        Ok(())
    }

    /// Commits what is waiting.
    ///
    /// # Errors
    /// The log takes nothing any more.
    pub fn end(mut self) -> Result<Progress, ImportError> {
        let ended = self.bulk.flush()?;
        self.settle(ended);
        self.listener.progress(&self.progress);
        Ok(self.progress)
    }

    fn recorded_at(&self, line: &Line) -> Result<i64, FieldError> {
        match (self.recorded, line.recorded_at_ms) {
            (Recorded::Now(now), None) => Ok(now),
            (Recorded::AsTold, Some(at)) => Ok(at),
            // Only a simulation may say when the registry learnt something.
            (Recorded::Now(_), Some(_)) => Err(FieldError::new("recorded_at", Problem::Unknown)),
            (Recorded::AsTold, None) => Err(FieldError::new("recorded_at", Problem::Missing)),
        }
    }

    fn submission(&mut self, line: Line, number: u64) -> Result<(Actor, Submission), FieldError> {
        let mut actor = self.actor.clone();
        if let Some(name) = &line.actor {
            actor.user = Some(self.names.user(name));
        }
        actor.role = line.role.unwrap_or(actor.role);
        if let Some(name) = &line.organisation {
            let unknown = Problem::UnknownReference(StreamKind::Organisation);
            let known =
                crate::fields::Resolve::stream(&mut self.names, StreamKind::Organisation, name);
            let id: Option<OrganisationId> = known.and_then(|id| id.parse().ok());
            actor.organisation = Some(id.ok_or_else(|| FieldError::new("organisation", unknown))?);
        }
        let named = self.names.take(line.kind, &line.name);
        let mut input = line.input;
        if input.event_id.is_none() {
            input.event_id = Some(self.event_id(&line.name, &input).to_string());
        }
        let again = || {
            let id = input.event_id.as_deref().and_then(|id| id.parse().ok());
            id.is_some_and(|id| self.names.was_brought_by(id, (named.stream, &line.name)))
        };
        // Sent again, an event must say what it said the first time.
        if named.is_new || again() {
            let source = self.names.source().to_owned();
            input.references.push(ReferenceInput { source, id: line.name.clone() });
        }
        let context = Context { kind: line.kind, name: line.name, is_new: named.is_new };
        self.contexts.insert(number, context);
        let submission = Submission {
            kind: line.kind,
            stream: named.stream,
            expected: Expected::Any,
            events: vec![input],
        };
        Ok((actor, submission))
    }

    /// The same words make the same event; said twice in one file, they are two.
    fn event_id(&mut self, name: &str, input: &crate::input::EventInput) -> EventId {
        let said = serde_json::json!([
            name,
            input.type_name,
            input.occurred_on,
            input.cycle,
            input.data,
            input.personal,
        ]);
        let words = said.to_string();
        let first = self.names.event_id(&words, 0);
        let turn = self.turns.entry(first).or_default();
        let id = if *turn == 0 { first } else { self.names.event_id(&words, *turn) };
        *turn += 1;
        id
    }

    fn settle(&mut self, ended: Vec<(u64, Row)>) {
        for (number, row) in ended {
            let context = self.contexts.remove(&number);
            match row {
                Row::Recorded(receipts) => {
                    self.progress.recorded += u64::try_from(receipts.len()).unwrap_or(0);
                }
                Row::Known(_) => self.progress.known += 1,
                Row::Refused(error) => {
                    if let Some(context) = context.filter(|context| context.is_new) {
                        self.names.forget(context.kind, &context.name);
                    }
                    self.refuse(number, &error);
                }
            }
        }
    }

    fn refuse(&mut self, line: u64, error: &RecordError) {
        self.progress.refused += 1;
        let sentence = match error {
            RecordError::Field { wrong, .. } => wrong.problem.to_string(),
            RecordError::Declined { declined, .. } => declined.to_string(),
            RecordError::OtherKind { .. }
            | RecordError::History
            | RecordError::Nothing
            | RecordError::Append(_)
            | RecordError::Read(_) => error.to_string(),
        };
        let field = error.field().map(str::to_owned);
        self.listener.refused(Rejected { line, code: error.code(), field, sentence });
    }
}

/// The actor of rows that name nobody.
pub fn nobody() -> Actor {
    Actor { user: None, role: Role::Registrar, organisation: None, country: None }
}

fn skip_line(file: &mut dyn BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = file.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(buffer.len(), |end| end + 1);
        file.consume(length);
        skipped += u64::try_from(length).unwrap_or(0);
        if end.is_some() || length == 0 {
            return Ok(skipped);
        }
    }
}

#[cfg(test)]
mod tests;
