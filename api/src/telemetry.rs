//! Where the program's log records go: standard error, for people or as JSON lines.
//!
//! Records carry request ids, codes, positions and durations; never personal data.

use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, Logs};

/// Starts writing log records. Only the first call in a process has an effect.
///
/// # Errors
/// The filter or the format is none.
pub fn start(settings: &Logs) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&settings.filter).map_err(|_not_a_filter| {
        ConfigError::WrongValue { key: "logs.filter".to_owned(), unit: "a filter" }
    })?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(std::io::stderr);
    // A second start (tests in one process) finds a subscriber in place; that one goes on.
    let _ = match settings.format.as_str() {
        "human" => builder.with_target(false).try_init(),
        "json" => builder.json().flatten_event(true).try_init(),
        _ => {
            return Err(ConfigError::WrongValue {
                key: "logs.format".to_owned(),
                unit: "`human` or `json`",
            });
        }
    };
    Ok(())
}
