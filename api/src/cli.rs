//! The command line: one file a subcommand, one place for its failures and exit codes.
//!
//! Exit codes: 0 done · 1 refused or failed · 2 wrong usage · 3 the log is damaged · 4 a file was
//! read, and some of its rows were rejected.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use domain::decider::Coded;
use serde_json::Value;
use store::OpenError;

use crate::config::{Config, ConfigError, Sources};
use crate::error::chain;
use crate::registry::RegistryError;

mod bench;
mod catalogue;
mod demo;
mod export;
mod import;
mod init;
mod look;
mod rebuild;
mod record;
mod report;
mod salvage;
mod search;
mod serve;
mod show;
mod simulate;
mod source;
mod template;
mod token;
mod user;
mod verify;

/// A registry of labour-migration cycles on an append-only, hash-chained log.
#[derive(Debug, Parser)]
#[command(
    name = "tukki",
    version,
    after_help = "First steps:\n  tukki init --origin registry.example.org/sn-2026\n  \
                  tukki token create --role registrar\n  tukki serve\n\nExit codes: 0 done, \
                  1 refused or failed, 2 wrong usage, 3 the log is damaged, 4 some rows of a \
                  file were rejected.\nEvery setting: \
                  docs/CONFIGURATION.md, or `tukki serve --check-config`."
)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Where the settings come from; the same for every subcommand.
#[derive(clap::Args, Debug)]
pub struct Settings {
    /// The configuration file (or `TUKKI_CONFIG`)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the log (setting `log.data`)
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder of the keys (setting `keys.folder`)
    #[arg(long, global = true, value_name = "DIR")]
    keys: Option<PathBuf>,
    /// Any setting, as `section.key=value`; may be repeated
    #[arg(long, global = true, value_name = "KEY=VALUE", value_parser = key_and_value)]
    set: Vec<(String, String)>,
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected section.key=value")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

impl Settings {
    /// Whether somebody said on the command line or in the environment where the data lies.
    fn names_data(&self) -> bool {
        self.data.is_some()
            || self.set.iter().any(|(key, _)| key == "log.data")
            || std::env::var_os("TUKKI_LOG_DATA").is_some()
    }

    /// The configuration: defaults, file, environment, flags; `more` are a subcommand's own flags.
    ///
    /// # Errors
    /// Something given is no setting.
    pub fn load(&self, more: &[(&str, Option<String>)]) -> Result<Config, Failure> {
        let mut flags = self.set.clone();
        let own =
            [("log.data", path(self.data.as_ref())), ("keys.folder", path(self.keys.as_ref()))];
        for (key, value) in own.iter().chain(more) {
            if let Some(value) = value {
                flags.push(((*key).to_owned(), value.clone()));
            }
        }
        let file =
            self.config.clone().or_else(|| std::env::var_os("TUKKI_CONFIG").map(PathBuf::from));
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Ok(Config::load(&Sources { file, environment, flags })?)
    }
}

fn path(given: Option<&PathBuf>) -> Option<String> {
    given.map(|path| path.to_string_lossy().into_owned())
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new registry: folders, keys, an empty log
    Init(init::Args),
    /// Serve the registry over HTTP
    Serve(serve::Args),
    /// Register who signs in
    User(user::Args),
    /// Make, list and revoke the tokens that let people and programs in
    Token(token::Args),
    /// Print the catalogue of event types
    Catalogue(catalogue::Args),
    /// Print the CSV header of an event type
    Template(template::Args),
    /// Make a registry with a synthetic programme in it, and serve it
    Demo(demo::Args),
    /// Read a file into the registry
    Import(import::Args),
    /// Make a fresh log whose recording times come from a file
    Simulate(simulate::Args),
    /// Record events on one stream
    Record(record::Args),
    /// Show one stream: how it stands, or its whole history
    Show(show::Args),
    /// Find people and others by name, telephone, document or reference
    Search(search::Args),
    /// Compute a report
    Report(report::Args),
    /// Write a whole list as CSV or JSON Lines
    Export(export::Args),
    /// Check every byte of the log
    Verify(verify::Args),
    /// Save what raw bytes still hold of a log that does not open
    Salvage(salvage::Args),
    /// Open a doubtful database; the program runs this by itself
    #[command(hide = true)]
    LookAt(look::Args),
    /// Derive every read model anew from the log
    Rebuild(rebuild::Args),
    /// Measure this machine: appends, verification, rebuild
    Bench(bench::Args),
}

/// The exit code of an import that rejected rows; the others are in the log.
const REJECTED: u8 = 4;

/// What a subcommand writes to.
pub struct Console<'a> {
    /// Answers.
    pub out: &'a mut dyn Write,
    /// What accompanies them: progress, advice.
    pub err: &'a mut dyn Write,
}

/// Why a subcommand did not do what it was asked.
#[derive(Debug)]
pub struct Failure {
    exit: u8,
    code: Option<String>,
    message: String,
    reader_left: bool,
}

impl Failure {
    /// Refused or failed.
    pub fn new(message: impl Into<String>) -> Self {
        Self { exit: 1, code: None, message: message.into(), reader_left: false }
    }

    /// Refused, with its permanent code.
    pub fn coded(error: &dyn Coded) -> Self {
        Self {
            exit: 1,
            code: Some(error.code().to_owned()),
            message: chain(error),
            reader_left: false,
        }
    }

    /// Refused by the program, here or on a server: a problem document.
    pub fn problem(document: &Value) -> Self {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let mut message = text("title").unwrap_or("the answer makes no sense").to_owned();
        let more = [text("field"), text("detail").filter(|detail| *detail != message)];
        for more in more.into_iter().flatten() {
            message = format!("{message}: {more}");
        }
        if let Some(index) = document.get("index") {
            message = format!("event {index}: {message}");
        }
        Self { code: text("code").map(str::to_owned), ..Self::new(message) }
    }

    /// The registry does not open; a damaged log has an exit code of its own.
    pub fn opening(error: &RegistryError) -> Self {
        let damaged = matches!(
            error,
            RegistryError::Open(
                OpenError::GenesisDamaged { .. }
                    | OpenError::HeadFileDamaged { .. }
                    | OpenError::EntriesLost { .. }
                    | OpenError::OtherEntry { .. }
                    | OpenError::DatabaseDamaged { .. }
                    | OpenError::DatabaseMissing { .. }
                    | OpenError::Read(_)
            )
        );
        Self { exit: if damaged { 3 } else { 1 }, ..Self::coded(error) }
    }

    /// Whether it carries this code.
    fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// Its code and what it says.
    fn into_parts(self) -> (Option<String>, String) {
        (self.code, self.message)
    }

    /// The log is damaged.
    pub fn damaged(message: impl Into<String>) -> Self {
        Self { exit: 3, code: None, message: message.into(), reader_left: false }
    }

    /// Ended with an exit code that means something to the caller alone.
    fn ended(exit: u8, message: impl Into<String>) -> Self {
        Self { exit, code: None, message: message.into(), reader_left: false }
    }

    /// Asked in a way that makes no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: 2, code: None, message: message.into(), reader_left: false }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage(chain(&error))
    }
}

impl From<crate::auth::tokens::TokenError> for Failure {
    fn from(error: crate::auth::tokens::TokenError) -> Self {
        Self::new(chain(&error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let reader_left = error.kind() == io::ErrorKind::BrokenPipe;
        Self { reader_left, ..Self::new(error.to_string()) }
    }
}

/// A value in a cell: the text of a fraction, else its JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(members) => match members.get("value") {
            Some(Value::String(text)) => text.clone(),
            Some(_) | None => value.to_string(),
        },
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_string(),
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    let mut console = Console { out: &mut out, err: &mut err };
    if let Ok(program) = std::env::current_exe() {
        crate::registry::look_with(program);
    }
    ExitCode::from(execute(std::env::args_os(), &mut console))
}

/// Runs the program with these arguments, the first being its name; returns the exit code.
pub fn execute(args: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, the rest is wrong usage.
            let (to, exit): (&mut dyn Write, u8) =
                if error.use_stderr() { (console.err, 2) } else { (console.out, 0) };
            let _ = write!(to, "{error}");
            return exit;
        }
    };
    match run(cli, console) {
        Ok(()) => 0,
        // Whoever read the answer has seen enough (`tukki catalogue | head`).
        Err(failure) if failure.reader_left => 0,
        Err(failure) => {
            let code = failure.code.map(|code| format!(" [{code}]")).unwrap_or_default();
            let _ = writeln!(console.err, "error: {}{code}", failure.message);
            failure.exit
        }
    }
}

fn run(cli: Cli, console: &mut Console<'_>) -> Result<(), Failure> {
    let settings = &cli.settings;
    match cli.command {
        Command::Init(args) => init::run(&args, settings, console),
        Command::Serve(args) => serve::run(&args, settings, console),
        Command::User(args) => user::run(&args, settings, console),
        Command::Token(args) => token::run(args, settings, console),
        Command::Catalogue(args) => catalogue::run(&args, console),
        Command::Template(args) => template::run(&args, console),
        Command::Demo(args) => demo::run(&args, settings, console),
        Command::Import(args) => import::run(&args, settings, console),
        Command::Simulate(args) => simulate::run(&args, settings, console),
        Command::Record(args) => record::run(&args, settings, console),
        Command::Show(args) => show::run(&args, settings, console),
        Command::Search(args) => search::run(&args, settings, console),
        Command::Report(args) => report::run(&args, settings, console),
        Command::Export(args) => export::run(&args, settings, console),
        Command::Verify(args) => verify::run(&args, settings, console),
        Command::Salvage(args) => salvage::run(&args, settings, console),
        Command::LookAt(args) => look::run(&args, console),
        Command::Rebuild(args) => rebuild::run(&args, settings, console),
        Command::Bench(args) => bench::run(&args, settings, console),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_declaration_of_arguments_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_subcommand_teaches_with_an_example() {
        for command in Cli::command().get_subcommands() {
            let help = command.clone().render_long_help().to_string();
            assert!(help.contains("tukki "), "{} shows no example", command.get_name());
        }
    }
}
