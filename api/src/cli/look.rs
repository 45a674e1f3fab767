//! `tukki look-at`: opens a doubtful database in a process that may come to grief. Run by the program
//! itself, never by people.

use std::path::PathBuf;

use super::{Console, Failure};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki look-at data/log   # the program runs this by itself")]
pub(super) struct Args {
    /// The folder of the database
    folder: PathBuf,
}

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    let (exit, said) = store::look_at(&args.folder);
    if exit == 0 {
        return Ok(());
    }
    writeln!(console.out, "{said}")?;
    Err(Failure::ended(u8::try_from(exit).unwrap_or(1), said))
}
