//! `tukki show`: one stream, as it stands or with its whole history.

use domain::id::StreamId;
use domain::stream::StreamKind;
use serde_json::Value;

use super::source::From;
use super::{Console, Failure, Settings};
use crate::reading::stream::{self, About};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki show migrant 0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a\n  \
                        tukki show migrant ID --history --as-known 2024-09-30\n  \
                        tukki show agency ID --on 2024-03-02 --json")]
pub(super) struct Args {
    /// migrant, complaint, case, agency, employer, vacancy, programme, organisation, user,
    /// finding, access or registry
    #[arg(value_parser = kind)]
    kind: StreamKind,
    /// The stream's id
    #[arg(value_name = "UUID")]
    stream: StreamId,
    /// Every entry: both times, who recorded it, corrections
    #[arg(long)]
    history: bool,
    /// What was known: a number of entries, or a day (its end, UTC)
    #[arg(long, value_name = "SIZE|DAY")]
    as_known: Option<String>,
    /// The situation on this day
    #[arg(long, value_name = "DAY", conflicts_with = "history")]
    on: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    from: From,
}

pub(super) fn kind(text: &str) -> Result<StreamKind, String> {
    StreamKind::from_code(text)
        .ok_or_else(|| format!("expected one of {}", StreamKind::CODES.join(", ")))
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let source = args.from.open(settings, console)?;
    let path = format!("/v1/{}/{}", args.kind, args.stream);
    let mut pairs = Vec::new();
    pairs.extend(args.as_known.clone().map(|known| ("as_known", known)));
    pairs.extend(args.on.clone().map(|on| ("on", on)));
    let (kind, stream) = (args.kind, args.stream);
    if args.history {
        pairs.push(("limit", "1000".to_owned()));
        loop {
            let page = source.ask(&format!("{path}/events"), &pairs, |desk, query| {
                let about = About { kind, stream, viewer: &desk.viewer, language: desk.language };
                stream::history(&desk.app, about, query).map(|(shown, _)| shown)
            })?;
            entries(args.json, &page, console)?;
            let Some(next) = page.get("next").and_then(Value::as_str) else { break };
            pairs.retain(|(name, _)| *name != "cursor");
            pairs.push(("cursor", next.to_owned()));
        }
    } else {
        let shown = source.ask(&path, &pairs, |desk, query| {
            let about = About { kind, stream, viewer: &desk.viewer, language: desk.language };
            stream::summary(&desk.app, about, query).map(|(shown, _)| shown)
        })?;
        writeln!(console.out, "{shown:#}")?;
    }
    source.close()
}

/// Entries: one JSON object a line, or two lines for people.
fn entries(json: bool, page: &Value, console: &mut Console<'_>) -> Result<(), Failure> {
    for entry in page.get("entries").and_then(Value::as_array).into_iter().flatten() {
        if json {
            writeln!(console.out, "{entry}")?;
            continue;
        }
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let mark = match (entry.get("annulled_by"), entry.get("corrected_by")) {
            (Some(_), _) => " [annulled]",
            (None, Some(_)) => " [corrected]",
            (None, None) => "",
        };
        let role = entry.pointer("/by/role").and_then(Value::as_str).unwrap_or_default();
        writeln!(
            console.out,
            "{:>8}  {}  {}{mark}\n          recorded {} by {role}  {}",
            entry.get("position").map(Value::to_string).unwrap_or_default(),
            text("occurred_on"),
            text("type"),
            text("recorded_at"),
            entry.get("data").map(Value::to_string).unwrap_or_default(),
        )?;
    }
    Ok(())
}
