//! A registry that is damaged again and again, and the judge of what it then shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::config::{Config, Sources};
use api::registry::{LOOK, Registry, keyring_file, today};
use domain::decider::Coded;
use projections::runner;
use projections::tables::Tables;
use store::{
    Link, MasterKey, OpenError, Options, Position, Probe, ProtectionKey, Recorded, Sealed, Store,
    SubjectId,
};
use tests::folder_in_memory;
use tests::program::{Place, program};

const MIGRANTS: u32 = 90;
const WAIT: Duration = Duration::from_secs(60);

/// Everything that an entry says.
type Said = (Recorded, Result<Vec<u8>, Sealed>, Vec<(SubjectId, Result<Vec<u8>, Sealed>)>);

/// A registry with a few thousand entries, and what it shows.
pub(crate) struct Original {
    folder: tempfile::TempDir,
    said: Vec<Said>,
    tables: Arc<Tables>,
}

/// What a damaged registry did.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It shows everything as it was.
    Unharmed,
    /// It did not open, or verification found the damage: the code and the sentence.
    Told(String, String),
}

/// What is compared beside the stored bytes of every entry.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Depth {
    /// Nothing: with the same keys the same bytes say the same.
    Bytes,
    /// What they say when they are opened.
    Opened,
    /// What the read models make of them.
    Models,
}

impl Depth {
    /// What can be wrong when this file is.
    pub(crate) fn of(file: &Path) -> Self {
        match file.file_name().unwrap().to_str().unwrap() {
            "vault" | "keyring" | "master.key" | "protection.key" => Self::Opened,
            "models" | "index" => Self::Models,
            _ => Self::Bytes,
        }
    }
}

impl Verdict {
    pub(crate) fn is_told(&self) -> bool {
        matches!(self, Self::Told(..))
    }
}

impl Original {
    /// Simulated from the demonstration; all its entries were written since the database was last
    /// opened, the state in which most can be lost.
    pub(crate) fn new() -> Self {
        let folder = folder_in_memory();
        let place = Place::at(folder.path());
        let lines = api::demo::lines(api::demo::Options { migrants: MIGRANTS, seed: 3 });
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let file = folder.path().join("lines.jsonl");
        fs::write(&file, text).unwrap();
        place.run(&["simulate", file.to_str().unwrap()]).ok();
        let data = folder.path().join("registry");
        // The read models are put aside too; the database stays as it was written.
        let aside = folder.path().join("aside");
        copy(&data, &aside);
        let config = config(folder.path());
        let registry = Registry::open(&config).unwrap();
        let size = registry.store().head().size;
        assert!(registry.runner.wait_for(size, WAIT));
        let said = say_all(registry.store());
        let tables = registry.runner.tables();
        registry.close().unwrap();
        drop(registry);
        for name in ["log", "CLEAN", "HEAD"] {
            remove(&data.join(name));
            copy(&aside.join(name), &data.join(name));
        }
        remove(&aside);
        Self { folder, said, tables }
    }

    /// How many entries it has.
    pub(crate) fn size(&self) -> u64 {
        self.said.len() as u64
    }

    /// A copy of it in a folder of its own, to be damaged.
    pub(crate) fn copy(&self) -> Patient<'_> {
        let folder = folder_in_memory();
        for part in ["registry", "keys"] {
            copy(&self.folder.path().join(part), &folder.path().join(part));
        }
        Patient { original: self, folder }
    }

    /// Paths of all its files below its folder, the keys among them.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for part in ["registry", "keys"] {
            walk(&self.folder.path().join(part), &mut found);
        }
        let below = |path: PathBuf| path.strip_prefix(self.folder.path()).unwrap().to_owned();
        // Tokens are no part of the log; locks are empty.
        let own = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy();
            !name.starts_with("tokens") && name != "LOCK"
        };
        let mut files: Vec<PathBuf> = found.into_iter().map(below).filter(own).collect();
        files.sort();
        files
    }

    /// The bytes of one of its files.
    pub(crate) fn bytes(&self, file: &Path) -> Vec<u8> {
        fs::read(self.folder.path().join(file)).unwrap()
    }

    /// The link of its last entry when it had so many.
    fn link_at(&self, size: u64) -> Option<Link> {
        let last = usize::try_from(size.checked_sub(1)?).unwrap();
        Some(self.said[last].0.link)
    }
}

/// A copy that is damaged.
pub(crate) struct Patient<'a> {
    original: &'a Original,
    folder: tempfile::TempDir,
}

impl Patient<'_> {
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("registry")
    }

    /// As after a kill or a power cut: nothing says that it was closed.
    pub(crate) fn unclosed(&self) {
        remove(&self.data().join("CLEAN"));
    }

    /// Puts bytes in the place of a file.
    pub(crate) fn write(&self, file: &Path, bytes: &[u8]) {
        fs::write(self.folder.path().join(file), bytes).unwrap();
    }

    /// What it does now: opened, read and verified as the server does it, with the same process
    /// that looks first. `Depth` says what is compared beside the stored bytes.
    #[track_caller]
    pub(crate) fn judge(&self, depth: Depth) -> Verdict {
        let store = match self.open() {
            Ok(store) => Arc::new(store),
            Err(told) => return self.told(told),
        };
        // What the check of the tail does not see at once, reading and verification must see.
        let head = store.head();
        let Ok(entries) = store.read(Position(0), usize::MAX) else {
            let report = store.verify(&mut |_| {});
            let (position, what) = report.first_bad.expect("verification finds what reading does");
            drop(store);
            return self.told(("log.damaged".to_owned(), format!("{position}: {what}")));
        };
        assert_eq!(head.size, self.original.size(), "fewer or more entries, and not a word");
        let same = entries.iter().eq(self.original.said.iter().map(|(entry, _, _)| entry));
        assert!(same, "an entry is another one, and nobody noticed");
        let report = store.verify(&mut |_| {});
        assert!(report.is_sound(), "{report:?}");
        match depth {
            Depth::Bytes => {}
            Depth::Opened => {
                assert!(say_all(&store) == self.original.said, "an entry says something else");
            }
            Depth::Models => self.judge_models(store),
        }
        Verdict::Unharmed
    }

    /// The read models show what they showed, with whatever snapshot there is.
    #[track_caller]
    fn judge_models(&self, store: Arc<Store>) {
        let options = runner::Options {
            today: Box::new(today),
            threads: 2,
            snapshot: Some(self.data().join("models")),
            moments_kept: 0,
        };
        let runner = runner::Runner::start(store, options);
        assert!(runner.wait_for(self.original.size(), WAIT));
        assert!(*runner.tables() == *self.original.tables, "the read models show something else");
    }

    /// Opens it; else the code and the sentence.
    pub(crate) fn open(&self) -> Result<Store, (String, String)> {
        let coded = |error: &dyn Coded| (error.code().to_owned(), api::error::chain(error));
        let config = config(self.folder.path());
        let master = MasterKey::from_file(&config.master_key_file());
        let master = master.map_err(|error| coded(&error))?;
        let mut options = Options::new(config.log.data.clone(), keyring_file(&config), master);
        let protection = ProtectionKey::from_file(&config.protection_key_file());
        options.protection = Some(protection.map_err(|error| coded(&error))?);
        options.probe = Some(Probe::new(program(), vec![LOOK.into()]));
        // A process that another thread is just starting holds the lock until it is itself.
        let give_up = Instant::now() + WAIT;
        loop {
            match Store::open(&options) {
                Err(OpenError::AlreadyOpen { .. }) if Instant::now() < give_up => {}
                Err(error) => return Err(coded(&error)),
                Ok(store) => return Ok(store),
            }
        }
    }

    /// It says what is wrong; and what salvage finds is a beginning of the true log.
    #[track_caller]
    fn told(&self, (code, sentence): (String, String)) -> Verdict {
        assert!(code.starts_with("log.") || code.starts_with("keys."), "{code}: {sentence}");
        let mut scanned = store::salvage::scan(&self.data());
        while matches!(&scanned, Err(error) if error.code() == "log.already_open") {
            scanned = store::salvage::scan(&self.data());
        }
        match scanned {
            Ok(report) => {
                let size = report.head.size;
                assert!(size <= self.original.size(), "more than there was: {report:?}");
                if let Some(link) = self.original.link_at(size) {
                    assert_eq!(report.head.link, link, "another log: {report:?}");
                }
            }
            Err(error) => assert!(error.code().starts_with("log."), "{error}"),
        }
        Verdict::Told(code, sentence)
    }
}

fn config(root: &Path) -> Config {
    let flags = vec![
        ("log.data".to_owned(), root.join("registry").display().to_string()),
        ("keys.folder".to_owned(), root.join("keys").display().to_string()),
    ];
    Config::load(&Sources { flags, ..Sources::default() }).unwrap()
}

fn say_all(store: &Store) -> Vec<Said> {
    let say = |entry: Recorded| {
        let (facts, personal) = (store.open_facts(&entry), store.open_personal(&entry));
        (entry, facts, personal)
    };
    store.read(Position(0), usize::MAX).unwrap().into_iter().map(say).collect()
}

/// Copies a file or a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir(to).unwrap();
        for found in fs::read_dir(from).unwrap() {
            let found = found.unwrap();
            copy(&found.path(), &to.join(found.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

/// Removes a file or a folder, if it is there.
pub(crate) fn remove(path: &Path) {
    if path.is_dir() {
        fs::remove_dir_all(path).unwrap();
    } else if path.exists() {
        fs::remove_file(path).unwrap();
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}
