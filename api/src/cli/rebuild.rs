//! `tukki rebuild`: derive every read model anew from the log.

use std::time::Duration;

use serde_json::Value;

use super::source::{Desk, From, Source};
use super::{Console, Failure, Settings};
use crate::reading::models;

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki rebuild\n  \
                        tukki rebuild --server http://127.0.0.1:8420 --token-file admin.token\n\n\
                        A server goes on serving the old models until the new ones are complete.")]
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
    let source = args.from.open(settings, console)?;
    let rebuilt = match &source {
        Source::Server(client) => client.post("/v1/models/rebuild", &[], b"")?,
        Source::Folder(desk) => folder(desk, console)?,
    };
    source.close()?;
    if args.json {
        writeln!(console.out, "{rebuilt:#}")?;
    } else {
        let text = |name: &str| rebuilt.get(name).map(super::cell).unwrap_or_default();
        writeln!(console.out, "{} entries in {} ms", text("size"), text("took_ms"))?;
    }
    match rebuilt.get("differed") {
        Some(Value::Bool(true)) => {
            Err(Failure::new("the models that had been served were different"))
        }
        Some(_) | None => Ok(()),
    }
}

fn folder(desk: &Desk, console: &mut Console<'_>) -> Result<Value, Failure> {
    let runner = &desk.app.registry.runner;
    let rebuilt = std::thread::scope(|threads| {
        let work = threads.spawn(|| models::rebuild(&desk.app));
        while !work.is_finished() {
            std::thread::sleep(Duration::from_millis(100));
            let Some(progress) = runner.health().rebuild else { continue };
            let left = progress.remaining().map_or(0, |left| left.as_secs());
            // Progress that cannot be written is no reason to stop.
            let _ = write!(
                console.err,
                "\r{} of {} entries, {left} s left   ",
                progress.done, progress.total
            );
            let _ = console.err.flush();
        }
        work.join()
    });
    writeln!(console.err)?;
    let rebuilt = rebuilt.map_err(|_panicked| Failure::new("the rebuild ended unexpectedly"))?;
    rebuilt.map_err(|problem| Failure::problem(&problem.document(desk.language, None)))
}
