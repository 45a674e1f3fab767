//! `tukki simulate`: a fresh log whose recording times come from a file.

use std::path::PathBuf;
use std::sync::Arc;

use store::LogKind;

use super::import::{Rows, outcome, read_file};
use super::{Console, Failure, Settings};
use crate::import::{Import, Recorded, nobody};
use crate::names::{Names, NoNames};
use crate::record::Recorder;
use crate::registry;

/// The source under which a simulation's names are kept.
pub(super) const SOURCE: &str = "simulation";

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
    let mut rows = Rows::new(bytes, None)?;
    let names = Names::new(recorder.store(), &NoNames, SOURCE);
    let import = Import::new(&recorder, names, (Recorded::AsTold, nobody()), &mut rows);
    let progress = import.json_lines(&mut file).map_err(|error| Failure::import(&error))?;
    recorder.store().close().map_err(|error| Failure::coded(&error))?;
    outcome((&progress, rows.end()?), args.json, console)
}
