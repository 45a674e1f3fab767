//! Keys that come from outside: as text, from the environment, from files that only their owner
//! may read.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use zeroize::Zeroize;

use super::KeyError;
use crate::bytes::from_hex;
use crate::secret::{Secret, SystemEntropy};

macro_rules! key_from_outside {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(pub(crate) Secret);

        impl $name {
            /// Reads 64 hexadecimal digits or base64; spaces around them do not matter.
            ///
            /// # Errors
            /// The text is no key.
            pub fn from_text(text: &str) -> Result<Self, KeyError> {
                key_from_text(text).map(Self)
            }

            /// Reads a file that only its owner may read.
            ///
            /// # Errors
            /// There is no such file, others may read it, or it holds no key.
            pub fn from_file(path: &Path) -> Result<Self, KeyError> {
                key_from_file(path).map(Self)
            }

            /// Reads an environment variable.
            ///
            /// # Errors
            /// It is not set or holds no key.
            pub fn from_env(name: &str) -> Result<Self, KeyError> {
                let mut text = std::env::var(name)
                    .map_err(|_unset| KeyError::NotInEnvironment { name: name.to_owned() })?;
                let key = key_from_text(&text).map(Self);
                text.zeroize();
                key
            }

            /// Makes a new key and writes it to a new file that only its owner may read.
            ///
            /// # Errors
            /// The file exists or cannot be written.
            pub fn create_file(path: &Path) -> Result<Self, KeyError> {
                let key = Self::random()?;
                write_key_file(path, &key.0)?;
                Ok(key)
            }

            pub(crate) fn random() -> Result<Self, KeyError> {
                Ok(Self(Secret::random(&SystemEntropy)?))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

key_from_outside! {
    /// The key that seals the keyring; whoever holds it and the data folder reads the log.
    MasterKey
}
key_from_outside! {
    /// The protection service's key, without which opaque entries are neither written nor read.
    ProtectionKey
}

fn key_from_text(text: &str) -> Result<Secret, KeyError> {
    let text = text.trim();
    from_hex(text).or_else(|| from_base64(text)).map(Secret::from_bytes).ok_or(KeyError::NotAKey)
}

/// 32 bytes from 43 base64 characters (either alphabet) and an optional `=`.
fn from_base64(text: &str) -> Option<[u8; 32]> {
    let text = text.strip_suffix('=').unwrap_or(text);
    if text.len() != 43 {
        return None;
    }
    let mut bytes = [0; 32];
    let mut slots = bytes.iter_mut();
    let (mut held, mut bits) = (0_u32, 0_u32);
    for character in text.bytes() {
        held = (held << 6 | base64_value(character)?) & 0x3fff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            *slots.next()? = u8::try_from(held >> bits & 0xff).ok()?;
        }
    }
    (held & ((1 << bits) - 1) == 0).then_some(bytes)
}

fn base64_value(character: u8) -> Option<u32> {
    let value = match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

fn key_from_file(path: &Path) -> Result<Secret, KeyError> {
    let mut bytes = read_private(path)?;
    let key = std::str::from_utf8(&bytes).ok().and_then(|text| key_from_text(text).ok());
    bytes.zeroize();
    key.ok_or_else(|| KeyError::NotAKeyFile { path: path.to_owned() })
}

fn io_error(path: &Path, source: io::Error) -> KeyError {
    let path = path.to_owned();
    if source.kind() == io::ErrorKind::NotFound {
        KeyError::Missing { path }
    } else if source.kind() == io::ErrorKind::AlreadyExists {
        KeyError::Exists { path }
    } else {
        KeyError::Io { path, source }
    }
}

pub(super) fn read_private(path: &Path) -> Result<Vec<u8>, KeyError> {
    let found = fs::metadata(path).map_err(|source| io_error(path, source))?;
    if exposed(&found) {
        return Err(KeyError::Exposed { path: path.to_owned() });
    }
    fs::read(path).map_err(|source| io_error(path, source))
}

#[cfg(unix)]
fn exposed(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn exposed(_found: &fs::Metadata) -> bool {
    false
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes a new file that only its owner may read and that outlives a power cut.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let write = || -> io::Result<()> {
        let mut file = create_private(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        crate::files::sync_parent(path)
    };
    write().map_err(|source| io_error(path, source))
}

fn write_key_file(path: &Path, key: &Secret) -> Result<(), KeyError> {
    let mut text = String::with_capacity(65);
    for byte in key.expose() {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text.push('\n');
    let written = write_private(path, text.as_bytes());
    text.zeroize();
    written
}
