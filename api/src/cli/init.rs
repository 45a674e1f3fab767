//! `tukki init`: a new registry. The only command that makes keys.

use store::LogKind;

use super::{Console, Failure, Settings};
use crate::registry;

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  tukki init --origin registry.example.org/sn-2026\n\nMakes the \
                        data folder, and beside it a folder of keys with the master key, the \
                        keyring and the protection service's key, readable by their owner only. \
                        Overwrites nothing."
)]
pub(super) struct Args {
    /// The log's name for ever: a URL without scheme
    #[arg(long, value_name = "NAME")]
    origin: String,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let config = settings.load(&[])?;
    registry::init(&config, &args.origin, LogKind::Real)
        .map_err(|error| Failure::opening(&error))?;
    let out = &mut console.out;
    writeln!(out, "The registry {} is made.\n", args.origin)?;
    writeln!(out, "  log          {}", config.log.data.display())?;
    writeln!(out, "  master key   {}", config.master_key_file().display())?;
    writeln!(out, "  keyring      {}", registry::keyring_file(&config).display())?;
    writeln!(out, "  protection   {}\n", config.protection_key_file().display())?;
    writeln!(
        out,
        "BACK UP NOW, to two places that do not burn together and not beside the data:\n\
         the master key, the keyring and the protection key. Whoever loses them loses the log:\n\
         nobody, not even its makers, can open it again. Whoever finds them beside a copy of the\n\
         data reads everything. Give the protection key to the protection service and to nobody\n\
         else. The vault in the data folder changes with every new person: back it up with the log.\n"
    )?;
    writeln!(out, "Next: tukki token create --role administrator, then tukki serve")?;
    Ok(())
}
