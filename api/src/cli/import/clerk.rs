//! Watches over the rows of one file while they go in: keeps each as it stood until it has ended,
//! writes the rejected ones down in their order, shows how far it is, and notes it for a run that
//! may have to go on.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::outcome::word;
use super::rejects::Rejects;
use super::resume::{LogEnd, Resume};
use crate::import::convert::Converter;
use crate::import::feed::Told;
use crate::import::rows::Original;
use crate::import::{Listener, Progress, Rejected};
use crate::language::Language;

/// Refused rows that are shown; all are counted, and all go to the file of rejects.
const SHOWN_MAX: usize = 20;

/// What the end of the log is asked of.
pub(super) type LogEndOf<'a> = Box<dyn Fn() -> Option<LogEnd> + 'a>;

/// Watches over the rows of one file.
pub(super) struct Clerk<'a> {
    bar: ProgressBar,
    rejects: Rejects,
    resume: Option<(Resume, LogEndOf<'a>)>,
    converter: Option<&'a Converter>,
    waiting: BTreeMap<u64, (Original, Told)>,
    refused: BTreeMap<u64, Rejected>,
    rows: u64,
    settled: Progress,
    shown: Vec<Rejected>,
    failed: Option<io::Error>,
    /// What the bar calls events and rows that were recorded, were there already, were rejected.
    words: [String; 3],
}

impl<'a> Clerk<'a> {
    /// Ready to watch.
    pub(super) fn new(
        (bar, language): (ProgressBar, Language),
        rejects: Rejects,
        converter: Option<&'a Converter>,
    ) -> Self {
        Self {
            bar,
            rejects,
            resume: None,
            converter,
            waiting: BTreeMap::new(),
            refused: BTreeMap::new(),
            rows: 0,
            settled: Progress::default(),
            shown: Vec::new(),
            failed: None,
            words: ["recorded", "known", "refused"].map(|name| word(name, language)),
        }
    }

    /// The same, noting how far it is; so many rows were settled before.
    pub(super) fn noting(self, resume: Resume, rows: u64, log: LogEndOf<'a>) -> Self {
        Self { resume: Some((resume, log)), rows, ..self }
    }

    /// Ends: the rejects are durable, and no run has to go on. The first rejected rows, and the
    /// file that has them all.
    pub(super) fn end(mut self) -> io::Result<(Vec<Rejected>, Option<PathBuf>)> {
        self.bar.finish_and_clear();
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.rejects.sync()?;
        if let Some((resume, _)) = &self.resume {
            resume.done()?;
        }
        Ok((self.shown, self.rejects.path().map(Path::to_owned)))
    }

    /// The failure of a file beside the source, which ends the run.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// Notes how far it is, because the run ends before the file does.
    pub(super) fn interrupted(mut self) {
        self.bar.finish_and_clear();
        let progress = std::mem::take(&mut self.settled);
        // Whatever ended the run is told; without this note the next run only takes longer.
        let _ = self.note(&progress);
    }

    fn write_down(&mut self, progress: &Progress) -> io::Result<()> {
        let begun = self.rejects.path().is_some();
        for (line, mut row) in std::mem::take(&mut self.refused) {
            let (original, told) = self
                .waiting
                .remove(&line)
                .unwrap_or_else(|| (Original::Cells(Vec::new()), Told::default()));
            self.name_column(&mut row, &told);
            self.rejects.write(&row, &original, &told.turns)?;
            if self.shown.len() < SHOWN_MAX {
                self.shown.push(row);
            }
            self.rows += 1;
        }
        self.rows += u64::try_from(self.waiting.len()).unwrap_or(0);
        self.waiting.clear();
        let due = self.resume.as_ref().is_some_and(|(resume, _)| resume.is_due());
        // A file of rejects that no note knows would be in the way of the next run.
        let new = begun != self.rejects.path().is_some();
        if due || new { self.note(progress) } else { Ok(()) }
    }

    fn note(&mut self, progress: &Progress) -> io::Result<()> {
        let Some((resume, log)) = &mut self.resume else { return Ok(()) };
        let bytes = self.rejects.sync()?;
        let rejects = self.rejects.path().map(|path| (path.to_owned(), bytes));
        resume.save((self.rows, progress), rejects, log())
    }

    /// The column of the file, where the program knows a field.
    fn name_column(&self, row: &mut Rejected, told: &Told) {
        let (Some(converter), Some(event), Some(field)) = (self.converter, row.event, &row.field)
        else {
            return;
        };
        let rule = told.rules.get(event).and_then(|rule| converter.rule(*rule));
        row.field = rule.map(|rule| rule.column_of(field)).or_else(|| row.field.clone());
    }
}

impl Listener for Clerk<'_> {
    fn refused(&mut self, row: Rejected) {
        self.refused.insert(row.line, row);
    }

    fn progress(&mut self, progress: &Progress) {
        self.bar.set_position(progress.bytes);
        let counts = [progress.recorded, progress.known, progress.refused];
        let said = counts.iter().zip(&self.words).map(|(count, word)| format!("{count} {word}"));
        self.bar.set_message(said.collect::<Vec<_>>().join(", "));
    }

    fn found(&mut self, line: u64, original: Original, told: Told) {
        self.waiting.insert(line, (original, told));
    }

    fn settled(&mut self, progress: &Progress) {
        self.settled.clone_from(progress);
        if self.failed.is_none()
            && let Err(error) = self.write_down(progress)
        {
            self.failed = Some(error);
        }
    }

    fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}

/// How far a file of so many bytes is: on a terminal, and nowhere else.
pub(in crate::cli) fn bar(bytes: Option<u64>, quiet: bool) -> ProgressBar {
    let bar = bytes.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let style = "{elapsed_precise} {wide_bar} {bytes}/{total_bytes} {msg} ({eta})";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    if quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}
