//! A scenario, simulated and served by the real program.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The program, built beside the tests.
pub fn program() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let program = folder.join("tukki");
    assert!(program.exists(), "build the program first: cargo build (tests/run does)");
    program
}

/// A served scenario. It stops when it is dropped.
pub struct Registry {
    folder: tempfile::TempDir,
    server: Child,
    url: String,
    tokens: Mutex<Vec<(String, String)>>,
}

/// Runs the program on a folder.
pub fn tukki(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.arg("--data").arg(data).args(arguments).env_remove("TUKKI_CONFIG");
    command.output().unwrap()
}

#[track_caller]
fn told(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

impl Registry {
    /// The scenario of that file, in which every line must be accepted.
    pub fn of(scenario: &str) -> Self {
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("acceptance/scenarios");
        let text = std::fs::read_to_string(files.join(format!("{scenario}.jsonl"))).unwrap();
        Self::simulated(&text)
    }

    /// A scenario of one's own.
    pub fn simulated(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("registry");
        let file = folder.path().join("lines.jsonl");
        std::fs::write(&file, text).unwrap();
        told(&tukki(&data, &["simulate", file.to_str().unwrap()]));
        let mut server = Command::new(program())
            .arg("--data")
            .arg(&data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = None;
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
        for line in lines.by_ref() {
            let line = line.unwrap();
            if let Some(at) = line.find("http://") {
                url = line[at..].split([',', ' ']).next().map(str::to_owned);
                break;
            }
        }
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let url = url.expect("the server says where it listens");
        let registry = Self { folder, server, url, tokens: Mutex::default() };
        registry.wait_until_ready();
        registry
    }

    /// The log is served at once, the read models a moment later.
    fn wait_until_ready(&self) {
        let give_up = Instant::now() + Duration::from_secs(60);
        while ureq::get(format!("{}/readyz", self.url)).call().is_err() {
            assert!(Instant::now() < give_up, "the read models do not get ready");
            std::thread::yield_now();
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("registry")
    }

    fn token(&self, role: &str) -> String {
        let mut tokens = self.tokens.lock().unwrap();
        if let Some((_, token)) = tokens.iter().find(|(known, _)| known == role) {
            return token.clone();
        }
        let made = told(&tukki(&self.data(), &["token", "create", "--role", role, "--json"]));
        let made: Value = serde_json::from_str(&made).unwrap();
        let token = made["token"].as_str().expect("a token").to_owned();
        tokens.push((role.to_owned(), token.clone()));
        token
    }

    /// Asks in a role; the answer must be good.
    #[track_caller]
    pub fn get(&self, role: &str, path: &str) -> Value {
        let (status, answer) = self.try_get(role, path);
        assert_eq!(status, 200, "{path}: {answer:#}");
        answer
    }

    /// Asks in a role.
    pub fn try_get(&self, role: &str, path: &str) -> (u16, Value) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut response = agent
            .get(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token(role)))
            .call()
            .unwrap();
        let status = response.status().as_u16();
        let text = response.body_mut().read_to_string().unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// Sends JSON in a role.
    pub fn post(&self, role: &str, path: &str, body: &Value) -> (u16, Value) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut response = agent
            .post(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token(role)))
            .header("content-type", "application/json")
            .send(body.to_string())
            .unwrap();
        let status = response.status().as_u16();
        let text = response.body_mut().read_to_string().unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// A report, through HTTP and through the command line, which must say the same.
    #[track_caller]
    pub fn report(&self, role: &str, code: &str, asked: &[(&str, &str)]) -> Report {
        let query: Vec<String> =
            asked.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let through_http = self.get(role, &format!("/v1/reports/{code}?{}", query.join("&")));
        let token = self.folder.path().join(format!("{role}.token"));
        std::fs::write(&token, self.token(role)).unwrap();
        let mut arguments = vec!["report".to_owned(), code.to_owned(), "--json".to_owned()];
        for (name, value) in asked {
            arguments.push(format!("--{}", name.replace('_', "-")));
            arguments.push((*value).to_owned());
        }
        arguments.extend(["--server".to_owned(), self.url.clone()]);
        arguments.extend(["--token-file".to_owned(), token.to_string_lossy().into_owned()]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let told = told(&tukki(&self.data(), &arguments));
        let through_command: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(through_http, through_command, "{code}");
        Report(through_http)
    }

    /// How many findings there are, rule by rule, in the order of the rules.
    #[track_caller]
    pub fn findings(&self) -> Vec<(String, usize)> {
        let found = self.get("ministry_auditor", "/v1/findings?limit=200");
        let mut rules: Vec<(String, usize)> = Vec::new();
        let mut codes: Vec<String> = found["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|finding| finding["rule"].as_str().unwrap().to_owned())
            .collect();
        codes.sort();
        for code in codes {
            match rules.last_mut() {
                Some((last, times)) if *last == code => *times += 1,
                _ => rules.push((code, 1)),
            }
        }
        rules
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// An answer.
pub struct Report(pub Value);

impl Report {
    /// A figure of the row of totals.
    #[track_caller]
    pub fn total(&self, column: &str) -> &Value {
        &self.0["rows"][0]["values"][column]
    }

    /// A figure of a group, named by its only code.
    #[track_caller]
    pub fn group(&self, code: &str, column: &str) -> &Value {
        let rows = self.0["rows"].as_array().expect("rows");
        let row = rows.iter().find(|row| {
            row["group"].as_object().is_some_and(|group| group.values().any(|own| own == code))
        });
        &row.unwrap_or_else(|| panic!("no group {code} in {:#}", self.0))["values"][column]
    }

    /// `part/whole` of a share.
    #[track_caller]
    pub fn share(&self, column: &str) -> String {
        share(self.total(column))
    }

    /// The decimal text of an exact figure.
    #[track_caller]
    pub fn number(&self, column: &str) -> String {
        text(&self.total(column)["value"])
    }
}

/// `part/whole`.
pub fn share(of: &Value) -> String {
    format!("{}/{}", of["part"], of["whole"])
}

/// A text, or the JSON of what is none.
pub fn text(of: &Value) -> String {
    of.as_str().map_or_else(|| of.to_string(), str::to_owned)
}
