//! Where a subcommand reads: a data folder that no server has open, or a running server. Both
//! answer the same questions with the same JSON.

use std::path::PathBuf;
use std::time::Duration;

use domain::context::Role;
use serde_json::Value;

use super::token::role;
use super::{Console, Failure, Settings};
use crate::app::{App, StartError};
use crate::auth::Viewer;
use crate::error::{Problem, chain};
use crate::language::Language;
use crate::query::Query;

/// Flags of every subcommand that reads or records.
#[derive(clap::Args, Debug)]
pub(super) struct From {
    /// Ask a running server instead of the data folder, as `http://127.0.0.1:8420`
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// File with the token for the server (or `TUKKI_TOKEN`)
    #[arg(long, value_name = "FILE", requires = "server")]
    token_file: Option<PathBuf>,
    /// On a data folder: in which role
    #[arg(long, value_parser = role, default_value = "registrar", conflicts_with = "server")]
    role: Role,
    /// fr, en or es
    #[arg(long, value_parser = language, default_value = "fr")]
    lang: Language,
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_tag(text).ok_or_else(|| "expected fr, en or es".to_owned())
}

/// An open folder or a server.
pub(super) enum Source {
    /// The registry, opened here.
    Folder(Box<Desk>),
    /// A server.
    Server(Client),
}

/// The registry, opened here, and who reads it.
pub(super) struct Desk {
    /// The registry.
    pub(super) app: App,
    /// In which role it is read.
    pub(super) viewer: Viewer,
    /// In which language.
    pub(super) language: Language,
}

impl From {
    /// Whether a server is asked.
    pub(super) fn is_server(&self) -> bool {
        self.server.is_some()
    }

    /// In which language answers are wanted.
    pub(super) fn language(&self) -> Language {
        self.lang
    }

    /// Opens the folder, and waits until everything in it can be read; or prepares to ask the
    /// server.
    pub(super) fn open(
        &self,
        settings: &Settings,
        console: &mut Console<'_>,
    ) -> Result<Source, Failure> {
        if let Some(url) = &self.server {
            return Ok(Source::Server(Client::new(url, self.token_file.as_ref(), self.lang)?));
        }
        let app = open_folder(settings)?;
        catch_up(&app, console)?;
        let viewer = Viewer {
            token: "command line".to_owned(),
            role: self.role,
            user: None,
            organisation: None,
            country: None,
            subject: None,
        };
        Ok(Source::Folder(Box::new(Desk { app, viewer, language: self.lang })))
    }
}

/// Opens the registry that the settings describe.
pub(super) fn open_folder(settings: &Settings) -> Result<App, Failure> {
    let config = settings.load(&[])?;
    crate::telemetry::start(&crate::config::Logs {
        filter: "warn".to_owned(),
        ..config.logs.clone()
    })?;
    let app = App::open(config)?;
    // A slow disk looks like a quiet log: deriving between two commits would only slow the next.
    app.registry.runner.only_when_asked();
    Ok(app)
}

/// Waits until the read models show the whole log, and says how far they are when that takes long.
fn catch_up(app: &App, console: &mut Console<'_>) -> Result<(), Failure> {
    let size = app.registry.store().head().size;
    let mut said = false;
    while !app.registry.runner.wait_for(size, Duration::from_secs(1)) {
        let health = app.registry.runner.health();
        if !health.stops.is_empty() {
            break;
        }
        said = true;
        let done = health.behind.or(health.persons).map_or(health.size, |of| of.done);
        write!(console.err, "\rreading the log: {done} of {size} entries")?;
        console.err.flush()?;
    }
    if said {
        writeln!(console.err)?;
    }
    Ok(())
}

impl Desk {
    /// Ends properly, so that the next opening is quick.
    pub(super) fn close(&self) -> Result<(), Failure> {
        self.app.registry.close().map_err(|error| Failure::coded(&error))
    }
}

impl Source {
    /// Answers a question: from the folder by a function, from a server by its path.
    pub(super) fn ask(
        &self,
        path: &str,
        pairs: &[(&str, String)],
        here: impl FnOnce(&Desk, &Query) -> Result<Value, Problem>,
    ) -> Result<Value, Failure> {
        match self {
            Self::Server(client) => client.get(path, pairs),
            Self::Folder(desk) => {
                let owned = pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
                let query = Query::from_pairs(owned).map_err(|problem| told(&problem, desk))?;
                here(desk, &query).map_err(|problem| told(&problem, desk))
            }
        }
    }

    /// Ends properly.
    pub(super) fn close(&self) -> Result<(), Failure> {
        match self {
            Self::Folder(desk) => desk.close(),
            Self::Server(_) => Ok(()),
        }
    }
}

fn told(problem: &Problem, desk: &Desk) -> Failure {
    Failure::problem(&problem.document(desk.language, None))
}

/// A server, and the token that opens it.
pub(super) struct Client {
    agent: ureq::Agent,
    url: String,
    token: String,
    language: Language,
}

impl Client {
    /// A client of a server.
    pub(super) fn new(
        url: &str,
        token_file: Option<&PathBuf>,
        language: Language,
    ) -> Result<Self, Failure> {
        let token = match token_file {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?,
            None => std::env::var("TUKKI_TOKEN").map_err(|_unset| {
                Failure::usage("a server asks for a token: --token-file FILE or TUKKI_TOKEN")
            })?,
        };
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Ok(Self {
            agent: config.into(),
            url: url.trim_end_matches('/').to_owned(),
            token: token.trim().to_owned(),
            language,
        })
    }

    /// Asks.
    pub(super) fn get(&self, path: &str, pairs: &[(&str, String)]) -> Result<Value, Failure> {
        let mut request = self
            .agent
            .get(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("accept-language", self.language.code());
        for (name, value) in pairs {
            request = request.query(name, value);
        }
        answered(request.call())
    }

    /// In which language it answers.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// Sends a body to a path with parameters.
    pub(super) fn post_query(
        &self,
        (path, pairs): (&str, &[(&str, String)]),
        media_type: &str,
        body: &[u8],
    ) -> Result<Value, Failure> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("accept-language", self.language.code())
            .header("content-type", media_type);
        for (name, value) in pairs {
            request = request.query(name, value);
        }
        answered(request.send(body))
    }

    /// Sends JSON.
    pub(super) fn post(
        &self,
        path: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> Result<Value, Failure> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("accept-language", self.language.code());
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        answered(request.send(body))
    }
}

fn answered(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<Value, Failure> {
    let mut answer = answer
        .map_err(|error| Failure::new(format!("the server does not answer: {}", chain(&error))))?;
    let (status, problem) = (answer.status(), is_problem(&answer));
    let bytes = answer
        .body_mut()
        .with_config()
        .limit(1 << 30)
        .read_to_vec()
        .map_err(|error| Failure::new(chain(&error)))?;
    let value: Value = serde_json::from_slice(&bytes)
        .map_err(|_not_json| Failure::new(format!("status {status}, and no JSON")))?;
    if problem || !status.is_success() { Err(Failure::problem(&value)) } else { Ok(value) }
}

fn is_problem(answer: &ureq::http::Response<ureq::Body>) -> bool {
    let kind = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with(crate::error::MEDIA_TYPE))
}

impl std::convert::From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Registry(error) => Self::opening(&error),
            StartError::Metrics(error) => Self::new(chain(&error)),
        }
    }
}
