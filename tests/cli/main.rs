//! The command line on real folders: what it makes, prints, refuses, and with which exit code.

use std::path::Path;

use api::cli::{Console, execute};
use serde_json::Value;
use tempfile::TempDir;

mod damage;
mod registry;

/// A folder in which commands run.
struct Desk {
    folder: TempDir,
}

/// What a command did.
#[derive(Debug)]
struct Done {
    exit: u8,
    out: String,
    err: String,
}

impl Done {
    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.exit, 0, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn fails(self, exit: u8, word: &str) -> Self {
        assert_eq!(self.exit, exit, "{}{}", self.out, self.err);
        assert!(self.err.contains(word), "{word}: {}", self.err);
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {}", self.out))
    }
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn run(&self, args: &[&str]) -> Done {
        run_in(&self.data(), args)
    }

    /// A registry with nothing in it.
    fn made() -> Self {
        let desk = Self::new();
        desk.run(&["init", "--origin", "registry.example.org/test"]).ok();
        desk
    }
}

fn run_in(data: &Path, args: &[&str]) -> Done {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let data = data.display().to_string();
    let whole = ["tukki"].into_iter().chain(args.iter().copied()).chain(["--data", &data]);
    let args: Vec<_> = whole.map(std::ffi::OsString::from).collect();
    let exit = execute(args, &mut Console { out: &mut out, err: &mut err });
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Done { exit, out: text(out), err: text(err) }
}
