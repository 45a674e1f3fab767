//! `tukki serve`: the registry over HTTP.

use std::net::TcpListener;
use std::sync::Arc;

use super::{Console, Failure, Settings};
use crate::app::App;
use crate::config::{self, Config, SETTINGS};
use crate::{clock, server, telemetry};

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki serve\n  tukki serve --listen 0.0.0.0:8420 --config \
                        /etc/tukki.toml\n  tukki serve --confirm-clock  # the clock is right although it jumped\n  tukki serve --check-config   # say what was understood, \
                        and stop\n\nThe server speaks plain HTTP: put whatever ends TLS before it. \
                        SIGTERM or Ctrl-C ends it after running requests have been answered.")]
pub(super) struct Args {
    /// Address and port (setting `http.listen`)
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The clock is right although it is far ahead of the log: take what is recorded now
    #[arg(long)]
    confirm_clock: bool,
    /// Read the configuration, say what was understood, and stop
    #[arg(long)]
    check_config: bool,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let config = settings.load(&[("http.listen", args.listen.clone())])?;
    if args.check_config {
        return explain(&config, console);
    }
    telemetry::start(&config.logs)?;
    let listener = TcpListener::bind(&config.http.listen).map_err(|error| {
        Failure::new(format!("cannot listen on {}: {error}", config.http.listen))
    })?;
    let address = listener.local_addr()?;
    let app = Arc::new(App::open(config)?);
    if args.confirm_clock {
        app.registry.store().confirm_clock(clock::now_ms());
        writeln!(console.err, "the clock is confirmed: {}", clock::rfc_3339(clock::now_ms()))?;
    }
    writeln!(
        console.err,
        "{} entries; serving on http://{address}, documentation at http://{address}/docs",
        app.registry.store().head().size
    )?;
    server::until_stopped(Arc::clone(&app), listener)?;
    // Every answer has been given; what makes the next start quick is written now.
    app.registry.close().map_err(|error| Failure::coded(&error))?;
    match app.registry.store().failure() {
        Some(reason) => Err(Failure::damaged(format!("writing failed for good: {reason}"))),
        None => Ok(()),
    }
}

fn explain(config: &Config, console: &mut Console<'_>) -> Result<(), Failure> {
    let said = config::explain(config);
    for setting in SETTINGS {
        let value = said.get(&setting.path()).cloned().unwrap_or_default();
        writeln!(console.out, "{:<32} = {value:<28} # {}", setting.path(), setting.unit)?;
    }
    writeln!(console.err, "the configuration is sound")?;
    Ok(())
}
