//! The program itself as a process of its own, as an operator runs it: how soon it is ready, what
//! memory it takes, and what it can be asked.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::Failure;
use crate::config::Config;

const PATIENCE: Duration = Duration::from_secs(600);
const LOOK: Duration = Duration::from_millis(5);

/// A server that was started here.
pub(super) struct Served {
    child: Child,
    /// Where it listens.
    pub(super) address: SocketAddr,
    /// From its start until it answered anything.
    pub(super) serving: Duration,
    /// From its start until its read models were ready.
    pub(super) ready: Duration,
}

impl Served {
    /// Starts the program over a log and waits until it is ready.
    pub(super) fn start(config: &Config, folder: &Path) -> Result<Self, Failure> {
        // A port that was free a moment ago; somebody else taking it is an error that is told.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = std::fs::File::create(folder.join("server.log"))?;
        let began = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", &address.to_string()])
            .env("TUKKI_LOG_DATA", &config.log.data)
            .env("TUKKI_KEYS_FOLDER", &config.keys.folder)
            .env("TUKKI_LOG_CACHE_MIB", config.log.cache_mib.to_string())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut serving = None;
        loop {
            if child.try_wait()?.is_some() {
                let said = std::fs::read_to_string(folder.join("server.log"))?;
                return Err(Failure::new(format!("the server stopped: {said}")));
            }
            match ureq::get(format!("http://{address}/readyz")).call() {
                Ok(_) => break,
                Err(ureq::Error::StatusCode(_)) => {
                    serving.get_or_insert_with(|| began.elapsed());
                }
                Err(_not_yet) => {}
            }
            if began.elapsed() > PATIENCE {
                return Err(Failure::new("the server was not ready in ten minutes"));
            }
            std::thread::sleep(LOOK);
        }
        let ready = began.elapsed();
        Ok(Self { child, address, serving: serving.unwrap_or(ready), ready })
    }

    /// What it answers, as JSON.
    pub(super) fn ask(&self, method: &str, path: &str, token: &str) -> Result<Value, Failure> {
        let uri = format!("http://{}{path}", self.address);
        let bearer = format!("Bearer {token}");
        let agent: ureq::Agent =
            ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
        let answered = match method {
            "POST" => agent.post(&uri).header("Authorization", &bearer).send_empty(),
            _ => agent.get(&uri).header("Authorization", &bearer).call(),
        };
        let mut answered = answered.map_err(|error| Failure::new(format!("{path}: {error}")))?;
        let text = answered.body_mut().read_to_string();
        let text = text.map_err(|error| Failure::new(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| Failure::new(error.to_string()))
    }

    /// Bytes of it that are in memory; nothing where the operating system does not say.
    pub(super) fn resident_bytes(&self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// The most that it ever was.
    pub(super) fn resident_bytes_max(&self) -> Option<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, row: &str) -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let row = text.lines().find_map(|line| line.strip_prefix(row))?;
        let kibibytes: u64 = row.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kibibytes * 1024)
    }

    /// Stops it as an operator does, and waits until it has gone.
    pub(super) fn stop(mut self) -> Result<(), Failure> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status()?;
        if !asked.success() {
            return Err(Failure::new("the server cannot be stopped"));
        }
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // After `stop` there is nothing left to kill; after a failure the process must not stay.
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}
