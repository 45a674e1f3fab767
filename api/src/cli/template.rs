//! `tukki template`: the CSV header of an event type, or a mapping file to begin with.

use super::{Console, Failure};
use crate::import::mapping::starter;
use crate::{catalogue, template};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki template departure_recorded > departures.csv\n  \
                        tukki template departure_recorded --explain\n  tukki \
                        template --mapping migrant_registered > register.toml\n\nMoney has two columns \
                        (x.amount, x.currency), lists stand in one cell separated by |, \
                        personal fields carry the prefix personal.")]
pub(super) struct Args {
    /// The event type
    #[arg(value_name = "TYPE")]
    name: String,
    /// One line a column: what it takes and means
    #[arg(long, conflicts_with = "mapping")]
    explain: bool,
    /// A mapping file to begin with, for somebody else's columns
    #[arg(long)]
    mapping: bool,
}

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    let of = catalogue::find(&args.name).ok_or_else(|| {
        Failure::new(format!("there is no event type {}; tukki catalogue lists them", args.name))
    })?;
    if args.mapping {
        write!(console.out, "{}", starter::of(of))?;
        return Ok(());
    }
    if !args.explain {
        write!(console.out, "{}\r\n", template::header(of))?;
        return Ok(());
    }
    for column in template::columns(of) {
        let mark = if column.required { "*" } else { "" };
        writeln!(console.out, "{}{mark}\t{}", column.name, column.doc)?;
    }
    Ok(())
}
