//! Files that must survive a power cut: new ones are synced together with the folder that names
//! them, and small ones are replaced as a whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Makes the names in the folder of this path durable.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
        Some(_) | None => sync_folder(Path::new(".")),
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Puts a file in the place of another, or of none, so that after a crash one of the two is there.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("new");
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&draft, path)?;
    sync_parent(path)
}

/// The format that a file names after its first eight bytes, if it is one that came later.
pub(crate) fn newer_format(bytes: &[u8], magic: [u8; 8], known: u8) -> Option<u8> {
    let format = bytes.strip_prefix(&magic)?.first().copied()?;
    (format > known).then_some(format)
}
