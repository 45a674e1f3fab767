//! `tukki import`: files into a data folder or a running server, with the same report from both.

use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::source::{Desk, From, Source};
use super::{Console, Failure, Settings};
use crate::auth::tokens::hex;
use crate::import::convert::Converter;
use crate::import::feed::Feed;
use crate::import::rows::Rows;
use crate::import::{
    FileFault, Import, ImportError, Progress, Recorded, Rejected, findings, nobody,
};
use crate::input::Actor;
use crate::names::Names;
use crate::record::Rehearsal;

mod clerk;
mod opening;
mod outcome;
mod plan;
mod rejects;
mod remote;
mod resume;

use clerk::Clerk;
pub(super) use clerk::bar;
use opening::Opened;
use plan::Plan;
use rejects::{Rejects, Where};
use remote::Remote;
use resume::{LogEnd, Resume, Running, State};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki import field-office.jsonl\n  tukki import \
                        departures.csv --type departure_recorded --source ministry-2019\n  tukki \
                        import register.xlsx --mapping register.toml --dry-run\n  tukki import \
                        register.csv --mapping register.toml --server http://127.0.0.1:8420 \
                        --token-file clerk.token\n\nA table (CSV, XLSX) needs --type and then has \
                        the columns that `tukki template TYPE` prints, or --mapping, a file that \
                        says what somebody else's columns mean (`tukki template --mapping TYPE` \
                        prints one to begin with). JSON Lines need neither. Rows name people and \
                        things by the ids of their --source.\n\nGood rows go in. Every bad row \
                        goes to a file of rejects beside the source, with line, column, code and \
                        sentence; mend it there and import that file. Running a file again adds \
                        nothing twice, and an interrupted run goes on where it stopped.\n\nExit \
                        codes: 0 every row is in, 4 some were rejected, 1 failed, 2 wrong usage. \
                        See docs/IMPORT.md.")]
pub(super) struct Args {
    /// CSV, XLSX or JSON Lines; `-` for standard input
    file: PathBuf,
    /// The event type of a table with the columns of its template
    #[arg(long = "type", value_name = "TYPE", conflicts_with = "mapping")]
    type_name: Option<String>,
    /// What the columns and codes of somebody else's table mean (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Which register the names in the file come from (default: the mapping's, else `import`)
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// How letters are written: utf-8 or windows-1252 (default: utf-8)
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What separates cells: `;` `,` or `tab` (default: what the header has most of)
    #[arg(long, value_name = "SIGN")]
    separator: Option<String>,
    /// Which sheet of a spreadsheet
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// How dates are written: iso, day-first or month-first (default: iso)
    #[arg(long, value_name = "ORDER", conflicts_with = "mapping")]
    dates: Option<String>,
    /// Where rejected rows go (default: FILE.rejects.csv or FILE.rejects.jsonl)
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Tell what would happen, findings included, and record nothing
    #[arg(long)]
    dry_run: bool,
    /// Show no progress
    #[arg(long, short)]
    quiet: bool,
    /// Print the outcome as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    from: From,
}

/// What rejects of standard input are named after, in the folder where the program runs.
const STDIN: &str = "stdin";

/// How a file ended.
struct Ended {
    progress: Progress,
    shown: Vec<Rejected>,
    rejects: Option<PathBuf>,
    /// Rows that an earlier run had settled.
    before: u64,
    /// What a dry run found that would be found.
    findings: Option<Value>,
}

/// What a run needs beside the rows.
struct Job<'a> {
    args: &'a Args,
    plan: &'a Plan,
    bytes: Option<u64>,
    digest: Running,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let plan = Plan::of(args)?;
    let digest = Running::default();
    let job = |digest, bytes| Job { args, plan: &plan, bytes, digest };
    let ended = match opening::open(&args.file, plan.mapping.is_some())? {
        Opened::Text(file, bytes) => {
            let mut file = BufReader::with_capacity(1 << 20, file);
            let mut file = resume::Watched::new(&mut file, digest.clone());
            let job = job(digest, bytes);
            plan.text(&mut file, &mut |rows, converter| {
                job.go(rows, converter, (settings, console))
            })?
        }
        Opened::Sheet(file, bytes) => {
            let job = job(Running::whole(&args.file)?, Some(bytes));
            plan.sheet(file, &mut |rows, converter| job.go(rows, converter, (settings, console)))?
        }
    };
    outcome::tell(&ended, args, console)
}

impl Job<'_> {
    fn go(
        &self,
        rows: &mut dyn Rows,
        converter: Option<&Converter>,
        (settings, console): (&Settings, &mut Console<'_>),
    ) -> Result<Ended, Failure> {
        let source = self.args.from.open(settings, console)?;
        let ended = match &source {
            Source::Folder(desk) => self.folder((rows, converter), desk),
            Source::Server(client) => self.server((rows, converter), client),
        };
        source.close()?;
        ended
    }

    fn folder(
        &self,
        (rows, converter): (&mut dyn Rows, Option<&Converter>),
        desk: &Desk,
    ) -> Result<Ended, Failure> {
        let registry = &desk.app.registry;
        let store = registry.store();
        let holds = |log: &LogEnd| {
            let last = log.size.checked_sub(1).map(|last| store.read(store::Position(last), 1));
            match last {
                None => true,
                Some(Ok(entries)) => entries.first().is_some_and(|e| hex(&e.link.0) == log.link),
                Some(Err(_)) => false,
            }
        };
        let (state, rejects) = self.state(rows, &holds)?;
        let log = || Some(LogEnd { size: store.head().size, link: hex(&store.head().link.0) });
        let mut clerk = self.clerk((rejects, converter), state.as_ref(), Box::new(log));
        let mut rehearsal = self.args.dry_run.then(|| Rehearsal::new(&registry.runner));
        let names = Names::new(store, registry, &self.plan.source);
        let actor = Actor { role: desk.viewer.role, ..nobody() };
        let now = Recorded::Now(registry.now_ms());
        let import = Import::new(&registry.recorder, names, (now, actor), &mut clerk);
        let mut import = import
            .speaking(desk.language)
            .on_duplicate(self.plan.on_duplicate())
            .resuming(state.as_ref().map(|state| state.progress.clone()).unwrap_or_default());
        if let Some(rehearsal) = &mut rehearsal {
            import = import.rehearsing(&registry.recorder, rehearsal);
        }
        let fed = feed(converter, state.as_ref()).run(rows, &mut import);
        let progress = match fed {
            Ok(()) => import.end(),
            Err(error) => import.end().and(Err(error)),
        };
        let findings = rehearsal.map(|rehearsal| findings::raised(registry, &rehearsal));
        ended(clerk, progress, (state, findings))
    }

    fn server(
        &self,
        (rows, converter): (&mut dyn Rows, Option<&Converter>),
        client: &super::source::Client,
    ) -> Result<Ended, Failure> {
        let source = &self.plan.source;
        let holds = |log: &LogEnd| remote::still_holds(client, source, log);
        let (state, rejects) = self.state(rows, &holds)?;
        let end = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&end);
        let log = move || shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut clerk = self.clerk((rejects, converter), state.as_ref(), Box::new(log));
        let progress = state.as_ref().map(|state| state.progress.clone()).unwrap_or_default();
        let mut remote = Remote::new((client, source), (&mut clerk, end), progress)
            .asking(self.plan.on_duplicate(), self.args.dry_run);
        let fed = feed(converter, state.as_ref()).run(rows, &mut remote);
        let sent = remote.end();
        let (progress, findings) = match (fed, sent) {
            (Ok(()), Ok((progress, findings))) => (Ok(progress), findings),
            (Err(error), _) | (Ok(()), Err(error)) => (Err(error), None),
        };
        ended(clerk, progress, (state, findings))
    }

    fn is_file(&self) -> bool {
        self.args.file.as_os_str() != "-"
    }

    fn resume(&self) -> Option<Resume> {
        let wanted = self.is_file() && !self.args.dry_run;
        wanted.then(|| Resume::beside(&self.args.file, &self.plan.words, self.digest.clone()))
    }

    /// What an interrupted run left, and where its rejects go on.
    fn state(
        &self,
        rows: &dyn Rows,
        holds: &dyn Fn(&LogEnd) -> bool,
    ) -> Result<(Option<State>, Rejects), Failure> {
        let (to, header) = (self.rejects(), rows.header().cloned());
        let state = self.resume().and_then(|resume| resume.state(&self.args.file));
        let state = state.filter(|state| state.log.as_ref().is_some_and(holds));
        if let Some(state) = state {
            let rejects = match &state.rejects {
                None => Rejects::new(to.clone(), header.clone()).ok(),
                Some((path, bytes)) => {
                    Rejects::resume(to.clone(), header.clone(), (path, *bytes)).ok()
                }
            };
            if let Some(rejects) = rejects {
                return Ok((Some(state), rejects));
            }
        }
        Ok((None, Rejects::new(to, header)?))
    }

    fn rejects(&self) -> Where {
        match &self.args.rejects {
            Some(path) => Where::Said(path.clone()),
            None if self.is_file() => Where::Beside(self.args.file.clone()),
            None => Where::Beside(PathBuf::from(STDIN)),
        }
    }

    fn clerk<'c>(
        &self,
        (rejects, converter): (Rejects, Option<&'c Converter>),
        state: Option<&State>,
        log: clerk::LogEndOf<'c>,
    ) -> Clerk<'c> {
        let bar = bar(self.bytes, self.args.quiet);
        let clerk = Clerk::new((bar, self.args.from.language()), rejects, converter);
        match self.resume() {
            Some(resume) => clerk.noting(resume, state.map_or(0, |state| state.rows), log),
            None => clerk,
        }
    }
}

fn feed<'c>(converter: Option<&'c Converter>, state: Option<&State>) -> Feed<'c> {
    let feed = converter.map_or_else(Feed::plain, Feed::table);
    feed.after(state.map_or(0, |state| state.rows))
}

fn ended(
    mut clerk: Clerk<'_>,
    progress: Result<Progress, ImportError>,
    (state, findings): (Option<State>, Option<Value>),
) -> Result<Ended, Failure> {
    if let Some(error) = clerk.failure() {
        return Err(Failure::new(format!("the rejects cannot be written: {error}")));
    }
    let progress = match progress {
        Ok(progress) => progress,
        Err(error) => {
            clerk.interrupted();
            return Err(Failure::import(&error));
        }
    };
    let (shown, rejects) = clerk.end()?;
    let before = state.map_or(0, |state| state.rows);
    Ok(Ended { progress, shown, rejects, before, findings })
}

impl Failure {
    /// A file was not read to its end.
    pub(super) fn import(error: &ImportError) -> Self {
        match error {
            ImportError::Fault(fault) => Self::coded(fault),
            ImportError::Record(error) => Self::coded(error),
            ImportError::Server { code, message } => {
                Self { code: code.clone(), ..Self::new(message.clone()) }
            }
            ImportError::File(_) => Self::new(crate::error::chain(error)),
        }
    }
}

/// A file of a mapping, or another small text.
fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error: io::Error| Failure::usage(format!("{}: {error}", path.display())))
}

impl std::convert::From<FileFault> for Failure {
    fn from(fault: FileFault) -> Self {
        Self::coded(&fault)
    }
}

impl std::convert::From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::import(&error)
    }
}

/// A whole answer as JSON.
fn answer(ended: &Ended) -> Value {
    let mut answer = json!(ended.progress);
    if let Some(members) = answer.as_object_mut() {
        members.insert("rejected".to_owned(), json!(ended.shown));
        members.insert("rejects".to_owned(), json!(ended.rejects));
        members.insert("rows_before".to_owned(), json!(ended.before));
        if let Some(findings) = &ended.findings {
            members.insert("dry_run".to_owned(), json!(true));
            members.insert("findings".to_owned(), findings.clone());
        }
    }
    answer
}
