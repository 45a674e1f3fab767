//! `tukki verify`: was anything altered? Needs no key on a stopped data folder.

use std::time::Instant;

use serde_json::Value;

use super::source::{From, Source};
use super::{Console, Failure, Settings};
use crate::reading::log::verified;

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  tukki verify                       # a folder that no process has open\n  \
                        tukki verify --server http://127.0.0.1:8420 --token-file auditor.token\n\n\
                        Reads every stored byte again and computes every link again. Exit code 3 \
                        means: damaged; the first bad position is named."
)]
pub(super) struct Args {
    /// Print JSON
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
    let report = if args.from.is_server() {
        match args.from.open(settings, console)? {
            Source::Server(client) => client.get("/v1/verify", &[])?,
            Source::Folder(_) => return Err(Failure::usage("no server was named")),
        }
    } else {
        folder(settings, console)?
    };
    if args.json {
        writeln!(console.out, "{report:#}")?;
    } else {
        let text = |name: &str| report.get(name).map(super::cell).unwrap_or_default();
        writeln!(
            console.out,
            "{} entries of {} streams, {} opaque; head link {}",
            text("entries"),
            text("streams"),
            text("opaque"),
            text("link")
        )?;
    }
    if report.get("sound") == Some(&Value::Bool(true)) {
        writeln!(console.err, "sound: every byte follows from the genesis to the head")?;
        return Ok(());
    }
    let place = report.pointer("/first_bad/position").map(Value::to_string);
    let what = report.pointer("/first_bad/what").map(super::cell);
    Err(Failure::damaged(match (place, what) {
        (Some(place), Some(what)) => format!("not sound from position {place} on: {what}"),
        _ => "the index does not agree with the log; it is made anew at the next start".to_owned(),
    }))
}

fn folder(settings: &Settings, console: &mut Console<'_>) -> Result<Value, Failure> {
    let config = settings.load(&[])?;
    let started = Instant::now();
    let mut told = started;
    let probe = crate::registry::probe();
    let report = store::verify_folder_after(probe.as_ref(), &config.log.data, &mut |entries| {
        if told.elapsed().as_millis() >= 500 {
            told = Instant::now();
            // Progress that cannot be written is no reason to stop.
            let _ = write!(console.err, "\r{entries} entries");
            let _ = console.err.flush();
        }
    });
    if told > started {
        writeln!(console.err)?;
    }
    let report = report.map_err(|error| Failure::opening(&error.into()))?;
    Ok(verified(&report))
}
