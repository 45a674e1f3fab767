//! The real program on a real folder: made, served, killed, asked from the command line.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

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

/// A registry's folders: the data in `registry`, the keys beside it.
#[derive(Clone, Debug)]
pub struct Place {
    root: PathBuf,
    data: PathBuf,
    environment: Vec<(String, String)>,
}

/// How the program ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; none if a signal ended it.
    pub exit: Option<i32>,
    /// What it answered.
    pub out: String,
    /// What it said beside.
    pub err: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        Self { exit: output.status.code(), out, err }
    }

    /// It must have done what it was asked.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.exit, Some(0), "{}{}", self.out, self.err);
        self
    }

    /// It must have ended with this exit code and this error code.
    #[track_caller]
    pub fn fails(self, exit: i32, code: &str) -> Self {
        assert_eq!(self.exit, Some(exit), "{}{}", self.out, self.err);
        assert!(self.err.contains(code), "{code} is not in: {}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// What it answered, as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

impl Place {
    /// A place whose data and keys lie in this folder.
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned(), data: root.join("registry"), environment: Vec::new() }
    }

    /// The same with the data elsewhere: on another file system, for instance.
    #[must_use]
    pub fn with_data(self, data: PathBuf) -> Self {
        Self { data, ..self }
    }

    /// The same with a variable in the program's environment.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// An empty registry in this folder.
    pub fn made(root: &Path) -> Self {
        let place = Self::at(root);
        place.make();
        place
    }

    /// Makes an empty registry here.
    #[track_caller]
    pub fn make(&self) {
        self.run(&["init", "--origin", "registry.example.org/test"]).ok();
    }

    /// Where the log lies.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Where the keys lie.
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// A command of the program that knows its folders.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).arg("--data").arg(&self.data).arg("--keys").arg(self.keys());
        command.env_remove("TUKKI_CONFIG").env_remove("RUST_BACKTRACE");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    /// A token of a role.
    #[track_caller]
    pub fn token(&self, role: &str) -> String {
        let made = self.run(&["token", "create", "--role", role, "--json"]).ok().json();
        made["token"].as_str().expect("a token").to_owned()
    }

    /// Starts the server without waiting for it.
    pub fn launch(&self) -> Server {
        self.launch_with(&[])
    }

    fn launch_with(&self, more: &[&str]) -> Server {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(more);
        command.args(["--set", "logs.filter=warn", "--set", "http.shutdown_seconds_max=2"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (lines, heard) =
            (BufReader::new(child.stderr.take().unwrap()).lines(), Arc::clone(&said));
        let listener = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut heard = heard.lock().unwrap();
                heard.push_str(&line);
                heard.push('\n');
            }
        });
        Server { child, said, listener: Some(listener) }
    }

    /// Starts the server and waits until it serves the log.
    #[track_caller]
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// The same with more arguments.
    #[track_caller]
    pub fn serve_with(&self, more: &[&str]) -> Server {
        let mut server = self.launch_with(more);
        if let Err(ended) = server.address() {
            panic!("the server does not start: {ended:?}");
        }
        server
    }
}

/// A running server. It is killed when it is dropped.
pub struct Server {
    child: Child,
    said: Arc<Mutex<String>>,
    listener: Option<JoinHandle<()>>,
}

impl Server {
    /// Where it listens, as soon as it says so; how it ended, if it never does.
    ///
    /// # Errors
    /// It ended without serving.
    pub fn address(&mut self) -> Result<SocketAddr, Ended> {
        let give_up = Instant::now() + PATIENCE;
        loop {
            if let Some(address) = self.told_address() {
                return Ok(address);
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                return Err(self.ended(status));
            }
            assert!(Instant::now() < give_up, "the server does not start: {}", self.said());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn told_address(&self) -> Option<SocketAddr> {
        let said = self.said();
        let (_, rest) = said.split_once("serving on http://")?;
        rest.split(',').next()?.parse().ok()
    }

    /// What it has said so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and wait until it is gone.
    pub fn kill(&mut self) -> Ended {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        self.ended(status)
    }

    /// Ends it as an operator would.
    #[track_caller]
    pub fn stop(&mut self) -> Ended {
        let told = Command::new("kill").arg(self.id().to_string()).status().unwrap();
        assert!(told.success());
        self.wait()
    }

    /// Waits until it ends by itself.
    #[track_caller]
    pub fn wait(&mut self) -> Ended {
        let give_up = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return self.ended(status);
            }
            assert!(Instant::now() < give_up, "the server does not end: {}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn ended(&mut self, status: ExitStatus) -> Ended {
        if let Some(listener) = self.listener.take() {
            listener.join().unwrap();
        }
        Ended { exit: status.code(), out: String::new(), err: self.said() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
