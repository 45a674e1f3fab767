//! `tukki simulate`: a fresh log whose recording times come from a file.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::ProgressBar;
use serde_json::json;
use store::LogKind;

use super::import::bar;
use super::{Console, Failure, Settings};
use crate::import::{Import, Listener, Progress, Recorded, Rejected, nobody};
use crate::names::{Names, NoNames};
use crate::record::Recorder;
use crate::registry;

/// The source under which a simulation's names are kept.
pub(super) const SOURCE: &str = "simulation";
/// Refused lines that are shown; all are counted.
const SHOWN_MAX: usize = 20;

#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  tukki simulate scenario.jsonl --data /tmp/scenario\n  tukki \
                        report M4 --data /tmp/scenario\n\nMakes a new registry in the data folder \
                        and records each line of the file at the time that its `recorded_at` \
                        says. The log's genesis says for ever that it is a simulation. The folder \
                        must not hold a registry.\n\nExit code 1 when a line was refused.")]
pub(super) struct Args {
    /// A file of JSON Lines, or `-` for standard input
    file: PathBuf,
    /// The log's name for ever: a URL without scheme
    #[arg(long, value_name = "NAME", default_value = "simulation.invalid/file")]
    origin: String,
    /// Print the outcome as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let config = settings.load(&[])?;
    registry::init(&config, &args.origin, LogKind::Simulation)
        .map_err(|error| Failure::opening(&error))?;
    let store = registry::open_log(&config).map_err(|error| Failure::opening(&error))?;
    let recorder = Recorder::new(Arc::new(store));
    let (mut file, bytes) = read_file(&args.file)?;
    let mut rows = Refused { bar: bar(bytes, false), shown: Vec::new() };
    let names = Names::new(recorder.store(), &NoNames, SOURCE);
    let import = Import::new(&recorder, names, (Recorded::AsTold, nobody()), &mut rows);
    let progress = import.json_lines(&mut file).map_err(|error| Failure::import(&error))?;
    recorder.store().close().map_err(|error| Failure::coded(&error))?;
    rows.bar.finish_and_clear();
    outcome((&progress, &rows.shown), args.json, console)
}

/// A file or standard input, and how many bytes it has where that is known.
fn read_file(path: &Path) -> Result<(Box<dyn BufRead>, Option<u64>), Failure> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(BufReader::new(io::stdin())), None));
    }
    let wrong = |error: io::Error| Failure::new(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(wrong)?;
    let bytes = file.metadata().map_err(wrong)?.len();
    Ok((Box::new(BufReader::with_capacity(1 << 20, file)), Some(bytes)))
}

/// Shows how far the file is, and keeps the first lines that were refused.
struct Refused {
    bar: ProgressBar,
    shown: Vec<Rejected>,
}

impl Listener for Refused {
    fn refused(&mut self, row: Rejected) {
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(row);
        }
    }

    fn progress(&mut self, progress: &Progress) {
        self.bar.set_position(progress.bytes);
    }
}

/// Says how the file ended; refused lines make the command fail.
fn outcome(
    (progress, shown): (&Progress, &[Rejected]),
    as_json: bool,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    if as_json {
        let mut answer = json!(progress);
        if let Some(members) = answer.as_object_mut() {
            members.insert("rejected".to_owned(), json!(shown));
        }
        writeln!(console.out, "{answer:#}")?;
    } else {
        writeln!(
            console.out,
            "{} rows: {} events recorded, {} known before, {} refused",
            progress.rows, progress.recorded, progress.known, progress.refused
        )?;
        for row in shown {
            let (line, code, sentence) = (row.line, &row.code, &row.sentence);
            let field = row.field.as_deref().unwrap_or_default();
            writeln!(console.err, "line {line}: {code} {field} {sentence}")?;
        }
    }
    match progress.refused {
        0 => Ok(()),
        refused => Err(Failure::new(format!("{refused} rows were refused"))),
    }
}
