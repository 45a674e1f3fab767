//! Opening a doubtful database in another process first: what it does to damaged bytes, from a
//! panic to an abort, an endless loop or an allocation without end, ends that process and not ours.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::engine::EngineError;
use crate::engine::sled;

/// Addresses that the other process may take, beside some times the database's length. An allocator
/// reserves a gibibyte of them ahead without using it.
const BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
const CACHE_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes a second that even a slow disk reads.
const SLOW_BYTES: u64 = 8 * 1024 * 1024;
const LOOK: Duration = Duration::from_millis(2);
/// How the other process says that it gave up, and that it found damage in an orderly way.
const GAVE_UP: i32 = 4;
const DAMAGED: i32 = 3;

/// A program that looks at a database: it is run with these arguments and the folder, and must call
/// [`look_at`].
#[derive(Clone, Debug)]
pub struct Probe {
    program: PathBuf,
    arguments: Vec<OsString>,
    patience: Duration,
}

impl Probe {
    /// This program with these arguments before the folder.
    pub fn new(program: PathBuf, arguments: Vec<OsString>) -> Self {
        Self { program, arguments, patience: Duration::from_secs(120) }
    }

    /// The same, with less or more patience for a database of no length.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Whether the database opens without taking the process down. What it finds in an orderly way
    /// is found again by whoever opens it next.
    pub(crate) fn look(&self, log: &Path) -> Result<(), EngineError> {
        let failed = |source| EngineError::Io { what: "look at the database", source };
        let length = fs::metadata(log.join("db")).map_or(0, |found| found.len());
        let patience = self.patience + Duration::from_secs(length / SLOW_BYTES);
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .arg(log)
            // The other end closes when this process ends, however it does.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let ended = wait(&mut child, patience).map_err(failed)?;
        let gave_up = |message: String| Err(EngineError::Panicked { message });
        match ended {
            None => gave_up(format!("it did not end within {} seconds", patience.as_secs())),
            Some(status) => match status.code() {
                Some(0 | DAMAGED) => Ok(()),
                Some(GAVE_UP) => gave_up(said(&mut child)),
                Some(_) | None => {
                    gave_up(format!("opening it in another process ended with {status}"))
                }
            },
        }
    }
}

fn wait(child: &mut Child, patience: Duration) -> io::Result<Option<std::process::ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

fn said(child: &mut Child) -> String {
    let mut text = String::new();
    if let Some(out) = &mut child.stdout {
        // What cannot be read is not said; that it gave up is known.
        let _ = out.take(1_000).read_to_string(&mut text);
    }
    text.trim().to_owned()
}

/// What the other process does: opens the database, looks at its end, closes it. Returns its exit
/// code and what it has to say.
pub fn look_at(log: &Path) -> (i32, String) {
    end_with_the_caller();
    limit_memory(log);
    match catch_unwind(AssertUnwindSafe(|| sled::look(log, CACHE_BYTES))) {
        Ok(Ok(())) => (0, String::new()),
        Ok(Err(EngineError::Panicked { message })) => (GAVE_UP, message),
        Ok(Err(error)) => (DAMAGED, error.to_string()),
        Err(_panic) => (GAVE_UP, "it panicked".to_owned()),
    }
}

/// Nobody may be left behind that holds the database while the next start wants it.
fn end_with_the_caller() {
    std::thread::spawn(|| {
        let mut nothing = [0; 1];
        while matches!(io::stdin().read(&mut nothing), Ok(1..)) {}
        std::process::exit(DAMAGED);
    });
}

#[cfg(unix)]
fn limit_memory(log: &Path) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let length = fs::metadata(log.join("db")).map_or(0, |found| found.len());
    let most = Some(BYTES_MAX.saturating_add(length.saturating_mul(4)));
    // Without the limit an endless allocation ends this process later, and still not the caller.
    let _ = setrlimit(Resource::As, Rlimit { current: most, maximum: most });
}

#[cfg(not(unix))]
fn limit_memory(_log: &Path) {}

#[cfg(test)]
mod tests;
