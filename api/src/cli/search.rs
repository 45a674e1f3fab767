//! `tukki search`: find people and others by words.

use domain::stream::StreamKind;
use serde_json::{Value, json};

use super::show::kind;
use super::source::{From, Source};
use super::{Console, Failure, Settings};
use crate::body;
use crate::reading::search;

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki search Aïssatou Diallo\n  \
                        tukki search 77 123 45 67 --kind migrant --json\n\nLooks at names, \
                        telephones, documents and references of other registers.")]
pub(super) struct Args {
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Only streams of this kind; may be repeated
    #[arg(long, value_parser = kind)]
    kind: Vec<StreamKind>,
    /// How many answers at most
    #[arg(long, default_value_t = 20)]
    limit: u32,
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
    let wanted = json!({"words": args.words.join(" "), "kinds": args.kind, "limit": args.limit});
    let found = match &source {
        Source::Server(client) => client.post("/v1/search", &[], wanted.to_string().as_bytes())?,
        Source::Folder(_) => source.ask("/v1/search", &[], |desk, _| {
            search::search(&desk.app, &desk.viewer, &body::typed(wanted)?)
        })?,
    };
    if args.json {
        writeln!(console.out, "{found:#}")?;
    } else {
        for row in found.get("rows").and_then(Value::as_array).into_iter().flatten() {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
            let personal = row.get("personal").map(Value::to_string).unwrap_or_default();
            writeln!(console.out, "{:<12} {}  {personal}", text("kind"), text("stream"))?;
        }
    }
    source.close()
}
