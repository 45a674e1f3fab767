//! A small ext4 file system of its own, in a file: it can be full, and its power can be cut.
//!
//! It needs root and loop devices. Where these are not there, a suite says so and does nothing,
//! except under `CI=true`: there it fails.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::native;

/// A file system in a file. It is unmounted when it is dropped, also after a panic.
pub struct Disk {
    image: PathBuf,
    mount: PathBuf,
    switch: PathBuf,
    mounted: bool,
}

/// Whether this machine can do it; says so loudly if not.
///
/// # Panics
/// It cannot, and `CI` is set.
pub fn possible() -> bool {
    let root = run("id", &["-u"]).is_ok_and(|told| told.stdout.trim_ascii() == b"0");
    let missing = ["mkfs.ext4", "mount", "umount", "losetup"]
        .into_iter()
        .find(|tool| Command::new(tool).arg("--version").output().is_err());
    let loops = Path::new("/dev/loop-control").exists();
    let obstacle = match (root, loops, missing) {
        (true, true, None) => return true,
        (false, _, _) => "it is not run by root".to_owned(),
        (_, false, _) => "there is no /dev/loop-control".to_owned(),
        (_, _, Some(tool)) => format!("{tool} is not installed"),
    };
    let told = format!("NOT TESTED: power cuts and full disks, because {obstacle}");
    assert!(std::env::var_os("CI").is_none(), "{told}");
    // To the terminal itself: a test that does nothing must not look like one that passed.
    let line = format!("\n{told}\n\n");
    if std::fs::write("/dev/tty", &line).is_err() {
        eprintln!("{line}");
    }
    false
}

fn run(program: &str, arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(program).args(arguments).output()
}

#[track_caller]
fn must(program: &str, arguments: &[&str]) {
    let done = run(program, arguments).unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{program} {arguments:?}: {said}");
}

impl Disk {
    /// Makes and mounts one of so many MiB; its file lies in this folder.
    #[track_caller]
    pub fn new(folder: &Path, mib: u64) -> Self {
        let (image, mount) = (folder.join("disk.image"), folder.join("disk"));
        std::fs::File::create(&image).unwrap().set_len(mib << 20).unwrap();
        std::fs::create_dir(&mount).unwrap();
        must("mkfs.ext4", &["-q", "-F", "-m", "0", image.to_str().unwrap()]);
        let switch = native::power_switch(folder);
        let mut disk = Self { image, mount, switch, mounted: false };
        disk.mount();
        disk
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.mount
    }

    /// Cuts the power. What the device has not got is lost, and so is every later write.
    ///
    /// ext4 stops: no page of the cache is written any more, and the journal's running transaction
    /// is thrown away. What was handed to the device counts as kept, so a volatile cache inside a
    /// disk is not imitated: a sync that reaches the device but does not flush it would pass.
    #[track_caller]
    pub fn cut(&self) {
        must(self.switch.to_str().unwrap(), &[self.mount.to_str().unwrap()]);
    }

    /// Takes it off; whoever used it must be gone. The page cache goes with it.
    #[track_caller]
    pub fn unmount(&mut self) {
        must("umount", &[self.mount.to_str().unwrap()]);
        self.mounted = false;
    }

    /// Makes it read-only or writable.
    #[track_caller]
    pub fn remount(&mut self, how: &str) {
        must("mount", &["-o", &format!("remount,{how}"), self.mount.to_str().unwrap()]);
    }

    /// Puts it back; the journal is replayed.
    #[track_caller]
    pub fn mount(&mut self) {
        let places = [self.image.to_str().unwrap(), self.mount.to_str().unwrap()];
        must("mount", &["-o", "loop", places[0], places[1]]);
        self.mounted = true;
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            // Lazily, for a process that is being killed may still hold a file; the loop device
            // is given back with the last of them.
            let _ = run("umount", &["--lazy", self.mount.to_str().unwrap_or_default()]);
        }
    }
}
