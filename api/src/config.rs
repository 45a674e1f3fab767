//! Every setting, with its unit and its default; the order is file, environment, flags.
//!
//! The tables are in `config/settings.rs`; docs/CONFIGURATION.md is written from them. A key that
//! is not in them is an error, wherever it stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

mod settings;

pub use settings::{Config, Http, Keys, Limits, Log, Logs, SETTINGS};

/// The prefix of every environment variable that the program reads.
pub const ENVIRONMENT: &str = "TUKKI_";

/// Variables with the prefix that are no settings: where the file is, and secrets.
const NO_SETTINGS: [&str; 4] =
    ["TUKKI_CONFIG", "TUKKI_MASTER_KEY", "TUKKI_PROTECTION_KEY", "TUKKI_TOKEN"];

/// One setting, as the documentation and the environment know it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The table of the file that it stands in.
    pub section: &'static str,
    /// Its key there.
    pub key: &'static str,
    /// What it is when nobody says otherwise.
    pub default: Given,
    /// In which unit, or of which kind.
    pub unit: &'static str,
    /// What it does.
    pub doc: &'static str,
}

/// A default value.
#[derive(Clone, Copy, Debug)]
pub enum Given {
    /// Text or a path; empty means "not set".
    Text(&'static str),
    /// A whole number.
    Number(u32),
    /// `true` or `false`.
    Flag(bool),
}

impl Setting {
    /// `section.key`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }

    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        format!("{ENVIRONMENT}{}_{}", self.section, self.key).to_uppercase()
    }

    fn value(&self) -> Value {
        match self.default {
            Given::Text(text) => Value::String(text.to_owned()),
            Given::Number(number) => Value::Integer(number.into()),
            Given::Flag(flag) => Value::Boolean(flag),
        }
    }

    fn parse(&self, text: &str) -> Result<Value, ConfigError> {
        let wrong = || ConfigError::WrongValue { key: self.path(), unit: self.unit };
        match self.default {
            Given::Text(_) => Ok(Value::String(text.to_owned())),
            Given::Number(_) => {
                text.trim().parse().map(Value::Integer).map_err(|_not_a_number| wrong())
            }
            Given::Flag(_) => text.trim().parse().map(Value::Boolean).map_err(|_neither| wrong()),
        }
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{} is not TOML: {message}", path.display())]
    NotToml {
        /// Which.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// There is no such setting.
    #[error("there is no setting {key} ({origin}); docs/CONFIGURATION.md lists them all")]
    UnknownKey {
        /// What was given.
        key: String,
        /// Where.
        origin: String,
    },
    /// A setting has a value of the wrong kind.
    #[error("the setting {key} takes {unit}")]
    WrongValue {
        /// Which.
        key: String,
        /// What it takes.
        unit: &'static str,
    },
    /// A value is outside of what makes sense.
    #[error("the setting {key} {reason}")]
    Senseless {
        /// Which.
        key: &'static str,
        /// Why not.
        reason: &'static str,
    },
}

/// Where the parts of a configuration come from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file, if any.
    pub file: Option<PathBuf>,
    /// The environment: names and values.
    pub environment: Vec<(String, String)>,
    /// `section.key` and value, from flags; the last word.
    pub flags: Vec<(String, String)>,
}

impl Config {
    /// Puts the parts together: defaults, file, environment, flags; the later wins.
    ///
    /// # Errors
    /// The file cannot be read, or something in one of the parts is no setting.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let mut table = defaults();
        if let Some(path) = &sources.file {
            overlay(&mut table, &read(path)?, path)?;
        }
        for (name, text) in &sources.environment {
            if !name.starts_with(ENVIRONMENT) || NO_SETTINGS.contains(&name.as_str()) {
                continue;
            }
            let unknown =
                || ConfigError::UnknownKey { key: name.clone(), origin: "environment".to_owned() };
            let setting =
                SETTINGS.iter().find(|known| known.variable() == *name).ok_or_else(unknown)?;
            put(&mut table, setting, setting.parse(text)?);
        }
        for (key, text) in &sources.flags {
            let unknown =
                || ConfigError::UnknownKey { key: key.clone(), origin: "flag".to_owned() };
            let setting = SETTINGS.iter().find(|known| known.path() == *key).ok_or_else(unknown)?;
            put(&mut table, setting, setting.parse(text)?);
        }
        let config: Self = Value::Table(table).try_into().map_err(|error: toml::de::Error| {
            ConfigError::WrongValue { key: error.message().to_owned(), unit: "another value" }
        })?;
        config.checked()
    }

    /// The defaults alone.
    ///
    /// # Errors
    /// Never with the table as it stands; a test holds it to that.
    pub fn defaults() -> Result<Self, ConfigError> {
        Self::load(&Sources::default())
    }

    /// The folder of keyring and tokens: beside the data folder unless somebody says otherwise.
    pub fn keys_folder(&self) -> PathBuf {
        if !self.keys.folder.as_os_str().is_empty() {
            return self.keys.folder.clone();
        }
        let mut name = self.log.data.file_name().unwrap_or_default().to_owned();
        name.push("-keys");
        self.log.data.with_file_name(name)
    }

    /// The file of the master key.
    pub fn master_key_file(&self) -> PathBuf {
        or_beside(&self.keys.master_key_file, &self.keys_folder(), "master.key")
    }

    /// The file of the protection service's key.
    pub fn protection_key_file(&self) -> PathBuf {
        or_beside(&self.keys.protection_key_file, &self.keys_folder(), "protection.key")
    }

    /// The file of the tokens' hashes.
    pub fn tokens_file(&self) -> PathBuf {
        self.keys_folder().join("tokens.json")
    }

    fn checked(self) -> Result<Self, ConfigError> {
        let senseless = |key, reason| Err(ConfigError::Senseless { key, reason });
        if self.limits.batch_events_max == 0 || self.limits.batch_events_max > 256 {
            return senseless("limits.batch_events_max", "lies between 1 and 256: one commit");
        }
        if self.limits.page_rows_max == 0
            || self.limits.page_rows_default == 0
            || self.limits.page_rows_default > self.limits.page_rows_max
        {
            return senseless("limits.page_rows_default", "lies between 1 and page_rows_max");
        }
        if self.keys_folder().starts_with(&self.log.data) {
            return senseless("keys.folder", "must lie outside the data folder");
        }
        Ok(self)
    }
}

fn or_beside(given: &Path, folder: &Path, name: &str) -> PathBuf {
    if given.as_os_str().is_empty() { folder.join(name) } else { given.to_owned() }
}

fn read(path: &Path) -> Result<Table, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    text.parse::<Table>().map_err(|error| ConfigError::NotToml {
        path: path.to_owned(),
        message: error.message().to_owned(),
    })
}

fn defaults() -> Table {
    let mut table = Table::new();
    for setting in SETTINGS {
        put(&mut table, setting, setting.value());
    }
    table
}

fn put(table: &mut Table, setting: &Setting, value: Value) {
    let section =
        table.entry(setting.section.to_owned()).or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(section) = section {
        section.insert(setting.key.to_owned(), value);
    }
}

fn overlay(table: &mut Table, given: &Table, path: &Path) -> Result<(), ConfigError> {
    let origin = path.display().to_string();
    let unknown = |key: String| ConfigError::UnknownKey { key, origin: origin.clone() };
    for (section, values) in given {
        let Value::Table(values) = values else { return Err(unknown(section.clone())) };
        for (key, value) in values {
            let setting = SETTINGS
                .iter()
                .find(|known| known.section == section && known.key == key)
                .ok_or_else(|| unknown(format!("{section}.{key}")))?;
            if !setting.value().same_type(value) {
                return Err(ConfigError::WrongValue { key: setting.path(), unit: setting.unit });
            }
            put(table, setting, value.clone());
        }
    }
    Ok(())
}

/// What a configuration came out as: `section.key` and its value as TOML.
pub fn explain(config: &Config) -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    if let Ok(Value::Table(sections)) = Value::try_from(config) {
        for (section, values) in sections {
            let Value::Table(values) = values else { continue };
            for (key, value) in values {
                said.insert(format!("{section}.{key}"), value.to_string());
            }
        }
    }
    said
}

/// docs/CONFIGURATION.md, from the table of settings.
pub fn document() -> String {
    let mut page = String::from(
        "# Configuration\n\n\
         <!-- Written from api/src/config/settings.rs; a test keeps it true. -->\n\n\
         A setting comes from the TOML file named by `--config` or `TUKKI_CONFIG`, then from the\n\
         environment, then from `--set section.key=value` or a flag of its own; the later wins.\n\
         A key that is not listed here is an error. `tukki serve --check-config` reads everything,\n\
         says what it understood and stops. Paths are relative to the folder in which the program\n\
         is started; an empty text means \"not set\".\n\n\
         Secrets are no settings: `TUKKI_MASTER_KEY` and `TUKKI_PROTECTION_KEY` hold the keys when\n\
         no file shall, `TUKKI_TOKEN` the token of commands that talk to a server.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        if setting.section != section {
            section = setting.section;
            let _ = write!(
                page,
                "\n## `[{section}]`\n\n| key | unit | default | what it does |\n|---|---|---|---|\n"
            );
        }
        let default = match setting.default {
            Given::Text("") => "(not set)".to_owned(),
            Given::Text(text) => format!("`\"{text}\"`"),
            Given::Number(number) => format!("`{number}`"),
            Given::Flag(flag) => format!("`{flag}`"),
        };
        let _ = writeln!(
            page,
            "| `{}`<br>`{}` | {} | {default} | {} |",
            setting.key,
            setting.variable(),
            setting.unit,
            setting.doc
        );
    }
    page
}

#[cfg(test)]
mod tests;
