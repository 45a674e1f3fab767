//! `tukki import`: files into a data folder or a running server.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::source::{Client, Desk, From, Source};
use super::{Console, Failure, Settings};
use crate::import::{Import, ImportError, Listener, Progress, Recorded, Rejected, nobody};
use crate::input::Actor;
use crate::names::Names;
use crate::{catalogue, clock};

/// Refused rows that are shown; all are counted, and all go to the file of `--rejects`.
const SHOWN_MAX: usize = 20;
/// Bytes of one request to a server.
const CHUNK_BYTES: usize = 256 * 1024;

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki import field-office.jsonl\n  tukki import \
                        departures.csv --type departure_recorded --source ministry-2019\n  tukki \
                        import field-office.jsonl --server http://127.0.0.1:8420 --token-file \
                        clerk.token\n\nJSON Lines need no --type; a table (CSV) has one event \
                        type, and the columns that `tukki template TYPE` prints. Rows name people \
                        and things by the ids of their --source. Good rows go in, bad rows are \
                        told; running the same file again adds nothing twice.\n\nExit code 1 when \
                        a row was refused.")]
pub(super) struct Args {
    /// JSON Lines or, with --type, a table; `-` for standard input
    file: PathBuf,
    /// The event type of a table
    #[arg(long = "type", value_name = "TYPE")]
    type_name: Option<String>,
    /// Which register the names in the file come from
    #[arg(long, value_name = "NAME", default_value = "import")]
    source: String,
    /// Write every refused row's line, code and sentence to this file, as JSON Lines
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Print the outcome as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    from: From,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let (mut file, bytes) = read_file(&args.file)?;
    let mut rows = Rows::new(bytes, args.rejects.as_deref())?;
    let source = args.from.open(settings, console)?;
    let progress = match &source {
        Source::Folder(desk) => folder(args, desk, (&mut file, &mut rows))?,
        Source::Server(client) => server(args, client, (&mut file, &mut rows))?,
    };
    source.close()?;
    outcome((&progress, rows.end()?), args.json, console)
}

fn folder(
    args: &Args,
    desk: &Desk,
    (file, rows): (&mut Box<dyn BufRead>, &mut Rows),
) -> Result<Progress, Failure> {
    let registry = &desk.app.registry;
    let recorder = &registry.recorder;
    let names = Names::new(recorder.store(), registry, &args.source);
    let actor = Actor { role: desk.viewer.role, ..nobody() };
    let now = Recorded::Now(clock::now_ms());
    let import = Import::new(recorder, names, (now, actor), rows);
    let read = match &args.type_name {
        None => import.json_lines(file),
        Some(name) => import.table(event_type(name)?, file),
    };
    read.map_err(|error| Failure::import(&error))
}

fn event_type(name: &str) -> Result<&'static domain::describe::EventType, Failure> {
    let unknown = || Failure::usage(format!("there is no event type {name}; see tukki catalogue"));
    catalogue::find(name).ok_or_else(unknown)
}

/// Sends the file in pieces that end with a line; the server answers for each.
fn server(
    args: &Args,
    client: &Client,
    (file, rows): (&mut Box<dyn BufRead>, &mut Rows),
) -> Result<Progress, Failure> {
    let mut total = Progress::default();
    let mut path = format!("/v1/import?source={}", args.source);
    let mut header = Vec::new();
    if let Some(name) = &args.type_name {
        event_type(name)?;
        path = format!("{path}&type={name}");
        file.read_until(b'\n', &mut header)?;
    }
    let mut lines_before = 0_u64;
    loop {
        let mut chunk = header.clone();
        let mut lines = 0_u64;
        while chunk.len() < CHUNK_BYTES && file.read_until(b'\n', &mut chunk)? > 0 {
            lines += 1;
        }
        if lines == 0 {
            return Ok(total);
        }
        total.bytes += u64::try_from(chunk.len() - header.len()).unwrap_or(0);
        let kind = if header.is_empty() { "application/x-ndjson" } else { "text/csv" };
        let headers = [("content-type", kind.to_owned())];
        let answer = client.post(&path, &headers, &chunk)?;
        add(&mut total, &answer, (rows, lines_before));
        rows.progress(&total);
        lines_before += lines;
    }
}

fn add(total: &mut Progress, answer: &Value, (rows, before): (&mut Rows, u64)) {
    let count = |name: &str| answer.get(name).and_then(Value::as_u64).unwrap_or(0);
    total.rows += count("rows");
    total.recorded += count("recorded");
    total.known += count("known");
    total.refused += count("refused");
    for row in answer.get("rejected").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
        rows.told(&json!({
            "line": before + row.get("line").and_then(Value::as_u64).unwrap_or(0),
            "code": text("code"), "field": text("field"), "sentence": text("sentence"),
        }));
    }
}

/// A file or standard input, and how many bytes it has where that is known.
pub(super) fn read_file(path: &Path) -> Result<(Box<dyn BufRead>, Option<u64>), Failure> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(BufReader::new(io::stdin())), None));
    }
    let wrong = |error: io::Error| Failure::new(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(wrong)?;
    let bytes = file.metadata().map_err(wrong)?.len();
    Ok((Box::new(BufReader::with_capacity(1 << 20, file)), Some(bytes)))
}

/// Shows how far a file is, and keeps what was refused.
pub(super) struct Rows {
    bar: ProgressBar,
    file: Option<File>,
    shown: Vec<Value>,
    failed: Option<io::Error>,
}

impl Rows {
    /// Ready to listen; `bytes` is the file's size where it is known.
    pub(super) fn new(bytes: Option<u64>, rejects: Option<&Path>) -> Result<Self, Failure> {
        let bar = bytes.map_or_else(ProgressBar::no_length, ProgressBar::new);
        let style = "{elapsed_precise} {wide_bar} {bytes}/{total_bytes} {msg} (still {eta})";
        bar.set_style(
            ProgressStyle::with_template(style).map_err(|wrong| Failure::new(wrong.to_string()))?,
        );
        let file = rejects.map(File::create).transpose()?;
        Ok(Self { bar, file, shown: Vec::new(), failed: None })
    }

    /// The first refused rows; all of them are in the file of rejects.
    pub(super) fn end(self) -> Result<Vec<Value>, Failure> {
        self.bar.finish_and_clear();
        if let Some(error) = self.failed {
            return Err(error.into());
        }
        if let Some(file) = self.file {
            file.sync_all()?;
        }
        Ok(self.shown)
    }

    fn told(&mut self, row: &Value) {
        if let Some(file) = &mut self.file
            && let Err(error) = writeln!(file, "{row}")
        {
            self.failed.get_or_insert(error);
        }
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(row.clone());
        }
    }
}

impl Listener for Rows {
    fn refused(&mut self, row: Rejected) {
        self.told(&json!(row));
    }

    fn progress(&mut self, progress: &Progress) {
        self.bar.set_position(progress.bytes);
        self.bar
            .set_message(format!("{} recorded, {} refused", progress.recorded, progress.refused));
    }
}

/// Says how a file ended; refused rows make the command fail.
pub(super) fn outcome(
    (progress, shown): (&Progress, Vec<Value>),
    as_json: bool,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    if as_json {
        let mut answer = json!(progress);
        if let Some(members) = answer.as_object_mut() {
            members.insert("rejected".to_owned(), Value::Array(shown));
        }
        writeln!(console.out, "{answer:#}")?;
    } else {
        writeln!(
            console.out,
            "{} rows: {} events recorded, {} known before, {} refused",
            progress.rows, progress.recorded, progress.known, progress.refused
        )?;
        for row in &shown {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or("");
            let line = row.get("line").and_then(Value::as_u64).unwrap_or(0);
            let (code, field, sentence) = (text("code"), text("field"), text("sentence"));
            writeln!(console.err, "line {line}: {code} {field} {sentence}")?;
        }
    }
    match progress.refused {
        0 => Ok(()),
        refused => Err(Failure::new(format!("{refused} rows were refused"))),
    }
}

impl Failure {
    /// A file was not read to its end.
    pub(super) fn import(error: &ImportError) -> Self {
        match error {
            ImportError::Header(wrong) => Self::usage(format!("the header: {wrong}")),
            ImportError::Record(error) => Self::coded(error),
            ImportError::File(_) => Self::new(crate::error::chain(error)),
        }
    }
}
