//! `tukki catalogue`: the event types, for people or as JSON.

use super::{Console, Failure};
use crate::catalogue::{self, schema};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki catalogue\n  tukki catalogue --stream migrant\n  \
                        tukki catalogue departure_recorded --json   # its JSON Schema")]
pub(super) struct Args {
    /// One event type instead of all
    #[arg(value_name = "TYPE")]
    name: Option<String>,
    /// Only types of one kind of stream: migrant, complaint, agency, ...
    #[arg(long, value_name = "KIND")]
    stream: Option<String>,
    /// Print JSON: the catalogue, or the JSON Schema of one type
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    if let Some(name) = &args.name {
        let of = catalogue::find(name)
            .ok_or_else(|| Failure::new(format!("there is no event type {name}")))?;
        if args.json {
            writeln!(console.out, "{:#}", schema::event(of))?;
            return Ok(());
        }
        writeln!(console.out, "{} [{}, {}]\n  {}", of.name, of.id, of.phase.code(), of.doc)?;
        for (part, fields) in [("data", of.facts), ("personal", of.personal)] {
            for field in fields {
                let mark = if field.required { "*" } else { "" };
                let shape = catalogue::written(field.shape);
                writeln!(
                    console.out,
                    "  {part}.{}{mark}  {shape}\n      {}",
                    field.name, field.doc
                )?;
            }
        }
        return Ok(());
    }
    if args.json {
        writeln!(console.out, "{:#}", catalogue::document())?;
        return Ok(());
    }
    for of in catalogue::types() {
        let stream = of.stream.map_or("any", domain::stream::StreamKind::code);
        if args.stream.as_deref().is_none_or(|wanted| wanted == stream) {
            writeln!(console.out, "{:<14} {:<40} {}", stream, of.name, of.doc)?;
        }
    }
    Ok(())
}
