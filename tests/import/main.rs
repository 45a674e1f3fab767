//! Files as ministries have them, taken in by the real program: into a folder and through a
//! server, with the same report; mended and fed back; interrupted and gone on with.

mod forms;
mod kill;
mod register;
mod rehearsal;
mod wrong;
mod xlsx;

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tests::program::{Ended, Place, Server};

/// What the program says when rows were rejected.
const REJECTED: i32 = 4;

/// A registry and a desk with files.
struct Desk {
    folder: TempDir,
    place: Place,
    server: Option<(Server, String, PathBuf)>,
}

impl Desk {
    /// A registry in a folder.
    fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::made(folder.path());
        Self { folder, place, server: None }
    }

    /// A registry behind a server, with these settings.
    fn served() -> Self {
        let mut desk = Self::folder();
        let token = desk.place.token("registrar");
        let file = desk.write("token", token.as_bytes());
        let mut server = desk.place.serve();
        let address = server.address().unwrap();
        desk.server = Some((server, format!("http://{address}"), file));
        desk
    }

    /// Both kinds.
    fn both() -> [Self; 2] {
        [Self::folder(), Self::served()]
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn arguments(&self, file: &Path, more: &[&str]) -> Vec<String> {
        let mut arguments = vec!["import".to_owned(), file.display().to_string()];
        arguments.extend(more.iter().map(|more| (*more).to_owned()));
        if let Some((_, url, token)) = &self.server {
            let token = token.display().to_string();
            arguments.extend([
                "--server".to_owned(),
                url.clone(),
                "--token-file".to_owned(),
                token,
            ]);
        }
        arguments
    }

    /// Runs `tukki import`.
    fn import(&self, file: &Path, more: &[&str]) -> Ended {
        let arguments = self.arguments(file, more);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.place.run(&arguments)
    }

    /// Runs it for its report in JSON.
    #[track_caller]
    fn report(&self, file: &Path, more: &[&str]) -> Value {
        let more = [more, &["--json"]].concat();
        let ended = self.import(file, &more);
        let report = ended.json();
        let expected = if report["refused"] == 0 { 0 } else { REJECTED };
        assert_eq!(ended.exit, Some(expected), "{}", ended.err);
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
        report
    }

    /// How many entries the log has; it must be sound.
    #[track_caller]
    fn entries(&mut self) -> u64 {
        if let Some((mut server, ..)) = self.server.take() {
            server.stop();
        }
        let verified = self.place.run(&["verify", "--json"]).ok().json();
        assert_eq!(verified["sound"], true);
        verified["entries"].as_u64().unwrap()
    }
}

/// A number of a report.
#[track_caller]
fn number(report: &Value, name: &str) -> u64 {
    report[name].as_u64().unwrap_or_else(|| panic!("no {name} in {report}"))
}

/// Lines and codes of the rows that a report shows as rejected.
fn rejected(report: &Value) -> Vec<(u64, String)> {
    let rows = report["rejected"].as_array().unwrap();
    let row =
        |row: &Value| (row["line"].as_u64().unwrap(), row["code"].as_str().unwrap().to_owned());
    rows.iter().map(row).collect()
}

/// The file of rejects that a report names.
#[track_caller]
fn rejects(report: &Value) -> PathBuf {
    PathBuf::from(report["rejects"].as_str().unwrap_or_else(|| panic!("no rejects: {report}")))
}
