//! `tukki salvage`: what raw bytes still hold of a log that does not open.

use std::path::PathBuf;

use serde_json::{Value, json};
use store::salvage::{self, SalvageError, SalvageReport};

use super::{Console, Failure, Settings};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki salvage --data damaged              # look, change \
                        nothing\n  tukki salvage --data damaged --into saved # write the longest \
                        chain to a new folder\n\nSearches the files of a data folder that no \
                        process has open for whole blocks and follows the chain from the genesis. \
                        The new folder opens with the same keys. Needs no key itself.\n\nExit \
                        code 3 when acknowledged entries are missing from the chain.")]
pub(super) struct Args {
    /// Write what can be saved to this new folder
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let config = settings.load(&[])?;
    let found = match &args.into {
        None => salvage::scan(&config.log.data),
        Some(into) => salvage::recover(&config.log.data, into),
    };
    let report = found.map_err(|error| match error {
        SalvageError::Open(error) => Failure::opening(&error.into()),
        error @ (SalvageError::Init(_)
        | SalvageError::Engine(_)
        | SalvageError::NotWritten
        | SalvageError::Io { .. }) => Failure::coded(&error),
    })?;
    if args.json {
        writeln!(console.out, "{:#}", shown(&report))?;
    } else {
        writeln!(
            console.out,
            "{} whole blocks; the chain from the genesis has {} entries",
            report.blocks, report.head.size
        )?;
        for (from, to) in &report.unchained {
            writeln!(console.out, "whole but cut off from the chain: positions {from} to {to}")?;
        }
        if let Some(into) = &args.into {
            writeln!(console.out, "written to {}", into.display())?;
        }
    }
    match report.lost() {
        0 => Ok(()),
        lost => Err(Failure::damaged(format!(
            "{lost} acknowledged entries are not in the chain: positions {} to {}",
            report.head.size,
            report.head.size + lost - 1
        ))),
    }
}

fn shown(report: &SalvageReport) -> Value {
    json!({
        "files": report.files,
        "blocks": report.blocks,
        "entries": report.head.size,
        "promised": report.promised.map(|head| head.size),
        "lost": report.lost(),
        "unchained": report.unchained.iter().map(|(from, to)| [from.0, to.0]).collect::<Vec<_>>(),
    })
}
