//! What only C can do: faults between the program and the operating system, and a power cut. The
//! sources lie in `native/` and are compiled when a test needs them.

use std::path::{Path, PathBuf};
use std::process::Command;

fn compile(source: &str, more: &[&str], into: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("native").join(source);
    let made = into.join(source).with_extension("built");
    let built = Command::new("cc")
        .args(["-O1", "-Wall", "-o"])
        .args([&made, &from])
        .args(more)
        .output()
        .expect("a C compiler: tests/run installs one");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    made
}

/// A library that, loaded first, makes calls fail; and the file that says which.
#[derive(Debug)]
pub struct Faults {
    library: PathBuf,
    orders: PathBuf,
}

impl Faults {
    /// Compiled into this folder; nothing fails yet.
    pub fn in_folder(folder: &Path) -> Self {
        let library = compile("faults.c", &["-shared", "-fPIC", "-ldl"], folder);
        let faults = Self { library, orders: folder.join("faults.orders") };
        faults.order("");
        faults
    }

    /// From now on these calls fail: lines of `CALL ERRNO PART`, see `native/faults.c`.
    pub fn order(&self, lines: &str) {
        let draft = self.orders.with_extension("draft");
        std::fs::write(&draft, lines).unwrap();
        std::fs::rename(&draft, &self.orders).unwrap();
    }

    /// What a program's environment must hold for it.
    pub fn variables(&self) -> [(&'static str, &str); 2] {
        [("LD_PRELOAD", self.library.to_str().unwrap()), ("FAULTS", self.orders.to_str().unwrap())]
    }
}

/// The program that cuts the power of a mounted file system.
pub fn power_switch(folder: &Path) -> PathBuf {
    compile("cut.c", &[], folder)
}
