//! Rows into the log: names become streams, words become ids, what was recorded before is passed
//! over, and the rest is decided row by row.

use std::collections::HashMap;
use std::io::{self, BufRead};

use domain::context::Channel;
use domain::id::{EventId, OrganisationId, StreamId};
use domain::stream::StreamKind;
use store::Expected;

use super::feed::{Event, Feed, Row, Taker, Told};
use super::json_lines::JsonLines;
use super::mapping::OnDuplicate;
use super::newcomers::Newcomers;
use super::rows::Original;
use super::turns::{Turns, Words, words};
use super::{ImportError, Known, Listener, Progress, Recorded, Rejected};
use crate::fields::{FieldError, Problem, Resolve as _};
use crate::input::{Actor, EventInput, ReferenceInput};
use crate::language::Language;
use crate::line::Line;
use crate::names::{Named, Names};
use crate::record::{Bulk, Envoy, Recorder, Rehearsal, Submission};

mod ending;
mod recognising;

use ending::NotTaken;

/// What has to be known about a row until it ends.
#[derive(Default)]
struct Context {
    brought: Vec<(StreamKind, String)>,
    newcomers: Vec<StreamId>,
    /// Which events of the row are on their way; the others were recorded before.
    events: Vec<usize>,
}

/// One file on its way into the log.
pub struct Import<'a> {
    bulk: Bulk<'a>,
    names: Names<'a>,
    recorded: Recorded,
    actor: Actor,
    language: Language,
    listener: &'a mut dyn Listener,
    progress: Progress,
    contexts: HashMap<u64, Context>,
    turns: Turns,
    on_duplicate: OnDuplicate,
    newcomers: Newcomers,
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
            language: Language::English,
            listener,
            progress: Progress::default(),
            contexts: HashMap::new(),
            turns: Turns::default(),
            on_duplicate: OnDuplicate::Create,
            newcomers: Newcomers::default(),
        }
    }

    /// The same, but whoever probably is registered already is treated so.
    #[must_use]
    pub fn on_duplicate(self, on_duplicate: OnDuplicate) -> Self {
        Self { on_duplicate, ..self }
    }

    /// The same, going on with what an earlier run came to.
    #[must_use]
    pub fn resuming(self, progress: Progress) -> Self {
        Self { progress, ..self }
    }

    /// The same, but nothing is ever recorded.
    #[must_use]
    pub fn rehearsing(self, recorder: &'a Recorder, rehearsal: &'a mut Rehearsal) -> Self {
        Self { bulk: Bulk::rehearsing(recorder, rehearsal), ..self }
    }

    /// The same, after an earlier part of the file.
    #[must_use]
    pub fn knowing(self, known: Known) -> Self {
        let names = self.names.with(known.brought);
        Self { names, newcomers: known.newcomers, ..self }
    }

    /// The same, with sentences in a language.
    #[must_use]
    pub fn speaking(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Reads JSON Lines to their end. Empty lines are passed over.
    ///
    /// # Errors
    /// The file cannot be read, or the log takes nothing any more.
    pub fn json_lines(mut self, file: &mut dyn BufRead) -> Result<Progress, ImportError> {
        let mut rows = JsonLines::open(file)?;
        Feed::plain().run(&mut rows, &mut self)?;
        self.end()
    }

    /// Takes one line in, with whatever turn its words have.
    ///
    /// # Errors
    /// The log takes nothing any more.
    pub fn line(&mut self, number: u64, line: Result<Line, FieldError>) -> Result<(), ImportError> {
        match line {
            Ok(line) => {
                let text = words(&line);
                let turn = self.turns.take(&text);
                let words = Words { text, turn };
                self.row(Row { line: number, events: vec![Event { line, words }] })
            }
            Err(wrong) => {
                self.progress.rows += 1;
                self.reject(number, &NotTaken::field(0, wrong));
                Ok(())
            }
        }
    }

    /// Commits what is waiting.
    ///
    /// # Errors
    /// The log takes nothing any more.
    pub fn end(self) -> Result<Progress, ImportError> {
        self.end_of_part().map(|(progress, _)| progress)
    }

    /// The same, and what the next part of the file has to know.
    ///
    /// # Errors
    /// The log takes nothing any more.
    pub fn end_of_part(mut self) -> Result<(Progress, Known), ImportError> {
        self.flush()?;
        self.listener.progress(&self.progress);
        let known = Known { brought: self.names.into_brought(), newcomers: self.newcomers };
        Ok((self.progress, known))
    }

    fn flush(&mut self) -> Result<(), ImportError> {
        let ended = self.bulk.flush()?;
        self.settle(ended);
        self.listener.settled(&self.progress);
        Ok(())
    }

    fn take(&mut self, row: Row) -> Result<(), ImportError> {
        let mut context = Context::default();
        match self.prepare(row.events, &mut context) {
            Ok(None) => {}
            Ok(Some((actor, submissions, now_ms))) => {
                self.contexts.insert(row.line, context);
                let envoy = Envoy { actor: &actor, channel: Channel::Import, now_ms };
                let ended = self.bulk.add(row.line, (&envoy, submissions), &mut self.names)?;
                self.settle(ended);
            }
            Err(refused) => {
                self.forget(context);
                match refused {
                    Unprepared::Refused(refused) => self.reject(row.line, &refused),
                    Unprepared::Failed(error) => return Err(error),
                }
            }
        }
        if self.bulk.is_empty() {
            self.listener.settled(&self.progress);
        }
        Ok(())
    }

    /// What of a row was not recorded before, by stream, ready to be decided.
    fn prepare(
        &mut self,
        events: Vec<Event>,
        context: &mut Context,
    ) -> Result<Option<(Actor, Vec<Submission>, i64)>, Unprepared> {
        if events.is_empty() {
            self.progress.passed += 1;
            return Ok(None);
        }
        let mut actor = self.actor.clone();
        let mut now_ms = 0;
        let mut submissions: Vec<Submission> = Vec::new();
        for (index, event) in events.into_iter().enumerate() {
            let refused = |wrong| Unprepared::Refused(NotTaken::field(index, wrong));
            now_ms = self.recorded_at(&event.line).map_err(refused)?;
            // Ids that the file gives are compared later, with what was recorded under them.
            let given = event.line.input.event_id.is_some();
            let id = (!given).then(|| self.names.event_id(&event.words.text, event.words.turn));
            if let Some(id) = id
                && self.is_known(id)?
            {
                continue;
            }
            actor = self.actor_of(&event.line).map_err(refused)?;
            context.events.push(index);
            let (named, kind) = (self.named(index, &event, context)?, event.line.kind);
            let input = self.input(event, (named, id));
            match submissions.iter_mut().find(|known| known.stream == named.stream) {
                Some(submission) => submission.events.push(input),
                None => submissions.push(Submission {
                    kind,
                    stream: named.stream,
                    expected: Expected::Any,
                    events: vec![input],
                }),
            }
        }
        if submissions.is_empty() {
            self.progress.known += 1;
            return Ok(None);
        }
        Ok(Some((actor, submissions, now_ms)))
    }

    /// Whether an event was recorded before.
    fn is_known(&mut self, id: EventId) -> Result<bool, Unprepared> {
        if self.bulk.is_waiting(id) {
            // Said again in the row after: how the first ended decides about the second.
            self.flush().map_err(Unprepared::Failed)?;
        }
        let known = self
            .bulk
            .is_recorded(id)
            .map_err(|error| Unprepared::Failed(ImportError::Record(error)))?;
        Ok(known)
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

    fn actor_of(&mut self, line: &Line) -> Result<Actor, FieldError> {
        let mut actor = self.actor.clone();
        if let Some(name) = &line.actor {
            actor.user = Some(self.names.user(name));
        }
        actor.role = line.role.unwrap_or(actor.role);
        if let Some(name) = &line.organisation {
            let unknown = Problem::UnknownReference(StreamKind::Organisation);
            let known = self.names.stream(StreamKind::Organisation, name);
            let id: Option<OrganisationId> = known.and_then(|id| id.parse().ok());
            actor.organisation = Some(id.ok_or_else(|| FieldError::new("organisation", unknown))?);
        }
        Ok(actor)
    }

    /// An event with its id, made from its words unless the file gives one, and with the name that
    /// it brings.
    fn input(&mut self, event: Event, (named, made): (Named, Option<EventId>)) -> EventInput {
        let line = event.line;
        let mut input = line.input;
        let given = input.event_id.as_deref().and_then(|id| id.parse::<EventId>().ok());
        if let Some(id) = made {
            input.event_id = Some(id.to_string());
        }
        let again = |id| self.names.was_brought_by(id, (named.stream, &line.name));
        // Sent again, an event must say what it said the first time.
        if named.is_new || given.is_some_and(again) {
            let source = self.names.source().to_owned();
            input.references.push(ReferenceInput { source, id: line.name.clone() });
        }
        input
    }
}

/// Why a row was not prepared.
enum Unprepared {
    Refused(NotTaken),
    Failed(ImportError),
}

impl Taker for Import<'_> {
    fn row(&mut self, row: Row) -> Result<(), ImportError> {
        self.progress.rows += 1;
        self.take(row)?;
        if self.listener.has_failed() {
            return Err(io::Error::from(io::ErrorKind::Other).into());
        }
        if self.progress.rows.is_multiple_of(256) {
            self.listener.progress(&self.progress);
        }
        Ok(())
    }

    fn refuse(&mut self, rejected: Rejected) -> Result<(), ImportError> {
        self.progress.rows += 1;
        self.progress.refused += 1;
        self.listener.refused(rejected);
        if self.bulk.is_empty() {
            self.listener.settled(&self.progress);
        }
        Ok(())
    }

    fn at(&mut self, bytes: u64) {
        self.progress.bytes = bytes;
    }

    fn found(&mut self, line: u64, original: Original, told: Told) {
        self.listener.found(line, original, told);
    }

    fn language(&self) -> Language {
        self.language
    }
}
