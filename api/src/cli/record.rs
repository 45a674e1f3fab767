//! `tukki record`: record events on one stream, from a JSON document.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use domain::context::Channel;
use domain::id::{StreamId, UserId};
use domain::stream::StreamKind;
use serde_json::Value;
use store::{Expected, Version};

use super::show::kind;
use super::source::{Desk, From, Source};
use super::{Console, Failure, Settings};
use crate::body;
use crate::clock;
use crate::input::Actor;
use crate::reading::submitted::{receipts_shown, sent};
use crate::record::{Envoy, Submission};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki record migrant ID departure.json\n  \
                        echo '{\"type\":\"cycle_opened\",\"occurred_on\":\"2024-01-08\",\"data\":{…}}' \
                        | tukki record migrant new -\n\nThe document is one event, or \
                        {\"events\": [..]} recorded together or not at all. `tukki catalogue TYPE` \
                        says what an event holds.")]
pub(super) struct Args {
    /// The kind of stream
    #[arg(value_parser = kind)]
    kind: StreamKind,
    /// The stream's id, or `new` for a new one
    #[arg(value_name = "UUID|new")]
    stream: String,
    /// The JSON document; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Refuse unless the stream's last version is this one
    #[arg(long, value_name = "VERSION")]
    expected: Option<u32>,
    /// On a data folder: who records
    #[arg(long, value_name = "UUID", conflicts_with = "server")]
    user: Option<UserId>,
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
    let stream: StreamId = match args.stream.as_str() {
        "new" => clock::new_stream_id(),
        text => text.parse().map_err(|_not_an_id| Failure::usage("expected a UUID, or new"))?,
    };
    let bytes = read(&args.file)?;
    let source = args.from.open(settings, console)?;
    let answer = match &source {
        Source::Server(client) => {
            let path = format!("/v1/{}/{stream}/events", args.kind);
            let version = args.expected.map(|version| ("if-match", format!("\"{version}\"")));
            client.post(&path, version.as_slice(), &bytes)?
        }
        Source::Folder(_) => source.ask("", &[], |desk, _| here(args, (stream, &bytes), desk))?,
    };
    source.close()?;
    if args.json {
        writeln!(console.out, "{answer:#}")?;
        return Ok(());
    }
    let one = std::slice::from_ref(&answer);
    let receipts = answer.get("receipts").and_then(Value::as_array).map_or(one, Vec::as_slice);
    for receipt in receipts {
        let text = |name: &str| receipt.get(name).map(super::cell).unwrap_or_default();
        writeln!(
            console.out,
            "position {}  version {}  event {}  stream {stream}",
            text("position"),
            text("version"),
            text("event_id")
        )?;
    }
    Ok(())
}

fn here(
    args: &Args,
    (stream, bytes): (StreamId, &[u8]),
    desk: &Desk,
) -> Result<Value, crate::error::Problem> {
    let sent = sent(body::parse(bytes)?, None, desk.app.config.limits.batch_events_max)?;
    let expected =
        args.expected.map_or(Expected::Any, |version| Expected::Exactly(Version(version)));
    let submission = Submission { kind: args.kind, stream, expected, events: sent.events };
    let actor =
        Actor { user: args.user, role: desk.viewer.role, organisation: None, country: None };
    let envoy =
        Envoy { actor: &actor, channel: Channel::Office, now_ms: desk.app.registry.now_ms() };
    let recorder = &desk.app.registry.recorder;
    let receipts = recorder.record(&envoy, vec![submission])?;
    let shown = receipts_shown((args.kind, stream), &receipts, sent.batch);
    serde_json::to_value(shown).map_err(crate::error::Problem::internal)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}
