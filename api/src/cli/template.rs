//! `tukki template`: the CSV header of an event type.

use super::{Console, Failure};
use crate::{catalogue, template};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki template departure_recorded > departures.csv\n  \
                        tukki template departure_recorded --explain\n\nMoney has two columns \
                        (x.amount, x.currency), lists stand in one cell separated by |, \
                        personal fields carry the prefix personal.")]
pub(super) struct Args {
    /// The event type
    #[arg(value_name = "TYPE")]
    name: String,
    /// One line a column: what it takes and means
    #[arg(long)]
    explain: bool,
}

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    let of = catalogue::find(&args.name).ok_or_else(|| {
        Failure::new(format!("there is no event type {}; tukki catalogue lists them", args.name))
    })?;
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
