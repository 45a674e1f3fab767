//! Rows on their way to a server: read here, decided there. The server answers for each request
//! what became of its rows, and nothing is known of a request that was not answered; sending it
//! again adds nothing twice.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::resume::LogEnd;
use crate::cli::Failure;
use crate::cli::source::Client;
use crate::clock;
use crate::import::convert::Drafted;
use crate::import::feed::{Row, Taker, Told};
use crate::import::mapping::OnDuplicate;
use crate::import::rows::Original;
use crate::import::{ImportError, Listener, Progress, Rejected};
use crate::language::Language;

const PATH: &str = "/v1/import";
const MEDIA_TYPE: &str = "application/x-ndjson";
/// Bytes of one request.
const BYTES_MAX: usize = 256 * 1024;
/// Rows of one request, unless the server takes fewer.
const ROWS_MAX: usize = 2_000;

/// Rows on their way to a server.
pub(super) struct Remote<'a> {
    client: &'a Client,
    pairs: Vec<(&'static str, String)>,
    listener: &'a mut dyn Listener,
    progress: Progress,
    drafted: Vec<Value>,
    rows: Vec<String>,
    bytes: usize,
    rows_max: usize,
    end: SharedEnd,
    rehearsal: Option<Asked>,
}

/// Where the server's log ended, for whoever notes it.
pub(super) type SharedEnd = Arc<Mutex<Option<LogEnd>>>;

/// A dry run that the server holds for us.
struct Asked {
    name: String,
    rows: u64,
    findings: Option<Value>,
}

impl<'a> Remote<'a> {
    /// Nothing sent yet; `progress` is what an earlier run came to.
    pub(super) fn new(
        (client, source): (&'a Client, &str),
        (listener, end): (&'a mut dyn Listener, SharedEnd),
        progress: Progress,
    ) -> Self {
        Self {
            client,
            pairs: vec![("source", source.to_owned())],
            listener,
            progress,
            drafted: Vec::new(),
            rows: Vec::new(),
            bytes: 0,
            rows_max: ROWS_MAX,
            end,
            rehearsal: None,
        }
    }

    /// The same; what becomes of probable duplicates, and whether nothing shall be recorded.
    pub(super) fn asking(mut self, on_duplicate: OnDuplicate, dry_run: bool) -> Self {
        if on_duplicate == OnDuplicate::Create {
            self.pairs.push(("on_probable_duplicate", "create".to_owned()));
        }
        let name = || clock::new_request_id();
        self.rehearsal = dry_run.then(|| Asked { name: name(), rows: 0, findings: None });
        self
    }

    /// Sends what is waiting, and asks for the findings of a dry run.
    pub(super) fn end(mut self) -> Result<(Progress, Option<Value>), ImportError> {
        self.send()?;
        if self.rehearsal.is_some() {
            self.post(&[], true)?;
        }
        self.listener.progress(&self.progress);
        Ok((self.progress, self.rehearsal.and_then(|asked| asked.findings)))
    }

    fn post(&mut self, rows: &[String], last: bool) -> Result<(), Refused> {
        let mut pairs = self.pairs.clone();
        if let Some(asked) = &self.rehearsal {
            pairs.push(("dry_run", asked.name.clone()));
            pairs.push(("rows_before", asked.rows.to_string()));
        }
        if last {
            pairs.push(("last", "true".to_owned()));
        }
        let body = rows.join("\n");
        let sent = self.client.post_query((PATH, &pairs), MEDIA_TYPE, body.as_bytes());
        let answer = sent.map_err(|failure| {
            if failure.is("import.too_many_lines") { Refused::TooMany } else { failure.into() }
        })?;
        self.take(&answer)?;
        if let Some(asked) = &mut self.rehearsal {
            asked.rows += u64::try_from(rows.len()).unwrap_or(0);
            asked.findings = answer.get("findings").cloned();
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), ImportError> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let mut rest = rows.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(self.rows_max));
            match self.post(now, false) {
                Ok(()) => rest = later,
                Err(Refused::TooMany) if now.len() > 1 => self.rows_max = now.len().div_ceil(2),
                Err(refused) => return Err(refused.into()),
            }
        }
        self.listener.settled(&self.progress);
        if self.listener.has_failed() {
            return Err(ImportError::File(std::io::ErrorKind::Other.into()));
        }
        self.listener.progress(&self.progress);
        Ok(())
    }

    fn take(&mut self, answer: &Value) -> Result<(), ImportError> {
        let count = |name: &str| answer.get(name).and_then(Value::as_u64).unwrap_or(0);
        self.progress.recorded += count("recorded");
        self.progress.known += count("known");
        self.progress.refused += count("refused");
        self.progress.passed += count("passed");
        for (name, times) in answer.get("types").and_then(Value::as_object).into_iter().flatten() {
            let times = times.as_u64().unwrap_or(0);
            *self.progress.types.entry(name.clone()).or_default() += times;
        }
        let end = answer.get("log").and_then(|log| serde_json::from_value(log.clone()).ok());
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
        let rejected = answer.get("rejected").and_then(Value::as_array);
        let mut told = 0;
        for row in rejected.into_iter().flatten() {
            let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
            let number = |name: &str| row.get(name).and_then(Value::as_u64);
            told += 1;
            self.listener.refused(Rejected {
                line: number("line").unwrap_or(0),
                code: text("code").unwrap_or_default().into(),
                event: number("event").and_then(|event| event.try_into().ok()),
                field: text("field"),
                sentence: text("sentence").unwrap_or_default(),
            });
        }
        if told != count("refused") {
            let message = "the server did not say which rows it refused".to_owned();
            return Err(ImportError::Server { code: None, message });
        }
        Ok(())
    }
}

impl Taker for Remote<'_> {
    fn row(&mut self, row: Row) -> Result<(), ImportError> {
        self.progress.rows += 1;
        let drafted = std::mem::take(&mut self.drafted);
        let turns: Vec<u32> = row.events.iter().map(|event| event.words.turn).collect();
        let row = json!({"line": row.line, "turns": turns, "events": drafted}).to_string();
        self.bytes += row.len();
        self.rows.push(row);
        if self.bytes >= BYTES_MAX || self.rows.len() >= self.rows_max {
            self.send()?;
        }
        Ok(())
    }

    fn refuse(&mut self, rejected: Rejected) -> Result<(), ImportError> {
        self.progress.rows += 1;
        self.progress.refused += 1;
        self.listener.refused(rejected);
        if self.rows.is_empty() {
            self.listener.settled(&self.progress);
        }
        Ok(())
    }

    fn at(&mut self, bytes: u64) {
        self.progress.bytes = bytes;
    }

    fn language(&self) -> Language {
        self.client.language()
    }

    fn found(&mut self, line: u64, original: Original, told: Told) {
        self.listener.found(line, original, told);
    }

    fn sends_on(&self) -> bool {
        true
    }

    fn drafted(&mut self, drafted: Vec<Drafted>) {
        let members = drafted.into_iter().map(|one| Value::Object(one.members));
        self.drafted = members.collect();
    }
}

/// Why a request led to nothing.
enum Refused {
    /// The server takes fewer lines at a time.
    TooMany,
    /// Something else.
    Otherwise(ImportError),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        let (code, message) = failure.into_parts();
        Self::Otherwise(ImportError::Server { code, message })
    }
}

impl From<ImportError> for Refused {
    fn from(error: ImportError) -> Self {
        Self::Otherwise(error)
    }
}

impl From<Refused> for ImportError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooMany => Self::Server {
                code: Some("import.too_many_lines".to_owned()),
                message: "the server takes no line at all".to_owned(),
            },
            Refused::Otherwise(error) => error,
        }
    }
}

/// Whether the server's log still holds what it held when an earlier run was interrupted.
pub(super) fn still_holds(client: &Client, source: &str, log: &LogEnd) -> bool {
    let after = format!("{}-{}", log.size, log.link);
    let pairs = [("source", source.to_owned()), ("after", after)];
    client.post_query((PATH, &pairs), MEDIA_TYPE, b"").is_ok()
}
