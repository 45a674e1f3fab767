//! `tukki demo`: a registry with a synthetic programme in it, ready to be looked at.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use domain::context::Role;
use indicatif::{ProgressBar, ProgressStyle};
use store::{LogKind, Store};

use super::simulate::SOURCE;
use super::{Console, Failure, Settings};
use crate::app::App;
use crate::auth::tokens::{Holder, Tokens};
use crate::config::Config;
use crate::import::{Import, Listener, Progress, Recorded, Rejected, nobody};
use crate::line::Line;
use crate::names::{Names, NoNames};
use crate::record::Recorder;
use crate::{clock, demo, registry, server, telemetry};

const ORIGIN: &str = "demo.invalid/tukki";
const DAY_MS: i64 = 86_400_000;
/// The roles that a visitor tries first.
const ROLES: [Role; 4] =
    [Role::MinistryAuditor, Role::UnionOfficer, Role::ProtectionOfficer, Role::Evaluator];

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki demo\n  tukki demo --migrants 300 --seed 7 --data \
                        /tmp/demo --no-serve\n\nThe same seed makes the same programme: three \
                        years, 2,000 migrants, from Senegal, Mali and Mauritania to Spain, \
                        France, Côte d'Ivoire and Mauritania. Nobody in it exists. A folder that \
                        holds a demonstration already is served as it is.")]
pub(super) struct Args {
    /// How many migrants
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    migrants: u32,
    /// Which of all programmes of that size
    #[arg(long, value_name = "S", default_value_t = 42)]
    seed: u64,
    /// Address and port (setting `http.listen`)
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Stop when the programme is made and verified
    #[arg(long)]
    no_serve: bool,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let config = demo_config(args, settings)?;
    telemetry::start(&crate::config::Logs { filter: "warn".to_owned(), ..config.logs.clone() })?;
    if config.log.data.join("GENESIS").exists() {
        writeln!(console.err, "{} holds a demonstration already", config.log.data.display())?;
    } else {
        make(args, &config, console)?;
    }
    verify(&config, console)?;
    let tokens = tokens(&config)?;
    if args.no_serve {
        writeln!(console.out, "\nServe it: tukki demo --data {}", config.log.data.display())?;
        return Ok(());
    }
    serve(config, &tokens, console)
}

/// The demonstration lies in `data/demo` unless somebody says otherwise.
fn demo_config(args: &Args, settings: &Settings) -> Result<Config, Failure> {
    let mut more = vec![("http.listen", args.listen.clone())];
    if !settings.names_data() {
        let folder = PathBuf::from("data").join("demo");
        more.push(("log.data", Some(folder.to_string_lossy().into_owned())));
    }
    settings.load(&more)
}

struct Bar {
    bar: ProgressBar,
    refused: Vec<Rejected>,
}

impl Listener for Bar {
    fn refused(&mut self, row: Rejected) {
        self.refused.push(row);
    }

    fn progress(&mut self, progress: &Progress) {
        self.bar.set_position(progress.rows);
    }
}

fn bar(what: &'static str, length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length).with_message(what);
    let style = ProgressStyle::with_template("{msg:24} {wide_bar} {pos}/{len} (still {eta})");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn make(args: &Args, config: &Config, console: &mut Console<'_>) -> Result<(), Failure> {
    let options = demo::Options { migrants: args.migrants, seed: args.seed };
    writeln!(console.err, "imagining {} migrants (seed {})", args.migrants, args.seed)?;
    let lines = demo::lines(options);
    registry::init(config, ORIGIN, LogKind::Simulation)
        .map_err(|error| Failure::opening(&error))?;
    let store = registry::open_log(config).map_err(|error| Failure::opening(&error))?;
    let recorder = Recorder::new(Arc::new(store));
    let length = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    let mut told = Bar { bar: bar("recording", length), refused: Vec::new() };
    let names = Names::new(recorder.store(), &NoNames, SOURCE);
    let mut import = Import::new(&recorder, names, (Recorded::AsTold, nobody()), &mut told);
    for (line, number) in lines.into_iter().zip(1..) {
        let serde_json::Value::Object(members) = line else { continue };
        import.line(number, Line::read(members)).map_err(|error| Failure::import(&error))?;
    }
    let progress = import.end().map_err(|error| Failure::import(&error))?;
    told.bar.finish_and_clear();
    recorder.store().close().map_err(|error| Failure::coded(&error))?;
    if let Some(row) = told.refused.first() {
        let more = format!("line {}: {} {}", row.line, row.code, row.sentence);
        return Err(Failure::new(format!("{} lines were refused; {more}", told.refused.len())));
    }
    writeln!(console.err, "{} events recorded", progress.recorded)?;
    Ok(())
}

/// Reads every stored byte again, as an auditor would.
fn verify(config: &Config, console: &mut Console<'_>) -> Result<(), Failure> {
    let bar = bar("verifying", 0);
    let report = store::verify_folder(&config.log.data, &mut |entries| bar.set_position(entries));
    bar.finish_and_clear();
    let report = report.map_err(|error| Failure::opening(&error.into()))?;
    if let Some(bad) = &report.first_bad {
        return Err(Failure::damaged(format!("the log is not sound: {bad:?}")));
    }
    writeln!(console.err, "{} entries verified: the log is sound", report.entries)?;
    Ok(())
}

/// Fresh tokens of four roles; those of earlier demonstrations stay what they are.
fn tokens(config: &Config) -> Result<Vec<(Role, String)>, Failure> {
    let tokens = Tokens::at(config.tokens_file());
    let now_ms = clock::now_ms();
    let mut made = Vec::new();
    for role in ROLES {
        let holder = Holder { role, user: None, organisation: None, country: None, subject: None };
        let (_, secret) = tokens.create(&holder, now_ms, Some(now_ms + 30 * DAY_MS))?;
        made.push((role, secret));
    }
    Ok(made)
}

fn serve(
    config: Config,
    tokens: &[(Role, String)],
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let listener = TcpListener::bind(&config.http.listen).map_err(|error| {
        Failure::new(format!("cannot listen on {}: {error}", config.http.listen))
    })?;
    let address = listener.local_addr()?;
    let app = Arc::new(App::open(config)?);
    let store: Arc<Store> = Arc::clone(app.registry.store());
    let bar = bar("deriving read models", store.head().size);
    while !app.registry.runner.wait_for(store.head().size, std::time::Duration::from_millis(100)) {
        let health = app.registry.runner.health();
        bar.set_position(health.behind.or(health.persons).map_or(health.size, |of| of.done));
        if !health.stops.is_empty() {
            break;
        }
    }
    bar.finish_and_clear();
    what_to_try(&format!("http://{address}"), tokens, console)?;
    server::until_stopped(Arc::clone(&app), listener)?;
    app.registry.close().map_err(|error| Failure::coded(&error))
}

fn what_to_try(
    url: &str,
    tokens: &[(Role, String)],
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let out = &mut console.out;
    writeln!(
        out,
        "\nTukki serves a programme in which nobody exists.\n\n  documentation  {url}/docs"
    )?;
    writeln!(out, "\nTokens (30 days):")?;
    for (role, secret) in tokens {
        writeln!(out, "  {:<20} {secret}", role.code())?;
    }
    let secret = |wanted: Role| {
        tokens.iter().find(|(role, _)| *role == wanted).map_or("", |(_, secret)| secret.as_str())
    };
    writeln!(out, "\nTry:")?;
    for (role, path) in [
        (Role::MinistryAuditor, "/v1/reports/M7"),
        (Role::MinistryAuditor, "/v1/reports/M4?by=corridor"),
        (Role::UnionOfficer, "/v1/reports/U3?by=year"),
        (Role::ProtectionOfficer, "/v1/protection/worklist?limit=5"),
        (Role::Evaluator, "/v1/reports/P4"),
        (Role::MinistryAuditor, "/v1/verify"),
    ] {
        writeln!(out, "  curl -H 'Authorization: Bearer {}' '{url}{path}'", secret(role))?;
    }
    writeln!(out, "\nCtrl-C stops it; nothing is lost.")?;
    out.flush()?;
    Ok(())
}
