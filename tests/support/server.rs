//! The real server on a free port of this machine, over a log in memory; its clients and tokens.

use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use api::app::App;
use api::auth::tokens::Holder;
use api::clock;
use api::config::{Config, Sources};
use api::import::{Import, Listener, Progress, Recorded, Rejected, nobody};
use api::names::{Names, NoNames};
use api::record::Recorder;
use api::registry::Registry;
use api::server::Background;
use domain::context::Role;
use domain::id::{StreamId, UserId};
use serde_json::Value;
use store::{MemoryOptions, Store};
use tempfile::TempDir;

/// A server that ends with the test.
pub struct TestServer {
    background: Background,
    agent: ureq::Agent,
    _folder: TempDir,
}

/// Rows of a scenario that were refused: there must be none.
#[derive(Default)]
struct Refusals(Vec<Rejected>);

impl Listener for Refusals {
    fn refused(&mut self, row: Rejected) {
        self.0.push(row);
    }

    fn progress(&mut self, _: &Progress) {}
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The code of a problem document; empty for other answers.
    pub fn code(&self) -> String {
        let document: Value = serde_json::from_slice(&self.bytes).unwrap_or_default();
        document["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// One request to be sent.
pub struct Call<'a> {
    server: &'a TestServer,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Call<'_> {
    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a body.
    #[must_use]
    pub fn body(self, body: Vec<u8>) -> Self {
        Self { body, ..self }
    }

    /// Sends it and reads the answer to its end.
    #[track_caller]
    pub fn send(self) -> Answer {
        let url = format!("http://{}{}", self.server.background.address(), self.path);
        let mut request = ureq::http::Request::builder().method(self.method).uri(&url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = self.server.agent.run(request.body(self.body).unwrap());
        let mut answer = answer.unwrap_or_else(|error| panic!("{url}: {error}"));
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
            })
            .collect();
        let bytes = answer.body_mut().with_config().limit(1 << 28).read_to_vec().unwrap();
        Answer { status: answer.status().as_u16(), headers, bytes }
    }
}

impl TestServer {
    /// A server over an empty log, with these settings changed.
    pub fn with(settings: &[(&str, &str)]) -> Self {
        Self::over(Store::in_memory(MemoryOptions::default()).unwrap(), settings)
    }

    /// A server over a log into which a scenario was simulated.
    #[track_caller]
    pub fn with_scenario(name: &str) -> Self {
        let path = format!("{}/acceptance/scenarios/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let store = Arc::new(Store::in_memory(MemoryOptions::default()).unwrap());
        let recorder = Recorder::new(Arc::clone(&store));
        let names = Names::new(&store, &NoNames, "simulation");
        let mut refused = Refusals::default();
        let import = Import::new(&recorder, names, (Recorded::AsTold, nobody()), &mut refused);
        let file = std::fs::File::open(&path).unwrap();
        import.json_lines(&mut BufReader::new(file)).unwrap();
        assert!(refused.0.is_empty(), "{:?}", refused.0);
        drop(recorder);
        let server = Self::over(Arc::into_inner(store).unwrap(), &[]);
        let size = server.app().registry.store().head().size;
        assert!(server.app().registry.runner.wait_for(size, Duration::from_secs(30)));
        server
    }

    fn over(store: Store, settings: &[(&str, &str)]) -> Self {
        let server = Self::of(Registry::over(Arc::new(store), None), settings);
        assert!(server.app().registry.runner.wait_for(0, Duration::from_secs(30)));
        server
    }

    /// A server over an open registry, whether its read models are ready or not.
    pub fn of(registry: Registry, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        std::fs::create_dir(&keys).unwrap();
        let mut flags = vec![
            ("log.data".to_owned(), folder.path().join("data").display().to_string()),
            ("keys.folder".to_owned(), keys.display().to_string()),
            ("http.workers".to_owned(), "2".to_owned()),
            ("http.shutdown_seconds_max".to_owned(), "5".to_owned()),
        ];
        flags.extend(settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        let config = Config::load(&Sources { flags, ..Sources::default() }).unwrap();
        let app = App::over(config, registry).unwrap();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self {
            background: Background::start(Arc::new(app)).unwrap(),
            agent: agent.into(),
            _folder: folder,
        }
    }

    /// A server over an empty log.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// What it serves.
    pub fn app(&self) -> &Arc<App> {
        self.background.app()
    }

    /// Ends it as an operator would.
    pub fn stop(&mut self) {
        self.background.stop();
    }

    /// A token for a role.
    pub fn token(&self, role: Role) -> String {
        self.token_for(role, None)
    }

    /// A token for a role that is bound to one stream.
    pub fn token_for(&self, role: Role, subject: Option<StreamId>) -> String {
        let holder = Holder { role, user: None, organisation: None, country: None, subject };
        self.app().tokens.create(&holder, clock::now_ms(), None).unwrap().1
    }

    /// A token of a user.
    pub fn token_of(&self, role: Role, user: UserId) -> String {
        let holder =
            Holder { role, user: Some(user), organisation: None, country: None, subject: None };
        self.app().tokens.create(&holder, clock::now_ms(), None).unwrap().1
    }

    /// A request without a token.
    pub fn bare(&self, method: &'static str, path: &str) -> Call<'_> {
        let path = path.to_owned();
        Call { server: self, method, path, headers: Vec::new(), body: Vec::new() }
    }

    /// A question.
    pub fn get(&self, token: &str, path: &str) -> Call<'_> {
        self.bare("GET", path).header("authorization", &format!("Bearer {token}"))
    }

    /// A body to be sent.
    pub fn post(&self, token: &str, path: &str, body: impl Into<Vec<u8>>) -> Call<'_> {
        let call = self.bare("POST", path).header("authorization", &format!("Bearer {token}"));
        let call = call.header("content-type", "application/json");
        Call { body: body.into(), ..call }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.background.address()
    }

    /// Bytes as they are, on a connection of their own; the answer's bytes until its end or until
    /// `enough` says so.
    pub fn raw(&self, request: &[u8], enough: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        raw_at(self.address(), request, enough)
    }
}

/// As [`TestServer::raw`], for whoever has only the address.
pub fn raw_at(address: SocketAddr, request: &[u8], enough: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // The server may answer and close before it has read everything.
    let _ = connection.write_all(request);
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while !enough(&answer) {
        match connection.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(read) => answer.extend_from_slice(&piece[..read]),
        }
    }
    answer
}

/// As [`raw_at`] until the connection ends; none when nobody listens.
pub fn try_raw_at(address: SocketAddr, request: &[u8]) -> Option<Vec<u8>> {
    let mut connection = TcpStream::connect(address).ok()?;
    connection.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    connection.write_all(request).ok()?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).ok()?;
    Some(answer)
}
