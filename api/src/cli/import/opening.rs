//! Opens a file and looks at its first bytes: a folder, an archive or an old spreadsheet is told
//! at once, before the registry is opened.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::Path;

use super::Failure;
use crate::import::FileFault;
use crate::import::text::refuse_other_forms;

/// A file that can be read.
pub(super) enum Opened {
    /// Text, and how many bytes it has where that is known.
    Text(Box<dyn Read>, Option<u64>),
    /// A spreadsheet, and how many bytes it has.
    Sheet(File, u64),
}

/// Opens a file; `table` says whether rows of cells are expected.
pub(super) fn open(path: &Path, table: bool) -> Result<Opened, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Opened::Text(Box::new(io::stdin()), None));
    }
    let told = |fault: FileFault| Failure {
        message: format!("{}: {fault}", path.display()),
        ..Failure::coded(&fault)
    };
    let fault = |error: io::Error| {
        if error.kind() == io::ErrorKind::NotFound {
            return told(FileFault::NoSuchFile);
        }
        let message = format!("{}: {error}", path.display());
        Failure { message, ..Failure::coded(&FileFault::Unreadable) }
    };
    let mut file = File::open(path).map_err(fault)?;
    let metadata = file.metadata().map_err(fault)?;
    if metadata.is_dir() {
        return Err(told(FileFault::IsAFolder));
    }
    let mut head = Vec::new();
    (&mut file).take(512).read_to_end(&mut head).map_err(fault)?;
    if !metadata.is_file() {
        // What cannot be read twice goes on where it stands.
        return Ok(Opened::Text(Box::new(io::Cursor::new(head).chain(file)), None));
    }
    if head.is_empty() {
        return Err(told(FileFault::Empty));
    }
    file.seek(SeekFrom::Start(0)).map_err(fault)?;
    let is_sheet = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if is_sheet && table && !head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Ok(Opened::Sheet(file, metadata.len()));
    }
    if is_sheet && !table {
        return Err(Failure::usage("a spreadsheet needs --type or --mapping"));
    }
    refuse_other_forms(&head).map_err(told)?;
    Ok(Opened::Text(Box::new(file), Some(metadata.len())))
}
